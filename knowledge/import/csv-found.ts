import { CsvError, parse } from 'csv-parse/sync';
import { delimiterOf } from '../files/csv.js';
import type { Problem } from '../files/problem.js';
import { keyOf } from '../text/analyse.js';
import {
  type Found,
  type LeftOut,
  LONGEST_ANSWER,
  languageIn,
  NOTHING,
  type Read,
  refuseTooMany,
} from './found.js';

/** The names that a column goes by, in lower case. */
const COLUMNS = {
  article: ['article', 'id', 'article id', 'slug', 'key', '编号', '文章', '文章编号'],
  question: [
    'question',
    'questions',
    'phrasing',
    'phrasings',
    'query',
    'utterance',
    'q',
    '问题',
    '问法',
    '常见问题',
    '提问',
    '问',
    '問題',
  ],
  answer: [
    'answer',
    'answers',
    'response',
    'reply',
    'content',
    'body',
    'solution',
    'resolution',
    'a',
    ...['答案', '回答', '内容', '解答', '答复', '回复', '答', '內容', '解决方案', '解决办法', '解决方法'],
  ],
  title: ['title', 'subject', 'name', '标题', '標題', '主题'],
  category: ['category', 'section', 'topic', 'group', '分类', '类别', '分類', '類別'],
  language: ['language', 'locale', 'lang', '语言', '語言'],
  source: ['url', 'link', 'source', '链接', '網址', '网址', '鏈接'],
  audience: ['audience'],
} as const;
type Column = keyof typeof COLUMNS;

interface Row {
  readonly fields: Readonly<Partial<Record<Column, string>>>;
  /** Of all columns of questions: a table may have one for the question and one for other words. */
  readonly questions: readonly string[];
  readonly line: number;
}

/**
 * Makes articles of CSV whose first line names the columns: a question (or a title) and an answer at least, and
 * `article`, `category`, `language`, `url`, `audience` where they are there; comma, semicolon or tab. Rows of one
 * article, or with the same answer, are one article. A row that cannot be read is named and the others are read.
 */
