import {
  type Found,
  joined,
  type LeftOut,
  LONGEST_ANSWER,
  languageIn,
  NOTHING,
  type Read,
  refuseTooMany,
} from './found.js';

/** A question and its answer, as schema.org has them. */
interface Asked {
  readonly question: string;
  /** HTML, or text. */
  readonly answer: string;
}

/** Lists of articles stand under one of these. */
const LISTS = [
  'articles',
  'faqs',
  'faq',
  'questions',
  'items',
  'data',
  'results',
  'entries',
  'records',
  'mainEntity',
] as const;
const QUESTIONS = ['questions', 'question', 'phrasings', 'phrases', 'utterances', 'q', 'name'] as const;
const ANSWERS = [
  'answer',
  'answers',
  'a',
  'body',
  'content',
  'html',
  'text',
  'response',
  'solution',
  'description',
] as const;
const MORE = {
  id: ['id', 'slug', 'key', 'article'],
  title: ['title', 'subject', 'headline'],
  category: ['category', 'section', 'topic', 'collection', 'folder'],
  language: ['language', 'locale', 'lang', 'default_locale'],
  source: ['html_url', 'url', 'link', 'source', 'public_url'],
  audience: ['audience'],
  owner: ['owner', 'author'],
} as const;

type Fields = Readonly<Record<string, unknown>>;

const UNPUBLISHED = 'It is not published where it comes from.';
const WITHOUT_WORDS = 'Its answer has no words.';

function tooLong(answer: string): string {
  return `Its answer has ${answer.length} characters, at most are ${LONGEST_ANSWER}; divide it.`;
}

function isAddress(text: string | undefined): text is string {
  return text !== undefined && /^https?:\/\/\S+$/.test(text);
}

/**
 * Makes articles of JSON: a list of them, by itself or under a key such as `articles`, `faqs`, `items` or `data`, or one
 * object a line. Each has a question (`question`, `questions`, `phrasings`, `name`, `q`; or a `title`) and an answer
 * (`answer`, `a`, `body`, `content`, `html`, `text`), and may have `id`, `title`, `category`, `language` or `locale`,
 * `url`, `audience`. So are the exports of Zendesk's and Intercom's help centres; drafts of theirs are left out.
 */
export function readJson(
  text: string,
  file: string,
  toMarkdown: (body: string, base?: string) => string,
): Read {
  const plain = text.replace(/^\uFEFF/, '');
  let data: unknown;
  try {
    data = JSON.parse(plain);
  } catch (error) {
    const lines = readLines(plain, file);
    if (lines) {
      refuseTooMany(lines.items.length, file);
      const read = lines.items.map(({ value, line }) => one(value, file, toMarkdown, line));
      return joined([lines.read, ...read]);
    }
    return { ...NOTHING, problems: [unreadable(plain, file, error)] };
  }
  const items = listIn(data);
  if (!items) {
    return {
      ...NOTHING,
      problems: [
        {
          level: 'error',
          file,
          line: 1,
          message: 'There is no list of articles in it.',
          hint: `Give a list of objects with question and answer, by itself or under ${LISTS.slice(0, 5).join(', ')}.`,
        },
      ],
    };
  }
  refuseTooMany(items.length, file);
  return joined(items.map((item, i) => one(item, file, toMarkdown, undefined, i + 1)));
}

/** Questions with their accepted answers, wherever they stand in JSON-LD. */
export function questionsOf(data: unknown): readonly Asked[] {
  const found: Asked[] = [];
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: data, depth: 0 }];
  // It grows while it is walked through.
  for (const { value, depth } of open) {
    if (depth > 8) continue;
    if (Array.isArray(value)) for (const item of value) open.push({ value: item, depth: depth + 1 });
    if (!isObject(value)) continue;
    const answer = textIn(value.acceptedAnswer) ?? textIn(value.suggestedAnswer);
    const question = textOf(value.name) ?? textOf(value.text);
    if (isType(value, 'Question') && question !== undefined && answer !== undefined) {
      found.push({ question: withoutTags(question), answer });
      continue;
    }
    for (const key of ['@graph', 'mainEntity', 'itemListElement', 'item', 'hasPart']) {
      if (value[key] !== undefined) open.push({ value: value[key], depth: depth + 1 });
    }
  }
  return found;
}

function one(
  item: unknown,
  file: string,
  toMarkdown: (body: string, base?: string) => string,
  line?: number,
  number?: number,
): Read {
  const at = { file, ...(line !== undefined && { line }) };
  const leave = (what: string, why: string): Read => ({ ...NOTHING, leftOut: [{ ...at, what, why }] });
  const place = line === undefined ? `entry ${number}` : `the entry of line ${line}`;
  if (!isObject(item)) return leave(place, 'It is no object with a question and an answer.');
  const [asked] = questionsOf(item);
  if (asked) return found(item, [asked.question], asked.answer);
  const title = textUnder(item, MORE.title);
  const questions = QUESTIONS.flatMap((key) => textsOf(item[key])).filter((text) => text.trim() !== '');
  const what = title ?? questions[0] ?? place;
  if (item.draft === true || item.state === 'draft' || item.published === false || item.archived === true) {
    return leave(what, UNPUBLISHED);
  }
  if (questions.length === 0 && title === undefined)
    return leave(place, 'It has neither a question nor a title.');
  const answer = textUnder(item, ANSWERS) ?? textIn(item.answers);
  if (answer === undefined) return leave(what, 'It has no answer.');
  return found(item, questions.length > 0 ? questions : [title ?? ''], answer);

  function found(fields: Fields, ask: readonly string[], body: string): Read {
    const source = textUnder(fields, MORE.source);
    const answer = toMarkdown(body, source);
    const named = textUnder(fields, MORE.title) ?? ask[0] ?? '';
    if (answer.trim() === '') return leave(named, WITHOUT_WORDS);
    if (answer.length > LONGEST_ANSWER) return leave(named, tooLong(answer));
    const made: Found = {
      ...at,
      questions: ask.map(withoutTags),
      answer,
      ...optional('id', textUnder(fields, MORE.id)),
      ...optional('title', textUnder(fields, MORE.title)),
      ...optional('category', textUnder(fields, MORE.category)),
      ...optional('audience', textUnder(fields, MORE.audience)),
      ...optional('owner', textUnder(fields, MORE.owner)),
      ...(isAddress(source) && { source }),
      ...languageIn(textUnder(fields, MORE.language)),
    };
    return joined([{ ...NOTHING, found: [made] }, translationsOf(fields, at, toMarkdown, source)]);
  }
}

