import { expect } from 'chai';
import fc from 'fast-check';
import { cutAt } from '../../../src/core/cut.js';

describe('where text is cut', () => {
  it('is after a line, else after a word, else between graphemes', () => {
    expect(cutAt('one two\nthree four', 14)).to.equal(8);
    expect(cutAt('one two three four', 14)).to.equal(14);
    expect(cutAt('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 14)).to.equal(11);
    expect(cutAt('e\u0301e\u0301e\u0301', 3)).to.equal(2);
    expect(cutAt('short', 14)).to.equal(5);
  });

  it('is never through a character, goes on, and cuts a grapheme only where it is too long', () => {
    const letters = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('🏳️‍🌈', '👍🏽', '\n', ' ', `e${'\u0301'.repeat(99)}`),
    );
    const text = fc.array(letters, { minLength: 1, maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 100 }), (whole, most) => {
        fc.pre(whole !== '');
        const end = cutAt(whole, most);
        expect(end).to.be.within(1, Math.max(most, 1));
        encodeURI(whole.slice(0, end).replaceAll('\u0000', ''));
      }),
      { numRuns: 1000 },
    );
  });
});
