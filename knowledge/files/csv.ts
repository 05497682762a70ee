import { hash } from 'node:crypto';
import { CsvError, parse } from 'csv-parse/sync';
import type { Article, Translation } from '../../src/core/article.js';
import { LANGUAGES, type Language } from '../../src/core/language.js';
import { MOODS, type Mood, URGENCIES, type Urgency } from '../../src/core/triage.js';
import { articleLanguage } from '../text/language.js';
import type { Problem } from './problem.js';

/** A question of which it is known what answers it. */
export interface LabelledQuestion {
  readonly text: string;
  /** Id of the right article; empty: nothing answers it, it belongs to a person. */
  readonly article: string;
  /** Where it stands in its file. */
  readonly line?: number;
}

/** A message whose urgency and mood are known. */
export interface LabelledMessage {
  readonly text: string;
  readonly urgency: Urgency;
  readonly mood: Mood;
}

/** A text of which it is known how urgent it is, or in what mood it was written. */
export interface LabelledText {
  readonly text: string;
  /** One of the labels that were asked for. */
  readonly label: string;
}

/** One row of a CSV file, by column, and the line it begins on. */
interface CsvRow {
  readonly fields: Readonly<Record<string, string>>;
  readonly line: number;
}

/**
 * Reads articles from CSV with the columns `article,question[,answer]`, one row for each known phrasing. The answer is
 * the first one given for an article. The title is made of the words of the id; an id such as `faq-17` says nothing, so
 * there the first question is the title.
 */
export function readArticlesCsv(
  text: string,
  file: string,
): { readonly articles: readonly Article[]; readonly errors: readonly Problem[] } {
  const { records, errors } = readCsv(text, file, ['article', 'question'], ['answer']);
  const drafts = new Map<string, { phrasings: string[]; answer: string }>();
  for (const { fields, line } of records) {
    const id = fields.article?.trim() ?? '';
    const question = fields.question?.trim() ?? '';
    const answer = fields.answer?.trim() ?? '';
    if (id === '' || question === '') {
      const empty = id === '' ? 'article' : 'question';
      const hint = empty === 'article' ? 'Write the id of the article.' : 'Write one way to ask for it.';
      errors.push({ level: 'error', file, line, message: `The column "${empty}" is empty.`, hint });
      continue;
    }
    const draft = drafts.get(id) ?? { phrasings: [], answer: '' };
    draft.phrasings.push(question);
    if (draft.answer === '') draft.answer = answer;
    drafts.set(id, draft);
  }
  const version = hash('sha256', text).slice(0, 12);
  const articles = [...drafts].map(
    ([id, { phrasings, answer }]): Article => ({
      id,
      category: 'general',
      audience: 'everyone',
      handoff: 'never',
      translations: translate(id, phrasings, answer, { file, version }),
      starter: false,
    }),
  );
  return { articles, errors };
}

/** Reads labelled questions from CSV with the columns `question,article`; an empty article: a person's. */
export function readQuestionsCsv(
  text: string,
  file: string,
): { readonly questions: readonly LabelledQuestion[]; readonly errors: readonly Problem[] } {
  const { records, errors } = readCsv(text, file, ['question', 'article'], []);
  const questions: LabelledQuestion[] = [];
  for (const { fields, line } of records) {
    const question = fields.question?.trim() ?? '';
    if (question === '') {
      const hint = 'Write the question, or take the row out.';
      errors.push({ level: 'error', file, line, message: 'The column "question" is empty.', hint });
      continue;
    }
    questions.push({ text: question, article: fields.article?.trim() ?? '', line });
  }
  return { questions, errors };
}

/** What a file may say of its texts. */
export type LabelKind = 'urgency' | 'mood';

/** Of what a file holds labels, `text,mood` or `text,urgency` or both, by its first line; nothing: it is of questions. */
export function labelKinds(text: string): readonly LabelKind[] {
  const head = (text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '').toLowerCase();
  const names = head.split(delimiterOf(head)).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  return names.includes('text') ? (['urgency', 'mood'] as const).filter((kind) => names.includes(kind)) : [];
}

/** Reads labelled texts from CSV with the columns `text` and what the labels are of. Without `labels`, any label will do. */
export function readLabelsCsv(
  text: string,
  file: string,
  kind: LabelKind,
  labels?: readonly string[],
): { readonly texts: readonly LabelledText[]; readonly errors: readonly Problem[] } {
  const { records, errors } = readCsv(text, file, ['text', kind], []);
  const texts: LabelledText[] = [];
  for (const { fields, line } of records) {
    const label = fields[kind]?.trim().toLowerCase() ?? '';
    if (labels ? labels.includes(label) : label !== '') {
      texts.push({ text: fields.text ?? '', label });
      continue;
    }
    const hint = labels
      ? `Write one of ${labels.join(', ')}.`
      : `Write in the column "${kind}" what the text is.`;
    errors.push({ level: 'error', file, line, message: `"${label}" is no ${kind}.`, hint });
  }
  return { texts, errors };
}

