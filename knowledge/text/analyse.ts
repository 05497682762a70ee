import stemmer from 'natural/lib/natural/stemmers/porter_stemmer.js';
import { simplify } from '../../src/core/traditional.js';

/** Questions longer than this are cut: what matters is said before, and the work stays bounded. */
const LONGEST_TEXT = 2000;

/** Kinds of features: words (in Chinese: characters), pairs of neighbours, letters in a row. */
export const KIND = { word: 0, pair: 1, letters: 2 } as const;
/** One of {@link KIND}. */
export type Kind = (typeof KIND)[keyof typeof KIND];

/** The features of a text: parallel lists. A feature that occurs twice is listed twice. */
export interface Features {
  readonly names: string[];
  readonly kinds: Kind[];
  /** The words of the text, see {@link words}. */
  readonly runs: readonly string[];
}

const ASCII = /^[\x20-\x7e]*$/;
const MARKS = /\p{Mn}/gu;
const HIDDEN = /[\p{Cf}\p{Cc}]/gu;
const QUOTES = /[\u2018\u2019\u02bc\uff07`\u00b4]/g;
const REPEATED = /([a-z])\1{2,}/g;

/**
 * One spelling for what looks or reads the same: full and half width (NFKC), traditional and simplified Chinese, case,
 * accents, curly quotes, letters typed three times and more. Line breaks become spaces.
 */
export function normalise(text: string): string {
  let out = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
  if (!ASCII.test(out)) {
    out = out.normalize('NFKC').replace(HIDDEN, ' ').replace(QUOTES, "'").normalize('NFD').replace(MARKS, '');
    // NFD also takes Hangul apart; put everything back together that has no mark.
    out = out.normalize('NFC');
    if (ANY_HAN.test(out)) out = simplify(out);
  }
  return out.toLowerCase().replace(REPEATED, '$1$1');
}

/** A phrasing as what it is compared by: case, width, punctuation and spaces do not count. */
export function keyOf(phrasing: string): string {
  return normalise(phrasing)
    .replace(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim();
}

/** Stems are looked up again and again; the stemmer is a chain of patterns and a hundred times slower than a map. */
const stems = new Map<string, string>();
const STEMS_KEPT = 50_000;

/** The Porter stem of a lower-case word. */
export function stem(word: string): string {
  let found = stems.get(word);
  if (found === undefined) {
    found = word.length > 40 ? word.slice(0, 40) : stemmer.stem(word);
    if (stems.size >= STEMS_KEPT) stems.clear();
    stems.set(word, found);
  }
  return found;
}

const RUNS = /\p{Extended_Pictographic}|\p{Script=Han}+|(?:[^\P{L}\p{Script=Han}]|\p{N})+(?:'\p{L}+)*/gu;
const HAN = /^\p{Script=Han}/u;
const ANY_HAN = /\p{Script=Han}/u;
const EMOJI = /^\p{Extended_Pictographic}/u;

/** The words of a normalised text, as they stand. Chinese comes in runs of characters, each emoji is a word. */
export function words(normalised: string): string[] {
  return normalised.match(RUNS) ?? [];
}

/** Whether a word from {@link words} is an emoji. */
export function isEmoji(word: string): boolean {
  return EMOJI.test(word);
}

/** Whether a word from {@link words} is Chinese. */
export function isHan(word: string): boolean {
  return HAN.test(word);
}

/**
 * Takes a text apart into what the models count. English: stems, pairs of stems, and letter groups inside words (they
 * see through typos and endings). Chinese: characters and pairs of characters, since the segmenter takes words like
 * 重置 apart.
 */
export function analyse(text: string): Features {
  return takeApart(text, true);
}

/** The same for an answer's text, without letter groups and pairs: answers are searched by words. */
export function analyseAnswer(text: string): Features {
  return takeApart(text, false);
}

function takeApart(text: string, withLetters: boolean): Features {
  const names: string[] = [];
  const kinds: Kind[] = [];
  const runs = words(normalise(text));
  let run = 0;
  const add = (name: string, kind: Kind): void => {
    names.push(name);
    kinds.push(kind);
  };
  let before = '^';
  for (; run < runs.length; run++) {
    const typed = runs[run] ?? '';
    if (isHan(typed)) {
      han(typed, add);
      before = '^';
      continue;
    }
    if (isEmoji(typed)) {
      add(typed, KIND.word);
      continue;
    }
    const word = bare(typed);
    const root = stem(word);
    add(root, KIND.word);
    if (!withLetters) continue;
    add(`${before} ${root}`, KIND.pair);
    before = root;
    letters(word, add);
  }
  return { names, kinds, runs };
}

/** A word without its apostrophes, and without the `'s` of a genitive. */
export function bare(word: string): string {
  return word.endsWith("'s") ? word.slice(0, -2) : word.replaceAll("'", '');
}

function letters(word: string, add: (name: string, kind: Kind) => void): void {
  if (word.length < 3 || word.length > 30) return;
  const framed = `_${word}_`;
  for (let i = 0; i + 4 <= framed.length; i++) add(`#${framed.slice(i, i + 4)}`, KIND.letters);
}

function han(run: string, add: (name: string, kind: Kind) => void): void {
  let before: string | undefined;
  for (const character of run) {
    add(character, KIND.word);
    if (before !== undefined) add(before + character, KIND.pair);
    before = character;
  }
}
