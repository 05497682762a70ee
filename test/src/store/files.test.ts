import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { openFiles } from '../../../src/store/files.js';
import { filesContract } from '../../contracts/files.js';
import { stoppedClock } from '../../contracts/store-values.js';
import { DroppingDisk, FailingDisk } from '../../support/disks.js';
import { freshFolder } from '../../support/folders.js';
import { failureOf } from '../../support/store-folder.js';

filesContract('The folder spool', async () => {
  const folder = await freshFolder();
  return {
    open: (clock, limits) => openFiles({ folder: folder.data, clock, limits }),
    dispose: folder.dispose,
  };
});

describe('The folder spool', () => {
  const META = { name: 'a.txt', type: 'text/plain' };
  let folder: Awaited<ReturnType<typeof freshFolder>>;

  beforeEach(async () => {
    folder = await freshFolder();
  });
  afterEach(() => folder.dispose());

  it('removes what an interrupted write left', async () => {
    await mkdir(folder.data);
    await writeFile(join(folder.data, '0011.tmp'), 'half');
    await openFiles({ folder: folder.data, clock: stoppedClock() });
    expect(await readdir(folder.data)).to.deep.equal([]);
  });

  it('refuses on a full disk, and leaves nothing', async () => {
    const files = await openFiles({
      folder: folder.data,
      clock: stoppedClock(),
      disk: new FailingDisk({ room: 3 }),
    });
    const failure = await failureOf(files.put(Readable.from([Buffer.from('hello')]), META));
    expect(failure.code).to.equal('files.refused');
    expect(await readdir(folder.data)).to.deep.equal([]);
  });

  it('tells the owner while it is full, and that it is over once there is room', async () => {
    const told: string[] = [];
    const alarm = {
      raise: (key: string, words: string) => void told.push(`${key}: ${words}`),
      clear: (key: string) => void told.push(`${key} is over`),
    };
    const clock = stoppedClock();
    const limits = { totalBytes: 10 };
    const files = await openFiles({ folder: folder.data, clock, limits, alarm });
    await files.put(Readable.from([Buffer.from('1234567890')]), META);
    expect(told).to.deep.equal([]);
    await failureOf(files.put(Readable.from([Buffer.from('x')]), META));
    expect(told.splice(0)).to.deep.equal([
      'files: The spool of files is full (10 B): no more are taken. Raise files.total-size.',
    ]);
    clock.at += 1;
    await files.sweep({ before: clock.at, keep: new Set() });
    expect(told.splice(0)).to.deep.equal(['files is over']);
    const full = await openFiles({ folder: folder.data, clock, alarm, disk: new FailingDisk({ room: 3 }) });
    await failureOf(full.put(Readable.from([Buffer.from('hello')]), META));
    expect(told).to.deep.equal(['files: The disk is full: no files are taken.']);
  });

  it('refuses where the fsync fails, and leaves nothing', async () => {
    const files = await openFiles({
      folder: folder.data,
      clock: stoppedClock(),
      disk: new FailingDisk({ syncs: 0 }),
    });
    const failure = await failureOf(files.put(Readable.from([Buffer.from('hello')]), META));
    expect(failure.code).to.equal('files.refused');
    expect(await readdir(folder.data)).to.deep.equal([]);
  });

  it('has fsynced a file and its name before it says what it is called', async () => {
    const shadow = join(folder.root, 'shadow');
    await mkdir(shadow);
    const disk = new DroppingDisk({ shadow, random: Math.random });
    const files = await openFiles({ folder: folder.data, clock: stoppedClock(), disk });
    const ref = await files.put(Readable.from([Buffer.from('hello')]), META);
    // Looked at past the disk that drops: what a power cut would leave.
    const after = await openFiles({ folder: folder.data, clock: stoppedClock() });
    const parts: Buffer[] = [];
    for await (const part of await after.get(ref.digest)) parts.push(part);
    expect(Buffer.concat(parts).toString()).to.equal('hello');
  });

  it('tells a damaged file while it is read', async () => {
    const files = await openFiles({ folder: folder.data, clock: stoppedClock() });
    const ref = await files.put(Readable.from([Buffer.from('hello')]), META);
    await writeFile(join(folder.data, ref.digest), 'jello');
    const reading = (async () => {
      for await (const _ of await files.get(ref.digest));
    })();
    expect((await failureOf(reading)).code).to.equal('files.missing');
  });
});
