import { problemLine } from '../files/problem.js';
import { AROUND, type LeftOut, nameOfLanguage } from './found.js';
import type { Imported, ImportReport } from './import.js';

/** Lines of each part of the report; `--json` has all. */
const MOST_LINES = 10;

/** What an import did, for a reader: most important first. */
export function importText(
  { folder, drafts, leftOut, problems, needPhrasings }: ImportReport,
  dryRun = false,
): string {
  const of = (outcome: Imported['outcome']): readonly Imported[] =>
    drafts.filter((draft) => draft.outcome === outcome);
  const written = of('written');
  const kept = of('kept');
  const near = drafts.filter((draft) => draft.near);
  const noted = drafts.filter(({ notes }) => notes.length > 0);
  const parts = [
    `${count(written.length, 'draft')} ${dryRun ? 'would be written' : 'written'} to ${folder}${same(of('same').length)}.`,
    ...block('Could not be read:', problems.map(problemLine)),
    ...block(
      'Not written:',
      of('failed').map(({ file, from }) => `${file} (from ${place(from)})`),
    ),
    ...block(
      'Not overwritten, another file stands there (--overwrite replaces it):',
      kept.map(({ file, from }) => `${file} (from ${place(from)})`),
    ),
    ...block(
      'Perhaps answered already, by an existing article:',
      near.map(({ file, title, near: like }) => {
        const sure = Math.round((like?.confidence ?? 0) * 100);
        return `${file}: “${title}” finds ${like?.article} (${sure}%)`;
      }),
    ),
    ...block(
      'To look at:',
      noted.map(({ file, notes }) => `${file}: ${notes.join(' ')}`),
    ),
    ...block(
      'Left out for their language; articles are in English or Chinese, so translate them first:',
      byLanguage(leftOut),
    ),
    ...block(
      'Left out:',
      greetingsLast(leftOut.filter(({ language }) => language === undefined)).map(
        ({ what, why, ...at }) => `${place(at)}: ${what}: ${why}`,
      ),
    ),
    ...block('Have fewer than three phrasings; add the words in which people ask:', needPhrasings),
    ...(drafts.length > 0
      ? ['', 'A draft answers nothing. Read it, correct it, and take the line "draft: true" out.']
      : []),
  ];
  return parts.join('\n');
}

/** What stands below no heading is mostly a greeting: it hides nothing else. */
function greetingsLast(leftOut: readonly LeftOut[]): readonly LeftOut[] {
  const isAround = ({ what }: LeftOut): boolean => what === AROUND;
  return [...leftOut.filter((one) => !isAround(one)), ...leftOut.filter(isAround)];
}

/** A line for each language that is none of ours: "German: 12, first faq.csv:3, “Wie …”". */
function byLanguage(leftOut: readonly LeftOut[]): readonly string[] {
  const groups = new Map<string, LeftOut[]>();
  for (const one of leftOut) {
    if (one.language === undefined) continue;
    groups.set(one.language, [...(groups.get(one.language) ?? []), one]);
  }
  return [...groups].map(([language, [first, ...others]]) => {
    const name = nameOfLanguage(language) ?? 'Not told which';
    const at = first && `${others.length > 0 ? 'first ' : ''}${place(first)}, “${first.what}”`;
    return `${name}: ${others.length + 1}, ${at}`;
  });
}

function block(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - MOST_LINES;
  return [
    '',
    title,
    ...lines.slice(0, MOST_LINES).map((line) => `  ${line}`),
    ...(rest > 0 ? [`  … and ${rest} more (--json lists all).`] : []),
  ];
}

function place({ file, line }: { readonly file: string; readonly line?: number }): string {
  return line === undefined ? file : `${file}:${line}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function same(number: number): string {
  return number === 0 ? '' : `; ${number} stood there already, the same`;
}
