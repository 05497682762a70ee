import type { Article } from '../../src/core/article.js';
import { LANGUAGES, type Language } from '../../src/core/language.js';
import { CHOICES, type Judged } from '../confidence/choice.js';
import type { Confidence } from '../confidence/confidence.js';
import type { Asked } from '../finding/corpus.js';
import { type Ranker, rankAcross, rankScore, type Scored } from '../finding/rank.js';

/**
 * Finding an article that does not exist in the language of the question. The two share no words, or a name at most, so
 * what the words mean stands in for them, and how sure that makes is another matter: again a choice between articles and
 * "none of these", with two numbers that were fitted on the starter articles, of which half the topics were asked for in
 * the other language and others left out. An owner's own articles cannot move them: they are hardly ever in both languages.
 */
const WORTH = 12.5;
const NONE = 5.5;

/** Answers are given from this confidence on, or from that of the collection if it is higher … */
const ANSWERS_FROM = 0.95;
/** … and offers from this one, of the first three together: where words do not bear it out, half of them would be in vain. */
const OFFERS_FROM = 0.7;

/**
 * An article of the question's own language that is sure by its words is in doubt where another one is nearer in meaning
 * by so much: two of a question's words may stand in an article that is about something else. Then its confidence …
 */
const LEAD = 0.15;
/** … is this share of what it was, so that both are offered. */
const CONTESTED = 0.5;

/** What is less likely is not worth naming. */
const FAINT = 0.03;

/** The languages that some article does not exist in. */
export function lackingIn(articles: readonly Article[]): ReadonlySet<Language> {
  return new Set(
    LANGUAGES.filter((language) => articles.some(({ translations }) => !translations[language])),
  );
}

/** What was judged from the articles as they are, and what may be meant by a question in the other language. */
export interface JudgedAcross {
  /** Surest first. */
  readonly judged: readonly Judged[];
  /** Rows that were found by meaning, across languages. */
  readonly across: ReadonlySet<number>;
}

/**
 * Adds the articles that do not exist in the language of the question. What nothing else answers is shared out among
 * them, as far as they are near. An article that is sure by its words (`isSure`) stays as it is, unless one of the others
 * means what was asked much more.
 */
export function addAcross(
  ranker: Ranker,
  asked: Asked,
  own: readonly Judged[],
  isSure: boolean,
): JudgedAcross {
  const { best } = rankAcross(ranker, asked, CHOICES);
  const powers = best.map((scored) => Math.exp(WORTH * rankScore(scored) - NONE));
  const all = powers.reduce((sum, power) => sum + power, 1);
  const contested = isSure && (powers[0] ?? 0) >= all / 2 && isNearer(ranker, asked, best[0], own[0]?.scored);
  if (best.length === 0 || (isSure && !contested)) return { judged: own, across: new Set() };
  const kept = contested ? CONTESTED : 1;
  const byArticle = new Map(
    own.map(({ scored, confidence }) => [scored.article, { scored, confidence: kept * confidence }]),
  );
  const open = Math.max(0, 1 - kept * own.reduce((sum, { confidence }) => sum + confidence, 0));
  const across = new Set<number>();
  for (const [i, scored] of best.entries()) {
    const share = (open * (powers[i] ?? 0)) / all;
    const there = byArticle.get(scored.article);
    const before = there?.confidence ?? 0;
    if (before + share < FAINT) continue;
    across.add(scored.row);
    // What was found by a shared name as well is explained by that.
    const shown = there && share <= before ? there.scored : scored;
    byArticle.set(scored.article, { scored: shown, confidence: before + share });
  }
  const judged = [...byArticle.values()].sort((a, b) => b.confidence - a.confidence);
  return { judged, across };
}

/** Whether an article in the other language is nearer in meaning by far than the first one in the language of the question. */
function isNearer(
  { corpus }: Ranker,
  { language }: Asked,
  other: Scored | undefined,
  first: Scored | undefined,
): boolean {
  if (!first || !other || corpus.rows[first.row]?.language !== language) return false;
  return other.sense > first.sense + LEAD;
}

/** What has to be reached where the first article was found across languages. */
export function thresholdsAcross({ thresholds }: Confidence): Confidence['thresholds'] {
  return {
    answer: Math.max(thresholds.answer, ANSWERS_FROM),
    clarify: Math.max(thresholds.clarify, OFFERS_FROM),
  };
}
