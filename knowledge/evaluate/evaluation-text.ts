import type { EvaluatedRow, Evaluation } from './evaluate.js';
import type { ReliabilityBin } from './figures.js';

/** What `firstline eval` prints for a reader; several lines, without an end of line after the last. */
export function evaluationText(
  found: Evaluation,
  bins: readonly ReliabilityBin[],
  rows: readonly EvaluatedRow[],
): string {
  const { deployed } = found;
  const lines = [
    `${found.questions} questions, ${found.inScope} that an article answers, ${found.outOfScope} that belong to a person.`,
    '',
    'Finding the right article (in scope)',
    line('best article right', percent(found.accuracy)),
    line('right one among three', percent(found.r3)),
    line('mean reciprocal rank (1 is best)', number(found.mrr)),
    '',
    "At the bot's own thresholds",
    line('answered', percent(deployed.answered)),
    line(
      'asked back',
      `${percent(deployed.clarified)}, ${percent(deployed.clarifiedRight)} with the right one offered`,
    ),
    line('handed off', percent(deployed.handedOff)),
    line('wrong, of answered in scope', percent(deployed.wrongInScope)),
    line('wrong, of all answers', percent(deployed.wrongAnswers)),
    line('out of scope, answered', percent(deployed.outOfScopeAnswered)),
    line('out of scope, asked back in vain', percent(deployed.outOfScopeClarified)),
    '',
    'Knowing that there is none',
    line(
      'held back if 95% / 90% may pass',
      `${percent(found.oosRecallAt95)} / ${percent(found.oosRecallAt90)}`,
    ),
    line('told apart (AUROC; 0.5 is chance)', number(found.auroc)),
    line('calibration error (0 is exact)', number(found.ece)),
    '',
    'Reliability: how sure it was, and how often it was right',
    line('', 'questions    sure   right'),
    ...bins.map(bar),
    '',
    `Built in ${found.trainMs} ms; a question takes ${found.p50Us ?? '-'} µs (median), ${found.p95Us ?? '-'} µs (95th percentile).`,
  ];
  if (rows.length) {
    lines.push(
      '',
      'Each question (x: wrong; ~: offered for what belongs to a person): best article / right one',
    );
  }
  for (const row of rows) {
    const right = row.expected === '' ? '(a person)' : row.expected;
    const sure = `${Math.round(row.confidence * 100)}%`.padStart(4);
    lines.push(
      `${markOf(row)} ${row.action.padEnd(7)} ${sure}  ${row.article || '-'} / ${right}  ${row.question}`,
    );
  }
  return lines.join('\n');
}

/**
 * What to turn where more of the answers were wrong than the dial allows; undefined where they were not. Some wrong ones
 * more than the limit are chance.
 */
export function dialAdvice(
  { questions, inScope, outOfScope, deployed }: Evaluation,
  dial: { readonly wrong: number; readonly unknown: number },
): string | undefined {
  const answered = (deployed.answered ?? 0) * inScope + (deployed.outOfScopeAnswered ?? 0) * outOfScope;
  const chance = 2 * Math.sqrt((dial.wrong * (1 - dial.wrong)) / Math.max(1, answered));
  if (deployed.wrongAnswers === null || deployed.wrongAnswers <= dial.wrong + chance) return undefined;
  const said = `${percent(deployed.wrongAnswers)} of the answers were wrong; the limit is ${percent(dial.wrong)} (wrong, under knowledge in firstline.yaml).`;
  const share = outOfScope / questions;
  return share > dial.unknown + 0.05
    ? `${said}\nOf these questions ${percent(share)} are covered by no article; assumed are ${percent(dial.unknown)} (unknown, likewise). Try --unknown ${Math.min(0.9, share).toFixed(2)}: fewer questions are answered, and more of the answers are right.`
    : `${said}\nTry a lower one, such as --wrong ${(dial.wrong / 2).toFixed(3)}, and write articles about what is asked beside them: an article keeps its neighbours from being answered for it.`;
}

/** `x`: wrong. What belongs to a person is right wherever it was not answered; `~`: articles were offered for it. */
function markOf({ expected, article, action }: EvaluatedRow): string {
  if (expected !== '') return article === expected ? ' ' : 'x';
  return { answer: 'x', clarify: '~', handoff: ' ' }[action];
}

/** One bar of the diagram, 20 characters long where all were right. */
function bar({ from, to, items, confidence, right }: ReliabilityBin): string {
  const figures = `${String(items).padStart(9)}  ${percent(confidence).padStart(6)}  ${percent(right).padStart(6)}`;
  const label = `${Math.round(from * 100)}% to ${Math.round(to * 100)}%`;
  return line(label, `${figures}  ${'#'.repeat(Math.round(right * 20))}`).trimEnd();
}

function line(label: string, value: string): string {
  return `  ${label.padEnd(36)}${value}`;
}

function percent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)}%`;
}

function number(value: number | null): string {
  return value === null ? '-' : value.toFixed(3);
}
