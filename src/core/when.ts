import type { Language } from './language.js';
import { phrase } from './phrases/phrase.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const locales = { en: 'en-GB', zh: 'zh-CN' } as const;

/** Formatters are slow to make and few: one for each language, zone and purpose. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(
  language: Language,
  zone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${language}|${zone}|${Object.keys(options).join()}`;
  let made = formatters.get(key);
  if (!made) {
    try {
      made = new Intl.DateTimeFormat(locales[language], { ...options, timeZone: zone });
    } catch {
      made = new Intl.DateTimeFormat(locales[language], { ...options, timeZone: 'UTC' }); // an asker's client may claim any zone
    }
    if (formatters.size < 500) formatters.set(key, made);
  }
  return made;
}

/** The clock time in a zone, `09:00`. An unknown zone is read as UTC. */
export function clockTime(at: number, zone: string, language: Language): string {
  return formatter(language, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

function dayNumber(at: number, zone: string): number {
  const parts = formatter('en', zone, { year: 'numeric', month: 'numeric', day: 'numeric' }).formatToParts(
    at,
  );
  const part = (type: string): number => Number(parts.find((p) => p.type === type)?.value ?? 0);
  return Math.round(Date.UTC(part('year'), part('month') - 1, part('day')) / DAY);
}

/**
 * A point in time as the reader in `zone` would say it.
 *
 * @example whenPhrase(monday9, fridayNight, 'Europe/Berlin', 'en') // 'Monday at 09:00'
 */
export function whenPhrase(at: number, now: number, zone: string, language: Language): string {
  const days = dayNumber(at, zone) - dayNumber(now, zone);
  const day =
    days === 0
      ? phrase(language, 'day0')
      : days === 1
        ? phrase(language, 'day1')
        : formatter(
            language,
            zone,
            days < 7 ? { weekday: 'long' } : { weekday: 'long', day: 'numeric', month: 'long' },
          ).format(at);
  return phrase(language, 'at', { day, time: clockTime(at, zone, language) });
}

/** A length of time, in the largest unit that says enough: `14 h`. At least one minute. */
export function waitPhrase(milliseconds: number, language: Language): string {
  if (milliseconds < 90 * 60_000) {
    return phrase(language, 'waitMinutes', { n: Math.max(1, Math.round(milliseconds / 60_000)) });
  }
  if (milliseconds < 3 * DAY) return phrase(language, 'waitHours', { n: Math.round(milliseconds / HOUR) });
  return phrase(language, 'waitDays', { n: Math.round(milliseconds / DAY) });
}
