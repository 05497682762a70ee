import type { Language } from '../../src/core/language.js';
import { inPieces, type Steps } from '../slices.js';
import { KIND, type Kind } from '../text/analyse.js';
import type { Corpus, Sample } from './corpus.js';

/** A text as numbers: features and their weights, of length 1. */
export interface Vector {
  readonly features: Int32Array;
  readonly weights: Float32Array;
}

/** Many vectors, laid end to end. */
export interface Vectors {
  /** Where each begins; one more at the end. */
  readonly starts: Int32Array;
  readonly features: Int32Array;
  readonly weights: Float32Array;
}

/**
 * What rows are about, by what their words mean. A text is the sum of the vectors of its words, rare ones counting more,
 * without what all phrasings have in common, and of length 1: its sense. A row begins as the mean of its phrasings'
 * senses, and is then trained like the weights of words are.
 */
export interface Senses {
  /** For each language, the mean of its phrasings before it is taken away; see `commonSense` where it has none. */
  readonly means: Readonly<Record<Language, Float32Array>>;
  /** Row after row, `DIMENSIONS` numbers each; zeros where no word of a row has a known meaning. */
  readonly rows: Float32Array;
}

/**
 * A linear classifier over rows: on sparse features, kept as an inverted index (for each feature the rows it occurs in),
 * and on what the words mean.
 */
export interface Classifier extends WordClassifier {
  readonly senses: Senses;
}

/** What a classifier knows of words themselves. */
export interface WordClassifier {
  /** How much a feature tells; 0 where it was not seen in training. */
  readonly idf: Float32Array;
  /** What a feature weighs in a vector: this power of its idf. */
  readonly power: number;
  readonly featureWeights: Float32Array;
  /** Where each feature's postings begin; one more at the end. */
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly weights: Float32Array;
  /** Rows that were trained; the others are left out. */
  readonly present: Uint8Array;
}

/** How much words, pairs and letter groups count, each taken as a block of length 1. Chosen by cross-validation. */
const BLOCKS: readonly [number, number, number] = [1, 0.5, 0.8];
const ALL_KINDS = [KIND.word, KIND.pair, KIND.letters] as const;

/** Turns features into a vector: features unknown to the classifier fall away, each kind is a block of fixed length. */
export function vectorise(corpus: Corpus, featureWeights: Float32Array, features: ArrayLike<number>): Vector {
  const kept = new Int32Array(features.length);
  const weights = new Float32Array(features.length);
  const count = write(corpus, featureWeights, features, kept, weights, 0);
  return { features: kept.subarray(0, count), weights: weights.subarray(0, count) };
}

/** Samples between two yields. */
const SLICE = 500;

/** The same for many, yielding now and then. */
export function* vectoriseAll(
  corpus: Corpus,
  featureWeights: Float32Array,
  samples: readonly Sample[],
): Steps<Vectors> {
  let room = 0;
  for (const { features } of samples) room += features.length;
  const starts = new Int32Array(samples.length + 1);
  const kept = new Int32Array(room);
  const weights = new Float32Array(room);
  yield* inPieces(samples.length, SLICE, (from, to) => {
    for (let i = from; i < to; i++) {
      const features = samples[i]?.features ?? [];
      starts[i + 1] = write(corpus, featureWeights, features, kept, weights, starts[i] ?? 0);
    }
  });
  const count = starts[samples.length] ?? 0;
  return { starts, features: kept.subarray(0, count), weights: weights.subarray(0, count) };
}

/** Writes one vector from a place on; returns where it ends. */
function write(
  corpus: Corpus,
  featureWeights: Float32Array,
  features: ArrayLike<number>,
  kept: Int32Array,
  weights: Float32Array,
  from: number,
): number {
  const { kinds } = corpus;
  const squares: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < features.length; i++) {
    const feature = features[i] ?? 0;
    const weight = featureWeights[feature] ?? 0;
    squares[(kinds[feature] ?? KIND.word) as Kind] += weight * weight; // what readCorpus put there
  }
  let length = 0;
  for (const kind of ALL_KINDS) if (squares[kind] > 0) length += BLOCKS[kind] ** 2;
  const scale = BLOCKS.map((block, kind) => block / Math.sqrt((squares[kind] ?? 0) * length));
  let at = from;
  for (let i = 0; i < features.length; i++) {
    const feature = features[i] ?? 0;
    const weight = featureWeights[feature] ?? 0;
    if (weight === 0) continue;
    kept[at] = feature;
    weights[at] = weight * (scale[kinds[feature] ?? KIND.word] ?? 0);
    at += 1;
  }
  return at;
}

/** Writes what the words say for every row into `scores`. The vector is a stretch of `vectors`. */
export function score(
  { starts, rows, weights }: WordClassifier,
  vectors: Vector,
  scores: Float64Array,
  from = 0,
  to = vectors.features.length,
): void {
  scores.fill(0);
  for (let i = from; i < to; i++) {
    const feature = vectors.features[i] ?? 0;
    const x = vectors.weights[i] ?? 0;
    const end = starts[feature + 1] ?? 0;
    let k = starts[feature] ?? 0;
    // Four at a time: V8 looks up anew in every round of a loop where each list lies, which takes longer than the sum.
    for (; k + 4 <= end; k += 4) {
      const a = rows[k] ?? 0;
      const b = rows[k + 1] ?? 0;
      const c = rows[k + 2] ?? 0;
      const d = rows[k + 3] ?? 0;
      scores[a] = (scores[a] ?? 0) + x * (weights[k] ?? 0);
      scores[b] = (scores[b] ?? 0) + x * (weights[k + 1] ?? 0);
      scores[c] = (scores[c] ?? 0) + x * (weights[k + 2] ?? 0);
      scores[d] = (scores[d] ?? 0) + x * (weights[k + 3] ?? 0);
    }
    for (; k < end; k++) {
      const row = rows[k] ?? 0;
      scores[row] = (scores[row] ?? 0) + x * (weights[k] ?? 0);
    }
  }
}

/** How much one feature of a vector speaks for a row. */
export function contribution(classifier: Classifier, feature: number, weight: number, row: number): number {
  const k = find(classifier, feature, row);
  return k < 0 ? 0 : weight * (classifier.weights[k] ?? 0);
}

/** Where the posting of a feature for a row stands, or -1. */
export function find(classifier: Classifier, feature: number, row: number): number {
  let low = classifier.starts[feature] ?? 0;
  let high = (classifier.starts[feature + 1] ?? 0) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const there = classifier.rows[middle] ?? 0;
    if (there === row) return middle;
    if (there < row) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
