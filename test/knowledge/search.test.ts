import { expect } from 'chai';
import { train } from '../../knowledge/model.js';
import { buildKnowledge, serve } from '../../knowledge/search.js';
import { inSlices } from '../../knowledge/slices.js';
import type { Question } from '../../src/core/ports/knowledge.js';
import { knowledgeContract } from '../contracts/knowledge.js';
import { processorTime } from '../support/processor-time.js';
import { SAMPLES, sample } from './samples.js';

const ask = (text: string): Question => ({ text, audiences: ['everyone'], starters: false });

knowledgeContract('built at once', (articles) => ({ knowledge: buildKnowledge(articles) }));
knowledgeContract('built in the background', async (articles) => ({
  knowledge: serve(await inSlices(train(articles))),
}));

describe('searching', () => {
  it('builds the same from the same articles, to the last digit', () => {
    const one = buildKnowledge(SAMPLES);
    const two = buildKnowledge(SAMPLES);
    expect(two.confidence).to.deep.equal(one.confidence);
    for (const text of ['reset it', '怎么连', 'printer password']) {
      expect(two.search(ask(text))).to.deep.equal(one.search(ask(text)));
    }
  });

  it('asks more confidence for an answer when fewer answers may be wrong', () => {
    const threshold = (wrong: number): number =>
      buildKnowledge(SAMPLES, { wrong }).confidence.thresholds.answer;
    const rising = [0.5, 0.2, 0.05, 0.02, 0.01].map(threshold);
    expect(rising).to.deep.equal([...rising].sort((a, b) => a - b));
    expect(rising[0]).to.be.below(rising[4] ?? 0);
  });

  it('answers a known phrasing word for word, however small the share of wrong answers may be', () => {
    const knowledge = buildKnowledge(SAMPLES, { wrong: 0.001, unknown: 0.8 });
    for (const text of ['paper jam', 'PAPER JAM', '卡纸了', 'ｐａｐｅｒ　ｊａｍ']) {
      expect(knowledge.search(ask(text)), text).to.deep.include({ outcome: 'answer' });
    }
  });

  it('is less sure when more questions are assumed to have no article', () => {
    const sure = (unknown: number): number =>
      buildKnowledge(SAMPLES, { unknown }).search(ask('password trouble on my phone')).candidates[0]
        ?.confidence ?? 0;
    expect(sure(0.6)).to.be.below(sure(0.05));
  });

  it('asks back between two articles that share a phrasing', () => {
    const knowledge = buildKnowledge([
      ...SAMPLES,
      sample('badge', {
        en: [
          'Replace your badge',
          ['lost my badge', 'new badge', 'my card does not open the door', 'card lost'],
        ],
      }),
      sample('credit-card', {
        en: [
          'Company credit card',
          ['lost my company card', 'order a company card', 'my card was declined', 'card lost'],
        ],
      }),
    ]);
    const finding = knowledge.search(ask('card lost'));
    expect(finding.outcome).to.equal('clarify');
    expect(finding.candidates.slice(0, 2).map((candidate) => candidate.article)).to.have.members([
      'badge',
      'credit-card',
    ]);
    expect(finding.candidates.length).to.be.at.most(3);
  });

  it('works with a single article, with one phrasing, and with articles without a body', () => {
    const knowledge = buildKnowledge([sample('only', { en: ['Opening hours', ['when are you open'], ''] })]);
    expect(knowledge.search(ask('when are you open')).candidates[0]?.article).to.equal('only');
    expect(knowledge.search(ask('something else')).outcome).to.equal('none');
  });

  it('finds an article by the words of its answer alone', () => {
    const knowledge = buildKnowledge([
      ...SAMPLES,
      sample('parking', {
        en: [
          'Getting to the office',
          ['where is the office'],
          'Visitors leave bicycles in the courtyard shed behind the cafeteria.',
        ],
      }),
    ]);
    expect(knowledge.search(ask('bicycles in the courtyard shed')).candidates[0]?.article).to.equal(
      'parking',
    );
  });

  it('orders articles by what words mean as well, where a question shares none with them', () => {
    const knowledge = buildKnowledge([
      sample('holiday', { en: ['Book a holiday', ['how do I book a holiday', 'request days of holiday']] }),
      sample('pay', { en: ['Pay day', ['when is the salary paid', 'my salary is wrong']] }),
      sample('doctor', {
        en: ['The company doctor', ['appointment with a doctor', 'is there a doctor here']],
      }),
      sample('printer', { en: ['Set up a printer', ['install a printer', 'the printer is jammed']] }),
    ]);
    for (const [text, article] of [
      ['vacation', 'holiday'],
      ['wages', 'pay'],
      ['physician', 'doctor'],
    ] as const) {
      const { candidates, outcome, reasons } = knowledge.search(ask(text));
      expect(candidates[0]?.article, text).to.equal(article);
      // Nobody is answered by that alone.
      expect(outcome, text).to.equal('none');
      expect(reasons.join('\n'), text).to.contain('What its words mean is ');
    }
    expect(knowledge.search(ask('gibberish zork')).candidates).to.deep.equal([]);
    expect(knowledge.search(ask('胡言乱语')).candidates).to.deep.equal([]);
  });

  it('says why in words that a person understands', () => {
    const { reasons } = buildKnowledge(SAMPLES).search(ask('I forgot my password for the flux capacitor'));
    expect(reasons[0]).to.match(/^(Only )?\d+% sure/);
    expect(reasons.join('\n')).to.contain('“password”').and.to.contain('“forgot”');
    expect(reasons.join('\n')).to.contain(
      'Words that no article knows: “flux”, “capacitor”; the others are ',
    );
    expect(reasons.at(-3)).to.match(/^“Reset your password”: \d+, \d+, \d+, \d+; \d+% sure\.$/);
  });

  it('orders more articles than a finding holds, for measuring', () => {
    const knowledge = buildKnowledge(SAMPLES);
    const order = knowledge.ranked(
      ask('how do I set a new password for the printer and the vpn and my leave'),
      50,
    );
    expect(order.map((candidate) => candidate.article)).to.include.members([
      'reset-password',
      'printer',
      'vpn',
    ]);
    expect(order[0]?.article).to.equal(
      knowledge.search(ask('how do I set a new password for the printer and the vpn and my leave'))
        .candidates[0]?.article,
    );
  });

  it('lets the event loop breathe while it builds in the background', async () => {
    const many = Array.from({ length: 300 }, (_, i) =>
      sample(`a-${i}`, {
        en: [`Topic ${i}`, [`how does topic ${i} work`, `word${i} of topic`, `what about w${i}x`]],
      }),
    );
    let beats = 0;
    const watch = setInterval(() => {
      beats += 1;
    }, 1);
    const took = await processorTime(() => inSlices(train(many)));
    clearInterval(watch);
    // In one piece there would be none.
    expect(took / beats).to.be.below(100);
  });
});
