import { LANGUAGES } from '../../src/core/language.js';
import { pseudoRandom, shuffle } from '../random.js';
import { inPieces, type Steps } from '../slices.js';
import { startFrom } from './centroids.js';
import { type Classifier, score, type Vector, type Vectors } from './classify.js';
import type { Corpus, Sample } from './corpus.js';
import { DIMENSIONS } from './meaning.js';
import { closeness, moveRow, SENSE_SHARES, sampleSenses } from './senses.js';

/** What a point of score is worth. Chosen by cross-validation, like the others here. */
const SHARPNESS = 16;
/** By how much the right row should lead. */
const LEAD = 0.1;
const STEP = 0.15;
const ROUNDS = 12;
/** Share of a phrasing's features that a lesson goes without, other ones each time, so that none is relied on alone. */
const DROPPED = 0.3;
/** A phrasing this near to certainty has nothing to teach, and sits out the next round. */
const CERTAIN = 0.98;
/** Looking for one row among postings takes as long as walking over so many. */
const SEEKING = 8;
/** A row so far behind the best one has less than a millionth of its probability … */
const FAR = 0.9;
/** … and one with so small a share of it all is not worth a step. */
const TINY = 1e-3;
/** Rows are moved in meaning by so much less than in words: there are few numbers to learn by heart with. */
const SENSE_STEP = 0.5;
/** A row this far behind by its words is no rival by its meaning either, and is not asked about it. */
const REACH = 0.3;
/** After how many phrasings training lets others run: some milliseconds. */
const SLICE = 50;
/** Of additions likewise. */
const ADDITIONS = 500_000;

/** A classifier and the samples as it sees them, in their order. */
export interface Trained {
  readonly classifier: Classifier;
  readonly vectors: Vectors;
}

/**
 * Trains on these samples, yielding now and then. It starts with the centroids of the phrasings and then moves, phrasing
 * by phrasing, the right row towards it and its rivals away from it, each as far as its probability is off (a softmax
 * with a margin). With one phrasing an article there is little to move and it is plain retrieval; with hundreds it comes
 * near a support vector machine.
 *
 * natural's Bayes classifier was measured on the same questions and is not used: it walks through every feature it knows
 * for every question (0.7 ms at 10,000 phrasings, where this takes 0.1), cannot be trained anew for each fold in the time
 * there is, and was right less often (82% against 92% of the questions of a bank's customers).
 */
export function* trainClassifier(
  corpus: Corpus,
  samples: readonly Sample[],
  powers?: readonly number[],
): Steps<Trained> {
  const { classifier: words, vectors } = yield* startFrom(corpus, samples, powers);
  const { senses, samples: sensed } = yield* sampleSenses(corpus, samples, words.idf);
  const classifier: Classifier = { ...words, senses };
  const weights = new Float32Array(words.weights.length);
  const rows = new Float32Array(senses.rows.length);
  const lesson = lessons(corpus, samples, classifier, vectors, sensed);
  const order = samples.map((_, i) => i);
  const random = pseudoRandom(7);
  for (let round = 0; round < ROUNDS; round++) {
    shuffle(order, random);
    yield* inPieces(order.length, SLICE, (from, to) => {
      for (let n = from; n < to; n++) lesson(order[n] ?? 0);
    });
    // The mean of the later rounds is steadier than the last one.
    if (round < ROUNDS / 2) continue;
    yield* addTo(weights, words.weights, 1 / (ROUNDS - ROUNDS / 2));
    yield* addTo(rows, senses.rows, 1 / (ROUNDS - ROUNDS / 2));
  }
  return { classifier: { ...classifier, weights, senses: { ...senses, rows } }, vectors };
}

function* addTo(sum: Float32Array, values: Float32Array, share: number): Steps<void> {
  yield* inPieces(values.length, ADDITIONS, (from, to) => {
    for (let k = from; k < to; k++) sum[k] = (sum[k] ?? 0) + (values[k] ?? 0) * share;
  });
}

/** What tells rivals from others. */
interface Rivals {
  /** Rows that are trained, and how many are not. */
  readonly present: Uint8Array;
  readonly absent: number;
  /** Of each row its article; rows of one article stand together. */
  readonly articles: Int32Array;
  /** Of each row its language, by its place in `LANGUAGES`: meaning tells rows of one language from each other. */
  readonly languages: Uint8Array;
}

