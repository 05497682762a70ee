import type { Case } from '../../core/case.js';
import { kindOf, type RecordKey } from '../../core/records.js';
import { CaseIndex } from './case-index.js';
import type { Location, SideFile } from './side-file.js';

/**
 * A record: its JSON in memory, or where its JSON stands in the cold file, or both.
 * Kept as text: nobody can change what was handed in or out, it takes less memory than objects,
 * and a snapshot copies it instead of making it again.
 */
export interface RecordEntry {
  /** The sequence of the commit that wrote it: never the same twice, whatever was removed in between. */
  version: number;
  text: string | undefined;
  touched: number;
  file: SideFile | undefined;
  offset: number;
  length: number;
  removed: boolean;
}

/** Every record, hot or cold. */
export class Records {
  readonly entries = new Map<RecordKey, RecordEntry>();
  readonly cases = new CaseIndex();

  put(key: RecordKey, version: number, text: string, value: unknown, now: number): void {
    const entry = this.entries.get(key);
    if (entry === undefined) {
      this.entries.set(key, {
        version,
        text,
        touched: now,
        file: undefined,
        offset: 0,
        length: 0,
        removed: false,
      });
    } else {
      forget(entry);
      entry.version = version;
      entry.text = text;
      entry.touched = now;
    }
    if (kindOf(key) !== 'case') return;
    const found = value as Case; // by the record's kind
    this.cases.put({ number: found.number, asker: found.asker.key, open: found.state !== 'resolved' });
  }

  remove(key: RecordKey): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    forget(entry);
    entry.removed = true;
    this.entries.delete(key);
    if (kindOf(key) === 'case') this.cases.remove(caseNumber(key));
  }

  /** A record that a snapshot left in the cold file; a case there is resolved, and its asker is told. */
  putCold(key: RecordKey, version: number, file: SideFile, at: Location, asker?: string): void {
    file.live += at.length;
    if (asker !== undefined) this.cases.put({ number: caseNumber(key), asker, open: false });
    this.entries.set(key, { version, text: undefined, touched: 0, file, ...at, removed: false });
  }

  version(key: RecordKey): number {
    return this.entries.get(key)?.version ?? 0;
  }

  /**
   * The JSON of a record as it is now. A cold one becomes hot by this: what is read at every turn and seldom
   * changed (the pause switch) must not be read from disk at every turn. A list that is leafed through passes
   * no time, and leaves it cold.
   */
  text(key: RecordKey, now: number | undefined): string | undefined | Promise<string> {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    if (now !== undefined) entry.touched = now;
    if (entry.text !== undefined || entry.file === undefined) return entry.text;
    return now === undefined ? entry.file.read(entry) : this.#warm(entry, entry.file);
  }

  /** Whether a record has to stay in memory whatever its age. */
  pinned(key: RecordKey): boolean {
    return kindOf(key) === 'case' && this.cases.card(caseNumber(key))?.open === true;
  }

  async #warm(entry: RecordEntry, file: SideFile): Promise<string> {
    const version = entry.version;
    const text = await file.read(entry);
    if (entry.version === version) entry.text ??= text;
    return text;
  }
}

/** The number in the key of a case. */
export function caseNumber(key: RecordKey): number {
  return Number(key.slice(key.indexOf('/') + 1));
}

function forget(entry: RecordEntry): void {
  if (entry.file === undefined) return;
  entry.file.live -= entry.length;
  entry.file = undefined;
}
