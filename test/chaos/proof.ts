import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Act } from './platform.js';

/** Who can tell that something is lost. */
export interface Proof {
  /** The platform will not tell it, whoever could have heard it is dead, and it is not in the store. */
  isLost(act: Act): Promise<boolean>;
  /** What is known of it, for a failure: `slack:… is not told any more, is in the store`. */
  tell(act: Act): Promise<string>;
}

/** Asks the platform, the deaths of the bot, and the files of its store. */
export function createProof(dataDir: string, kills: () => number): Proof {
  /** Deaths when it was first seen that nothing is told any more. */
  const gone = new WeakMap<Act, number>();
  return {
    async isLost(act) {
      if (!act.gone()) return false;
      const since = gone.get(act);
      if (since === undefined) gone.set(act, kills());
      // Whoever heard it may still be at it.
      if (since === undefined || kills() <= since) return false;
      return !(await readStore(dataDir)).includes(act.event);
    },
    async tell(act) {
      const told = act.gone() ? 'is not told any more' : 'may still be told';
      const isKept = (await readStore(dataDir)).includes(act.event);
      return `${act.event} ${told}, ${isKept ? 'is' : 'is not'} in the store`;
    },
  };
}

/** What the files of the store hold, as JSON: everything that was taken in is in its journal or in a snapshot. */
export async function readStore(folder: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      const texts: string[] = [];
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const text = await readFile(join(folder, entry.name), 'utf8');
        // Of a line without an end nothing is read.
        texts.push(text.slice(0, text.lastIndexOf('\n') + 1));
      }
      return texts.join('');
    } catch (error) {
      // A snapshot took the place of a file while we looked.
      if (attempt === 5) throw error;
    }
  }
}
