import type { RecordEntry } from './records.js';
import type { Location, SideFile } from './side-file.js';
import type { Chunk } from './streams.js';

/** Something that was copied to the cold file for a snapshot, and may leave memory once that is valid. */
type Spilled =
  | {
      readonly record: RecordEntry;
      readonly version: number;
      readonly at: Location;
      readonly leaves: boolean;
    }
  | {
      readonly chunk: Chunk;
      readonly version: number;
      readonly at: Location;
      readonly leaves: boolean;
      readonly messages: readonly number[];
    };

/**
 * What a snapshot spills. Nothing in memory changes before the snapshot is valid; what was written in the
 * meantime stays as it is, since its copy is out of date.
 */
export class Spill {
  readonly #items: Spilled[] = [];

  constructor(
    readonly file: SideFile,
    /** What was not touched since then leaves memory. */
    readonly cutoff: number,
  ) {}

  record(record: RecordEntry, at: Location, leaves: boolean): void {
    this.#items.push({ record, version: record.version, at, leaves });
  }

  chunk(chunk: Chunk, at: Location, leaves: boolean, messages: readonly number[]): void {
    this.#items.push({ chunk, version: chunk.seq, at, leaves, messages });
  }

  /** The snapshot is valid: memory may let go. A generator, so that the caller can pause. */
  *settle(): Generator<void> {
    for (const item of this.#items) {
      if ('record' in item) this.#settleRecord(item);
      else this.#settleChunk(item);
      yield;
    }
  }

  #settleRecord(item: Extract<Spilled, { record: RecordEntry }>): void {
    const { record } = item;
    if (record.version !== item.version || record.removed) return;
    this.#move(record, item.at);
    if (item.leaves && record.touched <= this.cutoff) record.text = undefined;
  }

  #settleChunk(item: Extract<Spilled, { chunk: Chunk }>): void {
    const { chunk } = item;
    if (chunk.seq !== item.version) return;
    this.#move(chunk, item.at);
    if (!item.leaves || chunk.touched > this.cutoff) return;
    chunk.messages = item.messages;
    chunk.lines = undefined;
  }

  #move(entry: RecordEntry | Chunk, at: Location): void {
    if (entry.file !== undefined) entry.file.live -= entry.length;
    entry.file = this.file;
    entry.offset = at.offset;
    entry.length = at.length;
    this.file.live += at.length;
  }
}