/** Reads messages from CSV with the columns `text,urgency,mood`. */
export function readMessagesCsv(
  text: string,
  file: string,
): { readonly messages: readonly LabelledMessage[]; readonly errors: readonly Problem[] } {
  const { records, errors } = readCsv(text, file, ['text', 'urgency', 'mood'], []);
  const messages: LabelledMessage[] = [];
  for (const { fields, line } of records) {
    const urgency = URGENCIES.find((level) => level === fields.urgency);
    const mood = MOODS.find((level) => level === fields.mood);
    if (urgency && mood) messages.push({ text: fields.text ?? '', urgency, mood });
    else {
      const message = `"${fields.urgency}" and "${fields.mood}" are no urgency and mood.`;
      const hint = `Write one of ${URGENCIES.join(', ')}, and one of ${MOODS.join(', ')}.`;
      errors.push({ level: 'error', file, line, message, hint });
    }
  }
  return { messages, errors };
}

function translate(
  id: string,
  phrasings: readonly string[],
  body: string,
  from: Pick<Translation, 'file' | 'version'>,
): Partial<Record<Language, Translation>> {
  const translations: Partial<Record<Language, Translation>> = {};
  for (const language of LANGUAGES) {
    const own = phrasings.filter((phrasing) => articleLanguage(phrasing) === language);
    const first = own[0];
    if (first !== undefined)
      translations[language] = { title: titleOf(id) ?? first, phrasings: own, body, ...from };
  }
  return translations;
}

function titleOf(id: string): string | undefined {
  if (/^[a-z]*[-_. ]?\d+$/i.test(id)) return undefined;
  return id.replace(/[-_]+/g, ' ').trim();
}

/** What is between columns, by the first line: a comma, or what spreadsheets of other countries write. */
export function delimiterOf(text: string): string {
  const first = /^\uFEFF?[^\r\n]*/.exec(text)?.[0] ?? '';
  return [',', ';', '\t'].reduce((best, sign) =>
    first.split(sign).length > first.split(best).length ? sign : best,
  );
}

const CSV = { bom: true, info: true, skip_empty_lines: true, relax_column_count: true } as const;

function readCsv(
  text: string,
  file: string,
  required: readonly string[],
  optional: readonly string[],
): { records: CsvRow[]; errors: Problem[] } {
  const columns = `${required.join(',')}${optional.map((name) => `[,${name}]`).join('')}`;
  const error = (line: number, message: string, hint: string): Problem => ({
    level: 'error',
    file,
    line,
    message,
    hint,
  });
  let rows: { record: string[]; info: { lines: number } }[];
  try {
    const read: unknown = parse(text, { ...CSV, delimiter: delimiterOf(text) });
    // With `info` and without `columns` csv-parse gives lists of texts with where they end; its types do not tell.
    rows = read as typeof rows;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = typeof cause.lines === 'number' ? cause.lines : 1;
    return {
      records: [],
      errors: [error(line, `The file is no CSV: ${cause.message}.`, 'Check the quotation marks there.')],
    };
  }
  const head = rows[0]?.record.map((name) => name.trim().toLowerCase()) ?? [];
  const wanted = [...required, ...optional];
  const missing = required.filter((name) => !head.includes(name));
  if (missing.length > 0) {
    const message = `The first line names the columns ${head.join(',') || '(none)'}; missing: ${missing.join(', ')}.`;
    return { records: [], errors: [error(1, message, `Begin the file with the line ${columns}.`)] };
  }
  const records: CsvRow[] = [];
  const errors: Problem[] = [];
  for (const { record, info } of rows.slice(1)) {
    const began = info.lines - record.join('').split('\n').length + 1;
    if (record.length > head.length) {
      const message = `The row has ${record.length} columns, expected were ${head.length}.`;
      errors.push(error(began, message, 'Put texts that hold the separator between quotation marks.'));
      continue;
    }
    const fields: Record<string, string> = {};
    for (const [i, name] of head.entries()) if (wanted.includes(name)) fields[name] = record[i] ?? '';
    records.push({ fields, line: began });
  }
  return { records, errors };
}
