import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LabelledQuestion, readArticlesCsv, readQuestionsCsv } from '../../../knowledge/files/csv.js';
import { loadArticles } from '../../../knowledge/files/load.js';
import type { Article } from '../../../src/core/article.js';

/** What is learnt, and what is asked afterwards. */
export interface Data {
  /** For the report. */
  readonly name: string;
  readonly articles: readonly Article[];
  readonly phrasings: readonly LabelledQuestion[];
  readonly questions: readonly LabelledQuestion[];
}

/**
 * Reads a folder with `knowledge.csv` and `questions.csv`, in the formats of `firstline eval`. Without one, the English
 * starter articles: every third phrasing is held back and asked.
 */
export async function readData(folder: string | undefined): Promise<Data> {
  if (folder === undefined) return starters();
  const [known, asked] = await Promise.all(
    ['knowledge.csv', 'questions.csv'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  const { articles } = readArticlesCsv(known ?? '', 'knowledge.csv');
  const { questions } = readQuestionsCsv(asked ?? '', 'questions.csv');
  return {
    name: `${folder}`,
    articles,
    phrasings: phrasingsOf(articles),
    questions: questions.filter(({ article }) => article !== ''),
  };
}

async function starters(): Promise<Data> {
  const folder = fileURLToPath(new URL('../../../knowledge/articles/', import.meta.url));
  const loaded = await loadArticles(folder);
  const questions: LabelledQuestion[] = [];
  const articles = loaded.articles.flatMap((article): Article[] => {
    const { en } = article.translations;
    if (!en) return [];
    for (const [i, text] of en.phrasings.entries())
      if (i % 3 === 2) questions.push({ text, article: article.id });
    return [
      { ...article, translations: { en: { ...en, phrasings: en.phrasings.filter((_, i) => i % 3 !== 2) } } },
    ];
  });
  return {
    name: 'the English starter articles, every third phrasing held back and asked; --data FOLDER names real questions',
    articles,
    phrasings: phrasingsOf(articles),
    questions,
  };
}

/** All phrasings, each with its article. */
export function phrasingsOf(articles: readonly Article[]): LabelledQuestion[] {
  return articles.flatMap(({ id, translations }) =>
    Object.values(translations).flatMap(({ phrasings }) => phrasings.map((text) => ({ text, article: id }))),
  );
}

/** At most so many, evenly spread. */
export function spread<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]).filter(
    (item): item is T => item !== undefined,
  );
}
