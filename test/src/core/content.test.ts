import { expect } from 'chai';
import fc from 'fast-check';
import { bareText, markdown, plain } from '../../../src/core/content.js';

describe('the bare text of a message', () => {
  it('has no marks where it was CommonMark, and links by their words', () => {
    const text =
      '## Steps\n\n1. Open [the page](https://help.example.com/a_b) and press **Save**.\n2. Run `vpn up`.';
    expect(bareText(markdown(text))).to.equal('Steps\n1. Open the page and press Save.\n2. Run vpn up.');
  });

  it('is letter by letter what a person typed', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => bareText(plain(text)) === text));
  });
});
