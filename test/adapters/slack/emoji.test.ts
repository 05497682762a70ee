import { expect } from 'chai';
import { emojiName, emojiOf } from '../../../adapters/slack/emoji.js';
import { EMOJI_NAMES } from '../../../adapters/slack/emoji-names.js';

const ENTRIES = EMOJI_NAMES.trim()
  .split(/[|\n]/)
  .map((entry) => entry.split(' '));

describe('emoji of Slack', () => {
  it('cross to characters and back, every one of them', () => {
    expect(ENTRIES).to.have.length.greaterThan(1_800);
    for (const [character = '', ...names] of ENTRIES) {
      for (const name of names) expect(emojiOf(name), name).to.equal(character);
      expect(emojiOf(emojiName(character) ?? ''), character).to.equal(character);
    }
  });

  it('cross without skin tones, and whether or not a selector is written', () => {
    expect(emojiOf('+1::skin-tone-4')).to.equal('👍');
    expect(emojiName('👍🏽')).to.equal('+1');
    expect(emojiName('❤')).to.equal('heart');
    expect(emojiName('❤️')).to.equal('heart');
  });

  it('cross as their name where only the workspace has them, and not where Slack has none', () => {
    expect(emojiOf('company-logo')).to.equal(':company-logo:');
    expect(emojiName(':company-logo:')).to.equal('company-logo');
    expect(emojiName('not an emoji')).to.equal(undefined);
  });
});
