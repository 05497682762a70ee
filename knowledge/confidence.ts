import { type Choice, POOLED, probabilities, SPREAD, type Trial } from './choice.js';
import { type Thresholds, thresholds } from './thresholds.js';

/** Fitted: how to compute confidences, and what they must reach. */
export interface Confidence {
  readonly choice: Choice;
  readonly thresholds: Thresholds;
  /** How many questions it was fitted on. */
  readonly trials: number;
}

/** Fits the choice and the thresholds, yielding now and then. `wrong` and `unknown` are the owner's: see {@link thresholds}. */
export function* fitConfidence(
  trials: readonly Trial[],
  options: { readonly wrong: number; readonly unknown: number },
): Generator<void, Confidence> {
  const weights = weighTrials(trials, options.unknown);
  const choice = yield* fitChoice(trials, weights);
  return { choice, thresholds: thresholds(choice, trials, weights, options), trials: trials.length };
}

/** Trials of left-out articles together weigh as the assumed share of unknown questions does. */
function weighTrials(trials: readonly Trial[], unknown: number): number[] {
  const strangers = trials.filter((trial) => trial.unknown).length;
  const familiar = trials.length - strangers;
  const each = strangers === 0 ? 0 : (familiar * unknown) / (1 - unknown) / strangers;
  return trials.map((trial) => (trial.unknown ? each : 1));
}

const PARAMETERS = ['score', 'none', 'known', 'nearest', 'body'] as const;
const COUNT = PARAMETERS.length;

/** The most probable parameters given the trials and {@link POOLED}, by Newton's method; the problem is convex. */
function* fitChoice(trials: readonly Trial[], weights: readonly number[]): Generator<void, Choice> {
  let current = POOLED;
  for (let step = 0; step < 12; step++) {
    const gradient = PARAMETERS.map((name) => (POOLED[name] - current[name]) / SPREAD[name] ** 2);
    const curvature = new Float64Array(COUNT * COUNT);
    for (const [i, name] of PARAMETERS.entries()) curvature[i * COUNT + i] = 1 / SPREAD[name] ** 2;
    for (let t = 0; t < trials.length; t++) {
      const trial = trials[t];
      if (trial) learn(current, trial, weights[t] ?? 0, gradient, curvature);
    }
    yield;
    const move = solve(curvature, gradient);
    const next = { ...current };
    for (const [i, name] of PARAMETERS.entries()) {
      next[name] = current[name] + Math.max(-4, Math.min(4, move[i] ?? 0));
    }
    current = next;
    if (move.every((change) => Math.abs(change) < 0.01)) break;
  }
  return current;
}

/**
 * Adds one trial's slope and curvature of the log-likelihood. The options differ in two ways only: each article in its
 * score, and "none" from all of them in the other four.
 */
function learn(
  choice: Choice,
  trial: Trial,
  weight: number,
  gradient: number[],
  curvature: Float64Array,
): void {
  const each = probabilities(choice, trial);
  let none = 1;
  let mean = 0;
  let square = 0;
  for (let i = 0; i < each.length; i++) {
    const share = each[i] ?? 0;
    const value = trial.scores[i] ?? 0;
    none -= share;
    mean += share * value;
    square += share * value * value;
  }
  const apart = [0, 1, trial.known, trial.nearest, trial.body];
  const missed = (trial.right < 0 ? 1 : 0) - none;
  // The first of the COUNT parameters is that of the score.
  add(gradient, 0, weight * ((trial.scores[trial.right] ?? 0) - mean));
  add(curvature, 0, weight * (square - mean * mean));
  for (let i = 1; i < COUNT; i++) {
    const a = weight * (apart[i] ?? 0);
    add(gradient, i, a * missed);
    add(curvature, i, -a * mean * none);
    add(curvature, i * COUNT, -a * mean * none);
    for (let j = 1; j < COUNT; j++) {
      add(curvature, i * COUNT + j, a * (apart[j] ?? 0) * none * (1 - none));
    }
  }
}

function add(list: number[] | Float64Array, at: number, amount: number): void {
  list[at] = (list[at] ?? 0) + amount;
}

/** Solves a positive definite system by elimination. */
function solve(matrix: Float64Array, right: readonly number[]): number[] {
  const n = right.length;
  const rows = right.map((value, i) => [...matrix.subarray(i * n, (i + 1) * n), value]);
  for (let i = 0; i < n; i++) {
    const pivot = rows[i] ?? [];
    for (let k = 0; k < n; k++) {
      const row = rows[k];
      if (k === i || !row) continue;
      const factor = (row[i] ?? 0) / (pivot[i] ?? 1);
      for (let j = i; j <= n; j++) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0);
    }
  }
  return rows.map((row, i) => (row[n] ?? 0) / (row[i] ?? 1));
}
