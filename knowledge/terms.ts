import { bare, isHan, normalise, stem, words } from './analyse.js';

/**
 * Words that the owner names: each is one spelling, or several that mean the same, such as `vpn` and `virtual private
 * network`. A text that has one of them has the term, whichever it is.
 */
export interface Terms {
  /** By the first word of a spelling, as {@link words} cuts it and stemmed; Chinese spellings of one run by their first character. */
  readonly beginnings: ReadonlyMap<string, readonly TermSpelling[]>;
}

/** One spelling of a term. */
export interface TermSpelling {
  /** What stands for the term among the features. */
  readonly name: string;
  /** Stems of English words, runs of Chinese characters. */
  readonly parts: readonly string[];
}

/** A term that was found: what stands for it, and from which to which word, the last one not included. */
export interface FoundTerm {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Begins the names of terms, which no word does. */
const MARK = '=';
/** No term at all. */
export const NO_TERMS: Terms = { beginnings: new Map() };

/** Reads what the owner wrote: a term is its spellings. Spellings without a letter or a digit are left out. */
export function readTerms(groups: readonly (readonly string[])[]): Terms {
  const beginnings = new Map<string, TermSpelling[]>();
  for (const group of groups) {
    const name = `${MARK}${normalise(group[0] ?? '').trim()}`;
    for (const spelling of group) {
      const parts = words(normalise(spelling)).map(partOf);
      const [first] = parts;
      if (first === undefined) continue;
      const beginning = isHan(first) ? first.charAt(0) : first;
      const there = beginnings.get(beginning) ?? [];
      // The longest first: within “年假余额” that is one term, not “年假”.
      beginnings.set(
        beginning,
        [...there, { name, parts }].sort((a, b) => b.parts.join('').length - a.parts.join('').length),
      );
    }
  }
  return { beginnings };
}

/** The terms of a text that was cut by {@link words}; of terms that overlap the one that begins first, then the longest. */
export function findTerms({ beginnings }: Terms, runs: readonly string[]): FoundTerm[] {
  if (beginnings.size === 0) return [];
  const found: FoundTerm[] = [];
  for (let at = 0; at < runs.length; ) {
    const run = runs[at] ?? '';
    const here = isHan(run) ? inHan(beginnings, runs, at) : inWords(beginnings, runs, at);
    found.push(...here);
    at = Math.max(at + 1, here.at(-1)?.to ?? 0);
  }
  return found;
}

function inWords(beginnings: Terms['beginnings'], runs: readonly string[], at: number): FoundTerm[] {
  const spelling = beginnings
    .get(partOf(runs[at] ?? ''))
    ?.find(({ parts }) => parts.every((part, i) => part === partOf(runs[at + i] ?? '')));
  return spelling ? [{ name: spelling.name, from: at, to: at + spelling.parts.length }] : [];
}

/** Chinese has no spaces: a spelling of one run may stand anywhere in a run, one of several begins with a whole run. */
function inHan(beginnings: Terms['beginnings'], runs: readonly string[], at: number): FoundTerm[] {
  const run = runs[at] ?? '';
  const found: FoundTerm[] = [];
  for (let i = 0; i < run.length; ) {
    const spelling = beginnings.get(run.charAt(i))?.find(({ parts: [first = '', ...rest] }) => {
      if (rest.length === 0) return run.startsWith(first, i);
      return run.slice(i) === first && rest.every((part, k) => part === partOf(runs[at + 1 + k] ?? ''));
    });
    if (spelling) found.push({ name: spelling.name, from: at, to: at + spelling.parts.length });
    i += spelling?.parts[0]?.length ?? 1;
  }
  return found;
}

function partOf(run: string): string {
  return isHan(run) ? run : stem(bare(run));
}
