import type { Content, FileRef } from './content.js';
import type { Effect, Receipt, Undelivered } from './effect.js';
import type { Author, EventBase } from './event-base.js';
import type { ReactionEvent } from './reaction-event.js';
import type { Timer } from './timer.js';

/** Somebody wrote. */
export interface MessageEvent extends EventBase {
  readonly kind: 'message';
  readonly author: Author;
  /** The platform's id of the message. */
  readonly message: string;
  /** What a reader sees of it, without marks. */
  readonly text: string;
  /** The same as CommonMark, where its writer formatted it. */
  readonly markdown?: string;
  readonly files?: readonly FileRef[];
  /** The platform's id of the message that it answers, where its writer chose one. */
  readonly inReplyTo?: string;
  /** Meant for the bot: a direct message, a mention, a thread it takes part in. */
  readonly addressed: boolean;
  /** Only the asker reads the place. */
  readonly private: boolean;
  /** People read the place who do not belong to the organisation: what is not for everyone goes privately. */
  readonly outsiders?: boolean;
  /**
   * Said among people where the bot takes part: from somebody who has asked it nothing there, it is kept for whoever
   * takes over, and not even a sure answer speaks.
   */
  readonly overheard?: boolean;
  /** Not addressed to the bot: where it is not sure, it may still offer help, so that only the asker sees it. */
  readonly offer?: boolean;
  /** How far the place has been read with this message: see {@link Watermark}. */
  readonly mark?: string;
}

/** Somebody changed a message. The revision is part of the id. */
export interface EditEvent extends EventBase {
  readonly kind: 'edit';
  readonly author: Author;
  readonly message: string;
  readonly text: string;
  /** As in {@link MessageEvent}. */
  readonly markdown?: string;
  /** Meant for the bot now: a question that was not asked before is asked with it. */
  readonly addressed?: boolean;
}

/** A message was deleted. */
export interface DeleteEvent extends EventBase {
  readonly kind: 'delete';
  readonly author?: Author;
  readonly message: string;
}

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
  | { readonly kind: 'notice'; readonly text: string };
