import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  askOnce,
  buildKnowledge,
  dialogs,
  dutyAt,
  knowledgeOf,
  loadArticles,
  loadConfig,
  sections,
  settingsOf,
  starterFolder,
} from '../../main.js';
import type { createEngine } from '../../src/engine/engine.js';
import type { realDisk } from '../../src/store/disk.js';
import type { openStore } from '../../src/store/lowdb/store.js';

/** What is measured: the modules in `dist/` that the command is put together from, since a loader's are slower. */
export interface Built {
  readonly askOnce: typeof askOnce;
  readonly buildKnowledge: typeof buildKnowledge;
  readonly createEngine: typeof createEngine;
  readonly dialogs: typeof dialogs;
  readonly dutyAt: typeof dutyAt;
  readonly knowledgeOf: typeof knowledgeOf;
  readonly loadArticles: typeof loadArticles;
  readonly loadConfig: typeof loadConfig;
  readonly openStore: typeof openStore;
  readonly realDisk: typeof realDisk;
  readonly sections: typeof sections;
  readonly settingsOf: typeof settingsOf;
  readonly starterFolder: typeof starterFolder;
}

/** Loads the built parts of a package. */
export async function loadBuild(folder: string): Promise<Built> {
  const load = async (file: string): Promise<object> =>
    import(pathToFileURL(join(folder, 'dist', file)).href);
  const [main, engine, store, disk] = await Promise.all([
    load('main.js'),
    load('src/engine/engine.js'),
    load('src/store/lowdb/store.js'),
    load('src/store/disk.js'),
  ]);
  return { ...main, ...engine, ...store, ...disk } as Built; // built from the modules that the type is of
}

/** What is wrong with the build, if anything: there is none, or a source is younger. */
export async function staleBuild(folder: string): Promise<string | undefined> {
  const built = await stat(join(folder, 'dist/cli.js')).catch(() => undefined);
  if (!built) return 'There is no build. Run: npm run build';
  const names = ['main.ts', 'compose.ts', 'set-up.ts', 'cli.ts'];
  for (const part of ['commands', 'src', 'knowledge', 'dialogs', 'adapters']) {
    const files = await readdir(join(folder, part), { recursive: true }).catch(() => []);
    names.push(...files.filter((file) => /\.ts$/.test(file)).map((file) => join(part, file)));
  }
  for (const name of names) {
    const source = await stat(join(folder, name)).catch(() => undefined);
    if (source && source.mtimeMs > built.mtimeMs) {
      return `${name} is younger than dist/: the figures are of the older build. Run: npm run build`;
    }
  }
  return undefined;
}
