import type { LabelledText } from '../files/csv.js';
import { pseudoRandom, shuffle } from '../random.js';
import { atOnce, type Steps } from '../slices.js';
import { dot, logisticInSteps, type Sparse } from './logistic.js';
import { type TextFeatures, textFeatures } from './text-features.js';

/** Tells of any text which of the labels it has that it was trained with. */
export interface TextClassifier {
  /** `scores` are log-odds, one for each label in the order of `labels`; the highest wins. */
  classify(text: string): { readonly label: string; readonly scores: readonly number[] };
  readonly labels: readonly string[];
}

/** What was learnt of texts, as plain data: what a {@link TextClassifier} tells labels by. */
export interface TextModel {
  readonly labels: readonly string[];
  /** Added to the score of each label. */
  readonly offsets: readonly number[];
  readonly words: WordsHalf;
  readonly letters: LettersHalf;
}

/** TF-IDF of words. Weights are one list for each label to be learnt, a number for each name in it. */
interface WordsHalf {
  readonly names: readonly string[];
  readonly idf: Float64Array;
  readonly weights: readonly Float64Array[];
}

/** Words and letters in a row, each weighed by its log-count ratio. */
interface LettersHalf {
  readonly names: readonly string[];
  readonly ratios: readonly Float64Array[];
  readonly weights: readonly Float64Array[];
}

/** Both halves, and to which numbers features belong. */
type Halves = Pick<TextModel, 'words' | 'letters'>;

/** What an error costs in training each half. Chosen by cross-validation. */
const WORDS_COST = 6;
const LETTERS_COST = 3;
const ROUNDS = 8;
const FOLDS = 3;

/**
 * Learns labels from texts: two linear models whose log-odds are added. One sees words and signs by TF-IDF; the other
 * sees letters in a row too, each weighed by how differently the labels use it (Wang and Manning, "Baselines and
 * bigrams", 2012). What is added to each label's score comes from cross-validation over the texts, for the best mean of
 * the labels' F1. Deterministic; some seconds for ten thousand texts.
 */
export function trainTextClassifier(texts: readonly LabelledText[]): TextClassifier {
  return textClassifier(atOnce(learnTexts(texts)));
}

/** The same in steps, as plain data. */
export function* learnTexts(texts: readonly LabelledText[]): Steps<TextModel> {
  const labels = [...new Set(texts.map(({ label }) => label))];
  const truth = texts.map(({ label }) => labels.indexOf(label));
  const features = yield* each(texts, ({ text }) => textFeatures(text));
  const offsets = balance(yield* leftOut(features, truth, labels.length), truth, labels.length);
  return { labels, offsets, ...(yield* train(features, truth, labels.length)) };
}

/** Tells labels by what was learnt. */
export function textClassifier(model: TextModel): TextClassifier {
  const { labels, offsets } = model;
  const scoresOf = scorer(model, labels.length);
  return {
    labels,
    classify(text) {
      const scores = scoresOf(textFeatures(text)).map((score, label) => score + (offsets[label] ?? 0));
      return { label: labels[scores.indexOf(Math.max(...scores))] ?? '', scores };
    },
  };
}

type Scorer = (features: TextFeatures) => number[];

function* train(features: readonly TextFeatures[], truth: readonly number[], labels: number): Steps<Halves> {
  const words = yield* byWords(features, truth, labels);
  return { words, letters: yield* byLetters(features, truth, labels) };
}

function scorer({ words, letters }: Halves, labels: number): Scorer {
  const [ofWords, ofLetters] = [numbered(words.names), numbered(letters.names)];
  const score = (asked: TextFeatures, label: number): number => {
    const known = countKnown(both(asked), ofLetters).keys();
    return (
      dot(words.weights[label] ?? NONE, wordsRow(asked, ofWords, words.idf)) +
      dot(letters.weights[label] ?? NONE, lettersRow(known, letters.ratios[label] ?? NONE))
    );
  };
  return (asked) => {
    if (labels !== 2) return Array.from({ length: labels }, (_, label) => score(asked, label));
    const first = score(asked, 0);
    return [first, -first];
  };
}

const NONE = new Float64Array();

/** TF-IDF of words, each text of length 1. */
function* byWords(
  features: readonly TextFeatures[],
  truth: readonly number[],
  labels: number,
): Steps<WordsHalf> {
  const names = yield* index(features, ({ words }) => words, 1);
  const idf = Float64Array.from(names.times, (times) => Math.log((features.length + 1) / times));
  const rows = yield* each(features, (one) => wordsRow(one, names.of, idf));
  const weights: Float64Array[] = [];
  for (let label = 0; label < learntOf(labels); label++)
    weights.push(yield* learn(rows, truth, label, names.times.length, WORDS_COST));
  return { names: [...names.of.keys()], idf, weights };
}

function wordsRow({ words }: TextFeatures, of: ReadonlyMap<string, number>, idf: Float64Array): Sparse {
  return unit(countKnown(words, of), (feature, times) => (1 + Math.log(times)) * (idf[feature] ?? 0));
}

