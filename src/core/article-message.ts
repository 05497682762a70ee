import { type Article, inLanguage } from './article.js';
import { type Content, markdown } from './content.js';
import type { Language } from './language.js';
import { phrase } from './phrases/phrase.js';

/**
 * An article as a message: title, answer, and where it comes from. Nothing where it has no text in any language. `body`
 * is the answer of one that was looked up.
 */
export function articleMessage(article: Article, language: Language, body?: string): Content | undefined {
  const found = inLanguage(article, language);
  if (!found) return undefined;
  const { translation } = found;
  return markdown(saidOpenly(found.language, language, body ?? translation.body), {
    title: translation.title,
    source: {
      title: translation.title,
      ...(translation.source !== undefined && { url: translation.source }),
      ...(article.reviewed !== undefined && { reviewed: article.reviewed }),
    },
  });
}

/** Words of an article, with a line before them where they are not in the language of who reads them. */
export function saidOpenly(written: Language, language: Language, words: string): string {
  if (written === language) return words;
  const name = phrase(language, written === 'zh' ? 'languageZh' : 'languageEn');
  return `${phrase(language, 'otherLanguageArticle', { language: name })}\n\n${words}`;
}
