import type { Language } from './language.js';
import { FOREIGN_WORDS, type ForeignLanguage } from './phrases/foreign.js';
import { phrase } from './phrases/phrase.js';

/** That the bot does not speak the asker's language: in that language where it is known, and in the conversation's. */
export function notSpoken(language: Language, foreign: ForeignLanguage | undefined): string {
  const words = phrase(language, 'languageWords');
  return foreign === undefined ? words : `${FOREIGN_WORDS[foreign]}\n\n${words}`;
}
