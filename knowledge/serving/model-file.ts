import type { Article } from '../../src/core/article.js';
import { LANGUAGES } from '../../src/core/language.js';
import type { Confidence } from '../confidence/confidence.js';
import type { Row } from '../finding/corpus.js';
import type { Steps } from '../slices.js';
import { keepSpellings, keptSpellings } from '../text/spelling.js';
import type { TermSpelling } from '../text/terms.js';
import { layOut } from '../text/vocabulary.js';
import type { Model } from './model.js';

/**
 * A model as bytes: `FIRSTLM4`, the length of a head, the head in JSON, and then the numbers as they stand in memory,
 * each list on a multiple of eight. Read back they are used where they lie, so that it takes no time and no second copy,
 * and another thread can hand them over. The articles are not in it: whoever reads it has them.
 */
const MAGIC = 'FIRSTLM4';
const ALIGN = 8;

const KINDS = { u8: Uint8Array, u32: Uint32Array, i32: Int32Array, f32: Float32Array, f64: Float64Array };

interface Kinds {
  readonly u8: Uint8Array;
  readonly u32: Uint32Array;
  readonly i32: Int32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

/** Every list of numbers that a model has, and its kind. */
const LISTS = {
  rowArticles: 'i32',
  rowLanguages: 'u8',
  marks: 'u32',
  kinds: 'u8',
  gravities: 'f32',
  meanings: 'i32',
  answerStarts: 'i32',
  answerRows: 'i32',
  answerWeights: 'f32',
  answerMost: 'f64',
  idf: 'f32',
  featureWeights: 'f32',
  starts: 'i32',
  rows: 'i32',
  weights: 'f32',
  present: 'u8',
  senseMeanEn: 'f32',
  senseMeanZh: 'f32',
  senseRows: 'f32',
  phrasingRows: 'i32',
  phrasingStarts: 'i32',
  phrasingFeatures: 'i32',
  phrasingWeights: 'f32',
  phrasingPlaces: 'i32',
  spellingWords: 'u8',
  spellingTimes: 'u32',
} as const;

type Lists = { readonly [name in keyof typeof LISTS]: Kinds[(typeof LISTS)[name]] };

interface Head {
  readonly version: string;
  readonly confidence: Confidence;
  readonly power: number;
  readonly rarest: number;
  /** The entries of the owner's terms. */
  readonly terms: readonly (readonly [string, readonly TermSpelling[]])[];
  /** Of each list its length, in the order of {@link LISTS}. */
  readonly lengths: readonly number[];
}

/** Writes a model down. Takes a few milliseconds for each ten megabytes. */
export function encodeModel(model: Model): ArrayBuffer {
  return encodeInto(model, (size) => new ArrayBuffer(size));
}

/**
 * The same, for another thread to read without a copy. Handing over a buffer of one's own would do that as well, but
 * once a thread has handed over one, V8 asks before every access to any list of numbers whether it is still there, and
 * what is left of training takes a fifth longer.
 */
export function shareModel(model: Model): SharedArrayBuffer {
  return encodeInto(model, (size) => new SharedArrayBuffer(size));
}

function encodeInto<Bytes extends ArrayBufferLike>(
  { version, ranker, confidence }: Model,
  makeRoom: (size: number) => Bytes,
): Bytes {
  const { corpus, classifier, phrasings } = ranker;
  const spelt = keepSpellings(corpus.spellings);
  const lists: Lists = {
    rowArticles: Int32Array.from(corpus.rows, ({ article }) => article),
    rowLanguages: Uint8Array.from(corpus.rows, ({ language }) => LANGUAGES.indexOf(language)),
    marks: corpus.vocabulary.marks,
    kinds: corpus.kinds,
    gravities: corpus.gravities,
    meanings: corpus.meanings,
    answerStarts: corpus.answers.starts,
    answerRows: corpus.answers.rows,
    answerWeights: corpus.answers.weights,
    answerMost: corpus.answers.most,
    idf: classifier.idf,
    featureWeights: classifier.featureWeights,
    starts: classifier.starts,
    rows: classifier.rows,
    weights: classifier.weights,
    present: classifier.present,
    senseMeanEn: classifier.senses.means.en,
    senseMeanZh: classifier.senses.means.zh,
    senseRows: classifier.senses.rows,
    phrasingRows: phrasings.rows,
    phrasingStarts: phrasings.starts,
    phrasingFeatures: phrasings.features,
    phrasingWeights: phrasings.weights,
    phrasingPlaces: phrasings.places,
    spellingWords: spelt.words,
    spellingTimes: spelt.times,
  };
  const ordered = Object.values(lists);
  const head: Head = {
    version,
    confidence,
    power: classifier.power,
    rarest: ranker.rarest,
    terms: [...corpus.terms.beginnings],
    lengths: ordered.map((list) => list.length),
  };
  const text = new TextEncoder().encode(JSON.stringify(head));
  let size = aligned(MAGIC.length + 4 + text.length);
  for (const list of ordered) size += aligned(list.byteLength);
  const bytes = new Uint8Array(makeRoom(size));
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(MAGIC.length, text.length, true);
  bytes.set(text, MAGIC.length + 4);
  let at = aligned(MAGIC.length + 4 + text.length);
  for (const list of ordered) {
    bytes.set(new Uint8Array(list.buffer, list.byteOffset, list.byteLength), at);
    at += aligned(list.byteLength);
  }
  return bytes.buffer;
}

/** Reads a model of these articles; its numbers stay where they are. Throws if the bytes are no model. */
export function* decodeModel(bytes: ArrayBufferLike, articles: readonly Article[]): Steps<Model> {
  const { head, lists } = readLists(bytes);
  const rows: Row[] = [];
  for (const [i, article] of lists.rowArticles.entries()) {
    rows.push({ article, language: LANGUAGES[lists.rowLanguages[i] ?? 0] ?? 'en' });
    if (i % 1000 === 999) yield;
  }
  const vocabulary = yield* layOut(lists.marks);
  const spellings = yield* keptSpellings({ words: lists.spellingWords, times: lists.spellingTimes });
  return {
    version: head.version,
    confidence: head.confidence,
    ranker: {
      corpus: {
        articles,
        rows,
        samples: [],
        vocabulary,
        kinds: lists.kinds,
        gravities: lists.gravities,
        meanings: lists.meanings,
        answers: {
          starts: lists.answerStarts,
          rows: lists.answerRows,
          weights: lists.answerWeights,
          most: lists.answerMost,
        },
        terms: { beginnings: new Map(head.terms) },
        spellings,
      },
      classifier: {
        idf: lists.idf,
        power: head.power,
        featureWeights: lists.featureWeights,
        starts: lists.starts,
        rows: lists.rows,
        weights: lists.weights,
        present: lists.present,
        senses: { means: { en: lists.senseMeanEn, zh: lists.senseMeanZh }, rows: lists.senseRows },
      },
      phrasings: {
        rows: lists.phrasingRows,
        starts: lists.phrasingStarts,
        features: lists.phrasingFeatures,
        weights: lists.phrasingWeights,
        places: lists.phrasingPlaces,
      },
      rarest: head.rarest,
      scratch: new Float32Array(lists.kinds.length),
    },
  };
}

function readLists(bytes: ArrayBufferLike): { readonly head: Head; readonly lists: Lists } {
  const magic = new TextDecoder().decode(new Uint8Array(bytes, 0, Math.min(MAGIC.length, bytes.byteLength)));
  if (magic !== MAGIC) throw new Error('It is no model, or one of another version.');
  const length = new DataView(bytes).getUint32(MAGIC.length, true);
  const text = new TextDecoder().decode(new Uint8Array(bytes, MAGIC.length + 4, length));
  const head = JSON.parse(text) as Head; // what encodeModel wrote; whoever reads a file checks its digest before
  let at = aligned(MAGIC.length + 4 + length);
  const lists = Object.entries(LISTS).map(([name, kind], i) => {
    const list = new KINDS[kind](bytes as ArrayBuffer, at, head.lengths[i] ?? 0); // shared bytes serve as well
    at += aligned(list.byteLength);
    return [name, list];
  });
  if (at !== bytes.byteLength) throw new Error('The model is longer than its head says.');
  return { head, lists: Object.fromEntries(lists) as Lists }; // each of the kind that LISTS says
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGN) * ALIGN;
}
