import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readMessagesCsv } from '../../knowledge/files/csv.js';
import { loadArticles } from '../../knowledge/files/load.js';
import { pseudoRandom, shuffle } from '../../knowledge/random.js';
import { analyse, KIND } from '../../knowledge/text/analyse.js';
import type { Language } from '../../src/core/language.js';
import { fillPatterns } from './patterns.js';
import { readWordNet, type WordNet } from './wordnet.js';

/** What is learnt from: texts, and single words as texts of their own. No text comes twice, all are lower-case. */
export interface Texts {
  readonly texts: readonly string[];
  readonly words: readonly string[];
}

/** A word as {@link stemsOf} sees it: with letters, and what follows an apostrophe. */
const WORD = /[a-z0-9]*[a-z][a-z0-9]*(?:'[a-z]+)*/gi;

/** How many texts of each source. */
const SHARES = { sentences: 28_000, examples: 15_000, glosses: 5_000, patterns: 36_000 };

/** Short texts are like questions, and what a word adds shows in them. */
const FEWEST_WORDS = 3;
const MOST_WORDS = 14;
/** Of a text's signs, letters and spaces. */
const LEAST_LETTERS = 0.85;

/** A word that occurs less often may be a slip, unless WordNet knows it. */
const LEAST_OFTEN = 2;
/** Occurrences in the sentences from which on a word is put into patterns. */
const USUAL = 8;
/** Share of a word's occurrences with a capital, not at the start, from which on it is a name. */
const NAME_SHARE = 0.7;
/** A name that occurs so often is known to many: a town, a brand. */
const WELL_KNOWN = 5;

const KNOWLEDGE = new URL('../../knowledge/', import.meta.url);

/** Collects the texts, the same each time. `sentences`: everyday texts of all kinds, with their capitals. */
export async function collectTexts(sentences: readonly string[]): Promise<Texts> {
  const wordNet = await readWordNet();
  const usual = countWords(sentences);
  const random = pseudoRandom(7);
  const take = (list: readonly string[], count: number): readonly string[] => {
    const order = [...new Set(list)].filter(isShort);
    const numbers = order.map((_, i) => i);
    shuffle(numbers, random);
    return numbers.slice(0, count).map((i) => order[i] ?? '');
  };
  const glosses = wordNet.glosses.map(({ lemma, noun, gloss }) =>
    random() < 0.5 ? gloss : `${lemma}${noun ? ' is' : ':'} ${gloss}`,
  );
  const fillers = {
    nouns: fillersOf(wordNet.nouns, wordNet, usual),
    verbs: fillersOf(wordNet.verbs, wordNet, usual),
    adjectives: fillersOf(wordNet.adjectives, wordNet, usual),
  };
  const everyday = take(sentences, SHARES.sentences);
  const examples = take(wordNet.examples, SHARES.examples);
  const defined = take(glosses, SHARES.glosses);
  const asked = fillPatterns(SHARES.patterns, fillers, random);
  const texts = unique([...(await ownTexts()), ...asked, ...examples, ...defined, ...everyday]);
  return { texts, words: unique(wordsOf(texts, wordNet, usual)) };
}

/** Our own: how the starter articles are asked for, and the messages that urgency and mood are learnt from. */
async function ownTexts(): Promise<string[]> {
  const folder = fileURLToPath(new URL('articles/', KNOWLEDGE));
  const { articles } = await loadArticles(folder, { starter: true });
  const asked = articles.flatMap(({ translations: { en } }) => (en ? [en.title, ...en.phrasings] : []));
  return [...asked, ...(await messages('en'))];
}

/** Messages to help desks: those that urgency and mood are learnt from. */
export async function messages(language: Language): Promise<string[]> {
  const path = fileURLToPath(new URL(`triage/${language}.csv`, KNOWLEDGE));
  return readMessagesCsv(await readFile(path, 'utf8'), path).messages.map(({ text }) => text);
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => text.toLowerCase().replace(/\s+/g, ' ').trim()))].filter(Boolean);
}

/** Whether a text is short, English letters for the most part, and a text at all. */
function isShort(text: string): boolean {
  const count = text.split(' ').length;
  if (count < FEWEST_WORDS || count > MOST_WORDS || !/^[\x20-\x7e]+$/.test(text)) return false;
  return text.replace(/[^a-z ]/gi, '').length >= LEAST_LETTERS * text.length;
}

interface Usage {
  count: number;
  /** Not at the start. */
  inside: number;
  capital: number;
}

type Usages = ReadonlyMap<string, Usage>;

function countWords(sentences: readonly string[]): Usages {
  const usages = new Map<string, Usage>();
  for (const sentence of sentences) {
    for (const [at, word] of (sentence.match(WORD) ?? []).entries()) {
      const key = word.toLowerCase();
      const usage = usages.get(key) ?? { count: 0, inside: 0, capital: 0 };
      usages.set(key, usage);
      usage.count += 1;
      if (at > 0) usage.inside += 1;
      if (at > 0 && /^[A-Z][a-z]/.test(word)) usage.capital += 1;
    }
  }
  return usages;
}

/** Whether a word is a name that few know. */
function isName(word: string, wordNet: WordNet, usages: Usages): boolean {
  const usage = usages.get(word) ?? { inside: 0, capital: 0 };
  if (usage.capital >= WELL_KNOWN) return false;
  if (wordNet.names.has(word)) return true;
  if (isLemma(word, wordNet)) return false;
  return usage.capital > 0 && usage.capital >= NAME_SHARE * usage.inside;
}

function isLemma(word: string, { nouns, verbs, adjectives, adverbs }: WordNet): boolean {
  return [nouns, verbs, adjectives, adverbs].some((part) => part.has(word));
}

function fillersOf(lemmas: ReadonlyMap<string, number>, wordNet: WordNet, usages: Usages): string[] {
  return [...lemmas]
    .filter(([word, tagged]) => {
      const count = usages.get(word)?.count ?? 0;
      return word.length > 2 && !wordNet.names.has(word) && (count >= USUAL || (tagged > 0 && count > 1));
    })
    .map(([word]) => word);
}

/** The words to learn, as typed: those of all texts that are no slips and no strangers' names, and the usual
 * ones of WordNet. */
function wordsOf(texts: readonly string[], wordNet: WordNet, usages: Usages): string[] {
  const counts = new Map([...usages].map(([word, { count }]) => [word, count]));
  for (const text of texts) {
    for (const word of text.match(WORD) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const { nouns, verbs, adjectives, adverbs } = wordNet;
  const tagged = [nouns, verbs, adjectives, adverbs].flatMap((part) =>
    [...part].filter(([, count]) => count > 0).map(([word]) => word),
  );
  const occurring = [...counts]
    .filter(([word, count]) => count >= LEAST_OFTEN || isLemma(word, wordNet))
    .map(([word]) => word);
  return [...occurring, ...tagged].filter((word) => !isName(word, wordNet, usages)).sort();
}

/** The stems of a text, as questions have them. */
export function stemsOf(text: string): string[] {
  const { names, kinds } = analyse(text);
  return names.filter((name, i) => kinds[i] === KIND.word && /[a-z]/.test(name));
}
