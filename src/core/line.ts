import type { Content, FileRef } from './content.js';
import type { LineRef } from './effect.js';
import type { PlaceKey } from './place.js';

/** Who a line is from. `note` stays at the desk, whatever happens. */
export type Voice = 'asker' | 'bot' | 'staff' | 'note' | 'system';

/**
 * How far a line got. Lines that came in are `received`; lines that go out are `pending` until their receipt.
 * `withdrawn`: the bot had it on its tongue when a person took over.
 */
export type LineState = 'received' | 'pending' | 'delivered' | 'failed' | 'withdrawn';

/** An emoji that somebody put on a message. */
export interface Reaction {
  /** The character, or `:name:` of one that only its platform has. */
  readonly emoji: string;
  /** The platform's id of who. */
  readonly by: string;
  /** When it was put or taken back, by the platform's clock: events may overtake each other. Absent on the copy. */
  readonly at?: number;
  /** Put on the other copy of the message. */
  readonly across?: true;
  /** The effect that put it on this copy. */
  readonly effect?: string;
  /** Taken back again. It stands here for a while, for what was done before that and comes later. */
  readonly gone?: true;
}

/** One line of a transcript: of what stands in a place, or in the thread of a case. */
export interface Line {
  readonly at: number;
  readonly voice: Voice;
  readonly author?: { readonly id: string; readonly name: string };
  readonly content: Content;
  /** What became of the files of the content, once that is known; goes before what the content says of them. */
  readonly files?: readonly FileRef[];
  readonly state: LineState;
  /** The platform's id of the message; for our own, once it is delivered. */
  readonly message?: string;
  /** Ids of the further messages, where it had to be split. */
  readonly parts?: readonly string[];
  /** The effect that puts this line into the world. */
  readonly effect?: string;
  /** The same words elsewhere: the copies of a relayed message, both ways. */
  readonly copies?: readonly LineRef[];
  /** About its reader alone: not even quoted at the desk. */
  readonly personal?: boolean;
  /** The one person who may see it, by the platform's id, where others read the place. */
  readonly to?: string;
  /** The effect that took it to the other side: what a later edit revises. */
  readonly relayed?: string;
  readonly reactions?: readonly Reaction[];
  /** When it was changed last, by its writer. */
  readonly edited?: number;
  readonly deleted?: boolean;
  /** Its writer's last change could not be passed on: the other side goes on seeing what stands here. */
  readonly outdated?: boolean;
  /** Why it failed, for its writer. */
  readonly reason?: string;
  /** The line of the same stream that says so and offers to send it again. */
  readonly notice?: number;
}

/** A line with its number in the stream and the commit that touched it last. */
export interface NumberedLine extends Line {
  /** From 0, without gaps. */
  readonly n: number;
  /** Sequence of the commit that added or changed it: what a page resumes from. */
  readonly seq: number;
}

/** What a line says, with what is known of its files by now. */
export function contentOf({ content, files }: Pick<Line, 'content' | 'files'>): Content {
  return files ? { ...content, files } : content;
}

/** The reactions that stand on a message now. */
export function standing(reactions: readonly Reaction[] = []): readonly Reaction[] {
  return reactions.filter(({ gone }) => !gone);
}

/** The stream of what stands in a place. */
export function placeStream(place: PlaceKey): string {
  return `place/${place}`;
}

/** The stream of the handoff thread of a case. */
export function caseStream(number: number): string {
  return `case/${number}`;
}
