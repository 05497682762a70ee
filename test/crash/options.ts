import type { Hurry, Script } from './scripts.js';
import type { Task } from './wire.js';

/** How much faster the clock of the process runs than the machine's. */
export const SPEED = 20;

/** What a trial plays and how it kills. */
export interface TrialOptions {
  readonly disk: Task['disk'];
  readonly fault?: Task['fault'];
  readonly seed: number;
  readonly scripts: readonly Script[];
  readonly hurries: readonly Hurry[];
  /** Waves are played until there were so many kills; 0: one wave in peace. */
  readonly kills: number;
  /** What the calm run saw and left; absent in the calm run. */
  readonly calm?: Calm;
  /** A step's effect must show within so many milliseconds without a kill. */
  readonly patience?: number;
  /** Kills only when told so: when the first steps were acknowledged, or between two commits. */
  readonly killOnce?: { readonly acknowledged: number } | { readonly between: (wave: string) => string };
  readonly progress?: (line: string) => void;
  /** Leaves the data folder of a failed trial, and tells where it is. */
  readonly keep?: (root: string) => void;
}

/** What a run in peace shows: the measure of all others. */
export interface Calm {
  readonly expected: Map<string, string[]>;
  readonly told: ReadonlyMap<string, string>;
}
