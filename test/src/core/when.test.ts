import { expect } from 'chai';
import { clockTime, waitPhrase, whenPhrase } from '../../../src/core/when.js';

const friday = Date.UTC(2026, 10, 27, 20); // 21:00 in Berlin
const monday9 = Date.UTC(2026, 10, 30, 8); // 09:00 in Berlin

describe('a time, as the reader would say it', () => {
  const cases = [
    { at: monday9, now: friday, zone: 'Europe/Berlin', en: 'Monday at 09:00', zh: '星期一 09:00' },
    { at: monday9, now: friday, zone: 'Asia/Shanghai', en: 'Monday at 16:00', zh: '星期一 16:00' },
    {
      at: monday9,
      now: Date.UTC(2026, 10, 29, 20),
      zone: 'Europe/Berlin',
      en: 'tomorrow at 09:00',
      zh: '明天 09:00',
    },
    {
      at: monday9,
      now: Date.UTC(2026, 10, 30, 1),
      zone: 'Europe/Berlin',
      en: 'today at 09:00',
      zh: '今天 09:00',
    },
    // It is still Sunday in Los Angeles when the desk opens.
    {
      at: monday9,
      now: Date.UTC(2026, 10, 29, 20),
      zone: 'America/Los_Angeles',
      en: 'tomorrow at 00:00',
      zh: '明天 00:00',
    },
    {
      at: Date.UTC(2027, 0, 4, 8),
      now: friday,
      zone: 'Europe/Berlin',
      en: 'Monday 4 January at 09:00',
      zh: '1月4日星期一 09:00',
    },
  ];
  for (const { at, now, zone, en, zh } of cases) {
    it(`says “${en}” and “${zh}” to a reader in ${zone}`, () => {
      expect(whenPhrase(at, now, zone, 'en')).to.equal(en);
      expect(whenPhrase(at, now, zone, 'zh')).to.equal(zh);
    });
  }

  it('reads a zone that does not exist as UTC, since an asker’s client may claim anything', () => {
    expect(clockTime(friday, 'Mars/Olympus', 'en')).to.equal('20:00');
  });

  it('names a wait in the largest unit that says enough', () => {
    expect(
      [0, 59_000, 89 * 60_000, 14 * 3_600_000, 3 * 86_400_000].map((ms) => waitPhrase(ms, 'en')),
    ).to.deep.equal(['1 min', '1 min', '89 min', '14 h', '3 d']);
    expect(waitPhrase(14 * 3_600_000, 'zh')).to.equal('14 小时');
  });
});