/** Teaches one sample at a time. Hot loops stand in functions of their own: in a generator they are not optimised. */
function lessons(
  corpus: Corpus,
  samples: readonly Sample[],
  classifier: Classifier,
  vectors: Vectors,
  sensed: Float32Array,
): (sample: number) => void {
  const scores = new Float64Array(corpus.rows.length);
  const { present } = classifier;
  const rivals: Rivals = {
    present,
    absent: present.reduce((count, there) => count + 1 - there, 0),
    articles: Int32Array.from(corpus.rows, (row) => row.article),
    languages: Uint8Array.from(corpus.rows, (row) => LANGUAGES.indexOf(row.language)),
  };
  const resting = new Uint8Array(samples.length);
  const steps = new Float64Array(scores.length);
  const moved = new Int32Array(scores.length);
  let longest = 0;
  for (let i = 0; i < samples.length; i++) {
    longest = Math.max(longest, (vectors.starts[i + 1] ?? 0) - (vectors.starts[i] ?? 0));
  }
  const shown = { features: new Int32Array(longest), weights: new Float32Array(longest) };
  const random = pseudoRandom(13);
  return (i) => {
    if (resting[i] === 1) {
      resting[i] = 0;
      return;
    }
    const length = dropOut(vectors, vectors.starts[i] ?? 0, vectors.starts[i + 1] ?? 0, random, shown);
    score(classifier, shown, scores, 0, length);
    const right = samples[i]?.row ?? 0;
    addSenses(classifier, rivals.languages, scores, sensed, i * DIMENSIONS, right);
    const count = pull(rivals, scores, right, steps, moved);
    if (count === 0) {
      resting[i] = 1;
      return;
    }
    for (let m = 0; m < count; m++) {
      const row = moved[m] ?? 0;
      if (present[row] === 0 || rivals.languages[row] !== rivals.languages[right]) continue;
      moveRow(classifier.senses, row, SENSE_STEP * (steps[row] ?? 0), sensed, i * DIMENSIONS);
    }
    move(classifier, shown, length, steps, moved.subarray(0, count));
  };
}

/** Writes down what is left of a stretch of vectors, as heavy as all of it on average, and returns its length. */
function dropOut(vectors: Vectors, from: number, to: number, random: () => number, left: Vector): number {
  let length = 0;
  for (let i = from; i < to; i++) {
    if (random() < DROPPED) continue;
    left.features[length] = vectors.features[i] ?? 0;
    left.weights[length] = (vectors.weights[i] ?? 0) / (1 - DROPPED);
    length += 1;
  }
  return length;
}

/** Adds what meaning says of the right row, and of those in its language that come near it by their words. */
function addSenses(
  { senses }: Classifier,
  languages: Uint8Array,
  scores: Float64Array,
  sensed: Float32Array,
  at: number,
  right: number,
): void {
  const least = highest(scores) - REACH;
  const own = languages[right] ?? 0;
  const share = SENSE_SHARES[LANGUAGES[own] ?? 'en'];
  for (let row = 0; row < scores.length; row++) {
    const value = scores[row] ?? 0;
    if (languages[row] === own && (value > least || row === right)) {
      scores[row] = value + share * closeness(senses, row, sensed, at);
    }
  }
}

/**
 * Turns scores into steps: towards the right row as far as its probability (the softmax of the scores) is from
 * 1, away from the others as far as theirs is from 0. Other translations of the article are no rivals. Writes down the
 * rows that are to move, in order, and returns how many; 0: there is nothing to move. All other steps are 0.
 */
function pull(
  { present, absent, articles }: Rivals,
  scores: Float64Array,
  right: number,
  steps: Float64Array,
  moved: Int32Array,
): number {
  scores[right] = (scores[right] ?? 0) - LEAD;
  const top = highest(scores);
  let strangers = absent;
  const silence = (row: number): void => {
    scores[row] = top - 2 * FAR;
    if (present[row] === 0) strangers -= 1;
  };
  const own = articles[right];
  for (let row = right - 1; articles[row] === own; row--) silence(row);
  for (let row = right + 1; articles[row] === own; row++) silence(row);
  // Rows that are not trained have no word of it; all others without one have something to lose.
  const sum = raise(scores, top) - strangers * powerOf(top);
  const known = scores[right] ?? 0;
  if (known > CERTAIN * sum) return 0;
  const least = TINY * sum;
  const scale = STEP / sum;
  let count = 0;
  for (let row = 0; row < scores.length; row++) {
    const power = scores[row] ?? 0;
    if (power < least && row !== right) continue;
    steps[row] = -scale * power;
    moved[count] = row;
    count += 1;
  }
  steps[right] = STEP - scale * known;
  return count;
}

