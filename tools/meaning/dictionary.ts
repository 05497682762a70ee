import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';

/** A Chinese word, and the English ones that a dictionary explains by it, by how much they count. */
export interface Gloss {
  readonly chinese: string;
  readonly english: ReadonlyMap<string, number>;
}

const ENTRIES = z.array(
  z.object({ word: z.string(), translation: z.string(), bnc: z.string(), frq: z.string() }),
);

const ENGLISH = /^[a-z][a-z' -]*$/;
const MOST_ENGLISH = 4;
const CHINESE = /^\p{Script=Han}{1,8}$/u;
/** Words that come later in the order of how often they are used are left out … */
const RAREST = 60_000;
/** … and phrases, of which that is not known, count like a word that comes here. */
const PHRASE = 30_000;
/** An explanation that counts less, by all its words, is of a rare word, or one of many. */
const LEAST = 0.004;
/** What the crowd said, and people's names. */
const UNSURE = /^\[(?:网络|人名)\]/u;

/** Reads ECDICT (MIT), which explains English words in Chinese, the other way round. */
export async function readGlosses(folder: string): Promise<Gloss[]> {
  const text = await readFile(join(folder, 'assets', 'ecdict.csv'));
  const entries = ENTRIES.parse(
    parse(text, { columns: true, relax_quotes: true, relax_column_count: true, bom: true }),
  );
  const found = new Map<string, Map<string, number>>();
  for (const { word, translation, bnc, frq } of entries) {
    const english = word.toLowerCase();
    if (!ENGLISH.test(english) || english.split(' ').length > MOST_ENGLISH) continue;
    const isPhrase = english.includes(' ');
    const rank = isPhrase ? PHRASE : Math.min(Number(bnc) || RAREST, Number(frq) || RAREST);
    if (rank >= RAREST) continue;
    const lines = translation.split('\\n').filter((line) => isPhrase || !UNSURE.test(line));
    for (const [place, chinese] of lines.flatMap(explanations).entries()) {
      const words = found.get(chinese) ?? new Map<string, number>();
      found.set(chinese, words);
      const weight = 1 / Math.sqrt(rank * (place + 1));
      words.set(english, Math.max(words.get(english) ?? 0, weight));
    }
  }
  return [...found]
    .filter(([, words]) => Math.max(...words.values()) >= LEAST)
    .map(([chinese, english]) => ({ chinese, english }));
}

/** The Chinese words of one line: `n. 密码, 口令(计)`. */
function explanations(line: string): string[] {
  return line
    .replace(/^(?:\[[^\]]*\]|[a-z]+\.)\s*/gi, '')
    .replace(/[(（][^)）]*[)）]|[<《][^>》]*[>》]|\[[^\]]*\]/gu, '')
    .split(/[,，;；、/]/u)
    .map((part) => part.replace(/[.\s…·]+/gu, ''))
    .filter((part) => CHINESE.test(part));
}
