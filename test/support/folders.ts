import { mkdtemp, rm } from 'node:fs/promises';
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
