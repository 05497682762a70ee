import type { Clock } from '../../core/ports/ambient.js';
import type { RecordKey } from '../../core/records.js';
import type { Disk } from '../disk.js';
import { FACT_STEP } from './facts.js';
import { storeFailed } from './failures.js';
import { FORMAT } from './format.js';
import type { StoreLimits } from './limits.js';
import { caseNumber, type RecordEntry } from './records.js';
import { SideFile } from './side-file.js';
import { SnapshotFile } from './snapshot-file.js';
import { Spill } from './spill.js';
import type { State } from './state.js';
import { CHUNK, type Chunk, chunkJson, messagesOf, type Stream } from './streams.js';

/** What a snapshot needs of its surroundings. */
export interface SnapshotContext {
  readonly disk: Disk;
  readonly folder: string;
  readonly clock: Clock;
  readonly limits: StoreLimits;
  /** The last sequence before the journal that has to be replayed over this snapshot. */
  readonly from: number;
  /** Resolves once a commit is durable. */
  readonly whenDurable: (seq: number) => Promise<void>;
  /** Whether somebody waits for the end of it. */
  readonly hurried: () => boolean;
}

/** What became of it. */
export interface SnapshotTaken {
  readonly bytes: number;
  /** Side files that nothing needs any more. */
  readonly replaced: readonly string[];
}

/**
 * Takes a snapshot while commits go on. It is fuzzy: each part is as it was when its turn came, somewhere between
 * `from` and `through`. Replaying the journal from `from` over it makes it exact, since journal lines are absolute.
 * Rejects with the system's error, and then the folder and the memory are as they were.
 */
export async function takeSnapshot(state: State, context: SnapshotContext): Promise<SnapshotTaken> {
  const writing = new Writing(state, context);
  try {
    return await writing.run();
  } catch (error) {
    await writing.abandon();
    throw error;
  }
}

class Writing {
  #out: SnapshotFile | undefined;
  #finished = false;
  readonly #created: SideFile[] = [];
  readonly #grown: { readonly file: SideFile; readonly size: number }[] = [];

  constructor(
    private readonly state: State,
    private readonly context: SnapshotContext,
  ) {}

  async run(): Promise<SnapshotTaken> {
    const { state, context } = this;
    const out = await SnapshotFile.begin(context);
    this.#out = out;
    out.row(row('highest', state.highest));
    const before = { cold: state.cold, facts: state.facts.file };
    const facts = await this.#facts(out);
    const cold = await this.#side('cold', state.cold, this.#wasteful(state.cold));
    const spill = new Spill(cold, await this.#cutoff(out));
    out.row(row('cold', cold.generation));
    for (const [key, entry] of state.records.entries) {
      if (out.tired) await this.#breathe(out, cold);
      await this.#record(out, spill, key, entry);
    }
    for (const [name, stream] of state.streams.entries) {
      for (let index = 0; index < stream.chunks.length; index++) {
        if (out.tired) await this.#breathe(out, cold);
        await this.#chunk(out, spill, name, stream, index);
      }
    }
    await this.#rest(out);
    out.row(row('sizes', cold.size));
    await cold.datasync();
    await cold.verify();
    // Everything written above is at most this young.
    const through = state.seq;
    await context.whenDurable(through);
    await out.finish(through);
    // The names of new side files have to be there before a snapshot that needs them can be.
    if (this.#created.length > 0) await context.disk.syncFolder(context.folder);
    this.#finished = true;
    await out.publish().catch((error: unknown) => {
      throw storeFailed('publishing a snapshot', error);
    });
    this.#out = undefined;
    facts.settle();
    for (const _ of spill.settle()) if (out.tired) await out.breathe();
    state.cold = cold;
    const replaced: SideFile[] = [];
    for (const old of [before.cold, before.facts]) {
      if (old === undefined || old === cold || old === state.facts.file) continue;
      await old.retire();
      replaced.push(old);
    }
    return { bytes: out.bytes, replaced: replaced.map(({ name }) => name) };
  }

  /** Takes back what was begun. Never throws: the first error is the one to tell. */
  async abandon(): Promise<void> {
    if (this.#finished) return; // a restart decides by what it finds
    const out = this.#out;
    const steps: (() => Promise<void>)[] = [
      ...(out === undefined ? [] : [() => out.abandon()]),
      ...this.#grown.map(
        ({ file, size }) =>
          () =>
            file.truncate(size),
      ),
      ...this.#created.map((file) => async () => {
        await file.retire();
        await this.context.disk.remove(file.path);
      }),
    ];
    for (const step of steps) await step().catch(() => {});
  }

