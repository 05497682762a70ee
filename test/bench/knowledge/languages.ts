import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadArticles } from '../../../knowledge/files/load.js';
import type { Article } from '../../../src/core/article.js';
import { LANGUAGES, type Language } from '../../../src/core/language.js';
import type { Bench, Figure, Row } from '../figure.js';

/** The topics are parted into so many, one of which is left out in each split. */
const PARTS = 5;

const CALLED: Readonly<Record<Language, string>> = { en: 'English', zh: 'Chinese' };

/** What became of questions. Shares are fractions. */
interface Tally {
  asked: number;
  first: number;
  amongThree: number;
  answered: number;
  answeredRight: number;
  offered: number;
  offeredRight: number;
}

/** An article in the other language: the starter articles in one language alone, asked with their phrasings in the other. */
export async function measureLanguages({ scale, build }: Bench): Promise<Figure> {
  const folder = fileURLToPath(new URL('../../../knowledge/articles/', import.meta.url));
  const { articles: all } = await loadArticles(folder);
  const articles = all.filter(({ translations }) => LANGUAGES.every((language) => translations[language]));
  const splits = Math.min(PARTS, scale.rounds);
  const rows: Row[] = [];
  for (const of of LANGUAGES) {
    const asking: Language = of === 'en' ? 'zh' : 'en';
    const [known, unknown] = [tally(), tally()];
    for (let split = 0; split < splits; split++) {
      const isLeftOut = (i: number): boolean => i % PARTS === split;
      const kept = articles.filter((_, i) => !isLeftOut(i)).map((article) => inOnly(article, of));
      const ask = await asker(build, kept);
      for (const [i, { id, translations }] of articles.entries())
        for (const text of translations[asking]?.phrasings ?? [])
          count(isLeftOut(i) ? unknown : known, ask(text), id);
    }
    const row = (suffix: string, label: string, part: number, whole: number): void => {
      rows.push({
        key: `languages.${asking}.${suffix}`,
        label: `${CALLED[asking]} questions to ${CALLED[of]} articles: ${label}`,
        value: whole === 0 ? 0 : (100 * part) / whole,
        unit: '%',
        note: `of ${whole}`,
      });
    };
    row('right', 'best article right', known.first, known.asked);
    row('three', 'right among the first three', known.amongThree, known.asked);
    row('answered', 'answered', known.answered, known.asked);
    row('answered.right', 'of these right', known.answeredRight, known.answered);
    row('offered', 'offered', known.offered, known.asked);
    row('offered.right', 'of these with the right one', known.offeredRight, known.offered);
    row('unknown.answered', 'of topics left out, answered', unknown.answered, unknown.asked);
    row('unknown.offered', 'of topics left out, offered', unknown.offered, unknown.asked);
  }
  return {
    title: 'An article in the other language',
    counted: [
      `The ${articles.length} starter topics in one language alone, asked with their phrasings in the other; a fifth of the topics is left out in each of ${splits} splits. The starters helped to choose the words that Chinese was learnt from, so these figures flatter.`,
    ],
    rows,
  };
}

interface Found {
  readonly outcome: 'answer' | 'clarify' | 'none';
  /** Best first. */
  readonly articles: readonly string[];
}

async function asker(build: string, articles: readonly Article[]): Promise<(text: string) => Found> {
  const { buildKnowledge } = (await import(
    pathToFileURL(join(build, 'dist/knowledge/serving/search.js')).href
  )) as typeof import('../../../knowledge/serving/search.js');
  const knowledge = buildKnowledge(articles);
  const audiences = [...new Set(articles.map(({ audience }) => audience))];
  return (text) => {
    const { outcome, candidates } = knowledge.search({ text, audiences, starters: true });
    return { outcome, articles: candidates.map(({ article }) => article) };
  };
}

function inOnly(article: Article, language: Language): Article {
  const translation = article.translations[language];
  return { ...article, translations: translation ? { [language]: translation } : {} };
}

function tally(): Tally {
  return { asked: 0, first: 0, amongThree: 0, answered: 0, answeredRight: 0, offered: 0, offeredRight: 0 };
}

function count(into: Tally, { outcome, articles }: Found, wanted: string): void {
  into.asked += 1;
  if (articles[0] === wanted) into.first += 1;
  if (articles.slice(0, 3).includes(wanted)) into.amongThree += 1;
  if (outcome === 'answer') {
    into.answered += 1;
    if (articles[0] === wanted) into.answeredRight += 1;
  } else if (outcome === 'clarify') {
    into.offered += 1;
    if (articles.includes(wanted)) into.offeredRight += 1;
  }
}
