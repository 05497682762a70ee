import type { LabelledText } from './csv.js';
import { dot, logistic, type Sparse } from './logistic.js';
import { pseudoRandom, shuffle } from './random.js';
import { type TextFeatures, textFeatures } from './text-features.js';

/** Tells of any text which of the labels it has that it was trained with. */
export interface TextClassifier {
  /** `scores` are log-odds, one for each label in the order of `labels`; the highest wins. */
  classify(text: string): { readonly label: string; readonly scores: readonly number[] };
  readonly labels: readonly string[];
}

/** One of the two models: how features become numbers, and what was learnt of them for each label. */
interface Half {
  score(features: TextFeatures, label: number): number;
}

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
  const labels = [...new Set(texts.map(({ label }) => label))];
  const truth = texts.map(({ label }) => labels.indexOf(label));
  const features = texts.map(({ text }) => textFeatures(text));
  const offsets = balance(leftOut(features, truth, labels.length), truth, labels.length);
  const scoresOf = train(features, truth, labels.length);
  return {
    labels,
    classify(text) {
      const scores = scoresOf(textFeatures(text)).map((score, label) => score + (offsets[label] ?? 0));
      return { label: labels[scores.indexOf(Math.max(...scores))] ?? '', scores };
    },
  };
}

type Scorer = (features: TextFeatures) => number[];

function train(features: readonly TextFeatures[], truth: readonly number[], labels: number): Scorer {
  const halves = [byWords(features, truth, labels), byLetters(features, truth, labels)];
  const score = (asked: TextFeatures, label: number): number =>
    halves.reduce((total, half) => total + half.score(asked, label), 0);
  return (asked) => {
    if (labels !== 2) return Array.from({ length: labels }, (_, label) => score(asked, label));
    const first = score(asked, 0);
    return [first, -first];
  };
}

/** TF-IDF of words, each text of length 1. */
function byWords(features: readonly TextFeatures[], truth: readonly number[], labels: number): Half {
  const names = index(
    features.map(({ words }) => words),
    1,
  );
  const idf = Float64Array.from(names.times, (times) => Math.log((features.length + 1) / times));
  const row = ({ words }: TextFeatures): Sparse => {
    const counts = countKnown(words, names.of);
    return unit(counts, (feature, times) => (1 + Math.log(times)) * (idf[feature] ?? 0));
  };
  const rows = features.map(row);
  const weights = perLabel(labels, (label) => learn(rows, truth, label, names.times.length, WORDS_COST));
  return { score: (asked, label) => dot(weights[label] ?? new Float64Array(), row(asked)) };
}

/** Words and letters, each weighed by its log-count ratio, each text of length 1. */
function byLetters(features: readonly TextFeatures[], truth: readonly number[], labels: number): Half {
  const both = ({ words, letters }: TextFeatures): readonly string[] => [...words, ...letters];
  const names = index(features.map(both), 2);
  const size = names.times.length;
  const known = features.map((one) => [...countKnown(both(one), names.of).keys()]);
  const ratios = perLabel(labels, (label) => {
    const own = new Float64Array(size).fill(1);
    const others = new Float64Array(size).fill(1);
    for (const [i, list] of known.entries()) {
      const counts = truth[i] === label ? own : others;
      for (const feature of list) counts[feature] = (counts[feature] ?? 0) + 1;
    }
    const shift = Math.log(sum(others) / sum(own));
    return own.map((count, feature) => Math.log(count / (others[feature] ?? 1)) + shift);
  });
  const row = (list: Iterable<number>, ratio: Float64Array): Sparse =>
    unit(new Map([...list].map((feature) => [feature, 1])), (feature) => ratio[feature] ?? 0);
  const weights = ratios.map((ratio, label) =>
    learn(
      known.map((list) => row(list, ratio)),
      truth,
      label,
      size,
      LETTERS_COST,
    ),
  );
  return {
    score(asked, label) {
      const list = countKnown(both(asked), names.of).keys();
      return dot(weights[label] ?? new Float64Array(), row(list, ratios[label] ?? new Float64Array()));
    },
  };
}

/** One for each label to be learnt: of two labels the second is the opposite of the first. */
function perLabel(labels: number, make: (label: number) => Float64Array): Float64Array[] {
  return Array.from({ length: labels === 2 ? 1 : labels }, (_, label) => make(label));
}

function learn(
  rows: readonly Sparse[],
  truth: readonly number[],
  label: number,
  constant: number,
  cost: number,
): Float64Array {
  return logistic(
    rows,
    truth.map((own) => own === label),
    constant + 1,
    cost,
    ROUNDS,
  );
}

/** Scores of each text from a model that has not seen it. */
function leftOut(features: readonly TextFeatures[], truth: readonly number[], labels: number): number[][] {
  const scores: number[][] = features.map(() => []);
  const order = features.map((_, i) => i);
  shuffle(order, pseudoRandom(5));
  for (let fold = 0; fold < FOLDS; fold++) {
    const seen = order.filter((_, at) => at % FOLDS !== fold);
    const scorer = train(
      seen.flatMap((i) => features[i] ?? []),
      seen.map((i) => truth[i] ?? 0),
      labels,
    );
    for (const i of order.filter((_, at) => at % FOLDS === fold)) {
      const one = features[i];
      if (one) scores[i] = scorer(one);
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

/** Numbers for the names that at least `least` of the lists hold, and how many do. */
function index(
  lists: readonly (readonly string[])[],
  least: number,
): { readonly of: ReadonlyMap<string, number>; readonly times: readonly number[] } {
  const seen = new Map<string, number>();
  for (const list of lists) for (const name of new Set(list)) seen.set(name, (seen.get(name) ?? 0) + 1);
  const kept = [...seen].filter(([, times]) => times >= least);
  return { of: new Map(kept.map(([name], i) => [name, i])), times: kept.map(([, times]) => times) };
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
