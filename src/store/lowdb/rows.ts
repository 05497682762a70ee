import type { Effect } from '../../core/effect.js';
import type { RecordKey } from '../../core/records.js';
import type { Timer } from '../../core/timer.js';
import type { KeptChunk } from './streams.js';

/** One line of a snapshot after its header. */
export type Row =
  | readonly ['highest', number]
  | readonly ['cold', generation: number]
  | readonly ['facts', generation: number, size: number, count: number, offsets: readonly number[]]
  /** A hot record. */
  | readonly ['r', key: RecordKey, version: number, value: unknown]
  /** A cold record; the asker where it is a case, which is then resolved. */
  | readonly ['rc', key: RecordKey, version: number, offset: number, length: number, asker?: string]
  /** A hot chunk of a transcript. Chunks of a stream come in order. */
  | readonly ['l', stream: string, lines: KeptChunk]
  | readonly [
      'lc',
      stream: string,
      count: number,
      seq: number,
      offset: number,
      length: number,
      messages: readonly number[],
    ]
  | readonly ['e', seq: number, index: number, attempt: number, notBefore: number, effect: Effect]
  | readonly ['t', timer: Timer]
  | readonly ['m', id: string, until: number, reply?: unknown]
  | readonly ['sizes', cold: number];

/** The last line of a snapshot. */
export interface Footer {
  /** The journal has to reach this: parts of the snapshot are that young. */
  readonly through: number;
  readonly rows: number;
  /** Hex SHA-256 of every byte before this line. */
  readonly sha256: string;
}
