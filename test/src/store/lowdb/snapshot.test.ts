import { mkdir, readdir } from 'node:fs/promises';
import { expect } from 'chai';
import { realDisk } from '../../../../src/store/disk.js';
import { closeSides } from '../../../../src/store/lowdb/adapter.js';
import { DEFAULT_LIMITS } from '../../../../src/store/lowdb/limits.js';
import { takeSnapshot } from '../../../../src/store/lowdb/snapshot-write.js';
import { emptyState } from '../../../../src/store/lowdb/state.js';
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
});
