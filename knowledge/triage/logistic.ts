import { pseudoRandom, shuffle } from '../random.js';
import { atOnce, type Steps } from '../slices.js';

/** A text as numbers: parallel lists of features and their values. */
export interface Sparse {
  readonly features: Int32Array;
  readonly values: Float32Array;
}

const NEWTON_STEPS = 30;

/**
 * Logistic regression of yes against no: minimises `|w|²/2 + cost · Σ log(1 + exp(-y w·x))` by coordinate descent in the
 * dual (Yu, Huang and Lin, "Dual coordinate descent methods for logistic regression and maximum entropy models", 2011).
 * Deterministic.
 *
 * @param yes Whether each row is one.
 * @param dimension More than the largest feature.
 * @param cost What an error costs.
 * @param rounds At most so many times through the rows.
 * @returns One weight for each feature.
 */
export function logistic(
  rows: readonly Sparse[],
  yes: readonly boolean[],
  dimension: number,
  cost: number,
  rounds = 30,
): Float64Array {
  return atOnce(logisticInSteps(rows, yes, dimension, cost, rounds));
}

/** The same in steps: a round through the rows is one. */
export function* logisticInSteps(
  rows: readonly Sparse[],
  yes: readonly boolean[],
  dimension: number,
  cost: number,
  rounds = 30,
): Steps<Float64Array> {
  const weights = new Float64Array(dimension);
  const alphas = new Float64Array(rows.length).fill(cost / 10);
  const squares = new Float64Array(rows.length);
  for (const [i, { features, values }] of rows.entries()) {
    const step = (yes[i] ? 1 : -1) * (alphas[i] ?? 0);
    let square = 0;
    for (let k = 0; k < features.length; k++) {
      const value = values[k] ?? 0;
      square += value * value;
      add(weights, features[k] ?? 0, step * value);
    }
    squares[i] = square || 1e-9;
  }
  const order = rows.map((_, i) => i);
  const random = pseudoRandom(3);
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random);
    let largest = 0;
    for (const i of order) {
      const row = rows[i];
      if (!row) continue;
      const sign = yes[i] ? 1 : -1;
      const before = alphas[i] ?? 0;
      const after = minimise(before, squares[i] ?? 1, sign * dot(weights, row), cost);
      alphas[i] = after;
      largest = Math.max(largest, Math.abs(after - before));
      const step = sign * (after - before);
      for (let k = 0; k < row.features.length; k++)
        add(weights, row.features[k] ?? 0, step * (row.values[k] ?? 0));
    }
    if (largest < 1e-3 * cost) break;
    yield;
  }
  return weights;
}

/** The sum of a row's values times their weights. */
export function dot(weights: Float64Array, { features, values }: Sparse): number {
  let sum = 0;
  for (let k = 0; k < features.length; k++) sum += (weights[features[k] ?? 0] ?? 0) * (values[k] ?? 0);
  return sum;
}

/** From a score to a probability. */
export function sigmoid(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

/** The best value of one dual variable, the others fixed: Newton's method, kept between 0 and the cost. */
function minimise(before: number, square: number, score: number, cost: number): number {
  let z = before;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const slope = square * (z - before) + score + Math.log(z / (cost - z));
    const bend = square + cost / (z * (cost - z));
    let next = z - slope / bend;
    if (next <= 0) next = z / 10;
    else if (next >= cost) next = z + (cost - z) * 0.9;
    if (Math.abs(next - z) < 1e-6 * cost) return next;
    z = next;
  }
  return z;
}

function add(weights: Float64Array, at: number, value: number): void {
  weights[at] = (weights[at] ?? 0) + value;
}
