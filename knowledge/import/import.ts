import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Article } from '../../src/core/article.js';
import { FirstlineError } from '../../src/core/error.js';
import { ANYWHERE } from '../../src/core/limits.js';
import type { Problem } from '../files/problem.js';
import { writeArticle } from '../files/write-article.js';
import { buildKnowledge } from '../serving/search.js';
import { isEncoding } from './decode.js';
import { type Draft, type DraftOptions, draftsOf, FEW_PHRASINGS } from './drafts.js';
import { type LeftOut, MOST_ARTICLES, refuseTooMany } from './found.js';
import { readSources, type SourceOptions } from './sources.js';

/** What became of a draft. */
export interface Imported {
  /** Name of its file, in the folder of the import. */
  readonly file: string;
  readonly id: string;
  readonly language: Draft['language'];
  readonly title: string;
  readonly phrasings: number;
  /** Where it was found. */
  readonly from: Draft['from'];
  /**
   * `written`; `same`: the file says this already; `kept`: another one stands there, and nobody said to overwrite it;
   * `failed`: this file, or one before it, could not be written.
   */
  readonly outcome: 'written' | 'same' | 'kept' | 'failed';
  /** The existing article that its title finds, if any is sure enough to answer. */
  readonly near?: { readonly article: string; readonly confidence: number };
  readonly notes: readonly string[];
}

/** What an import did: the JSON of `firstline import`. */
export interface ImportReport {
  readonly folder: string;
  readonly drafts: readonly Imported[];
  /** Files of drafts with fewer than three phrasings, of those that say what was found. */
  readonly needPhrasings: readonly string[];
  readonly leftOut: readonly LeftOut[];
  readonly problems: readonly Problem[];
}

/** How to import. */
export interface ImportOptions extends SourceOptions, DraftOptions {
  /** The folder that drafts go to; made where it is not there. */
  readonly folder: string;
  /** Files that stand there already are written anew. */
  readonly overwrite?: boolean;
  /** Nothing is written. */
  readonly dryRun?: boolean;
}

/**
 * Turns sources into drafts: articles with a head that are not in use until somebody has read them and taken the line
 * `draft` out. Each file is written whole or not at all, and what is good is written whatever else is not.
 *
 * @param existing The articles that there are, to find doubles.
 * @throws FirstlineError `articles.invalid` where nothing can be done at all: an unknown encoding, a folder that cannot be written
 */
export async function importArticles(
  sources: readonly string[],
  existing: readonly Article[],
  options: ImportOptions,
): Promise<ImportReport> {
  if (options.encoding !== undefined && !isEncoding(options.encoding)) {
    throw new FirstlineError('articles.invalid', `There is no encoding called ${options.encoding}.`, {
      hint: 'Such are utf-8, gbk, gb18030, big5, utf-16le, windows-1252.',
    });
  }
  const read = await readSources(sources, options);
  refuseTooMany(read.found.length, 'The whole');
  const { drafts, leftOut } = draftsOf(read.found, existing, options);
  const near = nearest(drafts, existing);
  if (!options.dryRun && drafts.length > 0) await makeFolder(options.folder);
  const imported: Imported[] = [];
  let failure: Problem | undefined;
  const fail = (error: unknown): 'failed' => {
    const why = error instanceof Error ? error.message : String(error);
    const hint = 'Check the folder and the room on the disk; what was written before stays.';
    failure = {
      level: 'error',
      file: options.folder,
      message: `A draft could not be written: ${why}.`,
      hint,
    };
    return 'failed';
  };
  for (const draft of drafts) {
    const { id, language, title, phrasings, from, notes } = draft;
    const outcome = failure ? 'failed' : await write(draft, options).catch(fail);
    const like = near(draft);
    imported.push({
      file: draft.name,
      id,
      language,
      title,
      phrasings: phrasings.length,
      from,
      outcome,
      ...(like && { near: like }),
      notes,
    });
  }
  return {
    folder: options.folder,
    drafts: imported,
    needPhrasings: imported
      .filter(
        ({ phrasings, outcome }) =>
          phrasings < FEW_PHRASINGS && (outcome === 'written' || outcome === 'same'),
      )
      .map(({ file }) => file),
    leftOut: [...leftOut, ...read.leftOut],
    problems: [...(failure ? [failure] : []), ...read.problems],
  };
}

/** Which existing article answers the title of a draft. */
function nearest(drafts: readonly Draft[], existing: readonly Article[]): (draft: Draft) => Imported['near'] {
  if (drafts.length === 0 || drafts.length > MOST_ARTICLES || existing.length === 0) return () => undefined;
  const knowledge = buildKnowledge(existing, {});
  const audiences = [...new Set(existing.map(({ audience }) => audience))];
  return ({ title }) => {
    const found = knowledge.search({ text: title, audiences, platform: ANYWHERE, starters: true });
    const [best] = found.candidates;
    return found.outcome === 'answer' && best
      ? { article: best.article, confidence: Math.round(best.confidence * 100) / 100 }
      : undefined;
  };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new FirstlineError('articles.invalid', `The folder ${folder} cannot be made.`, {
      hint: 'Name another one with --out.',
      cause,
    });
  }
}

async function write(
  draft: Draft,
  { folder, overwrite, dryRun }: ImportOptions,
): Promise<Imported['outcome']> {
  const path = join(folder, draft.name);
  const text = writeArticle(draft);
  const there = await textAt(path);
  if (there === text) return 'same';
  if (there !== undefined && !overwrite) return 'kept';
  if (dryRun) return 'written';
  // Beside it and then in its place: whatever happens, no half of a file is ever read.
  const beside = join(folder, `.${draft.name}.part`);
  try {
    await writeFile(beside, text);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  return 'written';
}

/** What a file says; undefined where there is none, null where one stands there that may not be read. */
async function textAt(path: string): Promise<string | undefined | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // A folder there is told where its name is written to.
    return code === 'ENOENT' || code === 'EISDIR' ? undefined : null;
  }
}
