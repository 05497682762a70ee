import { expect } from 'chai';
import { checkRules } from '../../knowledge/check-rules.js';
import { type HandoffRule, USUAL_RULES } from '../../src/core/handoff-rules.js';
import { article } from '../support/office.js';

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
});
