import { IANAZone } from 'luxon';
import { FirstlineError } from '../core/error.js';
import { type Duty, type Person, type Roster, WEEKDAYS } from '../core/roster.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const WEEK = 7 * DAY;
const SEARCH = 8 * WEEK;
// 1970 began on a Thursday: three days after the start of a week.
const MONDAY_TO_EPOCH = 3 * DAY;
// Zones change their offset months apart, so between two looks this far apart there is at most one change.
const OFFSET_LOOK = 12 * 60 * MINUTE;
const NOBODY: readonly Person[] = Object.freeze([]);

/** From `from` (milliseconds since Monday 00:00 on the wall clock) to the next stretch, these are on duty. */
interface Stretch {
  readonly from: number;
  readonly order: readonly Person[];
}

/** A roster made ready: its week as stretches that cover it without gaps, and the answer given last. */
interface Plan {
  readonly zone: IANAZone;
  readonly week: readonly Stretch[];
  /** Asked where the desk never opens, so that nobody's question is without an address. */
  readonly everybody: readonly Person[];
  /** The answer that holds from `from` until before `until`. */
  last: { readonly from: number; readonly until: number; readonly duty: Duty } | undefined;
}

// Nothing can be seen of this from outside: the answer depends on the roster and the instant alone.
const plans = new WeakMap<Roster, Plan>();

/**
 * Who is on duty at `now` (milliseconds since 1970), whom to ask in what order, and when the desk opens next.
 *
 * The wall clock of the roster's zone decides: an hour that a clock change skips is nobody's, an hour that it
 * repeats belongs to its shift both times. The desk is open while at least one known person is on duty. Where no
 * shift ever has anybody, it is closed, `opensAt` is absent and `order` holds everybody that the shifts name, or
 * else all people.
 *
 * @throws FirstlineError `config.invalid` where the zone or an hour is no such thing; checked once per roster.
 */
export function dutyAt(roster: Roster, now: number): Duty {
  let plan = plans.get(roster);
  if (!plan) {
    plan = prepare(roster);
    plans.set(roster, plan);
  }
  const { last } = plan;
  if (last && now >= last.from && now < last.until) return last.duty;
  return look(plan, now);
}

function look(plan: Plan, now: number): Duty {
  const order = onDuty(plan, now, plan.zone.offset(now));
  if (order.length > 0) {
    const duty: Duty = Object.freeze({ open: true, order });
    // The end of a long stretch need not be found: a day later is soon enough to look again.
    const until = nextOrder(plan, now, now + DAY, order)?.at ?? now + DAY;
    plan.last = { from: now, until, duty };
    return duty;
  }
  const opening = nextOrder(plan, now, now + SEARCH, order);
  if (!opening) return Object.freeze({ open: false, order: plan.everybody });
  const duty: Duty = Object.freeze({ open: false, order: opening.order, opensAt: opening.at });
  plan.last = { from: now, until: opening.at, duty };
  return duty;
}

/** The first instant after `from` and up to `limit` at which others than `current` are on duty. */
function nextOrder(
  plan: Plan,
  from: number,
  limit: number,
  current: readonly Person[],
): { readonly at: number; readonly order: readonly Person[] } | undefined {
  if (plan.week.length < 2) return undefined;
  let at = from;
  while (at < limit) {
    const offset = plan.zone.offset(at);
    const end = Math.min(at + untilBoundary(plan, at, offset), at + OFFSET_LOOK);
    at = plan.zone.offset(end - 1) === offset ? end : offsetChange(plan.zone, at, end - 1);
    const order = onDuty(plan, at, plan.zone.offset(at));
    if (order !== current) return { at, order };
  }
  return undefined;
}

/** The first millisecond of another offset, known to lie after `low` and not after `high`. */
function offsetChange(zone: IANAZone, low: number, high: number): number {
  const offset = zone.offset(low);
  let before = low;
  let after = high;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zone.offset(middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

function wallTime(at: number, offset: number): number {
  const time = Math.round(at + offset * MINUTE + MONDAY_TO_EPOCH) % WEEK;
  return time < 0 ? time + WEEK : time;
}

function stretchAt(week: readonly Stretch[], wall: number): number {
  let index = week.length - 1;
  while (index > 0 && (week[index]?.from ?? 0) > wall) index -= 1;
  return index;
}

function onDuty(plan: Plan, at: number, offset: number): readonly Person[] {
  return plan.week[stretchAt(plan.week, wallTime(at, offset))]?.order ?? NOBODY;
}

function untilBoundary(plan: Plan, at: number, offset: number): number {
  const wall = wallTime(at, offset);
  return (plan.week[stretchAt(plan.week, wall) + 1]?.from ?? WEEK) - wall;
}

interface Presence {
  readonly people: readonly Person[];
  /** Pairs of start and end, milliseconds since Monday 00:00. */
  readonly spans: readonly (readonly [number, number])[];
}

function prepare(roster: Roster): Plan {
  const zone = IANAZone.create(roster.zone);
  if (!zone.isValid) throw invalid(`"${roster.zone}" is no time zone`);
  const known = new Map(roster.people.map((person) => [person.id, person]));
  const presences = roster.shifts.map((shift): Presence => {
    const spans = WEEKDAYS.flatMap((day, index) =>
      (shift.hours[day] ?? []).flatMap(({ from, to }) => spansOf(index, minuteOfDay(from), minuteOfDay(to))),
    );
    return { people: shift.people.flatMap((id) => known.get(id) ?? []), spans };
  });
  const named = [...new Set(presences.flatMap((presence) => presence.people))];
  const everybody = Object.freeze(named.length > 0 ? named : [...roster.people]);
  return { zone, week: weekOf(presences), everybody, last: undefined };
}

/** `HH:MM` as milliseconds since midnight. */
function minuteOfDay(text: string): number {
  const match = /^(\d\d):([0-5]\d)$/.exec(text);
  const minutes = match ? Number(match[1]) * 60 + Number(match[2]) : Number.NaN;
  if (!(minutes <= 24 * 60)) throw invalid(`"${text}" is no time of the day`);
  return minutes * MINUTE;
}

/** One stretch of a day within the week; two where it runs past Sunday's midnight. */
function spansOf(day: number, from: number, to: number): [number, number][] {
  if (from === to) return [];
  const start = day * DAY + from;
  const end = day * DAY + (to < from ? to + DAY : to);
  if (end <= WEEK) return [[start, end]];
  return [
    [start, WEEK],
    [0, end - WEEK],
  ];
}

function weekOf(presences: readonly Presence[]): readonly Stretch[] {
  const times = new Set([0, ...presences.flatMap((presence) => presence.spans.flat())]);
  times.delete(WEEK);
  const week: Stretch[] = [];
  for (const from of [...times].sort((a, b) => a - b)) {
    const present = presences.filter(({ spans }) =>
      spans.some(([start, end]) => start <= from && from < end),
    );
    const order = [...new Set(present.flatMap((presence) => presence.people))];
    // Stretches of the same people share one array, so that "somebody else" can be told by identity.
    const same = week.find((other) => sameOrder(other.order, order));
    if (same && same === week.at(-1)) continue;
    week.push({ from, order: same?.order ?? Object.freeze(order) });
  }
  return week;
}

function sameOrder(one: readonly Person[], other: readonly Person[]): boolean {
  return one.length === other.length && one.every((person, index) => person === other[index]);
}

function invalid(what: string): FirstlineError {
  return new FirstlineError('config.invalid', `The roster cannot be used: ${what}.`, {
    hint: 'Zones are IANA names such as Europe/Berlin, hours are written HH:MM from 00:00 to 24:00.',
  });
}
