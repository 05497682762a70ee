import { FirstlineError } from '../../core/error.js';
import type { Line } from '../../core/line.js';
import type { Commit, Committed } from '../../core/ports/store.js';
import type { RecordKey } from '../../core/records.js';
import type { Timer } from '../../core/timer.js';
import type { StoreChange, Written } from './change.js';
import type { OutboxEntry } from './outbox.js';
import type { State } from './state.js';
import type { Chunk } from './streams.js';

/** Either what the commit does, or why not. */
export type Accepted =
  | { readonly ok: true; readonly change: StoreChange; readonly withdrawn: readonly string[] }
  | Extract<Committed, { ok: false }>;

/** Cold chunks that the commit would write to: they have to be warmed before it can be accepted. */
export function coldChunks(state: State, commit: Pick<Commit, 'lines' | 'withdraw'>): Chunk[] {
  const found = new Set<Chunk>();
  const look = (stream: string, n: number): void => {
    const chunk = state.streams.chunk(stream, n);
    if (chunk !== undefined && chunk.lines === undefined) found.add(chunk);
  };
  for (const { stream, n } of commit.lines) look(stream, n);
  for (const entry of withdrawable(state, commit)) if (entry.line) look(entry.line.stream, entry.line.n);
  return [...found];
}

/**
 * Checks a commit against the state and says what it does. Synchronous, and changes nothing itself. Throws where
 * the commit makes no sense whatever the state is, which is a bug of whoever decided it.
 */
export function accept(state: State, commit: Commit, now: number): Accepted {
  if (commit.seen !== undefined) {
    const mark = state.seen.find(commit.seen.id, now);
    if (mark !== undefined) {
      return mark.reply === undefined
        ? { ok: false, why: 'seen' }
        : { ok: false, why: 'seen', reply: JSON.parse(mark.reply) };
    }
  }
  if (commit.settles !== undefined && !state.outbox.has(commit.settles)) return { ok: false, why: 'gone' };
  if (commit.fires !== undefined && state.timers.entries.get(commit.fires.key)?.at !== commit.fires.at) {
    return { ok: false, why: 'gone' };
  }
  for (const { key, version } of commit.records) {
    if (state.records.version(key) !== version) return { ok: false, why: 'conflict' };
  }
  const lines = acceptLines(state, commit);
  if (lines === undefined) return { ok: false, why: 'conflict' };
  const withdrawn = withdrawable(state, commit);
  for (const { line } of withdrawn) {
    if (line !== undefined && line.n < state.streams.length(line.stream)) {
      lines.changed.push({ stream: line.stream, n: line.n, fields: WITHDRAWN });
    }
  }
  const highest = Math.max(0, ...(commit.numbers ?? []));
  const removed = withdrawn.map((entry) => entry.key);
  const change: StoreChange = {
    ...acceptSeen(commit),
    removed: commit.settles === undefined ? removed : [commit.settles, ...removed],
    records: acceptRecords(commit),
    ...lines,
    effects: acceptEffects(state, commit, new Set(removed)),
    postponed: [],
    ...acceptTimers(commit),
    facts: { first: state.facts.count, texts: commit.facts.map((fact) => JSON.stringify(fact)) },
    ...(highest > state.highest ? { highest } : {}),
  };
  return { ok: true, change, withdrawn: removed };
}

const WITHDRAWN = JSON.stringify({ state: 'withdrawn' } satisfies Partial<Line>);

function withdrawable(state: State, commit: Pick<Commit, 'withdraw' | 'settles'>): OutboxEntry[] {
  if (commit.withdraw.length === 0) return [];
  const lanes = [...new Set(commit.withdraw)];
  return lanes
    .flatMap((lane) => state.outbox.withdrawable(lane))
    .filter((entry) => entry.key !== commit.settles);
}

function acceptSeen({ seen }: Commit): Pick<StoreChange, 'seen'> {
  if (seen === undefined) return {};
  const { id, until, reply } = seen;
  return { seen: reply === undefined ? { id, until } : { id, until, reply: JSON.stringify(reply) } };
}

function acceptRecords(commit: Commit): StoreChange['records'] {
  const keys = new Set<RecordKey>();
  return commit.records.map(({ key, value }) => {
    if (keys.has(key)) throw senseless(`the record ${key} stands in it twice`);
    keys.add(key);
    return { key, written: value === undefined ? undefined : write(value) };
  });
}

/** Undefined where a line is not the next one of its stream: somebody else was faster. */
function acceptLines(
  state: State,
  commit: Commit,
): { added: StoreChange['added'][number][]; changed: StoreChange['changed'][number][] } | undefined {
  const lengths = new Map<string, number>();
  const added: StoreChange['added'][number][] = [];
  const changed: StoreChange['changed'][number][] = [];
  for (const change of commit.lines) {
    const { stream, n } = change;
    const length = lengths.get(stream) ?? state.streams.length(stream);
    if (change.kind === 'add') {
      if (n !== length) return undefined;
      lengths.set(stream, length + 1);
      added.push({ stream, n, line: write(change.line) });
    } else {
      if (!Number.isInteger(n) || n < 0 || n >= length) {
        throw senseless(`it changes line ${n} of ${stream}, which has ${length} lines`);
      }
      changed.push({ stream, n, fields: JSON.stringify(change.fields) });
    }
  }
  return { added, changed };
}

function acceptEffects(state: State, commit: Commit, removed: Set<string>): StoreChange['effects'] {
  if (commit.settles !== undefined) removed.add(commit.settles);
  const keys = new Set<string>();
  return commit.effects.map((effect) => {
    if (keys.has(effect.key) || (state.outbox.has(effect.key) && !removed.has(effect.key))) {
      throw senseless(`the effect ${effect.key} is in the outbox already`);
    }
    keys.add(effect.key);
    return write(effect);
  });
}

/** Several changes of one timer become the last one. */
function acceptTimers(commit: Commit): Pick<StoreChange, 'timers' | 'cancelled'> {
  const last = new Map<string, Timer | undefined>();
  if (commit.fires !== undefined) last.set(commit.fires.key, undefined);
  for (const change of commit.timers) {
    if ('set' in change) last.set(change.set.key, change.set);
    else last.set(change.cancel, undefined);
  }
  return {
    timers: [...last.values()].flatMap((timer) => (timer === undefined ? [] : [write(timer)])),
    cancelled: [...last].flatMap(([key, timer]) => (timer === undefined ? [key] : [])),
  };
}

function write<T>(value: T): Written<T> {
  return { value, text: JSON.stringify(value) };
}

function senseless(what: string): FirstlineError {
  return new FirstlineError('turn.decision', `A commit was refused: ${what}.`);
}
