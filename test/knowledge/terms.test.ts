import { expect } from 'chai';
import fc from 'fast-check';
import { normalise, words } from '../../knowledge/analyse.js';
import { ask, readCorpus } from '../../knowledge/corpus.js';
import { rank, trainRanker } from '../../knowledge/rank.js';
import { atOnce } from '../../knowledge/slices.js';
import { findTerms, readTerms, type Terms } from '../../knowledge/terms.js';
import { sample } from './samples.js';

describe('the owner’s terms', () => {
  const terms = readTerms([
    ['vpn', 'virtual private network', '虚拟专用网'],
    ['PTO', 'paid time off', '年假', 'annual leave'],
    ['年假余额'],
    ['5G 套餐'],
  ]);
  const found = (text: string, of: Terms = terms): string[] =>
    findTerms(of, words(normalise(text))).map(({ name }) => name);

  it('finds every spelling of a term, with other endings and width, within Chinese text and beside English', () => {
    expect(found('The virtual private networks are down')).to.deep.equal(['=vpn']);
    expect(found('ＶＰＮ连不上')).to.deep.equal(['=vpn']);
    expect(found('公司的虛擬專用網怎么用')).to.deep.equal(['=vpn']);
    expect(found("my annual leave and somebody else's pto")).to.deep.equal(['=pto', '=pto']);
    expect(found('我要办5G套餐')).to.deep.equal(['=5g 套餐']);
  });

  it('takes the longest of those that begin at the same place', () => {
    expect(found('我的年假余额还有多少，年假怎么请')).to.deep.equal(['=年假余额', '=pto']);
  });

  it('finds no part of a term, and none in the middle of an English word', () => {
    for (const text of ['private network', 'virtual network private', 'vpns4all', 'laptop', '年', '']) {
      expect(found(text), text).to.deep.equal([]);
    }
  });

  it('takes whatever an owner writes, and whatever is asked', () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom(...'ab 年假=🙂’'), fc.string()) });
    fc.assert(
      fc.property(fc.array(fc.array(text)), text, (groups, asked) => {
        const runs = words(normalise(asked));
        let last = 0;
        for (const { from, to } of findTerms(readTerms(groups), runs)) {
          expect(from).to.be.at.least(0);
          expect(to).to.be.within(from + 1, runs.length);
          expect(to).to.be.at.least(last);
          last = to;
        }
      }),
    );
  });

  it('makes an article found by a spelling that it does not have, across languages, and leaves no doubt by it', () => {
    const articles = [
      sample('leave', {
        en: ['Paid time off', ['how do I request paid time off', 'days of paid time off left']],
      }),
      sample('vpn', { en: ['The VPN', ['how do I connect the vpn', 'vpn is slow']] }),
      sample('pay', { en: ['Pay day', ['when is pay day', 'how do I get paid']] }),
    ];
    const best = (text: string, of: Terms) => {
      const corpus = atOnce(readCorpus(articles, of));
      const { best: first, known } = rank(atOnce(trainRanker(corpus, corpus.samples)), ask(corpus, text), 1);
      return { article: articles[first[0]?.article ?? -1]?.id, known };
    };
    expect(best('pto', readTerms([]))).to.deep.equal({ article: undefined, known: 0 });
    expect(best('pto', terms)).to.deep.equal({ article: 'leave', known: 1 });
    expect(best('虚拟专用网', terms).article).to.equal('vpn');
    expect(best('the virtual private networks', terms).article).to.equal('vpn');
  });
});
