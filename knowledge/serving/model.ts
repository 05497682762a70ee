import { createHash } from 'node:crypto';
import type { Article } from '../../src/core/article.js';
import { type Log, silentLog } from '../../src/core/ports/ambient.js';
import type { Triage } from '../../src/core/triage.js';
import type { Trial } from '../confidence/choice.js';
import { type Confidence, fitConfidence } from '../confidence/confidence.js';
import { crossValidate } from '../confidence/cross-validate.js';
import { type Corpus, readCorpus } from '../finding/corpus.js';
import { type Ranker, trainRanker } from '../finding/rank.js';
import { atOnce, type Steps } from '../slices.js';
import { readTerms } from '../text/terms.js';

/** The owner's dial, and where to log. */
export interface KnowledgeOptions {
  /** Share of the bot's answers that may be wrong. Default {@link WRONG}. */
  readonly wrong?: number;
  /** Assumed share of questions that no article answers. Default {@link UNKNOWN}. */
  readonly unknown?: number;
  /** The owner's terms, each as its spellings: see `readTerms`. Default none. */
  readonly terms?: readonly (readonly string[])[];
  /** Language, urgency and mood of a question, in place of what is there by itself. */
  readonly triage?: (text: string) => Triage;
  readonly log?: Log;
}

/** The dial's defaults. */
export const WRONG = 0.05;
export const UNKNOWN = 0.2;

/** All that training found out, as plain data: what questions are answered from. */
export interface Model {
  /** Of which articles: see {@link versionOf}. */
  readonly version: string;
  readonly ranker: Ranker;
  readonly confidence: Confidence;
}

/** Trains a model of articles in one go. Deterministic: the same articles and options give the same model. */
export function trainModel(articles: readonly Article[], options: KnowledgeOptions = {}): Model {
  return atOnce(train(articles, options));
}

/**
 * The same in steps. After a third of the time it yields a model that can answer already: its confidences are those of
 * the pooled prior, right on average, with a cautious threshold. The model at the end is that one with confidences of
 * its own.
 */
export function* train(
  articles: readonly Article[],
  options: KnowledgeOptions & { readonly version?: string } = {},
): Steps<Model, Model | undefined> {
  const begun = yield* quietly(begin(articles, options));
  yield begun.model;
  const rounds = yield* quietly(crossValidate(begun.corpus, begun.model.ranker.classifier.power));
  return yield* quietly(finish(begun, rounds, options));
}

/** A model that can answer already, and what the rest of its training needs. */
export interface Begun {
  readonly model: Model;
  /** With the samples, which the model is without. */
  readonly corpus: Corpus;
  readonly started: number;
}

/** The first part of {@link train}. */
export function* begin(
  articles: readonly Article[],
  options: KnowledgeOptions & { readonly version?: string },
): Steps<Begun> {
  const started = performance.now();
  const version = options.version ?? (yield* hash(articles));
  const corpus = yield* readCorpus(articles, readTerms(options.terms ?? []));
  const ranker = yield* trainRanker(corpus, corpus.samples);
  // The samples teach what they can; questions are answered without them.
  const learnt = { ...ranker, corpus: { ...corpus, samples: [] } };
  const confidence = yield* fitConfidence([], { ...dialOf(options), phrasings: corpus.samples.length });
  return { model: { version, ranker: learnt, confidence }, corpus, started };
}

/** The last one, after cross-validation. */
export function* finish(
  { model, corpus, started }: Begun,
  rounds: readonly (readonly Trial[] | undefined)[],
  options: KnowledgeOptions,
): Steps<Model> {
  const trials = rounds.flatMap((round) => round ?? []);
  const confidence = yield* fitConfidence(trials, { ...dialOf(options), phrasings: corpus.samples.length });
  (options.log ?? silentLog).debug(
    {
      articles: corpus.articles.length,
      phrasings: corpus.samples.length,
      trials: trials.length,
      answerFrom: Math.round(confidence.thresholds.answer * 1000) / 1000,
      ms: Math.round(performance.now() - started),
    },
    'knowledge built',
  );
  return { ...model, confidence };
}

function dialOf(options: KnowledgeOptions): { readonly wrong: number; readonly unknown: number } {
  return { wrong: options.wrong ?? WRONG, unknown: options.unknown ?? UNKNOWN };
}

/** What comes of training several selections: of which one it is, and whether it has confidences of its own. */
export interface Made {
  readonly index: number;
  readonly model: Model;
  readonly whole: boolean;
}

/** Trains several: first each until it can answer, then each to its end. */
export function* trainEach(
  selections: readonly { readonly articles: readonly Article[]; readonly version: string }[],
  options: KnowledgeOptions,
): Steps<void, Made | undefined> {
  const all = selections.map(({ articles, version }) => train(articles, { ...options, version }));
  for (const whole of [false, true]) {
    for (const [index, steps] of all.entries()) {
      for (;;) {
        const step = steps.next();
        const model = step.value;
        yield model && { index, model, whole };
        if (step.done || model) break;
      }
    }
  }
}

/** Steps without what they yield on their way. */
export function* quietly<T>(steps: Steps<T, unknown>): Steps<T, undefined> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield;
  }
}

/** Content hash of articles. */
export function versionOf(articles: readonly Article[]): string {
  return atOnce(hash(articles));
}

/** The same in steps: ten thousand articles take longer than the event loop may be held. */
export function* hash(articles: readonly Article[]): Steps<string> {
  const content = createHash('sha256');
  for (const [i, article] of articles.entries()) {
    content.update(JSON.stringify(article)).update('\n');
    if (i % 20 === 19) yield;
  }
  return content.digest('hex').slice(0, 16);
}
