import { DateTime } from 'luxon';
import type { Hours, Person, Roster, Shift } from '../../src/core/roster.js';

/** Somebody without handles. */
export const person = (id: string): Person => ({ id, name: id.toUpperCase(), handles: {} });
/** Those whom the shifts of tests may name. */
export const people: readonly Person[] = ['ana', 'bo', 'cy', 'di'].map(person);

/** A roster of {@link people}. */
export function roster(zone: string, ...shifts: readonly Shift[]): Roster {
  return { zone, people, shifts };
}

/** `shift('ana bo', 'mon tue', '09:00-17:00')`: these people have these hours on these days. */
export function shift(who: string, days: string, ...hours: readonly string[]): Shift {
  const list = hours.map((text): Hours => {
    const [from = '', to = ''] = text.split('-');
    return { from, to };
  });
  return { people: who.split(' '), hours: Object.fromEntries(days.split(' ').map((day) => [day, list])) };
}

/** The instant that a clock on the wall of this zone shows so. */
export function at(iso: string, zone = 'utc'): number {
  return DateTime.fromISO(iso, { zone }).toMillis();
}
