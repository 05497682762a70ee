import { expect } from 'chai';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { type Duty, type Person, type Roster, type Shift, WEEKDAYS } from '../../../src/core/roster.js';
import { dutyAt } from '../../../src/desk/roster.js';
import { at, people, shift } from '../../support/rosters.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const EVERY_DAY = WEEKDAYS.join(' ');

/** Who is on duty in this very minute, read off the wall clock; knows nothing of stretches, searches and caches. */
function oracle(from: Roster, instant: number): Person[] {
  const wall = DateTime.fromMillis(instant, { zone: from.zone });
  const time = wall.toFormat('HH:mm');
  const [today, yesterday] = [WEEKDAYS[wall.weekday - 1], WEEKDAYS[(wall.weekday + 5) % 7]];
  const order: Person[] = [];
  for (const { people: ids, hours } of from.shifts) {
    const begun = (today && hours[today]) ?? [];
    const kept = (yesterday && hours[yesterday]) ?? [];
    const on =
      begun.some(({ from: start, to }) => start !== to && time >= start && (time < to || to < start)) ||
      kept.some(({ from: start, to }) => to < start && time < to);
    const present = on ? ids.flatMap((id) => from.people.find((each) => each.id === id) ?? []) : [];
    for (const each of present) if (!order.includes(each)) order.push(each);
  }
  return order;
}

