import { expect } from 'chai';
import { bare } from '../../../dialogs/intents.js';
import { wholeValue } from '../../../dialogs/slot-value.js';
import { choiceKey } from '../../../src/core/choice.js';
import { says } from '../../../src/core/handoff-rules.js';
import { oneWidth } from '../../../src/core/one-width.js';
import { sample } from '../../knowledge/samples.js';

describe('a text in one width', () => {
  it('reads full and half width alike, and keeps what languages put on a letter', () => {
    expect(oneWidth('ＶＰＮ　ﾃｽﾄ ﬁ')).to.equal('VPN テスト fi');
    for (const word of ['Việt Nam', 'ที่นี่', 'שָׁלוֹם', 'ä'.normalize('NFD'), `a${'\u0301\u0316'.repeat(15)}`]) {
      expect(oneWidth(word)).to.equal(word.normalize('NFKC'));
    }
  });

  it('holds up nobody, whatever heaps of marks are sent', () => {
    const heap = `password ${'\u0301\u0316'.repeat(20_000)}`;
    const choices = { name: 'office', choices: ['Berlin', 'Paris'], find: true };
    const began = performance.now();
    bare(heap);
    choiceKey(heap);
    says(heap, 'vpn');
    wholeValue(choices, sample('a', { en: ['A', ['a']] }), heap);
    expect(performance.now() - began).to.be.below(200);
  });
});
