import { readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Article, Translation } from '../../src/core/article.js';
import { FirstlineError } from '../../src/core/error.js';
import { LANGUAGES, type Language } from '../../src/core/language.js';
import { decodeUtf8 } from '../../src/core/utf8.js';
import { atOnce, breath, isDue, type Steps } from '../slices.js';
import { type ArticleFile, limitsIn, readArticleFile } from './head.js';
import { type JoinedLookup, joinLookups } from './lookups.js';
import type { Problem } from './problem.js';

/** A folder of articles, read. */
export interface Loaded {
  readonly articles: readonly Article[];
  /** Errors of all files, in order of file and line. */
  readonly errors: readonly Problem[];
  /** The files that were read without error: where phrasings and keys stand. */
  readonly files: readonly ArticleFile[];
  /** Files that are not in use until somebody has read them. */
  readonly drafts: readonly ArticleFile[];
}

/** Reads every `.md` file of a folder and its subfolders. A `README.md` and hidden files are no articles. */
export async function loadArticles(
  folder: string,
  options: { readonly starter?: boolean } = {},
): Promise<Loaded> {
  const files: ArticleFile[] = [];
  const errors: Problem[] = [];
  for (const file of await articleFiles(folder)) {
    const read = await readOne(folder, file);
    errors.push(...read.problems);
    if (read.article) files.push(read.article);
  }
  const assembled = assemble(files, options.starter ?? false);
  return {
    articles: assembled.articles,
    errors: inOrder([...errors, ...assembled.errors]),
    files: files.filter(({ draft }) => !draft),
    drafts: files.filter(({ draft }) => draft),
  };
}

/**
 * Several folders as one: of two articles with the same id the one of the earlier folder counts. That is an error, but
 * for a starter article, which the owner's is meant to replace.
 */
export function mergeArticles(parts: readonly Loaded[]): Loaded {
  const articles = new Map<string, Article>();
  const errors: Problem[] = [];
  for (const article of parts.flatMap((part) => part.articles)) {
    const there = articles.get(article.id);
    if (!there) articles.set(article.id, article);
    else if (there.starter === article.starter) errors.push(alreadyThere(article, there));
  }
  return {
    articles: [...articles.values()],
    errors: [...parts.flatMap((part) => part.errors), ...errors],
    files: parts.flatMap((part) => part.files).filter((file) => articles.has(file.id)),
    drafts: parts.flatMap((part) => part.drafts),
  };
}

function alreadyThere(article: Article, there: Article): Problem {
  return {
    level: 'error',
    file: fileOf(article),
    message: `The article "${article.id}" stands in ${fileOf(there)} of another folder already, which counts.`,
    hint: 'Give one of the two another id, or take it out.',
  };
}

function fileOf({ translations }: Article): string {
  return translations.en?.file ?? translations.zh?.file ?? '';
}

/** Names of the article files of a folder, sorted, with `/` between folders. */
export async function articleFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  try {
    await list(folder, '', files);
  } catch (cause) {
    throw new FirstlineError('config.missing', `The knowledge folder ${folder} cannot be read.`, {
      hint: 'Create it, give the right to read it and what is in it, or name another one.',
      cause,
    });
  }
  await breath();
  return files.sort();
}

/** Not by the recursive way of Node, which holds up everybody for 40 ms where there are ten thousand files. */
async function list(folder: string, above: string, files: string[]): Promise<void> {
  const entries = await readdir(join(folder, above), { withFileTypes: true });
  await breath();
  const below: string[] = [];
  for (const entry of entries) {
    if (isDue()) await breath();
    const file = `${above}${entry.name}`;
    if (isArticleFile(file)) files.push(file);
    if (entry.isDirectory()) below.push(`${file}/`);
  }
  for (const path of below) await list(folder, path, files);
}

/** Whether a path inside the folder is that of an article. */
function isArticleFile(file: string): boolean {
  const parts = file.split('/');
  const name = parts.at(-1) ?? '';
  return /\.md$/i.test(name) && !/^readme\.md$/i.test(name) && !parts.some((part) => part.startsWith('.'));
}

/** A long article is some kilobytes. */
const MOST_BYTES = 1024 * 1024;

