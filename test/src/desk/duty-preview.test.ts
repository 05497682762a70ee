import { expect } from 'chai';
import { dutyText, previewDuty } from '../../../src/desk/duty-preview.js';
import { at, roster, shift } from '../../support/rosters.js';

const WORKDAYS = 'mon tue wed thu fri';

describe('the preview of the roster', () => {
  const given = roster('Europe/Berlin', shift('ana bo', WORKDAYS, '09:00-17:00'));

  it('says who is asked now', () => {
    const preview = previewDuty(given, at('2026-03-02T09:30', given.zone));
    expect(preview).to.deep.equal({
      at: '2026-03-02T09:30:00.000+01:00',
      zone: 'Europe/Berlin',
      open: true,
      order: [
        { id: 'ana', name: 'ANA' },
        { id: 'bo', name: 'BO' },
      ],
      opensAt: null,
    });
    expect(dutyText(preview)).to.equal(
      [
        'Monday 2 March 2026, 09:30 (Europe/Berlin): the desk is open.',
        'Pinged, in this order:',
        '  1. ANA (ana)',
        '  2. BO (bo)',
      ].join('\n'),
    );
  });

  it('says when the desk opens and who is asked then', () => {
    const preview = previewDuty(given, at('2026-03-28T03:00', given.zone));
    expect(preview.opensAt).to.equal('2026-03-30T09:00:00.000+02:00');
    expect(dutyText(preview)).to.equal(
      [
        'Saturday 28 March 2026, 03:00 (Europe/Berlin): the desk is closed.',
        'It opens Monday 30 March, 09:00 (in 2 days 5 hours).',
        'Pinged then, in this order:',
        '  1. ANA (ana)',
        '  2. BO (bo)',
      ].join('\n'),
    );
  });

  it('says that a desk without hours never opens', () => {
    const text = dutyText(previewDuty(roster('UTC', shift('ana', '', '')), at('2026-03-28T03:00')));
    expect(text).to.equal(
      [
        'Saturday 28 March 2026, 03:00 (UTC): the desk is closed.',
        'It never opens: no shift has both hours and people.',
        'Nobody is pinged. A case would wait for:',
        '  1. ANA (ana)',
      ].join('\n'),
    );
  });
});
