import { KIND } from './analyse.js';
import type { Corpus } from './corpus.js';

/** A text as numbers: features and their weights, of length 1. */
export interface Vector {
  readonly features: Int32Array;
  readonly weights: Float32Array;
}

/** A linear classifier over rows, on sparse features, kept as an inverted index: for each feature the rows it occurs in. */
export interface Classifier {
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
  const squares: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < features.length; i++) {
    const feature = features[i] ?? 0;
    const weight = featureWeights[feature] ?? 0;
    if (weight === 0) continue;
    count += 1;
    squares[corpus.kinds[feature] ?? KIND.word] += weight * weight;
  }
  let length = 0;
  for (const kind of ALL_KINDS) if (squares[kind] > 0) length += BLOCKS[kind] ** 2;
  const scale = BLOCKS.map((block, kind) => block / Math.sqrt((squares[kind] ?? 0) * length));
  const kept = new Int32Array(count);
  const weights = new Float32Array(count);
  let at = 0;
  for (let i = 0; i < features.length; i++) {
    const feature = features[i] ?? 0;
    const weight = featureWeights[feature] ?? 0;
    if (weight === 0) continue;
    kept[at] = feature;
    weights[at] = weight * (scale[corpus.kinds[feature] ?? KIND.word] ?? 0);
    at += 1;
  }
  return { features: kept, weights };
}

/** Writes the score of every row into `scores`. */
export function score(classifier: Classifier, vector: Vector, scores: Float64Array): void {
  const { starts, rows, weights } = classifier;
  scores.fill(0);
  for (let i = 0; i < vector.features.length; i++) {
    const feature = vector.features[i] ?? 0;
    const x = vector.weights[i] ?? 0;
    for (let k = starts[feature] ?? 0, end = starts[feature + 1] ?? 0; k < end; k++) {
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

/** Whether one of these rows knows the feature. */
export function knownTo(classifier: Classifier, feature: number, allowed: (row: number) => boolean): boolean {
  for (let k = classifier.starts[feature] ?? 0, end = classifier.starts[feature + 1] ?? 0; k < end; k++) {
    if (allowed(classifier.rows[k] ?? -1)) return true;
  }
  return false;
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
