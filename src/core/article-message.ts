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

/** What has to be said of articles that are offered and are not all in the language of who reads it; nothing where they are. */
export function offeredOpenly(articles: readonly Article[], language: Language): string | undefined {
  const missing = articles.filter(({ translations }) => !translations[language]).length;
  if (missing === 0) return undefined;
  if (missing < articles.length)
    return phrase(language, 'otherLanguageSome', { language: nameOf(language, language) });
  const other = nameOf(language === 'zh' ? 'en' : 'zh', language);
  return phrase(language, articles.length === 1 ? 'otherLanguageArticle' : 'otherLanguageArticles', {
    language: other,
  });
}

/** Words of an article, with a line before them where they are not in the language of who reads them. */
export function saidOpenly(written: Language, language: Language, words: string): string {
  if (written === language) return words;
  return `${phrase(language, 'otherLanguageArticle', { language: nameOf(written, language) })}\n\n${words}`;
}

/** The name of a language in a language. */
function nameOf(named: Language, language: Language): string {
  return phrase(language, named === 'zh' ? 'languageZh' : 'languageEn');
}
