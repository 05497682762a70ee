import { LANGUAGES, type Language } from '../../src/core/language.js';
import { inPieces, type Steps } from '../slices.js';
import type { Classifier, Senses } from './classify.js';
import { type Corpus, languageOf, type Sample } from './corpus.js';
import { addMeaning, commonSense, DIMENSIONS } from './meaning.js';

/**
 * What a point of closeness is worth beside a point of what the words say. Chosen by cross-validation. Chinese characters
 * tell half of what a word means by themselves, so that there is less to add.
 */
export const SENSE_SHARES: Readonly<Record<Language, number>> = { en: 0.4, zh: 0.2 };

/** The same between a question and articles in the other language, where words hardly count. */
export const SENSE_SHARE_ACROSS = 1;

/** Phrasings that the mean of a language is assumed to have beside those of the other language. */
const ASSUMED = 20;

/** Samples between two yields. */
const SLICE = 500;

/** What of a text is needed for its sense. */
export interface Words {
  readonly language: Language;
  /** Distinct features. */
  readonly features: ArrayLike<number>;
  /** Meanings of words that stand nowhere in the corpus, see `meaningOf`, and how much each counts. */
  readonly meanings?: ReadonlyMap<number, number>;
}

/** The sense of a question; zeros where no word of it has a known meaning. */
export function senseOf(
  corpus: Corpus,
  { idf, senses }: Pick<Classifier, 'idf' | 'senses'>,
  rarest: number,
  words: Words,
): Float32Array {
  const sense = new Float32Array(DIMENSIONS);
  sum(corpus, idf, rarest, words, sense, 0);
  centre(senses.means[words.language], sense, 0);
  return sense;
}

/** Senses of samples, one after the other. */
export interface SampleSenses {
  readonly senses: Senses;
  readonly samples: Float32Array;
}

/** The senses of these samples, and what their rows begin as. */
export function* sampleSenses(
  corpus: Corpus,
  samples: readonly Sample[],
  idf: Float32Array,
): Steps<SampleSenses> {
  const each = new Float32Array(samples.length * DIMENSIONS);
  const counts = { en: 0, zh: 0 };
  const means = { en: new Float32Array(DIMENSIONS), zh: new Float32Array(DIMENSIONS) };
  yield* inPieces(samples.length, SLICE, (from, to) => {
    for (let i = from; i < to; i++) {
      const sample = samples[i];
      if (!sample) continue;
      sum(corpus, idf, 0, sample, each, i * DIMENSIONS);
      const language = languageOf(corpus, sample);
      counts[language] += 1;
      add(means[language], 0, 1, each, i * DIMENSIONS);
    }
  });
  const articleOf = (sample?: Sample): number | undefined => corpus.rows[sample?.row ?? -1]?.article;
  const isOne = samples.length > 0 && articleOf(samples[0]) === articleOf(samples.at(-1));
  for (const language of LANGUAGES) {
    const own = counts[language];
    // Phrasings of a single article, or few beside those of the other language, have too much in common: what it is about.
    const assumed = !isOne && own === samples.length ? 0 : ASSUMED;
    const all = Math.max(1, own + assumed);
    const common = assumed > 0 ? commonSense(language) : means[language];
    means[language] = means[language].map((value, k) => (value + assumed * (common[k] ?? 0)) / all);
  }
  const rows = new Float32Array(corpus.rows.length * DIMENSIONS);
  yield* inPieces(samples.length, SLICE, (from, to) => {
    for (let i = from; i < to; i++) {
      const sample = samples[i];
      if (!sample) continue;
      centre(means[languageOf(corpus, sample)], each, i * DIMENSIONS);
      add(rows, sample.row * DIMENSIONS, 1, each, i * DIMENSIONS);
    }
  });
  for (let row = 0; row < corpus.rows.length; row++) toUnit(rows, row * DIMENSIONS);
  return { senses: { means, rows }, samples: each };
}

