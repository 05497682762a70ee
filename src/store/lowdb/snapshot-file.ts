import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as nextTick, setTimeout as rest } from 'node:timers/promises';
import { type Disk, type DiskFile, SYNCED_AT_ONCE, writeAll } from '../disk.js';
import { writeHeader } from './format.js';
import { SNAPSHOT, SNAPSHOT_TEMPORARY } from './names.js';
import type { Footer } from './rows.js';
import { seal } from './seal.js';

const BUFFERED = 256 * 1024;
/** Milliseconds of work after which everybody else gets a turn. */
const SLICE = 0.5;
/** The same when somebody waits for the end of it. */
const HURRIED_SLICE = 2;
/** Milliseconds that everybody else gets: several turns of the event loop, so that no turn waits for many slices. */
const REST = 2;

/** What a snapshot file needs of its surroundings. */
export interface SnapshotFileOptions {
  readonly disk: Disk;
  readonly folder: string;
  /** The last sequence before the journal that has to be replayed over it. */
  readonly from: number;
  /** Whether somebody waits for the end of it (a stop), so that there are no rests. */
  readonly hurried: () => boolean;
}

/** The temporary file that becomes the snapshot, written in slices so that the event loop is never held. */
export class SnapshotFile {
  bytes = 0;
  readonly #hash = createHash('sha256');
  #waiting: string[] = [];
  #characters = 0;
  #rows = 0;
  #unsynced = 0;
  #since = performance.now();

  private constructor(
    private readonly options: SnapshotFileOptions,
    private readonly file: DiskFile,
  ) {}

  static async begin(options: SnapshotFileOptions): Promise<SnapshotFile> {
    const { disk, folder, from } = options;
    const path = join(folder, SNAPSHOT_TEMPORARY);
    await disk.remove(path);
    const found = new SnapshotFile(options, await disk.open(path, 'create'));
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
    const slice = this.options.hurried() ? HURRIED_SLICE : SLICE;
    return this.#characters >= BUFFERED || performance.now() - this.#since > slice;
  }

  /** Writes what has gathered, and lets everybody else have their turns. */
  async breathe(): Promise<void> {
    if (this.#characters >= BUFFERED) await this.#flush();
    if (this.options.hurried()) await nextTick();
    else await rest(REST);
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
    const { disk, folder } = this.options;
    await disk.rename(join(folder, SNAPSHOT_TEMPORARY), join(folder, SNAPSHOT));
    await disk.syncFolder(folder);
  }

  /** Leaves nothing of it. */
  async abandon(): Promise<void> {
    await this.file.close();
    await this.options.disk.remove(join(this.options.folder, SNAPSHOT_TEMPORARY));
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
    this.#unsynced += bytes.length;
    if (this.#unsynced < SYNCED_AT_ONCE) return;
    this.#unsynced = 0;
    await this.file.datasync();
  }
}
