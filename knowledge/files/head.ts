import { hash } from 'node:crypto';
import { LANGUAGES, type Language } from '../../src/core/language.js';
import { PLATFORMS } from '../../src/core/limits.js';
import { nearest } from '../../src/core/nearest.js';
import { oneWidth } from '../../src/core/one-width.js';
import type { LookupHead } from './lookup-head.js';
import type { Problem } from './problem.js';
import { type HeadEntry, type HeadValue, readPlainHead } from './yaml-plain.js';

/** One article file, read: the head, the body, and where things stand. */
export interface ArticleFile {
  readonly file: string;
  readonly id: string;
  readonly language: Language;
  readonly title: string;
  readonly category: string;
  readonly phrasings: readonly string[];
  readonly audience: string;
  /** Sorted, each once; absent: all. */
  readonly platforms?: readonly string[];
  /** Absent: questions in any language. */
  readonly askedIn?: Language;
  readonly handoff: 'never' | 'always';
  /** Not in use until somebody has read it and taken the line out. */
  readonly draft: boolean;
  readonly owner?: string;
  readonly reviewed?: string;
  readonly reviewer?: string;
  readonly reviewBy?: string;
  readonly source?: string;
  readonly lookup?: LookupHead;
  readonly body: string;
  /** The first 12 digits of the file's SHA-256. */
  readonly version: string;
  /** Line of each phrasing and of each key, from 1. */
  readonly lines: { readonly phrasings: readonly number[]; readonly keys: Readonly<Record<string, number>> };
}

/** What may stand in the head, and what is expected there. */
const KEYS = {
  id: { required: true, expected: 'lower-case letters, digits and hyphens, such as reset-password' },
  language: { required: true, expected: 'en or zh' },
  title: { required: true, expected: 'one line of text' },
  category: { required: true, expected: 'one word or two, such as IT or leave' },
  phrasings: {
    required: true,
    expected: 'a list with at least one question, each on a line that begins with "- "',
  },
  audience: { required: false, expected: 'everyone, or the name of a group' },
  platforms: { required: false, expected: `a list of platforms: ${PLATFORMS.join(', ')}` },
  'asked-in': { required: false, expected: 'en or zh, where it answers questions in that language only' },
  handoff: { required: false, expected: 'never or always' },
  draft: { required: false, expected: 'true, until somebody has read the article; then take the line out' },
  owner: { required: false, expected: 'one line of text' },
  'reviewed-by': { required: false, expected: 'one line of text' },
  reviewed: { required: false, expected: 'a date such as 2026-01-31' },
  'review-by': { required: false, expected: 'a date such as 2026-01-31' },
  source: { required: false, expected: 'an address that begins with https:// or http://' },
  lookup: { required: false, expected: 'keys below it: url, values and the others of docs/lookups.md' },
} as const;
type Key = keyof typeof KEYS;
const KEY_NAMES = Object.keys(KEYS);

const ID = /^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
/** The head begins on the second line of the file. */
const FIRST_LINE = 2;
/** A head ends at the next line of three hyphens. */
const HEAD = /^---[ \t]*\n([\s\S]*?\n)?---[ \t]*(?:\n|$)/;

