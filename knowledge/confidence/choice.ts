import { type Ranking, rankScore, type Scored } from '../finding/rank.js';

/**
 * How sure: a choice between the best articles and "none of these" (a conditional logit, McFadden 1974). Each article
 * has a utility, and so has "none"; the probabilities are their softmax. So one small model tells how sure the first
 * article is, how much of the doubt belongs to the others, and how likely it is that nothing answers the question.
 */
export interface Choice {
  /** What a point of rank score is worth to an article … */
  readonly score: number;
  /** … the cosine of its nearest phrasing … */
  readonly nearest: number;
  /** … the share of the question's words that its phrasings have … */
  readonly cover: number;
  /** … and how near it is in meaning. */
  readonly sense: number;
  /** "None of these" begins here … */
  readonly none: number;
  /** … and changes with the share of known words … */
  readonly known: number;
  /** … with how much of the question the best answer holds … */
  readonly body: number;
  /** … with how many articles are half as near as the best one: a question that fits many fits none … */
  readonly rivals: number;
  /** … with how short the question is: one word says little … */
  readonly short: number;
  /** … and with the best score, since articles are told from each other more sharply than from "none". */
  readonly top: number;
}

/** What the choice goes by. */
export interface Signals {
  /** Rank scores of the articles, best first, times the root of the share of known words. */
  readonly scores: readonly number[];
  /** Cosines of the nearest phrasings of the same articles, likewise. */
  readonly nearest: readonly number[];
  /** Shares of the question's words that they have, by weight. */
  readonly cover: readonly number[];
  /** How near they are in meaning. */
  readonly sense: readonly number[];
  readonly known: number;
  readonly body: number;
  /** Logarithm of 1 and the articles that are half as near as the best one. */
  readonly rivals: number;
  /** 1 by the number of words, small words counting less. */
  readonly short: number;
}

/** A question whose right answer is known, asked of models that were trained without it. */
export interface Trial extends Signals {
  /** Index of the right candidate; -1: none is. */
  readonly right: number;
  /** Whether nothing answers it: its article was left out, or … */
  readonly unknown: boolean;
  /** … its most telling word was replaced. */
  readonly beside?: true;
}

/** How many articles take part in the choice. */
export const CHOICES = 8;

/**
 * What is assumed before anything is known: about the mean of fits on a dozen public collections of phrasings and on the
 * starter articles (cross-validated on the phrasings alone). An owner's articles move it as far as they are evidence.
 */
export const POOLED: Choice = {
  score: 15.5,
  nearest: 3.2,
  cover: 1.9,
  sense: 0.5,
  none: 1.8,
  known: 1.3,
  body: 1,
  rivals: 0.8,
  short: 3.5,
  top: 8,
};
/** How far collections differ from the mean. */
export const SPREAD: Choice = {
  score: 2.5,
  nearest: 2,
  cover: 1.2,
  sense: 2,
  none: 1.2,
  known: 1,
  body: 1.5,
  rivals: 0.3,
  short: 2.5,
  top: 2.5,
};

/** The signals of a ranked question. */
export function signals(ranking: Ranking): Signals {
  // Ranking looks at the known words only; measured against the whole question its scores are smaller.
  const certain = Math.sqrt(ranking.known);
  let body = 0;
  for (const scored of ranking.best) if (scored.body > body) body = scored.body;
  return {
    scores: ranking.best.map((scored) => rankScore(scored) * certain),
    nearest: ranking.best.map((scored) => scored.nearest * certain),
    cover: ranking.best.map((scored) => scored.cover),
    sense: ranking.best.map((scored) => scored.sense),
    known: ranking.known,
    body,
    rivals: Math.log1p(ranking.rivals),
    short: 1 / Math.max(1, ranking.words),
  };
}

/**
 * What "none of these" is worth before anything speaks for it. The other signals rise with the best score, and would make
 * a question of which nothing is known but "the" look half answered.
 */
const NOTHING = 5;

/**
 * The utility of "none": that nothing is near, or that something near is not it, whichever is worth more (smoothly).
 * `slope` is how much of it comes from the second.
 */
export function noneOf(
  choice: Choice,
  { scores, known, body, rivals, short }: Signals,
): { readonly utility: number; readonly slope: number } {
  const near =
    choice.none +
    choice.known * known +
    choice.body * body +
    choice.rivals * rivals +
    choice.short * short +
    choice.top * (scores[0] ?? 0);
  const utility = Math.max(near, NOTHING) + Math.log1p(Math.exp(-Math.abs(near - NOTHING)));
  return { utility, slope: Math.exp(near - utility) };
}

/** Probabilities of the articles, in their order; what is missing to 1 belongs to "none of these". */
export function probabilities(choice: Choice, signals: Signals): number[] {
  const { scores, nearest, cover, sense } = signals;
  const none = noneOf(choice, signals).utility;
  const utilities = scores.map(
    (value, i) =>
      choice.score * value +
      choice.nearest * (nearest[i] ?? 0) +
      choice.cover * (cover[i] ?? 0) +
      choice.sense * (sense[i] ?? 0),
  );
  const top = Math.max(none, ...utilities);
  const powers = utilities.map((utility) => Math.exp(utility - top));
  const sum = powers.reduce((total, power) => total + power, Math.exp(none - top));
  return powers.map((power) => power / sum);
}

/** What is left of the doubt where the question is word for word a phrasing of one article. */
export const DOUBT_OF_SAME = 0.02;

/** A ranked article and how sure it is that it is the right one. */
export interface Judged {
  readonly scored: Scored;
  readonly confidence: number;
}

/**
 * The ranked articles with their confidence, surest first. Where the question is word for word a known phrasing, the
 * owner has said what it means; where several articles have that phrasing, nothing in it says which.
 */
export function judge(choice: Choice, ranking: Ranking): Judged[] {
  const each = probabilities(choice, signals(ranking));
  const same = ranking.best.flatMap(({ same: isSame }, i) => (isSame ? [i] : []));
  if (same.length > 0) {
    const together = same.reduce((sum, i) => sum + (each[i] ?? 0), 0);
    const raised = 1 - DOUBT_OF_SAME * (1 - together);
    const rest = together < 1 ? (1 - raised) / (1 - together) : 0;
    for (let i = 0; i < each.length; i++) {
      each[i] = same.includes(i) ? raised / same.length : (each[i] ?? 0) * rest;
    }
  }
  return ranking.best
    .map((scored, i) => ({ scored, confidence: each[i] ?? 0 }))
    .sort((a, b) => b.confidence - a.confidence);
}
