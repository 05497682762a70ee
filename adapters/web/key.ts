import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { FirstlineError } from '../../src/core/error.js';

const LENGTH = 32;

/**
 * The secret that signs sign-in links, kept in the data folder under `web.key` (mode 0600). Made at first use; two
 * processes that make it at once end up with the same one.
 */
export async function loadKey(folder: string): Promise<Buffer> {
  const file = join(folder, 'web.key');
  const known = await read(file);
  if (known) return known;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fresh = join(folder, `web.key.${process.pid}.${randomBytes(4).toString('hex')}.tmp`);
  const handle = await open(fresh, 'wx', 0o600);
  try {
    await handle.writeFile(randomBytes(LENGTH));
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(fresh, file); // refuses where somebody else was first
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // node's fs rejects with ErrnoException
  } finally {
    await unlink(fresh);
  }
  const made = await read(file);
  if (!made) throw new Error(`${file} is gone right after it was made`);
  return made;
}

async function read(file: string): Promise<Buffer | undefined> {
  try {
    const key = await readFile(file);
    if (key.length === LENGTH) return key;
    throw new FirstlineError('store.damaged', `${file} does not hold ${LENGTH} bytes.`, {
      hint: 'Delete it: a new one is made, and everybody signs in again with a new link.',
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // node's fs rejects with ErrnoException
    throw error;
  }
}
