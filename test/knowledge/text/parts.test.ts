import { expect } from 'chai';
import fc from 'fast-check';
import { buildKnowledge } from '../../../knowledge/serving/search.js';
import { isOneWord, partsOf, standsAlone } from '../../../knowledge/text/parts.js';
import { asks } from '../../../src/core/asking.js';
import { SAMPLES } from '../samples.js';

const PARTS: readonly (readonly [string, readonly string[]])[] = [
  ['where is my payslip?', []],
  [
    'How do I connect to the VPN and where is my payslip?',
    ['How do I connect to the VPN', 'where is my payslip?'],
  ],
  ['vpn down, also how do I print', ['vpn down', 'how do I print']],
  ['salt and pepper and what they cost', ['salt and pepper', 'what they cost']],
  ['bread and butter', []],
  ['Where is it? When is it?', ['Where is it?', 'When is it?']],
  ['It broke. What now?', []],
  ['How is it? It broke. What now?', ['How is it?', 'It broke.', 'What now?']],
  ['version 2.5 is out', []],
  ['1. password\n2) printer\n- leave', ['password', 'printer', 'leave']],
  ['VPN 连不上，另外食堂几点开？', ['VPN 连不上', '食堂几点开？']],
  ['工资条在哪看？年假怎么请？', ['工资条在哪看？', '年假怎么请？']],
  ['怎麼請假，還有印表機壞了', ['怎麼請假', '印表機壞了']],
  ['一、密码忘了\n二、打印机卡纸', ['密码忘了', '打印机卡纸']],
  ['a? b? c?', []],
  ['aaa?\n'.repeat(7), []],
  ['', []],
];

describe('a message that asks several things', () => {
  for (const [text, parts] of PARTS) {
    it(`is cut into ${parts.length || 'no'} parts: ${JSON.stringify(text).slice(0, 60)}`, () => {
      expect(partsOf(text)).to.deep.equal(parts);
    });
  }

  it('is about something by itself, or goes on about what stands before', () => {
    for (const text of ['where do I park?', 'and the gym?', '公司有健身房吗', '停車場在哪']) {
      expect(standsAlone(text), text).to.equal(true);
    }
    for (const text of [
      'How do I fix it?',
      'how are you?',
      'can you help me?',
      '这个正常吗？',
      '怎么样呢？',
      '?!',
    ]) {
      expect(standsAlone(text), text).to.equal(false);
    }
  });

  it('is one word or more, which in Chinese is two characters', () => {
    for (const text of ['vpn', 'VPN?', ' phone 😡', '报销', '報銷？', 'Wi']) {
      expect(isOneWord(text), text).to.equal(true);
    }
    for (const text of ['', '?', '😡', 'new phone', '打印机', 'VPN 报销', 'reset, please']) {
      expect(isOneWord(text), text).to.equal(false);
    }
  });

  it('is told from what only says what a question is about', () => {
    for (const text of ['It is slow.', 'my card was stolen', '打印机坏了', 'It whatever']) {
      expect(asks(text), text).to.equal(false);
    }
    for (const text of ['slow?', 'how slow is it', '坏了吗', '密碼怎麼改', '年假有几天']) {
      expect(asks(text), text).to.equal(true);
    }
  });

  it('is cut in time, and into what stands in it, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        for (const part of partsOf(text)) expect(text).to.contain(part);
      }),
    );
    for (const piece of ['and ', ', and', '?', '\n', ' ', '另外，', '1.', 'also how ']) {
      const before = performance.now();
      partsOf(piece.repeat(2000 / piece.length));
      partsOf(piece.repeat(20_000));
      expect(performance.now() - before, piece).to.be.below(100);
    }
  });

  it('is answered, with what its other parts ask for beside the answer, or all of them are offered', () => {
    const knowledge = buildKnowledge(SAMPLES);
    const ask = (text: string) => knowledge.search({ text, audiences: ['everyone'], starters: true });
    const named = (text: string): string[] => {
      const { outcome, candidates, also = [] } = ask(text);
      const shown = outcome === 'answer' ? [...candidates.slice(0, 1), ...also] : candidates;
      return [outcome, ...shown.map(({ article }) => article)];
    };
    expect(named('How do I connect to the VPN and how do I add a printer?').slice(1)).to.have.members([
      'vpn',
      'printer',
    ]);
    const three = 'How do I add a printer?\nhow do I reset my password?\nHow do I connect to the VPN?';
    expect(named(three).slice(1)).to.have.members(['reset-password', 'printer', 'vpn']);
    expect(ask(three).reasons.at(-1)).to.contain('more than one thing');
    expect(ask('vpn is down. It is the printer.').also).to.equal(undefined);
    const { unanswered, reasons } = ask('How do I connect to the VPN and where do I park?');
    expect(unanswered).to.deep.equal(['where do I park?']);
    expect(reasons.at(-1)).to.equal('No article answers “where do I park?”, which is asked as well.');
  });
});
