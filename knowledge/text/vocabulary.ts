/**
 * Which number a feature has, by its name. The names themselves are not kept, only 64 bits of each: a model is read
 * from its file without making a string of every feature, and takes a fifth of the memory. That a stranger's word is
 * taken for a feature has a chance of one in 10^13 among a million features, and would do what a typo does.
 */
export interface Vocabulary {
  /** Two numbers for each feature, in order. */
  readonly marks: Uint32Array;
  /** An open hash table: the feature and one, or 0 where nothing is. Its length is a power of two. */
  readonly slots: Int32Array;
}

/** Features between two yields: each may be the first in a page of a large table, which the system has to find and clear. */
const SLICE = 250;

/** Marks names, in the order of their features. */
export function* markNames(names: Iterable<string>, size: number): Generator<void, Vocabulary> {
  const marks = new Uint32Array(size * 2);
  let feature = 0;
  for (const name of names) {
    mark(name);
    marks[feature * 2] = first;
    marks[feature * 2 + 1] = second;
    feature += 1;
    if (feature % SLICE === 0) yield;
  }
  return yield* layOut(marks);
}

/** The table of these marks. */
export function* layOut(marks: Uint32Array): Generator<void, Vocabulary> {
  const size = marks.length / 2;
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(size * 2 + 2)));
  const mask = slots.length - 1;
  for (let feature = 0; feature < size; feature++) {
    let at = (marks[feature * 2] ?? 0) & mask;
    while (slots[at] !== 0) at = (at + 1) & mask;
    slots[at] = feature + 1;
    if (feature % SLICE === SLICE - 1) yield;
  }
  return { marks, slots };
}

/** The feature of a name. */
export function featureOf({ marks, slots }: Vocabulary, name: string): number | undefined {
  mark(name);
  const mask = slots.length - 1;
  for (let at = first & mask; ; at = (at + 1) & mask) {
    const feature = (slots[at] ?? 0) - 1;
    if (feature < 0) return undefined;
    if (marks[feature * 2] === first && marks[feature * 2 + 1] === second) return feature;
  }
}

/** Of the name that was marked last: no object for each of the sixty features of a question. */
let first = 0;
let second = 0;

/** Two multiplicative hashes, each mixed with the other at the end (after cyrb53 and MurmurHash3). */
function mark(name: string): void {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  first = a >>> 0;
  second = b >>> 0;
}
