import type { Case } from './case.js';
import type { Asker, Conversation } from './conversation.js';
import type { LineRef, Receipt } from './effect.js';
import type { PlaceKey } from './place.js';

/** The whole bot is paused: it answers nothing by itself and still hands off. */
export interface Pause {
  readonly paused: boolean;
  readonly by?: string;
  readonly at: number;
}

/** A place that is the thread of a case. */
export interface Thread {
  readonly case: number;
}

/** Somebody's signed-in browser, under the SHA-256 of its token. */
export interface Session {
  readonly kind: 'visitor' | 'staff';
  /** The visitor's own id, or the person's of firstline.yaml. */
  readonly person: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A file of the spool that lines name, under its digest: it is kept, and those who may read the lines may read it. */
export interface KeptFile {
  /** The lines that name it and stand. With the last one the record goes, and the sweep takes the file. */
  readonly lines: readonly LineRef[];
}

/** How far a place without acknowledgement has been read. */
export interface Watermark {
  readonly place: PlaceKey;
  /** The platform's own mark, as text. */
  readonly mark: string;
  readonly at: number;
}

/** Every kind of record, by the first part of its key. */
export interface RecordTypes {
  conversation: Conversation;
  asker: Asker;
  case: Case;
  thread: Thread;
  receipt: Receipt;
  session: Session;
  pause: Pause;
  watermark: Watermark;
  file: KeptFile;
}

/** A kind of record. */
export type RecordKind = keyof RecordTypes;

/** `kind/id`. The id may hold any character. */
export type RecordKey<K extends RecordKind = RecordKind> = `${K}/${string}`;

/** The value that belongs to a key. */
export type RecordOf<Key extends RecordKey> = Key extends `${infer K extends RecordKind}/${string}`
  ? RecordTypes[K]
  : never;

/** A value and its version. Version 0 and no value: there is none. */
export interface Versioned<T> {
  readonly value: T | undefined;
  readonly version: number;
}

/** The kind of a key. */
export function kindOf(key: RecordKey): RecordKind {
  // A RecordKey begins with a kind by its type.
  return key.slice(0, key.indexOf('/')) as RecordKind;
}
