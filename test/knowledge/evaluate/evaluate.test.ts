import { expect } from 'chai';
import { evaluate } from '../../../knowledge/evaluate/evaluate.js';
import { dialAdvice, evaluationText } from '../../../knowledge/evaluate/evaluation-text.js';
import {
  areaUnderCurve,
  calibrationError,
  heldBackAt,
  percentile,
  reliability,
} from '../../../knowledge/evaluate/figures.js';
import type { RankedKnowledge } from '../../../knowledge/serving/selections.js';
import type { Finding } from '../../../src/core/ports/knowledge.js';

/** Knowledge that says what it is told to: outcome, then the order of articles with confidences. */
function scripted(
  script: Readonly<Record<string, readonly [Finding['outcome'], ...(readonly [string, number])[]]>>,
): RankedKnowledge {
  const order = (text: string) => {
    const [, ...list] = script[text] ?? ['none'];
    return list.map(([article, confidence]) => ({ article, confidence, title: article }));
  };
  return {
    version: 'v',
    confidence: {
      choice: {
        score: 0,
        nearest: 0,
        cover: 0,
        sense: 0,
        none: 0,
        known: 0,
        body: 0,
        rivals: 0,
        short: 0,
        top: 0,
      },
      thresholds: { answer: 1, clarify: 1 },
      trials: 0,
    },
    article: () => undefined,
    search: ({ text }) => ({
      outcome: script[text]?.[0] ?? 'none',
      candidates: order(text).slice(0, 3),
      triage: { language: 'en', urgency: 'normal', mood: 'calm', reasons: [] },
      reasons: [],
    }),
    ranked: ({ text }) => order(text),
  };
}

describe('evaluating', () => {
  const knowledge = scripted({
    'right and answered': ['answer', ['a', 0.9], ['b', 0.05]],
    'wrong and answered': ['answer', ['b', 0.8], ['a', 0.1]],
    'asked back with the right one third': ['clarify', ['b', 0.5], ['c', 0.125], ['a', 0.125]],
    'asked back in vain': ['clarify', ['b', 0.3], ['c', 0.2], ['d', 0.1], ['a', 0.05]],
    'handed off': ['none'],
    'unknown and answered': ['answer', ['a', 0.75]],
    'unknown and handed off': ['none', ['a', 0.1]],
  });
  const questions = [
    ...[
      'right and answered',
      'wrong and answered',
      'asked back with the right one third',
      'asked back in vain',
      'handed off',
    ].map((text) => ({ text, article: 'a' })),
    { text: 'unknown and answered', article: '' },
    { text: 'unknown and handed off', article: '' },
  ];
  const { evaluation, rows } = evaluate(knowledge, questions, { trainMs: 12 });

  it('counts questions and how good the order is', () => {
    expect(evaluation).to.include({ questions: 7, inScope: 5, outOfScope: 2, trainMs: 12 });
    expect(evaluation.accuracy).to.equal(1 / 5);
    expect(evaluation.p1).to.equal(1 / 5);
    expect(evaluation.r3).to.equal(3 / 5);
    expect(evaluation.mrr).to.be.closeTo((1 + 1 / 2 + 1 / 3 + 1 / 4 + 0) / 5, 1e-12);
  });

  it('tells what becomes of questions at the thresholds of the bot', () => {
    expect(evaluation.deployed).to.deep.equal({
      answered: 2 / 5,
      clarified: 2 / 5,
      clarifiedRight: 1 / 5,
      handedOff: 1 / 5,
      wrongInScope: 1 / 2,
      wrongAnswers: 2 / 3,
      outOfScopeAnswered: 1 / 2,
      outOfScopeClarified: 0,
    });
  });

  it('tells how well it knows that there is no article', () => {
    // Sums in scope: .95 .9 .75 .65 0; out of scope: .75 .1. All in-scope ones pass at 0, which holds back nothing.
    expect(evaluation.oosRecallAt95).to.equal(0);
    expect(evaluation.oosRecallAt90).to.equal(0);
    // Pairs won: against .75: two and a half of five; against .1: four of five.
    expect(evaluation.auroc).to.be.closeTo((2.5 + 4) / 10, 1e-12);
  });

  it('gives each question with its best article, confidence and action', () => {
    expect(rows[1]).to.deep.equal({
      question: 'wrong and answered',
      expected: 'a',
      article: 'b',
      confidence: 0.8,
      action: 'answer',
    });
    expect(rows[4]).to.include({ article: '', confidence: 0, action: 'handoff' });
  });

  it('marks what is wrong, and not what a person rightly gets', () => {
    const text = evaluationText(evaluation, [], rows);
    const marks = text.split('\n').slice(-rows.length);
    expect(marks.map((line) => line[0]).join('')).to.equal(' xxxxx ');
    const offered = rows.map((row) => ({ ...row, expected: '', action: 'clarify' as const }));
    expect(evaluationText(evaluation, [], offered).split('\n').at(-1)?.[0]).to.equal('~');
  });

  it('says what to turn where more answers are wrong than the limit allows, by more than chance', () => {
    const many = { ...evaluation, questions: 700, inScope: 500, outOfScope: 200 };
    const advice = dialAdvice(many, { wrong: 0.05, unknown: 0.2 });
    expect(advice).to.contain('66.7% of the answers were wrong; the limit is 5.0%');
    expect(advice).to.contain('Of these questions 28.6% are covered by no article; assumed are 20.0%');
    expect(advice).to.contain('Try --unknown 0.29');
    expect(dialAdvice(many, { wrong: 0.05, unknown: 0.3 })).to.contain(
      'Try a lower one, such as --wrong 0.025',
    );
    const few = { ...many, deployed: { ...many.deployed, wrongAnswers: 0.06 } };
    expect(dialAdvice(few, { wrong: 0.05, unknown: 0.2 })).to.equal(undefined);
    const none = { ...many, deployed: { ...many.deployed, wrongAnswers: null } };
    expect(dialAdvice(none, { wrong: 0.05, unknown: 0.2 })).to.equal(undefined);
  });

  it('has no figure where there is nothing to count', () => {
    const inScope = evaluate(knowledge, questions.slice(0, 1), { trainMs: 0 }).evaluation;
    expect(inScope).to.include({ oosRecallAt95: null, oosRecallAt90: null, auroc: null });
    expect(inScope.deployed.outOfScopeAnswered).to.equal(null);
    const none = evaluate(knowledge, [], { trainMs: 0 }).evaluation;
    expect(none).to.include({ accuracy: null, r3: null, mrr: null, ece: null, p50Us: null, p95Us: null });
    expect(none.deployed.answered).to.equal(null);
  });

  it('has exactly the keys that others rely on', () => {
    expect(Object.keys(evaluation)).to.have.members(
      'questions inScope outOfScope accuracy p1 r3 mrr deployed oosRecallAt95 oosRecallAt90 auroc ece trainMs p50Us p95Us'.split(
        ' ',
      ),
    );
    expect(Object.keys(evaluation.deployed)).to.have.members(
      'answered clarified clarifiedRight handedOff wrongInScope wrongAnswers outOfScopeAnswered outOfScopeClarified'.split(
        ' ',
      ),
    );
  });
});

