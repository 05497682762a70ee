import type { Mood } from '../../src/core/triage.js';

/** What a mood file may call a text, and the mood of triage that it stands for. */
export const MOOD_LABELS: ReadonlyMap<string, Mood> = new Map([
  ['calm', 'calm'],
  ['upset', 'upset'],
  ['angry', 'angry'],
  ['negative', 'upset'],
  ['neutral', 'calm'],
  ['positive', 'calm'],
]);

/** How well one label is told from the others. Shares are fractions; null where there is nothing to share out. */
export interface LabelFigures {
  /** Texts with this label. */
  readonly texts: number;
  /** Of those called so, the ones that are. */
  readonly precision: number | null;
  /** Of those that are, the ones called so. */
  readonly recall: number | null;
  /** The harmonic mean of both; 0 where nothing is right. */
  readonly f1: number;
}

/** How well urgency or mood is told, against labelled texts. */
export interface LabelEvaluation {
  readonly texts: number;
  readonly accuracy: number | null;
  /** The mean of the classes' F1. */
  readonly macroF1: number | null;
  /**
   * By label. Where triage itself is measured and the file tells no upset from angry texts (its labels are `negative`,
   * `neutral` and `positive`), angry counts as upset, and what is not negative as calm: that is all that it acts on.
   */
  readonly classes: Readonly<Record<string, LabelFigures>>;
  /** How many texts of a label were called what. */
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** How long it took to learn from the texts of the file that was given for it, in milliseconds. */
  readonly trainMs?: number;
  /** One text, in microseconds: median and 95th percentile. */
  readonly p50Us: number | null;
  readonly p95Us: number | null;
}

/** Precision, recall and F1 of one label. */
export function figuresOf(
  rows: readonly { readonly expected: string; readonly told: string }[],
  of: string,
): LabelFigures {
  const texts = rows.filter(({ expected }) => expected === of).length;
  const called = rows.filter(({ told }) => told === of).length;
  const right = rows.filter(({ expected, told }) => expected === of && told === of).length;
  return {
    texts,
    precision: share(right, called),
    recall: share(right, texts),
    f1: right === 0 ? 0 : (2 * right) / (texts + called),
  };
}

/** A share as a fraction; null of nothing. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
