import { readdir } from 'node:fs/promises';
import { type Log, silentLog } from '../../src/core/ports/ambient.js';
import type { Store } from '../../src/core/ports/store.js';
import type { Disk } from '../../src/store/disk.js';
import type { StoreLimits } from '../../src/store/lowdb/limits.js';
import { openStore } from '../../src/store/lowdb/store.js';
import {
  addLine,
  caseOf,
  commitOf,
  fact,
  put,
  say,
  stoppedClock,
  timer,
  versionOf,
} from '../contracts/store-values.js';

/** What a data folder is opened with in tests. */
export interface FolderOptions {
  readonly disk?: Disk;
  readonly limits?: Partial<StoreLimits>;
  readonly log?: Log;
  readonly clock?: ReturnType<typeof stoppedClock>;
}

/** Opens a data folder with a stopped clock and no log. */
export function openFolder(folder: string, options: FolderOptions = {}): Promise<Store> {
  return openStore({ folder, clock: stoppedClock(), log: silentLog, ...options });
}

/** Numbered commits, each with a record, a line, an effect, a timer and facts; number n leaves n + 1 lines. */
export async function fill(store: Store, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++) {
    const key = `case/${n % 5}` as const;
    const done = await store.commit(
      commitOf({
        seen: { id: `e${n}`, until: Number.MAX_SAFE_INTEGER },
        records: [put(key, await versionOf(store, key), caseOf(n % 5, { revision: n, question: `问 ${n}` }))],
        lines: [addLine('place/a', n, `line ${n}`)],
        effects: n % 3 === 0 ? [say(`k${n}`, `lane ${n % 4}`)] : [],
        timers: [{ set: timer(`t${n % 7}`, n) }],
        facts: [fact(`f${n}`)],
      }),
    );
    if (!done.ok) throw new Error(`commit ${n} met ${done.why}`);
  }
}

/** Waits until no snapshot is under way in a folder that nobody writes to. */
export async function untilCalm(folder: string): Promise<void> {
  for (let calm = 0; calm < 3; ) {
    const names = await readdir(folder);
    const resting = names.filter((name) => name.startsWith('journal-')).length === 1;
    calm = resting && !names.some((name) => name.endsWith('.tmp')) ? calm + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Everything of a filled store, to compare. Reads without leasing. */
export async function everything(store: Store): Promise<unknown> {
  const { seq: _seq, ...status } = await store.status();
  return {
    status,
    cases: await store.cases({ limit: 99 }),
    lines: (await store.lines({ stream: 'place/a', limit: 99_999 })).map((line) => line.content.text),
    facts: (await store.facts({ from: 0, limit: 99_999 })).map(({ event }) => event),
    timers: (await store.due({ now: Number.MAX_SAFE_INTEGER, limit: 99 }))
      .map(({ key, at }) => `${key} ${at}`)
      .sort(),
  };
}

/** The error that a promise ends in: its code, message and hint. */
export async function failureOf(
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; hint: string }> {
  return promise.then(
    () => ({ code: 'none', message: '', hint: '' }),
    (error: { code?: string; message?: string; hint?: string }) => ({
      code: error.code ?? '',
      message: error.message ?? '',
      hint: error.hint ?? '',
    }),
  );
}
