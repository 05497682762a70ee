import type { Article } from './article.js';
import type { Effect } from './effect.js';
import type { Event, Reply } from './event.js';
import type { Fact } from './fact.js';
import type { NumberedLine } from './line.js';
import type { Finding } from './ports/knowledge.js';
import type { LineChange, TimerChange } from './ports/store.js';
import type { RecordKey, RecordOf } from './records.js';
import type { Duty } from './roster.js';

/** Everything that one decision may depend on. Gathered before, so that `decide` needs no clock and no waiting. */
export interface Turn {
  readonly event: Event;
  readonly now: number;
  /** Keys for effects, the same whenever the turn of this event is decided again. */
  readonly key: (n: number) => string;
  /** The value of a record that was gathered; undefined where there is none or it was not asked for. */
  readonly record: <K extends RecordKey>(key: K) => RecordOf<K> | undefined;
  /** A case number, reserved where {@link Decision.needsNumber} asked for it. */
  readonly number?: number;
  readonly finding?: Finding;
  /**
   * What the asker's question before this event had found; gathered where a case is opened, like its number. A button
   * or "human" sends that question to a person.
   */
  readonly earlier?: Finding;
  readonly duty: Duty;
  /** The author of the event may act as staff in its place. */
  readonly staff: boolean;
  /**
   * The last lines of the asker's place, oldest first; gathered where a case is opened, like its number, and where one may
   * be opened again.
   */
  readonly lines: readonly NumberedLine[];
  /**
   * The line that the event points at: the one that was edited, deleted, taken back, reacted to, answered, is to be sent
   * again, or failed with the thread that it waited for.
   */
  readonly pointed?: NumberedLine;
  /** The event points at a message that is not known, while one of ours from before it has no receipt: it may be that. */
  readonly early?: boolean;
  /** The event came too early, and was first heard then. */
  readonly waitedSince?: number;
  /** The other copy of the pointed line, for a reaction and a reply; of the line with the files, for their receipt. */
  readonly counterpart?: NumberedLine;
  /** The line that offers to send the pointed one again. */
  readonly notice?: NumberedLine;
  /** The lines that a case holds back until its thread is open; gathered where that is tried again. */
  readonly held?: readonly NumberedLine[];
  /** The first message in the thread of the case that the event concerns. */
  readonly opening?: NumberedLine;
  readonly article: (id: string) => Article | undefined;
}

/** What a turn does: all of it in one commit. */
export interface Decision {
  /** Records to write; undefined removes. Each must have been gathered. */
  readonly records: ReadonlyMap<RecordKey, RecordOf<RecordKey> | undefined>;
  readonly lines: readonly LineChange[];
  readonly effects: readonly Effect[];
  /** Lanes in which the bot falls silent. */
  readonly withdraw: readonly string[];
  readonly timers: readonly TimerChange[];
  readonly facts: readonly Fact[];
  /** Case numbers used. */
  readonly numbers: readonly number[];
  /** The turn opens a case and no number was reserved: it is to be decided again with one. */
  readonly needsNumber: boolean;
  readonly reply?: Reply;
}

/** The middle of the river: pure, synchronous, total. */
export type Decide = (turn: Turn) => Decision;
