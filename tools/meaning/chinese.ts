import { addMeaning, DIMENSIONS, meaningOf, toBytes } from '../../knowledge/finding/meaning.js';
import { pseudoRandom } from '../../knowledge/random.js';
import { analyse, isHan, KIND } from '../../knowledge/text/analyse.js';
import { gravityOf } from '../../knowledge/text/function-words.js';
import type { Pair } from './bilingual.js';
import type { Gloss } from './dictionary.js';
import { type Lesson, learn } from './learn.js';
import type { Learnt } from './meanings.js';
import { OWN_PATTERNS, OWN_WORDS, type OwnWord } from './own-words.js';
import { stemsOf } from './texts.js';

const LEARNING = { epochs: 6, rate: 0.01 };

/** Texts of programs count this many times, own words that many; dictionaries are large. */
const TIMES = { pair: 3, word: 10 };
/** How often each pattern is filled. */
const FILLED = 200;
/** A longer text says little about one word of it. */
const MOST_WORDS = 30;
/** An English text of which less is known is not known. */
const LEAST_KNOWN = 0.7;

/** Characters and pairs that are learnt, at most: the most frequent. */
const MOST = 28_000;
/** A character that occurs less often is rare. */
const LEAST_OFTEN = 2;
/** Features of a text that is a word or two, in which each counts … */
const FEW = 3;
/** … so much more. */
const IN_FEW = 3;
/** Length of a vector to begin with, beside those of English that are about as long in the end. */
const BEGIN = 0.3;

/** What Chinese is learnt from. */
export interface ChineseSources {
  readonly glosses: readonly Gloss[];
  readonly pairs: readonly Pair[];
}

/** A Chinese text, where it points, and how many times it counts. */
interface Known {
  readonly chinese: string;
  readonly aim: Float32Array;
  readonly times: number;
}

/**
 * Learns a vector for each of the most frequent Chinese characters and pairs of them, so that the sum of a text's points
 * where the English of it points, by the table of English that is there already.
 */
export function learnChinese(sources: ChineseSources, tell: (line: string) => void): Learnt {
  const texts = [...fromGlosses(sources.glosses), ...fromPairs(sources.pairs), ...fromOwnWords()];
  const features = texts.map(({ chinese }) => chineseOf(chinese));
  const stems = mostFrequent(texts, features);
  const numbers = new Map(stems.map((name, i) => [name, i]));
  const lessons: Lesson[] = [];
  for (const [i, { aim, times }] of texts.entries()) {
    const known = (features[i] ?? []).flatMap((name) => numbers.get(name) ?? []);
    if (known.length === 0) continue;
    const lesson = { stems: known, aim };
    for (let time = 0; time < times; time++) lessons.push(lesson);
  }
  tell(`${lessons.length} lessons of ${texts.length} Chinese texts`);
  const vectors = beginnings(lessons, stems.length);
  learn(vectors, lessons, LEARNING, (epoch, loss) => tell(`epoch ${epoch}: loss ${loss.toFixed(4)}`));
  return { stems, vectors };
}

function fromGlosses(glosses: readonly Gloss[]): Known[] {
  return glosses.flatMap(({ chinese, english }) => {
    const aim = mean(english);
    return aim ? { chinese, aim, times: 1 } : [];
  });
}

function fromPairs(pairs: readonly Pair[]): Known[] {
  return pairs.flatMap(({ english, chinese }) => {
    if (english.split(/\s+/).length > MOST_WORDS) return [];
    const aim = directionOf(english, LEAST_KNOWN);
    return aim ? { chinese, aim, times: TIMES.pair } : [];
  });
}

function fromOwnWords(): Known[] {
  const single = OWN_WORDS.flatMap(({ chinese, english }) => {
    const aim = mean(new Map(english.map((text) => [text, 1])));
    return aim ? { chinese, aim, times: TIMES.word } : [];
  });
  const random = pseudoRandom(5);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const filler = (): { chinese: string; english: string } => {
    const { chinese, english }: OwnWord = pick(OWN_WORDS) ?? { chinese: '', english: [] };
    return { chinese, english: pick(english) ?? '' };
  };
  const filled: Known[] = [];
  for (const pattern of OWN_PATTERNS) {
    for (let time = 0; time < FILLED; time++) {
      const [x, y] = [filler(), filler()];
      const aim = directionOf(pattern.english.replace('{x}', x.english).replace('{y}', y.english));
      const chinese = pattern.chinese.replace('{x}', x.chinese).replace('{y}', y.chinese);
      if (aim) filled.push({ chinese, aim, times: 1 });
    }
  }
  return [...single, ...filled];
}

