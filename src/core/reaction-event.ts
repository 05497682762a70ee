import type { Author, EventBase } from './event-base.js';

/** A reaction was put on a message or taken off. */
export interface ReactionEvent extends EventBase {
  readonly kind: 'reaction';
  readonly author: Author;
  readonly message: string;
  readonly emoji: string;
  readonly added: boolean;
}
