import { expect } from 'chai';
import { wordless } from '../../dialogs/wordless.js';
import type { DialogContext } from '../../src/core/dialog.js';
import type { HandoffRule } from '../../src/core/handoff-rules.js';
import type { Finding } from '../../src/core/ports/knowledge.js';

const nothing: Finding = {
  outcome: 'none',
  candidates: [],
  triage: { language: 'mixed', urgency: 'normal', mood: 'calm', reasons: [] },
  reasons: [],
};
const toPerson: HandoffRule = { name: 'codes', says: ['404'], to: 'person', reason: 'rule' };

function context(text: string, rest: Partial<DialogContext> = {}): DialogContext {
  return {
    input: { kind: 'text', text },
    language: 'en',
    now: 0,
    participant: { name: 'Vera' },
    asker: { id: 'vera', place: 'web:visitors/vera' },
    finding: nothing,
    addressed: true,
    offer: false,
    message: 'm1',
    paused: false,
    article: () => undefined,
    version: 1,
    key: 'k.0',
    name: 'Firstline',
    withPeople: false,
    ...rest,
  };
}

describe('a message of nothing but marks or digits', () => {
  it('is told from one that says something', () => {
    for (const text of ['?', '？？', '...', '……', '!', ' ? ', '--', ':)', '123456', '１２３', '12 34'])
      expect(wordless.opens(context(text)), text).to.equal(true);
    for (const text of ['', ' ', 'a', '？吗', '👍', '🙂', '12b', '+49 170 1234', '10.0.0.1', '١a'])
      expect(wordless.opens(context(text)), text).to.equal(false);
  });

  it('is for others where it can mean something: among people, with a file, by a rule, by an article, in a pause', () => {
    for (const rest of [
      { addressed: false },
      { attached: true },
      { rule: toPerson },
      { finding: { ...nothing, outcome: 'answer' } },
      { finding: { ...nothing, outcome: 'clarify' } },
      { paused: true },
    ] as const)
      expect(wordless.opens(context('404', rest)), Object.keys(rest).join()).to.equal(false);
    expect(wordless.opens(context('404', { rule: { ...toPerson, to: 'bot' } }))).to.equal(true);
  });

  it('brings a person the second time, and a button of something else changes nothing', () => {
    const { next } = wordless.step(context('?'));
    expect(next).to.deep.equal({ dialog: 'wordless', step: 'said', slots: {} });
    const state = { dialog: 'wordless', step: 'said', slots: {} };
    expect(wordless.step(context('?', { state })).handoff).to.deep.equal({
      reason: 'no-article',
      question: '?',
      unspecific: true,
    });
    const input = { kind: 'button', action: 'choose', value: '1', version: 1 } as const;
    expect(wordless.step(context('', { input, state })).next).to.equal(state);
  });
});
