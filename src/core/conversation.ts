import type { Language } from './language.js';
import type { LookupFailure } from './lookup.js';
import type { MoodAt } from './moods.js';
import type { PlaceKey } from './place.js';
import type { Trace } from './trace.js';

/** Who speaks for us in a place. One at a time. */
export type Owner =
  | { readonly kind: 'bot' }
  | { readonly kind: 'queue'; readonly case: number }
  | { readonly kind: 'person'; readonly case: number; readonly person: string };

/** Where a dialog stands. The dialog gives its slots their shape and must accept whatever it once wrote. */
export interface DialogState {
  readonly dialog: string;
  readonly step: string;
  /** Plain JSON. */
  readonly slots: Readonly<Record<string, unknown>>;
}

/** Work that a dialog waits for. Whatever else is said goes on meanwhile. */
export interface Pending {
  /** Key of the effect. Its result counts only for as long as this stands here. */
  readonly effect: string;
  readonly dialog: string;
  readonly article: string;
  /** Platform id of the message that asked. */
  readonly message: string;
  readonly question: string;
  readonly language: Language;
  /** What the dialog goes on with. Plain JSON, as in {@link DialogState}. */
  readonly slots: Readonly<Record<string, unknown>>;
}

/**
 * A dialog that was left for something else. What fits what it had asked last takes it up again, as long as nothing has
 * come between that is more than a message or two.
 */
export interface Aside {
  readonly dialog: DialogState;
  /** Messages to the bot since it was left. */
  readonly messages: number;
}

/** What became of the last lookup for somebody, for the person who takes over. */
export interface LookedUp {
  readonly article: string;
  /** `withdrawn`: a person took over before it was there. */
  readonly outcome: 'answered' | 'withdrawn' | LookupFailure;
}

/** What is remembered of one person in one place. */
export interface Participant {
  readonly name: string;
  readonly dialog?: DialogState;
  /** The dialog that they left for something else a moment ago. */
  readonly aside?: Aside;
  /** The last question that was more than small talk, for the moment when a person is asked for. */
  readonly question?: string;
  /** Of their last messages to the bot. */
  readonly moods?: readonly MoodAt[];
  /** The article that was last tried, when, and how often in a row, without their saying that it helped. */
  readonly tried?: { readonly article: string; readonly times: number; readonly at: number };
  /** Work for them that is under way. */
  readonly pending?: readonly Pending[];
  /** Of the last question, where it was looked up. */
  readonly lookedUp?: LookedUp;
  /** The last answer given to them: the one that feedback is about. */
  readonly answered?: AnsweredWith;
  /**
   * Answers before that, the latest first, and words that said that there is none: an edit revises them too, and a deletion
   * takes them back.
   */
  readonly earlier?: readonly AnsweredWith[];
}

/** So many answers of one person in one place can be revised or taken back. */
export const REVISABLE_ANSWERS = 10;

/** The answers given to somebody that can be revised or taken back, the latest first. */
export function answersOf({ answered, earlier = [] }: Participant): readonly AnsweredWith[] {
  return answered ? [answered, ...earlier] : earlier;
}

/** An answer that was given: what feedback and edits refer to. */
export interface AnsweredWith {
  readonly article: string;
  /** Where the words came from, at that time. */
  readonly trace?: Trace;
  /** What led to it, where that is more than one message: see {@link Dialog.amend}. */
  readonly by?: Pick<Pending, 'dialog' | 'slots'>;
  /** Platform id of the message that was answered. */
  readonly message: string;
  /** Key of the effect that said it. */
  readonly effect: string;
  /** Its line in the place's stream. */
  readonly n: number;
  /** Version for its buttons. */
  readonly version: number;
  readonly rated?: boolean;
}

/** What the engine remembers of one place. */
export interface Conversation {
  readonly place: PlaceKey;
  readonly owner: Owner;
  readonly language: Language;
  readonly participants: Readonly<Record<string, Participant>>;
  /** Lines in the place's stream. */
  readonly lines: number;
  /** Grows with every answer and question of the bot; carried by its buttons. */
  readonly revision: number;
  /** People read the place who do not belong to the organisation. */
  readonly outsiders?: boolean;
  /** Others than the asker read the place; absent: nobody knows, so they may. */
  readonly shared?: boolean;
  /** The last case of this place, open or not. */
  readonly lastCase?: number;
}

/** What is remembered of one asker on one platform, in whatever place. */
export interface Asker {
  readonly key: string;
  readonly name: string;
  readonly zone?: string;
  readonly language?: Language;
  /** Open cases, by number. */
  readonly open: readonly number[];
  /** Cases ever. */
  readonly cases: number;
  /** Token bucket for messages: what is left, and when that was counted. */
  readonly tokens: number;
  readonly countedAt: number;
  /** They were told that they write too fast; said once until they slow down. */
  readonly limited: boolean;
}
