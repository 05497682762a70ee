import type { Case } from '../../../src/core/case.js';
import type { NumberedLine } from '../../../src/core/line.js';
import type {
  Change,
  Commit,
  Committed,
  Feed,
  Reader,
  Records,
  StoreStatus,
} from '../../../src/core/ports/store.js';
import type { RecordKey, RecordTypes, Versioned } from '../../../src/core/records.js';

type Value = RecordTypes[keyof RecordTypes];

/** The parts of the store that the web uses, in memory: enough to script what pages see. */
export class MemoryStore implements Records, Reader, Feed {
  readonly #records = new Map<RecordKey, Versioned<Value>>();
  readonly #seen = new Set<string>();
  readonly #streams = new Map<string, NumberedLine[]>();
  readonly #cases = new Map<number, Case>();
  readonly #listeners = new Set<(change: Change) => void>();
  #seq = 0;
  #number = 1041;

  /** Keys of all records, to see what was kept. */
  get keys(): readonly RecordKey[] {
    return [...this.#records.keys()];
  }

  async read(keys: readonly RecordKey[]): Promise<ReadonlyMap<RecordKey, Versioned<Value>>> {
    return new Map(keys.map((key) => [key, this.#records.get(key) ?? { value: undefined, version: 0 }]));
  }

  async commit(commit: Commit): Promise<Committed> {
    if (commit.seen && this.#seen.has(commit.seen.id)) return { ok: false, why: 'seen' };
    for (const { key, version } of commit.records) {
      if ((this.#records.get(key)?.version ?? 0) !== version) return { ok: false, why: 'conflict' };
    }
    if (commit.seen) this.#seen.add(commit.seen.id);
    this.#seq += 1;
    const cases: number[] = [];
    for (const { key, value, version } of commit.records) {
      if (value === undefined) this.#records.delete(key);
      else this.#records.set(key, { value, version: version + 1 });
      // By RecordTypes the value under a case's key is a case.
      if (key.startsWith('case/') && value) {
        const found = value as Case;
        this.#cases.set(found.number, found);
        cases.push(found.number);
      }
    }
    for (const change of commit.lines) {
      const lines = this.#streams.get(change.stream) ?? [];
      this.#streams.set(change.stream, lines);
      const old = lines[change.n];
      if (change.kind === 'add') lines[change.n] = { ...change.line, n: change.n, seq: this.#seq };
      else if (old) lines[change.n] = { ...old, ...change.fields, seq: this.#seq };
    }
    const streams = [...new Set(commit.lines.map(({ stream }) => stream))];
    for (const listener of this.#listeners) listener({ seq: this.#seq, streams, cases, work: false });
    return { ok: true, seq: this.#seq, withdrawn: [] };
  }

  async reserve(): Promise<number> {
    this.#number += 1;
    return this.#number;
  }

  async lines(query: Parameters<Reader['lines']>[0]): Promise<readonly NumberedLine[]> {
    let lines: NumberedLine[] = this.#streams.get(query.stream) ?? [];
    const { before, since, message } = query;
    if (message !== undefined) lines = lines.filter((line) => line.message === message);
    if (before !== undefined) lines = lines.filter((line) => line.n < before);
    if (since !== undefined) return lines.filter((line) => line.seq > since).slice(0, query.limit);
    return lines.slice(-query.limit);
  }

  async cases(query: Parameters<Reader['cases']>[0]): Promise<readonly Case[]> {
    return [...this.#cases.values()]
      .filter((found) => query.before === undefined || found.number < query.before)
      .filter((found) => query.open === undefined || (found.state !== 'resolved') === query.open)
      .filter((found) => query.asker === undefined || found.asker.key === query.asker)
      .sort((one, other) => other.number - one.number)
      .slice(0, query.limit);
  }

  async facts(): Promise<readonly never[]> {
    return [];
  }

  async status(): Promise<StoreStatus> {
    const openCases = (await this.cases({ limit: 1e9, open: true })).length;
    return { seq: this.#seq, effects: 0, timers: 0, openCases, facts: 0 };
  }

  watch(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
