import { ANYWHERE } from '../../src/core/limits.js';
import type { Knowledge, Question } from '../../src/core/ports/knowledge.js';
import type { LabelledQuestion } from '../files/csv.js';
import type { RankedKnowledge } from '../serving/selections.js';
import {
  areaUnderCurve,
  calibrationError,
  heldBackAt,
  percentile,
  type ReliabilityBin,
  reliability,
} from './figures.js';

/** How good knowledge is against labelled questions. Shares are fractions; null where there is nothing to share out. */
export interface Evaluation {
  readonly questions: number;
  /** Questions that an article answers. */
  readonly inScope: number;
  /** Questions that belong to a person. */
  readonly outOfScope: number;
  /** Of the in-scope questions, those whose best article is the right one, however sure. Equals `p1`. */
  readonly accuracy: number | null;
  readonly p1: number | null;
  /** Of the in-scope questions, those with the right article among the first three. */
  readonly r3: number | null;
  /** Mean of 1 / place of the right article over the in-scope questions; 0 where it is not in the order at all. */
  readonly mrr: number | null;
  /** At the bot's own thresholds. */
  readonly deployed: Deployed;
  /**
   * Of the out-of-scope questions, those held back by the threshold that lets 95% (90%) of the in-scope ones through.
   * The threshold is on the confidences of the five best articles together: how sure it is that one of them is right.
   */
  readonly oosRecallAt95: number | null;
  readonly oosRecallAt90: number | null;
  /** How well that sum tells in-scope from out-of-scope questions: the chance that one of each is in the right order. */
  readonly auroc: number | null;
  /**
   * Expected calibration error over all questions: the confidence of the best article against how often it was right, in
   * 15 bins of equal width. An out-of-scope question is never right, so their share in the set matters.
   */
  readonly ece: number | null;
  /** Building the knowledge, in milliseconds. */
  readonly trainMs: number;
  /** One search, in microseconds: median and 95th percentile. */
  readonly p50Us: number | null;
  readonly p95Us: number | null;
}

/** What happens to questions at the bot's own thresholds. */
export interface Deployed {
  /** Shares of the in-scope questions, which add up to 1: answered, asked back, handed off. */
  readonly answered: number | null;
  readonly clarified: number | null;
  /** Of the in-scope questions, those asked back with the right article among the offers. */
  readonly clarifiedRight: number | null;
  readonly handedOff: number | null;
  /** Of the answered in-scope questions, those answered wrongly. */
  readonly wrongInScope: number | null;
  /** Of all answered questions, those answered wrongly; an answer to an out-of-scope question is always wrong. */
  readonly wrongAnswers: number | null;
  /** Of the out-of-scope questions, those answered. */
  readonly outOfScopeAnswered: number | null;
  /** … and those asked back, though nothing of what was offered could be right. */
  readonly outOfScopeClarified: number | null;
}

/** One question and what became of it. */
export interface EvaluatedRow {
  readonly question: string;
  /** The right article, or empty. */
  readonly expected: string;
  /** The best article, or empty. */
  readonly article: string;
  readonly confidence: number;
  readonly action: 'answer' | 'clarify' | 'handoff';
}

/** As deep as the order is looked at for `mrr`. */
const DEPTH = 100;
/** Searches before the clock counts. */
const WARM_UP = 200;

