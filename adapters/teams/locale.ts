import type { Language } from '../../src/core/language.js';

/** The language of somebody's client. */
export function languageOfLocale(locale: string | null | undefined, otherwise: Language): Language {
  if (locale == null) return otherwise;
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