/** Intercom keeps the other languages inside, and so does Zendesk where they are asked for (`include=translations`). */
function translationsOf(
  { translated_content: byLocale, translations: list, id, ...fields }: Fields,
  at: Pick<LeftOut, 'file' | 'line'>,
  toMarkdown: (body: string, base?: string) => string,
  source: string | undefined,
): Read {
  const all: readonly (readonly [string | undefined, unknown])[] = [
    ...(isObject(byLocale) ? Object.entries(byLocale) : []),
    ...(Array.isArray(list) ? list : []).map(
      (one) => [isObject(one) ? textOf(one.locale) : undefined, one] as const,
    ),
  ];
  const { language, foreign } = languageIn(textUnder(fields, ['default_locale', 'locale']));
  const reads = all.map(([locale, content]): Read => {
    const spoken = languageIn(locale);
    const isMain = spoken.language === language && spoken.foreign === foreign;
    if (!isObject(content) || isMain || !(spoken.language ?? spoken.foreign)) return NOTHING;
    const title = textOf(content.title);
    const body = textOf(content.body);
    if (title === undefined || body === undefined) return NOTHING;
    const leave = (why: string): Read => ({ ...NOTHING, leftOut: [{ ...at, what: title, why }] });
    if (content.state === 'draft' || content.draft === true) return leave(UNPUBLISHED);
    const answer = toMarkdown(body, source);
    if (answer.trim() === '') return leave(WITHOUT_WORDS);
    if (answer.length > LONGEST_ANSWER) return leave(tooLong(answer));
    const page = textUnder(content, MORE.source);
    return {
      ...NOTHING,
      found: [
        {
          ...at,
          title,
          questions: [title],
          answer,
          ...spoken,
          ...optional('id', textOf(id)),
          ...(isAddress(page) && { source: page }),
        },
      ],
    };
  });
  return joined(reads);
}

function readLines(
  text: string,
  file: string,
):
  | { readonly items: readonly { readonly value: unknown; readonly line: number }[]; readonly read: Read }
  | undefined {
  const lines = text.split(/\r?\n/);
  const full = lines.filter((line) => line.trim() !== '');
  const objects = full.filter((line) => line.trim().startsWith('{') && /\},?$/.test(line.trimEnd()));
  if (full.length < 2 || objects.length * 2 < full.length) return undefined;
  const items: { readonly value: unknown; readonly line: number }[] = [];
  const problems: Read['problems'][number][] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    try {
      items.push({ value: JSON.parse(line), line: i + 1 });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      problems.push({
        level: 'error',
        file,
        line: i + 1,
        message: `The line is no JSON: ${why.slice(0, 200)}.`,
        hint: 'Correct it; the other lines were read.',
      });
    }
  }
  return { items, read: { ...NOTHING, problems } };
}

function unreadable(text: string, file: string, error: unknown): Read['problems'][number] {
  const why = error instanceof Error ? error.message : String(error);
  const position = /position (\d+)/.exec(why)?.[1];
  const line = position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length;
  return {
    level: 'error',
    file,
    ...(line !== undefined && { line }),
    message: `The file is no JSON: ${why.slice(0, 200)}.`,
    hint: 'Correct it there, or export it again.',
  };
}

/** The list of articles in a document. */
function listIn(data: unknown): readonly unknown[] | undefined {
  if (Array.isArray(data)) return data;
  if (!isObject(data)) return undefined;
  for (const key of LISTS) {
    const list = data[key];
    if (Array.isArray(list)) return list;
  }
  const graph = questionsOf(data);
  if (graph.length > 0) return graph;
  return ANSWERS.some((key) => textOf(data[key]) !== undefined) ? [data] : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isType({ '@type': type }: Fields, name: string): boolean {
  return type === name || (Array.isArray(type) && type.includes(name));
}

/** A text, or the text of an answer, or that of the first of several. */
function textIn(value: unknown): string | undefined {
  if (Array.isArray(value)) return textIn(value[0]);
  return isObject(value) ? (textOf(value.text) ?? textOf(value.body)) : textOf(value);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => textIn(item) ?? []);
  return textIn(value) === undefined ? [] : [textIn(value) ?? ''];
}

function textUnder(fields: Fields, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const found = Object.hasOwn(fields, key) ? textOf(fields[key]) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: string }; // the key that was given
}

function withoutTags(text: string): string {
  return text.replace(/<[^<>]{0,500}>/g, ' ');
}