/** Asks every question as somebody who may read everything, starter articles included. */
export function evaluate(
  knowledge: RankedKnowledge,
  questions: readonly LabelledQuestion[],
  options: { readonly trainMs: number; readonly audiences?: readonly string[] },
): {
  readonly evaluation: Evaluation;
  readonly reliability: readonly ReliabilityBin[];
  readonly rows: readonly EvaluatedRow[];
} {
  const ask = (text: string): Question => ({
    text,
    audiences: options.audiences ?? ['everyone'],
    platform: ANYWHERE,
    starters: true,
  });
  for (const { text } of questions.slice(0, WARM_UP)) knowledge.search(ask(text));
  const asked = questions.map((question) => judge(knowledge, question, ask(question.text)));

  const inScope = asked.filter(({ row }) => row.expected !== '');
  const outOfScope = asked.filter(({ row }) => row.expected === '');
  const answered = asked.filter(({ row }) => row.action === 'answer');
  const answeredInScope = inScope.filter(({ row }) => row.action === 'answer');
  const clarified = inScope.filter(({ row }) => row.action === 'clarify');
  const p1 = share(inScope, ({ place }) => place === 1);
  const covered = ({ together }: Judged): number => together;
  const times = asked.map(({ micros }) => Math.round(micros)).sort((a, b) => a - b);

  const judged = asked.map((one) => ({ confidence: one.row.confidence, right: !isWrong(one) }));
  const evaluation: Evaluation = {
    questions: asked.length,
    inScope: inScope.length,
    outOfScope: outOfScope.length,
    accuracy: p1,
    p1,
    r3: share(inScope, ({ place }) => place > 0 && place <= 3),
    mrr: mean(inScope.map(({ place }) => (place > 0 ? 1 / place : 0))),
    deployed: {
      answered: share(inScope, ({ row }) => row.action === 'answer'),
      clarified: inScope.length === 0 ? null : clarified.length / inScope.length,
      clarifiedRight: share(inScope, ({ row, offered }) => row.action === 'clarify' && offered),
      handedOff: share(inScope, ({ row }) => row.action === 'handoff'),
      wrongInScope: share(answeredInScope, isWrong),
      wrongAnswers: share(answered, isWrong),
      outOfScopeAnswered: share(outOfScope, ({ row }) => row.action === 'answer'),
      outOfScopeClarified: share(outOfScope, ({ row }) => row.action === 'clarify'),
    },
    oosRecallAt95: heldBackAt(0.95, inScope.map(covered), outOfScope.map(covered)),
    oosRecallAt90: heldBackAt(0.9, inScope.map(covered), outOfScope.map(covered)),
    auroc: areaUnderCurve(inScope.map(covered), outOfScope.map(covered)),
    ece: calibrationError(judged),
    trainMs: options.trainMs,
    p50Us: percentile(times, 0.5),
    p95Us: percentile(times, 0.95),
  };
  return { evaluation, reliability: reliability(judged), rows: asked.map(({ row }) => row) };
}

interface Judged {
  readonly row: EvaluatedRow;
  /** Place of the right article in the whole order, from 1; 0: nowhere. */
  readonly place: number;
  /** Whether the right article is among the finding's candidates. */
  readonly offered: boolean;
  /** Confidence that one of the five best is right. */
  readonly together: number;
  readonly micros: number;
}

function judge(knowledge: RankedKnowledge, { text, article }: LabelledQuestion, question: Question): Judged {
  const started = performance.now();
  const finding = (knowledge satisfies Knowledge).search(question);
  const micros = (performance.now() - started) * 1000;
  const order = knowledge.ranked(question, DEPTH);
  const best = order[0];
  return {
    row: {
      question: text,
      expected: article,
      article: best?.article ?? '',
      confidence: best?.confidence ?? 0,
      action: finding.outcome === 'none' ? 'handoff' : finding.outcome,
    },
    place: article === '' ? 0 : order.findIndex((candidate) => candidate.article === article) + 1,
    offered: finding.candidates.some((candidate) => candidate.article === article),
    together: order.slice(0, 5).reduce((sum, { confidence }) => sum + confidence, 0),
    micros,
  };
}

function isWrong({ row }: Judged): boolean {
  return row.expected === '' || row.article !== row.expected;
}

function share<T>(list: readonly T[], holds: (item: T) => boolean): number | null {
  return list.length === 0 ? null : list.filter(holds).length / list.length;
}

function mean(list: readonly number[]): number | null {
  return list.length === 0 ? null : list.reduce((sum, value) => sum + value, 0) / list.length;
}
