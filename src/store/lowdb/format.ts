import { FirstlineError } from '../../core/error.js';

/** The format that this version writes. */
export const FORMAT = 1;

/** Makes what format n wrote into what format n + 1 would have written. */
export interface Migration {
  /** A row of a snapshot. */
  row(row: unknown): unknown;
  /** An entry of a journal. */
  entry(entry: unknown): unknown;
  /** What stands in a side file: a record's value, the lines of a chunk, a fact. */
  kept(value: unknown): unknown;
}

const same = (value: unknown): unknown => value;

/** Format 0, of the prototype, had timers for cases only and named the case at the top. */
function purposeOfTimer(timer: unknown): unknown {
  if (typeof timer !== 'object' || timer === null || !('case' in timer)) return timer;
  const { case: number, ...rest } = timer;
  return { ...rest, purpose: { kind: 'case', case: number } };
}

/** Index n leads from format n to n + 1. */
const MIGRATIONS: readonly Migration[] = [
  {
    row: (row) => (Array.isArray(row) && row[0] === 't' ? ['t', purposeOfTimer(row[1])] : row),
    entry(entry) {
      if (typeof entry !== 'object' || entry === null || !('t' in entry) || !Array.isArray(entry.t))
        return entry;
      return { ...entry, t: entry.t.map(purposeOfTimer) };
    },
    kept: same,
  },
];

/** The whole way from a format to today's. */
export function migrationFrom(format: number): Migration {
  const steps = MIGRATIONS.slice(format);
  if (steps.length === 0) return { row: same, entry: same, kept: same };
  return {
    row: (row) => steps.reduce((value, step) => step.row(value), row),
    entry: (entry) => steps.reduce((value, step) => step.entry(value), entry),
    kept: (kept) => steps.reduce((value, step) => step.kept(value), kept),
  };
}

/** What the first line of every file says. */
export interface Header {
  readonly firstline: 'snapshot' | 'journal' | 'cold' | 'facts';
  readonly format: number;
  /** Snapshot and journal: the sequence before the first commit that has to be replayed, or that the journal holds. */
  readonly from: number;
}

/** Reads a first line; undefined where it is none of ours. Throws `store.format` where a newer Firstline wrote it. */
export function readHeader(json: string, kind: Header['firstline'], file: string): Header | undefined {
  const header = parse(json);
  if (typeof header !== 'object' || header === null) return undefined;
  if (!('firstline' in header) || header.firstline !== kind) return undefined;
  if (!('format' in header) || typeof header.format !== 'number') return undefined;
  if (header.format > FORMAT) {
    throw new FirstlineError(
      'store.format',
      `${file} has format ${header.format}; this version of Firstline knows formats up to ${FORMAT}.`,
      {
        hint: 'Start the newer version of Firstline that wrote this folder, or point DATA_DIR at another folder.',
      },
    );
  }
  const from = 'from' in header && typeof header.from === 'number' ? header.from : 0;
  return { firstline: kind, format: header.format, from };
}

/** Writes a first line. */
export function writeHeader(kind: Header['firstline'], from: number): string {
  return JSON.stringify({ firstline: kind, format: FORMAT, from } satisfies Header);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
