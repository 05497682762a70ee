import type { Readable } from 'node:stream';
import type { FileRef, FileRefusal, RemoteFile, SpooledFile } from '../content.js';
import type { Effect, MessageRef, Receipt } from '../effect.js';
import type { Event, Reply } from '../event.js';
import type { PlaceKey } from '../place.js';
import type { Watermark } from '../records.js';

/** What became of an event at the door. `done` and `duplicate` may be acknowledged to the platform. */
export type Submitted =
  | { readonly outcome: 'done'; readonly reply?: Reply }
  | { readonly outcome: 'duplicate'; readonly reply?: Reply };

/** The one door. Rejects if the event could not be committed: then it must not be acknowledged. */
export interface Door {
  submit(event: Event): Promise<Submitted>;
}

/** An effect with its targets found: where it goes and which message it changes. */
export interface Outgoing {
  readonly effect: Effect;
  /** The place to say it in; absent for effects that change a message. */
  readonly place?: PlaceKey;
  /** The message to change, or to reply to. */
  readonly message?: MessageRef;
  /** Further messages to change, where it was split. */
  readonly parts?: readonly MessageRef[];
  /** Files of the content that are in the spool, to be sent with it. The receipt says what became of each, in order. */
  readonly files?: readonly OutgoingFile[];
  /** What went along with the message that is taken back: it goes as well, where it stands apart. */
  readonly sent?: readonly FileRef[];
  /** The message that stood in for the reaction that is taken off. */
  readonly standIn?: MessageRef;
  /** From 1. */
  readonly attempt: number;
}

/** A file to be sent. */
export interface OutgoingFile extends SpooledFile {
  /** Its bytes, each time from the beginning. Rejects with `files.missing`. */
  read(): Promise<Readable>;
}

/** What a platform gives when it is asked for a file. */
export type Fetched =
  /** Whoever gets it reads it to its end or destroys it. The name and the type are the platform's words. */
  | { readonly kind: 'fetched'; readonly bytes: Readable; readonly name: string; readonly type: string }
  | { readonly kind: 'refused'; readonly why: FileRefusal; readonly reason: string }
  /** Not now; it may work when it is asked for again. `retryAfter` in milliseconds, where the platform said so. */
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfter?: number };

/** What became of one attempt. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly receipt: Receipt }
  /** Will never work: the reason is shown to the writer. */
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly code?: 'refused' | 'unreachable' | 'unsupported';
    }
  /** Did not arrive, may work later; `retryAfter` in milliseconds, where the platform said so. */
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfter?: number }
  /** Nobody knows whether it arrived; `retryAfter` as above. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly retryAfter?: number };

/** What was found when looking for an effect that may have arrived. */
export type Lookup =
  | { readonly kind: 'found'; readonly receipt: Receipt }
  | { readonly kind: 'absent' }
  /** This platform cannot tell: repeating may double it. */
  | { readonly kind: 'cannot-tell' };

/** What a platform can do. What it lacks has one named fallback in `render`. */
export interface Capabilities {
  readonly edit: boolean;
  readonly delete: boolean;
  readonly react: boolean;
  readonly threads: boolean;
  readonly whisper: boolean;
  readonly buttons: boolean;
  readonly lookup: boolean;
  readonly files: boolean;
}

/** A platform adapter. */
export interface Channel {
  /** The first part of its places. */
  readonly platform: string;
  readonly capabilities: Capabilities;
  /** Begins to submit events. */
  start(door: Door): Promise<void>;
  /** One attempt; never throws, never waits for longer than the signal allows. */
  deliver(outgoing: Outgoing, signal: AbortSignal): Promise<Outcome>;
  /** Shows for some seconds that the bot is at it. Absent where a platform has no such sign; may fail. */
  typing?(place: PlaceKey, signal: AbortSignal): Promise<void>;
  /** Opens a file that a message of this platform carries; may be asked again. Absent where it has no files. */
  fetchFile?(file: RemoteFile, signal: AbortSignal): Promise<Fetched>;
  /** Looks for an effect whose outcome is unknown. Rejects where the platform does not say now, with {@link NotNow} where it said when. */
  find(outgoing: Outgoing, signal: AbortSignal): Promise<Lookup>;
  /** Submits what happened since the marks, under the ids that the live events would have had. */
  catchUp(marks: readonly Watermark[]): Promise<void>;
  /** Whether this person may act as staff in this place now: from the platform, or the desk's own login. */
  isStaff(user: string, place: PlaceKey): Promise<boolean>;
  /** No new events; resolves when those under way are through. */
  stop(): Promise<void>;
}
