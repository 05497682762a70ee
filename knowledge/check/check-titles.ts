import { type Article, EVERYONE } from '../../src/core/article.js';
import { LANGUAGES } from '../../src/core/language.js';
import type { ArticleFile } from '../files/head.js';
import type { Problem } from '../files/problem.js';
import { keyOf } from '../text/analyse.js';
import { linesOf, mayMeet } from './check-finding.js';

/** Titles that two articles have, which stand on buttons beside each other where the bot asks back between them. */
export function checkTitles(articles: readonly Article[], files: readonly ArticleFile[]): readonly Problem[] {
  const lines = linesOf(files);
  const problems: Problem[] = [];
  for (const language of LANGUAGES) {
    const byTitle = new Map<string, Article[]>();
    for (const article of articles) {
      const translation = article.translations[language];
      if (!translation) continue;
      const { title, file } = translation;
      const before = byTitle.get(keyOf(title)) ?? [];
      byTitle.set(keyOf(title), [...before, article]);
      const other = before.find((one) => mayMeet(one, article) && haveReaders(one, article));
      if (!other) continue;
      const there = other.translations[language]?.file ?? '';
      const line = lines.get(file)?.title;
      problems.push({
        level: 'warning',
        kind: 'same-title',
        file,
        ...(line !== undefined && { line }),
        message: `The title “${title}” of "${article.id}" is that of "${other.id}" too (${there}:${lines.get(there)?.title ?? 1}).`,
        hint: 'Askers choose between titles: say in each what the other is not about, or join the articles.',
      });
    }
  }
  return problems;
}

/** Whether somebody may read both; of two groups nobody can say. */
function haveReaders({ audience: one }: Article, { audience: other }: Article): boolean {
  return one === other || one === EVERYONE || other === EVERYONE;
}
