import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fresh temporary folder; the data folder inside it does not exist yet. */
export async function freshFolder(): Promise<{
  readonly root: string;
  readonly data: string;
  dispose(): Promise<void>;
}> {
  const root = await mkdtemp(join(tmpdir(), 'firstline-'));
  return {
    root,
    data: join(root, 'data'),
    dispose: () => rm(root, { recursive: true, force: true }),
  };
}

/** Every file of a folder with its bytes: to see that nothing was changed. */
export async function contentsOf(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of (await readdir(folder)).sort())
    found.set(name, await readFile(join(folder, name), 'base64'));
  return found;
}
