import { type Classifier, score, type Vectors, vectoriseAll } from './classify.js';
import type { Corpus, Sample } from './corpus.js';
import { pseudoRandom, shuffle } from './random.js';

/** What a point of score is worth, and by how much the right row should lead. Chosen by cross-validation. */
const SHARPNESS = 16;
const LEAD = 0.1;
const STEP = 0.1;
const ROUNDS = 8;
/** A phrasing this near to certainty has nothing to teach, and sits out the next round. */
const CERTAIN = 0.98;
/** After how many phrasings training lets others run: about two milliseconds. */
const SLICE = 50;

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
 * there is, and was right less often (82.1% against 91.1% of the questions of a bank's customers).
 */
export function* trainClassifier(
  corpus: Corpus,
  samples: readonly Sample[],
  powers: readonly number[] = POWERS,
): Generator<void, Trained> {
  const idf = yield* weighFeatures(corpus, samples);
  const { classifier, vectors } = yield* start(corpus, samples, idf, powers);
  const { weights } = classifier;
  const average = new Float32Array(weights.length);
  const scores = new Float64Array(corpus.rows.length);
  const articles = Int32Array.from(corpus.rows, (row) => row.article);
  const order = samples.map((_, i) => i);
  const random = pseudoRandom(7);
  const resting = new Uint8Array(samples.length);
  for (let round = 0; round < ROUNDS; round++) {
    shuffle(order, random);
    let done = 0;
    for (const i of order) {
      const sample = samples[i];
      if (!sample) continue;
      if (resting[i] === 1) {
        resting[i] = 0;
        continue;
      }
      const from = vectors.starts[i] ?? 0;
      const to = vectors.starts[i + 1] ?? 0;
      score(classifier, vectors, scores, from, to);
      if (pull(classifier, articles, scores, sample.row)) move(classifier, vectors, scores, from, to);
      else resting[i] = 1;
      done += 1;
      if (done % SLICE === 0) yield;
    }
    // The mean of the later rounds is steadier than the last one.
    if (round >= ROUNDS / 2) {
      for (let i = 0; i < average.length; i++)
        average[i] = (average[i] ?? 0) + (weights[i] ?? 0) / (ROUNDS / 2);
    }
    yield;
  }
  return { classifier: { ...classifier, weights: average }, vectors };
}

/**
 * The mean of two logarithms: rare among phrasings (so that "how do I" counts little), and rare among rows (so that a
 * word which one article repeats counts as its own).
 */
function* weighFeatures(corpus: Corpus, samples: readonly Sample[]): Generator<void, Float32Array> {
  const size = corpus.kinds.length;
  const inSamples = new Int32Array(size);
  const inRows = new Int32Array(size);
  const lastRow = new Int32Array(size).fill(-1);
  const seenRows = new Set<number>();
  // Samples of one row stand together in the corpus, and every selection keeps that order.
  for (const [done, { row, features }] of samples.entries()) {
    if (done % (SLICE * 20) === 0) yield;
    seenRows.add(row);
    for (let i = 0; i < features.length; i++) {
      const feature = features[i] ?? 0;
      inSamples[feature] = (inSamples[feature] ?? 0) + 1;
      if (lastRow[feature] !== row) {
        lastRow[feature] = row;
        inRows[feature] = (inRows[feature] ?? 0) + 1;
      }
    }
  }
  const idf = new Float32Array(size);
  for (let feature = 0; feature < size; feature++) {
    const among = inSamples[feature] ?? 0;
    if (among === 0) continue;
    idf[feature] =
      (Math.log((samples.length + 1) / among) + Math.log((seenRows.size + 1) / (inRows[feature] ?? 1))) / 2;
  }
  return idf;
}

/** Centroids as a classifier, and how long each row's sum of vectors was before it was made one of length 1. */
interface Centroids extends Trained {
  readonly lengths: Float64Array;
}

/** Powers of the idf that are tried. */
const POWERS = [1, 0.8, 0.6] as const;

/**
 * The centroids to start from, with the power of the idf that suits these phrasings: where all articles are about one
 * thing, small words such as "why" and "when" tell them apart; where each is about another, rare words do.
 */
function* start(
  corpus: Corpus,
  samples: readonly Sample[],
  idf: Float32Array,
  powers: readonly number[],
): Generator<void, Centroids> {
  let best: Centroids | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const power of powers) {
    const weighed = { idf, power, featureWeights: idf.map((weight) => weight ** power) };
    const found = yield* centroids(corpus, samples, weighed);
    if (powers.length === 1) return found;
    const loss = yield* lossLeftOut(corpus, samples, found);
    if (best && loss >= least) continue;
    best = found;
    least = loss;
  }
  if (!best) throw new Error('No power to start with.');
  return best;
}

/** At most this many phrasings are left out, one by one. */
const MOST_LEFT_OUT = 1500;

