import type { Readable } from 'node:stream';
import type { SpooledFile } from '../content.js';

/** What may enter the spool. */
export interface FileLimits {
  /** Bytes a file. */
  readonly fileBytes: number;
  /** Bytes of the whole spool. */
  readonly totalBytes: number;
  /** Files being written at once. */
  readonly writing: number;
}

/** The spool: files travel beside the river, named by the digest of their bytes. */
export interface Files {
  /** Writes and fsyncs a file, and says what it is called. Rejects with `files.refused`, or with `files.busy`, and then leaves nothing. */
  put(bytes: Readable, meta: { readonly name: string; readonly type: string }): Promise<SpooledFile>;
  /** Rejects with `files.missing`. The bytes are checked against the digest while they are read. */
  get(digest: string): Promise<Readable>;
  has(digest: string): Promise<boolean>;
  /** Removes files that were put before this time and that `keep` does not name. Returns how many. */
  sweep(options: {
    readonly before: number;
    readonly keep: { has(digest: string): boolean | Promise<boolean> };
  }): Promise<number>;
}
