import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Watched, watchFolder } from '../../../knowledge/files/watch.js';

describe('a watched folder', () => {
  let root: string;
  let watched: Watched | undefined;
  let changes = 0;
  const errors: unknown[] = [];
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'firstline-watch-'));
    errors.splice(0);
    for (const folder of ['it', 'it/network', '.git']) await mkdir(join(root, folder));
    for (const file of ['a.md', 'it/b.md', 'it/network/c.md', '.git/HEAD'])
      await writeFile(join(root, file), 'before');
  });
  afterEach(async () => {
    watched?.close();
    watched = undefined;
    await rm(root, { recursive: true });
    expect(errors).to.deep.equal([]);
  });

  const begin = async (): Promise<void> => {
    watched = await watchFolder(root, {
      changed: () => {
        changes += 1;
      },
      failed: (error) => errors.push(error),
    });
  };
  const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150));
  /** Whether anything is told of what is done. */
  const tells = async (work: () => Promise<void>): Promise<boolean> => {
    await quiet();
    changes = 0;
    await work();
    for (let waited = 0; changes === 0 && waited < 20; waited++) await quiet();
    return changes > 0;
  };
  const write = (file: string) => (): Promise<void> => writeFile(join(root, file), `${Math.random()}`);

  it('tells of each file that changes, at any depth', async () => {
    await begin();
    for (const file of ['a.md', 'it/b.md', 'it/network/c.md', 'it/network/new.md'])
      expect(await tells(write(file)), file).to.equal(true);
  });

  it('tells of files in folders that came, were renamed, or were replaced', async () => {
    await begin();
    await mkdir(join(root, 'hr/leave'), { recursive: true });
    expect(await tells(write('hr/leave/d.md'))).to.equal(true);
    await rename(join(root, 'it'), join(root, 'technology'));
    expect(await tells(write('technology/network/c.md'))).to.equal(true);
    await rm(join(root, 'hr'), { recursive: true });
    await mkdir(join(root, 'hr/leave'), { recursive: true });
    expect(await tells(write('hr/leave/d.md'))).to.equal(true);
    expect(await tells(() => rm(join(root, 'hr/leave/d.md')))).to.equal(true);
  });

  it('tells nothing any more when it is closed', async () => {
    await begin();
    await quiet();
    watched?.close();
    changes = 0;
    await write('a.md')();
    await write('it/b.md')();
    await quiet();
    expect(changes).to.equal(0);
  });

  it('cannot be one that is not there', async () => {
    const found = await watchFolder(join(root, 'nowhere'), {
      changed: () => undefined,
      failed: () => undefined,
    }).then(
      () => 'watched',
      (error: NodeJS.ErrnoException) => error.code,
    );
    expect(found).to.equal('ENOENT');
  });

  it('takes one watch of each folder on Linux, however many files there are, and gives them back', async function () {
    if (process.platform !== 'linux') this.skip();
    for (let i = 0; i < 50; i++) await write(`it/file-${i}.md`)();
    const before = await countWatches();
    await begin();
    expect(await countWatches()).to.equal(before + 3);
    await mkdir(join(root, 'hr'));
    await rm(join(root, 'it/network'), { recursive: true });
    await rename(join(root, 'it'), join(root, 'technology'));
    await quiet();
    expect(await countWatches()).to.equal(before + 3);
    watched?.close();
    await quiet();
    expect(await countWatches()).to.equal(before);
  });
});

/** Watches of this process, as Linux tells. */
async function countWatches(): Promise<number> {
  let count = 0;
  for (const fd of await readdir('/proc/self/fdinfo')) {
    const text = await readFile(`/proc/self/fdinfo/${fd}`, 'utf8').catch(() => '');
    count += text.split('\n').filter((line) => line.startsWith('inotify ')).length;
  }
  return count;
}
