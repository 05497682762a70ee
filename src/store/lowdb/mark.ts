import { join } from 'node:path';
import type { Log } from '../../core/ports/ambient.js';
import type { Disk, DiskFile } from '../disk.js';
import { MARK } from './names.js';
import { seal, unseal } from './seal.js';

const WIDTH = 64;

/**
 * The last acknowledged sequence, in a file of its own. Written after the fsync of the batch and never waited for:
 * it costs nothing, may lag behind, and can never be ahead of the journal. At a start it proves that a journal which
 * ends earlier has lost something, which a torn tail alone cannot tell from a crash.
 */
export class Mark {
  #writing: Promise<void> | undefined;
  #busy = false;
  #next: number | undefined;
  #broken = false;

  constructor(
    private readonly file: DiskFile,
    private readonly log: Log,
  ) {}

  /** Opens it for writing, made if missing. */
  static async open(disk: Disk, folder: string, log: Log): Promise<Mark> {
    return new Mark(await disk.open(join(folder, MARK), 'update'), log);
  }

  put(seq: number): void {
    this.#next = seq;
    if (!this.#busy) this.#writing = this.#write();
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.file.close();
  }

  async #write(): Promise<void> {
    this.#busy = true;
    while (this.#next !== undefined && !this.#broken) {
      const line = seal(JSON.stringify({ seq: this.#next }));
      this.#next = undefined;
      try {
        await this.file.write(Buffer.from(line.padEnd(WIDTH)), 0);
      } catch (error) {
        // Nothing that was promised depends on it.
        this.#broken = true;
        this.log.warn({ err: error }, `${MARK} cannot be written; the store goes on without it`);
      }
    }
    this.#busy = false;
  }
}

/** The sequence that is proven to have been acknowledged; 0 where nothing is. */
export async function readMark(disk: Disk, folder: string): Promise<number> {
  const path = join(folder, MARK);
  if ((await disk.stat(path)) === undefined) return 0;
  const file = await disk.open(path, 'read');
  try {
    const bytes = await file.read(0, WIDTH);
    const end = bytes.indexOf(0x0a);
    const json = end < 0 ? undefined : unseal(bytes.subarray(0, end));
    if (json === undefined) return 0;
    const found: unknown = JSON.parse(json);
    return typeof found === 'object' && found !== null && 'seq' in found && typeof found.seq === 'number'
      ? found.seq
      : 0;
  } finally {
    await file.close();
  }
}
