import type { Line, NumberedLine } from '../../core/line.js';
import type { SideFile } from './side-file.js';

/** Lines of a chunk: enough to make a read from disk worth it, few enough to change one cheaply. */
export const CHUNK = 32;

/** A line as JSON, with the commit that touched it last. */
export interface LineEntry {
  text: string;
  seq: number;
  ids: MessageIds;
}

/** The platform's ids of the messages that a line stands in: mostly one, more where it was split. */
export type MessageIds = string | readonly string[] | undefined;

/** The ids of a line's messages. */
export function idsOf({ message, parts }: Pick<Line, 'message' | 'parts'>): MessageIds {
  return message !== undefined && parts?.length ? [message, ...parts] : message;
}

/** Whether one of the messages has this id. */
export function holds(ids: MessageIds, id: string): boolean {
  return typeof ids === 'string' ? ids === id : (ids?.includes(id) ?? false);
}

/** Up to {@link CHUNK} lines of a stream: in memory, in the cold file, or in both. */
export interface Chunk {
  lines: LineEntry[] | undefined;
  /** The last commit that touched one of its lines. */
  seq: number;
  touched: number;
  file: SideFile | undefined;
  offset: number;
  length: number;
  /** Hashes of the platform ids of its messages, while it is cold. */
  messages: readonly number[] | undefined;
}

/** A transcript. */
export interface Stream {
  length: number;
  readonly chunks: Chunk[];
}

/** What a side file holds of a chunk. */
export type KeptChunk = readonly (readonly [seq: number, line: Line])[];

/** Every transcript, in chunks of which the old ones leave memory. */
export class Streams {
  readonly entries = new Map<string, Stream>();

  length(stream: string): number {
    return this.entries.get(stream)?.length ?? 0;
  }

  /** The chunk of a line, if there is one. */
  chunk(stream: string, n: number): Chunk | undefined {
    return this.entries.get(stream)?.chunks[Math.floor(n / CHUNK)];
  }

  /** Writes line n; the lines before it must be there, its chunk must be warm. */
  put(
    stream: string,
    n: number,
    line: { text: string; ids: MessageIds },
    at: { seq: number; now: number },
  ): void {
    let found = this.entries.get(stream);
    if (found === undefined) {
      found = { length: 0, chunks: [] };
      this.entries.set(stream, found);
    }
    const index = Math.floor(n / CHUNK);
    let chunk = found.chunks[index];
    if (chunk === undefined) {
      chunk = { lines: [], seq: 0, touched: 0, file: undefined, offset: 0, length: 0, messages: undefined };
      found.chunks.push(chunk);
    }
    this.#write(chunk, n % CHUNK, { ...line, seq: at.seq }, at.now);
    found.length = Math.max(found.length, n + 1);
  }

  /** Changes fields of line n, given as JSON; its chunk must be warm. */
  change(stream: string, n: number, fields: string, at: { seq: number; now: number }): void {
    const chunk = this.chunk(stream, n);
    const entry = chunk?.lines?.[n % CHUNK];
    if (chunk === undefined || entry === undefined) return;
    const line: Line = { ...JSON.parse(entry.text), ...JSON.parse(fields) };
    const changed = { text: JSON.stringify(line), ids: idsOf(line), seq: at.seq };
    this.#write(chunk, n % CHUNK, changed, at.now);
  }

  /** A chunk as a snapshot has it. */
  restore(stream: string, length: number, chunk: Chunk): void {
    const found = this.entries.get(stream);
    if (found === undefined) this.entries.set(stream, { length, chunks: [chunk] });
    else {
      found.chunks.push(chunk);
      found.length = length;
    }
    if (chunk.file !== undefined) chunk.file.live += chunk.length;
  }

  /** Reads a cold chunk back into memory. */
  async warm(chunk: Chunk, now: number): Promise<void> {
    await linesOf(chunk, now);
  }

  #write(chunk: Chunk, index: number, entry: LineEntry, now: number): void {
    if (chunk.lines === undefined) throw new Error('a cold chunk was written'); // the commit warms it first
    chunk.lines[index] = entry;
    chunk.seq = entry.seq;
    chunk.touched = now;
    if (chunk.file === undefined) return;
    chunk.file.live -= chunk.length;
    chunk.file = undefined;
  }
}

/**
 * The lines of a chunk as they are now, from memory or from disk. With the time a cold one becomes hot by this: what
 * every turn of a case reads (its first message) must not be read from disk at every turn. A page that leafs through
 * a transcript passes no time, and leaves it cold.
 */
export function linesOf(
  chunk: Chunk,
  now: number | undefined,
): readonly LineEntry[] | Promise<readonly LineEntry[]> {
  if (now !== undefined) chunk.touched = now;
  if (chunk.lines !== undefined) return chunk.lines.slice();
  if (chunk.file === undefined) return [];
  const before = chunk.seq;
  return chunk.file.read(chunk).then((json) => {
    const kept: KeptChunk = JSON.parse(json);
    const lines = kept.map(([seq, line]) => ({ seq, text: JSON.stringify(line), ids: idsOf(line) }));
    // Somebody else may have been faster, and have changed it since.
    if (now !== undefined && chunk.seq === before) chunk.lines ??= lines.slice();
    return lines;
  });
}

/** A chunk as JSON, for a side file or a snapshot: a {@link KeptChunk}. */
export function chunkJson(lines: readonly LineEntry[]): string {
  return `[${lines.map((line) => `[${line.seq},${line.text}]`).join(',')}]`;
}

/** Hashes of the platform ids in a chunk. */
export function messagesOf(lines: readonly LineEntry[]): number[] {
  return lines.flatMap(({ ids = [] }) => (typeof ids === 'string' ? [ids] : ids).map(messageHash));
}

/** A small number for a platform id (FNV-1a, 30 bits): a cold chunk that cannot hold a message is not read for it. */
export function messageHash(message: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < message.length; index++) {
    value = Math.imul(value ^ message.charCodeAt(index), 0x01000193);
  }
  return value & 0x3fffffff;
}

/** A line as readers get it. */
export function numbered(entry: LineEntry, n: number): NumberedLine {
  return { ...(JSON.parse(entry.text) as Line), n, seq: entry.seq }; // written from a Line
}
