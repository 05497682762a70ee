import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** A folder that is watched, with all folders in it. */
export interface Watched {
  close(): void;
}

/** What a watcher tells. */
export interface WatchListener {
  /** Something in the folder changed. */
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
}

/** Watches a folder and the folders in it. Rejects if it cannot be watched. */
export async function watchFolder(path: string, listener: WatchListener): Promise<Watched> {
  if (process.platform === 'linux') return watchEachFolder(path, listener);
  const watcher = watch(path, { recursive: true, persistent: false }, listener.changed);
  watcher.on('error', listener.failed);
  return watcher;
}

/**
 * On Linux, where a watch of a folder tells of the files in it. Node's own recursive way takes a watch of each file as
 * well: with ten thousand files it holds up everybody for a tenth of a second, and many systems grant no more than eight
 * thousand watches. Hidden folders hold no articles and are left out.
 */
async function watchEachFolder(root: string, { changed, failed }: WatchListener): Promise<Watched> {
  const watchers = new Map<string, FSWatcher>();
  let closed = false;
  const leave = (folder: string): void => {
    for (const [path, watcher] of watchers) {
      if (path !== folder && !path.startsWith(folder + sep)) continue;
      watcher.close();
      watchers.delete(path);
    }
  };
  const enter = async (folder: string): Promise<void> => {
    if (closed) return;
    leave(folder);
    const watcher = watch(folder, { persistent: false }, (event, name) => {
      changed();
      if (event === 'rename' && name !== null) look(join(folder, name)).catch(failed);
    });
    watcher.on('error', failed);
    watchers.set(folder, watcher);
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !entry.name.startsWith('.')) await enterIfThere(join(folder, entry.name));
    }
  };
  const enterIfThere = async (folder: string): Promise<void> => {
    try {
      await enter(folder);
    } catch (error) {
      leave(folder);
      if (!isMissing(error)) failed(error);
    }
  };
  /** At what came, went, or was replaced: what is there now may not be what is watched under its name. */
  const look = async (path: string): Promise<void> => {
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) return leave(path);
    await enterIfThere(path);
    if (!closed) changed(); // of what was put there before it was watched
  };
  try {
    await enter(root);
  } catch (error) {
    leave(root);
    throw error;
  }
  return {
    close() {
      closed = true;
      leave(root);
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
