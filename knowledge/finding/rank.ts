import type { Language } from '../../src/core/language.js';
import { KIND } from '../text/analyse.js';
import { MOST_ROWS } from './centroids.js';
import { type Classifier, find, score, type Vector, type Vectors, vectorise } from './classify.js';
import { type Asked, type Corpus, type Sample, textOf } from './corpus.js';
import { closenessOfAll, SENSE_SHARE_ACROSS, SENSE_SHARES, senseOf, type Words } from './senses.js';
import { trainClassifier } from './train.js';

/** What the models say of one article for one question. */
export interface Scored {
  /** Index into the corpus' articles. */
  readonly article: number;
  /** The row of it that matched best. */
  readonly row: number;
  /** The linear classifier's score, of words and their meaning: about 1 for a phrasing it knows, 0 for nothing in common. */
  readonly linear: number;
  /** How near it is in meaning: about −1 to 1. */
  readonly sense: number;
  /** Cosine of the nearest phrasing, 0 to 1. */
  readonly nearest: number;
  /** That phrasing. */
  readonly phrasing: string;
  /** Whether the question is that phrasing, word for word. */
  readonly same: boolean;
  /** Share of the question's words that its phrasings have, by weight, 0 to 1. */
  readonly cover: number;
  /** How much of the question is found in the answer, BM25 as a share of its maximum, 0 to 1. */
  readonly body: number;
}

/** A ranked question: the best articles and how much of it is known at all. */
export interface Ranking {
  /** Best first by {@link rankScore}, at most the number asked for. */
  readonly best: readonly Scored[];
  /** Share of the question's words that the phrasings know, by weight, 0 to 1. */
  readonly known: number;
  /** How many words the question has, small words counting less. */
  readonly words: number;
  /** How many articles beside the best one are at least half as near, at most {@link MOST_RIVALS}. */
  readonly rivals: number;
  readonly vector: Vector;
}

/** Everything that ranks: the classifier and the phrasings by row. */
export interface Ranker {
  readonly corpus: Corpus;
  readonly classifier: Classifier;
  readonly phrasings: Phrasings;
  /** Weight of a word that nothing knows: that of a word seen once. */
  readonly rarest: number;
  /** Room for one question laid out by feature; zero between questions. */
  readonly scratch: Float32Array;
}

/** Vectors of phrasings, row by row. */
export interface Phrasings extends Vectors {
  /** Where each row's phrasings begin; one more at the end. */
  readonly rows: Int32Array;
  /** For each, which phrasing of its row it is: see `textOf`. */
  readonly places: Int32Array;
}

/** How much the answer's text counts in the order, beside the linear score. */
const BODY_SHARE = 0.5;
/** The nearest phrasing is looked for among this many phrasings of an article, spread evenly. */
const MOST_PHRASINGS = 100;

const MOST_RIVALS = 40;

/** A cosine in single precision. */
const ALMOST_ONE = 0.9999;

/**
 * Trains everything on these samples. Rows without any are left out, their answers too. `powers`: of the idf, to choose
 * from; by default all.
 */
export function* trainRanker(
  corpus: Corpus,
  samples: readonly Sample[],
  powers?: readonly number[],
): Generator<void, Ranker> {
  const { classifier, vectors } = yield* trainClassifier(corpus, samples, powers);
  const phrasings = spread(corpus, samples, vectors);
  const scratch = new Float32Array(corpus.kinds.length);
  return { corpus, classifier, phrasings, rarest: Math.log(samples.length + 1), scratch };
}

