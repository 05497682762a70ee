import type { Asker } from '../core/conversation.js';
import type { Author } from '../core/event-base.js';
import type { Language } from '../core/language.js';
import type { Limits } from '../core/settings.js';

/** What is known of an asker now, their bucket filled up for the time that has passed. */
export function currentAsker(
  known: Asker | undefined,
  author: Author,
  key: string,
  now: number,
  limits: Limits,
): Asker {
  if (!known) {
    return {
      key,
      name: author.name,
      open: [],
      cases: 0,
      tokens: limits.messagesPerMinute,
      countedAt: now,
      limited: false,
      ...(author.zone !== undefined && { zone: author.zone }),
      ...(languageOf(author.locale) && { language: languageOf(author.locale) as Language }), // checked just before
    };
  }
  // A clock that was set back fills nothing, and takes nothing away.
  const passed = Math.max(0, now - known.countedAt);
  const tokens = Math.min(
    limits.messagesPerMinute,
    known.tokens + (passed / 60_000) * limits.messagesPerMinute,
  );
  return {
    ...known,
    name: author.name,
    tokens,
    countedAt: now,
    ...(author.zone !== undefined && { zone: author.zone }),
  };
}

/** Takes a token for one message; undefined where there is none left. */
export function spend(asker: Asker): Asker | undefined {
  return asker.tokens < 1 ? undefined : { ...asker, tokens: asker.tokens - 1, limited: false };
}

/** The language that a client's locale asks for, where it is one of ours. */
export function languageOf(locale: string | undefined): Language | undefined {
  if (locale === undefined) return undefined;
  if (/^zh\b/i.test(locale)) return 'zh';
  return /^en\b/i.test(locale) ? 'en' : undefined;
}
