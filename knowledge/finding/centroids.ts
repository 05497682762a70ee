import { inPieces, type Steps } from '../slices.js';
import { score, type Vectors, vectoriseAll, type WordClassifier } from './classify.js';
import type { Corpus, Sample } from './corpus.js';

/** What a point of score is worth when it is asked which centroids know phrasings again. */
const SHARPNESS = 16;
/** Samples between two yields: about a millisecond, or some where they are scored. */
const SLICE = 1000;
const SCORED = 50;
/** Features. */
const PRUNED = 2000;

/**
 * Centroids as a classifier, the samples as it sees them, and how long each row's sum of vectors was before it was made
 * one of length 1.
 */
export interface Centroids {
  readonly classifier: WordClassifier;
  readonly vectors: Vectors;
  readonly lengths: Float64Array;
}

/** Powers of the idf that are tried. */
const POWERS = [1, 0.8, 0.6] as const;

/**
 * The centroids to start from, with the power of the idf that suits these phrasings: where all articles are about one
 * thing, small words such as "why" and "when" tell them apart; where each is about another, rare words do.
 */
export function* startFrom(
  corpus: Corpus,
  samples: readonly Sample[],
  powers: readonly number[] = POWERS,
): Steps<Centroids> {
  const idf = yield* weighFeatures(corpus, samples);
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

/**
 * The mean of two logarithms: rare among phrasings (so that "how do I" counts little), and rare among rows (so that a
 * word which one article repeats counts as its own).
 */
function* weighFeatures(corpus: Corpus, samples: readonly Sample[]): Steps<Float32Array> {
  const size = corpus.kinds.length;
  const inSamples = new Int32Array(size);
  const inRows = new Int32Array(size);
  const lastRow = new Int32Array(size).fill(-1);
  const seenRows = new Set<number>();
  // Samples of one row stand together in the corpus, and every selection keeps that order.
  yield* inPieces(samples.length, SLICE, (from, to) => {
    for (const { row, features } of samples.slice(from, to)) {
      seenRows.add(row);
      for (let i = 0; i < features.length; i++) {
        const feature = features[i] ?? 0;
        inSamples[feature] = (inSamples[feature] ?? 0) + 1;
        if (lastRow[feature] === row) continue;
        lastRow[feature] = row;
        inRows[feature] = (inRows[feature] ?? 0) + 1;
      }
    }
  });
  const idf = new Float32Array(size);
  yield* inPieces(size, SLICE * 50, (from, to) => {
    for (let feature = from; feature < to; feature++) {
      const among = inSamples[feature] ?? 0;
      if (among === 0) continue;
      const rare = Math.log((samples.length + 1) / among);
      idf[feature] = (rare + Math.log((seenRows.size + 1) / (inRows[feature] ?? 1))) / 2;
    }
  });
  return idf;
}

/** At most this many phrasings are left out, one by one. */
const MOST_LEFT_OUT = 1500;

/** How badly the centroids know phrasings again that are taken out of them: mean logarithmic loss. */
function* lossLeftOut(
  corpus: Corpus,
  samples: readonly Sample[],
  { classifier, vectors, lengths }: Centroids,
): Steps<number> {
  const scores = new Float64Array(corpus.rows.length);
  const articles = Int32Array.from(corpus.rows, (row) => row.article);
  const every = Math.ceil(samples.length / MOST_LEFT_OUT);
  let total = 0;
  let count = 0;
  const leaveOut = (i: number): void => {
    const sample = samples[i];
    if (!sample || sample.title) return;
    const length = lengths[sample.row] ?? 0;
    score(classifier, vectors, scores, vectors.starts[i], vectors.starts[i + 1]);
    const along = (scores[sample.row] ?? 0) * length;
    const left = length * length - 2 * along + 1;
    if (left < 1e-6) return; // its only phrasing
    const right = (along - 1) / Math.sqrt(left);
    const own = articles[sample.row];
    let sum = 0;
    for (let row = 0; row < scores.length; row++) {
      if (articles[row] !== own) sum += Math.exp(SHARPNESS * ((scores[row] ?? 0) - right));
    }
    total += Math.log1p(sum);
    count += 1;
  };
  yield* inPieces(Math.ceil(samples.length / every), SCORED, (from, to) => {
    for (let n = from; n < to; n++) leaveOut(n * every);
  });
  return count === 0 ? 0 : total / count;
}

/** The sum of each row's vectors, made one of length 1. */
function* centroids(
  corpus: Corpus,
  samples: readonly Sample[],
  weighed: Pick<WordClassifier, 'idf' | 'power' | 'featureWeights'>,
): Steps<Centroids> {
  const size = corpus.kinds.length;
  const vectors = yield* vectoriseAll(corpus, weighed.featureWeights, samples);
  // First how many rows each feature occurs in, then the postings; samples come row by row, so rows ascend.
  const lastRow = new Int32Array(size).fill(-1);
  const starts = new Int32Array(size + 1);
  yield* inPieces(samples.length, SLICE, (first, last) => {
    for (let i = first; i < last; i++) {
      const row = samples[i]?.row ?? 0;
      for (let j = vectors.starts[i] ?? 0, to = vectors.starts[i + 1] ?? 0; j < to; j++) {
        const feature = vectors.features[j] ?? 0;
        if (lastRow[feature] === row) continue;
        lastRow[feature] = row;
        starts[feature + 1] = (starts[feature + 1] ?? 0) + 1;
      }
    }
  });
  for (let feature = 0; feature < size; feature++) {
    starts[feature + 1] = (starts[feature + 1] ?? 0) + (starts[feature] ?? 0);
  }
  const rows = new Int32Array(starts[size] ?? 0);
  const weights = new Float32Array(rows.length);
  const next = starts.slice();
  lastRow.fill(-1);
  yield* inPieces(samples.length, SLICE, (first, last) => {
    for (let i = first; i < last; i++) {
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
    }
  });
  const lengths = new Float64Array(corpus.rows.length);
  normalise(rows, weights, lengths);
  const present = new Uint8Array(corpus.rows.length);
  for (const sample of samples) present[sample.row] = 1;
  yield;
  const kept = yield* prune({ starts, rows, weights });
  return { classifier: { ...weighed, ...kept, present }, vectors, lengths };
}

/** Rows of one feature that are kept. */
export const MOST_ROWS = 128;

type Postings = Pick<WordClassifier, 'starts' | 'rows' | 'weights'>;

/**
 * Where a feature occurs in more rows than that, the rows in which it weighs least are taken out of its list: it tells
 * hardly anything there, and walking over thousands of rows for each of a dozen small words is most of the time that a
 * question takes in a large collection.
 */
function* prune({ starts, rows, weights }: Postings): Steps<Postings> {
  const kept = new Int32Array(starts.length);
  yield* inPieces(starts.length - 1, PRUNED, (from, to) => {
    for (let feature = from; feature < to; feature++) {
      const begin = starts[feature] ?? 0;
      const end = starts[feature + 1] ?? 0;
      let at = kept[feature] ?? 0;
      const sorted = end - begin > MOST_ROWS ? weights.slice(begin, end).sort() : undefined;
      const least = sorted?.at(-MOST_ROWS) ?? 0;
      // Of rows that weigh as much as the last one that is kept, as many as there is room for.
      let alike = sorted ? MOST_ROWS - (sorted.length - 1 - sorted.lastIndexOf(least)) : 0;
      for (let k = begin; k < end; k++) {
        const weight = weights[k] ?? 0;
        if (sorted && weight <= least) {
          if (weight < least || alike === 0) continue;
          alike -= 1;
        }
        rows[at] = rows[k] ?? 0;
        weights[at] = weight;
        at += 1;
      }
      kept[feature + 1] = at;
    }
  });
  const count = kept.at(-1) ?? 0;
  return { starts: kept, rows: rows.slice(0, count), weights: weights.slice(0, count) };
}

/** Makes each row one of length 1, and writes down how long it was. */
function normalise(rows: Int32Array, weights: Float32Array, lengths: Float64Array): void {
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k] ?? 0;
    lengths[row] = (lengths[row] ?? 0) + (weights[k] ?? 0) ** 2;
  }
  for (let row = 0; row < lengths.length; row++) lengths[row] = Math.sqrt(lengths[row] ?? 0);
  for (let k = 0; k < rows.length; k++) weights[k] = (weights[k] ?? 0) / (lengths[rows[k] ?? 0] ?? 1);
}
