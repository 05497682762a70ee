import { expect } from 'chai';
import { checkRules } from '../../../knowledge/check/check-rules.js';
import { type HandoffRule, USUAL_RULES } from '../../../src/core/handoff-rules.js';
import { article } from '../../support/office.js';

const articles = [article('vpn', { en: ['vpn'] }, { category: 'network' })];
const knowledge = { readers: { slack: ['everyone', 'employees'] } };

function rule(conditions: Partial<HandoffRule>): HandoffRule {
  return { name: 'mine', to: 'person', reason: 'rule', ...conditions };
}

describe('rules that can never hold', () => {
  it('are told, with what there is', () => {
    const rules = [rule({ category: ['network', 'netwrok'] }), rule({ audience: ['staff'] })];
    expect(checkRules({ handoff: rules, knowledge }, articles)).to.deep.equal([
      {
        level: 'warning',
        file: 'firstline.yaml',
        message: 'The rule "mine" names the category "netwrok", which there is not.',
        hint: 'There are network.',
      },
      {
        level: 'warning',
        file: 'firstline.yaml',
        message: 'The rule "mine" names the group "staff", which there is not.',
        hint: 'There are employees, everyone, guests.',
      },
    ]);
  });

  it('are not among those that name what there is, nor the usual ones', () => {
    const rules = [rule({ category: ['network'], audience: ['guests', 'employees'] }), ...USUAL_RULES];
    expect(checkRules({ handoff: rules, knowledge }, articles)).to.deep.equal([]);
  });

  it('are told where their own conditions exclude each other', () => {
    const [problem, ...others] = checkRules(
      {
        handoff: [
          rule({ mood: ['calm'], trend: 'rising' }),
          rule({ mood: ['calm', 'upset'], trend: 'rising' }),
        ],
        knowledge,
      },
      articles,
    );
    expect(problem?.message).to.equal('The rule "mine" never holds: a calm message has no rising trend.');
    expect(others).to.deep.equal([]);
  });

  const hides: readonly [
    name: string,
    above: Partial<HandoffRule>,
    below: Partial<HandoffRule>,
    hidden: boolean,
  ][] = [
    ['the same condition', { says: ['refund'] }, { says: ['refund'], to: 'bot' }, true],
    [
      'a longer list',
      { urgency: ['high', 'critical'] },
      { urgency: ['critical'], category: ['network'] },
      true,
    ],
    ['every urgency', { urgency: ['low', 'normal', 'high', 'critical'] }, { says: ['refund'] }, true],
    ['fewer failures', { failures: 1 }, { failures: 2 }, true],
    ['more failures', { failures: 2 }, { failures: 1 }, false],
    ['a condition more', { mood: ['angry'], says: ['refund'] }, { mood: ['angry'] }, false],
    ['a shorter list', { urgency: ['critical'] }, { urgency: ['high', 'critical'] }, false],
    ['a trend', { mood: ['angry'], trend: 'rising' }, { mood: ['angry'] }, false],
    ['a word of its words', { says: ['refund'] }, { says: ['Refund request', 'a refund'] }, true],
    ['a part of its word', { says: ['refund'] }, { says: ['refundable'] }, false],
    ['words in traditional characters', { says: ['軟體'] }, { says: ['软件更新'] }, true],
    ['every language', { language: ['en', 'zh', 'mixed', 'other'] }, { says: ['refund'] }, true],
    ['the moods of its trend', { mood: ['upset', 'angry'] }, { trend: 'rising' }, true],
    ['one of the moods of its trend', { mood: ['angry'] }, { trend: 'rising' }, false],
    ['other words', { says: ['refund'] }, { says: ['refunds'] }, false],
  ];
  for (const [name, above, below, hidden] of hides) {
    it(`are ${hidden ? '' : 'not '}those below one with ${name}`, () => {
      const rules = [rule({ ...above, name: 'upper' }), rule({ ...below, name: 'lower' }), ...USUAL_RULES];
      expect(checkRules({ handoff: rules, knowledge }, articles).map(({ message }) => message)).to.deep.equal(
        hidden ? ['The rule "lower" never decides: whenever it holds, "upper" above it does.'] : [],
      );
    });
  }
});
