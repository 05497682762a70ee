import type { ArticleFile } from '../files/head.js';
import type { Problem } from '../files/problem.js';
import { otherThan } from '../text/language.js';

const CALLED = { en: 'English', zh: 'Chinese' } as const;

/**
 * Articles whose title, phrasings and answer are plainly in the other language than their head says: askers in their
 * language are told that there is none.
 */
export function checkLanguage(files: readonly ArticleFile[]): readonly Problem[] {
  return files.flatMap(({ id, language, title, phrasings, body, file, lines }): Problem[] => {
    const other = otherThan(language, [title, ...phrasings].join('\n'), body);
    if (!other) return [];
    return [
      {
        level: 'warning',
        kind: 'other-language',
        file,
        line: lines.keys.language ?? 1,
        message: `The article "${id}" is in ${CALLED[other]}, its head says ${CALLED[language]}.`,
        hint: `Set language to ${other} and rename the file so that it ends in .${other}.md, or translate it.`,
      },
    ];
  });
}
