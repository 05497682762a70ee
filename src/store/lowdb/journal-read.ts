import { join } from 'node:path';
import type { Disk } from '../disk.js';
import { RESTORE, storeDamaged } from './failures.js';
import { FORMAT, migrationFrom, readHeader } from './format.js';
import { type RawLine, rawLines } from './raw-lines.js';
import { unseal } from './seal.js';

/** A journal that was read to its end. */
export interface JournalRead {
  readonly name: string;
  readonly first: number;
  readonly format: number;
  /** Sequence of its last commit; `first - 1` where it has none. */
  readonly reached: number;
  /** Bytes that count. */
  readonly size: number;
  /** Bytes behind them: a torn tail that nobody was promised. */
  readonly torn: number;
}

/** An entry of a journal line, beside its change. */
interface Numbered {
  readonly n: number;
  readonly d: number;
}

/**
 * Reads a journal and hands its entries over in order. A damaged stretch is dropped, with everything behind it,
 * unless something proves that its commit had been acknowledged: a later line that says so, or `acknowledged`.
 * Then it rejects with `store.damaged`.
 */
export async function readJournal(
  disk: Disk,
  folder: string,
  journal: { readonly name: string; readonly first: number },
  options: {
    readonly acknowledged: number;
    readonly apply: (seq: number, entry: unknown) => void | Promise<void>;
  },
): Promise<JournalRead> {
  const { name, first } = journal;
  const file = await disk.open(join(folder, name), 'read');
  let format = FORMAT;
  let migrate = (entry: unknown): unknown => entry;
  let reached = first - 1;
  let size = 0;
  let end = 0;
  let damage: RawLine | undefined;
  let proven = options.acknowledged;
  try {
    for await (const lines of rawLines(file)) {
      for (const line of lines) {
        end = line.offset + line.bytes.length + (line.ended ? 1 : 0);
        const json = line.ended ? unseal(line.bytes) : undefined;
        if (damage === undefined && line.number === 1) {
          const header = json === undefined ? undefined : readHeader(json, 'journal', name);
          if (header === undefined) damage = line;
          else {
            format = header.format;
            migrate = migrationFrom(format).entry;
            size = end;
          }
          continue;
        }
        const entry = json === undefined ? undefined : numbered(json);
        if (damage !== undefined) {
          // The first line is durable before the second is written.
          if (entry !== undefined) proven = Math.max(proven, damage.number === 1 ? first : entry.d);
        } else if (entry === undefined) {
          damage = line;
        } else if (entry.n !== reached + 1) {
          throw storeDamaged(
            `The journal ${name} has commit ${entry.n} at line ${line.number} (byte ${line.offset}), where commit ${reached + 1} belongs.`,
            RESTORE,
          );
        } else {
          await options.apply(entry.n, migrate(entry));
          reached = entry.n;
          size = end;
        }
      }
    }
  } finally {
    await file.close();
  }
  if (damage !== undefined && proven > reached) {
    throw storeDamaged(
      `The journal ${name} is damaged at line ${damage.number} (byte ${damage.offset}), in commit ${reached + 1}, which had been acknowledged.`,
      RESTORE,
    );
  }
  return { name, first, format, reached, size, torn: end - size };
}

function numbered(json: string): Numbered | undefined {
  const entry: unknown = JSON.parse(json);
  if (typeof entry !== 'object' || entry === null) return undefined;
  if (!('n' in entry) || typeof entry.n !== 'number' || !('d' in entry) || typeof entry.d !== 'number')
    return undefined;
  return entry as Numbered; // both looked at above
}
