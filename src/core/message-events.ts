import type { FileRef } from './content.js';
import type { Author, EventBase } from './event-base.js';

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

/** A reaction was put on a message or taken off. */
export interface ReactionEvent extends EventBase {
  readonly kind: 'reaction';
  readonly author: Author;
  readonly message: string;
  readonly emoji: string;
  readonly added: boolean;
}

/** What can come before it is known what it is about. */
export type EarlyEvent = ReactionEvent | EditEvent | DeleteEvent;
