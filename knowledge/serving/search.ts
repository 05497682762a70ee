import { type Article, inLanguage } from '../../src/core/article.js';
import { asks } from '../../src/core/asking.js';
import { type DetectedLanguage, type Language, replyLanguage } from '../../src/core/language.js';
import type { Candidate, Finding } from '../../src/core/ports/knowledge.js';
import { CHOICES, type Judged, judge } from '../confidence/choice.js';
import type { Confidence } from '../confidence/confidence.js';
import type { Thresholds } from '../confidence/thresholds.js';
import { type Asked, ask } from '../finding/corpus.js';
import { type Ranking, rank, type Scored } from '../finding/rank.js';
import { atOnce, type Steps } from '../slices.js';
import { detectLanguage } from '../text/language.js';
import { isOneWord, partsOf, standsAlone } from '../text/parts.js';
import { triage } from '../triage/triage.js';
import { addAcross, type JudgedAcross, lackingIn, thresholdsAcross } from './across.js';
import { explain } from './explain.js';
import { type KnowledgeOptions, type Model, quietly, train, trainModel, versionOf } from './model.js';
import {
  type Answering,
  type Asker,
  type FailedTraining,
  type RankedKnowledge,
  type Selected,
  servingSelections,
} from './selections.js';

/** Candidates of a finding, of which this many are offered when asking back. */
const MOST_CANDIDATES = 5;
const MOST_OFFERED = 3;
/** Beside the first one an article that is less likely than this is not worth reading. */
const LEAST_OFFERED = 0.05;
/** A category is named from this confidence on. */
const NEAR = 0.25;

/** Builds it in one go. Deterministic: the same articles and options give the same answers. */
export function buildKnowledge(
  articles: readonly Article[],
  options: KnowledgeOptions = {},
): RankedKnowledge {
  return serve(trainModel(articles, options), options);
}

/** Answers questions from a model of all articles; who may read only some is answered from a model of these. */
export function serve(model: Model, options: KnowledgeOptions = {}): RankedKnowledge {
  return serveEach(model.ranker.corpus.articles, [model], options);
}

/** How to serve several models. */
export interface ServeOptions extends KnowledgeOptions {
  /** Of all articles; by default it is computed. */
  readonly version?: string;
  /**
   * Trains in the background on what an asker may read for whom there is no model. By default it is trained at once,
   * which holds everybody up: for what answers one question, and for tests.
   */
  readonly train?: (selection: readonly Article[], asker: Asker) => Promise<Model>;
  /** Told of each training in the background that fails. */
  readonly failed?: (failure: FailedTraining) => void;
}

/**
 * Answers questions from models of selections of the articles: each asker from the one of exactly what they may read.
 * Where there is none it is trained when the first such asker comes; see `servingSelections` for who answers meanwhile.
 */
export function serveEach(
  articles: readonly Article[],
  models: readonly [Model, ...Model[]],
  options: ServeOptions = {},
): RankedKnowledge {
  return atOnce(servingEach(articles, models, options));
}

/** Who may read nothing that is ready is answered from this. Trained once: it takes some milliseconds. */
let nothing: Model | undefined;

/** The same as {@link serveEach} in steps. */
export function* servingEach(
  articles: readonly Article[],
  models: readonly [Model, ...Model[]],
  options: ServeOptions,
): Steps<RankedKnowledge> {
  const { train: inBackground, triage: judgeTone } = options;
  const { version: ofFirst, ranker } = models[0];
  // A selection that is as long leaves nothing out.
  const isWhole = ranker.corpus.articles.length === articles.length;
  const version = options.version ?? (isWhole ? ofFirst : versionOf(articles));
  const [first, ...others] = models.map((model) => selected(model, judgeTone)) as [Selected, ...Selected[]]; // as many
  yield;
  if (!inBackground) {
    return yield* servingSelections(articles, version, [first, ...others], (selection) =>
      serveModel(trainModel(selection, options), judgeTone),
    );
  }
  nothing ??= yield* quietly(train([]));
  yield;
  return yield* servingSelections(
    articles,
    version,
    [first, ...others, selected(nothing, judgeTone)],
    async (selection, asker) => serveModel(await inBackground(selection, asker), judgeTone),
    options.failed,
  );
}

