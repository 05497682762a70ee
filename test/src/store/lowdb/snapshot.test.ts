import { mkdir, readdir } from 'node:fs/promises';
import { expect } from 'chai';
import { type Disk, realDisk } from '../../../../src/store/disk.js';
import { closeSides } from '../../../../src/store/lowdb/adapter.js';
import { DEFAULT_LIMITS } from '../../../../src/store/lowdb/limits.js';
import { takeSnapshot } from '../../../../src/store/lowdb/snapshot-write.js';
import { applyChange, emptyState } from '../../../../src/store/lowdb/state.js';
import { stoppedClock } from '../../../contracts/store-values.js';
import { freshFolder } from '../../../support/folders.js';

describe('A snapshot', () => {
  it('is not published before everything in it is durable', async () => {
    const folder = await freshFolder();
    await mkdir(folder.data);
    const state = emptyState();
    state.seq = 7;
    let release = (): void => {};
    const asked: number[] = [];
    const durable = new Promise<void>((resolve) => {
      release = resolve;
    });
    const taking = takeSnapshot(state, {
      disk: realDisk,
      folder: folder.data,
      clock: stoppedClock(),
      limits: DEFAULT_LIMITS,
      from: 5,
      hurried: () => false,
      whenDurable: (seq) => {
        asked.push(seq);
        return durable;
      },
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asked).to.deep.equal([7]);
    expect(await readdir(folder.data)).to.not.include('snapshot.ndjson');
    release();
    await taking;
    expect(await readdir(folder.data)).to.include('snapshot.ndjson');
    await closeSides(state);
    await folder.dispose();
  });

  for (const [what, touched] of [
    ['what is in use', Number.MAX_SAFE_INTEGER],
    ['what leaves memory', 0],
  ] as const) {
    it(`leaves little for one fsync, so that the journal is not kept waiting: ${what}`, async () => {
      const folder = await freshFolder();
      await mkdir(folder.data);
      const state = emptyState();
      const value = { place: 'web:a/b', mark: 'x'.repeat(5_000), at: 1 };
      const text = JSON.stringify(value);
      const records = Array.from({ length: 1_000 }, (_, n) => ({
        key: `watermark/${n}` as const,
        written: { value, text },
      }));
      const facts = { first: 0, texts: [] };
      const none = {
        removed: [],
        added: [],
        changed: [],
        effects: [],
        postponed: [],
        timers: [],
        cancelled: [],
      };
      applyChange(state, { ...none, records, facts }, 1, touched);
      const { disk, most } = unsynced();
      await takeSnapshot(state, {
        disk,
        folder: folder.data,
        clock: stoppedClock(),
        limits: DEFAULT_LIMITS,
        from: 0,
        whenDurable: () => Promise.resolve(),
        hurried: () => true,
      });
      expect(most()).to.be.above(500_000).and.below(2_500_000);
      await closeSides(state);
      await folder.dispose();
    });
  }
});

/** A disk that knows the most bytes that one fsync had to write. */
function unsynced(): { readonly disk: Disk; readonly most: () => number } {
  let most = 0;
  const disk: Disk = {
    ...realDisk,
    async open(path, mode) {
      const file = await realDisk.open(path, mode);
      let waiting = 0;
      return {
        ...file,
        async write(bytes, position) {
          const written = await file.write(bytes, position);
          waiting += written;
          most = Math.max(most, waiting);
          return written;
        },
        async datasync() {
          waiting = 0;
          await file.datasync();
        },
      };
    },
  };
  return { disk, most: () => most };
}
