import type { Article } from '../../src/core/article.js';
import { LANGUAGES, type Language } from '../../src/core/language.js';
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
} from '../text/analyse.js';
import { gravity, gravityOf } from '../text/function-words.js';
import { articleLanguage } from '../text/language.js';
import { respaced } from '../text/spacing.js';
import { correct, type Spellings, spellings } from '../text/spelling.js';
import { type Named, NO_TERMS, nameTerms, type Terms } from '../text/terms.js';
import { featureOf, markNames, type Vocabulary } from '../text/vocabulary.js';
import { type AnswerIndex, indexAnswers } from './answers.js';
import { withoutHomophones } from './homophones.js';
import { meaningOf } from './meaning.js';

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
  /** For each feature, what it means: see `meaningOf`. */
  readonly meanings: Int32Array;
  /** The owner's terms, and the spellings that typing errors are read by. */
  readonly terms: Terms;
  readonly spellings: Spellings;
}

/** In place of the number of a phrasing. */
const TITLE = -1;

/** What a feature means; -1: nothing that is known. English means by its words, Chinese by its characters and their pairs. */
function meaningIn(name: string, kind: Kind): number {
  return kind === KIND.word || (kind === KIND.pair && isHan(name)) ? meaningOf(name) : -1;
}

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
  const meanings: number[] = [];
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
        meanings.push(meaningIn(name, kind));
      }
      out.push(feature);
    };
    for (const [i, name] of names.entries()) learn(name, found[i] ?? KIND.word);
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
        const typed = analyse(text);
        const named = nameTerms(terms, typed.runs);
        const both = named.terms.size > 0 ? numbers(analyse(named.runs.join(' '))) : [];
        const features = new Int32Array([...new Set([...numbers(typed), ...both])]);
        samples.push({ row, features, phrasing, title: phrasing === TITLE });
      };
      for (const [i, phrasing] of translation.phrasings.entries()) {
        learn(phrasing, i);
        if (i % SLICE === SLICE - 1) yield;
      }
      learn(translation.title, TITLE);
      const body = pieces(translation.body).flatMap((piece) => {
        const typed = analyseAnswer(piece);
        const named = nameTerms(terms, typed.runs);
        const first = named.runs.filter((_, place) => named.terms.has(place));
        return [...numbers(typed), ...(first.length > 0 ? numbers(analyseAnswer(first.join(' '))) : [])];
      });
      bodies.push(count(body));
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
    meanings: Int32Array.from(meanings),
    terms,
    spellings: spelt,
  };
}

/** The language of the row that a sample belongs to. */
export function languageOf({ rows }: Pick<Corpus, 'rows'>, { row }: Sample): Language {
  return rows[row]?.language ?? 'en';
}

/** The text of a phrasing, or of a title. */
export function textOf({ articles, rows }: Corpus, row: number, phrasing: number): string {
  const place = rows[row];
  const translation = place && articles[place.article]?.translations[place.language];
  return (phrasing === TITLE ? translation?.title : translation?.phrasings[phrasing]) ?? '';
}

/** A question in the corpus' numbers. */
export interface Asked {
  /** Chinese where it has Chinese. */
  readonly language: Language;
  /** Whether words of both languages say what is asked: “怎么 reset 我的 password”. */
  readonly mixed: boolean;
  /** Distinct features. */
  readonly features: ArrayLike<number>;
  /** How much the words weigh that stand nowhere in the corpus. */
  readonly strange: number;
  /** What those words mean, as far as that is known (see `meaningOf`), and how much each counts. */
  readonly meanings: ReadonlyMap<number, number>;
  /** Words and runs of Chinese with a typing error, and what they were read as. */
  readonly corrected: ReadonlyMap<string, string>;
  /** The words as they were read, where that is not how they were typed. */
  readonly read?: string;
}

/** A word that was read as another one is half as strange as one that nothing was made of. */
const DOUBT_OF_CORRECTED = 0.25;

/** Words without a small part: see `gravityOf`. */
const MEANING_FROM = 0.5;

/** Takes a question apart: as it was typed, with terms by their first spelling, and without typing errors. */
export function ask(corpus: Corpus, text: string): Asked {
  const written = analyse(text);
  const runs = respaced(corpus.vocabulary, written.runs);
  const typed = runs === written.runs ? written : analyse(runs.join(' '));
  const named = nameTerms(corpus.terms, typed.runs);
  const corrected = readErrors(corpus, named);
  const right = (runs: readonly string[]): string => runs.map((run) => corrected.get(run) ?? run).join(' ');
  const isRight = corrected.size === 0 && named.terms.size === 0;
  const reading = right(named.runs);
  const read = isRight ? typed : analyse(reading);
  const features = new Set<number>();
  const meanings = new Map<number, number>();
  const spoken = new Set<Language>();
  let strange = 0;
  for (const run of corrected.keys()) strange += DOUBT_OF_CORRECTED * gravity(stem(run));
  for (const [i, name] of read.names.entries()) {
    const feature = featureOf(corpus.vocabulary, name);
    const kind = read.kinds[i] ?? KIND.word;
    const weight = gravityOf(name, kind);
    const known = feature === undefined ? undefined : corpus.meanings[feature];
    // Small words mean little by themselves.
    const meaning = weight < MEANING_FROM ? -1 : (known ?? meaningIn(name, kind));
    if (meaning >= 0) spoken.add(isHan(name) ? 'zh' : 'en');
    if (feature !== undefined) {
      features.add(feature);
      continue;
    }
    strange += weight;
    if (meaning >= 0) meanings.set(meaning, weight);
  }
  if (named.terms.size > 0) {
    for (const name of analyse(right(typed.runs)).names) {
      const feature = featureOf(corpus.vocabulary, name);
      if (feature !== undefined) features.add(feature);
    }
  }
  return {
    language: articleLanguage(text),
    mixed: spoken.size > 1,
    features: [...features],
    strange,
    meanings,
    corrected,
    ...(reading !== written.runs.join(' ') && { read: reading }),
  };
}

/** Of Chinese so many are looked at for such that sound like others: of nonsense each takes some microseconds. */
const MOST_CHARACTERS = 500;

/** The words that nothing is known of, but for a typing error. */
function readErrors({ vocabulary, spellings }: Corpus, { runs, terms }: Named): ReadonlyMap<string, string> {
  const corrected = new Map<string, string>();
  let characters = 0;
  for (const [i, run] of runs.entries()) {
    if (terms.has(i)) continue;
    if (isHan(run)) characters += run.length;
    const isLeft = isHan(run)
      ? characters > MOST_CHARACTERS
      : featureOf(vocabulary, stem(bare(run))) !== undefined;
    if (isLeft) continue;
    const meant = isHan(run) ? withoutHomophones(vocabulary, run) : correct(spellings, run);
    if (meant !== undefined && meant !== run) corrected.set(run, meant);
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