function selected(model: Model, judgeTone: KnowledgeOptions['triage']): Selected {
  return { articles: model.ranker.corpus.articles, knowledge: serveModel(model, judgeTone) };
}

const NO_ROWS: ReadonlySet<number> = new Set();

/** What was found for a question. */
interface Considered extends JudgedAcross {
  readonly asked: Asked;
  readonly ranking: Ranking;
  /** What is judged by its words, before articles in the other language are added. */
  readonly own: readonly Judged[];
}

/** A part of a message that asks several things. */
interface Part {
  readonly text: string;
  readonly asked: boolean;
  /** Whether what was found surely answers it, is worth an offer, or neither. */
  readonly outcome: Finding['outcome'];
  readonly found: Candidate | undefined;
  /** How much of it an article's phrasings know, 0 to 1. */
  readonly coverOf: (article: string) => number;
}

/** Answers from one model, whoever asks: what they may not read is not in it. */
function serveModel({ ranker, confidence }: Model, judgeTone = triage): Answering {
  const { articles } = ranker.corpus;
  const lacking = lackingIn(articles);

  const candidate = (scored: Scored, sure: number, language: Language): Candidate | undefined => {
    const article = articles[scored.article];
    const shown = article && inLanguage(article, language);
    return article && shown && { article: article.id, title: shown.translation.title, confidence: sure };
  };

  /** The articles for a question, surest first; {@link addAcross} where some are in the other language only. */
  const consider = (text: string, spoken: DetectedLanguage, limit: number): Considered => {
    const asked = ask(ranker.corpus, text);
    const ranking = rank(ranker, asked, limit);
    const own = judge(confidence.choice, { ...ranking, best: ranking.best.slice(0, CHOICES) });
    const isSure = (own[0]?.confidence ?? 0) >= confidence.thresholds.answer;
    const { judged, across } =
      spoken !== 'other' && lacking.has(asked.language)
        ? addAcross(ranker, asked, own, isSure)
        : { judged: own, across: NO_ROWS };
    return { asked, ranking, own, judged, across };
  };

  /** Where a message asks several things: each of them, by itself. */
  const partsFound = (text: string, spoken: DetectedLanguage, language: Language): readonly Part[] =>
    partsOf(text).map((part) => {
      const { own, ranking } = consider(part, spoken, CHOICES);
      const [first] = own;
      return {
        text: part,
        asked: asks(part),
        outcome: decide(own, confidence.thresholds),
        found: first && candidate(first.scored, first.confidence, language),
        coverOf: (article) =>
          ranking.best.find((scored) => articles[scored.article]?.id === article)?.cover ?? 0,
      };
    });

  return {
    confidence,
    search(question): Finding {
      const judgement = judgeTone(question.text);
      const language = replyLanguage(judgement.language, 'en');
      const { asked, ranking, own, judged, across } = consider(question.text, judgement.language, CHOICES);
      const candidates = judged
        .slice(0, MOST_CANDIDATES)
        .map(({ scored, confidence: sure }) => candidate(scored, sure, language))
        .filter((found) => found !== undefined);
      const best = judged[0]?.scored;
      const needed = thresholdsAcross(confidence);
      const told =
        across.size > 0 ? decideAcross(own, judged, confidence) : decide(own, confidence.thresholds);
      const isBare = told === 'answer' && isOneWord(question.text) && !best?.same;
      const whole = isBare ? 'clarify' : told;
      const parts = partsFound(question.text, judgement.language, language);
      const sure = surely(parts);
      // An answer to the whole has to be one of those to its parts, or they are no questions of their own.
      const isOne = whole === 'answer' && sure.some(({ article }) => article === candidates[0]?.article);
      const { also, unanswered } = isOne ? beside(parts, candidates[0]?.article ?? '') : NOTHING_BESIDE;
      const isSeveral = whole !== 'answer' && sure.length > 1;
      const outcome = isSeveral ? 'clarify' : whole;
      const shown = isSeveral
        ? sharing(sure.slice(0, MOST_OFFERED))
        : outcome === 'clarify'
          ? offered(candidates)
          : candidates;
      // What a question in another language is about is not known from something that is merely near.
      const isKnown = outcome !== 'none' || !best || !across.has(best.row);
      const category =
        isKnown && (candidates[0]?.confidence ?? 0) >= NEAR
          ? articles[best?.article ?? -1]?.category
          : undefined;
      let reasons: readonly string[] | undefined;
      return {
        outcome,
        candidates: shown,
        ...(also.length > 0 && { also }),
        ...(unanswered.length > 0 && { unanswered }),
        triage: category === undefined ? judgement : { ...judgement, category },
        // Worded when somebody asks: a turn hardly ever does.
        get reasons() {
          if (isSeveral) reasons ??= [severalThings(sure)];
          reasons ??= explain({
            ranker,
            scored: judged.map(({ scored }) => scored),
            across,
            known: ranking.known,
            vector: ranking.vector,
            question: question.text,
            ...(asked.read !== undefined && { read: asked.read }),
            candidates: shown,
            outcome,
            isBare,
            thresholds: best && across.has(best.row) ? needed : confidence.thresholds,
          })
            .concat(also.length > 0 ? severalThings(also) : [])
            .concat(unanswered.map((part) => `No article answers “${part}”, which is asked as well.`));
          return reasons;
        },
      };
    },
    ranked(question, limit) {
      const spoken = detectLanguage(question.text);
      const { ranking, judged } = consider(question.text, spoken, limit);
      const language = replyLanguage(spoken, 'en');
      const there = new Set(judged.map(({ scored }) => scored.article));
      const others = ranking.best
        .filter(({ article }) => !there.has(article))
        .map((scored) => ({ scored, confidence: 0 }));
      return [...judged, ...others]
        .slice(0, limit)
        .map(({ scored, confidence: sure }) => candidate(scored, sure, language))
        .filter((found) => found !== undefined);
    },
  };
}

