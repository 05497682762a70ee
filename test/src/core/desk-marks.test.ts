import { expect } from 'chai';
import { commandIn, isNote } from '../../../src/core/desk-marks.js';

describe('the marks of the desk', () => {
  // Tried from each of its beginnings, the gap would take minutes: then this runs into its limit.
  it('are read at once, however long a gap in the text is', () => {
    const gap = ' \u200b'.repeat(200_000);
    expect(commandIn(`!close${gap}x`)?.words).to.match(/^close/);
    expect(commandIn(`${gap}**!close${gap}**`)).to.deep.equal({ words: 'close', shown: '!close' });
    expect(isNote(`${gap}// inside${gap}`)).to.equal(true);
  });
});
