import type { NumberedLine } from '../../core/line.js';
import type { LinesQuery } from '../../core/ports/store.js';
import {
  CHUNK,
  type Chunk,
  holds,
  type LineEntry,
  linesOf,
  messageHash,
  numbered,
  type Stream,
} from './streams.js';

/**
 * Lines of a stream as they are at this moment; what is cold is read from disk, and stays in memory for whoever passes
 * the time (see {@link linesOf}).
 */
export function findLines(
  stream: Stream | undefined,
  query: LinesQuery,
  now: number | undefined,
): Promise<NumberedLine[]> {
  if (stream === undefined || (query.limit <= 0 && query.message === undefined)) return Promise.resolve([]);
  if (query.message !== undefined) return findMessage(stream, query.message, now);
  if (query.since !== undefined) return findSince(stream, query.since, query.limit, now);
  return findRange(stream, query, now);
}

async function findRange(
  stream: Stream,
  { before = stream.length, limit }: LinesQuery,
  now: number | undefined,
): Promise<NumberedLine[]> {
  const end = Math.min(before, stream.length);
  const start = Math.max(0, end - limit);
  if (end <= start) return [];
  const first = Math.floor(start / CHUNK);
  const chunks = stream.chunks.slice(first, Math.floor((end - 1) / CHUNK) + 1);
  const found: NumberedLine[] = [];
  for (const [index, lines] of (await Promise.all(chunks.map((chunk) => linesOf(chunk, now)))).entries()) {
    for (const [offset, entry] of lines.entries()) {
      const n = (first + index) * CHUNK + offset;
      if (n >= start && n < end) found.push(numbered(entry, n));
    }
  }
  return found;
}

/**
 * Where there are more than the limit, those of the oldest commits: a page that resumes from the highest
 * sequence it got then misses nothing. The lines of one commit are never parted, so it may be a few more.
 */
async function findSince(
  stream: Stream,
  since: number,
  limit: number,
  now: number | undefined,
): Promise<NumberedLine[]> {
  const picked = [...stream.chunks.entries()].filter(([, chunk]) => chunk.seq > since);
  const loaded = await Promise.all(picked.map(([, chunk]) => linesOf(chunk, now)));
  let found: { readonly n: number; readonly entry: LineEntry }[] = [];
  for (const [index, lines] of loaded.entries()) {
    const first = (picked[index]?.[0] ?? 0) * CHUNK;
    for (const [offset, entry] of lines.entries()) {
      if (entry.seq > since) found.push({ n: first + offset, entry });
    }
  }
  if (found.length > limit) {
    const last = found.map(({ entry }) => entry.seq).sort((a, b) => a - b)[limit - 1] ?? 0;
    found = found.filter(({ entry }) => entry.seq <= last);
  }
  return found.map(({ n, entry }) => numbered(entry, n));
}

/** The last line with this platform id. Searched from the end: it is nearly always one of the last. */
async function findMessage(
  stream: Stream,
  message: string,
  now: number | undefined,
): Promise<NumberedLine[]> {
  const hash = messageHash(message);
  const candidates: Promise<{ readonly first: number; readonly lines: readonly LineEntry[] }>[] = [];
  for (let index = stream.chunks.length - 1; index >= 0; index--) {
    const chunk = stream.chunks[index];
    if (chunk === undefined || !mayHold(chunk, message, hash)) continue;
    candidates.push(located(index * CHUNK, linesOf(chunk, now)));
    if (chunk.lines !== undefined) break; // found in memory: nothing earlier can be wanted
  }
  for (const { first, lines } of await Promise.all(candidates)) {
    for (let offset = lines.length - 1; offset >= 0; offset--) {
      const entry = lines[offset];
      if (entry && holds(entry.ids, message)) return [numbered(entry, first + offset)];
    }
  }
  return [];
}

function mayHold(chunk: Chunk, message: string, hash: number): boolean {
  if (chunk.lines !== undefined) return chunk.lines.some(({ ids }) => holds(ids, message));
  return chunk.messages?.includes(hash) ?? true;
}

async function located(
  first: number,
  lines: ReturnType<typeof linesOf>,
): Promise<{ readonly first: number; readonly lines: readonly LineEntry[] }> {
  return { first, lines: await lines };
}
