import type { StoreChange } from './change.js';
import { Facts } from './facts.js';
import { Outbox, type OutboxEntry, outboxEntry } from './outbox.js';
import { Records } from './records.js';
import { Seen } from './seen.js';
import type { SideFile } from './side-file.js';
import { idsOf, Streams } from './streams.js';
import { Timers } from './timers.js';

/** The live state: what lowdb holds. */
export interface State {
  /** Sequence of the last commit that was accepted; it may not be durable yet. */
  seq: number;
  /** The highest case number that a commit used. */
  highest: number;
  readonly records: Records;
  readonly streams: Streams;
  readonly outbox: Outbox;
  readonly timers: Timers;
  readonly seen: Seen;
  readonly facts: Facts;
  /** Where spilled records and chunks stand. */
  cold: SideFile | undefined;
}

/** The state of an empty folder. */
export function emptyState(): State {
  return {
    seq: 0,
    highest: 0,
    records: new Records(),
    streams: new Streams(),
    outbox: new Outbox(),
    timers: new Timers(),
    seen: new Seen(),
    facts: new Facts(),
    cold: undefined,
  };
}

/** What is left to do about a change once it is durable. */
export interface Aftermath {
  readonly armed: readonly OutboxEntry[];
  readonly dropped: readonly OutboxEntry[];
}

/** Applies an accepted change, live or from a journal. Synchronous: no turn sees half of it. */
export function applyChange(state: State, change: StoreChange, seq: number, now: number): Aftermath {
  const at = { seq, now };
  state.seq = seq;
  if (change.seen !== undefined) state.seen.put(change.seen.id, change.seen.until, change.seen.reply);
  const dropped = change.removed.flatMap((key) => state.outbox.remove(key) ?? []);
  for (const { key, written } of change.records) {
    if (written === undefined) state.records.remove(key);
    else state.records.put(key, seq, written.text, written.value, now);
  }
  for (const { stream, n, line } of change.added) {
    state.streams.put(stream, n, { text: line.text, ids: idsOf(line.value) }, at);
  }
  for (const { stream, n, fields } of change.changed) state.streams.change(stream, n, fields, at);
  const armed = change.effects.map(({ value, text }, index) => outboxEntry(value, text, seq, index));
  for (const entry of armed) state.outbox.add(entry);
  for (const postponed of change.postponed) state.outbox.restore(postponed);
  for (const key of change.cancelled) state.timers.cancel(key);
  for (const timer of change.timers) state.timers.set(timer);
  for (const [index, text] of change.facts.texts.entries()) state.facts.put(change.facts.first + index, text);
  if (change.highest !== undefined) state.highest = Math.max(state.highest, change.highest);
  return { armed, dropped };
}
