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
  const other =
    found.language === language
      ? ''
      : `${phrase(language, 'otherLanguageArticle', {
          language: phrase(language, found.language === 'zh' ? 'languageZh' : 'languageEn'),
        })}\n\n`;
  return markdown(other + (body ?? translation.body), {
    title: translation.title,
    source: {
      title: translation.title,
      ...(translation.source !== undefined && { url: translation.source }),
      ...(article.reviewed !== undefined && { reviewed: article.reviewed }),
    },
  });
}
