import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FirstlineError } from '../../src/core/error.js';
import type { Problem } from '../files/problem.js';
import { manyLines } from '../files/write-article.js';
import { readCsvFile } from './csv-found.js';
import { decode } from './decode.js';
import { fetchPage } from './fetch-page.js';
import { joined, NOTHING, type Read } from './found.js';
import { isHtml, markdownOf, readHtmlPage } from './html-found.js';
import { readJson } from './json-found.js';
import { readMarkdown } from './markdown-found.js';

/** How sources are read. */
export interface SourceOptions {
  /** Of files without a byte order mark, where they are no UTF-8. */
  readonly encoding?: string;
  /** Each section of a page or a document is an article. */
  readonly split?: boolean;
  /** Addresses of private networks may be read. */
  readonly allowPrivate?: boolean;
}

/** Bytes of a file; a long document is some kilobytes. */
const MOST_BYTES = { markdown: 200_000, html: 10_000_000, csv: 50_000_000, json: 50_000_000 } as const;
/** Milliseconds for a page of the web. */
const MOST_TIME = 20_000;
/** Files of a folder. */
const MOST_FILES = 20_000;

type Kind = 'markdown' | 'html' | 'csv' | 'json';

/**
 * Reads files, folders and pages of the web. What cannot be read is a problem that names file and line; everything else
 * is read all the same. A folder is read with what is below it; hidden files and those of other kinds are left out.
 */
export async function readSources(sources: readonly string[], options: SourceOptions): Promise<Read> {
  const parts: Read[] = [];
  for (const source of sources) {
    if (/^https?:\/\//i.test(source)) parts.push(await safely(source, () => readAddress(source, options)));
    else if (/^[a-z][a-z0-9+.-]+:\/\//i.test(source)) {
      const error = new FirstlineError('articles.invalid', `${source} is no address of the web.`, {
        hint: 'It begins with https:// or http://.',
      });
      parts.push(problem(source, error));
    } else parts.push(await readPath(source, options));
  }
  return joined(parts);
}

async function readPath(path: string, options: SourceOptions): Promise<Read> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory())
    return safely(path, () => readOne(path, path, options, true, found !== undefined));
  const parts: Read[] = [];
  const names = await filesBelow(path, '', parts);
  for (const [i, name] of names.sort().entries()) {
    if (i >= MOST_FILES) {
      const error = new FirstlineError('articles.invalid', `${path} holds more than ${MOST_FILES} files.`, {
        hint: 'Import its folders one by one.',
      });
      parts.push(problem(path, error));
      break;
    }
    const full = join(path, name);
    if (!(await stat(full).catch(() => undefined))?.isFile()) continue;
    parts.push(await safely(full, () => readOne(full, full, options, false)));
  }
  return joined(parts);
}

