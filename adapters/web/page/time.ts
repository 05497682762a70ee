import { language, t } from './language.js';

const locale = language === 'zh' ? 'zh-CN' : english(navigator.language);
const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
const day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const dayAndYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });
const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

/** The time of day. */
export function timeOf(at: number): string {
  return clock.format(at);
}

/** Date and time. */
export function momentOf(at: number): string {
  return moment.format(at);
}

/** An ISO date as people write it. */
export function dateOf(iso: string): string {
  const [year = 0, month = 1, dayOfMonth = 1] = iso.split('-').map(Number);
  const parsed = new Date(year, month - 1, dayOfMonth);
  return Number.isNaN(parsed.getTime()) ? iso : date.format(parsed);
}

/** The same for two times of one day, here. */
export function dayKey(at: number): string {
  return new Date(at).toDateString();
}

/** The name of a day: today, yesterday, or its date. */
export function dayOf(at: number, now = Date.now()): string {
  if (dayKey(at) === dayKey(now)) return t('today');
  const before = new Date(now);
  before.setDate(before.getDate() - 1);
  if (dayKey(at) === before.toDateString()) return t('yesterday');
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? day.format(at) : dayAndYear.format(at);
}

/** A length of time, short: `12 min`. Undefined where it is not worth a number yet. */
export function span(milliseconds: number): string | undefined {
  const minutes = Math.floor(Math.max(0, milliseconds) / 60_000);
  if (minutes < 1) return undefined;
  if (minutes < 60) return t('minutes', { n: minutes });
  if (minutes < 48 * 60) return t('hours', { n: Math.floor(minutes / 60) });
  return t('days', { n: Math.floor(minutes / (24 * 60)) });
}

/** The reader's own English, where it is one: some systems name theirs `en-US@posix`, which nothing can be made of. */
function english(tag: string): string {
  try {
    return tag.startsWith('en') ? (Intl.getCanonicalLocales(tag)[0] ?? 'en-GB') : 'en-GB';
  } catch {
    return 'en-GB';
  }
}
