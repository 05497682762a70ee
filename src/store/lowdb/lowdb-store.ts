import type { Low } from 'lowdb';
import type { Case } from '../../core/case.js';
import { FirstlineError } from '../../core/error.js';
import type { Fact } from '../../core/fact.js';
import type { NumberedLine } from '../../core/line.js';
import { platformOf } from '../../core/place.js';
import type { Clock, Log } from '../../core/ports/ambient.js';
import type {
  Change,
  Commit,
  Committed,
  Leased,
  LinesQuery,
  Reader,
  Store,
  StoreStatus,
} from '../../core/ports/store.js';
import {
  kindOf,
  type RecordKey,
  type RecordTypes,
  type Versioned,
  type Watermark,
} from '../../core/records.js';
import type { Timer } from '../../core/timer.js';
import { accept, coldChunks } from './accept.js';
import { closeSides, type JournalAdapter } from './adapter.js';
import { encodeChange, type StoreChange } from './change.js';
import { findLines } from './line-query.js';
import type { Lock } from './lock.js';
import { caseNumber } from './records.js';
import { applyChange, type State } from './state.js';

type AnyRecord = RecordTypes[keyof RecordTypes];

/** A change that only gives an effect back. */
const NOTHING: Omit<StoreChange, 'postponed' | 'facts'> = {
  removed: [],
  records: [],
  added: [],
  changed: [],
  effects: [],
  timers: [],
  cancelled: [],
};

/**
 * The store over lowdb's live state. Commits change memory at once and are answered when they are durable;
 * everything that is read is taken from memory at once and handed out when that is durable.
 */
