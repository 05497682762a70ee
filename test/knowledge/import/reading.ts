import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Read } from '../../../knowledge/import/found.js';
import { readSources, type SourceOptions } from '../../../knowledge/import/sources.js';

/** What stands in a folder of these files. */
export async function reading(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: SourceOptions = {},
): Promise<Read> {
  const folder = await mkdtemp(join(tmpdir(), 'firstline-import-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    const read = await readSources([folder], options);
    // What is said of a file names it as it was given.
    return JSON.parse(JSON.stringify(read).replaceAll(`${folder}/`, '')) as Read; // plain data
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Question and answer of everything that was found. */
export function pairs({ found }: Read): (readonly [string, string])[] {
  return found.map(({ questions, answer }) => [questions.join(' / '), answer]);
}

/** A page with this body. */
export const page = (body: string, head = ''): string =>
  `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`;
