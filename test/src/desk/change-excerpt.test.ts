import { expect } from 'chai';
import fc from 'fast-check';
import { changeExcerpt } from '../../../src/desk/change-excerpt.js';

const LONG = Array.from({ length: 200 }, (_each, n) => `word${n}`).join(' ');

describe('what changed in a text', () => {
  it('is shown whole where both are short', () => {
    expect(changeExcerpt('two is fine', 'three is fine')).to.deep.equal({
      before: 'two is fine',
      now: 'three is fine',
    });
  });

  it('is shown with a little of what stands around it', () => {
    const { before, now } = changeExcerpt(LONG, LONG.replace('word100 ', 'another '));
    expect(before).to.match(/^….*word99 word100 word101 .*…$/);
    expect(now).to.match(/^….*word99 another word101 .*…$/);
    expect(before.length + now.length).to.be.below(300);
  });

  it('shows what was added at the end, and what was taken away', () => {
    expect(changeExcerpt(LONG, `${LONG} and more`).now).to.match(/^….* and more$/);
    expect(changeExcerpt(`${LONG} and more`, LONG).before).to.match(/^….* and more$/);
  });

  it('is a piece of each text, tells them apart, and is never long', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 2_000 }),
        fc.string({ unit: 'grapheme', maxLength: 2_000 }),
        (old, fresh) => {
          const { before, now } = changeExcerpt(old, fresh);
          for (const [excerpt, whole] of [
            [before, old],
            [now, fresh],
          ] as const) {
            expect(whole).to.include(excerpt.replace(/^…|…$/g, ''));
            expect([...excerpt].length).to.be.at.most(602);
          }
          if (old !== fresh) expect(before).not.to.equal(now);
        },
      ),
    );
  });
});
