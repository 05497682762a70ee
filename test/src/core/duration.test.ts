import { expect } from 'chai';
import fc from 'fast-check';
import { duration, formatDuration, parseDuration } from '../../../src/core/duration.js';

describe('durations', () => {
  const read: readonly (readonly [string, number])[] = [
    ['90s', 90_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['3d', 259_200_000],
    ['250ms', 250],
    ['1.5h', 5_400_000],
    [' 5 m ', 300_000],
    ['0s', 0],
  ];
  for (const [text, milliseconds] of read) {
    it(`reads ${JSON.stringify(text)}`, () => {
      expect(parseDuration(text)).to.equal(milliseconds);
    });
  }

  for (const text of [
    '',
    '5',
    'm',
    '-5m',
    '5 minutes',
    '1h30m',
    '5M',
    '1e3s',
    '.5h',
    '5m!',
    '99999999999999d',
  ]) {
    it(`does not read ${JSON.stringify(text)}`, () => {
      expect(parseDuration(text)).to.equal(undefined);
    });
  }

  it('writes the largest unit that fits exactly', () => {
    const written = [0, 1, 1000, 1500, 90_000, 300_000, 5_400_000, 86_400_000, 259_200_000].map(
      formatDuration,
    );
    expect(written).to.deep.equal(['0s', '1ms', '1s', '1500ms', '90s', '5m', '90m', '1d', '3d']);
  });

  it('reads whatever it writes', () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (milliseconds) => {
        expect(parseDuration(formatDuration(milliseconds))).to.equal(milliseconds);
      }),
    );
  });

  it('accepts the bounds of a setting and nothing beyond them', () => {
    const schema = duration({ min: '10s', max: '1h' });
    const accepted = ['9s', '10s', '60m', '3601s'].map((text) => schema.safeParse(text).success);
    expect(accepted).to.deep.equal([false, true, true, false]);
  });
});
