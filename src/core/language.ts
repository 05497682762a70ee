/** A language that Firstline speaks. */
export type Language = 'en' | 'zh';

/** Both, in the order in which they are listed everywhere. */
export const LANGUAGES: readonly Language[] = ['en', 'zh'];

/** What a text was found to be written in. `other` goes to a person. */
export type DetectedLanguage = Language | 'mixed' | 'other';

/** The language to answer in, for a text that may be in neither or in both. */
export function replyLanguage(detected: DetectedLanguage, fallback: Language): Language {
  return detected === 'en' || detected === 'zh' ? detected : fallback;
}
