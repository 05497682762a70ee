import { FirstlineError } from '../../src/core/error.js';
import { LANGUAGES, type Language } from '../../src/core/language.js';
import type { Problem } from '../problem.js';

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
/** Articles of one import: more cannot be read by anybody before they are used. */
export const MOST_ARTICLES = 5_000;

const ASKS_ENGLISH =
  /^(?:how|what|why|when|where|who|whom|whose|which|can|could|do|does|did|is|are|am|was|were|will|would|should|shall|may|must|has|have|i|my)\b/i;
const ASKS_CHINESE =
  /怎么|怎样|如何|什么|为什么|为何|哪|谁|多少|几|能否|是否|可否|能不能|可不可以|有没有|是不是|吗$|呢$/;

/** Whether a heading is a question that people ask. */
export function asks(text: string): boolean {
  const plain = text.trim().replace(/^(?:q ?\d{0,4} ?[:.：]|问 ?[:：]|\d{1,4} ?[.)、．])\s*/i, '');
  return /[?？]$/.test(plain) || ASKS_ENGLISH.test(plain) || ASKS_CHINESE.test(plain);
}

/** A heading without its number or its "Q:". */
export function asQuestion(text: string): string {
  return (
    text.trim().replace(/^(?:q ?\d{0,4} ?[:.：]|问 ?[:：]|\d{1,4} ?[.)、．](?!\d))\s*/i, '') || text.trim()
  );
}

/** The language that a code such as `en-us` or `zh_CN` names, if it is one of ours. */
export function languageOf(code: string | undefined): Language | undefined {
  const short = /^([a-z]{2})(?:[-_]|$)/i.exec(code?.trim() ?? '')?.[1]?.toLowerCase();
  return LANGUAGES.find((language) => language === short);
}
