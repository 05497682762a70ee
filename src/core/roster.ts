import type { Language } from './language.js';

/** Somebody who works at the desk. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly language?: Language;
  /** How each platform knows the person: platform name to user id. */
  readonly handles: Readonly<Record<string, string>>;
}

/**
 * The person behind a platform's user at the desk: the one of the roster with that handle, or else, since everybody in
 * the desk's channel may work there, one who is named by the platform.
 */
export function personAtDesk(
  people: readonly Person[],
  platform: string,
  user: { readonly id: string; readonly name: string },
): { readonly id: string; readonly name: string } {
  const known = people.find(
    (person) => person.handles[platform] === user.id || (platform === 'web' && person.id === user.id),
  );
  return known ?? { id: `${platform}:${user.id}/${user.name}`, name: user.name };
}

/** The name of a person of the desk: the roster's, or the one that {@link personAtDesk} wrote into the id. */
export function personName(people: readonly Person[], id: string): string {
  const known = people.find((person) => person.id === id);
  return known?.name ?? /^[a-z]+:[^/]+\/(.+)$/s.exec(id)?.[1] ?? id;
}

/** One stretch of a day, `HH:MM` in the roster's zone. `24:00` is the end of the day; `22:00` to `06:00` runs past midnight. */
export interface Hours {
  readonly from: string;
  readonly to: string;
}

/** Days of the week, as in firstline.yaml. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** One of {@link WEEKDAYS}. */
export type Weekday = (typeof WEEKDAYS)[number];

/** Who is on duty when, in what order they are asked. */
export interface Roster {
  /** IANA zone that the hours are in. */
  readonly zone: string;
  readonly people: readonly Person[];
  /** Turns of duty; several may overlap. A day that is missing is a day off. */
  readonly shifts: readonly Shift[];
}

/** Weekly hours of some people, in the order in which they are asked. */
export interface Shift {
  readonly people: readonly string[];
  readonly hours: Readonly<Partial<Record<Weekday, readonly Hours[]>>>;
}

/** What the roster says at one instant. */
export interface Duty {
  readonly open: boolean;
  /** Whom to ask, in order: those on duty now, or, while closed, those of the next opening. */
  readonly order: readonly Person[];
  /** The next opening, milliseconds since 1970, while closed. Absent where the desk never opens again. */
  readonly opensAt?: number;
}
