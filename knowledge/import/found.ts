import { FirstlineError } from '../../src/core/error.js';
import { LANGUAGES, type Language } from '../../src/core/language.js';
import { FOREIGN_WORDS } from '../../src/core/phrases/foreign.js';
import type { Problem } from '../files/problem.js';

/** What a source says of one article, before anybody has looked at it. */
export interface Found {
  /** Where it stands: a file or an address, and the line where that is known. */
  readonly file: string;
  readonly line?: number;
  /** The source's own name for it; translations share it. */
  readonly id?: string;
  readonly title?: string;
  /** Ways to ask for it. */
  readonly questions: readonly string[];
  /** CommonMark. */
  readonly answer: string;
  readonly language?: Language;
  /** The source says that it is in a language that is none of ours: its ISO 639 code. */
  readonly foreign?: string;
  readonly category?: string;
  readonly audience?: string;
  readonly platforms?: readonly string[];
  readonly askedIn?: Language;
  readonly handoff?: 'never' | 'always';
  readonly owner?: string;
  readonly reviewed?: string;
  readonly reviewer?: string;
  readonly reviewBy?: string;
  readonly source?: string;
  /** What the owner should look at: a picture that is gone, … */
  readonly notes?: readonly string[];
}

/** Something of a source that became no article. */
export interface LeftOut {
  readonly file: string;
  readonly line?: number;
  /** A title, a question, a heading, a file. */
  readonly what: string;
  readonly why: string;
  /** Left out for its language, which is none of ours: its ISO 639 code, `und` where that is not known. */
  readonly language?: string;
}

/** Everything that a source held. */
export interface Read {
  readonly found: readonly Found[];
  readonly leftOut: readonly LeftOut[];
  /** What could not be read. */
  readonly problems: readonly Problem[];
}

/** @throws FirstlineError `articles.invalid` for more articles than anybody can read before they are used */
export function refuseTooMany(count: number, file: string): void {
  if (count <= MOST_ARTICLES) return;
  throw new FirstlineError(
    'articles.invalid',
    `${file} holds ${count} articles, at most are ${MOST_ARTICLES}.`,
    {
      hint: 'Divide it, and import the parts one by one.',
    },
  );
}

/** Nothing. */
export const NOTHING: Read = { found: [], leftOut: [], problems: [] };

/** All of them together. */
export function joined(parts: readonly Read[]): Read {
  return {
    found: parts.flatMap(({ found }) => found),
    leftOut: parts.flatMap(({ leftOut }) => leftOut),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

/** An answer is read in a chat: what is longer is a manual. Characters of CommonMark. */
export const LONGEST_ANSWER = 20_000;
/** A title or a question that is longer is none. */
export const LONGEST_QUESTION = 300;
/** What is left out of a page below no heading is called so. */
export const AROUND = 'the text outside its questions';
/** Articles of one import: more cannot be read by anybody before they are used. */
export const MOST_ARTICLES = 5_000;

const ASKS_ENGLISH =
  /^(?:how|what|why|when|where|who|whom|whose|which|can|could|do|does|did|is|are|am|was|were|will|would|should|shall|may|must|has|have|i|my)\b/i;
const ASKS_CHINESE =
  /怎么|怎样|如何|什么|为什么|为何|哪|谁|多少|几|能否|是否|可否|能不能|可不可以|有没有|是不是|吗$|呢$/;

const NUMBER = '(?:\\d{1,4}|[一二三四五六七八九十百]{1,4})';
/** "Q:", "Q3.", 问：, 问题三：, 【问】 */
const ASKED = `(?:q(?:uestion)? ?\\d{0,4} ?[:.：、]|[问問][题題]? ?${NUMBER}? ?[:：]|[【[〔][问問][题題]?[】\\]〕] ?[:：]?)`;
/** "3.", "3)", 三、, （三）, "(3)", 第三、; but not the beginning of "2.5 GB" and 一、二楼. */
const NUMBERED = `(?:(?:第 ?)?${NUMBER} ?[.)、．](?![\\d一二三四五六七八九十])|[(（](?:\\d{1,2}|[一二三四五六七八九十]{1,3})[)）])`;
/** What an answer begins with: "A:", "Answer:", 答：, 回答：, 【答】 */
export const ANSWER_MARK =
  /^(?:(?:a ?\d{0,4}|answer|回?答|答案|解答) ?[:：]|[【[〔](?:回?答|答案)[】\]〕] ?[:：]?)\s*/i;
const MARKED = new RegExp(`^${ASKED}`, 'i');
const BEFORE = new RegExp(`^(?:${ASKED}|${NUMBERED})\\s*`, 'i');

/** Whether a heading is a question that people ask. */
export function asks(text: string): boolean {
  const plain = withoutNumber(text);
  return /[?？]$/.test(plain) || ASKS_ENGLISH.test(plain) || ASKS_CHINESE.test(plain);
}

/** Whether it is one beyond doubt: by its sign, or by what stands before it. */
export function plainlyAsks(text: string): boolean {
  return /[?？]$/.test(text.trim()) || isMarkedAsQuestion(text);
}

/** Whether it begins with "Q:" or the like. */
export function isMarkedAsQuestion(text: string): boolean {
  return MARKED.test(text.trim());
}

/** A heading without its number and its "Q:". */
export function asQuestion(text: string): string {
  return withoutNumber(text) || text.trim();
}

function withoutNumber(text: string): string {
  const plain = text.trim().replace(BEFORE, '');
  return plain.replace(BEFORE, '');
}

/** Codes that name no language, and those of Chinese as it is spoken. */
const NO_LANGUAGE = new Set(['und', 'mul', 'zxx', 'mis']);
const CHINESE = new Set(['cmn', 'yue']);

/**
 * The language that a source names: by a code such as `en-us` or `zh_CN`, or by its name in English or in itself. Nothing
 * where that names none.
 */
export function languageIn(name: string | undefined): Pick<Found, 'language' | 'foreign'> {
  const plain = name?.trim().toLowerCase() ?? '';
  const code = namesOfLanguages().get(plain) ?? /^([a-z]{2,3})(?:[-_]|$)/.exec(plain)?.[1];
  if (code === undefined || NO_LANGUAGE.has(code) || nameOfLanguage(code) === undefined) return {};
  const ours = LANGUAGES.find((language) => language === (CHINESE.has(code) ? 'zh' : code));
  return ours ? { language: ours } : { foreign: code };
}

const inEnglish = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** What a language is called in English; undefined for a code of none. */
export function nameOfLanguage(code: string): string | undefined {
  return inEnglish.of(code);
}

/** Made when the first source names a language. */
let byName: ReadonlyMap<string, string> | undefined;

/** Codes by the names of the languages, in English and in themselves, in lower case. */
function namesOfLanguages(): ReadonlyMap<string, string> {
  byName ??= new Map(
    [...LANGUAGES, ...Object.keys(FOREIGN_WORDS)].flatMap((code) =>
      ['en', code].map((inWhich) => {
        const called = new Intl.DisplayNames(inWhich, { type: 'language' }).of(code) ?? code;
        return [called.toLowerCase(), code] as const;
      }),
    ),
  );
  return byName;
}
