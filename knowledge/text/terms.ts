import { bare, isHan, normalise, stem, words } from './analyse.js';

/**
 * Words that the owner names: each is one spelling, or several that mean the same, such as `vpn` and `virtual private
 * network`. A text that has one of them is read twice: as it is, and with the first spelling in its place. So it matters
 * not which of them an article and a question have, and a part of a spelling still counts.
 */
export interface Terms {
  /** By the first word of a spelling, as {@link words} cuts it and stemmed; Chinese spellings of one run by their first character. */
  readonly beginnings: ReadonlyMap<string, readonly TermSpelling[]>;
}

/** One spelling of a term. */
export interface TermSpelling {
  /** The words of the term's first spelling, which stands for all. */
  readonly first: readonly string[];
  /** Stems of English words, runs of Chinese characters. */
  readonly parts: readonly string[];
}

/** No term at all. */
export const NO_TERMS: Terms = { beginnings: new Map() };

/** Reads what the owner wrote: a term is its spellings. Spellings without a letter or a digit are left out. */
export function readTerms(groups: readonly (readonly string[])[]): Terms {
  const beginnings = new Map<string, TermSpelling[]>();
  for (const group of groups) {
    const spellings = group.map((spelling) => words(normalise(spelling))).filter(({ length }) => length > 0);
    const [first = []] = spellings;
    for (const spelling of spellings) {
      const parts = spelling.map(partOf);
      const beginning = isHan(parts[0] ?? '') ? (parts[0] ?? '').charAt(0) : (parts[0] ?? '');
      const there = beginnings.get(beginning) ?? [];
      // The longest first: within “年假余额” that is one term, not “年假”.
      beginnings.set(
        beginning,
        [...there, { first, parts }].sort((a, b) => b.parts.join('').length - a.parts.join('').length),
      );
    }
  }
  return { beginnings };
}

/** The words of a text with the first spelling of each term in place of the one that stands there. */
export interface Named {
  readonly runs: readonly string[];
  /** Which of them belong to terms, by place. */
  readonly terms: ReadonlySet<number>;
}

/**
 * Puts the first spelling in the place of each term; of terms that overlap the one counts that begins first, then the
 * longest. A spelling of one Chinese run may stand anywhere within a run, others begin with a word. `runs`: see
 * {@link words}.
 */
export function nameTerms({ beginnings }: Terms, runs: readonly string[]): Named {
  if (beginnings.size === 0) return { runs, terms: new Set() };
  const out: string[] = [];
  const terms = new Set<number>();
  const put = ({ first }: TermSpelling): void => {
    for (const word of first) {
      terms.add(out.length);
      out.push(word);
    }
  };
  for (let at = 0; at < runs.length; ) {
    const run = runs[at] ?? '';
    if (!isHan(run)) {
      const spelling = beginnings.get(partOf(run))?.find(({ parts }) => fits(parts, runs, at));
      if (spelling) put(spelling);
      else out.push(run);
      at += spelling?.parts.length ?? 1;
      continue;
    }
    let plain = '';
    let next = at + 1;
    for (let i = 0; i < run.length; ) {
      const spelling = beginnings.get(run.charAt(i))?.find(({ parts: [first = '', ...rest] }) => {
        if (rest.length === 0) return run.startsWith(first, i);
        return run.slice(i) === first && fits(rest, runs, at + 1);
      });
      if (spelling) {
        if (plain !== '') out.push(plain);
        plain = '';
        put(spelling);
        next = at + spelling.parts.length;
      } else plain += run.charAt(i);
      i += spelling?.parts[0]?.length ?? 1;
    }
    if (plain !== '') out.push(plain);
    at = next;
  }
  return { runs: out, terms };
}

function fits(parts: readonly string[], runs: readonly string[], at: number): boolean {
  return parts.every((part, i) => part === partOf(runs[at + i] ?? ''));
}

function partOf(run: string): string {
  return isHan(run) ? run : stem(bare(run));
}
