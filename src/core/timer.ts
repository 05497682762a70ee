import type { EarlyEvent } from './message-events.js';
import type { PlaceKey } from './place.js';
import type { RecordKey } from './records.js';

/** Something to look at later. Data in the store: it fires once, late rather than never after a stop. */
export interface Timer {
  /** Setting a timer under a key that is taken moves it. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The place whose turn it will be. */
  readonly place: PlaceKey;
  readonly purpose: TimerPurpose;
}

/** What a timer is for. A turn that fans out to many places sets one timer, due at once, for each. */
export type TimerPurpose =
  /** Look at an open case again: nobody claimed it, or its holder went quiet. */
  | { readonly kind: 'case'; readonly case: number }
  /** Forget a session if it has expired; one that was used since then lives on. */
  | { readonly kind: 'session'; readonly session: RecordKey<'session'> }
  /** Take in an event once more, which came before what it is about. `since`: when it was first heard. */
  | { readonly kind: 'early'; readonly event: EarlyEvent; readonly since: number };
