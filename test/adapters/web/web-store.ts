import { join } from 'node:path';
import type { Clock } from '../../../src/core/ports/ambient.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import type { Files } from '../../../src/core/ports/files.js';
import type { Feed, Reader, Records } from '../../../src/core/ports/store.js';
import type { RecordKey } from '../../../src/core/records.js';
import { openFiles } from '../../../src/store/files.js';
import { openStore } from '../../../src/store/lowdb/store.js';
import { freshFolder } from '../../support/folders.js';

/** The real store, as the web sees it, with what a test wants to know and to break. */
export interface WebStore extends Records, Reader, Feed {
  /** Keys of all records that are there, in the order in which they were first written. */
  readonly keys: readonly RecordKey[];
  lines: Reader['lines'];
  /** A spool beside it. */
  readonly files: Files;
}

const opened: (() => Promise<void>)[] = [];

after(async () => {
  for (const close of opened.splice(0)) await close();
});

/** A store in a fresh folder, closed and removed when all tests are through. */
export async function webStore(clock: Clock): Promise<WebStore> {
  const fresh = await freshFolder();
  const store = await openStore({ folder: fresh.data, clock, log: silentLog });
  opened.push(async () => {
    await store.close();
    await fresh.dispose();
  });
  const files = await openFiles({ folder: join(fresh.root, 'files'), clock });
  const keys = new Set<RecordKey>();
  return {
    files,
    read: (wanted) => store.read(wanted),
    async commit(commit) {
      const committed = await store.commit(commit);
      if (!committed.ok) return committed;
      for (const { key, value } of commit.records) {
        if (value === undefined) keys.delete(key);
        else keys.add(key);
      }
      return committed;
    },
    tail: (query) => store.tail(query),
    reserve: () => store.reserve(),
    lines: (query) => store.lines(query),
    cases: (query) => store.cases(query),
    facts: (query) => store.facts(query),
    watermarks: (platform) => store.watermarks(platform),
    status: () => store.status(),
    watch: (listener) => store.watch(listener),
    get keys() {
      return [...keys];
    },
  };
}
