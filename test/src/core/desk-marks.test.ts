import { expect } from 'chai';
import { commandIn, isNote } from '../../../src/core/desk-marks.js';

/** Far more than a message may hold: what looks at every letter of it again and again does not come to an end. */
const GAP = '\n'.repeat(200_000);

describe('marks of the desk', () => {
  it('a note or a command may be dressed in what is not seen or only formats', () => {
    expect(isNote('\u200b**// hers**')).to.equal(true);
    expect(commandIn('** ！Close **\n')).to.deep.equal({ words: 'close', shown: '！Close' });
  });

  it('a text that is one long gap is read in one pass', () => {
    expect(commandIn(`!close${GAP}now`)?.shown).to.equal('!close');
    expect(commandIn(`!close${GAP}`)).to.deep.equal({ words: 'close', shown: '!close' });
    expect(commandIn(`x${GAP}y`)).to.equal(undefined);
  });
});
