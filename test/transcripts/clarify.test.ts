import { expect } from 'chai';
import { answer } from '../../dialogs/answer.js';
import { clarifyDialog } from '../../dialogs/clarify.js';
import type { Dialog, DialogContext } from '../../src/core/dialog.js';
import type { Finding } from '../../src/core/ports/knowledge.js';
import { article } from '../support/office.js';

const articles = [
  article('vpn', { en: ['vpn'], zh: ['VPN'] }),
  article('wifi', { en: ['wifi'] }),
  article('law', { en: ['law'] }, { handoff: 'always' }),
];
const unsure: Finding = {
  outcome: 'clarify',
  candidates: [
    { article: 'vpn', title: 'vpn', confidence: 0.5 },
    { article: 'wifi', title: 'wifi', confidence: 0.3 },
    { article: 'law', title: 'law', confidence: 0.1 },
  ],
  triage: { language: 'en', urgency: 'normal', mood: 'calm', reasons: [] },
  reasons: [],
};

function context(rest: Partial<DialogContext>): DialogContext {
  return {
    input: { kind: 'text', text: 'it does not connect' },
    language: 'en',
    now: 0,
    participant: { name: 'Vera' },
    asker: { id: 'vera', place: 'web:visitors/vera' },
    finding: unsure,
    addressed: true,
    offer: false,
    message: 'm1',
    paused: false,
    article: (id) => articles.find((candidate) => candidate.id === id),
    version: 1,
    key: 'k.0',
    name: 'Firstline',
    withPeople: false,
    ...rest,
  };
}

/** Plays a dialog: each input goes to the dialog that is open. */
function play(inputs: readonly Partial<DialogContext>[]) {
  let state: DialogContext['state'];
  const byName: Record<string, Dialog> = { clarify: clarifyDialog };
  return inputs.map((input, index) => {
    const dialog = (state && byName[state.dialog]) ?? answer;
    const step = dialog.step(context({ version: index + 1, ...(state && { state }), ...input }));
    state = step.next ?? undefined;
    return step;
  });
}

