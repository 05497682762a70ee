import { silentLog } from '../../../../src/core/ports/ambient.js';
import type { StoreLimits } from '../../../../src/store/lowdb/limits.js';
import { openStore } from '../../../../src/store/lowdb/store.js';
import { storeContract } from '../../../contracts/store.js';
import type { StorePlace } from '../../../contracts/store-values.js';
import { freshFolder } from '../../../support/folders.js';

function placeWith(limits: Partial<StoreLimits>): () => Promise<StorePlace> {
  return async () => {
    const folder = await freshFolder();
    return {
      open: (clock) => openStore({ folder: folder.data, clock, log: silentLog, limits }),
      dispose: folder.dispose,
    };
  };
}

storeContract('The embedded store', placeWith({}));
// Snapshots all the time, everything leaves memory as soon as it may, and the cold file is rewritten often.
storeContract(
  'The embedded store, spilling',
  placeWith({ journalCommits: 3, idle: -1, hot: 0, coldBytes: 2000 }),
);