/** Words and letters, each weighed by its log-count ratio, each text of length 1. */
function* byLetters(
  features: readonly TextFeatures[],
  truth: readonly number[],
  labels: number,
): Steps<LettersHalf> {
  const names = yield* index(features, both, 2);
  const size = names.times.length;
  const known = yield* each(features, (one) => [...countKnown(both(one), names.of).keys()]);
  const ratios: Float64Array[] = [];
  const weights: Float64Array[] = [];
  for (let label = 0; label < learntOf(labels); label++) {
    yield;
    const own = new Float64Array(size).fill(1);
    const others = new Float64Array(size).fill(1);
    for (const [i, list] of known.entries()) {
      const counts = truth[i] === label ? own : others;
      for (const feature of list) counts[feature] = (counts[feature] ?? 0) + 1;
    }
    const shift = Math.log(sum(others) / sum(own));
    const ratio = own.map((count, feature) => Math.log(count / (others[feature] ?? 1)) + shift);
    ratios.push(ratio);
    const rows = yield* each(known, (list) => lettersRow(list, ratio));
    weights.push(yield* learn(rows, truth, label, size, LETTERS_COST));
  }
  return { names: [...names.of.keys()], ratios, weights };
}

function lettersRow(known: Iterable<number>, ratio: Float64Array): Sparse {
  return unit(new Map([...known].map((feature) => [feature, 1])), (feature) => ratio[feature] ?? 0);
}

function both({ words, letters }: TextFeatures): readonly string[] {
  return [...words, ...letters];
}

/** How many labels are to be learnt: of two the second is the opposite of the first. */
function learntOf(labels: number): number {
  return labels === 2 ? 1 : labels;
}

function learn(
  rows: readonly Sparse[],
  truth: readonly number[],
  label: number,
  constant: number,
  cost: number,
): Steps<Float64Array> {
  return logisticInSteps(
    rows,
    truth.map((own) => own === label),
    constant + 1,
    cost,
    ROUNDS,
  );
}

/** Scores of each text from a model that has not seen it. */
function* leftOut(
  features: readonly TextFeatures[],
  truth: readonly number[],
  labels: number,
): Steps<number[][]> {
  const scores: number[][] = features.map(() => []);
  const order = features.map((_, i) => i);
  shuffle(order, pseudoRandom(5));
  for (let fold = 0; fold < FOLDS; fold++) {
    const seen = order.filter((_, at) => at % FOLDS !== fold);
    const halves = yield* train(
      seen.flatMap((i) => features[i] ?? []),
      seen.map((i) => truth[i] ?? 0),
      labels,
    );
    const scoresOf = scorer(halves, labels);
    for (const i of order.filter((_, at) => at % FOLDS === fold)) {
      const one = features[i];
      if (one) scores[i] = scoresOf(one);
      yield;
    }
  }
  return scores;
}

/** What to add to each label's score for the best mean of F1, label by label, three times round. */
function balance(scores: readonly (readonly number[])[], truth: readonly number[], labels: number): number[] {
  const offsets = new Array<number>(labels).fill(0);
  let top = meanF1(scores, truth, offsets);
  for (let round = 0; round < 3; round++) {
    for (let label = 1; label < labels; label++) {
      let best = offsets[label] ?? 0;
      for (let step = -3; step <= 5; step += 0.1) {
        offsets[label] = step;
        const value = meanF1(scores, truth, offsets);
        if (value > top + 1e-5) [top, best] = [value, step];
      }
      offsets[label] = best;
    }
  }
  return offsets;
}

function meanF1(
  scores: readonly (readonly number[])[],
  truth: readonly number[],
  offsets: readonly number[],
): number {
  const right = new Float64Array(offsets.length);
  const either = new Float64Array(offsets.length);
  for (const [i, list] of scores.entries()) {
    let told = 0;
    for (let label = 1; label < list.length; label++) {
      if ((list[label] ?? 0) + (offsets[label] ?? 0) > (list[told] ?? 0) + (offsets[told] ?? 0)) told = label;
    }
    const own = truth[i] ?? 0;
    if (told === own) right[own] = (right[own] ?? 0) + 1;
    either[told] = (either[told] ?? 0) + 1;
    either[own] = (either[own] ?? 0) + 1;
  }
  return (
    right.reduce((total, value, label) => total + (2 * value) / (either[label] || 1), 0) / offsets.length
  );
}

/** One after the other, a step each. */
function* each<From, To>(list: readonly From[], make: (one: From) => To): Steps<To[]> {
  const made: To[] = [];
  for (const one of list) {
    made.push(make(one));
    yield;
  }
  return made;
}

/** Numbers for the names that at least `least` of the texts hold, and how many do. */
function* index(
  features: readonly TextFeatures[],
  namesOf: (one: TextFeatures) => readonly string[],
  least: number,
): Steps<{ readonly of: ReadonlyMap<string, number>; readonly times: readonly number[] }> {
  const seen = new Map<string, number>();
  for (const one of features) {
    for (const name of new Set(namesOf(one))) seen.set(name, (seen.get(name) ?? 0) + 1);
    yield;
  }
  const kept = [...seen].filter(([, times]) => times >= least);
  return { of: numbered(kept.map(([name]) => name)), times: kept.map(([, times]) => times) };
}

function numbered(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, i) => [name, i]));
}

function countKnown(names: readonly string[], known: ReadonlyMap<string, number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const name of names) {
    const feature = known.get(name);
    if (feature !== undefined) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  return counts;
}

/** A row of length 1. */
function unit(
  counts: ReadonlyMap<number, number>,
  weigh: (feature: number, times: number) => number,
): Sparse {
  const features = Int32Array.from(counts.keys());
  const values = Float32Array.from([...counts].map(([feature, times]) => weigh(feature, times)));
  const length = Math.sqrt(values.reduce((total, value) => total + value * value, 0)) || 1;
  return { features, values: values.map((value) => value / length) };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
