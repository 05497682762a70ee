import { isHan, normalise, stem, words } from '../text/analyse.js';
import type { Sign } from './signs.js';
import { englishSigns } from './signs-en.js';
import { chineseSigns } from './signs-zh.js';
import { smallWords, type WordVerdict, wordVerdict } from './word-verdict.js';

/** What of a text bears on urgency and mood. */
export interface Tone {
  /** Features and what each weighs here. `+sign`, `+sign&sign`, `=verdict of the word lists`, form, or a word's stem. */
  readonly features: ReadonlyMap<string, number>;
  /** The signs that were found, with the words that say them. */
  readonly found: ReadonlyMap<Sign, string>;
  /** What the word lists alone say. */
  readonly verdict: WordVerdict;
}

const HAN = /\p{Script=Han}/u;
/** What a feature of each kind weighs. Chosen by cross-validation on the training half. */
const SIGN = 1;
const PAIR = 0.5;
const VERDICT = 1;
const FORM = 0.5;
const WORDS = 1;

/** Takes a text apart into what urgency and mood are told by. */
export function toneOf(text: string): Tone {
  const plain = normalise(text);
  const chinese = HAN.test(plain);
  const found = new Map<Sign, string>();
  for (const signs of chinese ? [chineseSigns, englishSigns] : [englishSigns]) {
    for (const [sign, pattern] of Object.entries(signs) as [Sign, RegExp][]) {
      const said = found.has(sign) ? undefined : pattern.exec(plain)?.[0];
      if (said !== undefined) found.set(sign, said.trim());
    }
  }
  const features = new Map<string, number>();
  const names = [...found.keys()].sort();
  for (const [i, name] of names.entries()) {
    features.set(`+${name}`, SIGN);
    for (const other of names.slice(i + 1)) features.set(`+${name}&${other}`, PAIR);
  }
  const verdict = wordVerdict(text, plain);
  features.set(`=${verdict.urgency.level}`, VERDICT);
  features.set(`=${verdict.mood.level}`, VERDICT);
  for (const name of formOf(text, plain, chinese)) features.set(name, FORM);
  const stems = stemsOf(plain, chinese);
  const weight = WORDS / Math.sqrt(stems.size || 1);
  for (const name of stems) features.set(name, weight);
  return { features, found, verdict };
}

/** How it is written: loud, asking, short. */
function formOf(text: string, plain: string, chinese: boolean): string[] {
  const names: string[] = [];
  const marks = count(text, /[!！]/g);
  const questions = count(text, /[?？]/g);
  if (marks > 0) names.push('=!');
  if (marks > 1) names.push('=!!');
  if (questions > 0) names.push('=?');
  if (questions > 1) names.push('=??');
  const capitals = count(text, /\b[A-Z]{3,}\b/g);
  if (capitals >= 3 && capitals > smallWords(text)) names.push('=capitals');
  const length = chinese ? plain.length / 2 : plain.split(' ').length;
  names.push(length < 6 ? '=short' : length < 12 ? '=medium' : length < 20 ? '=long' : '=very long');
  return names;
}

/** Stems and their pairs; Chinese characters. Each once. */
function stemsOf(plain: string, chinese: boolean): Set<string> {
  const stems = new Set<string>();
  let before: string | undefined;
  for (const run of words(plain)) {
    if (isHan(run)) {
      for (const character of run) stems.add(character);
      continue;
    }
    const root = stem(run.replaceAll("'", ''));
    stems.add(root);
    if (before !== undefined && !chinese) stems.add(`${before} ${root}`);
    before = root;
  }
  return stems;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
