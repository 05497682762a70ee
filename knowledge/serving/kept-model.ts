import { createHash } from 'node:crypto';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Article } from '../../src/core/article.js';
import { silentLog } from '../../src/core/ports/ambient.js';
import { isMissing, readWhole, writeWhole } from '../kept-file.js';
import { inSlices } from '../slices.js';
import { type KnowledgeOptions, type Model, trainModel, UNKNOWN, versionOf, WRONG } from './model.js';
import { decodeModel, encodeModel } from './model-file.js';

/** Where a model is kept: a folder, and in it a file that is named after what the model was made of. */
export interface Shelf {
  readonly folder: string;
  /** See `codeMark`. The build has none: it makes its models anew with the code. */
  readonly mark?: string;
  /** How many models there are of the present articles, one for each selection of them. Default 1. */
  readonly present?: number;
}

/** Trains these articles and keeps the model. */
export async function keepModel(
  folder: string,
  articles: readonly Article[],
  options: KnowledgeOptions = {},
): Promise<void> {
  const model = trainModel(articles, options);
  await writeKept({ folder }, model.version, options, encodeModel(model));
}

/** The model of exactly these articles, this dial and these terms, if it is kept there and whole. */
export async function keptModel(
  shelf: Shelf,
  articles: readonly Article[],
  options: KnowledgeOptions & { readonly version?: string } = {},
): Promise<Model | undefined> {
  const version = options.version ?? versionOf(articles);
  const file = fileOf(shelf, version, options);
  try {
    const model = await inSlices(decodeModel((await readWhole(file)).buffer, articles));
    if (model.version !== version) throw new Error('It is a model of other articles.');
    // Those that were used last are kept longest.
    await utimes(file, new Date(), new Date()).catch(() => undefined);
    return model;
  } catch (error) {
    // Cut off, damaged, not to be read: nothing is lost but the time to train.
    const log = options.log ?? silentLog;
    if (!isMissing(error)) log.warn({ file, err: error }, 'the kept model cannot be read; training anew');
    return undefined;
  }
}

/** Models kept in one folder beside the present ones; of articles that are being edited each version makes some. */
const SPARE = 7;
/** No file takes longer to be written, in milliseconds. */
const WRITING = 3_600_000;

/**
 * Keeps the bytes of a model: see `writeWhole`. Files that have not been used for the longest time go. Rejects if it
 * cannot be written.
 */
export async function writeKept(
  shelf: Shelf,
  version: string,
  options: KnowledgeOptions,
  bytes: ArrayBuffer,
): Promise<void> {
  await writeWhole(fileOf(shelf, version, options), new Uint8Array(bytes));
  await tidy(shelf);
}

/** Removes what nobody will read: models that were not used for long, and files that a killed process began. */
async function tidy({ folder, present = 1 }: Shelf): Promise<void> {
  try {
    const names = (await readdir(folder)).filter((name) => /\.(?:model|part)$/.test(name));
    const files = await Promise.all(
      // One that is gone meanwhile was taken away by whoever tidies at the same time.
      names.map(async (name) => ({
        name,
        used: await stat(join(folder, name)).then(
          // A clock that was ahead has left times that are still to come; they say nothing.
          ({ mtimeMs }) => (mtimeMs > Date.now() + WRITING ? 0 : mtimeMs),
          () => 0,
        ),
      })),
    );
    const models = files.filter(({ name }) => name.endsWith('.model'));
    const old = models.sort((a, b) => b.used - a.used).slice(present + SPARE);
    // Another process may be writing its own; what is old was begun by one that is gone.
    const begun = files.filter(({ name, used }) => name.endsWith('.part') && used < Date.now() - WRITING);
    for (const { name } of [...old, ...begun]) await rm(join(folder, name), { force: true });
  } catch {
    // Nothing is wrong with what was written; the next one tidies.
  }
}

function fileOf(
  { folder, mark = '' }: Shelf,
  version: string,
  { wrong = WRONG, unknown = UNKNOWN, terms = [] }: KnowledgeOptions,
): string {
  const made = createHash('sha256').update(JSON.stringify([version, wrong, unknown, terms, mark]));
  return join(folder, `${made.digest('hex').slice(0, 16)}.model`);
}
