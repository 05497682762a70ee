import type { Event } from '../../src/core/event.js';
import type { Submitted } from '../../src/core/ports/channel.js';

/** The platform that can look an effect up, and the one that cannot. */
export const PLATFORMS = { lookup: 'rec', blind: 'mute' } as const;

/** What a process under test is told when it is spawned. */
export interface Task {
  readonly dataDir: string;
  readonly configFile: string;
  /** The memories of the far ends, which do not crash. */
  readonly farEnds: { readonly [K in keyof typeof PLATFORMS]: string };
  /** `dropping`: what was not fsynced is gone after a kill. `forgetful`: and datasync does nothing. */
  readonly disk: 'real' | 'dropping' | 'forgetful';
  /** An empty folder on the same file system, for the disks that drop. */
  readonly shadow: string;
  /** `seen-apart`: the seen-mark is committed first, and the rest of the turn after it. */
  readonly fault: 'none' | 'seen-apart';
  readonly seed: number;
  /** Whether the way to the far ends loses, delays and refuses. */
  readonly trouble: boolean;
  readonly clock: FastClock;
}

/** A clock that runs faster than the machine's, the same in every process of a run. */
export interface FastClock {
  /** What it showed, and when that was by the machine's clock. */
  readonly base: number;
  readonly since: number;
  readonly speed: number;
}

/** What the parent says to the process. */
export type Order =
  /** Everything is loaded: open the data folder now. The clock was moved on by `jumped`. */
  | { readonly kind: 'go'; readonly jumped: number; readonly hangAt?: string }
  | { readonly kind: 'event'; readonly request: number; readonly platform: string; readonly event: Event }
  | { readonly kind: 'link'; readonly request: number; readonly person: string }
  | { readonly kind: 'jump'; readonly by: number }
  | { readonly kind: 'stop' };

/** What the process says to the parent. */
export type Report =
  | { readonly kind: 'warm' }
  | { readonly kind: 'ready'; readonly port: number }
  | {
      readonly kind: 'done';
      readonly request: number;
      readonly outcome: Submitted['outcome'] | 'refused';
      readonly why?: string;
    }
  | { readonly kind: 'link'; readonly request: number; readonly link: string }
  /** A snapshot began, or is published. */
  | { readonly kind: 'snapshot'; readonly step: 'began' | 'published' }
  /** A look-up found what an earlier attempt had left at the far end. */
  | { readonly kind: 'found' }
  /** The turn of the event named by `hangAt` stands between two commits, and will not go on. */
  | { readonly kind: 'between' }
  | { readonly kind: 'error'; readonly text: string };
