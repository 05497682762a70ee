import { expect } from 'chai';
import fc from 'fast-check';
import { atOnce } from '../../../knowledge/slices.js';
import { featureOf, layOut, markNames } from '../../../knowledge/text/vocabulary.js';

describe('a vocabulary', () => {
  it('gives each name its number, and none to a name that it does not have, as a map does', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 300 }),
        fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 50 }),
        (names, others) => {
          const map = new Map(names.map((name, feature) => [name, feature]));
          const made = atOnce(markNames(names, names.length));
          const read = atOnce(layOut(made.marks));
          for (const name of [...names, ...others]) {
            expect(featureOf(made, name), name).to.equal(map.get(name));
            expect(featureOf(read, name), name).to.equal(map.get(name));
          }
        },
      ),
    );
  });

  it('tells a hundred thousand names apart that differ in one letter', () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `#${i.toString(36).padStart(4, '_')}`);
    const made = atOnce(markNames(names, names.length));
    for (const [feature, name] of names.entries()) {
      if (featureOf(made, name) !== feature) expect.fail(name);
      if (featureOf(made, `${name}_`) !== undefined) expect.fail(`${name}_`);
    }
  });
});
