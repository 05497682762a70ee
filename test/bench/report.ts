import type { Aim } from './aims.js';
import type { Figure, Row } from './figure.js';

/** Everything that was measured: the document of `--json`. */
export interface Report {
  readonly machine: string;
  readonly disk: string;
  /** What has to be known before a number is believed. */
  readonly warnings: readonly string[];
  /** Measured in small, to see whether it runs: the numbers mean nothing. */
  readonly quick: boolean;
  readonly figures: readonly Figure[];
  readonly aims: readonly Aim[];
}

/** The report for a person. */
export function reportText(report: Report): string {
  const out = [`Machine: ${report.machine}`, `Disk: ${report.disk}`];
  for (const warning of report.warnings) out.push(`Note: ${warning}`);
  for (const figure of report.figures) out.push('', ...figureText(figure));
  if (report.aims.length) out.push('', 'Aims');
  for (const { met, text, value, unit } of report.aims) {
    out.push(`  ${met ? '✓' : '✗'} ${text}  →  ${number(value)} ${unit}`);
  }
  return out.join('\n');
}

/** One figure for a person. */
export function figureText({ title, counted, rows }: Figure): string[] {
  const widest = Math.max(...rows.map(({ label }) => label.length));
  return [
    title,
    ...rows.map((row) => `  ${row.label.padEnd(widest)}  ${amount(row)}`),
    ...counted.map((line) => `    ${line}`),
  ];
}

function amount({ value, unit, range, note }: Row): string {
  const text = `${number(value).padStart(10)} ${unit === 'count' ? '' : unit}`.trimEnd();
  const spread = range ? `  (${number(range[0])} to ${number(range[1])})` : '';
  return `${text}${spread}${note ? `  – ${note}` : ''}`;
}

function number(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3);
}
