import type { Article } from '../../src/core/article.js';
import { LANGUAGES } from '../../src/core/language.js';
import { bare, normalise, stem, words } from '../text/analyse.js';
import { ENGLISH_WORDS } from '../text/function-words.js';
import { nameTerms, readTerms } from '../text/terms.js';

/** Two spellings that an article explains by each other, and where it does. */
export interface SuggestedTerm {
  /** The abbreviation first. */
  readonly spellings: readonly [short: string, long: string];
  readonly file: string;
}

/** An abbreviation in brackets: what it stands for is before it, “paid time off (PTO)”, “虚拟专用网（以下简称VPN）” … */
const SHORT_IN_BRACKETS =
  /[(（] ?(?:(?:以下)?简称为?|缩写为?|英文(?:缩写)?|即)?[:：]? ?([A-Z][A-Z0-9]{1,7}) ?[)）]/gu;
/** … or in the brackets behind it, “PTO (paid time off)”. */
const SHORT_THEN_LONG = /(?<![A-Za-z0-9])([A-Z][A-Z0-9]{1,7}) ?[(（]([^()（）\n]{3,80})[)）]/gu;
/** So far before a bracket is looked, in characters, and for so many words. */
const LOOK_BACK = 120;
const MOST_WORDS = 8;
const SHORTEST_HAN = 3;
const HAN_BEFORE = /(?<!\p{Script=Han})\p{Script=Han}{2,8}$/u;

/**
 * Terms that the articles explain themselves, for the owner to put under `knowledge.terms`: only where the letters of
 * the abbreviation are the initials, in Chinese where it stands behind a short run of characters. Those that are among
 * `known` already are left out; each is suggested once, in the order of the articles.
 */
export function suggestTerms(
  articles: readonly Article[],
  known: readonly (readonly string[])[] = [],
): readonly SuggestedTerm[] {
  const there = readTerms(known);
  const isKnown = (spelling: string): boolean => nameTerms(there, words(normalise(spelling))).terms.size > 0;
  const found = new Map<string, SuggestedTerm>();
  for (const article of articles) {
    for (const language of LANGUAGES) {
      const translation = article.translations[language];
      if (!translation) continue;
      const text = [translation.title, ...translation.phrasings, translation.body].join('\n');
      for (const [short, long] of explained(text)) {
        const key = `${short} ${normalise(long)}`;
        if (found.has(key) || (isKnown(short) && isKnown(long))) continue;
        found.set(key, { spellings: [short, long], file: translation.file });
      }
    }
  }
  return [...found.values()];
}

function* explained(text: string): Generator<readonly [short: string, long: string]> {
  for (const { index, 1: short = '' } of text.matchAll(SHORT_IN_BRACKETS)) {
    const before = text.slice(Math.max(0, index - LOOK_BACK), index).trimEnd();
    const line = before.slice(before.lastIndexOf('\n') + 1);
    const run = HAN_BEFORE.exec(line)?.[0];
    const long =
      run === undefined
        ? spelledOut(short, line.split(/\s+/u).slice(-MOST_WORDS), 'end')
        : ownWord(run, text, index);
    if (long) yield [short, long];
  }
  for (const [, short = '', inside = ''] of text.matchAll(SHORT_THEN_LONG)) {
    const long = spelledOut(short, inside.trim().split(/\s+/u), 'all');
    if (long) yield [short, long];
  }
}

/**
 * What a run of characters ends with that stands elsewhere as well, behind others or none: of “连接虚拟专用网” the noun,
 * where that is written without the verb somewhere. Else all of it.
 */
function ownWord(run: string, text: string, ends: number): string {
  for (let from = 0; from <= run.length - SHORTEST_HAN; from++) {
    const end = run.slice(from);
    const before = from === 0 ? undefined : run.charAt(from - 1);
    for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + 1)) {
      const isHere = at <= ends && at + end.length >= ends - 1; // a space may stand before the bracket
      if (!isHere && text.charAt(at - 1) !== before) return end;
    }
  }
  return run;
}

/** The words whose initials are these letters; small words may be skipped (“terms of service”, TS). */
function spelledOut(short: string, all: readonly string[], which: 'end' | 'all'): string | undefined {
  const letters = short.toLowerCase();
  const initialsOf = (words: readonly string[]): string =>
    // "multi-factor authentication" is MFA.
    words
      .flatMap((word) => word.split('-'))
      .map((word) => word.charAt(0).toLowerCase())
      .join('');
  for (let from = which === 'all' ? 0 : all.length - 1; from >= 0; from--) {
    const some = all.slice(from);
    const initials = initialsOf(some);
    const heavy = initialsOf(
      some.filter(
        (word) =>
          !ENGLISH_WORDS.has(stem(bare(word.toLowerCase()))) && !ENGLISH_WORDS.has(word.toLowerCase()),
      ),
    );
    const isLight = ENGLISH_WORDS.has((some[0] ?? '').toLowerCase());
    if (
      (some.length > 1 || some[0]?.includes('-')) &&
      !isLight &&
      (initials === letters || heavy === letters)
    )
      return some.join(' ');
  }
  return undefined;
}
