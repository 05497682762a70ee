import type { Article } from '../../src/core/article.js';
import { type Check, failed, ok, warning } from '../../src/core/check.js';
import type { ArticleFile } from '../files/head.js';
import type { Loaded } from '../files/load.js';
import { checkLookups } from '../files/lookups.js';
import { PROBLEM_KINDS, type Problem, problemLine } from '../files/problem.js';
import { keyOf } from '../text/analyse.js';
import { checkFinding, linesOf } from './check-finding.js';
import { checkLanguage } from './check-language.js';
import { checkTitles } from './check-titles.js';
import { suggestTerms } from './suggest-terms.js';

/** What of the configuration articles are checked against. */
export interface CheckOptions {
  readonly origins?: readonly string[];
  readonly terms?: readonly (readonly string[])[];
}

/**
 * What an owner should know of the articles: files that cannot be read, articles in another language than their head
 * says, phrasings that two articles share or that find another article, articles that none of their phrasings finds,
 * titles that two have, articles past their review date, in one language only, or drafts, words that one explains by
 * another, and lookups that cannot work. `origins`: of lookups.hosts; `terms`: of
 * knowledge.terms. Worst first, then by kind, weight, file and line.
 */
export function checkArticles(
  loaded: Loaded,
  now: number,
  { origins = [], terms = [] }: CheckOptions = {},
): readonly Problem[] {
  const shared = sharedPhrasings(loaded.articles, loaded.files);
  const problems: Problem[] = [
    ...loaded.errors,
    ...checkLanguage([...loaded.files, ...loaded.drafts]),
    ...shared.problems,
    ...checkFinding(loaded.articles, loaded.files, shared.phrasings, terms),
    ...checkTitles(loaded.articles, loaded.files),
    ...pastReview(loaded.files, new Date(now).toISOString().slice(0, 10)),
    ...oneLanguage(loaded.files),
    ...checkLookups(loaded.files, origins),
    ...waitingDrafts(loaded.drafts),
    ...explainedTerms(loaded.articles, terms),
  ];
  const rank = { error: 0, warning: 1, info: 2 };
  const place = ({ kind }: Problem): number => (kind === undefined ? -1 : PROBLEM_KINDS.indexOf(kind));
  return problems.sort(
    (a, b) =>
      rank[a.level] - rank[b.level] ||
      place(a) - place(b) ||
      (b.weight ?? 0) - (a.weight ?? 0) ||
      compare(a.file, b.file) ||
      (a.line ?? 0) - (b.line ?? 0),
  );
}

/** Abbreviations that an article spells out: as a term, questions find it by either. */
function explainedTerms(
  articles: readonly Article[],
  terms: readonly (readonly string[])[],
): readonly Problem[] {
  return suggestTerms(articles, terms).map(({ spellings: [short, long], file }) => ({
    level: 'info',
    kind: 'term',
    file,
    message: `It says that “${short}” is “${long}”.`,
    hint: `If they always mean the same, add [${short}, ${long}] to knowledge.terms.`,
  }));
}

/** Whether the articles load, in one line; `firstline check` says everything. */
export function checkLoaded({ articles, errors }: Pick<Loaded, 'articles' | 'errors'>): Check {
  const [first] = errors;
  if (first) {
    const more = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`;
    return failed('articles', `${problemLine(first)}${more}`, '`firstline check` lists all.');
  }
  if (articles.length > 0) return ok('articles', `${articles.length} can be read.`);
  return warning(
    'articles',
    'there are none, so every question goes to a person.',
    'Write some, and name their folder in knowledge.folders.',
  );
}

/** Phrasings that two articles have, however they are spelt; the texts as they stand in both. */
function sharedPhrasings(
  articles: readonly Article[],
  files: readonly ArticleFile[],
): { readonly problems: readonly Problem[]; readonly phrasings: ReadonlySet<string> } {
  const lines = linesOf(files);
  const first = new Map<string, { readonly id: string; readonly place: string; readonly text: string }>();
  const problems: Problem[] = [];
  const phrasings = new Set<string>();
  for (const { id, translations } of articles) {
    for (const { file, text } of Object.values(translations).flatMap(({ file, phrasings: texts }) =>
      texts.map((text) => ({ file, text })),
    )) {
      const key = keyOf(text);
      const line = lines.get(file)?.phrasings.get(text);
      const there = first.get(key);
      if (!there) first.set(key, { id, place: line === undefined ? file : `${file}:${line}`, text });
      else if (there.id !== id) {
        phrasings.add(text).add(there.text);
        problems.push({
          level: 'warning',
          kind: 'shared',
          file,
          ...(line !== undefined && { line }),
          message: `The phrasing “${text}” of "${id}" is one of "${there.id}" too (${there.place}).`,
          hint: 'Keep it in one of the two, or the bot has to ask back each time.',
        });
      }
    }
  }
  return { problems, phrasings };
}

function waitingDrafts(drafts: readonly ArticleFile[]): Problem[] {
  return drafts.map((file) => ({
    level: 'info',
    kind: 'draft',
    file: file.file,
    line: file.lines.keys.draft ?? 1,
    message: 'The article is a draft and answers nothing.',
    hint: 'Read it, correct it, and take the line draft out.',
  }));
}

function pastReview(files: readonly ArticleFile[], today: string): Problem[] {
  return files
    .filter((file) => file.reviewBy !== undefined && file.reviewBy < today)
    .map((file) => ({
      level: 'warning',
      kind: 'past-review',
      file: file.file,
      line: file.lines.keys['review-by'] ?? 1,
      message: `The article was to be looked at again by ${file.reviewBy}.`,
      hint: 'Read it, correct it, and set reviewed and review-by anew.',
    }));
}

function oneLanguage(files: readonly ArticleFile[]): Problem[] {
  const spoken = new Map<string, Set<string>>();
  for (const file of files) spoken.set(file.id, (spoken.get(file.id) ?? new Set()).add(file.language));
  // In a folder in one language a translation is not missed.
  if (new Set(files.map((file) => file.language)).size < 2) return [];
  return files
    .filter((file) => spoken.get(file.id)?.size === 1)
    .map((file) => ({
      level: 'info',
      kind: 'untranslated',
      file: file.file,
      line: file.lines.keys.language ?? 1,
      message: `The article "${file.id}" exists in ${file.language === 'en' ? 'English' : 'Chinese'} only.`,
      hint: 'Questions in the other language find it less surely and get it untranslated; add a file with the same id to change that.',
    }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
