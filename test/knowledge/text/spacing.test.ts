import { expect } from 'chai';
import fc from 'fast-check';
import { readCorpus } from '../../../knowledge/finding/corpus.js';
import { buildKnowledge } from '../../../knowledge/serving/search.js';
import { atOnce } from '../../../knowledge/slices.js';
import { normalise, words } from '../../../knowledge/text/analyse.js';
import { respaced } from '../../../knowledge/text/spacing.js';
import { article } from '../../support/office.js';

const articles = [
  article('images', { en: ['x-rays are missing', 'the x ray viewer is empty'], zh: ['x-ray 看不到'] }),
  article('pay', { en: ['where is my payslip', 'pay for on-call nights'] }),
  article('leave', { en: ['I went away in my holiday', 'I left anyway'] }),
  article('login', { en: ['my login fails', 'office 365 does not open'] }),
];
const { vocabulary } = atOnce(readCorpus(articles));
const read = (text: string): string => respaced(vocabulary, words(normalise(text))).join(' ');

const asked = (text: string) => ({ text, audiences: ['everyone'], starters: true });

describe('words that are spaced otherwise than in the articles', () => {
  it('are read as there, in one word and in two', () => {
    expect(read('the xrays of Bella')).to.equal('the x rays of bella');
    expect(read('xray看不到')).to.equal('x ray 看不到');
    expect(read('my pay slip, and oncall')).to.equal('my payslip and on call');
    expect(read('I cannot log in to Office365')).to.equal('i cannot login to office 365');
  });

  it('stay as they are where the articles know them, and where a small word would be made or taken', () => {
    for (const text of ['pay for payslip', 'is there a way', 'a way', 'xr ay', 'any way', 'x', '']) {
      expect(read(text), text).to.equal(text);
    }
  });

  it('find their article, and the reasons say how they were read', () => {
    const knowledge = buildKnowledge(articles);
    for (const [text, id, reading] of [
      ['xray missing', 'images', 'x ray missing'],
      ['where is my pay slip', 'pay', 'where is my payslip'],
    ] as const) {
      const { candidates, reasons } = knowledge.search(asked(text));
      expect(candidates[0]?.article, text).to.equal(id);
      expect(reasons.join('\n')).to.include(`Read as “${reading}”`);
    }
    expect(knowledge.search(asked('Where is my PAYSLIP?')).reasons.join('\n')).to.not.include('Read as');
  });

  it('lose no letter, whatever is asked', () => {
    const piece = fc.constantFrom(
      'x',
      'ray',
      'pay',
      'slip',
      'log',
      'in',
      'office',
      '365',
      '看',
      '🙂',
      'a',
      'way',
    );
    fc.assert(
      fc.property(fc.array(fc.array(piece, { maxLength: 3 }).map((some) => some.join(''))), (some) => {
        const runs = words(normalise(some.join(' ')));
        expect(respaced(vocabulary, runs).join('')).to.equal(runs.join(''));
      }),
    );
  });
});
