/** The words that articles are written with, to read typing errors by: how often each occurs, in groups to look in. */
export interface Spellings {
  /** Words by length and first letter, and by length and last letter: one error leaves one of the two as it was. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly times: ReadonlyMap<string, number>;
}

/** Shorter words are too near to each other: "port" and "post" are both right. */
const SHORTEST = 5;
const LONGEST = 30;
const LETTERS = /^[a-z]+$/;

/** Makes it from how often each word occurs. */
export function spellings(times: ReadonlyMap<string, number>): Spellings {
  const groups = new Map<string, string[]>();
  for (const word of times.keys()) {
    if (!isCorrectable(word)) continue;
    for (const group of [first(word, word.length), last(word, word.length)]) {
      const there = groups.get(group);
      if (there) there.push(word);
      else groups.set(group, [word]);
    }
  }
  return { groups, times };
}

/**
 * The word of the articles that was probably meant by a word which they do not have: one letter too many, too few, wrong,
 * or two exchanged. Of several the most frequent; undefined where there is none.
 */
export function correct({ groups, times }: Spellings, word: string): string | undefined {
  if (!isCorrectable(word)) return undefined;
  let found: string | undefined;
  let most = 0;
  for (let length = word.length - 1; length <= word.length + 1; length++) {
    for (const group of [first(word, length), last(word, length)]) {
      for (const candidate of groups.get(group) ?? []) {
        const often = times.get(candidate) ?? 0;
        if (often > most && isOneErrorApart(word, candidate)) {
          found = candidate;
          most = often;
        }
      }
    }
  }
  return found;
}

function isCorrectable(word: string): boolean {
  return word.length >= SHORTEST && word.length <= LONGEST && LETTERS.test(word);
}

function first(word: string, length: number): string {
  return `${length}${word.charAt(0)}`;
}

function last(word: string, length: number): string {
  return `${word.charAt(word.length - 1)}${length}`;
}

/** Whether one error leads from one word to the other (optimal string alignment, distance 1); equal words are 0 apart. */
export function isOneErrorApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let from = 0;
  while (from < short.length && short[from] === long[from]) from++;
  let end = 0;
  while (end < short.length - from && short.at(-1 - end) === long.at(-1 - end)) end++;
  const [left, right] = [short.length - from - end, long.length - from - end];
  if (left === 0) return right === 1;
  if (left === 1 && right === 1) return true;
  return left === 2 && right === 2 && short[from] === long[from + 1] && short[from + 1] === long[from];
}
