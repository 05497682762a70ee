import { expect } from 'chai';
import { answer } from '../../dialogs/answer.js';
import { ACTIONS } from '../../src/core/actions.js';
import type { DialogContext, Step } from '../../src/core/dialog.js';
import type { HandoffRule } from '../../src/core/handoff-rules.js';
import type { Finding } from '../../src/core/ports/knowledge.js';
import { article } from '../support/office.js';

const vpn = article('vpn', { en: ['vpn'], zh: ['VPN'] });
const sure: Finding = {
  outcome: 'answer',
  candidates: [{ article: 'vpn', title: 'vpn', confidence: 0.97 }],
  triage: { language: 'en', urgency: 'normal', mood: 'calm', reasons: [] },
  reasons: [],
};
const toPerson: HandoffRule = {
  name: 'access',
  says: ['vpn'],
  to: 'person',
  reason: 'rule',
  say: { en: 'Access is for IT.', zh: '权限由 IT 处理。' },
};
const toBot: HandoffRule = { name: 'vpn waits', says: ['vpn'], to: 'bot', reason: 'rule' };

function stepOf(rest: Partial<DialogContext>): Step {
  return answer.step({
    input: { kind: 'text', text: 'how do I use the vpn' },
    language: 'en',
    now: 0,
    participant: { name: 'Vera' },
    asker: { id: 'vera', place: 'web:visitors/vera' },
    finding: sure,
    addressed: false,
    offer: false,
    message: 'm1',
    paused: false,
    article: (id) => (id === 'vpn' ? vpn : undefined),
    version: 1,
    key: 'k.0',
    name: 'Firstline',
    withPeople: false,
    ...rest,
  });
}

describe('a message that nobody addressed to the bot', () => {
  it('is answered where the bot is sure, and where a rule leaves the question with it', () => {
    for (const rest of [{}, { rule: toBot }, { offer: true }, { offer: true, rule: toBot }])
      expect(stepOf(rest).answered?.article).to.equal('vpn');
  });

  it('gets no answer where a rule says that a person gives it, nor a case', () => {
    expect(stepOf({ rule: toPerson })).to.deep.equal({
      say: [],
      next: null,
      fact: { kind: 'silent', rule: 'access' },
    });
    for (const outcome of ['answer', 'clarify', 'none'] as const) {
      const step = stepOf({ rule: toPerson, offer: true, finding: { ...sure, outcome } });
      expect(step).to.deep.include({ say: [], next: null, fact: { kind: 'silent', rule: 'access' } });
      expect(step.handoff).to.equal(undefined);
      expect(step.offer?.text).to.match(/^This is for a person to answer/);
      expect(step.offer?.buttons).to.deep.equal([
        { action: ACTIONS.accept, label: 'Ask a person', value: 'm1', version: 1, style: 'primary' },
      ]);
    }
  });

  it('is offered a person where the article says that people answer this, and opens no case', () => {
    const policy = { ...vpn, handoff: 'always' as const };
    const its = { article: () => policy };
    for (const language of ['en', 'zh'] as const) {
      const step = stepOf({ ...its, offer: true, language });
      expect(step).to.deep.include({ say: [], next: null, fact: { kind: 'silent' } });
      expect(step.handoff).to.equal(undefined);
      expect(step.offer?.buttons?.map(({ label }) => label)).to.deep.equal([
        language === 'en' ? 'Ask a person' : '找人工',
      ]);
    }
    expect(stepOf(its)).to.deep.equal({ say: [], next: null, fact: { kind: 'silent' } });
    expect(stepOf({ ...its, addressed: true }).handoff?.reason).to.equal('policy');
  });

  it('is offered a person in Chinese, and the bot’s own try where no rule holds', () => {
    const zh = stepOf({ rule: toPerson, offer: true, language: 'zh' }).offer;
    expect(zh?.text).to.equal('这个问题要由人工来答复，我就不插话了。要我请人来帮忙吗？');
    expect(zh?.buttons?.map(({ label }) => label)).to.deep.equal(['找人工']);
    const unsure = stepOf({ offer: true, finding: { ...sure, outcome: 'clarify' } }).offer;
    expect(unsure?.buttons?.map(({ label }) => label)).to.deep.equal(['Help me with this']);
  });

  it('is offered a person while the bot is paused, whatever the rules say', () => {
    const step = stepOf({ paused: true, offer: true, rule: toBot });
    expect(step.answered).to.equal(undefined);
    expect(step.offer?.text).to.match(/^This is for a person to answer/);
  });

  it('goes to a person with the words of the rule once it is addressed', () => {
    const { handoff, offer } = stepOf({ addressed: true, rule: toPerson });
    expect(offer).to.equal(undefined);
    expect(handoff).to.deep.equal({
      reason: 'rule',
      question: 'how do I use the vpn',
      words: 'Access is for IT.',
      rule: 'access',
    });
  });
});
