import type { LabelKind } from '../files/csv.js';
import type { LabelEvaluation } from '../triage/label-figures.js';

/** One evaluation, to be printed. */
export interface LabelReport {
  readonly kind: LabelKind;
  readonly evaluation: LabelEvaluation;
  /** Each text with what it is and, under the name of the kind, what it was called. */
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** Learnt from a file of the owner's. */
  readonly learnt: boolean;
  readonly withRows: boolean;
}

/** What `firstline eval` prints of urgency or mood; several lines, without an end of line after the last. */
export function labelsText({ kind, evaluation, rows, learnt, withRows }: LabelReport): string {
  const { classes, confusion } = evaluation;
  const labels = Object.keys(classes);
  const width = Math.max(8, ...labels.map(({ length }) => length));
  const lines = [
    `${evaluation.texts} texts.`,
    '',
    kind === 'mood' ? 'Telling the mood' : 'Telling the urgency',
    line('right', percent(evaluation.accuracy)),
    line('macro-F1', number(evaluation.macroF1)),
    '',
    line('', 'texts  precision  recall     F1'),
  ];
  for (const [label, { texts, precision, recall, f1 }] of Object.entries(classes)) {
    const figures = [String(texts).padStart(5), percent(precision).padStart(9), percent(recall).padStart(6)];
    lines.push(line(label, `${figures.join('  ')}  ${number(f1)}`));
  }
  lines.push('', line('what it is, and what it was called', cells(labels, width)));
  for (const [label, called] of Object.entries(confusion)) {
    const counts = labels.map((other) => String(called[other] ?? 0));
    lines.push(line(label, cells(counts, width)));
  }
  if (kind === 'mood' && !learnt && !('angry' in classes)) {
    lines.push('', 'Angry counts as upset here, and whatever is not negative as calm.');
  }
  const { trainMs, p50Us, p95Us } = evaluation;
  const trained = trainMs === undefined ? '' : `Learnt in ${trainMs} ms; `;
  lines.push(
    '',
    `${trained}${trained ? 'a' : 'A'} text takes ${p50Us ?? '-'} µs (median), ${p95Us ?? '-'} µs (95th percentile).`,
  );
  if (withRows && rows.length) lines.push('');
  for (const row of withRows ? rows : []) {
    const { text = '', expected = '' } = row;
    const told = row[kind] ?? '';
    lines.push(`${told === expected ? ' ' : 'x'} ${told.padEnd(width)} / ${expected.padEnd(width)}  ${text}`);
  }
  return lines.join('\n');
}

function cells(texts: readonly string[], width: number): string {
  return texts.map((text) => text.padStart(width)).join('  ');
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