describe('figures', () => {
  it('finds what a threshold holds back that lets a share of the others through', () => {
    const inside = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05];
    expect(heldBackAt(0.9, inside, [0.09, 0.1, 0.5])).to.equal(1 / 3);
    expect(heldBackAt(0.5, inside, [0.09, 0.1, 0.5])).to.equal(2 / 3);
    expect(heldBackAt(0.95, inside, [0.01, 0.05])).to.equal(1 / 2);
    expect(heldBackAt(0.95, [], [1])).to.equal(null);
  });

  it('measures the area under the curve, ties counting half', () => {
    expect(areaUnderCurve([2, 3], [0, 1])).to.equal(1);
    expect(areaUnderCurve([0, 1], [2, 3])).to.equal(0);
    expect(areaUnderCurve([1, 1], [1, 1])).to.equal(0.5);
    expect(areaUnderCurve([1, 3], [2])).to.equal(0.5);
  });

  it('measures how far confidence and truth are apart', () => {
    const even = Array.from({ length: 10 }, (_, i) => ({ confidence: 0.7, right: i < 7 }));
    expect(calibrationError(even)).to.be.closeTo(0, 1e-12);
    const boast = Array.from({ length: 10 }, (_, i) => ({ confidence: 1, right: i < 7 }));
    expect(calibrationError(boast)).to.be.closeTo(0.3, 1e-12);
    expect(calibrationError([])).to.equal(null);
  });

  it('draws how often it was right for each confidence', () => {
    const bins = reliability([
      { confidence: 0.05, right: false },
      { confidence: 0.62, right: true },
      { confidence: 0.68, right: false },
      { confidence: 1, right: true },
    ]);
    expect(bins.map(({ items, right }) => [items, right])).to.deep.equal([
      [1, 0],
      [2, 0.5],
      [1, 1],
    ]);
    expect(bins[1]?.confidence).to.be.closeTo(0.65, 1e-12);
    expect(bins[2]).to.include({ from: 0.9, to: 1 });
    expect(reliability([])).to.deep.equal([]);
  });

  it('takes percentiles by nearest rank', () => {
    expect(percentile([1, 2, 3, 4], 0.5)).to.equal(2);
    expect(percentile([1, 2, 3, 4], 0.95)).to.equal(4);
    expect(percentile([7], 0.5)).to.equal(7);
    expect(percentile([], 0.5)).to.equal(null);
  });
});