export class LowdbStore implements Store {
  readonly failed: Promise<Error>;
  readonly #listeners = new Set<(change: Change) => void>();
  #reserved: number;
  #snapshot: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    private readonly options: {
      readonly low: Low<State>;
      readonly adapter: JournalAdapter;
      readonly lock: Lock;
      readonly clock: Clock;
      readonly log: Log;
    },
  ) {
    this.failed = options.adapter.journal.failed;
    this.#reserved = options.low.data.highest;
  }

  async read(keys: readonly RecordKey[]): Promise<ReadonlyMap<RecordKey, Versioned<AnyRecord>>> {
    const { records } = this.#open();
    const now = this.options.clock.now();
    const found = keys.map(async (key) => {
      const version = records.version(key);
      const text = await records.text(key, now);
      const value: AnyRecord | undefined = text === undefined ? undefined : JSON.parse(text);
      return [key, { value, version }] as const;
    });
    return new Map(await Promise.all(found));
  }

  async commit(commit: Commit): Promise<Committed> {
    const state = this.#open();
    for (let cold = coldChunks(state, commit); cold.length > 0; cold = coldChunks(state, commit)) {
      await Promise.all(cold.map((chunk) => state.streams.warm(chunk, this.options.clock.now())));
      this.#open();
    }
    const accepted = accept(state, commit, this.options.clock.now());
    if (!accepted.ok) {
      // What it met must be durable before anybody acts on it. A conflict is only met again.
      if (accepted.why !== 'conflict') await this.#settled();
      return accepted;
    }
    const seq = this.#take(state, accepted.change);
    await this.options.adapter.journal.whenDurable(seq);
    return { ok: true, seq, withdrawn: accepted.withdrawn };
  }

  async reserve(): Promise<number> {
    const { highest } = this.#open();
    this.#reserved = Math.max(this.#reserved, highest) + 1;
    return this.#reserved;
  }

  async lease(request: { readonly now: number; readonly limit: number }): Promise<readonly Leased[]> {
    return this.#open().outbox.lease(request.now, request.limit);
  }

  async postpone(
    key: string,
    options: { readonly notBefore: number; readonly uncertain: boolean },
  ): Promise<void> {
    const state = this.#open();
    const entry = state.outbox.postpone(key, options);
    if (entry === undefined) return;
    const postponed = [{ key, attempt: entry.attempt, ...options }];
    const seq = this.#take(state, { ...NOTHING, postponed, facts: { first: state.facts.count, texts: [] } });
    await this.options.adapter.journal.whenDurable(seq);
  }

  async due(request: { readonly now: number; readonly limit: number }): Promise<readonly Timer[]> {
    const due = this.#open().timers.due(request.now, request.limit);
    await this.#settled();
    return due;
  }

  async tail(query: LinesQuery): Promise<readonly NumberedLine[]> {
    return findLines(this.#open().streams.entries.get(query.stream), query, this.options.clock.now());
  }

  async lines(query: LinesQuery): Promise<readonly NumberedLine[]> {
    return this.#durably(findLines(this.#open().streams.entries.get(query.stream), query, undefined));
  }

  async watermarks(platform: string): Promise<readonly Watermark[]> {
    const { records } = this.#open();
    const keys = [...records.entries.keys()].filter((key) => kindOf(key) === 'watermark');
    const found = await this.read(keys);
    const marks = [...found.values()].flatMap(({ value }) =>
      value === undefined ? [] : [value as Watermark],
    ); // by kind
    return this.#durably(Promise.resolve(marks.filter(({ place }) => platformOf(place) === platform)));
  }

  async cases(query: Parameters<Reader['cases']>[0]): Promise<readonly Case[]> {
    const { records } = this.#open();
    const texts = records.cases.find(query).map((number) => records.text(`case/${number}`, undefined));
    const found = await this.#durably(Promise.all(texts));
    return found.flatMap((text): Case[] => (text === undefined ? [] : [JSON.parse(text)]));
  }

  async facts(query: { readonly from: number; readonly limit: number }): Promise<readonly Fact[]> {
    return this.#durably(this.#open().facts.find(query.from, query.limit));
  }

  async status(): Promise<StoreStatus> {
    const { seq, outbox, timers, records, facts } = this.#open();
    const { oldestAt, nextPostponedAt } = outbox;
    const { nextAt } = timers;
    return this.#durably(
      Promise.resolve({
        seq,
        effects: outbox.size,
        ...(oldestAt === undefined ? {} : { oldestEffectAt: oldestAt }),
        timers: timers.entries.size,
        ...(nextAt === undefined ? {} : { nextTimerAt: nextAt }),
        ...(nextPostponedAt === undefined ? {} : { nextEffectAt: nextPostponedAt }),
        openCases: records.cases.open,
        facts: facts.count,
      }),
    );
  }

  watch(listener: (change: Change) => void): () => void {
    const own = (change: Change): void => listener(change);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The journal wrote a batch: it may be time for a snapshot. */
  written(): void {
    if (this.#snapshot !== undefined || this.#closing !== undefined || !this.options.adapter.due) return;
    this.#snapshot = this.#takeSnapshot().finally(() => {
      this.#snapshot = undefined;
    });
  }

  /** Puts an accepted change into memory and journal. Nothing may be awaited between looking and this. */
  #take(state: State, change: StoreChange): number {
    const seq = state.seq + 1;
    const body = encodeChange(change);
    const { armed, dropped } = applyChange(state, change, seq, this.options.clock.now());
    this.options.adapter.journal.append(seq, body, () => {
      for (const entry of dropped) state.outbox.drop(entry);
      for (const entry of armed) state.outbox.arm(entry);
      this.#tell(state, change, seq);
    });
    return seq;
  }

  #tell(state: State, change: StoreChange, seq: number): void {
    if (this.#listeners.size === 0 || change.postponed.length > 0) return;
    const streams = new Set([...change.added, ...change.changed].map(({ stream }) => stream));
    const cases = change.records.flatMap(({ key }) => (kindOf(key) === 'case' ? [caseNumber(key)] : []));
    const freed = change.removed.length > 0 && state.outbox.size > 0;
    const work = change.effects.length > 0 || change.timers.length > 0 || freed;
    for (const listener of this.#listeners) {
      try {
        listener({ seq, streams: [...streams], cases, work });
      } catch (error) {
        this.options.log.error({ err: error }, 'a listener of the store threw');
      }
    }
  }

  #open(): State {
    const { failure } = this.options.adapter.journal;
    if (failure !== undefined) throw failure;
    if (this.#closing !== undefined) {
      throw new FirstlineError('store.closed', 'The store was used after it was closed.');
    }
    return this.options.low.data;
  }

  /** Resolves once everything accepted so far is durable. */
  #settled(): Promise<void> {
    return this.options.adapter.journal.whenDurable(this.options.low.data.seq);
  }

  /** What was read just now, once that is durable. */
  async #durably<T>(reading: Promise<T>): Promise<T> {
    const [found] = await Promise.all([reading, this.#settled()]);
    return found;
  }

  async #takeSnapshot(): Promise<void> {
    try {
      await this.options.low.write();
    } catch (error) {
      const { journal } = this.options.adapter;
      if (error instanceof FirstlineError) journal.stop(error);
    }
  }

  async #close(): Promise<void> {
    const { adapter, low, lock } = this.options;
    const { journal } = adapter;
    const running = this.#snapshot;
    adapter.hurry();
    await running;
    await this.#settled().catch(() => {}); // told by `failed`
    // One that was under way is as good: two of a large folder would take too long for a stop.
    if (running === undefined && journal.failure === undefined && journal.commits > 0)
      await this.#takeSnapshot();
    await journal.close().catch(() => {});
    await closeSides(low.data).catch(() => {});
    await lock.release();
  }
}
