import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Act } from './platform.js';

/** Who can tell that something is lost. */
export interface Proof {
  /**
   * Called right after it was done, before anything can be told of it. Whoever has done the same before, and taken it
   * back, has an event in the store that begins in the same way.
   */
  done(act: Act): void;
  /** The platform will not tell it, whoever could have heard it is dead, and it is not in the store. */
  isLost(act: Act): Promise<boolean>;
  /** What is known of it, for a failure: `slack:… is not told any more, is in the store`. */
  tell(act: Act): Promise<string>;
}

/** Asks the platform, the deaths of the bot, and the files of its store. */
export function createProof(dataDir: string, kills: () => number): Proof {
  /** Deaths when it was first seen that nothing is told any more. */
  const gone = new WeakMap<Act, number>();
  /** Events in the store when it was done that begin like its own. */
  const earlier = new WeakMap<Act, number>();
  const isKept = async (act: Act): Promise<boolean> =>
    eventsIn(await readStore(dataDir), act.event) > (earlier.get(act) ?? 0);
  return {
    done(act) {
      if (act.loss) earlier.set(act, eventsIn(readStoreNow(dataDir), act.event));
    },
    async isLost(act) {
      if (!act.gone()) return false;
      const since = gone.get(act);
      if (since === undefined) gone.set(act, kills());
      // Whoever heard it may still be at it.
      if (since === undefined || kills() <= since) return false;
      return !(await isKept(act));
    },
    async tell(act) {
      const told = act.gone() ? 'is not told any more' : 'may still be told';
      return `${act.event} ${told}, ${(await isKept(act)) ? 'is' : 'is not'} in the store`;
    },
  };
}

/** How many events are there in whose ids this stands, by what follows it. */
function eventsIn(store: string, beginning: string): number {
  const [, ...rests] = store.split(beginning);
  return new Set(rests.map((rest) => rest.slice(0, rest.indexOf('"')))).size;
}

/** As {@link readStore}, at once. */
function readStoreNow(folder: string): string {
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => readIfThere(join(folder, name)));
  return texts.map((text) => text.slice(0, text.lastIndexOf('\n') + 1)).join('');
}

/** A snapshot may have taken its place. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
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
