import { createHash } from 'node:crypto';
import { type Article, inLanguage } from '../src/core/article.js';
import { type Language, replyLanguage } from '../src/core/language.js';
import { type Log, silentLog } from '../src/core/ports/ambient.js';
import type { Candidate, Finding, Question } from '../src/core/ports/knowledge.js';
import { CHOICES, judge } from './choice.js';
import { type Confidence, fitConfidence } from './confidence.js';
import { ask, readCorpus } from './corpus.js';
import { crossValidate } from './cross-validate.js';
import { explain } from './explain.js';
import { detectLanguage } from './language.js';
import { type Ranker, rank, type Scored, trainRanker } from './rank.js';
import { isFor, type RankedKnowledge, serveSelections } from './selections.js';
import { triage } from './triage.js';

/** The owner's dial, and where to log. */
export interface KnowledgeOptions {
  /** Share of the bot's answers that may be wrong. Default {@link WRONG}. */
  readonly wrong?: number;
  /** Assumed share of questions that no article answers. Default {@link UNKNOWN}. */
  readonly unknown?: number;
  readonly log?: Log;
}

/** How to train. */
export interface TrainOptions extends KnowledgeOptions {
  /**
   * Default true. False takes a quarter of the time, and the confidences are those of the pooled prior: right on average,
   * with a cautious threshold.
   */
  readonly calibrate?: boolean;
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

/** Candidates of a finding, of which this many are offered when asking back. */
const MOST_CANDIDATES = 5;
const MOST_OFFERED = 3;
/** A category is named from this confidence on. */
const NEAR = 0.25;
/** The work between two breaths of the event loop, in milliseconds. */
const BREATH = 8;

/** Builds it in one go. Deterministic: the same articles and options give the same answers. */
export function buildKnowledge(
  articles: readonly Article[],
  options: KnowledgeOptions = {},
): RankedKnowledge {
  return serve(trainModel(articles, options), options);
}

/** Trains it in one go, to be kept or served. */
export function trainModel(articles: readonly Article[], options: TrainOptions = {}): Model {
  const steps = train(articles, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Builds the same, letting everything else of the process run in between. */
export async function buildInBackground(
  articles: readonly Article[],
  options: TrainOptions = {},
): Promise<RankedKnowledge> {
  return serve(await trainInBackground(articles, options), options);
}

/** Trains the same, letting everything else of the process run in between. */
export async function trainInBackground(
  articles: readonly Article[],
  options: TrainOptions = {},
): Promise<Model> {
  const steps = train(articles, options);
  let started = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - started > BREATH) {
      await new Promise((resolve) => setImmediate(resolve));
      started = performance.now();
    }
  }
}

/** Content hash of articles. */
export function versionOf(articles: readonly Article[]): string {
  return createHash('sha256').update(JSON.stringify(articles)).digest('hex').slice(0, 16);
}

function* train(articles: readonly Article[], options: TrainOptions): Generator<void, Model> {
  const started = performance.now();
  const corpus = yield* readCorpus(articles);
  const ranker = yield* trainRanker(corpus, corpus.samples);
  const trials = options.calibrate === false ? [] : yield* crossValidate(corpus, ranker.classifier.power);
  const confidence = yield* fitConfidence(trials, {
    wrong: options.wrong ?? WRONG,
    unknown: options.unknown ?? UNKNOWN,
  });
  (options.log ?? silentLog).debug(
    {
      articles: articles.length,
      phrasings: corpus.samples.length,
      trials: trials.length,
      answerFrom: round(confidence.thresholds.answer),
      ms: Math.round(performance.now() - started),
    },
    'knowledge built',
  );
  // The samples have taught what they can; questions are answered without them.
  const learnt = { ...ranker, corpus: { ...corpus, samples: [] } };
  return { version: versionOf(articles), ranker: learnt, confidence };
}

/** Answers questions from a model of all articles; who may read only some is answered from a model of these. */
export function serve(model: Model, options: TrainOptions = {}): RankedKnowledge {
  return serveEach(model.ranker.corpus.articles, [model], options);
}

/**
 * Answers questions from models of selections of the articles: each asker from the one of exactly what they may read.
 * Where there is none it is trained when the first such asker comes, which holds everybody up: give those of all askers.
 */
export function serveEach(
  articles: readonly Article[],
  models: readonly [Model, ...Model[]],
  options: TrainOptions = {},
): RankedKnowledge {
  const selected = (model: Model) => ({
    articles: model.ranker.corpus.articles,
    knowledge: serveModel(model),
  });
  const [first, ...others] = models;
  // A selection that is as long leaves nothing out.
  const isWhole = first.ranker.corpus.articles.length === articles.length;
  const version = isWhole ? first.version : versionOf(articles);
  const train = (some: readonly Article[]): RankedKnowledge => serveModel(trainModel(some, options));
  return serveSelections(articles, version, [selected(first), ...others.map(selected)], train);
}

function serveModel({ version, ranker, confidence }: Model): RankedKnowledge {
  const { articles, rows } = ranker.corpus;
  const byId = new Map(articles.map((article) => [article.id, article]));

  const access = (question: Question): ((row: number) => boolean) => {
    return (row) => {
      const article = articles[rows[row]?.article ?? -1];
      return article !== undefined && isFor(article, question);
    };
  };
  const candidate = (scored: Scored, sure: number, language: Language): Candidate | undefined => {
    const article = articles[scored.article];
    const shown = article && inLanguage(article, language);
    return article && shown && { article: article.id, title: shown.translation.title, confidence: sure };
  };

  return {
    version,
    confidence,
    article: (id) => byId.get(id),
    search(question): Finding {
      const allowed = access(question);
      const mood = triage(question.text);
      const language = replyLanguage(mood.language, 'en');
      const ranking = rank(ranker, ask(ranker.corpus, question.text), allowed, CHOICES);
      const judged = judge(confidence.choice, ranking);
      const candidates = judged
        .slice(0, MOST_CANDIDATES)
        .map(({ scored, confidence: sure }) => candidate(scored, sure, language))
        .filter((found) => found !== undefined);
      const outcome = decide(candidates, confidence);
      const shown = outcome === 'clarify' ? candidates.slice(0, MOST_OFFERED) : candidates;
      const best = judged[0]?.scored;
      const category =
        (candidates[0]?.confidence ?? 0) >= NEAR ? articles[best?.article ?? -1]?.category : undefined;
      let reasons: readonly string[] | undefined;
      return {
        outcome,
        candidates: shown,
        triage: category === undefined ? mood : { ...mood, category },
        // Worded when somebody asks: a turn hardly ever does.
        get reasons() {
          reasons ??= explain({
            ranker,
            scored: judged.map(({ scored }) => scored),
            known: ranking.known,
            vector: ranking.vector,
            allowed,
            question: question.text,
            candidates: shown,
            outcome,
            confidence,
          });
          return reasons;
        },
      };
    },
    ranked(question, limit) {
      const ranking = rank(ranker, ask(ranker.corpus, question.text), access(question), limit);
      const language = replyLanguage(detectLanguage(question.text), 'en');
      const first = judge(confidence.choice, { ...ranking, best: ranking.best.slice(0, CHOICES) });
      const others = ranking.best.slice(CHOICES).map((scored) => ({ scored, confidence: 0 }));
      return [...first, ...others]
        .map(({ scored, confidence: sure }) => candidate(scored, sure, language))
        .filter((found) => found !== undefined);
    },
  };
}

function decide(candidates: readonly Candidate[], { thresholds }: Confidence): Finding['outcome'] {
  const first = candidates[0];
  if (!first) return 'none';
  if (first.confidence >= thresholds.answer) return 'answer';
  const together = candidates.slice(0, MOST_OFFERED).reduce((sum, { confidence }) => sum + confidence, 0);
  return candidates.length > 1 && together >= thresholds.clarify ? 'clarify' : 'none';
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