/** Where the English texts point on the whole, by their weights. */
function mean(english: ReadonlyMap<string, number>): Float32Array | undefined {
  const sum = new Float32Array(DIMENSIONS);
  let known = false;
  for (const [text, weight] of english) {
    const one = directionOf(text);
    if (!one) continue;
    known = true;
    for (let i = 0; i < DIMENSIONS; i++) sum[i] = (sum[i] ?? 0) + weight * (one[i] ?? 0);
  }
  return known ? toUnit(sum) : undefined;
}

/** Where an English text points; nothing where too few of its words are known. */
function directionOf(english: string, least = 0): Float32Array | undefined {
  const stems = stemsOf(english);
  const known = stems.map(meaningOf).filter((meaning) => meaning >= 0);
  if (known.length === 0 || known.length < least * stems.length) return undefined;
  const sum = new Float32Array(DIMENSIONS);
  for (const meaning of known) addMeaning(meaning, 1, sum, 0);
  return toUnit(sum);
}

/** The Chinese features of a text. */
function chineseOf(text: string): string[] {
  return analyse(text).names.filter(isHan);
}

/** All characters, and as many pairs as there is room for. */
function mostFrequent(texts: readonly Known[], features: readonly (readonly string[])[]): string[] {
  const counts = new Map<string, number>();
  for (const [i, names] of features.entries()) {
    const weight = (texts[i]?.times ?? 0) * (names.length <= FEW ? IN_FEW : 1);
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + weight);
  }
  const order = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  const characters = order.filter(([name, count]) => [...name].length === 1 && count >= LEAST_OFTEN);
  const pairs = order.filter(([name]) => [...name].length > 1).slice(0, MOST - characters.length);
  return [...characters, ...pairs].map(([name]) => name);
}

/** Each begins as the mean of where its texts point. */
function beginnings(lessons: readonly Lesson[], count: number): Float32Array {
  const vectors = new Float32Array(count * DIMENSIONS);
  const weights = new Float64Array(count);
  for (const { stems, aim } of lessons) {
    for (const stem of stems) {
      weights[stem] = (weights[stem] ?? 0) + 1 / stems.length;
      for (let i = 0; i < DIMENSIONS; i++) {
        const at = stem * DIMENSIONS + i;
        vectors[at] = (vectors[at] ?? 0) + (aim[i] ?? 0) / stems.length;
      }
    }
  }
  for (let at = 0; at < vectors.length; at++) {
    vectors[at] = (BEGIN * (vectors[at] ?? 0)) / (weights[Math.floor(at / DIMENSIONS)] || 1);
  }
  return vectors;
}

/** The mean of the senses of texts, of either language; of a table of Chinese that is not written yet. */
export function commonOf(texts: readonly string[], { stems, vectors }: Learnt): Float32Array {
  const bytes = toBytes(vectors);
  const numbers = new Map(stems.map((name, i) => [name, i]));
  const common = new Float32Array(DIMENSIONS);
  for (const text of texts) {
    const { names, kinds } = analyse(text);
    const sense = new Float32Array(DIMENSIONS);
    for (const [name, kind] of new Map(names.map((name, i) => [name, kinds[i] ?? KIND.word]))) {
      const weight = Math.sqrt(gravityOf(name, kind));
      const number = numbers.get(name);
      if (number !== undefined) {
        for (let i = 0; i < DIMENSIONS; i++) {
          sense[i] = (sense[i] ?? 0) + weight * (bytes[number * DIMENSIONS + i] ?? 0);
        }
      } else if (kind === KIND.word && !isHan(name) && meaningOf(name) >= 0) {
        addMeaning(meaningOf(name), weight, sense, 0);
      }
    }
    const unit = toUnit(sense);
    for (let i = 0; i < DIMENSIONS; i++) common[i] = (common[i] ?? 0) + (unit[i] ?? 0) / texts.length;
  }
  return common;
}

function toUnit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