describe('the roster, whatever it says', () => {
  // Zones with every kind of clock change: by an hour, by half an hour, at midnight, twice around Ramadan, none;
  // quarter-hour offsets; a day left out; a permanent change of the offset.
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'America/Sao_Paulo',
    'Asia/Kathmandu',
    'Asia/Shanghai',
    'Pacific/Apia',
    'Pacific/Chatham',
    'America/Havana',
    'Asia/Pyongyang',
  ] as const;
  const nights = [
    '2026-03-29T01:00Z',
    '2026-10-25T01:00Z',
    '2026-03-08T07:00Z',
    '2026-11-01T06:00Z',
    '2026-04-04T15:00Z',
    '2026-10-03T15:30Z',
    '2018-11-04T03:00Z',
    '2018-02-18T02:00Z',
    '2011-12-30T10:00Z',
    '2026-02-15T02:00Z',
    '2026-03-22T02:00Z',
    '2015-08-14T15:00Z',
    '2026-09-26T14:00Z',
  ].map((iso) => at(iso));

  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 1, 15, 30, 45, 59))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
  const hours = fc.record({ from: time, to: fc.oneof(time, fc.constant('24:00')) });
  const anyShift: fc.Arbitrary<Shift> = fc.record({
    people: fc.uniqueArray(fc.constantFrom('ana', 'bo', 'cy', 'di'), { minLength: 1 }),
    hours: fc
      .dictionary(fc.constantFrom(...WEEKDAYS), fc.array(hours, { minLength: 1, maxLength: 2 }), {
        maxKeys: 4,
      })
      .map((days) => ({ ...days })),
  });
  const anyRoster: fc.Arbitrary<Roster> = fc.record({
    zone: fc.constantFrom(...zones),
    people: fc.constant(people),
    shifts: fc.array(anyShift, { minLength: 1, maxLength: 3 }),
  });
  const anyInstant = fc.oneof(
    fc.integer({ min: at('2005-01-01'), max: at('2037-01-01') }),
    fc
      .tuple(fc.constantFrom(...nights), fc.integer({ min: -2 * DAY, max: 2 * DAY }))
      .map(([night, off]) => night + off),
  );
  const everOpen = ({ shifts }: Roster): boolean =>
    shifts.some((each) =>
      Object.values(each.hours).some((list) => list?.some(({ from, to }) => from !== to)),
    );

  it('opens in the future, is open then and is not a minute before', () => {
    fc.assert(
      fc.property(anyRoster, anyInstant, (given, now) => {
        const duty = dutyAt(given, now);
        expect(duty.open).to.equal(duty.opensAt === undefined && everOpen(given));
        if (duty.opensAt === undefined) return;
        expect(duty.opensAt).to.be.greaterThan(now);
        expect(duty.opensAt - now).to.be.lessThan(3 * WEEK);
        // Another object, so that nothing is answered from memory.
        const afresh = { ...given };
        expect(dutyAt(afresh, duty.opensAt)).to.deep.equal({ open: true, order: duty.order });
        expect(dutyAt(afresh, duty.opensAt - MINUTE).open).to.equal(false);
      }),
      { numRuns: 1000 },
    );
  });

  it('always has somebody to ask, each once, where there is any shift', () => {
    fc.assert(
      fc.property(anyRoster, anyInstant, (given, now) => {
        const ids = dutyAt(given, now).order.map(({ id }) => id);
        expect(ids).to.not.have.length(0);
        expect(new Set(ids).size).to.equal(ids.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('agrees with the wall clock, minute by minute', () => {
    fc.assert(
      fc.property(anyRoster, anyInstant, (given, near) => {
        // A day and a half by the minute, forwards, as the clock of a running process goes.
        const start = Math.floor(near / MINUTE) * MINUTE;
        let awaited: Duty | undefined;
        for (let now = start; now < start + 1.5 * DAY; now += MINUTE) {
          const order = oracle(given, now);
          const duty = dutyAt(given, now);
          const when = `${new Date(now).toISOString()} in ${given.zone}`;
          if (duty.open !== order.length > 0) expect.fail(`open: ${duty.open} at ${when}`);
          if (duty.open) {
            expect(duty.order, when).to.deep.equal(order);
            if (awaited) expect(awaited, when).to.deep.equal({ open: false, order, opensAt: now });
            awaited = undefined;
          } else {
            awaited ??= duty;
            expect(duty, when).to.deep.equal(awaited);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('finds the opening that a search by the minute finds', () => {
    fc.assert(
      fc.property(anyRoster, anyInstant, (given, near) => {
        const now = Math.floor(near / MINUTE) * MINUTE;
        const { opensAt, open } = dutyAt(given, now);
        if (open || opensAt === undefined) return;
        for (let instant = now; instant < opensAt; instant += 15 * MINUTE) {
          if (oracle(given, instant).length > 0) expect.fail(`open at ${new Date(instant).toISOString()}`);
        }
        expect(oracle(given, opensAt)).to.not.have.length(0);
      }),
      { numRuns: 200 },
    );
  });

  it('answers the same in whatever order it is asked', () => {
    fc.assert(
      fc.property(anyRoster, fc.array(anyInstant, { maxLength: 12 }), (given, instants) => {
        for (const now of instants) expect(dutyAt(given, now)).to.deep.equal(dutyAt({ ...given }, now));
      }),
    );
  });

  it('answers the same to a process that runs for weeks', () => {
    const days = ['00:00-24:00', '09:00-24:00', '00:00-12:00'].map(
      (text) => shift('ana', EVERY_DAY, text).hours.mon ?? [],
    );
    const longShift = fc
      .record({ day: fc.constantFrom(...days), on: fc.subarray([...WEEKDAYS], { minLength: 1 }) })
      .map(
        ({ day, on }): Shift => ({
          people: ['bo'],
          hours: Object.fromEntries(on.map((each) => [each, day])),
        }),
      );
    const anyLong = fc.record({
      zone: fc.constantFrom(...zones),
      people: fc.constant(people),
      shifts: fc.array(longShift, { minLength: 1, maxLength: 2 }),
    });
    const steps = fc.array(fc.integer({ min: 1, max: 20 * HOUR }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(fc.oneof(anyRoster, anyLong), anyInstant, steps, (given, start, walk) => {
        let now = start;
        for (const step of walk) {
          now += step;
          expect(dutyAt(given, now)).to.deep.equal(dutyAt({ ...given }, now));
        }
      }),
    );
  });
});
