import * as z from 'zod';
import { type Hours, type Shift, WEEKDAYS, type Weekday } from '../core/roster.js';

/** The hours of a shift, day by day. */
export type WeekHours = Shift['hours'];

const DAY_NAMES: readonly string[] = WEEKDAYS;
const WHOLE_DAY: readonly Hours[] = [{ from: '00:00', to: '24:00' }];

/** Round the clock, every day. */
export const ALWAYS: WeekHours = Object.fromEntries(WEEKDAYS.map((day) => [day, WHOLE_DAY]));

const DAYS_FORM = 'a day (mon, tue, wed, thu, fri, sat, sun) or several, as mon-fri or sat,sun';
const HOURS_FORM = 'hours such as 09:00-17:00, 22:00-06:00 or 00:00-24:00';

/**
 * The days that a key such as `mon`, `mon-fri`, `fri-mon` or `sat,sun` names, in its order; undefined where it
 * names none.
 */
export function parseDays(text: string): readonly Weekday[] | undefined {
  const days: Weekday[] = [];
  for (const part of text.toLowerCase().split(',')) {
    const [first, last, ...more] = part.split('-').map((name) => DAY_NAMES.indexOf(name.trim()));
    if (first === undefined || first < 0 || last === -1 || more.length > 0) return undefined;
    const count = last === undefined ? 1 : ((last - first + WEEKDAYS.length) % WEEKDAYS.length) + 1;
    days.push(...[...WEEKDAYS, ...WEEKDAYS].slice(first, first + count));
  }
  return days;
}

/** Reads `9:00-17:00` as hours; undefined where the text is none, or where they begin and end at the same time. */
export function parseHours(text: string): Hours | undefined {
  const match = /^(\d{1,2}):([0-5]\d)\s*[-–]\s*(\d{1,2}):([0-5]\d)$/.exec(text.trim());
  const [, fromHour = '', fromMinute = '', toHour = '', toMinute = ''] = match ?? [];
  const from = `${fromHour.padStart(2, '0')}:${fromMinute}`;
  const to = `${toHour.padStart(2, '0')}:${toMinute}`;
  // Written with two digits each, times compare as text.
  if (!match || from >= '24:00' || to > '24:00' || from === to) return undefined;
  return { from, to };
}

const hours = z.string({ error: HOURS_FORM }).transform((text, context): Hours => {
  const found = parseHours(text);
  if (found) return found;
  context.addIssue({ code: 'custom', message: HOURS_FORM });
  return z.NEVER;
});

const days = z.string().refine((text) => parseDays(text) !== undefined, { error: DAYS_FORM });

const week = z.record(days, z.array(hours)).transform((found, context): WeekHours => {
  const result: Partial<Record<Weekday, readonly Hours[]>> = {};
  for (const [key, list] of Object.entries(found)) {
    for (const day of parseDays(key) ?? []) {
      // Adding up or replacing would both be a guess at what was meant.
      if (result[day]) {
        context.addIssue({ code: 'custom', path: [key], message: `each day once; ${day} is named before` });
      }
      result[day] = list;
    }
  }
  return result;
});

/** The value of `hours` in firstline.yaml: `always`, or days to lists of hours. A day that is missing is a day off. */
export const hoursSchema = z.union([z.literal('always').transform(() => ALWAYS), week], {
  error: 'always, or days with their hours, as in mon-fri: ["09:00-17:00"]',
});
