import { dirname } from 'node:path';
import { Low } from 'lowdb';
import type { Clock, Log } from '../../core/ports/ambient.js';
import type { Store } from '../../core/ports/store.js';
import { type Disk, realDisk } from '../disk.js';
import { JournalAdapter } from './adapter.js';
import { isUnwritable, storeFailed, storeUnwritable } from './failures.js';
import { DEFAULT_LIMITS, type StoreLimits } from './limits.js';
import { type Lock, lockFolder } from './lock.js';
import { LowdbStore } from './lowdb-store.js';
import { emptyState, type State } from './state.js';

/** What a store needs. */
export interface StoreOptions {
  /** Made if missing, for this user alone. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly disk?: Disk;
  readonly limits?: Partial<StoreLimits>;
}

/**
 * Opens the embedded store: one process, one folder. Rejects with `store.locked`, `store.unwritable`,
 * `store.damaged` or `store.format`, and then has changed nothing.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { folder, clock, log, disk = realDisk } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  let lock: Lock | undefined;
  let store: LowdbStore | undefined;
  try {
    if ((await disk.stat(folder)) === undefined) {
      await disk.makeFolder(folder);
      await disk.syncFolder(dirname(folder));
    }
    lock = await lockFolder(folder);
    const adapter = new JournalAdapter({ disk, folder, clock, log, limits, written: () => store?.written() });
    const low = new Low<State>(adapter, emptyState());
    await low.read();
    store = new LowdbStore({ low, adapter, lock, clock, log });
    return store;
  } catch (error) {
    await lock?.release();
    throw isUnwritable(error)
      ? storeUnwritable(folder, error)
      : storeFailed('opening the data folder', error);
  }
}
