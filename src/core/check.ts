import { FirstlineError } from './error.js';

/** What `firstline doctor` found about one thing. Plain English, and never a secret. */
export interface Check {
  /** `failed`: it does not work as it is. `warning`: it works, and the owner should know something. */
  readonly level: 'ok' | 'warning' | 'failed';
  /** What was looked at, in a few words. */
  readonly about: string;
  /** What is so, in one sentence. */
  readonly text: string;
  /** What to do about it, in one sentence. */
  readonly fix?: string;
}

/** All is well. */
export function ok(about: string, text: string): Check {
  return { level: 'ok', about, text };
}

/** It works, but. */
export function warning(about: string, text: string, fix?: string): Check {
  return { level: 'warning', about, text, ...(fix !== undefined && { fix }) };
}

/** It does not work. */
export function failed(about: string, text: string, fix?: string): Check {
  return { level: 'failed', about, text, ...(fix !== undefined && { fix }) };
}

/** An error of ours as what failed; any other is thrown on. */
export function troubled(about: string, error: unknown): Check {
  if (error instanceof FirstlineError) return failed(about, error.message, error.hint);
  throw error;
}

/** The checks as lines for a terminal, one each, and a last one that sums up. */
export function checkText(checks: readonly Check[]): string {
  const lines = checks.map(({ level, about, text, fix }) => {
    return `${level.padEnd(8)} ${about}: ${text}${fix === undefined ? '' : ` ${fix}`}`.replace(
      /\s*\n\s*/g,
      ' ',
    );
  });
  const count = (level: Check['level']): number => checks.filter((check) => check.level === level).length;
  const [bad, doubtful] = [count('failed'), count('warning')];
  const sum =
    bad + doubtful === 0
      ? 'Everything is well.'
      : `${bad} failed, ${doubtful} ${doubtful === 1 ? 'warning' : 'warnings'}.`;
  return [...lines, sum].join('\n');
}