/** At most {@link MOST_PHRASINGS} of each row, evenly spread. Samples of one row stand together. */
function spread(corpus: Corpus, samples: readonly Sample[], vectors: Vectors): Phrasings {
  const inRow = new Int32Array(corpus.rows.length);
  for (const { row } of samples) inRow[row] = (inRow[row] ?? 0) + 1;
  const seen = new Int32Array(corpus.rows.length);
  const kept: number[] = [];
  const rows = new Int32Array(corpus.rows.length + 1);
  let room = 0;
  for (const [i, { row }] of samples.entries()) {
    const every = Math.max(1, Math.ceil((inRow[row] ?? 0) / MOST_PHRASINGS));
    const place = seen[row] ?? 0;
    seen[row] = place + 1;
    if (place % every !== 0) continue;
    kept.push(i);
    rows[row + 1] = kept.length;
    room += (vectors.starts[i + 1] ?? 0) - (vectors.starts[i] ?? 0);
  }
  for (let row = 0; row < inRow.length; row++) rows[row + 1] = Math.max(rows[row] ?? 0, rows[row + 1] ?? 0);
  const starts = new Int32Array(kept.length + 1);
  const features = new Int32Array(room);
  const weights = new Float32Array(room);
  let at = 0;
  for (const [n, i] of kept.entries()) {
    const from = vectors.starts[i] ?? 0;
    const to = vectors.starts[i + 1] ?? 0;
    features.set(vectors.features.subarray(from, to), at);
    weights.set(vectors.weights.subarray(from, to), at);
    at += to - from;
    starts[n + 1] = at;
  }
  const places = Int32Array.from(kept, (i) => samples[i]?.phrasing ?? 0);
  return { rows, starts, features, weights, places };
}

/** What the order goes by. */
export function rankScore(scored: Pick<Scored, 'linear' | 'body'>): number {
  return scored.linear + BODY_SHARE * scored.body;
}

/** What is asked. */
export type Question = Words & Pick<Asked, 'strange'> & Partial<Pick<Asked, 'mixed'>>;

/**
 * Ranks all articles. Meaning counts for what is said in the language of the question; a question in words of both is
 * near to either. Who may read some of them only is asked about by a model of these: see `servingSelections`.
 */
export function rank(ranker: Ranker, asked: Question, limit: number): Ranking {
  const share = SENSE_SHARES[asked.language];
  const { own, elsewhere } = rowsOf(ranker.corpus, asked.language);
  return order(ranker, asked, limit, { share, ...(!asked.mixed && { means: own, named: elsewhere }) });
}

/** Ranks the articles that do not exist in the language of the question. */
export function rankAcross(ranker: Ranker, asked: Question, limit: number): Ranking {
  const { elsewhere } = rowsOf(ranker.corpus, asked.language);
  return order(ranker, asked, limit, { share: SENSE_SHARE_ACROSS, means: elsewhere, only: elsewhere });
}

interface Scope {
  /** What a point of closeness is worth … */
  readonly share: number;
  /** … for these rows: 1 or 0 for each; by default all … */
  readonly means?: Uint8Array;
  /** … and for those of these, likewise, that share a word with the question. By default none. */
  readonly named?: Uint8Array;
  /** Which rows are ranked, likewise. By default all. */
  readonly only?: Uint8Array;
}

/** For a language, 1 or 0 for each row. */
interface RowsOf {
  /** Those in it. */
  readonly own: Uint8Array;
  /** Those of articles that do not exist in it. */
  readonly elsewhere: Uint8Array;
}

/** Looked up for every question, and the same as long as the corpus is. */
const byLanguage = new WeakMap<Corpus, Map<Language, RowsOf>>();

function rowsOf(corpus: Corpus, language: Language): RowsOf {
  const known = byLanguage.get(corpus) ?? new Map<Language, RowsOf>();
  byLanguage.set(corpus, known);
  let found = known.get(language);
  if (!found) {
    const { rows, articles } = corpus;
    found = {
      own: Uint8Array.from(rows, (row) => Number(row.language === language)),
      elsewhere: Uint8Array.from(rows, ({ article }) => Number(!articles[article]?.translations[language])),
    };
    known.set(language, found);
  }
  return found;
}

