/** When the store takes a snapshot, and how much it keeps in memory. */
export interface StoreLimits {
  /** Bytes of journal after which a snapshot is taken; never less than the last snapshot had. */
  readonly journalBytes: number;
  /** Commits after which a snapshot is taken. */
  readonly journalCommits: number;
  /** Records and pieces of transcripts untouched for so long (milliseconds) leave memory at the next snapshot. */
  readonly idle: number;
  /** Records and pieces of transcripts in memory; beyond that those untouched for longest leave it. */
  readonly hot: number;
  /** Bytes of the cold file below which it is not rewritten, however little of it is still in use. */
  readonly coldBytes: number;
}

/** What an owner who sets nothing gets. */
export const DEFAULT_LIMITS: StoreLimits = {
  journalBytes: 16 * 1024 * 1024,
  journalCommits: 50_000,
  idle: 60 * 60 * 1000,
  hot: 20_000,
  coldBytes: 4 * 1024 * 1024,
};
