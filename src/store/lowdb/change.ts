import type { Effect } from '../../core/effect.js';
import type { Line } from '../../core/line.js';
import type { RecordKey } from '../../core/records.js';
import type { Timer } from '../../core/timer.js';

/** A value with its JSON, made once and used for the journal and for memory. */
export interface Written<T> {
  readonly value: T;
  readonly text: string;
}

/**
 * What a commit does, in absolute terms: applying it a second time changes nothing, which is what lets a journal
 * be replayed over a snapshot that was taken while commits went on.
 */
export interface StoreChange {
  readonly seen?: { readonly id: string; readonly until: number; readonly reply?: string };
  /** Effects settled or withdrawn. */
  readonly removed: readonly string[];
  readonly records: readonly { readonly key: RecordKey; readonly written: Written<unknown> | undefined }[];
  readonly added: readonly { readonly stream: string; readonly n: number; readonly line: Written<Line> }[];
  /** `fields` is JSON. */
  readonly changed: readonly { readonly stream: string; readonly n: number; readonly fields: string }[];
  readonly effects: readonly Written<Effect>[];
  readonly postponed: readonly Postponed[];
  readonly timers: readonly Written<Timer>[];
  /** Keys of timers fired or cancelled; applied before those that are set. */
  readonly cancelled: readonly string[];
  /** JSON, with the number of the first one. */
  readonly facts: { readonly first: number; readonly texts: readonly string[] };
  /** The highest case number used. */
  readonly highest?: number;
}

/** An effect given back. */
export interface Postponed {
  readonly key: string;
  readonly attempt: number;
  readonly notBefore: number;
  readonly uncertain: boolean;
}

/** A change as it stands in a journal line, beside `n` (its sequence) and `d` (the last durable one). */
interface JournalEntry {
  readonly s?: readonly [id: string, until: number, reply?: unknown];
  readonly x?: readonly string[];
  readonly r?: readonly (readonly [key: RecordKey, value: unknown])[];
  readonly l?: readonly (readonly [stream: string, n: number, line: Line])[];
  readonly c?: readonly (readonly [stream: string, n: number, fields: unknown])[];
  readonly e?: readonly Effect[];
  readonly p?: readonly Postponed[];
  readonly u?: readonly string[];
  readonly t?: readonly Timer[];
  readonly f?: readonly [first: number, ...facts: unknown[]];
  readonly h?: number;
}

/** A change as the inside of a JSON object. Every part begins with a comma. */
export function encodeChange(change: StoreChange): string {
  let out = '';
  const text = JSON.stringify;
  const list = (name: string, items: readonly string[]): void => {
    if (items.length > 0) out += `,"${name}":[${items.join(',')}]`;
  };
  if (change.seen !== undefined) {
    const { id, until, reply } = change.seen;
    list('s', reply === undefined ? [text(id), text(until)] : [text(id), text(until), reply]);
  }
  list(
    'x',
    change.removed.map((key) => text(key)),
  );
  list(
    'r',
    change.records.map(({ key, written }) => `[${text(key)},${written?.text ?? 'null'}]`),
  );
  list(
    'l',
    change.added.map(({ stream, n, line }) => `[${text(stream)},${n},${line.text}]`),
  );
  list(
    'c',
    change.changed.map(({ stream, n, fields }) => `[${text(stream)},${n},${fields}]`),
  );
  list(
    'e',
    change.effects.map((effect) => effect.text),
  );
  list(
    'p',
    change.postponed.map((postponed) => text(postponed)),
  );
  list(
    'u',
    change.cancelled.map((key) => text(key)),
  );
  list(
    't',
    change.timers.map((timer) => timer.text),
  );
  if (change.facts.texts.length > 0) list('f', [text(change.facts.first), ...change.facts.texts]);
  if (change.highest !== undefined) out += `,"h":${change.highest}`;
  return out;
}

/** Reads a journal entry back. */
export function decodeChange(entry: unknown): StoreChange {
  const found = entry as JournalEntry; // its checksum says that we wrote it
  const written = <T>(value: T): Written<T> => ({ value, text: JSON.stringify(value) });
  const [id, until, reply] = found.s ?? [];
  const [first = 0, ...facts] = found.f ?? [];
  return {
    ...(id !== undefined && until !== undefined
      ? { seen: reply === undefined ? { id, until } : { id, until, reply: JSON.stringify(reply) } }
      : {}),
    removed: found.x ?? [],
    records: (found.r ?? []).map(([key, value]) => ({
      key,
      written: value === null ? undefined : written(value),
    })),
    added: (found.l ?? []).map(([stream, n, line]) => ({ stream, n, line: written(line) })),
    changed: (found.c ?? []).map(([stream, n, fields]) => ({ stream, n, fields: JSON.stringify(fields) })),
    effects: (found.e ?? []).map(written),
    postponed: found.p ?? [],
    timers: (found.t ?? []).map(written),
    cancelled: found.u ?? [],
    facts: { first, texts: facts.map((fact) => JSON.stringify(fact)) },
    ...(found.h === undefined ? {} : { highest: found.h }),
  };
}
