import type { PlaceKey } from './place.js';
import type { Trace } from './trace.js';

/** What happened. The list is closed, so that figures can be made from it. */
export type FactKind =
  | 'answered'
  | 'clarified'
  | 'handed-off'
  | 'small-talk'
  | 'silent'
  | 'looked-up'
  | 'lookup-failed'
  | 'helped'
  | 'not-helped'
  | 'pinged'
  | 'claimed'
  | 'passed'
  | 'replied'
  | 'resolved'
  | 'reopened'
  | 'rated'
  | 'commented'
  | 'undelivered'
  | 'withdrawn'
  | 'limited'
  | 'paused'
  | 'resumed';

/** One line of what happened and why: for the figures, and to explain a decision afterwards. Holds no message text. */
export interface Fact {
  readonly at: number;
  readonly kind: FactKind;
  readonly place: PlaceKey;
  /** The event whose turn it was: the correlation id of the log. */
  readonly event: string;
  readonly case?: number;
  readonly person?: string;
  readonly article?: string;
  /** Of an answer: where it came from. */
  readonly trace?: Trace;
  /** From 0 to 1. */
  readonly confidence?: number;
  /** Why, as one of the closed reasons of its kind, or a short technical note. */
  readonly why?: string;
  /** The rule of the configuration by which a question went to a person, or was left to one, by its name. */
  readonly rule?: string;
}
