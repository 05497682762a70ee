import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Log } from '../../src/core/ports/ambient.js';
import type { LabelledText } from '../files/csv.js';
import { isMissing, readWhole, writeWhole } from '../kept-file.js';
import { codeMark } from '../modules.js';
import type { TextModel } from './text-classifier.js';

const ENDING = '.moods';

/**
 * The file in a folder in which a model of just these texts is kept: it is named after them and the code that learns.
 * Undefined where the code's own files are not there, as in a host that bundles everything into one.
 */
export async function moodsFile(folder: string, texts: readonly LabelledText[]): Promise<string | undefined> {
  const mark = await codeMark();
  if (mark === undefined) return undefined;
  // How values are written depends on the engine.
  const made = createHash('sha256').update(JSON.stringify([mark, process.versions.v8]));
  for (const { text, label } of texts) made.update(JSON.stringify([text, label]));
  return join(folder, `${made.digest('hex').slice(0, 16)}${ENDING}`);
}

/** The model that is kept in a file, if it is there and whole. */
export async function readMoodsModel(file: string, log: Log): Promise<TextModel | undefined> {
  try {
    return deserialize(await readWhole(file)) as TextModel; // the name says what was written, the digest that it is whole
  } catch (error) {
    if (!isMissing(error)) log.warn({ file, err: error }, 'the kept moods cannot be read; learning anew');
    return undefined;
  }
}

/** Keeps a model in its file, in place of those of other texts. Rejects if it cannot be written. */
export async function writeMoodsModel(folder: string, file: string, model: TextModel): Promise<void> {
  await writeWhole(file, serialize(model));
  const others = (await readdir(folder)).filter((name) => name.endsWith(ENDING));
  for (const name of others) if (join(folder, name) !== file) await rm(join(folder, name), { force: true });
}
