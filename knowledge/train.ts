import { startFrom } from './centroids.js';
import { type Classifier, score, type Vectors } from './classify.js';
import type { Corpus, Sample } from './corpus.js';
import { pseudoRandom, shuffle } from './random.js';
import { inPieces, type Steps } from './slices.js';

/** What a point of score is worth. Chosen by cross-validation, like the others here. */
const SHARPNESS = 16;
/** By how much the right row should lead. */
const LEAD = 0.1;
const STEP = 0.1;
const ROUNDS = 8;
/** A phrasing this near to certainty has nothing to teach, and sits out the next round. */
const CERTAIN = 0.98;
/** Looking for one row among postings takes as long as walking over so many. */
const SEEKING = 8;
/** A row so far behind the best one has less than a millionth of its probability … */
const FAR = 0.9;
/** … and one with so small a share of it all is not worth a step. */
const TINY = 1e-4;
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
  const { classifier, vectors } = yield* startFrom(corpus, samples, powers);
  const { weights } = classifier;
  const average = new Float32Array(weights.length);
  const lesson = lessons(corpus, samples, classifier, vectors);
  const order = samples.map((_, i) => i);
  const random = pseudoRandom(7);
  for (let round = 0; round < ROUNDS; round++) {
    shuffle(order, random);
    yield* inPieces(order.length, SLICE, (from, to) => {
      for (let n = from; n < to; n++) lesson(order[n] ?? 0);
    });
    // The mean of the later rounds is steadier than the last one.
    if (round < ROUNDS / 2) continue;
    yield* inPieces(weights.length, ADDITIONS, (from, to) => {
      for (let k = from; k < to; k++) {
        average[k] = (average[k] ?? 0) + (weights[k] ?? 0) / (ROUNDS - ROUNDS / 2);
      }
    });
  }
  return { classifier: { ...classifier, weights: average }, vectors };
}

/** Teaches one sample at a time. Hot loops stand in functions of their own: in a generator they are not optimised. */
function lessons(
  corpus: Corpus,
  samples: readonly Sample[],
  classifier: Classifier,
  vectors: Vectors,
): (sample: number) => void {
  const scores = new Float64Array(corpus.rows.length);
  const articles = Int32Array.from(corpus.rows, (row) => row.article);
  const resting = new Uint8Array(samples.length);
  const steps = new Float64Array(scores.length);
  const moved = new Int32Array(scores.length);
  return (i) => {
    if (resting[i] === 1) {
      resting[i] = 0;
      return;
    }
    const from = vectors.starts[i] ?? 0;
    const to = vectors.starts[i + 1] ?? 0;
    score(classifier, vectors, scores, from, to);
    const count = pull(classifier, articles, scores, samples[i]?.row ?? 0, steps, moved);
    if (count > 0) move(classifier, vectors, from, to, steps, moved.subarray(0, count));
    else resting[i] = 1;
  };
}

/**
 * Turns scores into steps: towards the right row as far as its probability (the softmax of the scores) is from
 * 1, away from the others as far as theirs is from 0. Other translations of the article are no rivals. Writes down the
 * rows that are to move, in order, and returns how many; 0: there is nothing to move. All other steps are 0.
 */
function pull(
  { present }: Classifier,
  articles: Int32Array,
  scores: Float64Array,
  right: number,
  steps: Float64Array,
  moved: Int32Array,
): number {
  const own = articles[right];
  scores[right] = (scores[right] ?? 0) - LEAD;
  let top = 0;
  for (let row = 0; row < scores.length; row++) {
    const value = scores[row] ?? 0;
    if (value > top) top = value;
  }
  let sum = 0;
  let count = 0;
  let strangers = 0;
  for (let row = 0; row < scores.length; row++) {
    const value = scores[row] ?? 0;
    if (row !== right) {
      if (top - value > FAR || articles[row] === own || present[row] === 0) continue;
      if (value === 0) {
        strangers += 1;
        continue;
      }
    }
    const power = Math.exp(SHARPNESS * (value - top));
    scores[row] = power;
    sum += power;
    moved[count] = row;
    count += 1;
  }
  // Rows without a word of it all have the same probability, and nothing to move.
  sum += strangers * Math.exp(-SHARPNESS * top);
  if ((scores[right] ?? 0) > CERTAIN * sum) return 0;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const row = moved[i] ?? 0;
    const share = (scores[row] ?? 0) / sum;
    if (row !== right && share < TINY) continue;
    steps[row] = STEP * ((row === right ? 1 : 0) - share);
    moved[kept] = row;
    kept += 1;
  }
  return kept;
}

/** Moves each of these rows by its own step, and takes that back to 0; only weights that training has seen. */
function move(
  { starts, rows, weights }: Classifier,
  vectors: Vectors,
  from: number,
  to: number,
  steps: Float64Array,
  moved: Int32Array,
): void {
  for (let i = from; i < to; i++) {
    const feature = vectors.features[i] ?? 0;
    const x = vectors.weights[i] ?? 0;
    let k = starts[feature] ?? 0;
    const end = starts[feature + 1] ?? 0;
    if (end - k < moved.length * SEEKING) {
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
