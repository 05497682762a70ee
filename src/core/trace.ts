import { type Article, inLanguage } from './article.js';
import type { Language } from './language.js';

/** Where an answer came from: which file, in which version, read by whom. */
export interface Trace {
  /** The file, relative to the knowledge folder. */
  readonly file: string;
  /** The first 12 digits of its SHA-256: `sha256sum FILE` tells whether it is still the same. */
  readonly version?: string;
  readonly language: Language;
  /** ISO date of the last review of the article. */
  readonly reviewed?: string;
  readonly reviewer?: string;
  readonly owner?: string;
}

/** The trace of an answer with this article, to somebody who speaks this language. */
export function traceOf(article: Article, language: Language): Trace | undefined {
  const found = inLanguage(article, language);
  if (!found) return undefined;
  const { file, version, reviewer } = found.translation;
  const { reviewed, owner } = article;
  return {
    file,
    language: found.language,
    ...(version !== undefined && { version }),
    ...(reviewed !== undefined && { reviewed }),
    ...(reviewer !== undefined && { reviewer }),
    ...(owner !== undefined && { owner }),
  };
}
