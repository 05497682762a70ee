import { existsSync, readFileSync } from 'node:fs';
import { LANGUAGES, type Language } from '../../src/core/language.js';
import { moduleFile } from '../modules.js';
import { atOnce } from '../slices.js';
import { isHan } from '../text/analyse.js';
import { featureOf, layOut, markNames, type Vocabulary } from '../text/vocabulary.js';

/**
 * What words mean, so that a question is found which shares none with its article: for each of some ten thousand English
 * stems, and Chinese characters and pairs of them, a vector of {@link DIMENSIONS} numbers, whose weighted sum stands for a
 * text. Texts of one meaning point the same way, in whichever of the two languages they are. The English ones are learnt
 * from outputs of the Universal Sentence Encoder (Apache-2.0, Google), the Chinese ones from texts that are there in both
 * languages: `tools/learn-meaning.ts` tells how.
 */
interface Meanings {
  readonly vocabulary: Vocabulary;
  /** Vector after vector; only directions and ratios of lengths count. */
  readonly vectors: Int8Array;
  /** What follows the vectors. */
  readonly rest: Float32Array;
}

/** Numbers of one vector. */
export const DIMENSIONS = 64;

const MAGIC = 'FIRSTMW1';
const HEAD = MAGIC.length + 8;
/** Chinese meanings have numbers from here on. */
const CHINESE = 1 << 20;

let english: Meanings | undefined;
let chinese: Meanings | undefined;

/**
 * Reads a table when it is first needed: a few milliseconds. In a host that bundles everything into one file it may not
 * be there, and no meaning is known.
 */
function meanings(language: Language): Meanings {
  if (language === 'zh') {
    chinese ??= decode(read('zh'), 'zh');
    return chinese;
  }
  english ??= decode(read('en'), 'en');
  return english;
}

function read(language: Language): Uint8Array {
  const file = moduleFile(`meaning/${language}.bin`);
  return existsSync(file) ? readFileSync(file) : encodeMeanings([], new Float32Array());
}

/** Share of the numbers that a byte holds as they are; larger ones become the largest. */
const WITHIN = 0.999;
const LARGEST = 127;

/** Vectors as a table keeps them. */
export function toBytes(vectors: Float32Array): Int8Array {
  const sizes = vectors.map(Math.abs).sort();
  const unit = (sizes[Math.floor(WITHIN * sizes.length)] ?? 1) / LARGEST;
  return Int8Array.from(vectors, (value) => Math.max(-LARGEST, Math.min(LARGEST, Math.round(value / unit))));
}

/**
 * The file of a table: magic, count and dimensions (32 bits each), the marks of the stems, the vectors, and what else is
 * to be kept.
 */
export function encodeMeanings(
  stems: readonly string[],
  vectors: Float32Array,
  rest: Float32Array = new Float32Array(),
): Uint8Array {
  const { marks } = atOnce(markNames(stems, stems.length));
  const file = new Uint8Array(HEAD + marks.byteLength + vectors.length + rest.byteLength);
  file.set(new TextEncoder().encode(MAGIC));
  const view = new DataView(file.buffer);
  view.setUint32(MAGIC.length, stems.length, true);
  view.setUint32(MAGIC.length + 4, DIMENSIONS, true);
  new Uint32Array(file.buffer, HEAD, marks.length).set(marks);
  new Int8Array(file.buffer, HEAD + marks.byteLength).set(toBytes(vectors));
  new Float32Array(file.buffer, HEAD + marks.byteLength + vectors.length).set(rest);
  return file;
}

function decode(file: Uint8Array, language: Language): Meanings {
  const bytes = new Uint8Array(file).buffer; // of its own, from a multiple of four on
  const magic = new TextDecoder().decode(new Uint8Array(bytes, 0, Math.min(MAGIC.length, bytes.byteLength)));
  const [count = 0, dimensions] = bytes.byteLength < HEAD ? [] : new Uint32Array(bytes, MAGIC.length, 2);
  const beyond = bytes.byteLength - HEAD - count * (8 + DIMENSIONS);
  if (magic !== MAGIC || dimensions !== DIMENSIONS || beyond < 0 || beyond % 4 !== 0) {
    throw new Error(`knowledge/meaning/${language}.bin is no table of meanings, or a damaged one.`);
  }
  const marks = new Uint32Array(bytes, HEAD, count * 2);
  const vectors = new Int8Array(bytes, HEAD + marks.byteLength, count * DIMENSIONS);
  const rest = new Float32Array(bytes, HEAD + marks.byteLength + vectors.length);
  return { vocabulary: atOnce(layOut(marks)), vectors, rest };
}

/** Which vector belongs to an English stem, a Chinese character or a pair of these; -1: its meaning is not known. */
export function meaningOf(feature: string): number {
  if (!isHan(feature)) return featureOf(meanings('en').vocabulary, feature) ?? -1;
  const meaning = featureOf(meanings('zh').vocabulary, feature);
  return meaning === undefined ? -1 : CHINESE + meaning;
}

/**
 * What the senses of messages to help desks have in common in a language: the mean of a thousand. The table of Chinese
 * holds it for both languages, since it is needed where questions are in one and articles in the other.
 */
export function commonSense(language: Language): Float32Array {
  const { rest } = meanings('zh');
  const at = LANGUAGES.indexOf(language) * DIMENSIONS;
  return rest.length === LANGUAGES.length * DIMENSIONS
    ? rest.subarray(at, at + DIMENSIONS)
    : new Float32Array(DIMENSIONS);
}

/** Adds a vector with a weight to the sum that begins at `at`. */
export function addMeaning(meaning: number, weight: number, sum: Float32Array, at: number): void {
  const isChinese = meaning >= CHINESE;
  const { vectors } = meanings(isChinese ? 'zh' : 'en');
  const from = (isChinese ? meaning - CHINESE : meaning) * DIMENSIONS;
  for (let i = 0; i < DIMENSIONS; i++) {
    sum[at + i] = (sum[at + i] ?? 0) + weight * (vectors[from + i] ?? 0);
  }
}
