import type { Content } from './content.js';
import type { Effect, Receipt, Undelivered } from './effect.js';
import type { Author, EventBase } from './event-base.js';
import type { DeleteEvent, EditEvent, MessageEvent, ReactionEvent } from './message-events.js';
import type { Timer } from './timer.js';

/** A button was pressed or a form sent. `version` is that of the thing when the button was drawn. */
export interface ActionEvent extends EventBase {
  readonly kind: 'action';
  readonly author: Author;
  readonly action: string;
  readonly value: string;
  readonly version: number;
  /** The message that held the button. */
  readonly message?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** A slash command. */
export interface CommandEvent extends EventBase {
  readonly kind: 'command';
  readonly author: Author;
  readonly name: string;
  readonly text: string;
}

/** Somebody came to a place: opened the chat, joined the channel. */
export interface JoinEvent extends EventBase {
  readonly kind: 'join';
  readonly author: Author;
}

/** A place has been read so far: nothing before is missing. */
export interface MarkEvent extends EventBase {
  readonly kind: 'mark';
  readonly mark: string;
}

/** A timer fired. */
export interface TickEvent extends EventBase {
  readonly kind: 'tick';
  readonly timer: Timer;
}

/** An effect arrived. */
export interface ReceiptEvent extends EventBase {
  readonly kind: 'receipt';
  readonly effect: Effect;
  readonly receipt: Receipt;
}

/** An effect will not arrive. */
export interface FailureEvent extends EventBase {
  readonly kind: 'failure';
  readonly effect: Effect;
  readonly failure: Undelivered;
}

/** A worker is done. */
export interface ResultEvent extends EventBase {
  readonly kind: 'result';
  readonly effect: Effect;
  /** Plain JSON. */
  readonly output: unknown;
}

/** Something that happened, from outside or from the clock. Everything enters as one of these. */
export type Event =
  | MessageEvent
  | EditEvent
  | DeleteEvent
  | ReactionEvent
  | ActionEvent
  | CommandEvent
  | JoinEvent
  | MarkEvent
  | TickEvent
  | ReceiptEvent
  | FailureEvent
  | ResultEvent;

/** An answer inside the platform's acknowledgement. */
export type Reply =
  | { readonly kind: 'errors'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'card'; readonly content: Content }
  /** `stale`: what was pressed has moved on; a platform that can bring it as it is now may do that instead. */
  | { readonly kind: 'notice'; readonly text: string; readonly stale?: true };