/** How near a sense is to a row: at first their cosine, −1 to 1, and somewhat beyond once rows are trained. */
export function closeness({ rows }: Pick<Senses, 'rows'>, row: number, sense: Float32Array, at = 0): number {
  const from = row * DIMENSIONS;
  let a = 0;
  let b = 0;
  // Two at a time: the processor need not wait for one addition to begin the next.
  for (let i = 0; i < DIMENSIONS; i += 2) {
    a += (rows[from + i] ?? 0) * (sense[at + i] ?? 0);
    b += (rows[from + i + 1] ?? 0) * (sense[at + i + 1] ?? 0);
  }
  return a + b;
}

/** The same for every row. */
export function closenessOfAll({ rows }: Pick<Senses, 'rows'>, sense: Float32Array): Float64Array {
  const each = new Float64Array(rows.length / DIMENSIONS);
  for (let i = 0; i < DIMENSIONS; i += 8) addPart(rows, sense, i, each);
  return each;
}

/** Adds what eight numbers say, which stay in registers meanwhile: in half the time that row by row takes. */
function addPart(rows: Float32Array, sense: Float32Array, i: number, each: Float64Array): void {
  const [a = 0, b = 0, c = 0, d = 0] = sense.subarray(i, i + 4);
  const [e = 0, f = 0, g = 0, h = 0] = sense.subarray(i + 4, i + 8);
  for (let row = 0, at = i; row < each.length; row++, at += DIMENSIONS) {
    const first = (rows[at] ?? 0) * a + (rows[at + 1] ?? 0) * b;
    const second = (rows[at + 2] ?? 0) * c + (rows[at + 3] ?? 0) * d;
    const third = (rows[at + 4] ?? 0) * e + (rows[at + 5] ?? 0) * f;
    const fourth = (rows[at + 6] ?? 0) * g + (rows[at + 7] ?? 0) * h;
    each[row] = (each[row] ?? 0) + (first + second) + (third + fourth);
  }
}

/** Moves a row towards a sense, or away from it. */
export function moveRow({ rows }: Senses, row: number, step: number, sense: Float32Array, at: number): void {
  add(rows, row * DIMENSIONS, step, sense, at);
}

function sum(
  { meanings, gravities }: Corpus,
  idf: Float32Array,
  rarest: number,
  words: Omit<Words, 'language'>,
  into: Float32Array,
  at: number,
): void {
  for (let i = 0; i < words.features.length; i++) {
    const feature = words.features[i] ?? 0;
    const meaning = meanings[feature] ?? -1;
    if (meaning < 0) continue;
    addMeaning(meaning, Math.sqrt((gravities[feature] ?? 0) * (idf[feature] || rarest)), into, at);
  }
  for (const [meaning, gravity] of words.meanings ?? []) {
    addMeaning(meaning, Math.sqrt(gravity * rarest), into, at);
  }
  toUnit(into, at);
}

function centre(mean: Float32Array, sense: Float32Array, at: number): void {
  if (isEmpty(sense, at)) return;
  add(sense, at, -1, mean, 0);
  toUnit(sense, at);
}

function isEmpty(sense: Float32Array, at: number): boolean {
  for (let i = 0; i < DIMENSIONS; i++) if (sense[at + i] !== 0) return false;
  return true;
}

function add(into: Float32Array, at: number, weight: number, from: Float32Array, start: number): void {
  for (let i = 0; i < DIMENSIONS; i++) into[at + i] = (into[at + i] ?? 0) + weight * (from[start + i] ?? 0);
}

function toUnit(sense: Float32Array, at: number): void {
  let square = 0;
  for (let i = at; i < at + DIMENSIONS; i++) square += (sense[i] ?? 0) ** 2;
  if (square === 0) return;
  const scale = 1 / Math.sqrt(square);
  for (let i = at; i < at + DIMENSIONS; i++) sense[i] = (sense[i] ?? 0) * scale;
}
