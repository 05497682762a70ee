import { join } from 'node:path';
import type { FirstlineError } from '../../core/error.js';
import { type Disk, type DiskFile, SYNCED_AT_ONCE, writeAll } from '../disk.js';
import { RESTORE, storeDamaged, touchedByOthers } from './failures.js';
import { FORMAT, migrationFrom, readHeader, writeHeader } from './format.js';
import { type SideKind, sideName } from './names.js';
import { seal, unseal } from './seal.js';

const HEADER_READ = 256;
const BUFFERED = 256 * 1024;

/** Where something stands in a side file: bytes. */
export interface Location {
  readonly offset: number;
  readonly length: number;
}

/**
 * An append-only file beside the snapshot. What was added counts only from the moment when a snapshot names
 * the file's new length; until then a crash takes it back.
 */
export class SideFile {
  readonly name: string;
  /** Bytes, those still buffered included. */
  size: number;
  /** Bytes that something in memory points at. */
  live = 0;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #unsynced = 0;
  #reading = 0;
  #retired = false;

  private constructor(
    readonly path: string,
    readonly kind: SideKind,
    readonly generation: number,
    readonly format: number,
    readonly file: DiskFile,
    size: number,
  ) {
    this.name = sideName(kind, generation);
    this.size = size;
  }

  /** A new generation; what an interrupted attempt left under the name is removed. */
  static async create(disk: Disk, folder: string, kind: SideKind, generation: number): Promise<SideFile> {
    const path = join(folder, sideName(kind, generation));
    await disk.remove(path);
    const file = await disk.open(path, 'create');
    const header = seal(writeHeader(kind, 0));
    try {
      await writeAll(file, Buffer.from(header));
    } catch (error) {
      await file.close();
      await disk.remove(path);
      throw error;
    }
    return new SideFile(path, kind, generation, FORMAT, file, header.length);
  }

  /** A generation that a snapshot names. */
  static async open(disk: Disk, folder: string, kind: SideKind, generation: number): Promise<SideFile> {
    const name = sideName(kind, generation);
    const path = join(folder, name);
    const found = await disk.stat(path);
    if (found === undefined) throw damaged(name, 'is missing, yet the snapshot needs it');
    const file = await disk.open(path, 'append');
    try {
      const start = await file.read(0, Math.min(HEADER_READ, found.size));
      const end = start.indexOf(0x0a);
      const json = end < 0 ? undefined : unseal(start.subarray(0, end));
      const header = json === undefined ? undefined : readHeader(json, kind, name);
      if (header === undefined) throw damaged(name, 'is damaged in its first line');
      return new SideFile(path, kind, generation, header.format, file, found.size);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** What the snapshot says of its length: a shorter file has lost something. */
  expect(size: number): void {
    if (this.size < size) throw damaged(this.name, `has ${this.size} bytes, yet the snapshot needs ${size}`);
  }

  /** Adds one JSON value and says where it will stand. */
  add(json: string): Location {
    const line = seal(json);
    const length = Buffer.byteLength(line);
    const location = { offset: this.size, length };
    this.#waiting.push(line);
    this.#waitingBytes += length;
    this.size += length;
    return location;
  }

  /** Whether enough is buffered to be worth a write. */
  get full(): boolean {
    return this.#waitingBytes >= BUFFERED;
  }

  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const bytes = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#waitingBytes = 0;
    await writeAll(this.file, bytes);
    this.#unsynced += bytes.length;
    if (this.#unsynced >= SYNCED_AT_ONCE) await this.#sync();
  }

  async datasync(): Promise<void> {
    await this.flush();
    await this.#sync();
  }

  /** Whether the file is as we left it; a process that the lock could not see may have cut it. */
  async verify(): Promise<void> {
    const { size, links } = await this.file.stat();
    if (size !== this.size || links === 0) throw touchedByOthers(this.name, size, this.size, links);
  }

  /** Takes back what no snapshot names. */
  async truncate(size: number): Promise<void> {
    this.#waiting = [];
    this.#waitingBytes = 0;
    await this.file.truncate(size);
    this.size = size;
  }

  /** Reads one value, as JSON of today's format. Rejects with `store.damaged`. */
  async read(at: Location): Promise<string> {
    const [json] = await this.readAll(at);
    if (json === undefined) throw damaged(this.name, `is damaged at byte ${at.offset}`);
    return json;
  }

  /** Reads the values that stand in a stretch of the file. Rejects with `store.damaged`. */
  async readAll(at: Location): Promise<string[]> {
    this.#reading += 1;
    try {
      const bytes = await this.file.read(at.offset, at.length);
      if (bytes.length < at.length) throw damaged(this.name, `ends before byte ${at.offset + at.length}`);
      const found: string[] = [];
      for (let start = 0; start < bytes.length; ) {
        const end = bytes.indexOf(0x0a, start);
        const json = end < 0 ? undefined : unseal(bytes.subarray(start, end));
        if (json === undefined) throw damaged(this.name, `is damaged at byte ${at.offset + start}`);
        found.push(this.#today(json));
        start = end + 1;
      }
      return found;
    } finally {
      this.#reading -= 1;
      if (this.#retired && this.#reading === 0) await this.file.close();
    }
  }

  /** Closes it once the reads under way are through. */
  async retire(): Promise<void> {
    if (this.#retired) return;
    this.#retired = true;
    if (this.#reading === 0) await this.file.close();
  }

  async #sync(): Promise<void> {
    this.#unsynced = 0;
    await this.file.datasync();
  }

  #today(json: string): string {
    return this.format === FORMAT ? json : JSON.stringify(migrationFrom(this.format).kept(JSON.parse(json)));
  }
}

function damaged(name: string, what: string): FirstlineError {
  return storeDamaged(`${name} ${what}.`, RESTORE);
}
