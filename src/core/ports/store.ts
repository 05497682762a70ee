import type { Case } from '../case.js';
import type { Effect } from '../effect.js';
import type { Reply } from '../event.js';
import type { Fact } from '../fact.js';
import type { Line, NumberedLine } from '../line.js';
import type { RecordKey, RecordTypes, Versioned, Watermark } from '../records.js';
import type { Timer } from '../timer.js';

/** One record of a commit: written only if its version is still the one that was read. */
export interface RecordChange {
  readonly key: RecordKey;
  /** The version that was read; 0 where there was none. */
  readonly version: number;
  /** Undefined removes it. */
  readonly value: RecordTypes[keyof RecordTypes] | undefined;
}

/** A line added at the end of a stream (its `n` must be the stream's length), or fields of a line changed. */
export type LineChange =
  | { readonly kind: 'add'; readonly stream: string; readonly n: number; readonly line: Line }
  | { readonly kind: 'change'; readonly stream: string; readonly n: number; readonly fields: Partial<Line> };

/** A timer set (or moved), or taken away. */
export type TimerChange = { readonly set: Timer } | { readonly cancel: string };

/** One transaction: all of it or nothing. */
export interface Commit {
  /** The event that this handles. Refused as `seen` where it is marked already. */
  readonly seen?: { readonly id: string; readonly until: number; readonly reply?: Reply };
  /** The effect that this settles: removed from the outbox. Refused as `gone` where it is not there any more. */
  readonly settles?: string;
  /** The timer that this answers: removed. Refused as `gone` where it is not there, or was moved. */
  readonly fires?: { readonly key: string; readonly at: number };
  readonly records: readonly RecordChange[];
  readonly lines: readonly LineChange[];
  readonly effects: readonly Effect[];
  /**
   * Lanes whose undelivered effects of the voice `bot` are taken back. What is on its way already is not, nor the
   * first of a lane if it is {@link Leased.uncertain}: it may have arrived. The effects that this commit adds stay.
   * Lines that those taken back would have put into the world become `withdrawn`.
   */
  readonly withdraw: readonly string[];
  readonly timers: readonly TimerChange[];
  readonly facts: readonly Fact[];
  /** Case numbers used, so that they are never given again. */
  readonly numbers?: readonly number[];
}

/** What became of a commit. A conflict asks for another gather; `seen` returns the reply of the first time. */
export type Committed =
  | { readonly ok: true; readonly seq: number; readonly withdrawn: readonly string[] }
  | { readonly ok: false; readonly why: 'conflict' | 'gone' }
  | { readonly ok: false; readonly why: 'seen'; readonly reply?: Reply };

/** The state that turns read and write. */
export interface Records {
  /** One entry per key, with version 0 where there is none. Sees every commit that was accepted before. */
  read(
    keys: readonly RecordKey[],
  ): Promise<ReadonlyMap<RecordKey, Versioned<RecordTypes[keyof RecordTypes]>>>;
  /**
   * Resolves once it is durable. Rejects with `store.failed` or `store.closed`, and then nothing of it is promised;
   * with `turn.decision` where it makes no sense whatever the state is (a record twice, an effect that is there
   * already). A line whose `n` is not the length of its stream is a conflict.
   */
  commit(commit: Commit): Promise<Committed>;
  /** Lines as turns see them: with every commit that was accepted before, durable or not. */
  tail(query: LinesQuery): Promise<readonly NumberedLine[]>;
  /** The next case number. Numbers that no commit used may be given again after a restart, and only then. */
  reserve(): Promise<number>;
}

/** An effect taken from the outbox, for one attempt. */
export interface Leased {
  readonly effect: Effect;
  /** From 1. */
  readonly attempt: number;
  /** An earlier attempt may have arrived (a time-out, a crash): look up before repeating. */
  readonly uncertain: boolean;
}

/** The outbox and the clock's work. Only what is durable is handed out. */
export interface Queue {
  /**
   * Takes the first effects of lanes that are free and due: one for each lane, none whose {@link needs} are still
   * in the outbox. A lane stays taken until its effect is settled by a commit or postponed.
   */
  lease(request: { readonly now: number; readonly limit: number }): Promise<readonly Leased[]>;
  /** Gives an effect back, to be tried again at `notBefore`. Keeps its place at the head of its lane. */
  postpone(key: string, options: { readonly notBefore: number; readonly uncertain: boolean }): Promise<void>;
  /** Timers that are due, oldest first. They stay until a commit `fires` them. */
  due(request: { readonly now: number; readonly limit: number }): Promise<readonly Timer[]>;
}

/**
 * Which lines of a stream, in order: the last `limit`; or those before `before`; or those that commits after `since`
 * added or changed, the oldest commits first and never a part of one, so that it may be some more than `limit`; or the
 * one with this platform message id.
 */
export interface LinesQuery {
  readonly stream: string;
  readonly limit: number;
  readonly before?: number;
  readonly since?: number;
  readonly message?: string;
}

/** What pages, commands and figures read. Shows only what is durable. */
export interface Reader {
  lines(query: LinesQuery): Promise<readonly NumberedLine[]>;
  /** Cases, newest first: open or resolved ones, of one asker, below a number. */
  cases(query: {
    readonly limit: number;
    readonly open?: boolean;
    readonly asker?: string;
    readonly before?: number;
  }): Promise<readonly Case[]>;
  /** Facts in order of their commits, from number `from` (0 is the first). */
  facts(query: { readonly from: number; readonly limit: number }): Promise<readonly Fact[]>;
  /** How far the places of a platform have been read. */
  watermarks(platform: string): Promise<readonly Watermark[]>;
  status(): Promise<StoreStatus>;
}

/** How the store is doing, for health and figures. */
export interface StoreStatus {
  /** Sequence of the last durable commit. */
  readonly seq: number;
  readonly effects: number;
  /** When the oldest undelivered effect was decided. */
  readonly oldestEffectAt?: number;
  readonly timers: number;
  /** When the next timer fires. */
  readonly nextTimerAt?: number;
  /** When the next postponed effect may be tried. */
  readonly nextEffectAt?: number;
  readonly openCases: number;
  readonly facts: number;
}

/** What changed, told after it is durable. Transient: a listener that was away reads instead. */
export interface Change {
  readonly seq: number;
  /** Streams with new or changed lines. */
  readonly streams: readonly string[];
  /** Cases with new state. */
  readonly cases: readonly number[];
  /** Whether there may be something new to deliver, or timers were added. */
  readonly work: boolean;
}

/** Tells of commits. */
export interface Feed {
  /** Returns the function that ends it. */
  watch(listener: (change: Change) => void): () => void;
}

/** The store: asynchronous, with several processes in mind. One contract suite in `test/contracts`. */
export interface Store extends Records, Queue, Reader, Feed {
  /** Resolves if the store ever fails for good (a failed fsync): the process must stop. */
  readonly failed: Promise<Error>;
  /** Makes everything durable and lets go of the lock. */
  close(): Promise<void>;
}
