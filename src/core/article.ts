import type { Language } from './language.js';
import type { Lookup, LookupWords } from './lookup.js';

/** Who may read an article's answer. `everyone`, or the name of a group. */
export type Audience = string;

/** The audience of what anybody may read. */
export const EVERYONE: Audience = 'everyone';

/** One language of an article. */
export interface Translation {
  readonly title: string;
  readonly phrasings: readonly string[];
  /** CommonMark. Of an article with a lookup a template: `{name}` is a value that was looked up, or a slot. */
  readonly body: string;
  readonly source?: string;
  /** File it was read from, relative to the knowledge folder. */
  readonly file: string;
  /** The first 12 digits of the SHA-256 of that file. */
  readonly version?: string;
  /** Who read it last. */
  readonly reviewer?: string;
  /** What the lookup says in this language. */
  readonly lookup?: LookupWords;
}

/** One piece of knowledge: phrasings, answer, category, audience, owner, review date. Translations of one are one. */
export interface Article {
  readonly id: string;
  readonly category: string;
  readonly audience: Audience;
  /** Platforms that it answers on, sorted; absent: on all. */
  readonly platforms?: readonly string[];
  /** Answers questions in this language only; absent: in any. */
  readonly askedIn?: Language;
  /** `always`: never answered by the bot (policy, legal), a person takes it. */
  readonly handoff: 'never' | 'always';
  readonly owner?: string;
  /** ISO date. */
  readonly reviewed?: string;
  /** ISO date. */
  readonly reviewBy?: string;
  readonly translations: Readonly<Partial<Record<Language, Translation>>>;
  /** The values of its answer are looked up when somebody asks. */
  readonly lookup?: Lookup;
  /** One of Firstline's own examples: answers in the web trial only, until the owner has adopted it. */
  readonly starter: boolean;
}

/** The article in the wanted language, or else in the other one. */
export function inLanguage(
  article: Article,
  language: Language,
): { readonly language: Language; readonly translation: Translation } | undefined {
  const order: readonly Language[] = language === 'en' ? ['en', 'zh'] : ['zh', 'en'];
  for (const candidate of order) {
    const translation = article.translations[candidate];
    if (translation) return { language: candidate, translation };
  }
  return undefined;
}
