import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Disk, DiskFile } from '../disk.js';
import { RESTORE, storeDamaged } from './failures.js';
import { type Header, migrationFrom, readHeader } from './format.js';
import { SNAPSHOT } from './names.js';
import { outboxEntry } from './outbox.js';
import { rawLines } from './raw-lines.js';
import type { Footer, Row } from './rows.js';
import { unseal } from './seal.js';
import { SideFile } from './side-file.js';
import type { State } from './state.js';
import { CHUNK, idsOf } from './streams.js';

/** Bytes within which the first and the last line end. */
const FIRST = 4096;
const LAST = 4096;
const BLOCK = 1024 * 1024;

/** A snapshot, read into a state. */
export interface SnapshotRead {
  /** The last commit that it holds for certain. */
  readonly from: number;
  readonly through: number;
  readonly format: number;
  readonly bytes: number;
  /** Bytes of the side files that count; what is behind them is taken back. */
  readonly sizes: readonly { readonly file: SideFile; readonly size: number }[];
}

/** Reads the snapshot of a folder into an empty state. Rejects with `store.damaged` or `store.format`. */
export async function readSnapshot(
  disk: Disk,
  folder: string,
  state: State,
  now: number,
): Promise<SnapshotRead> {
  const file = await disk.open(join(folder, SNAPSHOT), 'read');
  try {
    const { from, format } = await readFirst(file);
    const { footer, at, bytes } = await checkWhole(file);
    const reading = new Reading(disk, folder, state, now);
    let rows = 0;
    const migrate = migrationFrom(format).row;
    for await (const lines of rawLines(file)) {
      for (const line of lines) {
        if (line.number === 1 || line.offset >= at) continue;
        const row = migrate(JSON.parse(line.bytes.toString('utf8'))) as Row; // the checksum says that we wrote it
        rows += 1;
        const opening = reading.restore(row);
        if (opening !== undefined) await opening;
      }
    }
    if (rows !== footer.rows) throw damaged(`has ${rows} rows instead of ${footer.rows}`);
    return { from, format, through: footer.through, bytes, sizes: reading.sizes };
  } catch (error) {
    await state.cold?.retire();
    await state.facts.file?.retire();
    throw error;
  } finally {
    await file.close();
  }
}

async function readFirst(file: DiskFile): Promise<Header> {
  const start = await file.read(0, FIRST);
  const end = start.indexOf(0x0a);
  const json = end < 0 ? undefined : unseal(start.subarray(0, end));
  const header = json === undefined ? undefined : readHeader(json, 'snapshot', SNAPSHOT);
  if (header === undefined) throw damaged('is damaged in its first line');
  return header;
}

/** Compares the file with the checksum in its last line, before anything of it is believed. */
async function checkWhole(file: DiskFile): Promise<{ footer: Footer; at: number; bytes: number }> {
  const { size } = await file.stat();
  const tail = await file.read(Math.max(0, size - LAST), Math.min(size, LAST));
  const start = tail.lastIndexOf(0x0a, -2) + 1;
  const json = tail.at(-1) === 0x0a && start > 0 ? unseal(tail.subarray(start, -1)) : undefined;
  if (json === undefined) throw damaged('ends too early, or is damaged in its last line');
  const footer: Footer = JSON.parse(json);
  const at = size - tail.length + start;
  const hash = createHash('sha256');
  for (let position = 0; position < at; ) {
    const block = await file.read(position, Math.min(BLOCK, at - position));
    if (block.length === 0) break;
    position += block.length;
    hash.update(block);
  }
  if (hash.digest('hex') !== footer.sha256) throw damaged('does not match its checksum');
  return { footer, at, bytes: size };
}

class Reading {
  readonly sizes: { readonly file: SideFile; readonly size: number }[] = [];

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    private readonly state: State,
    private readonly now: number,
  ) {}

  /** Puts a row into the state; a promise where a file has to be opened first. */
  restore(row: Row): Promise<void> | undefined {
    const { state, now } = this;
    switch (row[0]) {
      case 'highest':
        state.highest = row[1];
        return undefined;
      case 'cold':
        return this.#openCold(row[1]);
      case 'facts':
        return this.#openFacts(row);
      case 'r':
        state.records.put(row[1], row[2], JSON.stringify(row[3]), row[3], now);
        return undefined;
      case 'rc': {
        const [, key, version, offset, length, asker] = row;
        state.records.putCold(key, version, this.#cold(), { offset, length }, asker);
        return undefined;
      }
      case 'l': {
        const lines = row[2].map(([seq, line]) => ({
          seq,
          text: JSON.stringify(line),
          ids: idsOf(line),
        }));
        const seq = Math.max(0, ...lines.map((line) => line.seq));
        const chunk = {
          lines,
          seq,
          touched: now,
          file: undefined,
          offset: 0,
          length: 0,
          messages: undefined,
        };
        this.#chunk(row[1], lines.length, chunk);
        return undefined;
      }
      case 'lc': {
        const [, stream, count, seq, offset, length, messages] = row;
        const file = this.#cold();
        this.#chunk(stream, count, { lines: undefined, seq, touched: 0, file, offset, length, messages });
        return undefined;
      }
      case 'e': {
        const [, seq, index, attempt, notBefore, effect] = row;
        const entry = outboxEntry(effect, JSON.stringify(effect), seq, index);
        state.outbox.add({ ...entry, attempt, notBefore });
        return undefined;
      }
      case 't':
        state.timers.set({ value: row[1], text: JSON.stringify(row[1]) });
        return undefined;
      case 'm':
        state.seen.put(row[1], row[2], row[3] === undefined ? undefined : JSON.stringify(row[3]));
        return undefined;
      case 'sizes': {
        const file = this.#cold();
        file.expect(row[1]);
        this.sizes.push({ file, size: row[1] });
        return undefined;
      }
      default:
        throw new TypeError(`no row of ours: ${String(row satisfies never)}`);
    }
  }

  #chunk(stream: string, count: number, chunk: Parameters<State['streams']['restore']>[2]): void {
    const before = this.state.streams.entries.get(stream)?.chunks.length ?? 0;
    this.state.streams.restore(stream, before * CHUNK + count, chunk);
  }

  async #openCold(generation: number): Promise<void> {
    this.state.cold = await SideFile.open(this.disk, this.folder, 'cold', generation);
  }

  async #openFacts([, generation, size, count, offsets]: Extract<
    Row,
    readonly ['facts', ...unknown[]]
  >): Promise<void> {
    const file = await SideFile.open(this.disk, this.folder, 'facts', generation);
    Object.assign(this.state.facts, { file, base: count, offsets: [...offsets] });
    file.expect(size);
    file.live = size;
    this.sizes.push({ file, size });
  }

  #cold(): SideFile {
    if (this.state.cold === undefined) throw damaged('names no cold file');
    return this.state.cold;
  }
}

function damaged(what: string): Error {
  return storeDamaged(`The snapshot ${SNAPSHOT} ${what}.`, RESTORE);
}
