import type { Disk } from '../disk.js';
import { decodeChange, type StoreChange } from './change.js';
import { RESTORE, storeDamaged } from './failures.js';
import { FORMAT } from './format.js';
import { type JournalRead, readJournal } from './journal-read.js';
import { readMark } from './mark.js';
import { type Found, journalName, SNAPSHOT, understand } from './names.js';
import { reopenedOutbox } from './outbox.js';
import { readSnapshot, type SnapshotRead } from './snapshot-read.js';
import { applyChange, emptyState, type State } from './state.js';

/** A data folder, read. Nothing in it was changed. */
export interface Loaded {
  readonly state: State;
  /** The last commit: all of the state is durable. */
  readonly durable: number;
  readonly snapshot: SnapshotRead | undefined;
  /** The journal to go on with. */
  readonly last: JournalRead | undefined;
  /** Files of ours that nothing needs any more: left-overs of a crash. */
  readonly obsolete: readonly string[];
  /** Whether something has the format of an older version. */
  readonly old: boolean;
}

/** Reads the snapshot and replays the journals over it. Rejects with `store.damaged` or `store.format`. */
export async function loadFolder(disk: Disk, folder: string, now: number): Promise<Loaded> {
  const found = (await disk.list(folder)).map(understand);
  const acknowledged = await readMark(disk, folder);
  const state = emptyState();
  const snapshot = found.some(({ kind }) => kind === 'snapshot')
    ? await readSnapshot(disk, folder, state, now)
    : undefined;
  try {
    const from = snapshot?.from ?? 0;
    const journals = found.flatMap((one) => (one.kind === 'journal' && one.first > from ? [one] : []));
    journals.sort((a, b) => a.first - b.first);
    checkBeginning(found, snapshot, journals[0]?.first, acknowledged);
    state.seq = from;
    let last: JournalRead | undefined;
    for (const journal of journals) {
      if (last !== undefined) checkJoint(last, journal);
      last = await readJournal(disk, folder, journal, {
        acknowledged,
        apply: (seq, entry) => replay(state, decodeChange(entry), seq, now),
      });
    }
    checkEnd(state.seq, acknowledged, snapshot, last);
    const loaded = { ...state, outbox: reopenedOutbox(state.outbox) };
    return {
      state: loaded,
      durable: state.seq,
      snapshot,
      last,
      obsolete: obsolete(found, state, from),
      old: [snapshot, last, state.cold, state.facts.file].some(
        (one) => one !== undefined && one.format < FORMAT,
      ),
    };
  } catch (error) {
    await state.cold?.retire();
    await state.facts.file?.retire();
    throw error;
  }
}

async function replay(state: State, change: StoreChange, seq: number, now: number): Promise<void> {
  for (const { stream, n } of [...change.added, ...change.changed]) {
    const chunk = state.streams.chunk(stream, n);
    if (chunk !== undefined && chunk.lines === undefined) await state.streams.warm(chunk, now);
  }
  for (const entry of applyChange(state, change, seq, now).dropped) state.outbox.drop(entry);
}

function checkBeginning(
  found: readonly Found[],
  snapshot: SnapshotRead | undefined,
  first: number | undefined,
  acknowledged: number,
): void {
  if (first === (snapshot?.from ?? 0) + 1) return;
  if (snapshot !== undefined) {
    const name = journalName(snapshot.from + 1);
    throw storeDamaged(`The journal ${name} is missing, yet the snapshot ${SNAPSHOT} needs it.`, RESTORE);
  }
  if (first !== undefined) {
    throw storeDamaged(
      `The journal ${journalName(first)} begins with commit ${first}, yet there is no snapshot ${SNAPSHOT} that holds the commits before it.`,
      RESTORE,
    );
  }
  const side = found.find(({ kind }) => kind === 'cold' || kind === 'facts');
  if (side !== undefined || acknowledged > 0) {
    throw storeDamaged(
      `The data folder has ${side === undefined ? `held ${acknowledged} commits` : side.name}, yet neither a snapshot nor a journal.`,
      RESTORE,
    );
  }
}

/** A new journal is begun only when everything in the one before is durable. */
function checkJoint(before: JournalRead, next: { readonly name: string; readonly first: number }): void {
  if (before.reached === next.first - 1 && before.torn === 0) return;
  throw storeDamaged(
    `The journal ${before.name} is damaged after commit ${before.reached} (byte ${before.size}): ${next.name} goes on with commit ${next.first}.`,
    RESTORE,
  );
}

function checkEnd(
  reached: number,
  acknowledged: number,
  snapshot: SnapshotRead | undefined,
  last: JournalRead | undefined,
): void {
  const name = last?.name ?? 'journal';
  if (snapshot !== undefined && reached < snapshot.through) {
    throw storeDamaged(
      `The journal ${name} ends with commit ${reached}, yet the snapshot ${SNAPSHOT} needs it up to commit ${snapshot.through}.`,
      RESTORE,
    );
  }
  if (reached < acknowledged) {
    throw storeDamaged(
      `The journal ${name} ends with commit ${reached} (byte ${last?.size ?? 0}), yet commit ${acknowledged} had been acknowledged.`,
      RESTORE,
    );
  }
}

function obsolete(found: readonly Found[], state: State, from: number): string[] {
  return found.flatMap((one) => {
    switch (one.kind) {
      case 'temporary':
        return [one.name];
      case 'journal':
        return one.first <= from ? [one.name] : [];
      case 'cold':
        return one.generation === state.cold?.generation ? [] : [one.name];
      case 'facts':
        return one.generation === state.facts.file?.generation ? [] : [one.name];
      default:
        return [];
    }
  });
}