function order(
  ranker: Ranker,
  asked: Question,
  limit: number,
  { share, means, named, only }: Scope,
): Ranking {
  const { corpus, classifier } = ranker;
  const { features } = asked;
  const weighed = weigh(ranker, asked);
  const vector = vectorise(corpus, classifier.featureWeights, features);
  const linear = new Float64Array(corpus.rows.length);
  score(classifier, vector, linear);
  const sense = senseOf(corpus, classifier, ranker.rarest, asked);
  const meant = closenessOfAll(classifier.senses, sense);
  for (let row = 0; row < linear.length; row++) {
    const words = linear[row] ?? 0;
    if (means?.[row] === 0 && (named?.[row] !== 1 || words === 0)) meant[row] = 0;
    linear[row] = words + share * (meant[row] ?? 0);
  }
  const bodies = new Float64Array(corpus.rows.length);
  scoreAnswers(ranker, features, bodies);

  const picked = pick(ranker, linear, bodies, limit, only);
  const dense = ranker.scratch;
  for (let i = 0; i < vector.features.length; i++) dense[vector.features[i] ?? 0] = vector.weights[i] ?? 0;
  const best = picked.map((row): Scored => {
    const near = nearest(ranker.phrasings, row, dense);
    return {
      article: corpus.rows[row]?.article ?? -1,
      row,
      linear: linear[row] ?? 0,
      body: bodies[row] ?? 0,
      sense: meant[row] ?? 0,
      nearest: near.cosine,
      cover: weighed.all === 0 ? 0 : cover(ranker, features, row) / weighed.all,
      phrasing: near.at < 0 ? '' : textOf(corpus, row, ranker.phrasings.places[near.at] ?? 0),
      same: weighed.whole && near.cosine > ALMOST_ONE,
    };
  });
  for (let i = 0; i < vector.features.length; i++) dense[vector.features[i] ?? 0] = 0;
  const rivals = countRivals(ranker, linear, bodies, best[0]);
  return {
    best,
    known: weighed.all === 0 ? 0 : weighed.known / weighed.all,
    words: weighed.words,
    rivals,
    vector,
  };
}

/** What the words of a question weigh. */
interface Weighed {
  readonly known: number;
  readonly all: number;
  /** How many there are, small words counting less. */
  readonly words: number;
  /** Whether phrasings have all of it. */
  readonly whole: boolean;
}

function weigh({ corpus, classifier, rarest }: Ranker, asked: Question): Weighed {
  const { features } = asked;
  let known = 0;
  let all = asked.strange * rarest;
  let words = asked.strange;
  let whole = asked.strange === 0;
  for (let i = 0; i < features.length; i++) {
    const feature = features[i] ?? 0;
    const weight = classifier.idf[feature] ?? 0;
    const gravity = corpus.gravities[feature] ?? 0;
    words += gravity;
    known += gravity * weight;
    all += gravity * (weight === 0 ? rarest : weight);
    if (weight === 0) whole = false;
  }
  return { known, all, words, whole };
}

/** How much the words of the question weigh that phrasings of this row have. */
function cover(ranker: Ranker, features: ArrayLike<number>, row: number): number {
  const { corpus, classifier } = ranker;
  let weight = 0;
  for (let i = 0; i < features.length; i++) {
    const feature = features[i] ?? 0;
    const gravity = corpus.gravities[feature] ?? 0;
    if (gravity > 0 && has(ranker, feature, row)) weight += gravity * (classifier.idf[feature] ?? 0);
  }
  return weight;
}

/** Whether phrasings of a row have a feature. Of one that many rows have, the classifier keeps the strongest rows only. */
function has({ classifier, phrasings }: Ranker, feature: number, row: number): boolean {
  if (find(classifier, feature, row) >= 0) return true;
  const kept = (classifier.starts[feature + 1] ?? 0) - (classifier.starts[feature] ?? 0);
  if (kept < MOST_ROWS) return false;
  const { rows, starts, features } = phrasings;
  const from = starts[rows[row] ?? 0] ?? 0;
  const to = starts[rows[row + 1] ?? 0] ?? 0;
  for (let i = from; i < to; i++) if (features[i] === feature) return true;
  return false;
}

