/** The newest snapshot. */
export const SNAPSHOT = 'snapshot.ndjson';
/** A snapshot being written. */
export const SNAPSHOT_TEMPORARY = 'snapshot.ndjson.tmp';
/** The last sequence that was acknowledged, rewritten after every batch and never waited for. */
export const MARK = 'acknowledged';

/** The journal whose first commit has this sequence. */
export function journalName(first: number): string {
  return `journal-${String(first).padStart(12, '0')}.log`;
}

/** What stands beside the snapshot: spilled records and chunks, or facts. */
export type SideKind = 'cold' | 'facts';

/** One generation of a side file. */
export function sideName(kind: SideKind, generation: number): string {
  return `${kind}-${generation}.log`;
}

/** A name in the data folder, understood. */
export type Found =
  | { readonly kind: 'snapshot' | 'temporary' | 'mark' | 'other'; readonly name: string }
  | { readonly kind: 'journal'; readonly name: string; readonly first: number }
  | { readonly kind: SideKind; readonly name: string; readonly generation: number };

/** Says what a file of the data folder is; other people's files are `other` and left alone. */
export function understand(name: string): Found {
  if (name === SNAPSHOT) return { kind: 'snapshot', name };
  if (name === SNAPSHOT_TEMPORARY) return { kind: 'temporary', name };
  if (name === MARK) return { kind: 'mark', name };
  const journal = /^journal-(\d{12,})\.log$/.exec(name);
  if (journal) return { kind: 'journal', name, first: Number(journal[1]) };
  const side = /^(cold|facts)-(\d+)\.log$/.exec(name);
  if (side) return { kind: side[1] === 'cold' ? 'cold' : 'facts', name, generation: Number(side[2]) };
  return { kind: 'other', name };
}
