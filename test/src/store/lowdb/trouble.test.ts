import { appendFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Log } from '../../../../src/core/ports/ambient.js';
import { silentLog } from '../../../../src/core/ports/ambient.js';
import type { Store } from '../../../../src/core/ports/store.js';
import { commitOf, fact } from '../../../contracts/store-values.js';
import { FailingDisk, type Trouble } from '../../../support/disks.js';
import { freshFolder } from '../../../support/folders.js';
import { everything, failureOf, fill, openFolder } from '../../../support/store-folder.js';

describe('A store in trouble', () => {
  let folder: Awaited<ReturnType<typeof freshFolder>>;
  let data: string;

  beforeEach(async () => {
    folder = await freshFolder();
    data = folder.data;
  });
  afterEach(() => folder.dispose());

  /** Commits until one is refused. Says how many were acknowledged, and how it ended. */
  async function untilItFails(
    store: Store,
  ): Promise<{ acknowledged: number; code: string; hint: string; message: string }> {
    for (let n = 0; ; n++) {
      const failure = await failureOf(fill(store, n, n + 1));
      if (failure.code !== 'none') return { acknowledged: n, ...failure };
    }
  }

  /** After a failure everything is refused; after a restart everything acknowledged is there. */
  async function stoppedForGood(store: Store, acknowledged: number): Promise<void> {
    const error = await store.failed;
    expect(error).to.include({ code: 'store.failed' });
    expect((await failureOf(store.commit(commitOf({})))).code).to.equal('store.failed');
    expect((await failureOf(store.read(['case/1']))).code).to.equal('store.failed');
    expect((await failureOf(store.lease({ now: 0, limit: 1 }))).code).to.equal('store.failed');
    await store.close();
    const again = await openFolder(data);
    const { seq, facts } = await again.status();
    expect(seq).to.be.within(acknowledged, acknowledged + 1);
    expect(facts).to.equal(seq);
    await again.close();
  }

  it('stops on a full disk, and says so', async () => {
    const store = await openFolder(data, { disk: new FailingDisk({ room: 20_000 }) });
    const { acknowledged, code, message, hint } = await untilItFails(store);
    expect(acknowledged).to.be.above(5);
    expect(code).to.equal('store.failed');
    expect(message).to.match(/writing journal-\d+\.log failed: the disk is full \(ENOSPC\)/);
    expect(hint).to.match(/Make room/);
    await stoppedForGood(store, acknowledged);
  });

  it('stops on a failed fsync, and does not try it again', async () => {
    const store = await openFolder(data, { disk: new FailingDisk({ syncs: 12 }) });
    const { acknowledged, code, message } = await untilItFails(store);
    expect(code).to.equal('store.failed');
    expect(message).to.match(/EIO/);
    await stoppedForGood(store, acknowledged);
  });

  it('refuses every commit that was under way when the disk failed', async () => {
    const trouble: Trouble = {};
    const store = await openFolder(data, { disk: new FailingDisk(trouble) });
    await fill(store, 0, 3);
    trouble.syncs = 0;
    const under = Array.from({ length: 20 }, (_, n) =>
      failureOf(store.commit(commitOf({ facts: [fact(`${n}`)] }))),
    );
    const reading = failureOf(store.status());
    for (const { code } of await Promise.all(under)) expect(code).to.equal('store.failed');
    expect((await reading).code).to.equal('store.failed');
    await store.close();
  });

  it('writes what the system takes a few bytes at a time', async () => {
    const store = await openFolder(data, {
      disk: new FailingDisk({ atOnce: 7 }),
      limits: { journalCommits: 5 },
    });
    await fill(store, 0, 12);
    const before = await everything(store);
    await store.close();
    const again = await openFolder(data);
    expect(await everything(again)).to.deep.equal(before);
    await again.close();
  });

  it('goes on without a snapshot where there is no room for one, says so, and takes it once there is', async () => {
    const errors: string[] = [];
    const log: Log = { ...silentLog, error: (_fields, message) => errors.push(message) };
    const trouble: Trouble = { room: 300, only: /snapshot|cold/ };
    const store = await openFolder(data, {
      disk: new FailingDisk(trouble),
      log,
      limits: { journalCommits: 10, idle: -1 },
    });
    await fill(store, 0, 60);
    expect(errors[0]).to.match(/no room for a snapshot/);
    expect(errors.length).to.be.below(5);
    expect(await readdir(data)).to.not.include.members(['snapshot.ndjson']);
    expect((await readdir(data)).filter((name) => name.endsWith('.tmp'))).to.deep.equal([]);
    delete trouble.room;
    await fill(store, 60, 200);
    expect(await readdir(data)).to.include('snapshot.ndjson');
    const before = await everything(store);
    await store.close();
    const again = await openFolder(data);
    expect(await everything(again)).to.deep.equal(before);
    await again.close();
  });

  it('keeps everything where the disk is full just when it closes', async () => {
    const trouble: Trouble = { only: /snapshot|cold|facts/ };
    const store = await openFolder(data, { disk: new FailingDisk(trouble) });
    await fill(store, 0, 10);
    const before = await everything(store);
    trouble.room = 100;
    await store.close();
    const again = await openFolder(data);
    expect(await everything(again)).to.deep.equal(before);
    await again.close();
  });

  it('stops where a snapshot cannot be fsynced', async () => {
    const trouble: Trouble = { syncs: 0, only: /snapshot/ };
    const store = await openFolder(data, { disk: new FailingDisk(trouble), limits: { journalCommits: 10 } });
    const { acknowledged, code } = await untilItFails(store);
    expect(code).to.equal('store.failed');
    await stoppedForGood(store, acknowledged);
  });

  it('does not start on a read-only folder, and says what to do', async () => {
    const { code, message, hint } = await failureOf(
      openFolder(data, { disk: new FailingDisk({ readOnly: true }) }),
    );
    expect(code).to.equal('store.unwritable');
    expect(message).to.match(/cannot be written: it is mounted read-only \(EROFS\)/);
    expect(hint).to.match(/DATA_DIR/);
    const store = await openFolder(data);
    await fill(store, 0, 3);
    await store.close();
    const filled = await failureOf(openFolder(data, { disk: new FailingDisk({ readOnly: true }) }));
    expect(filled.code).to.equal('store.unwritable');
    const again = await openFolder(data);
    expect(await again.status()).to.include({ seq: 3 });
    await again.close();
  });

  it('does not start where a file stands in the place of its folder', async () => {
    await writeFile(data, 'a file');
    const own = await failureOf(openFolder(data));
    expect(own.code).to.equal('store.unwritable');
    const below = await failureOf(openFolder(join(data, 'below')));
    expect(below.code).to.equal('store.unwritable');
    expect(below.message).to.match(/a file stands where a folder should be/);
  });

  it('does not start on a full disk, and leaves what is there', async () => {
    const store = await openFolder(data);
    await fill(store, 0, 3);
    await store.close();
    const fresh = await failureOf(
      openFolder(join(folder.root, 'other'), { disk: new FailingDisk({ room: 10 }) }),
    );
    expect(fresh.code).to.equal('store.unwritable');
    expect(fresh.message).to.match(/disk is full/);
    const again = await openFolder(data);
    expect(await again.status()).to.include({ seq: 3 });
    await again.close();
  });

  it('stops when somebody else writes to its journal', async () => {
    const store = await openFolder(data);
    await fill(store, 0, 3);
    const [journal = ''] = (await readdir(data)).filter((name) => name.startsWith('journal-'));
    await appendFile(join(data, journal), 'x');
    const { code, message, hint } = await failureOf(fill(store, 3, 4));
    expect(code).to.equal('store.failed');
    expect(message).to.match(/bytes where this process left/);
    expect(hint).to.match(/Only one Firstline/);
    await stoppedForGood(store, 3);
  });

  it('stops when its journal is taken away', async () => {
    const store = await openFolder(data);
    await fill(store, 0, 3);
    const [journal = ''] = (await readdir(data)).filter((name) => name.startsWith('journal-'));
    await rename(join(data, journal), join(data, 'kept'));
    await writeFile(join(data, 'empty'), '');
    await rename(join(data, 'empty'), join(data, 'kept'));
    const { code, message } = await failureOf(fill(store, 3, 4));
    expect(code).to.equal('store.failed');
    expect(message).to.match(/was removed or replaced/);
    await store.close();
  });
});
