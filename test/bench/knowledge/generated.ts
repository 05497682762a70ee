import type { Article } from '../../../src/core/article.js';
import { pick, seeded } from '../random.js';

/** Articles made up from a seed, and new questions about them. */
export interface Generated {
  readonly articles: readonly Article[];
  readonly questions: readonly { readonly text: string; readonly article: string }[];
}

const ONSETS = [
  'b',
  'br',
  'c',
  'ch',
  'd',
  'f',
  'fl',
  'g',
  'gr',
  'h',
  'k',
  'l',
  'm',
  'n',
  'p',
  'pr',
  'r',
  's',
  'st',
  't',
  'tr',
  'v',
];
const RIMES = ['a', 'an', 'ar', 'e', 'el', 'en', 'er', 'i', 'in', 'is', 'o', 'on', 'or', 'ot', 'u', 'un'];
/** Words in all, for each root of the number of phrasings (Heaps' law): some 5,000 for 10,000 phrasings. */
const WORDS = 50;
const MOST_COMMON = 300;

/**
 * As many phrasings as asked for, ten an article. Words are drawn by Zipf's law, as in any text. Each article is about six words
 * of its own, which other articles use as well; a phrasing has two to four of them among four to nine common ones, so
 * that it is about as long as what customers of a bank ask (12 words). Questions are phrasings that were not learnt.
 */
export function generate(phrasings: number, questions: number, seed: number, each = 10): Generated {
  const random = seeded(seed);
  const words = makeWords(Math.round(WORDS * Math.sqrt(phrasings)) + MOST_COMMON, random);
  const common = zipf(MOST_COMMON, random);
  const rare = zipf(words.length - MOST_COMMON, random);
  const topics = Array.from({ length: Math.max(2, Math.round(phrasings / each)) }, () =>
    Array.from({ length: 6 }, () => words[MOST_COMMON + rare()] ?? ''),
  );
  const phrase = (topic: readonly string[]): string => {
    const out: string[] = [];
    for (let n = 2 + Math.floor(random() * 3); n > 0; n--) out.push(pick(random, topic));
    for (let n = 4 + Math.floor(random() * 6); n > 0; n--) {
      out.splice(Math.floor(random() * (out.length + 1)), 0, words[common()] ?? '');
    }
    return out.join(' ');
  };
  return {
    articles: topics.map((topic, i): Article => {
      const id = `article-${i}`;
      return {
        id,
        category: 'made-up',
        audience: 'everyone',
        handoff: 'never',
        starter: false,
        translations: {
          en: {
            title: topic.slice(0, 3).join(' '),
            phrasings: Array.from({ length: each }, () => phrase(topic)),
            body: Array.from({ length: 4 }, () => phrase(topic)).join('. '),
            file: `${id}.en.md`,
          },
        },
      };
    }),
    questions: Array.from({ length: questions }, () => {
      const at = Math.floor(random() * topics.length);
      return { text: phrase(topics[at] ?? []), article: `article-${at}` };
    }),
  };
}

function makeWords(count: number, random: () => number): string[] {
  const words = new Set<string>();
  while (words.size < count) {
    let word = '';
    for (let n = 1 + Math.floor(random() * 3); n > 0; n--) word += pick(random, ONSETS) + pick(random, RIMES);
    words.add(word);
  }
  return [...words];
}

/** Draws ranks from 0 on, the one after the other half, a third, a quarter as often. */
function zipf(count: number, random: () => number): () => number {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank++) sums[rank] = sum += 1 / (rank + 1);
  return () => {
    const wanted = random() * sum;
    let low = 0;
    for (let high = count - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
