import { expect } from 'chai';
import fc from 'fast-check';
import { analyse, normalise } from '../../../knowledge/text/analyse.js';

describe('analysing text', () => {
  it('writes what looks the same in one way', () => {
    expect(normalise('ＶＰＮ　Ｄｏｗｎ')).to.equal('vpn down');
    expect(normalise('Café NAÏVE')).to.equal('cafe naive');
    expect(normalise('don’t')).to.equal("don't");
    expect(normalise('heeeelp')).to.equal('heelp');
    expect(normalise('重\u200b置')).to.equal('重 置');
  });

  it('gives the same stems to forms of a word, and words, pairs and letters of their own', () => {
    const names = (text: string): string[] => analyse(text).names;
    expect(names('resetting')[0]).to.equal(names('resets')[0]);
    expect(names("don't")[0]).to.equal(names('dont')[0]);
    expect(names('my vpn')).to.include.members(['my', 'vpn', 'my vpn', '#_vpn', '#vpn_']);
  });

  it('takes Chinese apart into characters and pairs, also next to English', () => {
    expect(analyse('VPN连不上').names).to.include.members(['vpn', '连', '不', '上', '连不', '不上']);
    expect(analyse('重置密码').names).to.include('重置');
  });

  it('survives every text and forgets nothing that a person would see', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
        const { names, kinds } = analyse(text);
        expect(names.length).to.equal(kinds.length);
        expect(normalise(normalise(text))).to.equal(normalise(text));
      }),
    );
  });
});