function noArticle(file: string): Problem {
  const message = 'It is no file of text, or one of more than 1 MB.';
  return { level: 'error', file, message, hint: 'Take it out of the folder, or make it shorter.' };
}

/** A file of a folder as it was read. */
export interface ReadFile {
  readonly article?: ArticleFile;
  readonly problems: readonly Problem[];
  /** See {@link limitsIn}; empty where nothing could be read. */
  readonly limits: string;
}

/** Reads one file of a folder; one that cannot be read is a problem, not an exception. */
export async function readOne(folder: string, file: string): Promise<ReadFile> {
  const unread = (problem: Problem, limits = ''): ReadFile => ({ problems: [problem], limits });
  let bytes: Uint8Array;
  try {
    const path = join(folder, file);
    const found = statSync(path);
    // Reading a pipe or a device would wait for ever, and everything with it.
    if (!found.isFile() || found.size > MOST_BYTES) return unread(noArticle(file));
    // At once: through the thread pool eighty small files take 40 ms instead of one.
    bytes = readFileSync(path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `The file cannot be read: ${why}.`;
    return unread({ level: 'error', file, message, hint: 'Check its rights, or take it out of the folder.' });
  }
  const decoded = decodeUtf8(bytes);
  if (!('text' in decoded)) {
    // Keys are the same bytes in GBK, and in UTF-16 but for those of nothing between them.
    return unread(noUtf8(file, decoded.line), limitsIn(Buffer.from(bytes).toString('latin1')));
  }
  const { text } = decoded;
  return { ...(await readArticleFile(file, text)), limits: limitsIn(text) };
}

function noUtf8(file: string, line: number): Problem {
  return { level: 'error', file, line, message: 'The file is no UTF-8.', hint: 'Save it as UTF-8.' };
}

/**
 * Puts the translations of each article together; drafts are none yet. Where two files contradict each other the
 * first counts and the other is an error that names both; where they differ in who may read it, neither counts. `before`
 * gives what to use instead for the id of any other contradiction, as long as the files still say the same of who may
 * read it.
 */
export function assemble(
  files: readonly ArticleFile[],
  starter: boolean,
  before?: (id: string) => Article | undefined,
): Assembled {
  return atOnce(assembling(files, starter, before));
}

/** The articles of some files, and where these contradict each other. */
export interface Assembled {
  readonly articles: readonly Article[];
  readonly errors: readonly Problem[];
}

/** Files or articles between two yields. */
const SLICE = 100;

/** The same as {@link assemble} in steps. */
export function* assembling(
  files: readonly ArticleFile[],
  starter: boolean,
  before: (id: string) => Article | undefined = () => undefined,
): Steps<Assembled> {
  const byId = new Map<string, ArticleFile[]>();
  const errors: Problem[] = [];
  /** Of these ids there are files that do not count, in these languages. */
  const contradicted = new Map<string, Set<Language>>();
  /** Nobody can say who may read them. */
  const closed = new Set<string>();
  for (const [i, file] of files.entries()) {
    if (i % SLICE === SLICE - 1) yield;
    if (file.draft) continue;
    const others = byId.get(file.id) ?? [];
    const clash = contradiction(file, others);
    if (clash) {
      errors.push(clash.problem);
      if (clash.isAboutReaders) closed.add(file.id);
      contradicted.set(file.id, new Set([...(contradicted.get(file.id) ?? []), file.language]));
      continue;
    }
    byId.set(file.id, [...others, file]);
  }
  const articles: Article[] = [];
  const make = (id: string, translations: readonly ArticleFile[]): Article | undefined => {
    if (closed.has(id)) return undefined;
    const joined = joinLookups(translations);
    errors.push(...joined.errors);
    const made = article(id, translations, starter, joined);
    const isKept = joined.errors.length > 0 || contradicted.has(id);
    const earlier = isKept ? before(id) : undefined;
    if (earlier && stillStands(earlier, made, contradicted.get(id))) return earlier;
    // With a lookup that does not work there is no answer.
    return joined.errors.length > 0 ? undefined : made;
  };
  let made = 0;
  for (const [id, translations] of byId) {
    const found = make(id, translations);
    if (found) articles.push(found);
    if (++made % SLICE === 0) yield;
  }
  return { articles, errors };
}

/** What both files of an article say alike, as it is called in the head. */
const NAMES = {
  category: 'category',
  audience: 'audience',
  platforms: 'platforms',
  askedIn: 'asked-in',
  handoff: 'handoff',
} as const;

/** Where they differ, one file restricts what the other does not: neither is served until the owner has decided. */
const ABOUT_READERS: ReadonlySet<keyof typeof NAMES> = new Set(['audience', 'platforms', 'handoff']);

function contradiction(
  file: ArticleFile,
  others: readonly ArticleFile[],
): { readonly problem: Problem; readonly isAboutReaders: boolean } | undefined {
  const twin = others.find((other) => other.language === file.language);
  const first = others[0];
  for (const key of Object.keys(NAMES) as (keyof typeof NAMES)[]) {
    if (!first || String(first[key]) === String(file[key])) continue;
    const isAboutReaders = ABOUT_READERS.has(key);
    if (twin && !isAboutReaders) continue;
    const problem: Problem = {
      level: 'error',
      file: file.file,
      line: file.lines.keys[NAMES[key]] ?? 1,
      message: `The ${NAMES[key]} is "${file[key] ?? 'all'}" here and "${first[key] ?? 'all'}" in ${first.file}, but both are the article "${file.id}".`,
      hint: `Write the same ${NAMES[key]} in both${isAboutReaders ? '; until then it answers nobody' : ''}.`,
    };
    return { problem, isAboutReaders };
  }
  if (!twin) return undefined;
  const problem: Problem = {
    level: 'error',
    file: file.file,
    line: file.lines.keys.id ?? 1,
    message: `The article "${file.id}" (${file.language}) stands in ${twin.file} already.`,
    hint: 'Give one of the two another id, or take it out.',
  };
  return { problem, isAboutReaders: false };
}

/** Whether an earlier version may be used: the same people may read it, and each of its languages still has a file. */
function stillStands(earlier: Article, now: Article, others: ReadonlySet<Language> = new Set()): boolean {
  const limits = ({ audience, platforms, handoff, askedIn }: Article): string =>
    JSON.stringify([audience, platforms, handoff, askedIn]);
  return (
    limits(earlier) === limits(now) &&
    LANGUAGES.every((one) => !earlier.translations[one] || now.translations[one] || others.has(one))
  );
}

function article(
  id: string,
  files: readonly ArticleFile[],
  starter: boolean,
  { lookup, words }: JoinedLookup,
): Article {
  const [first] = files;
  const translations: Partial<Record<Language, Translation>> = {};
  for (const file of files) {
    const spoken = words[file.language];
    translations[file.language] = {
      title: file.title,
      phrasings: file.phrasings,
      body: file.body,
      file: file.file,
      version: file.version,
      ...(file.reviewer === undefined ? {} : { reviewer: file.reviewer }),
      ...(file.source === undefined ? {} : { source: file.source }),
      ...(spoken && { lookup: spoken }),
    };
  }
  const owner = files.find((file) => file.owner !== undefined)?.owner;
  // Both languages answer for the article: the earlier review counts, and the earlier date to look again.
  const reviewed = earliest(files.map((file) => file.reviewed));
  const reviewBy = earliest(files.map((file) => file.reviewBy));
  return {
    id,
    category: first?.category ?? '',
    audience: first?.audience ?? 'everyone',
    ...(first?.platforms && { platforms: first.platforms }),
    ...(first?.askedIn && { askedIn: first.askedIn }),
    handoff: first?.handoff ?? 'never',
    ...(owner === undefined ? {} : { owner }),
    ...(reviewed === undefined ? {} : { reviewed }),
    ...(reviewBy === undefined ? {} : { reviewBy }),
    translations,
    ...(lookup && { lookup }),
    starter,
  };
}

function earliest(dates: readonly (string | undefined)[]): string | undefined {
  return dates.filter((date) => date !== undefined).sort()[0];
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : (a.line ?? 0) - (b.line ?? 0),
  );
}
