import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Log, silentLog } from '../../../../src/core/ports/ambient.js';
import type { Store } from '../../../../src/core/ports/store.js';
import { type Disk, realDisk } from '../../../../src/store/disk.js';
import type { StoreLimits } from '../../../../src/store/lowdb/limits.js';
import {
  addLine,
  caseOf,
  commitOf,
  fact,
  put,
  recordOf,
  stoppedClock,
  versionOf,
  watermark,
} from '../../../contracts/store-values.js';
import { freshFolder } from '../../../support/folders.js';
import { openFolder } from '../../../support/store-folder.js';

const HOUR = 60 * 60 * 1000;

/** A disk that counts what is read from the cold file. */
function countingDisk(): Disk & { reads: number } {
  const disk = {
    ...realDisk,
    reads: 0,
    async open(path: string, mode: Parameters<Disk['open']>[1]) {
      const file = await realDisk.open(path, mode);
      if (!path.includes('cold-')) return file;
      return {
        ...file,
        read: (position: number, length: number) => {
          if (position > 0) disk.reads += 1;
          return file.read(position, length);
        },
      };
    },
  };
  return disk;
}

describe('The memory of a store', () => {
  let folder: Awaited<ReturnType<typeof freshFolder>>;
  let clock: ReturnType<typeof stoppedClock>;
  let disk: ReturnType<typeof countingDisk>;
  let store: Store;
  let snapshots: number;

  beforeEach(async () => {
    folder = await freshFolder();
    clock = stoppedClock();
    disk = countingDisk();
    snapshots = 0;
  });
  afterEach(async () => {
    await store.close();
    await folder.dispose();
  });

  const open = async (limits: Partial<StoreLimits> = {}): Promise<void> => {
    const log: Log = {
      ...silentLog,
      debug(_fields, message) {
        if (message === 'snapshot taken') snapshots += 1;
      },
    };
    store = await openFolder(folder.data, { clock, disk, log, limits: { journalCommits: 20, ...limits } });
  };
  /** Commits enough for a snapshot, and waits for it. */
  const tick = async (count: number): Promise<void> => {
    const before = snapshots;
    for (let n = 0; n < count; n++) await store.commit(commitOf({ facts: [fact('tick')] }));
    while (snapshots === before) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('lets go of what was idle for an hour, and reads it back when it is asked for', async () => {
    await open();
    for (let n = 0; n < 10; n++) {
      await store.commit(commitOf({ records: [put(`watermark/${n}`, 0, watermark(`值 ${n}`))] }));
    }
    await tick(25);
    expect(await recordOf(store, 'watermark/3')).to.deep.equal(watermark('值 3'));
    expect(disk.reads).to.equal(0);
    clock.at += HOUR + 1;
    await tick(25);
    expect(await recordOf(store, 'watermark/3')).to.deep.equal(watermark('值 3'));
    expect(disk.reads).to.equal(1);
    // Once read it stays: the pause switch is read at every turn.
    await recordOf(store, 'watermark/3');
    expect(disk.reads).to.equal(1);
    const version = await versionOf(store, 'watermark/4');
    expect(
      await store.commit(commitOf({ records: [put('watermark/4', version, watermark('new'))] })),
    ).to.include({
      ok: true,
    });
    expect(await recordOf(store, 'watermark/4')).to.deep.equal(watermark('new'));
    await store.close();
    await open();
    expect(await recordOf(store, 'watermark/4')).to.deep.equal(watermark('new'));
    expect(await recordOf(store, 'watermark/5')).to.deep.equal(watermark('值 5'));
  });

  it('keeps no more than so many records, the youngest', async () => {
    await open({ hot: 10 });
    for (let n = 0; n < 40; n++) {
      clock.at += 1;
      await store.commit(commitOf({ records: [put(`watermark/${n}`, 0, watermark(`${n}`))] }));
    }
    clock.at += 1;
    await tick(25);
    const before = disk.reads;
    for (let n = 35; n < 40; n++) await recordOf(store, `watermark/${n}`);
    expect(disk.reads).to.equal(before);
    for (let n = 0; n < 20; n++)
      expect(await recordOf(store, `watermark/${n}`)).to.deep.equal(watermark(`${n}`));
    expect(disk.reads).to.equal(before + 20);
  });

  it('keeps open cases, and lists resolved ones from disk', async () => {
    await open();
    await store.commit(
      commitOf({
        records: [put('case/1', 0, caseOf(1)), put('case/2', 0, caseOf(2, { state: 'resolved' }))],
      }),
    );
    clock.at += HOUR + 1;
    await tick(25);
    await store.close();
    await open();
    expect(await store.cases({ limit: 9, open: true })).to.deep.equal([caseOf(1)]);
    expect(disk.reads).to.equal(0);
    expect(await store.cases({ limit: 9, asker: 'web:ana' })).to.deep.equal([
      caseOf(2, { state: 'resolved' }),
      caseOf(1),
    ]);
    expect(disk.reads).to.equal(1);
  });

  it('adds to and changes transcripts that have left memory', async () => {
    await open();
    const lines = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) =>
        addLine('place/a', from + n, `${from + n}`, { message: `m${from + n}` }),
      );
    await store.commit(commitOf({ lines: lines(0, 50) }));
    clock.at += HOUR + 1;
    await tick(25);
    const changes = commitOf({
      lines: [...lines(50, 51), { kind: 'change', stream: 'place/a', n: 3, fields: { deleted: true } }],
    });
    // The line after the next may be looked at first: that is a lost race, and the engine commits again. The other
    // one has no excuse.
    const after = async (): Promise<boolean> => {
      for (let attempt = 1; attempt <= 50; attempt++) {
        const done = await store.commit(commitOf({ lines: lines(51, 52) }));
        if (done.ok || done.why !== 'conflict') return done.ok;
      }
      return false;
    };
    const [first, second] = await Promise.all([store.commit(changes), after()]);
    expect([first.ok, second]).to.deep.equal([true, true]);
    for (const _ of [1, 2]) {
      const found = await store.lines({ stream: 'place/a', limit: 99 });
      expect(found.map(({ content }) => Number(content.text))).to.deep.equal(
        Array.from({ length: 52 }, (_, n) => n),
      );
      expect(found.filter(({ deleted }) => deleted).map(({ n }) => n)).to.deep.equal([3]);
      expect((await store.lines({ stream: 'place/a', limit: 1, message: 'm7' }))[0]?.n).to.equal(7);
      clock.at += HOUR + 1;
      await tick(25);
      await store.close();
      await open();
    }
  });

  it('reads what every turn of a case looks at from disk once, and leaves cold what a page leafs through', async () => {
    await open();
    const lines = Array.from({ length: 40 }, (_, n) => addLine('case/1', n, `${n}`, { message: `m${n}` }));
    await store.commit(commitOf({ lines }));
    clock.at += HOUR + 1;
    await tick(25);
    for (let n = 0; n < 3; n++) await store.lines({ stream: 'case/1', before: 1, limit: 1 });
    expect(disk.reads).to.equal(3);
    for (let n = 0; n < 3; n++)
      expect((await store.tail({ stream: 'case/1', before: 1, limit: 1 }))[0]?.content.text).to.equal('0');
    expect((await store.tail({ stream: 'case/1', limit: 1, message: 'm7' }))[0]?.n).to.equal(7);
    expect(disk.reads).to.equal(4);
    // Read meanwhile it stays; an hour later it leaves memory again, whole.
    clock.at += HOUR - 1;
    await store.tail({ stream: 'case/1', before: 1, limit: 1 });
    clock.at += 2;
    await tick(25);
    await store.tail({ stream: 'case/1', before: 1, limit: 1 });
    expect(disk.reads).to.equal(4);
    clock.at += HOUR + 1;
    await tick(25);
    expect((await store.tail({ stream: 'case/1', limit: 99 })).map(({ n }) => n)).to.deep.equal(
      Array.from({ length: 40 }, (_, n) => n),
    );
    expect(disk.reads).to.equal(6);
  });

  it('rewrites the cold file when most of it is out of date', async () => {
    await open({ idle: -1, hot: 0, coldBytes: 5000 });
    for (let n = 0; n < 1500; n++) {
      const key = `watermark/${n % 10}` as const;
      await store.commit(
        commitOf({ records: [put(key, await versionOf(store, key), watermark(`${n} ${'x'.repeat(100)}`))] }),
      );
    }
    await tick(25);
    const cold = (await readdir(folder.data)).filter((name) => name.startsWith('cold-'));
    expect(cold).to.have.length(1);
    expect(cold).to.not.deep.equal(['cold-0.log']);
    expect((await stat(join(folder.data, cold[0] ?? ''))).size).to.be.below(20_000);
    for (let n = 0; n < 10; n++) {
      expect(await recordOf(store, `watermark/${n}`)).to.deep.equal(
        watermark(`${1490 + n} ${'x'.repeat(100)}`),
      );
    }
  });

  it('forgets seen-marks that have expired, and keeps the others', async () => {
    await open();
    await store.commit(commitOf({ seen: { id: 'short-lived', until: clock.at + 10 } }));
    await store.commit(commitOf({ seen: { id: 'long-lived', until: clock.at + HOUR } }));
    clock.at += 11;
    await tick(25);
    const snapshot = await readFile(join(folder.data, 'snapshot.ndjson'), 'utf8');
    expect(snapshot).to.include('long-lived').and.not.include('short-lived');
    expect(await store.commit(commitOf({ seen: { id: 'long-lived', until: 1 } }))).to.include({
      ok: false,
      why: 'seen',
    });
  });

  it('takes a snapshot in slices, while commits go on', async () => {
    await open({ journalCommits: 1e9 });
    const text = 'x'.repeat(500);
    for (let n = 0; n < 20_000; n += 500) {
      const records = Array.from({ length: 500 }, (_, m) => put(`watermark/${n + m}`, 0, watermark(text)));
      await store.commit(commitOf({ records }));
    }
    let turns = 0;
    let done = false;
    const turn = (): void => {
      turns += 1;
      if (!done) setImmediate(turn);
    };
    setImmediate(turn);
    await store.close();
    done = true;
    // About 11 MB: in one piece it would have been a handful.
    expect(turns).to.be.above(20);
    expect((await stat(join(folder.data, 'snapshot.ndjson'))).size).to.be.above(10_000_000);
  });
});
