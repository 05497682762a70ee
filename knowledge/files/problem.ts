/** Problems that stand together in a list, most important first. */
export const PROBLEM_KINDS = [
  'other-language',
  'never-found',
  'shared',
  'alike',
  'same-title',
  'finds-another',
  'past-review',
  'untranslated',
  'draft',
  'term',
] as const;
export type ProblemKind = (typeof PROBLEM_KINDS)[number];

/** Something about the articles that the owner should know. */
export interface Problem {
  /** What it is about; the others are about single files. */
  readonly kind?: ProblemKind;
  /** Among those of its kind the heavier comes first. Default 0. */
  readonly weight?: number;
  /** `error`: the file is not in use as it stands. `warning`: it is, and something is wrong. `info`: worth knowing. */
  readonly level: 'error' | 'warning' | 'info';
  /** Relative to the folder that was read, with `/`. */
  readonly file: string;
  /** From 1; absent where it is about the file as a whole. */
  readonly line?: number;
  /** What is wrong and what was expected. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

/** One line for a terminal or the log: `it/vpn.en.md:7: … → …`. */
export function problemLine(problem: Problem): string {
  const place = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
  return `${place}: ${problem.message} ${problem.hint}`;
}
