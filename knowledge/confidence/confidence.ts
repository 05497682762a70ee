import { type Choice, noneOf, POOLED, probabilities, SPREAD, type Trial } from './choice.js';
import { repeats } from './cross-validate.js';
import { type Thresholds, thresholds } from './thresholds.js';

/** Fitted: how to compute confidences, and what they must reach. */
export interface Confidence {
  readonly choice: Choice;
  readonly thresholds: Thresholds;
  /** How many questions it was fitted on. */
  readonly trials: number;
}

/**
 * Fits the choice and the thresholds, yielding now and then. `wrong` and `unknown` are the owner's: see {@link thresholds};
 * `phrasings`: how many there are.
 */
export function* fitConfidence(
  trials: readonly Trial[],
  options: { readonly wrong: number; readonly unknown: number; readonly phrasings: number },
): Generator<void, Confidence> {
  const weights = weighTrials(trials, options);
  const choice = yield* fitChoice(trials, weights);
  return { choice, thresholds: thresholds(choice, trials, weights, options), trials: trials.length };
}

/** With so many phrasings half of the unknown questions are made ones. */
const FEW = 40;
/** However often a phrasing is asked, it is evidence like so many trials. */
const EVIDENCE = 2;

/**
 * Unknown questions together weigh as their assumed share does. Those of left-out articles stand for them, and, the fewer
 * phrasings there are, those that were made of these: among few an article has no neighbour that could be left out, and
 * what is asked beside it would never be met.
 */
function weighTrials(
  trials: readonly Trial[],
  { unknown, phrasings }: { readonly unknown: number; readonly phrasings: number },
): number[] {
  const beside = trials.filter((trial) => trial.beside).length;
  const leftOut = trials.filter((trial) => trial.unknown).length - beside;
  const all = ((trials.length - leftOut - beside) * unknown) / (1 - unknown);
  const made = beside === 0 ? 0 : leftOut === 0 ? 1 : FEW / (FEW + phrasings);
  const ofBeside = (all * made) / Math.max(1, beside);
  const ofLeftOut = (all * (1 - made)) / Math.max(1, leftOut);
  const each = Math.min(1, EVIDENCE / repeats(phrasings));
  return trials.map((trial) => each * (trial.beside ? ofBeside : trial.unknown ? ofLeftOut : 1));
}

const PARAMETERS = [
  'score',
  'nearest',
  'cover',
  'sense',
  'none',
  'known',
  'body',
  'rivals',
  'short',
  'top',
] as const;
const COUNT = PARAMETERS.length;
/** How many of them belong to articles. */
const ARTICLE = 4;
/** Trials between two yields. */
const SLICE = 50;

/** A step that leads down is halved, at most so often. */
const HALVINGS = 6;

/** The most probable parameters given the trials and {@link POOLED}, by Newton's method; the problem is convex. */
function* fitChoice(trials: readonly Trial[], weights: readonly number[]): Generator<void, Choice> {
  let current = POOLED;
  let height = yield* likelihood(current, trials, weights);
  for (let step = 0; step < 12; step++) {
    const gradient = PARAMETERS.map((name) => (POOLED[name] - current[name]) / SPREAD[name] ** 2);
    const curvature = new Float64Array(COUNT * COUNT);
    for (const [i, name] of PARAMETERS.entries()) curvature[i * COUNT + i] = 1 / SPREAD[name] ** 2;
    for (let t = 0; t < trials.length; t++) {
      const trial = trials[t];
      if (trial) learn(current, trial, weights[t] ?? 0, gradient, curvature);
      if (t % SLICE === SLICE - 1) yield;
    }
    yield;
    const move = solve(curvature, gradient);
    let isHigher = false;
    for (let halving = 0; halving <= HALVINGS && !isHigher; halving++) {
      const next = { ...current };
      for (const [i, name] of PARAMETERS.entries()) next[name] += (move[i] ?? 0) / 2 ** halving;
      const reached = yield* likelihood(next, trials, weights);
      isHigher = reached > height;
      if (isHigher) [current, height] = [next, reached];
    }
    if (!isHigher || move.every((change) => Math.abs(change) < 0.01)) break;
  }
  return current;
}

/** The logarithm of how probable the trials are, and the parameters before them, up to a constant. */
function* likelihood(
  choice: Choice,
  trials: readonly Trial[],
  weights: readonly number[],
): Generator<void, number> {
  let sum = 0;
  for (const name of PARAMETERS) sum -= ((choice[name] - POOLED[name]) / SPREAD[name]) ** 2 / 2;
  for (const [t, trial] of trials.entries()) {
    const shares = probabilities(choice, trial);
    const right = trial.right < 0 ? 1 - shares.reduce((all, share) => all + share, 0) : shares[trial.right];
    sum += (weights[t] ?? 0) * Math.log(Math.max(1e-12, right ?? 0));
    if (t % SLICE === SLICE - 1) yield;
  }
  return sum;
}

/**
 * Adds one trial's slope and curvature of the log-likelihood: what the right option brings less what is expected of all,
 * and how it varies among them.
 */
function learn(
  choice: Choice,
  trial: Trial,
  weight: number,
  gradient: number[],
  curvature: Float64Array,
): void {
  const shares = probabilities(choice, trial);
  const none = 1 - shares.reduce((sum, share) => sum + share, 0);
  const seen = (option: number, parameter: number): number => {
    const list = [trial.scores, trial.nearest, trial.cover, trial.sense][parameter];
    return list?.[option] ?? 0;
  };
  // In the order of PARAMETERS: the first four belong to articles, the others to "none".
  const { slope } = noneOf(choice, trial);
  const apart = [0, 0, 0, 0, 1, trial.known, trial.body, trial.rivals, trial.short, trial.scores[0] ?? 0].map(
    (value) => value * slope,
  );
  const mean = apart.map((value) => value * none);
  for (let k = 0; k < shares.length; k++) {
    for (let i = 0; i < ARTICLE; i++) add(mean, i, (shares[k] ?? 0) * seen(k, i));
  }
  for (let i = 0; i < COUNT; i++) {
    const right = trial.right < 0 ? (apart[i] ?? 0) : seen(trial.right, i);
    add(gradient, i, weight * (right - (mean[i] ?? 0)));
    for (let j = 0; j < COUNT; j++) {
      let product = none * (apart[i] ?? 0) * (apart[j] ?? 0);
      if (i < ARTICLE && j < ARTICLE) {
        for (let k = 0; k < shares.length; k++) product += (shares[k] ?? 0) * seen(k, i) * seen(k, j);
      }
      add(curvature, i * COUNT + j, weight * (product - (mean[i] ?? 0) * (mean[j] ?? 0)));
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