export function readCsvFile(
  text: string,
  file: string,
  toMarkdown: (body: string, base?: string) => string,
): Read {
  const { rows, problems } = rowsOf(text, file);
  const groups = new Map<string, Row[]>();
  const leftOut: LeftOut[] = [];
  for (const row of rows) {
    const { article, question, title, answer } = row.fields;
    if (question === undefined && title === undefined) {
      leftOut.push({
        file,
        line: row.line,
        what: `line ${row.line}`,
        why: 'It has neither question nor title.',
      });
      continue;
    }
    const language = row.fields.language ?? '';
    // Without a name of their own, rows that say the same are the same.
    const key =
      article !== undefined
        ? `id ${article} ${language}`
        : answer !== undefined
          ? `says ${answer}`
          : `asks ${keyOf(question ?? title ?? '')}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  const found: Found[] = [];
  refuseTooMany(groups.size, file);
  for (const group of groups.values()) {
    const made = articleOf(group, file, toMarkdown);
    if ('why' in made) leftOut.push(made);
    else found.push(made);
  }
  return { found, leftOut, problems };
}

function articleOf(
  group: readonly Row[],
  file: string,
  toMarkdown: (body: string, base?: string) => string,
): Found | LeftOut {
  const first = (column: Column): string | undefined =>
    group.find(({ fields }) => fields[column] !== undefined)?.fields[column];
  const line = group[0]?.line ?? 1;
  const questions = group.flatMap((row) => row.questions);
  const title = first('title');
  const what = title ?? questions[0] ?? `line ${line}`;
  const source = first('source');
  const body = first('answer');
  if (body === undefined) return { file, line, what, why: 'It has no answer.' };
  const answer = toMarkdown(body, source);
  if (answer === '') return { file, line, what, why: 'Its answer has no words.' };
  if (answer.length > LONGEST_ANSWER) {
    const why = `Its answer has ${answer.length} characters, at most are ${LONGEST_ANSWER}; divide it.`;
    return { file, line, what, why };
  }
  const id = first('article');
  const category = first('category');
  const audience = first('audience');
  const others = new Set(group.flatMap(({ fields }) => fields.answer ?? [])).size - 1;
  return {
    file,
    line,
    questions: questions.length > 0 ? questions : [title ?? ''],
    answer,
    ...(id !== undefined && { id }),
    ...(title !== undefined && { title }),
    ...(category !== undefined && { category }),
    ...(audience !== undefined && { audience }),
    ...(source !== undefined && /^https?:\/\/\S+$/.test(source) && { source }),
    ...languageIn(first('language')),
    ...(others > 0 && { notes: [`Of ${others + 1} different answers the first was taken.`] }),
  };
}

function rowsOf(
  text: string,
  file: string,
): { readonly rows: readonly Row[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const complain = (line: number, message: string, hint: string): void => {
    problems.push({ level: 'error', file, line, message, hint });
  };
  const records = recordsOf(text, delimiterOf(text), (line) => {
    complain(
      line,
      'A quotation mark opens a text that never ends.',
      'Close it, or take it out; the rows after it were read.',
    );
  });
  const head = records[0]?.record.map((name) => name.trim().toLowerCase()) ?? [];
  const columns = head.map((name) =>
    (Object.keys(COLUMNS) as Column[]).find((column) => COLUMNS[column].some((known) => known === name)),
  );
  const has = (column: Column): boolean => columns.includes(column);
  const missing = [
    ...(has('question') || has('title')
      ? []
      : [`a question (${[...COLUMNS.question, ...COLUMNS.title].join(', ')})`]),
    ...(has('answer') ? [] : [`an answer (${COLUMNS.answer.join(', ')})`]),
  ];
  if (missing.length > 0) {
    complain(
      1,
      `The first line names the columns ${head.join(', ').slice(0, 200) || '(none)'}; none of them is ${missing.join(', and none ')}.`,
      'Rename the columns in that line, or begin the file with one such as question,answer.',
    );
    return { ...NOTHING, rows: [], problems };
  }
  const rows: Row[] = [];
  for (const { record, line } of records.slice(1)) {
    if (record.length > head.length) {
      complain(
        line,
        `The row has ${record.length} columns, expected were ${head.length}.`,
        'Put texts that hold the separator between quotation marks.',
      );
      continue;
    }
    const fields: Partial<Record<Column, string>> = {};
    const questions: string[] = [];
    for (const [i, column] of columns.entries()) {
      const value = record[i]?.trim() ?? '';
      if (column === 'question' && value !== '') questions.push(value);
      if (column && value !== '' && fields[column] === undefined) fields[column] = value;
    }
    rows.push({ fields, questions, line });
  }
  return { rows, problems };
}

/** Texts that never end and are left out; a file with more is none. */
const MOST_UNENDED = 20;

/** The rows and the lines that they begin on. After a text that never ends it goes on with the next line. */
function recordsOf(
  text: string,
  delimiter: string,
  unended: (line: number) => void,
): readonly { readonly record: readonly string[]; readonly line: number }[] {
  const records: { readonly record: readonly string[]; readonly line: number }[] = [];
  let before = 0;
  // csv-parse counts Windows line ends within a text twice.
  let rest = text.replace(/\r\n?/g, '\n');
  for (let tries = 0; tries <= MOST_UNENDED; tries++) {
    let read = 0;
    try {
      parse(rest, {
        bom: true,
        delimiter,
        skip_empty_lines: true,
        relax_column_count: true,
        relax_quotes: true,
        on_record: (record: string[], { lines }) => {
          records.push({ record, line: before + lines - record.join('').split('\n').length + 1 });
          read = lines;
          return null;
        },
      });
      return records;
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      const lines = rest.split('\n');
      // Empty lines before it are no rows.
      while (lines[read] !== undefined && lines[read]?.trim() === '') read += 1;
      unended(before + read + 1);
      before += read + 1;
      rest = lines.slice(read + 1).join('\n');
    }
  }
  return records;
}
