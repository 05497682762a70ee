import { pseudoRandom, shuffle } from '../../knowledge/random.js';

/** A text to learn from. */
export interface Lesson {
  /** Numbers of the stems whose vectors are to be learnt. */
  readonly stems: readonly number[];
  /** The direction that their sum is to have: of length 1. */
  readonly aim: Float32Array;
}

/** How much is learnt from a lesson, and how fast. */
export interface Learning {
  readonly epochs: number;
  /** Of the first step; it falls to 0 at the end. */
  readonly rate: number;
}

const BATCH = 256;
/** Adam's own (Kingma and Ba, 2015). */
const MOMENTUM = 0.9;
const SPREAD = 0.999;
const TINY = 1e-8;

/**
 * Learns one vector for each stem so that the sum of a text's vectors points where the text's aim points, by Adam on
 * one less the cosine of the two. Only stems of a batch take part in its step. `vectors` is where it starts, vector
 * after vector, and what it becomes. Tells the mean loss of each epoch.
 */
export function learn(
  vectors: Float32Array,
  lessons: readonly Lesson[],
  { epochs, rate }: Learning,
  tell: (epoch: number, loss: number) => void,
): void {
  const size = lessons[0]?.aim.length ?? 0;
  const gradient = new Float32Array(vectors.length);
  const first = new Float32Array(vectors.length);
  const second = new Float32Array(vectors.length);
  const order = lessons.map((_, i) => i);
  const random = pseudoRandom(11);
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    let loss = 0;
    for (let from = 0; from < order.length; from += BATCH) {
      const batch = order.slice(from, from + BATCH);
      const touched = new Set<number>();
      for (const number of batch) {
        const lesson = lessons[number];
        if (lesson) loss += addGradient(vectors, lesson, gradient, touched);
      }
      step += 1;
      const factor = (rate * (1 - epoch / epochs) * Math.sqrt(1 - SPREAD ** step)) / (1 - MOMENTUM ** step);
      for (const stem of touched) {
        for (let i = stem * size; i < (stem + 1) * size; i++) {
          const slope = (gradient[i] ?? 0) / batch.length;
          gradient[i] = 0;
          const mean = MOMENTUM * (first[i] ?? 0) + (1 - MOMENTUM) * slope;
          const square = SPREAD * (second[i] ?? 0) + (1 - SPREAD) * slope * slope;
          first[i] = mean;
          second[i] = square;
          vectors[i] = (vectors[i] ?? 0) - (factor * mean) / (Math.sqrt(square) + TINY);
        }
      }
    }
    tell(epoch, loss / order.length);
  }
}

/** Adds a lesson's part of the gradient to that of its stems. Returns its loss. */
function addGradient(
  vectors: Float32Array,
  { stems, aim }: Lesson,
  gradient: Float32Array,
  touched: Set<number>,
): number {
  const size = aim.length;
  const sum = new Float64Array(size);
  for (const stem of stems) {
    for (let i = 0; i < size; i++) sum[i] = (sum[i] ?? 0) + (vectors[stem * size + i] ?? 0);
  }
  let square = 0;
  let along = 0;
  for (let i = 0; i < size; i++) {
    square += (sum[i] ?? 0) ** 2;
    along += (sum[i] ?? 0) * (aim[i] ?? 0);
  }
  const length = Math.max(Math.sqrt(square), TINY);
  const cosine = along / length;
  for (const stem of stems) {
    touched.add(stem);
    for (let i = 0; i < size; i++) {
      const slope = ((cosine * (sum[i] ?? 0)) / length - (aim[i] ?? 0)) / length;
      gradient[stem * size + i] = (gradient[stem * size + i] ?? 0) + slope;
    }
  }
  return 1 - cosine;
}