function countRivals(
  { classifier }: Ranker,
  linear: Float64Array,
  bodies: Float64Array,
  first: Scored | undefined,
): number {
  if (!first) return 0;
  const near = rankScore(first) / 2;
  let rivals = -1; // the best one itself
  for (let row = 0; row < linear.length && rivals < MOST_RIVALS; row++) {
    const value = (linear[row] ?? 0) + BODY_SHARE * (bodies[row] ?? 0);
    if (value >= near && classifier.present[row] === 1) rivals += 1;
  }
  return rivals;
}

/** The best rows of different articles, best first; rows with nothing in common with the question are none. */
function pick(
  ranker: Ranker,
  linear: Float64Array,
  bodies: Float64Array,
  limit: number,
  only?: Uint8Array,
): number[] {
  const { corpus, classifier } = ranker;
  const rows: number[] = [];
  const scores: number[] = [];
  for (let row = 0; row < linear.length; row++) {
    const value = (linear[row] ?? 0) + BODY_SHARE * (bodies[row] ?? 0);
    if (value <= 0 || classifier.present[row] === 0 || only?.[row] === 0) continue;
    if (rows.length === limit && value <= (scores[limit - 1] ?? 0)) continue;
    const article = corpus.rows[row]?.article;
    let twin = rows.length - 1;
    while (twin >= 0 && corpus.rows[rows[twin] ?? -1]?.article !== article) twin--;
    if (twin >= 0) {
      if ((scores[twin] ?? 0) >= value) continue;
      rows.splice(twin, 1);
      scores.splice(twin, 1);
    }
    let at = rows.length;
    while (at > 0 && (scores[at - 1] ?? 0) < value) at--;
    rows.splice(at, 0, row);
    scores.splice(at, 0, value);
    if (rows.length > limit) {
      rows.pop();
      scores.pop();
    }
  }
  return rows;
}

/** The phrasing of a row that is most like the question, by its number; -1: none has anything in common with it. */
function nearest(
  { rows, starts, features, weights }: Phrasings,
  row: number,
  question: Float32Array,
): { cosine: number; at: number } {
  let cosine = 0;
  let at = -1;
  for (let n = rows[row] ?? 0, last = rows[row + 1] ?? 0; n < last; n++) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = starts[n] ?? 0;
    const end = starts[n + 1] ?? 0;
    // Four at a time, as in `score`.
    for (; i + 4 <= end; i += 4) {
      a += (question[features[i] ?? 0] ?? 0) * (weights[i] ?? 0);
      b += (question[features[i + 1] ?? 0] ?? 0) * (weights[i + 1] ?? 0);
      c += (question[features[i + 2] ?? 0] ?? 0) * (weights[i + 2] ?? 0);
      d += (question[features[i + 3] ?? 0] ?? 0) * (weights[i + 3] ?? 0);
    }
    for (; i < end; i++) a += (question[features[i] ?? 0] ?? 0) * (weights[i] ?? 0);
    const sum = a + b + (c + d);
    if (sum > cosine) {
      cosine = sum;
      at = n;
    }
  }
  return { cosine: Math.min(1, cosine), at };
}

function scoreAnswers(ranker: Ranker, features: ArrayLike<number>, scores: Float64Array): void {
  const { starts, rows, weights, most } = ranker.corpus.answers;
  let possible = 0;
  for (let i = 0; i < features.length; i++) {
    const feature = features[i] ?? 0;
    const start = starts[feature] ?? 0;
    const end = starts[feature + 1] ?? 0;
    if (start === end) {
      // A word that no answer holds: the question asks for more than the answers tell.
      if (ranker.corpus.kinds[feature] === KIND.word) possible += ranker.classifier.idf[feature] ?? 0;
      continue;
    }
    possible += most[feature] ?? 0;
    for (let k = start; k < end; k++) {
      const row = rows[k] ?? 0;
      scores[row] = (scores[row] ?? 0) + (weights[k] ?? 0);
    }
  }
  if (possible === 0) return;
  for (let row = 0; row < scores.length; row++) scores[row] = (scores[row] ?? 0) / possible;
}
