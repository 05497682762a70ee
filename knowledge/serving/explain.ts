import type { Candidate, Finding } from '../../src/core/ports/knowledge.js';
import type { Thresholds } from '../confidence/thresholds.js';
import { contribution, type Vector } from '../finding/classify.js';
import type { Ranker, Scored } from '../finding/rank.js';
import { isHan, normalise, stem, words } from '../text/analyse.js';
import { featureOf } from '../text/vocabulary.js';

/** Words named at most, of each kind. */
const MOST_WORDS = 5;
/** Candidates whose points are told. */
const MOST_SCORED = 3;

/** From this closeness on a meaning is worth a sentence. */
const SIMILAR = 0.3;
/** Characters of the question as it was read. */
const MOST_READ = 200;

/** What there is to explain. */
export interface Explained {
  readonly ranker: Ranker;
  /** What the models say of the candidates, in their order. */
  readonly scored: readonly Scored[];
  /** Rows that were found across languages, by meaning: see `addAcross`. */
  readonly across: ReadonlySet<number>;
  /** Share of the question's words that are known at all, by weight. */
  readonly known: number;
  /** The question as the models see it. */
  readonly vector: Vector;
  readonly question: string;
  /** Its words as they were read: without typing errors, terms by their first spelling. Absent: as they were typed. */
  readonly read?: string;
  readonly candidates: readonly Candidate[];
  readonly outcome: Finding['outcome'];
  /** Whether it would be answered, were it more than one word. */
  readonly isBare: boolean;
  /** What has to be reached. */
  readonly thresholds: Thresholds;
}

/**
 * Says in plain words what decided. The model is of articles that the asker may read: that another one knows a word
 * does not show.
 */
export function explain(what: Explained): string[] {
  const { scored, candidates } = what;
  const [best] = scored;
  const first = candidates[0];
  if (!first || !best) {
    return [
      what.question.trim() === ''
        ? 'The question is empty.'
        : 'No article has anything in common with the question.',
    ];
  }
  const reasons = [what.isBare ? bareVerdict(first) : verdict(what.outcome, candidates, what.thresholds)];
  const isAcross = what.across.has(best.row);
  if (what.read !== undefined) {
    const read = what.read.length > MOST_READ ? `${what.read.slice(0, MOST_READ - 1)}…` : what.read;
    reasons.push(`Read as “${read}”: typing errors, spaces and terms count as what they mean.`);
  }
  if (isAcross) {
    const language = what.ranker.corpus.rows[best.row]?.language === 'zh' ? 'Chinese' : 'English';
    reasons.push(
      `“${first.title}” exists only in ${language}, and the question is in another language: what its words mean was compared.`,
    );
  }
  const { matched, unknown } = split(what, best.row);
  if (matched.length > 0) reasons.push(`Words that speak for “${first.title}”: ${matched.join(', ')}.`);
  if (best.sense >= SIMILAR) {
    reasons.push(`What its words mean is ${hundred(best.sense)} of 100 like what “${first.title}” is about.`);
  }
  if (best.phrasing !== '' && best.nearest >= 0.2) {
    reasons.push(`Its nearest known phrasing: “${best.phrasing}” (${percent(best.nearest)} alike).`);
  }
  if (best.body >= 0.3) reasons.push(`Its answer holds ${percent(best.body)} of what the question asks.`);
  if (unknown.length > 0 && !isAcross) {
    const share = Math.min(0.99, what.known);
    reasons.push(
      `Words that stand in no title or phrasing: ${list(unknown)}; the others are ${percent(share)} of the question.`,
    );
  }
  const others = candidates.slice(1, 3).filter((other) => other.confidence >= 0.01);
  if (others.length > 0) {
    reasons.push(
      `Also near: ${others.map((other) => `“${other.title}” (${percent(other.confidence)})`).join(', ')}.`,
    );
  }
  reasons.push(
    'Points of 100, from each of four looks at it: all phrasings together, the nearest one, the meaning of the words, the answer:',
  );
  for (const [i, candidate] of candidates.slice(0, MOST_SCORED).entries()) {
    const points = scored[i];
    if (points) {
      reasons.push(
        `“${candidate.title}”: ${hundred(points.linear)}, ${hundred(points.nearest)}, ${hundred(points.sense)}, ${hundred(points.body)}; ${percent(candidate.confidence)} sure.`,
      );
    }
  }
  return reasons;
}

