import type { LookedUp } from './conversation.js';
import type { Language } from './language.js';
import type { PlaceKey } from './place.js';
import type { Candidate } from './ports/knowledge.js';
import type { Trace } from './trace.js';
import type { Triage } from './triage.js';

/** Where a case is. `queued`: nobody could be pinged yet. */
export type CaseState = 'queued' | 'pinged' | 'claimed' | 'resolved';

/** Why a question went to a person. */
export type HandoffReason =
  | 'asked-for-a-person'
  | 'no-article'
  | 'none-of-these'
  | 'not-helped'
  | 'urgent'
  | 'angry'
  | 'policy'
  | 'language'
  | 'paused'
  | 'failed-dialog'
  | 'lookup-failed';

/** The asker of a case, as it was when the case was opened. */
export interface CaseAsker {
  /** Key of the asker record: `platform:id`. */
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly platform: string;
  /** Where they ask, and where replies go. */
  readonly place: PlaceKey;
  readonly language: Language;
  readonly zone?: string;
  /** Does not belong to the organisation: gets what is for everyone. */
  readonly guest?: boolean;
  /** How many cases they had before this one. */
  readonly earlier: number;
}

/** One step in the life of a case, for its timeline. */
export interface TimelineEntry {
  readonly at: number;
  readonly what:
    | 'opened'
    | 'pinged'
    | 'pinged-everybody'
    | 'claimed'
    | 'passed'
    | 'asked-holder'
    | 'returned'
    | 'resolved'
    | 'reopened'
    | 'undelivered'
    | 'added';
  readonly person?: string;
  readonly note?: string;
}

/** A question that went to a person, with a number, a state and a timeline. */
export interface Case {
  readonly number: number;
  readonly state: CaseState;
  /** Grows with every change of state or holder; carried by the buttons. */
  readonly revision: number;
  readonly openedAt: number;
  readonly asker: CaseAsker;
  readonly reason: HandoffReason;
  readonly question: string;
  readonly triage?: Triage;
  /** What the bot tried, best first. */
  readonly tried: readonly Candidate[];
  /** The lookup that was tried for it: the title of its article, and what became of it. */
  readonly lookedUp?: { readonly title: string; readonly outcome: LookedUp['outcome'] };
  /** What the bot had answered with before. */
  readonly answeredFrom?: Trace;
  /** What the asker has been sent already, by id: it is not suggested. */
  readonly sent?: readonly string[];
  /** Key of the effect that opens the thread at the desk; everything for the thread is targeted at it. */
  readonly thread: string;
  /** The thread, once it is open. */
  readonly threadPlace?: PlaceKey;
  /** The thread could not be opened; it is tried again when the timer wakes the case. */
  readonly threadFailed?: boolean;
  /** Lines of the thread's stream that failed with it: they are said again in the next one. */
  readonly held?: readonly number[];
  /** The asker was told that the desk cannot be reached, and is told once it can. */
  readonly unreachable?: boolean;
  /** Lines in the stream of the thread. */
  readonly lines: number;
  /** Who was pinged since the case was last in the queue, in order. */
  readonly pinged: readonly string[];
  /** Everybody on duty was pinged. */
  readonly everybody: boolean;
  readonly holder?: string;
  /** The oldest message of the asker that nobody has replied to, milliseconds since 1970. */
  readonly waitingSince?: number;
  /** The holder was asked whether they are still on it. */
  readonly askedHolderAt?: number;
  readonly firstReplyAt?: number;
  readonly resolvedAt?: number;
  readonly reopened: number;
  /** Stars that the asker gave, 1 to 5. */
  readonly rated?: number;
  /** The asker added a line to the stars. */
  readonly commented?: boolean;
  readonly timeline: readonly TimelineEntry[];
}
