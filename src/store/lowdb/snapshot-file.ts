import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as nextTick } from 'node:timers/promises';
import { type Disk, type DiskFile, writeAll } from '../disk.js';
import { writeHeader } from './format.js';
import { SNAPSHOT, SNAPSHOT_TEMPORARY } from './names.js';
import type { Footer } from './rows.js';
import { seal } from './seal.js';

const BUFFERED = 256 * 1024;
/** Milliseconds of work after which everybody else gets a turn. */
const SLICE = 2;

/** The temporary file that becomes the snapshot, written in slices so that the event loop is never held. */
export class SnapshotFile {
  bytes = 0;
  readonly #hash = createHash('sha256');
  #waiting: string[] = [];
  #characters = 0;
  #rows = 0;
  #since = performance.now();

  private constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    private readonly file: DiskFile,
  ) {}

  static async begin(disk: Disk, folder: string, from: number): Promise<SnapshotFile> {
    const path = join(folder, SNAPSHOT_TEMPORARY);
    await disk.remove(path);
    const found = new SnapshotFile(disk, folder, await disk.open(path, 'create'));
    found.#take(seal(writeHeader('snapshot', from)));
    return found;
  }

  /** Adds one row, as JSON. */
  row(json: string): void {
    this.#rows += 1;
    this.#take(`${json}\n`);
  }

  /** Whether it is time to {@link breathe}. */
  get tired(): boolean {
    return this.#characters >= BUFFERED || performance.now() - this.#since > SLICE;
  }

  /** Lets everybody else have a turn, and writes what has gathered. */
  async breathe(): Promise<void> {
    if (this.#characters >= BUFFERED) await this.#flush();
    else await nextTick();
    this.#since = performance.now();
  }

  /** Writes the footer and makes the file durable under its temporary name. */
  async finish(through: number): Promise<void> {
    await this.#flush();
    const footer: Footer = { through, rows: this.#rows, sha256: this.#hash.digest('hex') };
    const line = Buffer.from(seal(JSON.stringify(footer)));
    await writeAll(this.file, line);
    this.bytes += line.length;
    await this.file.datasync();
    await this.file.close();
  }

  /** From here on it is the snapshot. */
  async publish(): Promise<void> {
    await this.disk.rename(join(this.folder, SNAPSHOT_TEMPORARY), join(this.folder, SNAPSHOT));
    await this.disk.syncFolder(this.folder);
  }

  /** Leaves nothing of it. */
  async abandon(): Promise<void> {
    await this.file.close();
    await this.disk.remove(join(this.folder, SNAPSHOT_TEMPORARY));
  }

  #take(line: string): void {
    this.#waiting.push(line);
    this.#characters += line.length;
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#characters = 0;
    this.#hash.update(bytes);
    this.bytes += bytes.length;
    await writeAll(this.file, bytes);
  }
}
