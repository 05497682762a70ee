import { createHash } from 'node:crypto';
import { accessSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { endianness } from 'node:os';
import { basename, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { breath, isDue } from './slices.js';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The folder of these modules as single files; the bundled command lies beside it. */
const modules = basename(here) === 'knowledge' ? here : join(here, 'knowledge');

/** Where a file lies that belongs to these modules. */
export function moduleFile(name: string): string {
  return join(modules, name);
}

/** `.js`, or `.ts` where the sources themselves run, by way of a loader. */
const extension = extname(fileURLToPath(import.meta.url));

/** Starts a module of this folder as a thread. Throws if it does not lie there as a file of its own. */
export function startThread(name: string, options: WorkerOptions): Worker {
  const file = join(modules, `${name}${extension}`);
  accessSync(file);
  if (extension !== '.ts') return new Worker(file, options);
  // Node 20 takes a loader to its threads only where they ask for it.
  const [loader, source] = [import.meta.resolve('tsx/esm/api'), pathToFileURL(file)].map((url) =>
    JSON.stringify(url),
  );
  return new Worker(`import(${loader}).then((tsx) => { tsx.register(); return import(${source}); });`, {
    ...options,
    eval: true,
  });
}

/** What belongs to these modules and is no module, from their folder. */
const TABLES = ['meaning/en.bin', 'meaning/zh.bin'];

/** What texts are taken apart with beside this folder: ours, and of packages. */
const OF_CORE = ['traditional'];
const OF_OTHERS = [
  'natural/lib/natural/stemmers/porter_stemmer.js',
  'opencc-js/dict/TSCharacters',
  'opencc-js/dict/TWPhrasesRev',
];

/**
 * A mark of all code and tables that a trained model depends on: a model is good for what trained it. It is taken from
 * the files themselves, so nobody has to remember to raise a number. Undefined where they are not there, as in a
 * host that bundles everything into one file.
 */
export async function codeMark(folder = modules): Promise<string | undefined> {
  try {
    const names = (await readdir(folder, { recursive: true }))
      .filter((name) => extname(name) === extension && !name.endsWith('.d.ts'))
      .sort();
    const { resolve } = createRequire(import.meta.url);
    const files = [
      ...[...names, ...TABLES].map((name) => join(folder, name)),
      ...OF_CORE.map((name) => join(folder, '..', 'src', 'core', `${name}${extension}`)),
      ...OF_OTHERS.map((name) => resolve(name)),
    ];
    const mark = createHash('sha256');
    // How letters are taken apart depends on the Unicode of Node, how numbers lie on the machine.
    mark.update(`${process.versions.unicode} ${endianness()}`);
    for (const text of await Promise.all(files.map((file) => readFile(file)))) {
      if (isDue()) await breath();
      mark.update(text);
    }
    return mark.digest('hex').slice(0, 16);
  } catch {
    return undefined;
  }
}
