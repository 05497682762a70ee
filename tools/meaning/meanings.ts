import type { Embedded } from './embed.js';
import { type Lesson, learn } from './learn.js';
import { ENCODED } from './packages.js';
import { principal, reduce } from './reduce.js';
import { stemsOf, type Texts } from './texts.js';

const LEARNING = { epochs: 6, rate: 0.01 };
/** Principal components are taken of one text in so many: they do not change with more. */
const EVERY = 3;

/** Stems and their vectors, one after the other. */
export interface Learnt {
  readonly stems: readonly string[];
  readonly vectors: Float32Array;
}

/** Learns a vector of `size` numbers for the stem of each word. */
export function learnMeanings(
  { texts, words }: Texts,
  embedded: Embedded,
  size: number,
  tell: (line: string) => void,
): Learnt {
  const reduction = principal(texts.filter((_, i) => i % EVERY === 0).map(embedded), ENCODED, size);
  const stems = new Map<string, number>();
  for (const word of words) {
    for (const stem of stemsOf(word)) if (!stems.has(stem)) stems.set(stem, stems.size);
  }
  const vectors = new Float32Array(stems.size * size);
  const lessons: Lesson[] = [];
  for (const text of [...words, ...texts]) {
    const known = stemsOf(text).flatMap((stem) => stems.get(stem) ?? []);
    const short = reduce(reduction, embedded(text));
    if (known.length === 1 && !text.includes(' ')) vectors.set(short, (known[0] ?? 0) * size);
    if (known.length) lessons.push({ stems: known, aim: direction(short) });
  }
  learn(vectors, lessons, LEARNING, (epoch, loss) => tell(`epoch ${epoch}: loss ${loss.toFixed(4)}`));
  return { stems: [...stems.keys()], vectors };
}

function direction(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
