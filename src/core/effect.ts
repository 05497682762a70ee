import type { Content, FileRef } from './content.js';
import type { Author } from './event-base.js';
import type { PlaceKey } from './place.js';

/** A message of a platform: where it stands and the platform's id of it. */
export interface MessageRef {
  readonly place: PlaceKey;
  readonly id: string;
}

/** Where to say something: a place, or the thread that the effect with this key opens. */
export type PlaceTarget = { readonly place: PlaceKey } | { readonly opened: string };

/** Which message to change: a known one, with the further ones of its words, or what the effect with this key becomes. */
export type MessageTarget =
  | { readonly message: MessageRef; readonly parts?: readonly MessageRef[] }
  | { readonly effect: string };

/** A person to mention, and how the platform knows them. */
export interface Ping {
  readonly person: string;
  readonly name: string;
  /** The platform's id of the person; absent where the platform does not know them. */
  readonly handle?: string;
}

/** Under whose name a message appears. */
export interface Persona {
  readonly name: string;
  readonly avatar?: string;
}

/** A line of a transcript that an effect stands for: its outcome is written there. */
export interface LineRef {
  readonly stream: string;
  readonly n: number;
}

interface EffectBase {
  /** Stable: the same turn makes the same key. At most 25 characters, so that it fits a Discord nonce. */
  readonly key: string;
  /** Effects of one lane are delivered one after the other. Usually the place; `thread:KEY` for a thread not yet open. */
  readonly lane: string;
  /** Who speaks. What the `bot` has not yet delivered is withdrawn when the place changes its owner. */
  readonly voice: 'bot' | 'staff' | 'asker' | 'system';
  /** The place whose turn made it; its receipt and its failure come back there. */
  readonly origin: PlaceKey;
  /** When it was decided, milliseconds since 1970. Giving up counts from here. */
  readonly at: number;
  readonly case?: number;
  /** The transcript line that this effect puts into the world. */
  readonly line?: LineRef;
  /** The line whose writer waits to see whether it arrived: a staff member's reply in the thread. */
  readonly reportTo?: LineRef & { readonly message?: MessageRef };
  /** The line of the other side that it repeats: what becomes of its files is written there, too. */
  readonly copyOf?: LineRef;
  /** Not attempted after this time: it fails instead. */
  readonly deadline?: number;
}

/** Say something in a place. */
export interface Say extends EffectBase {
  readonly kind: 'say';
  readonly target: PlaceTarget;
  readonly content: Content;
  readonly as?: Persona;
  readonly ping?: readonly Ping[];
}

/** Change a message that was said. */
export interface Revise extends EffectBase {
  readonly kind: 'revise';
  readonly message: MessageTarget;
  readonly content: Content;
  /** Under whose name further messages appear, where it needs more than before. */
  readonly as?: Persona;
}

/** Take a message back. */
export interface Retract extends EffectBase {
  readonly kind: 'retract';
  readonly message: MessageTarget;
}

/** Put a reaction on a message, or take it off. */
export interface React extends EffectBase {
  readonly kind: 'react';
  readonly message: MessageTarget;
  readonly emoji: string;
  readonly added: boolean;
  /** The effect that had put it there, where it is taken off. */
  readonly undoes?: string;
  /** Where it cannot be put there, the desk is told in words: it is the asker's. */
  readonly orTell?: boolean;
}

/** Open a thread with a first message. Its receipt names the place of the thread. */
export interface Open extends EffectBase {
  readonly kind: 'open';
  readonly target: PlaceTarget;
  readonly title: string;
  readonly content: Content;
  readonly ping?: readonly Ping[];
}

/** Say something that only one person of the place sees. */
export interface Whisper extends EffectBase {
  readonly kind: 'whisper';
  readonly target: PlaceTarget;
  /** The platform's id of the one reader. */
  readonly to: string;
  readonly content: Content;
  readonly as?: Persona;
  /** An offer that may be missed: shown where it is said, and gone with the next reload. Otherwise it is kept. */
  readonly fleeting?: boolean;
}

/** Slow work for a worker; its result comes back as an event. */
export interface Work extends EffectBase {
  readonly kind: 'work';
  readonly worker: string;
  /** Plain JSON. */
  readonly input: unknown;
  /** The asker whose dialog goes on with the result, in the place that made it. Absent: nobody waits for it. */
  readonly asker?: Author;
}

/** The lane of the work that somebody waits for: apart from words, and from what others there wait for. */
export function workLane(place: PlaceKey, person: string): string {
  return `work:${place}/${person}`;
}

/** Something to be done outside, as plain data. A failing effect takes with it those that name it as their target. */
export type Effect = Say | Revise | Retract | React | Open | Whisper | Work;

/** What an effect became. */
export interface Receipt {
  readonly effect: string;
  readonly at: number;
  /** The message it became; the first one where it became several. */
  readonly message?: MessageRef;
  /** Further messages, where it had to be split. */
  readonly parts?: readonly MessageRef[];
  /** The message that stands in for a reaction, where bots cannot react: it goes when that is taken off. */
  readonly standIn?: MessageRef;
  /** The place of the thread that it opened. */
  readonly opened?: PlaceKey;
  /** What became of the files of its content, in their order: in the spool and sent, or refused. */
  readonly files?: readonly FileRef[];
}

/** Why an effect did not arrive. `code` is for machines, `reason` for the person who wrote the message. */
export interface Undelivered {
  readonly effect: string;
  readonly at: number;
  /** `withdrawn`: a person had taken over before the bot could say it. */
  readonly code: 'refused' | 'unreachable' | 'expired' | 'dependency' | 'unsupported' | 'withdrawn';
  readonly reason: string;
}

/** The keys of effects that must have a receipt before this one can be delivered. */
export function needs(effect: Effect): readonly string[] {
  const keys: string[] = [];
  const place = (target: PlaceTarget): void => {
    if ('opened' in target) keys.push(target.opened);
  };
  const message = (target: MessageTarget): void => {
    if ('effect' in target) keys.push(target.effect);
  };
  switch (effect.kind) {
    case 'say':
    case 'open':
    case 'whisper':
      place(effect.target);
      return keys;
    case 'revise':
    case 'retract':
    case 'react':
      message(effect.message);
      return keys;
    case 'work':
      return keys;
    default:
      return effect satisfies never;
  }
}
