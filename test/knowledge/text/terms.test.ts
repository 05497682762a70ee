import { expect } from 'chai';
import fc from 'fast-check';
import { ask, readCorpus } from '../../../knowledge/finding/corpus.js';
import { rank, trainRanker } from '../../../knowledge/finding/rank.js';
import { buildKnowledge } from '../../../knowledge/serving/search.js';
import { atOnce } from '../../../knowledge/slices.js';
import { normalise, words } from '../../../knowledge/text/analyse.js';
import { nameTerms, readTerms, type Terms } from '../../../knowledge/text/terms.js';
import { sample } from '../samples.js';

describe('the owner’s terms', () => {
  const terms = readTerms([
    ['vpn', 'virtual private network', '虚拟专用网'],
    ['PTO', 'paid time off', '年假', 'annual leave'],
    ['年假余额'],
    ['5G 套餐'],
  ]);
  const named = (text: string, of: Terms = terms): string =>
    nameTerms(of, words(normalise(text))).runs.join(' ');

  it('reads every spelling as the first one, with other endings and width, within Chinese text and beside English', () => {
    expect(named('The virtual private networks are down')).to.equal('the vpn are down');
    expect(named('ＶＰＮ连不上')).to.equal('vpn 连不上');
    expect(named('公司的虛擬專用網怎么用')).to.equal('公司的 vpn 怎么用');
    expect(named("my annual leave and somebody else's pto")).to.equal("my pto and somebody else's pto");
    expect(named('我要办5G套餐')).to.equal('我要办 5g 套餐');
  });

  it('takes the longest of those that begin at the same place', () => {
    expect(named('我的年假余额还有多少，年假怎么请')).to.equal('我的 年假余额 还有多少 pto 怎么请');
  });

  it('reads no part of a term, and none in the middle of an English word', () => {
    for (const text of ['private network', 'virtual network private', 'vpns4all', 'laptop', '年', '']) {
      expect(nameTerms(terms, words(normalise(text))).terms.size, text).to.equal(0);
      expect(named(text), text).to.equal(text);
    }
  });

  it('takes whatever an owner writes, and whatever is asked', () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom(...'ab 年假=🙂’'), fc.string()) });
    fc.assert(
      fc.property(fc.array(fc.array(text)), text, (groups, asked) => {
        const runs = words(normalise(asked));
        const { runs: read, terms: places } = nameTerms(readTerms(groups), runs);
        for (const place of places) expect(read[place]).to.be.a('string');
        const firsts = groups.map((group) =>
          group.map((one) => words(normalise(one))).find(({ length }) => length > 0),
        );
        // What is no term stands there as it did.
        const plain = read.filter((_, place) => !places.has(place)).join('');
        const typed = runs.join('');
        let at = 0;
        for (const letter of plain) {
          at = typed.indexOf(letter, at) + 1;
          expect(at).to.be.above(0);
        }
        if (firsts.every((first) => first === undefined)) expect(read).to.deep.equal(runs);
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
    expect(best('pto', readTerms([])).known).to.equal(0);
    expect(best('pto', readTerms([])).article).to.not.equal('leave');
    expect(best('pto', terms)).to.deep.equal({ article: 'leave', known: 1 });
    expect(best('虚拟专用网', terms)).to.deep.equal({ article: 'vpn', known: 1 });
    expect(best('the virtual private network', terms).article).to.equal('vpn');
    expect(best('how do I request paid time off', terms).known).to.equal(1);
  });
});

describe('an article that is found by a term', () => {
  const articles = [
    sample('parcel', {
      en: [
        'Where is my parcel',
        ['where is my parcel', 'track my parcel', 'my parcel did not come'],
        'Look at the tracking page.',
      ],
    }),
    sample('invoice', {
      zh: ['开具发票', ['怎么开发票', '发票抬头写错了', '发票在哪里下载'], '在订单页面下载。'],
    }),
    sample('returns', {
      en: ['Returning goods', ['how do I return something', 'send it back'], 'Print the label.'],
    }),
    sample('hours', {
      en: ['Opening hours', ['when are you open', 'are you open on sundays'], 'Nine to five.'],
    }),
  ];
  const terms = [
    ['parcel', 'package', 'Päckchen', '包裹'],
    ['invoice', '发票', 'bill'],
  ];
  const asked = (text: string, options = { terms }) =>
    buildKnowledge(articles, options).search({
      text,
      audiences: ['everyone'],
      starters: true,
      platform: 'web',
    });

  it('is answered by each spelling, in both languages, as by the one that it has', () => {
    for (const [article, texts] of [
      ['parcel', ['where is my package', 'track my packages', '包裹在哪', 'Where is my Päckchen?']],
      ['invoice', ['where do I download an invoice', 'I need an invoice', 'my bill']],
    ] as const) {
      let surer = 0;
      for (const text of texts) {
        const { candidates, outcome } = asked(text);
        expect(candidates[0]?.article, text).to.equal(article);
        expect(outcome, text).to.be.oneOf(['answer', 'clarify']);
        surer += candidates[0]?.confidence ?? 0;
        surer -= asked(text, { terms: [] }).candidates[0]?.confidence ?? 0;
      }
      // Of one text alone two collections may be differently sure for other reasons.
      expect(surer, article).to.be.above(0.1);
    }
  });

  it('is answered word for word by a phrasing that has another spelling than the first', () => {
    expect(asked('怎么开发票').outcome).to.equal('answer');
  });

  it('says how the question was read', () => {
    expect(asked('where is my packagee').reasons.join('\n')).to.not.include('Read as');
    expect(asked('where is my package').reasons).to.include(
      'Read as “where is my parcel”: typing errors, spaces and terms count as what they mean.',
    );
  });
});
