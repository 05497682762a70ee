import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { SpooledFile } from '../core/content.js';
import { FirstlineError } from '../core/error.js';
import { sizeInWords } from '../core/file-rules.js';
import type { Alarm, Clock } from '../core/ports/ambient.js';
import type { FileLimits, Files } from '../core/ports/files.js';
import { type Disk, isMissing, realDisk, writeAll } from './disk.js';

/** What an owner who sets nothing gets. */
export const DEFAULT_FILE_LIMITS: FileLimits = {
  fileBytes: 25 * 1024 * 1024,
  totalBytes: 2 * 1024 * 1024 * 1024,
  writing: 4,
};

const BLOCK = 64 * 1024;
/** For each one that is written, so many may wait for their turn; more are refused. */
const WAITING = 8;
const TEMPORARY = '.tmp';
/** A spool that was full is so no longer once it has this share of its room free again. */
const FREE_AGAIN = 0.05;

/** Opens the spool, a folder with one file for each digest; what an interrupted write left is removed. */
export async function openFiles(options: {
  readonly folder: string;
  readonly clock: Clock;
  readonly limits?: Partial<FileLimits>;
  readonly disk?: Disk;
  /** Told, under `files`, while the spool takes no more: files are refused then, and somebody has to make room. */
  readonly alarm?: Alarm;
}): Promise<Files> {
  const { folder, clock, alarm, disk = realDisk } = options;
  await disk.makeFolder(folder);
  let total = 0;
  for (const name of await disk.list(folder)) {
    const path = join(folder, name);
    if (name.endsWith(TEMPORARY)) await disk.remove(path);
    else if (isDigest(name)) total += (await disk.stat(path))?.size ?? 0;
  }
  return new FolderFiles(folder, disk, clock, { ...DEFAULT_FILE_LIMITS, ...options.limits }, total, alarm);
}

class FolderFiles implements Files {
  #writing = 0;
  readonly #waiting: (() => void)[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly disk: Disk,
    private readonly clock: Clock,
    private readonly limits: FileLimits,
    /** Bytes of the whole spool, those that are being written included. */
    private total: number,
    private readonly alarm: Alarm | undefined,
  ) {}

  async put(bytes: Readable, meta: { readonly name: string; readonly type: string }): Promise<SpooledFile> {
    // Its sender may fail while it waits for its turn; that is met when it is read.
    bytes.on('error', () => {});
    try {
      await this.#turn();
    } catch (error) {
      bytes.destroy();
      throw error;
    }
    try {
      const { digest, size } = await this.#write(bytes);
      this.#hasRoom();
      return { digest, name: meta.name, type: meta.type, size };
    } catch (error) {
      bytes.destroy();
      if (isFull(error)) this.alarm?.raise('files', 'The disk is full: no files are taken.');
      if (error instanceof FirstlineError) throw error;
      throw refused('it could not be received or kept', error);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#writing -= 1;
      else next(); // which takes over this one's place
    }
  }

  async get(digest: string): Promise<Readable> {
    if (!(await this.has(digest))) throw missing(digest, 'is not in the spool');
    const { disk, folder } = this;
    // Opened when it is read: a stream that nobody reads holds nothing.
    const checked = async function* (): AsyncGenerator<Buffer> {
      const file = await disk.open(join(folder, digest), 'read').catch((error: unknown) => {
        throw isMissing(error) ? missing(digest, 'is not in the spool') : error;
      });
      try {
        const hash = createHash('sha256');
        for (let position = 0; ; ) {
          const block = await file.read(position, BLOCK);
          if (block.length === 0) break;
          position += block.length;
          hash.update(block);
          yield block;
        }
        if (hash.digest('hex') !== digest) throw missing(digest, 'is damaged in the spool');
      } finally {
        await file.close();
      }
    };
    return Readable.from(checked(), { objectMode: false });
  }

  async has(digest: string): Promise<boolean> {
    return isDigest(digest) && (await this.disk.stat(join(this.folder, digest))) !== undefined;
  }

  async sweep(options: Parameters<Files['sweep']>[0]): Promise<number> {
    let removed = 0;
    for (const name of await this.disk.list(this.folder)) {
      if (!isDigest(name) || (await options.keep.has(name))) continue;
      if (await this.#alone(() => this.#sweepOne(name, options.before))) removed += 1;
    }
    if (removed > 0) await this.disk.syncFolder(this.folder);
    this.#hasRoom();
    return removed;
  }

  #full(): FirstlineError {
    const limit = sizeInWords(this.limits.totalBytes);
    this.alarm?.raise(
      'files',
      `The spool of files is full (${limit}): no more are taken. Raise files.total-size.`,
    );
    return refused('the spool is full');
  }

  #hasRoom(): void {
    if (this.total <= this.limits.totalBytes * (1 - FREE_AGAIN)) this.alarm?.clear('files');
  }

  async #sweepOne(name: string, before: number): Promise<boolean> {
    const path = join(this.folder, name);
    const found = await this.disk.stat(path);
    if (found === undefined || found.modifiedAt >= before) return false;
    await this.disk.remove(path);
    this.total -= found.size;
    return true;
  }

  /** Resolves when this one may be written. */
  async #turn(): Promise<void> {
    if (this.#writing >= this.limits.writing) {
      if (this.#waiting.length >= this.limits.writing * WAITING)
        throw new FirstlineError('files.busy', 'Too many files arrive at once.', { hint: 'Send it again.' });
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#writing += 1;
    }
  }

  async #write(bytes: Readable): Promise<{ readonly digest: string; readonly size: number }> {
    const temporary = join(this.folder, `${randomBytes(12).toString('hex')}${TEMPORARY}`);
    const file = await this.disk.open(temporary, 'create');
    const hash = createHash('sha256');
    let size = 0;
    let kept = false;
    try {
      for await (const chunk of bytes) {
        const block = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
        size += block.length;
        this.total += block.length;
        if (size > this.limits.fileBytes) throw refused(`it is larger than ${this.limits.fileBytes} bytes`);
        if (this.total > this.limits.totalBytes) throw this.#full();
        hash.update(block);
        await writeAll(file, block);
      }
      const digest = hash.digest('hex');
      await file.datasync();
      kept = await this.#alone(() => this.#keep(temporary, digest));
      return { digest, size };
    } finally {
      await file.close();
      if (!kept) {
        this.total -= size;
        await this.disk.remove(temporary).catch(() => {});
      }
    }
  }

  /** Whether the spool grew: the same bytes may be there already, and then count as put now. */
  async #keep(temporary: string, digest: string): Promise<boolean> {
    const path = join(this.folder, digest);
    const known = (await this.disk.stat(path)) !== undefined;
    try {
      if (!known) await this.disk.rename(temporary, path);
      await this.disk.touch(path, this.clock.now());
      await this.disk.syncFolder(this.folder);
    } catch (error) {
      if (!known) await this.disk.remove(path).catch(() => {});
      throw error;
    }
    return !known;
  }

  /** One after the other: two files of the same bytes are one, and count once. */
  #alone<T>(step: () => Promise<T>): Promise<T> {
    const done = this.#last.then(step);
    this.#last = done.then(
      () => {},
      () => {},
    );
    return done;
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

function isDigest(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

function refused(why: string, cause?: unknown): FirstlineError {
  return new FirstlineError('files.refused', `A file was refused: ${why}.`, {
    ...(cause === undefined ? {} : { cause }),
    hint: 'Send a smaller file, or send it again later.',
  });
}

function missing(digest: string, what: string): FirstlineError {
  return new FirstlineError('files.missing', `The file ${digest} ${what}.`);
}