/** What is in a folder and below it, without what is hidden; folders that cannot be read are told among `parts`. */
async function filesBelow(folder: string, above: string, parts: Read[]): Promise<string[]> {
  const names: string[] = [];
  try {
    for (const entry of await readdir(join(folder, above), { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const name = above === '' ? entry.name : `${above}/${entry.name}`;
      if (!entry.isDirectory()) names.push(name);
      else for (const inside of await filesBelow(folder, name, parts)) names.push(inside);
    }
  } catch (error) {
    parts.push(problem(join(folder, above), error));
  }
  return names;
}

async function readOne(
  path: string,
  name: string,
  options: SourceOptions,
  named: boolean,
  isThere = true,
): Promise<Read> {
  const kind = kindOfName(name);
  if (!kind && isThere) {
    const why = 'It is no Markdown, HTML, CSV or JSON.';
    if (!named) return { ...NOTHING, leftOut: [{ file: name, what: 'a file', why }] };
    throw new FirstlineError('articles.invalid', why, {
      hint: 'Its name ends in .md, .html, .csv, .tsv, .json or .jsonl.',
    });
  }
  const found = await stat(path);
  if (!kind || !found.isFile()) throw new FirstlineError('articles.invalid', `${path} is no file.`);
  refuseLarge(found.size, kind, name);
  const { text } = decode(await readFile(path), name, options.encoding);
  return readText(kind, text, name, undefined, options);
}

async function readAddress(address: string, options: SourceOptions): Promise<Read> {
  const fetched = await fetchPage(address, {
    bytes: MOST_BYTES.html,
    time: MOST_TIME,
    allowPrivate: options.allowPrivate ?? false,
  });
  const { text } = decode(fetched.bytes, address, options.encoding, fetched.charset);
  const kind = kindOfType(fetched.type) ?? kindOfName(new URL(fetched.address).pathname);
  if (kind) return readText(kind, text, address, fetched.address, options);
  throw new FirstlineError('articles.invalid', `${address} is ${fetched.type || 'of no type'}.`, {
    hint: 'It should be a page, or Markdown, CSV or JSON.',
  });
}

async function readText(
  kind: Kind,
  text: string,
  file: string,
  address: string | undefined,
  { split = false }: SourceOptions,
): Promise<Read> {
  const toMarkdown = (body: string, base?: string): string =>
    isHtml(body) ? markdownOf(body, file, base ?? address) : manyLines(body);
  refuseLarge(text.length, kind, file);
  switch (kind) {
    case 'markdown':
      return readMarkdown(text, file, { ...(address !== undefined && { address }), split });
    case 'html':
      return readHtmlPage(text, file, { ...(address !== undefined && { address }), split });
    case 'csv':
      return readCsvFile(text, file, toMarkdown);
    case 'json':
      return readJson(text, file, toMarkdown);
    default:
      return kind satisfies never;
  }
}

function refuseLarge(size: number, kind: Kind, file: string): void {
  const most = MOST_BYTES[kind];
  if (size <= most) return;
  throw new FirstlineError('articles.invalid', `${file} is larger than ${most / 1_000_000} MB.`, {
    hint: 'Divide it, and import the parts one by one.',
  });
}

function kindOfName(name: string): Kind | undefined {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase();
  switch (ending) {
    case 'md':
    case 'markdown':
      return 'markdown';
    case 'html':
    case 'htm':
    case 'xhtml':
      return 'html';
    case 'csv':
    case 'tsv':
      return 'csv';
    case 'json':
    case 'jsonl':
    case 'ndjson':
      return 'json';
    default:
      return undefined;
  }
}

function kindOfType(type: string): Kind | undefined {
  if (/^(?:text\/html|application\/xhtml\+xml)$/.test(type)) return 'html';
  if (/^(?:text|application)\/(?:csv|tab-separated-values)$/.test(type)) return 'csv';
  if (/^(?:text|application)\/(?:\w+\+)?(?:json|x-ndjson|jsonl)$/.test(type)) return 'json';
  return type === 'text/markdown' ? 'markdown' : undefined;
}

/** What goes wrong with one source leaves the others. */
async function safely(file: string, read: () => Promise<Read>): Promise<Read> {
  try {
    return await read();
  } catch (error) {
    return problem(file, error);
  }
}

function problem(file: string, error: unknown): Read {
  const { message, hint } = told(error);
  // The report names the file before it.
  const said = message.startsWith(`${file} `) ? `It${message.slice(file.length)}` : message;
  return { ...NOTHING, problems: [{ level: 'error', file, message: said, hint }] };
}

function told(error: unknown): Pick<Problem, 'message' | 'hint'> {
  if (error instanceof FirstlineError) return { message: error.message, hint: error.hint ?? 'Take it out.' };
  if (error instanceof Error && 'code' in error) {
    return { message: `It cannot be read (${error.code}).`, hint: 'Check the path and its rights.' };
  }
  const hint = 'That is a mistake of Firstline: please report it, with the file if you may.';
  return { message: `Reading it failed: ${String(error)}.`, hint };
}
