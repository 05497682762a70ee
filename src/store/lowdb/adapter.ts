import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Adapter } from 'lowdb';
import type { Clock, Log } from '../../core/ports/ambient.js';
import type { Disk } from '../disk.js';
import { isFull, storeFailed, touchedByOthers } from './failures.js';
import { FORMAT } from './format.js';
import { createJournal, Journal, type JournalPosition } from './journal.js';
import type { StoreLimits } from './limits.js';
import { type Loaded, loadFolder } from './load.js';
import { Mark } from './mark.js';
import { understand } from './names.js';
import { takeSnapshot } from './snapshot-write.js';
import type { State } from './state.js';

/** How long a torn tail is watched before it is cut off. */
const GROWING_MS = 100;

/**
 * What lowdb reads and writes through: `read` loads the snapshot, replays the journals and goes on with the last one;
 * `write` takes a snapshot. What happens between two snapshots goes to {@link journal}.
 */
export class JournalAdapter implements Adapter<State> {
  #journal: Journal | undefined;
  #snapshotBytes = 0;
  /** A snapshot that found no room is not tried again before the journal has grown by as much once more. */
  #patience = 1;
  #hurried = true;

  constructor(
    private readonly options: {
      readonly disk: Disk;
      readonly folder: string;
      readonly clock: Clock;
      readonly log: Log;
      readonly limits: StoreLimits;
      /** Called after each batch of the journal. */
      readonly written: () => void;
    },
  ) {}

  /** The journal; there is one after `read`. */
  get journal(): Journal {
    if (this.#journal === undefined) throw new Error('the journal is used before the folder was read');
    return this.#journal;
  }

  /** Whether the journal has grown enough for a snapshot. */
  get due(): boolean {
    const { limits } = this.options;
    const bytes = Math.max(limits.journalBytes, this.#snapshotBytes) * this.#patience;
    return this.journal.size > bytes || this.journal.commits > limits.journalCommits * this.#patience;
  }

  async read(): Promise<State> {
    const { disk, folder, log, clock } = this.options;
    const loaded = await loadFolder(disk, folder, clock.now());
    try {
      await this.#watch(loaded);
      await this.#tidy(loaded);
      this.#snapshotBytes = loaded.snapshot?.bytes ?? 0;
      const position = await this.#resume(loaded);
      const mark = await Mark.open(disk, folder, log).catch(async (error: unknown) => {
        await position.file.close();
        throw error;
      });
      this.#journal = new Journal({
        disk,
        folder,
        mark,
        durable: loaded.durable,
        position,
        written: this.options.written,
      });
      if (loaded.old) await this.write(loaded.state);
      this.#hurried = false;
      return loaded.state;
    } catch (error) {
      await this.#journal?.close().catch(() => {});
      await closeSides(loaded.state).catch(() => {});
      throw error;
    }
  }

  /** A snapshot under way, and those to come, take no rests any more. */
  hurry(): void {
    this.#hurried = true;
  }

  /** Takes a snapshot. Where the disk is full that is put off: the journal alone keeps everything. */
  async write(state: State): Promise<void> {
    const { disk, folder, clock, limits, log } = this.options;
    const { journal } = this;
    const from = await journal.rotate();
    const started = performance.now();
    try {
      const { bytes, replaced } = await takeSnapshot(state, {
        disk,
        folder,
        clock,
        limits,
        from,
        whenDurable: (seq) => journal.whenDurable(seq),
        hurried: () => this.#hurried,
      });
      this.#snapshotBytes = bytes;
      this.#patience = 1;
      await this.#remove(from, replaced);
      log.debug({ bytes, from, ms: Math.round(performance.now() - started) }, 'snapshot taken');
    } catch (error) {
      if (!isFull(error)) throw storeFailed('taking a snapshot', error);
      this.#patience *= 2;
      log.error(
        { err: error },
        'no room for a snapshot; the journal keeps everything until the disk is full',
      );
    }
  }

  /** What the snapshot made superfluous. What cannot be removed now is removed at the next start. */
  async #remove(from: number, replaced: readonly string[]): Promise<void> {
    const { disk, folder, log } = this.options;
    try {
      for (const found of (await disk.list(folder)).map(understand)) {
        const old = found.kind === 'journal' && found.first <= from;
        if (old || replaced.includes(found.name)) await disk.remove(join(folder, found.name));
      }
    } catch (error) {
      log.warn({ err: error }, 'files that a snapshot made superfluous could not be removed');
    }
  }

  /** Removes left-overs, and takes back what nobody was promised. */
  async #tidy({ obsolete, snapshot, last }: Loaded): Promise<void> {
    const { disk, folder, log } = this.options;
    // A snapshot that a killed process published may not be durable yet; what it replaces must not go before it is.
    await disk.syncFolder(folder);
    for (const name of obsolete) await disk.remove(join(folder, name));
    for (const { file, size } of snapshot?.sizes ?? []) {
      if (file.size > size) await file.truncate(size);
    }
    if (last !== undefined && last.torn > 0 && last.size > 0) {
      log.warn({ file: last.name, bytes: last.torn }, 'dropped a torn tail that nobody was promised');
    }
  }

  /** A torn line that grows is none: a process writes it that the lock cannot see. */
  async #watch({ last }: Loaded): Promise<void> {
    if (last === undefined || last.torn === 0) return;
    await wait(GROWING_MS);
    const found = await this.options.disk.stat(join(this.options.folder, last.name));
    const [size, expected] = [found?.size ?? 0, last.size + last.torn];
    if (size !== expected) throw touchedByOthers(last.name, size, expected, found === undefined ? 0 : 1);
  }

  async #resume({ last, durable }: Loaded): Promise<JournalPosition> {
    const { disk, folder } = this.options;
    if (last === undefined) return createJournal(disk, folder, durable + 1);
    const empty = last.reached < last.first;
    if (empty && (last.size === 0 || last.format < FORMAT)) {
      await disk.remove(join(folder, last.name));
      return createJournal(disk, folder, last.first);
    }
    const file = await disk.open(join(folder, last.name), 'append');
    try {
      if (last.torn > 0) await file.truncate(last.size);
      // A killed process may have left lines that were read here but never reached the disk.
      await file.datasync();
    } catch (error) {
      await file.close();
      throw error;
    }
    if (last.format === FORMAT) return { name: last.name, file, size: last.size, first: last.first };
    await file.close();
    return createJournal(disk, folder, durable + 1);
  }
}

/** Lets go of the side files of a state. */
export async function closeSides(state: State): Promise<void> {
  await state.cold?.retire();
  await state.facts.file?.retire();
}
