import { join } from 'node:path';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { FirstlineError } from '../../core/error.js';
import { type Disk, type DiskFile, writeAll } from '../disk.js';
import { storeFailed, touchedByOthers } from './failures.js';
import { writeHeader } from './format.js';
import type { Mark } from './mark.js';
import { journalName } from './names.js';
import { seal } from './seal.js';

/** More than this is not put into one write, so that memory stays bounded. */
const BATCH_CHARACTERS = 8 * 1024 * 1024;

interface Pending {
  readonly seq: number;
  /** The inside of a JSON object, beginning with a comma. */
  readonly body: string;
  readonly after: () => void;
}

interface Waiter {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Where a journal goes on. */
export interface JournalPosition {
  readonly name: string;
  readonly file: DiskFile;
  readonly size: number;
  /** Sequence of the first commit that it holds or will hold. */
  readonly first: number;
}

/**
 * Writes commits, one line each. Those that arrive while an fsync runs share the next one. Before every batch it
 * looks whether somebody else touched the file: a second process on the same folder that the lock could not see
 * (another container) ends both instead of mixing their commits.
 */
export class Journal {
  /** Resolves if it ever fails. */
  readonly failed: Promise<FirstlineError>;
  /** Sequence of the last durable commit. */
  durable: number;
  /** Bytes and commits in the file since it was begun. */
  size: number;
  commits = 0;
  #pending: Pending[] = [];
  #waiters = new Map<number, Waiter>();
  #rotations: ((outcome: number | FirstlineError) => void)[] = [];
  #running: Promise<void> | undefined;
  #failure: FirstlineError | undefined;
  #fail: (error: FirstlineError) => void = () => {};
  #file: DiskFile;
  #name: string;
  #first: number;

  constructor(
    private readonly options: {
      readonly disk: Disk;
      readonly folder: string;
      readonly mark: Mark;
      readonly durable: number;
      readonly position: JournalPosition;
      /** Called after each batch. */
      readonly written: () => void;
    },
  ) {
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
    this.durable = options.durable;
    this.#file = options.position.file;
    this.#name = options.position.name;
    this.#first = options.position.first;
    this.size = options.position.size;
    this.commits = options.durable + 1 - this.#first;
  }

  get failure(): FirstlineError | undefined {
    return this.#failure;
  }

  /** Takes a line; `after` runs when it is durable, before {@link whenDurable} resolves. */
  append(seq: number, body: string, after: () => void): void {
    this.#pending.push({ seq, body, after });
    this.#start();
  }

  /** Resolves once this commit (taken before) would survive a power cut. */
  whenDurable(seq: number): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (seq <= this.durable) return Promise.resolve();
    const known = this.#waiters.get(seq);
    if (known !== undefined) return known.promise;
    let resolve = (): void => {};
    let reject = (_error: Error): void => {};
    const promise = new Promise<void>((done, failed) => {
      resolve = done;
      reject = failed;
    });
    this.#waiters.set(seq, { promise, resolve, reject });
    return promise;
  }

  /** Begins a new file. Resolves with the last sequence before it. */
  rotate(): Promise<number> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#rotations.push((outcome) => (typeof outcome === 'number' ? resolve(outcome) : reject(outcome)));
      this.#start();
    });
  }

  /** Waits for everything that was taken, and closes the file. */
  async close(): Promise<void> {
    await this.#running;
    await this.options.mark.close();
    await this.#file.close();
  }

  /** Ends everything: for failures that were found elsewhere. */
  stop(error: FirstlineError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    for (const waiter of this.#waiters.values()) waiter.reject(error);
    for (const rotated of this.#rotations) rotated(error);
    this.#waiters.clear();
    this.#rotations = [];
    this.#pending = [];
    this.#fail(error);
  }

  #start(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    try {
      for (;;) {
        // Those who were just told that their commit is durable often come with the next one at once.
        await nextTick();
        if (this.#failure !== undefined) break;
        if (this.#rotations.length > 0) await this.#rotate();
        const batch = this.#take();
        if (batch.length === 0) break;
        await this.#write(batch);
      }
    } catch (error) {
      this.stop(storeFailed(`writing ${this.#name}`, error));
    }
    // At once, not a moment later: what is appended now must find nobody running.
    this.#running = undefined;
  }

  #take(): Pending[] {
    let characters = 0;
    let count = 0;
    for (const { body } of this.#pending) {
      count += 1;
      characters += body.length;
      if (characters >= BATCH_CHARACTERS) break;
    }
    return this.#pending.splice(0, count);
  }

  async #write(batch: readonly Pending[]): Promise<void> {
    const lines = batch.map(({ seq, body }) => seal(`{"n":${seq},"d":${this.durable}${body}}`));
    const bytes = Buffer.from(lines.join(''));
    await this.#fence();
    await writeAll(this.#file, bytes);
    await this.#file.datasync();
    if (this.#failure !== undefined) return;
    this.size += bytes.length;
    this.commits += batch.length;
    this.durable = batch.at(-1)?.seq ?? this.durable;
    this.options.mark.put(this.durable);
    for (const { seq, after } of batch) {
      after();
      this.#waiters.get(seq)?.resolve();
      this.#waiters.delete(seq);
    }
    this.options.written();
  }

  async #fence(): Promise<void> {
    const found = await this.#file.stat();
    if (found.size !== this.size || found.links === 0) {
      throw touchedByOthers(this.#name, found.size, this.size, found.links);
    }
  }

  async #rotate(): Promise<void> {
    const rotations = this.#rotations;
    // A file without commits is as good as a new one, and a new one would have its name.
    if (this.durable >= this.#first) {
      const before = this.#file;
      const next = await createJournal(this.options.disk, this.options.folder, this.durable + 1);
      this.#file = next.file;
      this.#name = next.name;
      this.#first = next.first;
      this.size = next.size;
      this.commits = 0;
      await before.close();
    }
    this.#rotations = this.#rotations.slice(rotations.length);
    for (const rotated of rotations) rotated(this.durable);
  }
}

/** Begins a journal file: its header and its name are durable before anything is written to it. */
export async function createJournal(disk: Disk, folder: string, first: number): Promise<JournalPosition> {
  const name = journalName(first);
  const file = await disk.open(join(folder, name), 'create');
  try {
    const header = Buffer.from(seal(writeHeader('journal', first - 1)));
    await writeAll(file, header);
    await file.datasync();
    await disk.syncFolder(folder);
    return { name, file, size: header.length, first };
  } catch (error) {
    await file.close();
    throw error;
  }
}