  /** The side file to write to: today's, or a new generation that everything is copied to. */
  async #side(kind: 'cold' | 'facts', today: SideFile | undefined, renew: boolean): Promise<SideFile> {
    if (today !== undefined && today.format === FORMAT && !renew) {
      this.#grown.push({ file: today, size: today.size });
      return today;
    }
    const { disk, folder } = this.context;
    const created = await SideFile.create(disk, folder, kind, today === undefined ? 0 : today.generation + 1);
    this.#created.push(created);
    return created;
  }

  #wasteful(cold: SideFile | undefined): boolean {
    return cold !== undefined && cold.size > this.context.limits.coldBytes && cold.live * 2 < cold.size;
  }

  async #breathe(out: SnapshotFile, cold: SideFile): Promise<void> {
    if (cold.full) await cold.flush();
    await out.breathe();
  }

  async #facts(out: SnapshotFile): Promise<{ readonly settle: () => void }> {
    const { facts } = this.state;
    const count = facts.count;
    const file = await this.#side('facts', facts.file, false);
    const copied = file === facts.file ? facts.base : 0;
    const offsets = file === facts.file ? [...facts.offsets] : [];
    const add = async (json: string, n: number): Promise<void> => {
      const { offset } = file.add(json);
      if (n % FACT_STEP === 0) offsets.push(offset);
      if (out.tired) await this.#breathe(out, file);
    };
    // From the old file, where that has the format of an older version.
    for (let from = copied; from < facts.base; from += FACT_STEP) {
      const texts = await facts.stored(from, Math.min(from + FACT_STEP, facts.base));
      for (const [index, json] of texts.entries()) await add(json, from + index);
    }
    for (let n = facts.base; n < count; n++) await add(facts.recent[n - facts.base] ?? 'null', n);
    if (file.size > file.live) await file.datasync();
    await file.verify();
    out.row(row('facts', file.generation, file.size, count, offsets));
    const size = file.size;
    return {
      settle() {
        file.live = size;
        facts.recent = facts.recent.slice(count - facts.base);
        Object.assign(facts, { file, base: count, offsets });
      },
    };
  }

  /** What was not touched since then leaves memory: the idle, and the idlest of too many (by a sample). */
  async #cutoff(out: SnapshotFile): Promise<number> {
    const { limits, clock } = this.context;
    const idle = clock.now() - limits.idle;
    const { records, streams } = this.state;
    const sample: number[] = [];
    const step = limits.hot < 1000 ? 1 : 16;
    let hot = 0;
    const look = ({ touched }: { readonly touched: number }): void => {
      hot += 1;
      if (hot % step === 0) sample.push(touched);
    };
    for (const entry of records.entries.values()) {
      if (entry.text !== undefined) look(entry);
      if (out.tired) await out.breathe();
    }
    for (const { chunks } of streams.entries.values()) {
      for (const chunk of chunks) if (chunk.lines !== undefined) look(chunk);
      if (out.tired) await out.breathe();
    }
    if (hot <= limits.hot) return idle;
    sample.sort((a, b) => a - b);
    return Math.max(idle, sample[Math.floor(sample.length * (1 - limits.hot / hot))] ?? idle);
  }

  async #record(out: SnapshotFile, spill: Spill, key: RecordKey, entry: RecordEntry): Promise<void> {
    const { version } = entry;
    const leaves = entry.touched <= spill.cutoff;
    if (entry.file === spill.file) {
      if (leaves && entry.text !== undefined) spill.record(entry, located(entry), leaves);
      out.row(this.#coldRecord(key, entry, located(entry)));
      return;
    }
    let text = entry.text;
    if (text === undefined && entry.file !== undefined) text = await entry.file.read(entry);
    // Written or removed while it was read: the journal has it.
    if (text === undefined || entry.version !== version || entry.removed) return;
    if (this.state.records.pinned(key) || (!leaves && entry.file === undefined)) {
      out.row(`["r",${JSON.stringify(key)},${version},${text}]`);
      return;
    }
    const at = spill.file.add(text);
    spill.record(entry, at, leaves);
    out.row(this.#coldRecord(key, entry, at));
  }

  #coldRecord(key: RecordKey, entry: RecordEntry, at: { offset: number; length: number }): string {
    const card = key.startsWith('case/') ? this.state.records.cases.card(caseNumber(key)) : undefined;
    return row('rc', key, entry.version, at.offset, at.length, ...(card === undefined ? [] : [card.asker]));
  }

  async #chunk(out: SnapshotFile, spill: Spill, name: string, stream: Stream, index: number): Promise<void> {
    const chunk = stream.chunks[index];
    if (chunk === undefined) return;
    if (chunk.lines === undefined && chunk.file !== undefined) {
      const { seq, file, messages = [] } = chunk;
      const count = Math.min(CHUNK, stream.length - index * CHUNK);
      let at = located(chunk);
      if (file !== spill.file) {
        const json = await file.read(chunk);
        // Read back by a commit in the meantime: then it is written as it is now.
        if (chunk.lines !== undefined || chunk.seq !== seq) return this.#hotChunk(out, spill, name, chunk);
        at = spill.file.add(json);
        spill.chunk(chunk, at, true, messages);
      }
      out.row(row('lc', name, count, seq, at.offset, at.length, messages));
      return;
    }
    this.#hotChunk(out, spill, name, chunk);
  }

  #hotChunk(out: SnapshotFile, spill: Spill, name: string, chunk: Chunk): void {
    const lines = chunk.lines ?? [];
    const leaves = chunk.touched <= spill.cutoff;
    if (!leaves && chunk.file === undefined) {
      out.row(`["l",${JSON.stringify(name)},${chunkJson(lines)}]`);
      return;
    }
    const messages = messagesOf(lines);
    const at = chunk.file === spill.file ? located(chunk) : spill.file.add(chunkJson(lines));
    spill.chunk(chunk, at, leaves, messages);
    out.row(row('lc', name, lines.length, chunk.seq, at.offset, at.length, messages));
  }

  async #rest(out: SnapshotFile): Promise<void> {
    const { outbox, timers, seen } = this.state;
    const now = this.context.clock.now();
    for (const entry of outbox.entries.values()) {
      if (out.tired) await out.breathe();
      if (entry.status === 'gone') continue;
      out.row(`["e",${entry.seq},${entry.index},${entry.attempt},${entry.notBefore},${entry.text}]`);
    }
    for (const { text } of timers.entries.values()) {
      if (out.tired) await out.breathe();
      out.row(`["t",${text}]`);
    }
    for (const [id, mark] of seen.entries) {
      if (out.tired) await out.breathe();
      const until = typeof mark === 'number' ? mark : mark.until;
      if (until <= now) seen.entries.delete(id);
      else out.row(`["m",${JSON.stringify(id)},${until}${typeof mark === 'number' ? '' : `,${mark.reply}`}]`);
    }
  }
}

function located({ offset, length }: { readonly offset: number; readonly length: number }): {
  offset: number;
  length: number;
} {
  return { offset, length };
}

function row(...cells: readonly unknown[]): string {
  return JSON.stringify(cells);
}
