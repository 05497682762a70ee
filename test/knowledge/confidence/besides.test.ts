import { expect } from 'chai';
import { besideOf } from '../../../knowledge/confidence/besides.js';
import { readCorpus } from '../../../knowledge/finding/corpus.js';
import { trainModel } from '../../../knowledge/serving/model.js';
import { buildKnowledge } from '../../../knowledge/serving/search.js';
import { atOnce } from '../../../knowledge/slices.js';
import type { Finding } from '../../../src/core/ports/knowledge.js';
import { sample } from '../samples.js';

/** A few articles about things far from each other: none that could be left out is a neighbour of another. */
const FEW = [
  sample('leave', {
    en: [
      'Annual leave',
      ['how many days of annual leave do I get', 'how do I take annual leave', 'book annual leave days'],
    ],
    zh: ['年假', ['年假有几天', '怎么请年假', '我想休年假']],
  }),
  sample('vpn', {
    en: ['Connect to the VPN', ['how do I connect to the VPN', 'VPN from home', 'set up the VPN client']],
    zh: ['连接 VPN', ['怎么连VPN', 'VPN连不上怎么办', '在家用VPN']],
  }),
  sample('printer', {
    en: ['Printers', ['how do I add a printer', 'the printer is jammed', 'where is the colour printer']],
    zh: ['打印机', ['怎么加打印机', '打印机卡纸了', '彩色打印机在哪']],
  }),
  sample('canteen', {
    en: ['The canteen', ['when does the canteen open', 'what is for lunch', 'canteen menu of this week']],
    zh: ['食堂', ['食堂几点开门', '今天食堂吃什么', '食堂的菜单']],
  }),
  sample('parking', {
    en: ['Parking', ['where can I park my car', 'is there parking for visitors', 'parking at weekends']],
    zh: ['停车', ['在哪里停车', '访客能停车吗', '周末停车场开吗']],
  }),
];

const ask = (text: string): Finding =>
  buildKnowledge(FEW).search({ text, audiences: ['everyone'], starters: false });

describe('a question beside an article', () => {
  it('is made of a phrasing by its most telling word', () => {
    const corpus = atOnce(readCorpus(FEW));
    const { idf } = trainModel(FEW).ranker.classifier;
    expect(besideOf(corpus, idf, 'Where can I park my car?')).to.match(
      /^where can i (qzxvkjq my car|park my qzxvkjq)/,
    );
    expect(besideOf(corpus, idf, '怎么连VPN')).to.match(/龘|qzxvkjq/);
    expect(besideOf(corpus, idf, 'zebra')).to.equal(undefined);
    expect(besideOf(corpus, idf, '')).to.equal(undefined);
  });

  it('is less sure among few articles than without such, though none of them could play it', () => {
    const sure = [
      'how many days of maternity leave do I get',
      'how do I take parental leave',
      '婚假有几天',
      '怎么请病假',
      'how do I connect to the projector',
    ].map((text) => ask(text).candidates[0]?.confidence ?? 0);
    expect(sure.reduce((sum, one) => sum + one, 0) / sure.length).to.be.below(0.95);
    expect(Math.min(...sure)).to.be.below(0.9);
  });

  it('costs no answer to what a phrasing says in other words', () => {
    for (const [text, article] of [
      ['how do I take annual leave?', 'leave'],
      ['how can I connect to the VPN from home', 'vpn'],
      ['printer jammed', 'printer'],
      ['食堂几点开', 'canteen'],
      ['怎么请年假呢', 'leave'],
    ] as const) {
      const { outcome, candidates } = ask(text);
      expect(candidates[0]?.article, text).to.equal(article);
      expect(outcome, text).to.equal('answer');
    }
  });
});
