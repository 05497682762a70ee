import { expect } from 'chai';
import {
  type HandoffFacts,
  type HandoffRule,
  ruleFor,
  ruleWords,
  USUAL_RULES,
} from '../../../src/core/handoff-rules.js';
import type { Triage } from '../../../src/core/triage.js';

type Case = readonly [
  what: string,
  facts: Omit<Partial<HandoffFacts>, 'triage'> & { readonly triage?: Partial<Triage> },
  rule: string | undefined,
];

function facts({ triage, ...rest }: Case[1]): HandoffFacts {
  return {
    text: 'how do I get a badge',
    triage: { language: 'en', urgency: 'normal', mood: 'calm', reasons: [], ...triage },
    audiences: ['everyone', 'employees'],
    moods: [],
    failures: 0,
    ...rest,
  };
}

function rule(name: string, conditions: Partial<HandoffRule>): HandoffRule {
  return { name, to: 'person', reason: 'rule', ...conditions };
}

const USUAL: readonly Case[] = [
  ['a plain question', {}, undefined],
  ['low urgency', { triage: { urgency: 'low' } }, undefined],
  ['high urgency', { triage: { urgency: 'high' } }, 'urgent'],
  ['critical urgency', { triage: { urgency: 'critical' } }, 'urgent'],
  ['anger', { triage: { mood: 'angry' } }, 'angry'],
  ['upset, for the first time', { triage: { mood: 'upset' } }, undefined],
  ['upset again', { triage: { mood: 'upset' }, moods: ['calm', 'upset'] }, 'growing upset'],
  [
    'upset again, after one calm message',
    { triage: { mood: 'upset' }, moods: ['upset', 'calm'] },
    'growing upset',
  ],
  [
    'upset again, after two calm messages',
    { triage: { mood: 'upset' }, moods: ['upset', 'calm', 'calm'] },
    undefined,
  ],
  ['calm after upset', { moods: ['upset', 'upset'] }, undefined],
  ['another language', { triage: { language: 'other' } }, 'other language'],
  ['another language, urgently', { triage: { language: 'other', urgency: 'high' } }, 'other language'],
  ['two languages at once', { triage: { language: 'mixed' } }, undefined],
];

const OWN: readonly HandoffRule[] = [
  rule('outages are known', { category: ['status'], urgency: ['high', 'critical'], to: 'bot' }),
  rule('payroll in a hurry', { category: ['payroll', 'benefits'], urgency: ['high'] }),
  rule('guests who are upset', { audience: ['guests'], mood: ['upset', 'angry'] }),
  rule('refunds', { says: ['refund', '退款', 'c++', "can't log in", '“beta”'] }),
  rule('invoices', { says: ['發票', '程式', 'ＶＰＮ 帳號', '网络'] }),
  rule('tried twice', { failures: 2 }),
  rule('chinese legal', { language: ['zh'], category: ['legal'] }),
  ...USUAL_RULES,
];

const CASES: readonly Case[] = [
  [
    'an exemption goes before what is usual',
    { triage: { category: 'status', urgency: 'critical' } },
    'outages are known',
  ],
  ['all conditions must hold', { triage: { category: 'payroll' } }, undefined],
  ['of a list one is enough', { triage: { category: 'benefits', urgency: 'high' } }, 'payroll in a hurry'],
  ['without a category none fits', { triage: { urgency: 'high' } }, 'urgent'],
  ['a guest', { audiences: ['everyone', 'guests'], triage: { mood: 'upset' } }, 'guests who are upset'],
  ['no guest', { triage: { mood: 'upset' } }, undefined],
  ['words', { text: 'I want a REFUND, please' }, 'refunds'],
  ['words of full width', { text: 'ｒｅｆｕｎｄ？' }, 'refunds'],
  ['an apostrophe as phones write it', { text: 'I can’t log in' }, 'refunds'],
  ['an apostrophe as some keyboards write it', { text: 'I can´t log in' }, 'refunds'],
  ['quotation marks of a typewriter', { text: 'is "Beta" over' }, 'refunds'],
  ['no part of a word', { text: 'refundable fares' }, undefined],
  ['Chinese words stand in a sentence', { text: '我想退款怎么办' }, 'refunds'],
  ['words beside Chinese', { text: '申请refund流程' }, 'refunds'],
  ['simplified words, written in traditional characters', { text: '我想退款，謝謝' }, 'refunds'],
  ['simplified words, said in the words of Taiwan', { text: '為什麼網路斷線' }, 'invoices'],
  ['traditional words, written in simplified characters', { text: '怎么开发票' }, 'invoices'],
  ['traditional words, written so', { text: '怎麼開發票' }, 'invoices'],
  ['words that are the same in both, in a traditional sentence', { text: '這個程式打不開' }, 'invoices'],
  ['words that are the same in both, in a simplified sentence', { text: '这个程式打不开' }, 'invoices'],
  ['words of full width with traditional ones', { text: '我的vpn 帐号' }, 'invoices'],
  ['no other words in traditional characters', { text: '請問怎麼請假' }, undefined],
  ['words that end in a mark', { text: 'is c++11 taught' }, 'refunds'],
  ['tried once', { failures: 1 }, undefined],
  ['tried twice', { failures: 2 }, 'tried twice'],
  ['a language', { triage: { language: 'zh', category: 'legal' } }, 'chinese legal'],
];

describe('the rules that lead to a person', () => {
  for (const [what, given, name] of USUAL) {
    it(`usually: ${what} → ${name ?? 'the bot'}`, () => {
      expect(ruleFor(USUAL_RULES, facts(given))?.name).to.equal(name);
    });
  }

  for (const [what, given, name] of CASES) {
    it(`of an owner: ${what} → ${name ?? 'the bot'}`, () => {
      expect(ruleFor(OWN, facts(given))?.name).to.equal(name);
    });
  }

  it('have words in both languages, in the asker’s own where it is another, and the owner’s where given', () => {
    const { triage } = facts({});
    const [other, urgent, angry, upset] = USUAL_RULES;
    for (const usual of [urgent, angry, upset]) {
      const words = (['en', 'zh'] as const).map((language) => usual && ruleWords(usual, triage, language));
      expect(new Set(words).size).to.equal(2);
      expect(words.every((text) => text !== undefined)).to.equal(true);
    }
    const spanish: Triage = { ...triage, language: 'other', foreign: 'es' };
    expect(other && ruleWords(other, spanish, 'en')).to.equal(
      'Solo hablo inglés y chino, así que voy a pedir ayuda a una persona.\n\nI only speak English and Chinese, so I ask a person.',
    );
    const unnamed: Triage = { ...triage, language: 'other' };
    expect(other && ruleWords(other, unnamed, 'en')).to.equal(
      'I only speak English and Chinese, so I ask a person.',
    );
    const own = rule('mine', { failures: 1, say: { en: 'One moment.', zh: '稍等。' } });
    expect(ruleWords(own, spanish, 'zh')).to.equal('稍等。');
    expect(ruleWords(rule('silent', { failures: 1 }), triage, 'en')).to.equal(undefined);
  });
});
