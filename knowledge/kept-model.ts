import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Article } from '../src/core/article.js';
import { silentLog } from '../src/core/ports/ambient.js';
import { type KnowledgeOptions, type Model, trainModel, UNKNOWN, versionOf, WRONG } from './search.js';

/**
 * Trains these articles and keeps the model in a folder, in a file that is named after what it was made of. It is good
 * for the same version of this code only: whoever keeps it makes it anew whenever the code is built.
 */
export async function keepModel(
  folder: string,
  articles: readonly Article[],
  options: KnowledgeOptions = {},
): Promise<void> {
  const model = trainModel(articles, options);
  const { ranker } = model;
  // Whoever reads it has the articles already.
  const bare: Model = { ...model, ranker: { ...ranker, corpus: { ...ranker.corpus, articles: [] } } };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, nameOf(model.version, options)), serialize(bare));
}

/** The model of exactly these articles and this dial, if it is kept in the folder and can be read. */
export async function keptModel(
  folder: string,
  articles: readonly Article[],
  options: KnowledgeOptions = {},
): Promise<Model | undefined> {
  const version = versionOf(articles);
  const file = join(folder, nameOf(version, options));
  try {
    const model = deserialize(await readFile(file)) as Model; // what keepModel wrote, by its name
    const { ranker } = model;
    return { ...model, ranker: { ...ranker, corpus: { ...ranker.corpus, articles } } };
  } catch (error) {
    // Written by a newer Node, damaged: nothing is lost but the time to train.
    const log = options.log ?? silentLog;
    if (!isMissing(error)) log.warn({ file, err: error }, 'the kept model cannot be read; training anew');
    return undefined;
  }
}

function nameOf(version: string, { wrong = WRONG, unknown = UNKNOWN }: KnowledgeOptions): string {
  const dial = createHash('sha256').update(JSON.stringify([version, wrong, unknown]));
  return `${dial.digest('hex').slice(0, 16)}.model`;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