/** Reads one file. All its problems are found, not only the first; with any, there is no article. */
export async function readArticleFile(
  file: string,
  text: string,
): Promise<{ readonly article?: ArticleFile; readonly problems: readonly Problem[] }> {
  const source = plainLines(text);
  const problems: Problem[] = [];
  const fail = (line: number, message: string, hint: string): void => {
    problems.push({ level: 'error', file, line, message, hint });
  };
  const head = HEAD.exec(source);
  if (!head) {
    fail(
      1,
      source.startsWith('---') ? 'The head has no end.' : 'The file has no head.',
      'Begin the file with a line ---, then id, language, title, category and phrasings, then a line --- and the answer.',
    );
    return { problems };
  }
  const values = await readHead(head[1] ?? '', fail);
  const body = source.slice(head[0].length).trim();
  if (values && body === '') {
    fail(
      source.slice(0, head[0].length).split('\n').length,
      'The article has no answer.',
      'Write it below the head.',
    );
  }
  if (values?.lookup) {
    const { bodyProblems } = await import('./lookup-body.js');
    const above = source.length - source.slice(head[0].length).trimStart().length;
    const first = source.slice(0, above).split('\n').length;
    for (const { line, message, hint } of bodyProblems(body)) fail(first + line - 1, message, hint);
  }
  if (!values || problems.length > 0) return { problems };
  const language = values.text.language === 'zh' ? 'zh' : 'en';
  const named = /\.(en|zh)\.md$/i.exec(file)?.[1]?.toLowerCase();
  if (named !== undefined && named !== language) {
    fail(
      values.lines.language ?? 1,
      `The head says language: ${language}, the file is named .${named}.md.`,
      'Correct the one that is wrong.',
    );
    return { problems };
  }
  const { owner, reviewed, source: link } = values.text;
  const reviewBy = values.text['review-by'];
  const reviewer = values.text['reviewed-by'];
  const askedIn = values.text['asked-in'];
  return {
    problems,
    article: {
      file,
      id: values.text.id ?? '',
      language,
      title: values.text.title ?? '',
      category: values.text.category ?? '',
      phrasings: values.phrasings,
      audience: values.text.audience ?? 'everyone',
      ...(values.platforms.length > 0 && { platforms: values.platforms }),
      ...(askedIn === undefined ? {} : { askedIn: askedIn === 'zh' ? 'zh' : 'en' }),
      handoff: values.text.handoff === 'always' ? 'always' : 'never',
      draft: values.text.draft?.toLowerCase() === 'true',
      ...(owner === undefined ? {} : { owner }),
      ...(reviewed === undefined ? {} : { reviewed }),
      ...(reviewer === undefined ? {} : { reviewer }),
      ...(reviewBy === undefined ? {} : { reviewBy }),
      ...(link === undefined ? {} : { source: link }),
      ...(values.lookup === undefined ? {} : { lookup: values.lookup }),
      body,
      version: hash('sha256', text).slice(0, 12),
      lines: { phrasings: values.phrasingLines, keys: values.lines },
    },
  };
}

