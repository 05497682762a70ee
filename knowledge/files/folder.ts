import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Article } from '../../src/core/article.js';
import { breath, inSlices, isDue } from '../slices.js';
import type { ArticleFile } from './head.js';
import { articleFiles, assembling, readOne } from './load.js';
import type { Problem } from './problem.js';

/** A folder of articles and whose they are. */
export interface KnowledgeFolder {
  readonly path: string;
  /** Firstline's own examples, until the owner has adopted them. */
  readonly starter: boolean;
}

interface Remembered {
  /** Changes whenever the file does. */
  readonly stamp: string;
  /** As it was when it could last be read. */
  readonly article?: ArticleFile;
  /** What it said then of who may read it: see `limitsIn`. */
  readonly limits: string;
  readonly problems: readonly Problem[];
}

/** Files that are looked at at once. */
const AT_ONCE = 100;

/** One folder over time: what was good stays until something better is read, what was deleted goes. */
export class FolderReader {
  readonly folder: KnowledgeFolder;
  #files = new Map<string, Remembered>();
  #articles: readonly Article[] = [];
  #errors: readonly Problem[] = [];

  constructor(folder: KnowledgeFolder) {
    this.folder = folder;
  }

  get articles(): readonly Article[] {
    return this.#articles;
  }

  /** Of the files as they are now, whether or not an older version is in use. */
  get errors(): readonly Problem[] {
    return this.#errors;
  }

  /** Reads what changed. Rejects, and then keeps everything, if the folder itself cannot be read. */
  async read(): Promise<void> {
    const files = new Map<string, Remembered>();
    const names = await articleFiles(this.folder.path);
    const stamps = await this.#stamps(names);
    if (stamps === undefined) return;
    for (const [i, file] of names.entries()) {
      if (isDue()) await breath();
      const known = this.#files.get(file);
      const stamp = stamps[i] ?? '';
      if (known && known.stamp === stamp) {
        files.set(file, known);
        continue;
      }
      const { article, problems, limits } = await readOne(this.folder.path, file);
      // Broken, but it says that others may read it now: as it was it would answer whom it is kept from.
      const isOpen = limits === '' || limits === known?.limits;
      const kept = article ? { article, limits } : isOpen ? known : undefined;
      files.set(file, { limits: '', ...kept, stamp, problems });
    }
    await breath();
    const before = new Map(this.#articles.map((article) => [article.id, article]));
    await breath();
    const readable = [...files.values()]
      .map(({ article }) => article)
      .filter((article) => article !== undefined);
    const assembled = await inSlices(assembling(readable, this.folder.starter, (id) => before.get(id)));
    this.#files = files;
    this.#articles = assembled.articles;
    this.#errors = [...[...files.values()].flatMap(({ problems }) => problems), ...assembled.errors];
  }

  /**
   * Of each file; undefined: nothing has changed. Many at once, since one after the other each would be a trip to the
   * thread pool; not all, since thousands of answers would hold up everybody.
   */
  async #stamps(names: readonly string[]): Promise<readonly string[] | undefined> {
    const stamps: string[] = [];
    let isSame = names.length === this.#files.size;
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const some = names.slice(at, at + AT_ONCE);
      const found = await Promise.all(some.map((file) => stampOf(join(this.folder.path, file))));
      isSame &&= some.every((file, i) => this.#files.get(file)?.stamp === found[i]);
      stamps.push(...found);
    }
    return isSame ? undefined : stamps;
  }
}

async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
  } catch {
    return 'gone'; // deleted since the folder was listed; reading it says so
  }
}