/** How badly the centroids know phrasings again that are taken out of them: mean logarithmic loss. */
function* lossLeftOut(
  corpus: Corpus,
  samples: readonly Sample[],
  { classifier, vectors, lengths }: Centroids,
): Generator<void, number> {
  const scores = new Float64Array(corpus.rows.length);
  const every = Math.ceil(samples.length / MOST_LEFT_OUT);
  let total = 0;
  let count = 0;
  for (let i = 0; i < samples.length; i += every) {
    const sample = samples[i];
    if (!sample || sample.title) continue;
    const length = lengths[sample.row] ?? 0;
    score(classifier, vectors, scores, vectors.starts[i], vectors.starts[i + 1]);
    const along = (scores[sample.row] ?? 0) * length;
    const left = length * length - 2 * along + 1;
    if (left < 1e-6) continue; // its only phrasing
    const right = (along - 1) / Math.sqrt(left);
    let sum = 0;
    for (let row = 0; row < scores.length; row++) {
      if (corpus.rows[row]?.article === corpus.rows[sample.row]?.article) continue;
      sum += Math.exp(SHARPNESS * ((scores[row] ?? 0) - right));
    }
    total += Math.log1p(sum);
    count += 1;
    if (count % SLICE === 0) yield;
  }
  return count === 0 ? 0 : total / count;
}

function* centroids(
  corpus: Corpus,
  samples: readonly Sample[],
  weighed: Pick<Classifier, 'idf' | 'power' | 'featureWeights'>,
): Generator<void, Centroids> {
  const size = corpus.kinds.length;
  const vectors = yield* vectoriseAll(corpus, weighed.featureWeights, samples);
  yield;
  // First how many rows each feature occurs in, then the postings; samples come row by row, so rows ascend.
  const lastRow = new Int32Array(size).fill(-1);
  const starts = new Int32Array(size + 1);
  for (let i = 0; i < samples.length; i++) {
    const row = samples[i]?.row ?? 0;
    for (let j = vectors.starts[i] ?? 0, to = vectors.starts[i + 1] ?? 0; j < to; j++) {
      const feature = vectors.features[j] ?? 0;
      if (lastRow[feature] === row) continue;
      lastRow[feature] = row;
      starts[feature + 1] = (starts[feature + 1] ?? 0) + 1;
    }
    if (i % (SLICE * 20) === 0) yield;
  }
  for (let feature = 0; feature < size; feature++) {
    starts[feature + 1] = (starts[feature + 1] ?? 0) + (starts[feature] ?? 0);
  }
  const rows = new Int32Array(starts[size] ?? 0);
  const weights = new Float32Array(rows.length);
  const next = starts.slice();
  lastRow.fill(-1);
  for (let i = 0; i < samples.length; i++) {
    const row = samples[i]?.row ?? 0;
    for (let j = vectors.starts[i] ?? 0, to = vectors.starts[i + 1] ?? 0; j < to; j++) {
      const feature = vectors.features[j] ?? 0;
      let k = next[feature] ?? 0;
      if (lastRow[feature] === row) {
        k -= 1; // the posting of this row is there already
      } else {
        lastRow[feature] = row;
        rows[k] = row;
        next[feature] = k + 1;
      }
      weights[k] = (weights[k] ?? 0) + (vectors.weights[j] ?? 0);
    }
    if (i % (SLICE * 20) === 0) yield;
  }
  const lengths = new Float64Array(corpus.rows.length);
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k] ?? 0;
    lengths[row] = (lengths[row] ?? 0) + (weights[k] ?? 0) ** 2;
  }
  for (let row = 0; row < lengths.length; row++) lengths[row] = Math.sqrt(lengths[row] ?? 0);
  for (let k = 0; k < rows.length; k++) weights[k] = (weights[k] ?? 0) / (lengths[rows[k] ?? 0] ?? 1);
  const present = new Uint8Array(corpus.rows.length);
  for (const sample of samples) present[sample.row] = 1;
  return { classifier: { ...weighed, starts, rows, weights, present }, vectors, lengths };
}

/**
 * Turns scores into steps, in place: towards the right row as far as its probability (the softmax of the scores) is from
 * 1, away from the others as far as theirs is from 0. Other translations of the article are no rivals. False: there is
 * nothing to move.
 */
function pull({ present }: Classifier, articles: Int32Array, scores: Float64Array, right: number): boolean {
  const own = articles[right];
  scores[right] = (scores[right] ?? 0) - LEAD;
  let top = 0;
  for (let row = 0; row < scores.length; row++) top = Math.max(top, scores[row] ?? 0);
  let sum = 0;
  for (let row = 0; row < scores.length; row++) {
    const rival = row === right || (articles[row] !== own && present[row] === 1);
    const power = rival ? Math.exp(SHARPNESS * ((scores[row] ?? 0) - top)) : 0;
    scores[row] = power;
    sum += power;
  }
  if ((scores[right] ?? 0) > CERTAIN * sum) return false;
  for (let row = 0; row < scores.length; row++) {
    scores[row] = STEP * ((row === right ? 1 : 0) - (scores[row] ?? 0) / sum);
  }
  return true;
}

/** Moves every row by its own step; only weights that training has seen. */
function move(
  { starts, rows, weights }: Classifier,
  vectors: Vectors,
  steps: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const feature = vectors.features[i] ?? 0;
    const x = vectors.weights[i] ?? 0;
    for (let k = starts[feature] ?? 0, end = starts[feature + 1] ?? 0; k < end; k++) {
      weights[k] = (weights[k] ?? 0) + x * (steps[rows[k] ?? 0] ?? 0);
    }
  }
}
