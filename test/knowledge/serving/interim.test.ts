import { expect } from 'chai';
import { untilLearnt } from '../../../knowledge/serving/interim.js';
import { buildKnowledge } from '../../../knowledge/serving/search.js';
import type { Candidate, Finding } from '../../../src/core/ports/knowledge.js';
import { SAMPLES } from '../samples.js';

describe('what the articles say until they are learnt', () => {
  const named = (id: string): Candidate => ({ article: id, title: `about ${id}`, confidence: 0.9 });

  it('does not name in its reasons what was found beside the answer and is withdrawn', () => {
    const [first, second] = SAMPLES.map(({ id }) => id) as [string, string]; // there are more
    const found: Finding = {
      outcome: 'answer',
      candidates: [named(first)],
      also: [named(second)],
      triage: { language: 'en', urgency: 'normal', mood: 'calm', reasons: [] },
      reasons: [`its parts ask for “about ${second}”`],
    };
    const learnt = { ...buildKnowledge(SAMPLES), search: () => found };
    const question = { text: 'how, and why?', audiences: ['everyone'], starters: true };
    const whole = untilLearnt(learnt, SAMPLES).search(question);
    expect(whole.also?.map(({ article }) => article)).to.deep.equal([second]);
    expect(whole.reasons).to.deep.equal(found.reasons);
    const left = untilLearnt(
      learnt,
      SAMPLES.filter(({ id }) => id !== second),
    ).search(question);
    expect(left).to.include({ outcome: 'answer' });
    expect(left.also).to.equal(undefined);
    expect(left.reasons.join()).to.not.include(`about ${second}`);
  });
});
