import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { lockFolder } from '../../../../src/store/lowdb/lock.js';
import { freshFolder } from '../../../support/folders.js';
import type { ChildTask } from '../../../support/store-child.js';
import { failureOf, fill, openFolder } from '../../../support/store-folder.js';

const CHILD = fileURLToPath(new URL('../../../support/store-child.ts', import.meta.url));

describe('The lock of a data folder', function () {
  this.timeout(30_000);
  let folder: Awaited<ReturnType<typeof freshFolder>>;
  let children: ChildProcess[];

  beforeEach(async () => {
    folder = await freshFolder();
    children = [];
  });
  afterEach(async () => {
    for (const child of children) await killed(child);
    await folder.dispose();
  });

  /** A child process that works on the folder; resolves with what it says first, or with its complaint. */
  async function child(job: ChildTask['job']): Promise<{ child: ChildProcess; said: string }> {
    const task: ChildTask = { folder: folder.data, job, disk: 'real', shadow: folder.root, seed: 1 };
    const found = spawn(process.execPath, ['--import', 'tsx', CHILD, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(found);
    let complaint = '';
    found.stderr.setEncoding('utf8').on('data', (text) => {
      complaint += text;
    });
    const said = await new Promise<string>((resolve) => {
      found.stdout.setEncoding('utf8').once('data', (text) => resolve(String(text)));
      found.once('close', () => resolve(complaint));
    });
    return { child: found, said };
  }

  it('refuses a second process, and names the first', async () => {
    const holder = await child('hold');
    expect(holder.said).to.equal('open\n');
    const { code, message, hint } = await failureOf(openFolder(folder.data));
    expect(code).to.equal('store.locked');
    expect(message).to.include(`Process ${holder.child.pid} works on the data folder`);
    expect(hint).to.include(`Stop process ${holder.child.pid}`);
  });

  it('refuses a second process that comes from outside', async () => {
    const store = await openFolder(folder.data);
    await fill(store, 0, 3);
    const { said } = await child('hold');
    expect(said).to.include('store.locked').and.include(`Process ${process.pid}`);
    await fill(store, 3, 5);
    await store.close();
    expect((await child('hold')).said).to.equal('open\n');
  });

  it('refuses the same process twice', async () => {
    const store = await openFolder(folder.data);
    expect(await failureOf(openFolder(folder.data))).to.include({ code: 'store.locked' });
    await store.close();
    await (await openFolder(folder.data)).close();
  });

  it('is not left behind by a process that is killed', async () => {
    const holder = await child('hold');
    await killed(holder.child);
    const store = await openFolder(folder.data);
    await store.close();
  });

  it('is let go where the start was refused for another reason', async () => {
    await mkdir(folder.data);
    const store = await openFolder(folder.data);
    await store.close();
    await (await openFolder(folder.data)).close();
  });

  it('holds two folders apart', async () => {
    const other = await freshFolder();
    const stores = await Promise.all([openFolder(folder.data), openFolder(other.data)]);
    for (const store of stores) await store.close();
    await other.dispose();
  });

  it('does the same by a socket file, for systems without abstract sockets', async () => {
    await mkdir(folder.data);
    const holder = await child('lock-file');
    const refused = await failureOf(lockFolder(folder.data, 'file'));
    expect(refused.code).to.equal('store.locked');
    expect(refused.message).to.include(`Process ${holder.child.pid}`);
    await killed(holder.child);
    const lock = await lockFolder(folder.data, 'file');
    expect((await failureOf(lockFolder(folder.data, 'file'))).code).to.equal('store.locked');
    await lock.release();
    await (await lockFolder(folder.data, 'file')).release();
  });
});

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await closed;
}
