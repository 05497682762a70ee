import type { Language } from '../language.js';
import { en } from './en.js';
import { zh } from './zh.js';

/** A phrase, by its name. */
export type PhraseKey = keyof typeof en;

const phrases: Readonly<Record<Language, Readonly<Record<PhraseKey, string>>>> = { en, zh };

/**
 * A phrase in a language, with its `{names}` filled in. A name without a value stays as it is, so that it shows.
 *
 * @example phrase('en', 'deskReturned') // 'No reply, so this goes back to the queue.'
 */
export function phrase(
  language: Language,
  key: PhraseKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return phrases[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
