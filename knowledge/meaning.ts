import { existsSync, readFileSync } from 'node:fs';
import { moduleFile } from './modules.js';
import { atOnce } from './slices.js';
import { featureOf, layOut, markNames, type Vocabulary } from './vocabulary.js';

/**
 * What words mean, so that a question is found which shares none with its article: for each of some ten thousand English
 * stems a vector of {@link DIMENSIONS} numbers, whose weighted sum stands for a text. Texts of one meaning point the same
 * way. They are learnt from outputs of the Universal Sentence Encoder (Apache-2.0, Google) by `tools/learn-meaning.ts`,
 * which tells how.
 */
interface Meanings {
  readonly vocabulary: Vocabulary;
  /** Vector after vector; only directions and ratios of lengths count. */
  readonly vectors: Int8Array;
}

/** Numbers of one vector. */
export const DIMENSIONS = 64;

const MAGIC = 'FIRSTMW1';
const HEAD = MAGIC.length + 8;

let loaded: Meanings | undefined;

/**
 * Reads the table when it is first needed: a few milliseconds. In a host that bundles everything into one file it may
 * not be there, and no meaning is known.
 */
function meanings(): Meanings {
  loaded ??= decode(read());
  return loaded;
}

function read(): Uint8Array {
  const file = moduleFile('meaning/en.bin');
  return existsSync(file) ? readFileSync(file) : encodeMeanings([], new Float32Array());
}

/** Share of the numbers that a byte holds as they are; larger ones become the largest. */
const WITHIN = 0.999;
const LARGEST = 127;

/** The file of a table: magic, count and dimensions (32 bits each), the marks of the stems, the vectors. */
export function encodeMeanings(stems: readonly string[], vectors: Float32Array): Uint8Array {
  const sizes = vectors.map(Math.abs).sort();
  const unit = (sizes[Math.floor(WITHIN * sizes.length)] ?? 1) / LARGEST;
  const { marks } = atOnce(markNames(stems, stems.length));
  const file = new Uint8Array(HEAD + marks.byteLength + vectors.length);
  file.set(new TextEncoder().encode(MAGIC));
  const view = new DataView(file.buffer);
  view.setUint32(MAGIC.length, stems.length, true);
  view.setUint32(MAGIC.length + 4, DIMENSIONS, true);
  new Uint32Array(file.buffer, HEAD, marks.length).set(marks);
  const bytes = Int8Array.from(vectors, (value) =>
    Math.max(-LARGEST, Math.min(LARGEST, Math.round(value / unit))),
  );
  new Int8Array(file.buffer, HEAD + marks.byteLength).set(bytes);
  return file;
}

function decode(file: Uint8Array): Meanings {
  const bytes = new Uint8Array(file).buffer; // of its own, from a multiple of four on
  const view = new DataView(bytes);
  const magic = new TextDecoder().decode(new Uint8Array(bytes, 0, MAGIC.length));
  const count = view.getUint32(MAGIC.length, true);
  if (magic !== MAGIC || view.getUint32(MAGIC.length + 4, true) !== DIMENSIONS) {
    throw new Error('knowledge/meaning/en.bin is no table of meanings, or one of another version.');
  }
  const marks = new Uint32Array(bytes, HEAD, count * 2);
  const vectors = new Int8Array(bytes, HEAD + marks.byteLength, count * DIMENSIONS);
  return { vocabulary: atOnce(layOut(marks)), vectors };
}

/** Which vector belongs to an English stem; -1: its meaning is not known. */
export function meaningOf(stem: string): number {
  return featureOf(meanings().vocabulary, stem) ?? -1;
}

/** Adds a vector with a weight to the sum that begins at `at`. */
export function addMeaning(meaning: number, weight: number, sum: Float32Array, at: number): void {
  const { vectors } = meanings();
  const from = meaning * DIMENSIONS;
  for (let i = 0; i < DIMENSIONS; i++) {
    sum[at + i] = (sum[at + i] ?? 0) + weight * (vectors[from + i] ?? 0);
  }
}