/** Of these and 0. */
function highest(values: Float64Array): number {
  let top = 0;
  let i = 0;
  // Four at a time, as in `score`.
  for (; i + 4 <= values.length; i += 4) {
    const a = values[i] ?? 0;
    const b = values[i + 1] ?? 0;
    const c = values[i + 2] ?? 0;
    const d = values[i + 3] ?? 0;
    if (a > top) top = a;
    if (b > top) top = b;
    if (c > top) top = c;
    if (d > top) top = d;
  }
  for (; i < values.length; i++) top = Math.max(top, values[i] ?? 0);
  return top;
}

/** Puts in place of each score what it is worth beside the top one; returns the sum. */
function raise(scores: Float64Array, top: number): number {
  let sum = 0;
  let i = 0;
  // Four at a time, as in `score`.
  for (; i + 4 <= scores.length; i += 4) {
    const a = powerOf(top - (scores[i] ?? 0));
    const b = powerOf(top - (scores[i + 1] ?? 0));
    const c = powerOf(top - (scores[i + 2] ?? 0));
    const d = powerOf(top - (scores[i + 3] ?? 0));
    scores[i] = a;
    scores[i + 1] = b;
    scores[i + 2] = c;
    scores[i + 3] = d;
    sum += a + b + (c + d);
  }
  for (; i < scores.length; i++) {
    const power = powerOf(top - (scores[i] ?? 0));
    scores[i] = power;
    sum += power;
  }
  return sum;
}

/** So many powers of e are at hand for each unit of its exponent. */
const FINE = 40;
const POWERS = Float64Array.from({ length: FAR * SHARPNESS * FINE }, (_, n) => Math.exp(-n / FINE));

/**
 * What a score is worth that is so far behind the top one: a power of e, taken from the next one at hand and the series
 * of the rest. It is right to nine digits, as weights are to seven, and four times as fast as `Math.exp`.
 */
function powerOf(behind: number): number {
  const exponent = behind * SHARPNESS;
  const near = Math.floor(exponent * FINE);
  const rest = near / FINE - exponent;
  return (POWERS[near] ?? 0) * (1 + rest * (1 + rest * (1 / 2 + rest * (1 / 6 + rest / 24))));
}

/** Moves each of these rows by its own step, and takes that back to 0; only weights that training has seen. */
function move(
  { starts, rows, weights }: Classifier,
  vector: Vector,
  length: number,
  steps: Float64Array,
  moved: Int32Array,
): void {
  for (let i = 0; i < length; i++) {
    const feature = vector.features[i] ?? 0;
    const x = vector.weights[i] ?? 0;
    let k = starts[feature] ?? 0;
    const end = starts[feature + 1] ?? 0;
    if (end - k < moved.length * SEEKING) {
      // Four at a time, as in `score`.
      for (; k + 4 <= end; k += 4) {
        const a = x * (steps[rows[k] ?? 0] ?? 0);
        const b = x * (steps[rows[k + 1] ?? 0] ?? 0);
        const c = x * (steps[rows[k + 2] ?? 0] ?? 0);
        const d = x * (steps[rows[k + 3] ?? 0] ?? 0);
        weights[k] = (weights[k] ?? 0) + a;
        weights[k + 1] = (weights[k + 1] ?? 0) + b;
        weights[k + 2] = (weights[k + 2] ?? 0) + c;
        weights[k + 3] = (weights[k + 3] ?? 0) + d;
      }
      for (; k < end; k++) weights[k] = (weights[k] ?? 0) + x * (steps[rows[k] ?? 0] ?? 0);
      continue;
    }
    for (let m = 0; m < moved.length; m++) {
      const row = moved[m] ?? 0;
      k = seek(rows, k, end, row);
      if (k === end) break;
      if (rows[k] === row) weights[k] = (weights[k] ?? 0) + x * (steps[row] ?? 0);
    }
  }
  for (let m = 0; m < moved.length; m++) steps[moved[m] ?? 0] = 0;
}

/** The first place from `k` on whose row is not before this one; it is mostly near (a galloping search). */
function seek(rows: Int32Array, k: number, end: number, row: number): number {
  let low = k;
  let step = 1;
  while (low + step < end && (rows[low + step] ?? 0) < row) {
    low += step;
    step *= 2;
  }
  let high = Math.min(end, low + step + 1);
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] ?? 0) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