describe('a clarification', () => {
  it('offers the candidates and "none of these", in both languages', () => {
    const [en] = play([{}]);
    const [zh] = play([{ language: 'zh' }]);
    expect(en?.say[0]?.buttons?.map((button) => button.label)).to.deep.equal([
      'vpn',
      'wifi',
      'law',
      'None of these',
    ]);
    expect(zh?.say[0]?.buttons?.at(-1)?.label).to.equal('都不是');
    expect(en?.say[0]?.text).to.equal('Which of these is closest?');
    expect(zh?.say[0]?.text).to.equal('您想问的是下面哪一个？\n\n其中有的文章还没有中文版。');
  });

  it('says openly what exists only in the other language', () => {
    const only = (...ids: string[]): Finding => ({
      ...unsure,
      candidates: unsure.candidates.filter((candidate) => ids.includes(candidate.article)),
    });
    const said = (finding: Finding, language: 'en' | 'zh'): string | undefined =>
      play([{ finding, language }])[0]?.say[0]?.text;
    expect(said(only('wifi'), 'zh')).to.equal('您想问的是这个吗？\n\n这篇文章目前只有英文版。');
    expect(said(only('wifi', 'law'), 'zh')).to.equal('您想问的是下面哪一个？\n\n这几篇文章目前只有英文版。');
    expect(said(only('vpn'), 'zh')).to.equal('您想问的是这个吗？');
    expect(said(only('wifi', 'law'), 'en')).to.equal('Which of these is closest?');
  });

  for (const [how, input] of [
    ['a button', { input: { kind: 'button', action: 'choose', value: 'wifi', version: 1 } }],
    ['a number', { input: { kind: 'text', text: '2' } }],
    ['a Chinese ordinal', { input: { kind: 'text', text: '第二个' } }],
    ['its title in other letters', { input: { kind: 'text', text: 'WiFi!' } }],
  ] as const) {
    it(`is answered by ${how}`, () => {
      const [, step] = play([{}, input]);
      expect(step?.answered?.article).to.equal('wifi');
      expect(step?.next).to.equal(null);
    });
  }

  it('hands off when it is none of these, with the first question', () => {
    for (const input of [
      { kind: 'button', action: 'none', value: 'k.0', version: 1 } as const,
      { kind: 'text', text: 'none of these' } as const,
      { kind: 'text', text: '都不是' } as const,
    ]) {
      const [, step] = play([{}, { input }]);
      expect(step?.handoff).to.deep.equal({ reason: 'none-of-these', question: 'it does not connect' });
    }
  });

  describe('of one article', () => {
    const alone: Finding = { ...unsure, candidates: unsure.candidates.slice(0, 1) };

    it('asks whether it is meant, in both languages', () => {
      const [en] = play([{ finding: alone }]);
      const [zh] = play([{ finding: alone, language: 'zh' }]);
      expect(en?.say[0]?.text).to.equal('Is this what you mean?');
      expect(en?.say[0]?.buttons?.map(({ label }) => label)).to.deep.equal(['vpn', 'No, something else']);
      expect(zh?.say[0]?.text).to.equal('您想问的是这个吗？');
      expect(zh?.say[0]?.buttons?.map(({ label }) => label)).to.deep.equal(['vpn', '不是，是别的']);
    });

    it('is over when the asker needs nothing more, and nobody is asked', () => {
      for (const text of ['no thanks', 'No, thank you!', '不用', '不需要', '没关系', '不用哈', '唔使']) {
        const [, step] = play([{ finding: alone }, { finding: alone, input: { kind: 'text', text } }]);
        expect(step?.handoff, text).to.equal(undefined);
        expect(step?.next, text).to.equal(null);
        expect(step?.answered, text).to.equal(undefined);
      }
    });

    it('is answered by yes, and by no a person is asked, in both languages', () => {
      for (const text of [
        'yes',
        'Yes, please!',
        'yes, it is',
        'OK',
        '👍',
        '是的',
        '对。',
        '對',
        '沒錯',
        '好的',
        'vpn',
        '1',
      ]) {
        const [, step] = play([{ finding: alone }, { finding: alone, input: { kind: 'text', text } }]);
        expect(step?.answered?.article, text).to.equal('vpn');
      }
      for (const text of [
        'no',
        'Nope.',
        'no, it is not',
        '不是的',
        '不對',
        '不是',
        '别的',
        'none of these',
        'No, something else',
        '不是，是别的',
      ]) {
        const [, step] = play([{ finding: alone }, { finding: alone, input: { kind: 'text', text } }]);
        expect(step?.handoff, text).to.deep.equal({
          reason: 'none-of-these',
          question: 'it does not connect',
        });
      }
      const button = { kind: 'button', action: 'none', value: 'k.0', version: 1 } as const;
      const [, pressed] = play([{ finding: alone }, { finding: alone, input: button }]);
      expect(pressed).to.include({ chosen: 'No, something else' });
    });

    it('takes yes and no for words of their own where several are offered', () => {
      for (const text of ['yes', 'no']) {
        const [, step] = play([{}, { input: { kind: 'text', text } }]);
        expect(step?.answered).to.equal(undefined);
        expect(step?.next?.dialog).to.equal('clarify');
      }
    });
  });

  it('hands off when the chosen article is one that people answer', () => {
    const [, step] = play([{}, { input: { kind: 'button', action: 'choose', value: 'law', version: 1 } }]);
    expect(step?.handoff?.reason).to.equal('policy');
    expect(step?.handoff?.words).to.include('Body of law (en).');
  });

  it('is asked at most twice; the third time a person is asked', () => {
    const steps = play([
      {},
      { input: { kind: 'text', text: 'still not' } },
      { input: { kind: 'text', text: 'no' } },
    ]);
    expect(steps[1]?.next?.dialog).to.equal('clarify');
    expect(steps[2]?.handoff?.reason).to.equal('no-article');
  });

  it('does not take the button of an earlier one', () => {
    const steps = play([
      {},
      { input: { kind: 'text', text: 'still not' } },
      { input: { kind: 'button', action: 'choose', value: 'wifi', version: 1 } },
    ]);
    expect(steps[2]?.answered).to.equal(undefined);
    expect(steps[2]?.say[0]?.text).to.include('Please choose one of these');
    expect(steps[2]?.next).to.deep.equal(steps[1]?.next);
  });

  it('goes to a person when the chosen article was deleted meanwhile', () => {
    const [, step] = play([
      {},
      { input: { kind: 'button', action: 'choose', value: 'vpn', version: 1 }, article: () => undefined },
    ]);
    expect(step?.handoff?.reason).to.equal('no-article');
  });

  it('survives slots of any shape that an older version may have written', () => {
    for (const slots of [{}, { articles: 'x' }, { articles: [1, null], titles: {}, round: 'two' }]) {
      const state = { dialog: 'clarify', step: 'old', slots };
      const step = clarifyDialog.step(context({ state, input: { kind: 'text', text: '1' } }));
      expect(step).to.be.an('object');
    }
  });
});
