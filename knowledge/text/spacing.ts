import { bare, stem } from './analyse.js';
import { gravity } from './function-words.js';
import { featureOf, type Vocabulary } from './vocabulary.js';

/** Shorter words are parts of too much. */
const SHORTEST = 4;
const LONGEST = 30;
const LATIN = /^[a-z0-9]+$/;

/**
 * The words of a question as the articles space them, where nothing is known of them as they were typed: "xray" where a
 * phrasing has "x-ray", "pay slip" where one has "payslip". The same list where nothing changes.
 */
export function respaced(vocabulary: Vocabulary, runs: readonly string[]): readonly string[] {
  const isStrange = runs.map((run) => LATIN.test(run) && !knows(vocabulary, run));
  if (!isStrange.includes(true)) return runs;
  const out: string[] = [];
  for (let i = 0; i < runs.length; i++) {
    const [run = '', next = ''] = [runs[i], runs[i + 1]];
    if ((isStrange[i] || isStrange[i + 1]) && isOne(vocabulary, run, next)) {
      out.push(run + next);
      i += 1;
    } else out.push(...(isStrange[i] ? divided(vocabulary, run) : [run]));
  }
  return out.length === runs.length && out.every((run, i) => run === runs[i]) ? runs : out;
}

function isOne(vocabulary: Vocabulary, run: string, next: string): boolean {
  const both = run + next;
  // "any way" is not "anyway".
  return next !== '' && isTelling(run) && LATIN.test(both) && isLong(both) && knows(vocabulary, both);
}

/** Two words that stand beside each other in a phrasing, or the word itself. */
function divided(vocabulary: Vocabulary, run: string): readonly string[] {
  for (let at = 1; isLong(run) && at < run.length; at++) {
    const parts = [run.slice(0, at), run.slice(at)] as const;
    // Small words are whole ones: "oncall", but "away" is not "a way".
    if (
      parts.some(isTelling) &&
      (isTelling(parts[0]) || at > 1) &&
      featureOf(vocabulary, parts.map(stem).join(' ')) !== undefined
    )
      return parts;
  }
  return [run];
}

function knows(vocabulary: Vocabulary, run: string): boolean {
  return featureOf(vocabulary, stem(bare(run))) !== undefined;
}

/** No small word, and nothing with an apostrophe. */
function isTelling(run: string): boolean {
  return LATIN.test(run) && gravity(stem(run)) === 1;
}

function isLong({ length }: string): boolean {
  return length >= SHORTEST && length <= LONGEST;
}
