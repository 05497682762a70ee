import { expect } from 'chai';
import { ruleFor } from '../../../src/core/handoff-rules.js';
import type { Urgency } from '../../../src/core/triage.js';
import { handoffSection } from '../../../src/engine/handoff-config.js';

/** Who answers a message of this urgency by the rules of a configuration. */
function decided(rule: object, urgency: Urgency): string | undefined {
  const rules = handoffSection.schema.parse({ rules: [{ name: 'mine', says: 'door', to: 'bot', ...rule }] });
  const triage = { language: 'en', urgency, mood: 'calm', reasons: [] } as const;
  const found = ruleFor(rules, { text: 'the door', triage, audiences: [], moods: [], failures: 0 });
  return found && `${found.to} by ${found.name}`;
}

describe('a rule of the configuration that keeps questions with the bot', () => {
  it('leaves danger to a person', () => {
    expect(decided({}, 'high')).to.equal('bot by mine');
    expect(decided({}, 'low')).to.equal('bot by mine');
    expect(decided({}, 'critical')).to.equal('person by urgent');
  });

  it('keeps danger where it names that', () => {
    expect(decided({ urgency: ['high', 'critical'] }, 'critical')).to.equal('bot by mine');
    expect(decided({ urgency: 'high' }, 'critical')).to.equal('person by urgent');
  });

  it('asks for a person in danger as in everything else', () => {
    expect(decided({ to: 'person' }, 'critical')).to.equal('person by mine');
  });
});
