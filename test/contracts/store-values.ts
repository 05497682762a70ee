import type { Case } from '../../src/core/case.js';
import type { Effect, Say } from '../../src/core/effect.js';
import type { Fact } from '../../src/core/fact.js';
import type { Line } from '../../src/core/line.js';
import type { Clock } from '../../src/core/ports/ambient.js';
import type { Commit, RecordChange, Store } from '../../src/core/ports/store.js';
import type { RecordKey, Watermark } from '../../src/core/records.js';
import type { Timer } from '../../src/core/timer.js';

/** Somewhere a store can be opened, closed and opened again. */
export interface StorePlace {
  open(clock: Clock): Promise<Store>;
  dispose(): Promise<void>;
}

/** A store under test, and the way to restart it. */
export interface StoreUnderTest {
  store: Store;
  readonly clock: Clock & { at: number };
  /** Closes it and opens it again on the same data. */
  reopen(): Promise<void>;
}

/** Declares one promise of the port. One that an implementation cannot keep is skipped, and says why. */
export type Promises = (title: string, test: (under: StoreUnderTest) => Promise<void>) => void;

/** A clock that stands still until it is moved. */
export function stoppedClock(now = 1_800_000_000_000): Clock & { at: number } {
  return {
    at: now,
    now() {
      return this.at;
    },
  };
}

/** A commit with these parts and nothing else. */
export function commitOf(parts: Partial<Commit>): Commit {
  return { records: [], lines: [], effects: [], withdraw: [], timers: [], facts: [], ...parts };
}

/** A small record, for where the kind does not matter. */
export function watermark(mark: string): Watermark {
  return { place: 'web:w/c', mark, at: 1 };
}

/** A change of a record that was read at this version. */
export function put(key: RecordKey, version: number, value: RecordChange['value']): RecordChange {
  return { key, version, value };
}

/** A message of the bot on its way to a lane. */
export function say(key: string, lane: string, rest: Partial<Say> = {}): Effect {
  return {
    key,
    lane,
    voice: 'bot',
    origin: 'web:w/c',
    at: 1000,
    kind: 'say',
    target: { place: 'web:w/c' },
    content: { text: `words of ${key}`, format: 'plain' },
    ...rest,
  };
}

/** A line of a transcript. */
export function line(text: string, rest: Partial<Line> = {}): Line {
  return { at: 1000, voice: 'asker', content: { text, format: 'plain' }, state: 'received', ...rest };
}

/** A line added at the end of a stream. */
export function addLine(
  stream: string,
  n: number,
  text: string,
  rest: Partial<Line> = {},
): Commit['lines'][number] {
  return { kind: 'add', stream, n, line: line(text, rest) };
}

/** A timer that looks at a case again. */
export function timer(key: string, at: number): Timer {
  return { key, at, place: 'web:w/c', purpose: { kind: 'case', case: 1 } };
}

/** A fact. */
export function fact(event: string): Fact {
  return { at: 1000, kind: 'answered', place: 'web:w/c', event };
}

/** A case in its first state. */
export function caseOf(number: number, rest: Partial<Case> = {}): Case {
  return {
    number,
    state: 'queued',
    revision: 1,
    openedAt: 1000 + number,
    asker: {
      key: 'web:ana',
      id: 'ana',
      name: 'Ana',
      platform: 'web',
      place: 'web:w/c',
      language: 'en',
      earlier: 0,
    },
    reason: 'no-article',
    question: 'VPN 连不上',
    tried: [],
    thread: `open-${number}`,
    lines: 0,
    pinged: [],
    everybody: false,
    reopened: 0,
    timeline: [{ at: 1000, what: 'opened' }],
    ...rest,
  };
}

/** The version of a record now. */
export async function versionOf(store: Store, key: RecordKey): Promise<number> {
  return (await store.read([key])).get(key)?.version ?? 0;
}

/** The value of a record now. */
export async function recordOf(store: Store, key: RecordKey): Promise<unknown> {
  return (await store.read([key])).get(key)?.value;
}
