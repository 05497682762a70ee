import type { Article } from '../src/core/article.js';
import { LANGUAGES, type Language } from '../src/core/language.js';
import {
  analyse,
  analyseAnswer,
  bare,
  type Features,
  isHan,
  KIND,
  type Kind,
  normalise,
  stem,
} from './analyse.js';
import { type AnswerIndex, indexAnswers } from './answers.js';
import { gravity, gravityOf } from './function-words.js';
import { correct, type Spellings, spellings } from './spelling.js';
import { findTerms, NO_TERMS, type Terms } from './terms.js';
import { featureOf, markNames, type Vocabulary } from './vocabulary.js';

/** One translation of an article: what the models tell apart. Translations of one article are never rivals. */
export interface Row {
  /** Index into the corpus' articles. */
  readonly article: number;
  readonly language: Language;
}

/** A known phrasing, or a title, of a row. */
export interface Sample {
  readonly row: number;
  /** Distinct features, by number. */
  readonly features: Int32Array;
  /** Which of the translation's phrasings it is; {@link TITLE}: its title. */
  readonly phrasing: number;
  /** A title teaches like a phrasing but is no question that anybody asked. */
  readonly title: boolean;
}

/** Every article taken apart once; models are trained on parts of it. */
export interface Corpus {
  readonly articles: readonly Article[];
  readonly rows: readonly Row[];
  readonly samples: readonly Sample[];
  readonly answers: AnswerIndex;
  readonly vocabulary: Vocabulary;
  /** For each feature, its {@link Kind}. */
  readonly kinds: Uint8Array;
  /** For each feature, how much it counts when asked how much of a question is known; 0 for what is no word. */
  readonly gravities: Float32Array;
  /** The owner's terms, and the spellings that typing errors are read by. */
  readonly terms: Terms;
  readonly spellings: Spellings;
}

/** In place of the number of a phrasing. */
const TITLE = -1;

/** An answer is read up to here: long pages would drown in their own words. */
const LONGEST_BODY = 4000;

/** Phrasings between two yields. */
const SLICE = 50;

/** Takes articles apart, yielding between them so that the caller may let others run. */
export function* readCorpus(articles: readonly Article[], terms: Terms = NO_TERMS): Generator<void, Corpus> {
  const rows: Row[] = [];
  const samples: Sample[] = [];
  const bodies: ReadonlyMap<number, number>[] = [];
  const known = new Map<string, number>();
  const kinds: Kind[] = [];
  const gravities: number[] = [];
  const times = new Map<string, number>();

  const numbers = ({ names, kinds: found, runs }: Features): number[] => {
    const out: number[] = [];
    const learn = (name: string, kind: Kind): void => {
      let feature = known.get(name);
      if (feature === undefined) {
        feature = kinds.length;
        known.set(name, feature);
        kinds.push(kind);
        gravities.push(gravityOf(name, kind));
      }
      out.push(feature);
    };
    for (const [i, name] of names.entries()) learn(name, found[i] ?? KIND.word);
    for (const { name } of findTerms(terms, runs)) learn(name, KIND.word);
    for (const run of runs) times.set(run, (times.get(run) ?? 0) + 1);
    return out;
  };

  for (const [index, article] of articles.entries()) {
    for (const language of LANGUAGES) {
      const translation = article.translations[language];
      if (!translation) continue;
      const row = rows.length;
      rows.push({ article: index, language });
      const seen = new Set<string>();
      const learn = (text: string, phrasing: number): void => {
        const key = normalise(text).trim();
        if (key === '' || seen.has(key)) return;
        seen.add(key);
        const features = new Int32Array([...new Set(numbers(analyse(text)))]);
        samples.push({ row, features, phrasing, title: phrasing === TITLE });
      };
      for (const [i, phrasing] of translation.phrasings.entries()) {
        learn(phrasing, i);
        if (i % SLICE === SLICE - 1) yield;
      }
      learn(translation.title, TITLE);
      bodies.push(count(pieces(translation.body).flatMap((piece) => numbers(analyseAnswer(piece)))));
      yield;
    }
  }
  const answers = yield* indexAnswers(bodies, kinds.length);
  const vocabulary = yield* markNames(known.keys(), known.size);
  const spelt = yield* spellings(times);
  return {
    articles,
    rows,
    samples,
    answers,
    vocabulary,
    kinds: Uint8Array.from(kinds),
    gravities: Float32Array.from(gravities),
    terms,
    spellings: spelt,
  };
}

/** The text of a phrasing, or of a title. */
export function textOf({ articles, rows }: Corpus, row: number, phrasing: number): string {
  const place = rows[row];
  const translation = place && articles[place.article]?.translations[place.language];
  return (phrasing === TITLE ? translation?.title : translation?.phrasings[phrasing]) ?? '';
}

/** A question in the corpus' numbers. */
export interface Asked {
  /** Distinct features. */
  readonly features: ArrayLike<number>;
  /** How much the words weigh that stand nowhere in the corpus. */
  readonly strange: number;
  /** Words with a typing error, and what they were read as. */
  readonly corrected: ReadonlyMap<string, string>;
}

/** A word that was read as another one is half as strange as one that nothing was made of. */
const DOUBT_OF_CORRECTED = 0.25;

/** Takes a question apart. */
export function ask(corpus: Corpus, text: string): Asked {
  const typed = analyse(text);
  const features = new Set<number>();
  const covered = new Set<number>();
  for (const { name, from, to } of findTerms(corpus.terms, typed.runs)) {
    const feature = featureOf(corpus.vocabulary, name);
    if (feature === undefined) continue;
    features.add(feature);
    for (let run = from; run < to; run++) covered.add(run);
  }
  const corrected = readErrors(corpus, typed.runs, covered);
  const { names, kinds, at } =
    corrected.size === 0 ? typed : analyse(typed.runs.map((run) => corrected.get(run) ?? run).join(' '));
  let strange = 0;
  for (const run of corrected.keys()) strange += DOUBT_OF_CORRECTED * gravity(stem(run));
  for (const [i, name] of names.entries()) {
    const feature = featureOf(corpus.vocabulary, name);
    if (feature !== undefined) features.add(feature);
    else if (!covered.has(at[i] ?? -1)) strange += gravityOf(name, kinds[i] ?? KIND.word);
  }
  return { features: [...features], strange, corrected };
}

/** The words that nothing is known of, but for a typing error. */
function readErrors(
  corpus: Corpus,
  runs: readonly string[],
  covered: ReadonlySet<number>,
): ReadonlyMap<string, string> {
  const corrected = new Map<string, string>();
  for (const [i, run] of runs.entries()) {
    if (isHan(run) || covered.has(i) || featureOf(corpus.vocabulary, stem(bare(run))) !== undefined) continue;
    const meant = correct(corpus.spellings, run);
    if (meant !== undefined) corrected.set(run, meant);
  }
  return corrected;
}

/** Analysis reads texts of limited length; a long answer is given in pieces, cut at line ends. */
function pieces(body: string): string[] {
  const out: string[] = [];
  let piece = '';
  for (const line of body.slice(0, LONGEST_BODY).split('\n')) {
    if (piece.length + line.length > 1500) {
      out.push(piece);
      piece = '';
    }
    piece += `${line}\n`;
  }
  out.push(piece);
  return out;
}

function count(features: readonly number[]): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  for (const feature of features) times.set(feature, (times.get(feature) ?? 0) + 1);
  return times;
}