/** A line that begins as a key does, however it is indented, quoted and set off, with what belongs to it below. */
const ENTRY =
  /^[ \t]*["']?([a-z][a-z_ -]{0,30}?)["']?[ \t]*[:=].*(?:\n(?![ \t]*["']?[a-z][a-z_ -]{0,30}["']?[ \t]*[:=])(?:[ \t]+|-).*)*/gim;
/** No head has more; what else looks like keys is text. */
const MOST_KEYS = 100;
const LIMITS: readonly string[] = ['audience', 'platforms', 'asked-in', 'handoff', 'draft'] satisfies Key[];

/**
 * The lines of a head that say who may read the article, as they stand there: of a file that cannot be read otherwise, they
 * tell whether that has changed. So do keys that are meant to say it (`Audience`, `audiance`, a colon of full width).
 */
export function limitsIn(text: string): string {
  // Each letter of UTF-16 has a byte of nothing. Without its first line of hyphens a file begins with its head.
  const [above = '', head = ''] = plainLines(text.replaceAll('\0', '')).split(/^---[ \t]*$/m);
  const entries = [...oneWidth(`${above}\n${head}`).matchAll(ENTRY)];
  const keys = [...new Set(entries.map(([, key = '']) => key))].slice(0, MOST_KEYS);
  const meant = new Set(keys.filter((key) => LIMITS.includes(nearest(key, KEY_NAMES) ?? '')));
  return entries
    .filter(([, key = '']) => meant.has(key))
    .map(([entry]) => entry)
    .sort()
    .join('\n');
}

/** Without a byte order mark, lines ended as everywhere. */
function plainLines(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
}

interface HeadValues {
  readonly text: Partial<Record<Key, string>>;
  readonly lookup?: LookupHead | undefined;
  readonly platforms: readonly string[];
  readonly phrasings: readonly string[];
  readonly phrasingLines: readonly number[];
  readonly lines: Readonly<Record<string, number>>;
}

type Fail = (line: number, message: string, hint: string) => void;

async function readHead(yaml: string, fail: Fail): Promise<HeadValues | undefined> {
  const entries = readPlainHead(yaml, FIRST_LINE) ?? (await readFullHead(yaml, fail));
  if (!entries) return undefined;
  const text: Partial<Record<Key, string>> = {};
  const lines: Record<string, number> = {};
  let lookup: LookupHead | undefined;
  let platforms: readonly string[] = [];
  let phrasings: readonly string[] = [];
  let phrasingLines: readonly number[] = [];
  for (const { key, line, value } of entries) {
    if (!isKey(key)) {
      const which = key === '' ? 'A key' : `The key "${key}"`;
      fail(line, `${which} is not known.`, `Known are ${KEY_NAMES.join(', ')}.${nearKey(key)}`);
      continue;
    }
    lines[key] = line;
    if (key === 'phrasings') {
      ({ phrasings, phrasingLines } = readPhrasings(value, line, fail));
      continue;
    }
    if (key === 'platforms') {
      platforms = readPlatforms(value, line, fail);
      continue;
    }
    if (key === 'lookup' && value.kind === 'group') {
      const { readLookupHead } = await import('./lookup-head.js');
      lookup = await readLookupHead(value.group, fail);
      continue;
    }
    const found = readValue(key, value, line, fail);
    if (found !== undefined) text[key] = found;
  }
  for (const key of KEY_NAMES) {
    if (isKey(key) && KEYS[key].required && lines[key] === undefined) {
      fail(FIRST_LINE, `The key "${key}" is missing.`, `Add ${key}: ${KEYS[key].expected}.`);
    }
  }
  return { text, lookup, platforms, phrasings, phrasingLines, lines };
}

async function readFullHead(yaml: string, fail: Fail): Promise<readonly HeadEntry[] | undefined> {
  const { readYamlHead } = await import('./yaml-full.js');
  const { entries, errors } = readYamlHead(yaml, FIRST_LINE);
  for (const { line, message, hint } of errors) fail(line, message, hint);
  return errors.length > 0 ? undefined : entries;
}

function readValue(key: Key, value: HeadValue, line: number, fail: Fail): string | undefined {
  const { expected, required } = KEYS[key];
  const text = value.kind === 'text' ? value.text.trim() : undefined;
  if (value.kind === 'empty' || text === '') {
    fail(line, `"${key}" is empty.`, `Write ${expected}${required ? '' : ', or take the line out'}.`);
    return undefined;
  }
  if (text === undefined || !fits(key, text)) {
    const found =
      text === undefined ? 'a list or a group' : `"${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`;
    fail(line, `"${key}" is ${found}, expected was ${expected}.`, 'Correct it.');
    return undefined;
  }
  return text;
}

function fits(key: Key, value: string): boolean {
  switch (key) {
    case 'id':
      return ID.test(value) && value.length <= 80;
    case 'language':
    case 'asked-in':
      return LANGUAGES.some((language) => language === value);
    case 'handoff':
      return value === 'never' || value === 'always';
    case 'draft':
      return /^(?:true|false)$/i.test(value);
    case 'reviewed':
    case 'review-by':
      return isDate(value);
    case 'source':
      return /^https?:\/\/\S+$/.test(value) && URL.canParse(value);
    case 'title':
    case 'category':
    case 'audience':
    case 'owner':
    case 'reviewed-by':
      return value !== '' && !value.includes('\n');
    case 'phrasings':
      return true;
    case 'platforms':
    case 'lookup':
      return false; // it is no text
    default:
      return key satisfies never;
  }
}

/** Whether this is a day that exists, written as 2026-01-31. */
function isDate(value: string): boolean {
  const parts = DATE.exec(value);
  if (!parts) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function readPhrasings(
  value: HeadValue,
  line: number,
  fail: Fail,
): { phrasings: readonly string[]; phrasingLines: readonly number[] } {
  const phrasings: string[] = [];
  const phrasingLines: number[] = [];
  const items = value.kind === 'list' ? value.items : [];
  if (items.length === 0) {
    const message =
      value.kind === 'list' || value.kind === 'empty' ? '"phrasings" is empty.' : '"phrasings" is no list.';
    fail(line, message, `Write ${KEYS.phrasings.expected}.`);
  }
  for (const item of items) {
    const text = item.text?.trim() ?? '';
    if (text === '') {
      const hint =
        'Write a question; put it between quotation marks if it holds a colon or begins with a sign.';
      fail(item.line, 'A phrasing is no text.', hint);
      continue;
    }
    phrasings.push(text);
    phrasingLines.push(item.line);
  }
  return { phrasings, phrasingLines };
}

/** A list, or names in one line with commas between them. */
function readPlatforms(value: HeadValue, line: number, fail: Fail): readonly string[] {
  const { expected } = KEYS.platforms;
  const items =
    value.kind === 'list'
      ? value.items
      : value.kind === 'text'
        ? value.text.split(',').map((text) => ({ text, line }))
        : [];
  if (items.length === 0) {
    fail(line, '"platforms" names none.', `Write ${expected}, or take the line out.`);
  }
  const found = new Set<string>();
  for (const item of items) {
    const name = item.text?.trim().toLowerCase() ?? '';
    if (PLATFORMS.some((known) => known === name)) found.add(name);
    else fail(item.line, `"${name.slice(0, 60)}" is no platform, expected was ${expected}.`, 'Correct it.');
  }
  return [...found].sort();
}

function isKey(key: string): key is Key {
  return Object.hasOwn(KEYS, key);
}

function nearKey(key: string): string {
  const near = nearest(key, KEY_NAMES);
  return near === undefined ? '' : ` Did you mean ${near}?`;
}
