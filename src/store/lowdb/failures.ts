import { FirstlineError } from '../../core/error.js';
import { codeOf } from '../disk.js';

/** A write or fsync went wrong: what is in memory and what is on disk can no longer be trusted to agree. */
export function storeFailed(what: string, cause: unknown): FirstlineError {
  if (cause instanceof FirstlineError) return cause;
  const full = isFull(cause);
  return new FirstlineError('store.failed', `The store stopped: ${what} failed${because(cause)}.`, {
    cause,
    hint: full
      ? 'Make room on the disk of the data folder and start again; everything acknowledged is kept.'
      : 'Check the disk of the data folder and start again; everything acknowledged is kept.',
  });
}

/** The folder cannot be used as it is. */
export function storeUnwritable(folder: string, cause: unknown): FirstlineError {
  if (cause instanceof FirstlineError) return cause;
  return new FirstlineError(
    'store.unwritable',
    `The data folder ${folder} cannot be written${because(cause)}.`,
    {
      cause,
      hint: isFull(cause)
        ? 'Make room on its disk, or point DATA_DIR at another folder.'
        : 'Give the user that Firstline runs as the right to write there, or point DATA_DIR at another folder.',
    },
  );
}

/** A file is not as it was left. Nothing was changed. */
export function storeDamaged(what: string, hint: string): FirstlineError {
  return new FirstlineError('store.damaged', `${what} Nothing was changed.`, { hint });
}

/** A second process works on the folder, and the lock could not see it: another container. */
export function touchedByOthers(name: string, size: number, expected: number, links: number): FirstlineError {
  return new FirstlineError(
    'store.failed',
    links === 0
      ? `The store stopped: ${name} was removed or replaced while it was in use.`
      : `The store stopped: ${name} has ${size} bytes where this process left ${expected}.`,
    { hint: 'Only one Firstline may work on a data folder: stop the other one, then start this one again.' },
  );
}

/** Restoring is all that helps. */
export const RESTORE =
  'Restore the whole data folder from one backup, or move it away to start with an empty one; do not mix files of two.';

/** Whether an error says that there is no room left. */
export function isFull(cause: unknown): boolean {
  const code = codeOf(cause);
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

function because(cause: unknown): string {
  const code = codeOf(cause);
  const words: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EFBIG: 'the file would be larger than the file system allows',
    EROFS: 'it is mounted read-only',
    EACCES: 'no right to do so',
    EPERM: 'no right to do so',
    ENOTDIR: 'a file stands where a folder should be',
    EEXIST: 'a file stands where the folder should be',
    EIO: 'the disk reported an error',
  };
  const found = code === undefined ? undefined : words[code];
  if (found !== undefined) return `: ${found} (${code})`;
  return cause instanceof Error ? `: ${cause.message}` : '';
}

/** Whether an error says that we may not, or cannot, write here. */
export function isUnwritable(cause: unknown): boolean {
  const code = codeOf(cause);
  return isFull(cause) || ['EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EEXIST'].includes(code ?? '');
}
