import { type Choice, DOUBT_OF_SAME, probabilities, type Trial } from './choice.js';

/** What decides between answering, asking back and handing off. */
export interface Thresholds {
  /** From this confidence in the first article on it is the answer. */
  readonly answer: number;
  /** From this confidence in the first three together on they are offered. */
  readonly clarify: number;
}

/**
 * An offer in vain costs a tap, a question handed off that an article answers costs a person minutes: at the edge one
 * offer in three holds the right article.
 */
const OFFERS_FROM = 1 / 3;
/** At the edge an answer should still be twice as likely right as wrong, whatever the average allows. */
const ANSWERS_FROM = 2 / 3;
/** The confidence itself is believed like so many trials above a threshold … */
const BELIEF = 60;
/** … of which there have to be as many. */
const LEAST = 10;

/**
 * The lowest confidence above which at most the share `wrong` of the answers was wrong in the trials, unknown questions
 * weighing as `weights` says. Few trials are filled up with what the confidence itself promises, and the share is taken
 * one standard error higher than it was seen: the owner set a limit, not a mean.
 */
export function thresholds(
  choice: Choice,
  trials: readonly Trial[],
  weights: readonly number[],
  { wrong }: { readonly wrong: number },
): Thresholds {
  const answers: Outcome[] = [];
  for (const [t, trial] of trials.entries()) {
    const [first] = probabilities(choice, trial);
    if (first === undefined) continue;
    answers.push({ confidence: first, right: trial.right === 0, weight: weights[t] ?? 0 });
  }
  // A known phrasing, word for word, is always answered.
  const answer = Math.min(1 - DOUBT_OF_SAME, Math.max(ANSWERS_FROM, lowest(answers, wrong)));
  return { answer, clarify: OFFERS_FROM };
}

interface Outcome {
  readonly confidence: number;
  readonly right: boolean;
  readonly weight: number;
}

function lowest(outcomes: readonly Outcome[], wrong: number): number {
  // Without trials the mean promise above a threshold is about half way between it and 1.
  let found = 1 - Math.min(0.9, 1.5 * wrong);
  let weight = 0;
  let missed = 0;
  let promised = 0;
  for (const outcome of [...outcomes].sort((a, b) => b.confidence - a.confidence)) {
    weight += outcome.weight;
    promised += outcome.weight * (1 - outcome.confidence);
    if (!outcome.right) missed += outcome.weight;
    if (weight === 0) continue;
    const share = (missed + (BELIEF * promised) / weight) / (weight + BELIEF);
    const error = Math.sqrt((share * (1 - share)) / (weight + BELIEF));
    if (share + error <= wrong && weight >= LEAST) found = outcome.confidence;
  }
  return found;
}
