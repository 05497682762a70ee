import { expect } from 'chai';
import { DateTime } from 'luxon';
import { type Duty, type Roster, WEEKDAYS } from '../../../src/core/roster.js';
import { dutyAt } from '../../../src/desk/roster.js';
import { at, roster, shift } from '../../support/rosters.js';

const MINUTE = 60_000;
const WORKDAYS = 'mon tue wed thu fri';
const EVERY_DAY = WEEKDAYS.join(' ');

/** Instants as the wall clock of the zone shows them. */
function shown(duty: Duty, zone: string): { who: string; opens: string | undefined } {
  const opens = duty.opensAt === undefined ? undefined : DateTime.fromMillis(duty.opensAt, { zone }).toISO();
  return { who: duty.order.map(({ id }) => id).join(' '), opens: opens ?? undefined };
}

describe('the roster', () => {
  const office = roster(
    'Europe/Berlin',
    shift('ana bo', WORKDAYS, '09:00-17:00'),
    shift('cy', 'sat', '10:00-14:00'),
  );

  const cases: readonly (readonly [what: string, roster: Roster, at: string, who: string, opens?: string])[] =
    [
      ['is open from the first minute', office, '2026-03-02T09:00', 'ana bo'],
      ['is open in the last minute', office, '2026-03-02T16:59:59.999', 'ana bo'],
      ['is closed at the end', office, '2026-03-02T17:00', 'ana bo', '2026-03-03T09:00:00.000+01:00'],
      [
        'names the next opening on Friday night',
        office,
        '2026-03-06T23:30',
        'cy',
        '2026-03-07T10:00:00.000+01:00',
      ],
      ['skips days off', office, '2026-03-07T15:00', 'ana bo', '2026-03-09T09:00:00.000+01:00'],
      [
        'opens at the local hour after the clocks went forward',
        office,
        '2026-03-28T15:00',
        'ana bo',
        '2026-03-30T09:00:00.000+02:00',
      ],
      [
        'runs past midnight',
        roster('Europe/Berlin', shift('ana', 'fri', '22:00-06:00')),
        '2026-03-07T05:59',
        'ana',
      ],
      [
        'runs past the midnight that ends the week',
        roster('Europe/Berlin', shift('ana', 'sun', '22:00-06:00')),
        '2026-03-09T01:00',
        'ana',
      ],
      [
        'ends what ran past midnight',
        roster('Europe/Berlin', shift('ana', 'fri', '22:00-06:00')),
        '2026-03-07T06:00',
        'ana',
        '2026-03-13T22:00:00.000+01:00',
      ],
      [
        'reads 24:00 as the end of the day',
        roster('Europe/Berlin', shift('ana', 'mon', '18:00-24:00')),
        '2026-03-02T23:59:59.999',
        'ana',
      ],
      [
        'reads 00:00 at the end of hours like 24:00',
        roster('Europe/Berlin', shift('ana', 'mon', '18:00-00:00')),
        '2026-03-03T00:00',
        'ana',
        '2026-03-09T18:00:00.000+01:00',
      ],
      [
        'asks people of overlapping shifts once, in the order of the shifts',
        roster('UTC', shift('bo ana', EVERY_DAY, '08:00-16:00'), shift('cy bo', EVERY_DAY, '12:00-20:00')),
        '2026-03-02T13:00',
        'bo ana cy',
      ],
      [
        'does not open in an hour that the clocks skip',
        roster('Europe/Berlin', shift('ana', 'sun', '02:15-02:45')),
        '2026-03-28T12:00',
        'ana',
        '2026-04-05T02:15:00.000+02:00',
      ],
      [
        'opens with the first minute that exists',
        roster('Europe/Berlin', shift('ana', 'sun', '02:30-04:00')),
        '2026-03-29T01:59',
        'ana',
        '2026-03-29T03:00:00.000+02:00',
      ],
      [
        'opens again in an hour that the clocks repeat',
        roster('Europe/Berlin', shift('ana', 'sun', '02:00-02:30')),
        '2026-10-25T00:45:00.000Z',
        'ana',
        '2026-10-25T02:00:00.000+01:00',
      ],
      [
        'leaves out people that it does not know',
        roster('UTC', shift('zoe ana', EVERY_DAY, '00:00-24:00')),
        '2026-03-02T13:00',
        'ana',
      ],
      [
        'is not open with nobody on duty',
        roster('UTC', shift('zoe', EVERY_DAY, '00:00-24:00'), shift('bo', 'fri', '08:00-09:00')),
        '2026-03-02T13:00',
        'bo',
        '2026-03-06T08:00:00.000Z',
      ],
      [
        'waits for a day that a zone leaves out',
        roster('Pacific/Apia', shift('ana', 'fri', '09:00-17:00')),
        '2011-12-29T12:00',
        'ana',
        '2012-01-06T09:00:00.000+14:00',
      ],
      [
        'never opens without hours, and still names everybody',
        roster('UTC', shift('cy bo', '', '')),
        '2026-03-02T13:00',
        'cy bo',
      ],
      [
        'never opens without shifts, and still names everybody',
        roster('UTC'),
        '2026-03-02T13:00',
        'ana bo cy di',
      ],
    ];
  for (const [what, given, when, who, opens] of cases) {
    it(what, () => {
      const duty = dutyAt(given, at(when, given.zone));
      const { zone } = given;
      expect(shown(duty, zone === 'UTC' ? 'utc' : zone)).to.deep.equal({ who, opens });
    });
  }

  it('is open around the clock through both changes of the clocks', () => {
    const always = roster('America/New_York', shift('ana', EVERY_DAY, '00:00-24:00'));
    for (let instant = at('2026-03-07'); instant < at('2026-11-03'); instant += 7 * MINUTE) {
      if (!dutyAt(always, instant).open) expect.fail(new Date(instant).toISOString());
    }
  });

  it('has nobody where there is nobody', () => {
    expect(dutyAt({ zone: 'UTC', people: [], shifts: [] }, 0)).to.deep.equal({ open: false, order: [] });
  });

  it('refuses a zone or an hour that is none', () => {
    for (const wrong of [
      roster('Berlin'),
      roster('UTC', shift('ana', 'mon', '9-17')),
      roster('UTC', shift('ana', 'mon', '09:00-24:01')),
    ]) {
      expect(() => dutyAt(wrong, 0))
        .to.throw()
        .with.property('code', 'config.invalid');
    }
  });

  it('is quick enough for every turn', () => {
    let now = at('2026-03-02');
    const turns = 20_000;
    const begun = performance.now();
    for (let turn = 0; turn < turns; turn += 1) {
      dutyAt(office, now);
      now += 10_000;
    }
    const micros = ((performance.now() - begun) * 1000) / turns;
    expect(micros, 'microseconds a turn').to.be.lessThan(20);
  });
});