function bareVerdict({ title, confidence }: Candidate): string {
  return `${percent(confidence)} sure that it is about “${title}”. One word does not say what is asked, so it is offered; where the word is a phrasing of the article it is answered.`;
}

function verdict(
  outcome: Finding['outcome'],
  candidates: readonly Candidate[],
  thresholds: Thresholds,
): string {
  const first = candidates[0];
  const sure = percent(first?.confidence ?? 0);
  const together = percent(candidates.slice(0, 3).reduce((sum, { confidence }) => sum + confidence, 0));
  const needed = percent(thresholds.answer);
  switch (outcome) {
    case 'answer':
      return `${sure} sure that “${first?.title}” is right; answering needs ${needed}.`;
    case 'clarify':
      return `${sure} sure of “${first?.title}”, answering needs ${needed}; ${candidates.length > 1 ? `${together} sure that it is one of ${Math.min(3, candidates.length)}, so the asker chooses` : 'so the asker is asked whether it is meant'}.`;
    case 'none':
      return `Only ${sure} sure of the best article, “${first?.title}”; answering needs ${needed}, offering a choice ${percent(thresholds.clarify)} together.`;
    default:
      return outcome satisfies never;
  }
}

function split(what: Explained, row: number): { matched: string[]; unknown: string[] } {
  const { corpus, classifier } = what.ranker;
  const weightOf = new Map<number, number>();
  for (const [i, feature] of what.vector.features.entries()) {
    weightOf.set(feature, what.vector.weights[i] ?? 0);
  }
  const matched = new Map<string, number>();
  const unknown = new Set<string>();
  const knows = (name: string): boolean => {
    const feature = featureOf(corpus.vocabulary, name);
    return feature !== undefined && classifier.idf[feature] !== 0;
  };
  // Of a Chinese word that nothing has, its characters may be known: that is no more than they.
  const parts = shownWords(normalise(what.read ?? what.question)).flatMap((word) =>
    isHan(word) && word.length > 1 && !namesOf(word).some((name) => name.length > 1 && knows(name))
      ? [...word]
      : [word],
  );
  for (const word of parts) {
    let known = false;
    let gain = 0;
    for (const name of namesOf(word)) {
      if (!knows(name)) continue;
      const feature = featureOf(corpus.vocabulary, name) ?? -1;
      known = true;
      gain += contribution(classifier, feature, weightOf.get(feature) ?? 0, row);
    }
    if (!known) unknown.add(word);
    else if (gain > 0.01) matched.set(word, gain);
  }
  const all = [...matched.values()].reduce((sum, gain) => sum + gain, 0);
  const strongest = [...matched].sort((a, b) => b[1] - a[1]).slice(0, MOST_WORDS);
  return {
    matched: strongest.map(([word, gain]) => `${list([word])} (${percent(gain / all)})`),
    unknown: [...unknown].slice(0, MOST_WORDS),
  };
}

/** Made when a Chinese question is first explained: it takes longer than to explain it. */
let segmenter: Intl.Segmenter | undefined;

/** The words of a question as a person sees them; Chinese is cut by the segmenter. */
function shownWords(normalised: string): string[] {
  return words(normalised).flatMap((word) => {
    if (!isHan(word)) return [word];
    segmenter ??= new Intl.Segmenter('zh', { granularity: 'word' });
    return Array.from(segmenter.segment(word), ({ segment }) => segment);
  });
}

/** The features that stand for a word: its stem, or its characters and their pairs. */
function namesOf(word: string): string[] {
  if (!isHan(word)) return [stem(word.replace(/'s$/, '').replaceAll("'", ''))];
  const characters = [...word];
  const pairs = characters.slice(1).map((character, i) => (characters[i] ?? '') + character);
  return [...characters, ...pairs];
}

function list(found: readonly string[]): string {
  return found.map((word) => `“${word.length > 40 ? `${word.slice(0, 39)}…` : word}”`).join(', ');
}

function hundred(score: number): number {
  return Math.max(0, Math.min(100, Math.round(score * 100)));
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
