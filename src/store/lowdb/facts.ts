import type { Fact } from '../../core/fact.js';
import type { SideFile } from './side-file.js';

/** A byte offset is remembered for every so many facts. */
export const FACT_STEP = 256;

/** Facts: those since the last snapshot in memory as JSON, the ones before in their file. */
export class Facts {
  file: SideFile | undefined;
  /** How many stand in the file. */
  base = 0;
  /** Where every {@link FACT_STEP}th fact of the file begins. */
  offsets: number[] = [];
  recent: string[] = [];

  get count(): number {
    return this.base + this.recent.length;
  }

  /** Fact number n; those that the file holds already are skipped, so that a journal can be replayed again. */
  put(n: number, json: string): void {
    if (n >= this.base) this.recent[n - this.base] = json;
  }

  /** Facts as they are at this moment. */
  async find(from: number, limit: number): Promise<Fact[]> {
    const start = Math.max(0, from);
    const end = Math.min(this.count, start + Math.max(0, limit));
    if (end <= start) return [];
    const recent = this.recent.slice(Math.max(0, start - this.base), Math.max(0, end - this.base));
    const old = start < this.base ? await this.stored(start, Math.min(end, this.base)) : [];
    return [...old, ...recent].map((json): Fact => JSON.parse(json));
  }

  /** Facts from the file, as JSON. */
  async stored(start: number, end: number): Promise<string[]> {
    if (this.file === undefined || end <= start) return [];
    const first = Math.floor(start / FACT_STEP);
    const offset = this.offsets[first] ?? 0;
    const stop = this.offsets[Math.ceil(end / FACT_STEP)] ?? this.file.live;
    const found = await this.file.readAll({ offset, length: stop - offset });
    return found.slice(start - first * FACT_STEP, end - first * FACT_STEP);
  }
}
