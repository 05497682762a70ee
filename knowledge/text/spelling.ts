/** The words that articles are written with, to read typing errors by: how often each occurs, in groups to look in. */
export interface Spellings {
  /** Words by length and first letter, and by length and last letter: one error leaves one of the two as it was. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Only of words that may stand for a typing error, in the order in which the articles have them. */
  readonly times: ReadonlyMap<string, number>;
}

/** Shorter words are too near to each other: "port" and "post" are both right. */
const SHORTEST = 5;
const LONGEST = 30;
const LETTERS = /^[a-z]+$/;

/** Words between two yields. */
const SLICE = 500;

/** Makes it from how often each word occurs, yielding now and then. */
export function* spellings(occurring: Iterable<readonly [string, number]>): Generator<void, Spellings> {
  const groups = new Map<string, string[]>();
  const times = new Map<string, number>();
  for (const [word, often] of occurring) {
    if (!isCorrectable(word)) continue;
    times.set(word, often);
    if (times.size % SLICE === 0) yield;
    for (const group of [first(word, word.length), last(word, word.length)]) {
      const there = groups.get(group);
      if (there) there.push(word);
      else groups.set(group, [word]);
    }
  }
  return { groups, times };
}

/** The same as bytes and numbers, to be kept: the words one on a line, in their order. */
export interface KeptSpellings {
  readonly words: Uint8Array;
  readonly times: Uint32Array;
}

/** Writes spellings down. */
export function keepSpellings({ times }: Spellings): KeptSpellings {
  const words = new TextEncoder().encode([...times.keys()].join('\n'));
  return { words, times: Uint32Array.from(times.values()) };
}

/** Reads what {@link keepSpellings} wrote. */
export function* keptSpellings({ words, times }: KeptSpellings): Generator<void, Spellings> {
  const list = words.length === 0 ? [] : new TextDecoder().decode(words).split('\n');
  yield;
  return yield* spellings(paired(list, times));
}

function* paired(words: readonly string[], times: Uint32Array): Generator<readonly [string, number]> {
  for (const [i, word] of words.entries()) yield [word, times[i] ?? 0];
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
