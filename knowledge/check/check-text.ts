import { PROBLEM_KINDS, type Problem, type ProblemKind, problemLine } from '../files/problem.js';

const TITLES: Readonly<Record<ProblemKind, string>> = {
  'other-language': 'In another language than their head says',
  'never-found': 'Articles that their own phrasings do not find',
  shared: 'Phrasings that stand in two articles',
  alike: 'Phrasings that are as good as one of another article',
  'same-title': 'Titles that two articles have',
  'finds-another': 'Phrasings that find another article when they are left out',
  'past-review': 'Past their review date',
  untranslated: 'In one language only',
  term: 'Words that mean the same',
  draft: 'Drafts, which answer nothing yet',
};
/** Lines of a group of warnings, and of one that is only worth knowing. */
const MOST = { warning: 10, info: 3 } as const;

/** What a check found, for a reader: errors all, the others in groups, the most important of each. */
export function problemsText(problems: readonly Problem[]): string {
  const alone = problems.filter(({ level, kind }) => level === 'error' || kind === undefined);
  const lines = alone.map((problem) => `${problem.level}: ${problemLine(problem)}`);
  for (const level of ['warning', 'info'] as const) {
    for (const kind of PROBLEM_KINDS) {
      const group = problems.filter((problem) => problem.kind === kind && problem.level === level);
      if (group.length === 0) continue;
      // A line that says that there is one more would stand in its place.
      const shown = group.length === MOST[level] + 1 ? group.length : MOST[level];
      const rest = group.length - shown;
      // What is to be done is the same for all of a group.
      const hints = new Set(group.map(({ hint }) => hint));
      const [hint] = hints.size === 1 ? hints : [];
      const weaker = level === 'info' && kind === 'finds-another' ? ', less surely' : '';
      lines.push(
        `${level}: ${TITLES[kind]}${weaker} (${group.length}).${hint === undefined ? '' : ` ${hint}`}`,
      );
      for (const problem of group.slice(0, shown)) {
        const line =
          hint === undefined ? problemLine(problem) : problemLine({ ...problem, hint: '' }).trimEnd();
        lines.push(`  ${line}`);
      }
      if (rest > 0) lines.push(`  … and ${rest} more; --json lists all.`);
    }
  }
  return lines.join('\n');
}