const NOTHING_BESIDE = { also: [], unanswered: [] } as const;

/** The articles that surely answer a part, each once. */
function surely(parts: readonly Part[]): readonly Candidate[] {
  const sure = new Map<string, Candidate>();
  for (const { outcome, found } of parts) if (outcome === 'answer' && found) sure.set(found.article, found);
  return [...sure.values()];
}

/** From this share of its words on an article is what a part is about. */
const ABOUT = 0.5;

/** What is asked beside what was answered: articles that may answer it, and parts that none does. */
function beside(
  parts: readonly Part[],
  answered: string,
): { readonly also: readonly Candidate[]; readonly unanswered: readonly string[] } {
  const also = new Map<string, Candidate>();
  const unanswered: string[] = [];
  for (const { text, asked, outcome, found, coverOf } of parts) {
    if (!asked || found?.article === answered) continue;
    const isOwn = outcome === 'answer' || (standsAlone(text) && coverOf(answered) < ABOUT);
    if (!isOwn) continue;
    if (outcome !== 'none' && found) also.set(found.article, found);
    else unanswered.push(text);
  }
  return { also: [...also.values()], unanswered };
}

/** Each is the right one for a part of the message. */
function sharing(found: readonly Candidate[]): readonly Candidate[] {
  const confidence = Math.min(...found.map((one) => one.confidence)) / found.length;
  return found.map((one) => ({ ...one, confidence }));
}

function severalThings(found: readonly Candidate[]): string {
  const each = found.map(({ title, confidence }) => `“${title}” (${Math.round(confidence * 100)}%)`);
  return `The message asks about more than one thing; its parts by themselves ask for ${each.join(', ')}.`;
}

/** What of the candidates is offered. */
function offered<One extends { readonly confidence: number }>(candidates: readonly One[]): readonly One[] {
  return candidates
    .slice(0, MOST_OFFERED)
    .filter(({ confidence }, i) => i === 0 || confidence >= LEAST_OFFERED);
}

function decide(judged: readonly Judged[], thresholds: Thresholds): Finding['outcome'] {
  const first = judged[0];
  if (!first) return 'none';
  if (first.confidence >= thresholds.answer) return 'answer';
  // What would not be shown makes no offer.
  const together = offered(judged).reduce((sum, { confidence }) => sum + confidence, 0);
  return together >= thresholds.clarify ? 'clarify' : 'none';
}

/** The same where articles in the other language were added: what was sure by its words before may be in doubt. */
function decideAcross(
  own: readonly Judged[],
  judged: readonly Judged[],
  confidence: Confidence,
): Finding['outcome'] {
  const together = decide(judged, thresholdsAcross(confidence));
  if (together !== 'none') return together;
  return decide(own, confidence.thresholds) === 'none' ? 'none' : 'clarify';
}
