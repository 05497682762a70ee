import { parse as parseYaml } from 'yaml';
import { parseMarkdown } from '../../src/core/markdown.js';
import { readArticleFile } from '../files/head.js';
import { type Found, languageIn, type Read } from './found.js';
import { withMarks } from './pictures.js';
import { articlesOf } from './sections.js';

const HEAD = /^---[ \t]*\n([\s\S]*?\n)?---[ \t]*(?:\n|$)/;

/**
 * Makes articles of a Markdown file: one of our own as it is; any other by its headings, with title, language, category
 * and address of its front matter. `split`: each section is an article. `address`: where it was fetched, for its pictures.
 */
export async function readMarkdown(
  text: string,
  file: string,
  { address, split = false }: { readonly address?: string; readonly split?: boolean } = {},
): Promise<Read> {
  const { article } = await readArticleFile(file, text);
  if (article) {
    const { phrasings, body, lines: _lines, version: _version, draft: _draft, lookup, ...rest } = article;
    if (lookup) {
      const why = 'Its answer is looked up; copy the file by hand.';
      return { found: [], leftOut: [{ file, what: article.title, why }], problems: [] };
    }
    return { found: [{ ...rest, questions: phrasings, answer: body, line: 1 }], leftOut: [], problems: [] };
  }
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const head = HEAD.exec(plain);
  const about = head ? frontMatter(head[1] ?? '') : {};
  const blocks = withMarks(parseMarkdown(head && about ? plain.slice(head[0].length) : plain));
  const named = file.split('/').at(-1) ?? file;
  const spoken = {
    ...languageIn(/\.(en|zh)(?:[-_]\w+)?\.(?:md|markdown)$/i.exec(named)?.[1]),
    ...languageIn(about?.language ?? about?.lang ?? about?.locale),
  };
  const category = about?.category ?? about?.section;
  const link = about?.source ?? about?.url;
  const source = link !== undefined && /^https?:\/\/\S+$/.test(link) ? link : undefined;
  const base = address ?? source;
  const title = about?.title;
  const hasHeading = blocks.some((block) => block.type === 'heading');
  const read = articlesOf(
    blocks,
    {
      file,
      ...(title !== undefined ? { title } : !hasHeading && { title: fromName(named) }),
      ...spoken,
      ...(category !== undefined && { category }),
      ...(source !== undefined && { source }),
      ...(base !== undefined && { base }),
    },
    split,
  );
  const [only] = read.found;
  const id = about?.id ?? about?.slug;
  // An id names one article.
  if (only && read.found.length === 1 && id !== undefined) {
    const withId: Found = { ...only, id };
    return { ...read, found: [withId] };
  }
  return read;
}

/** The texts of a front matter by key; undefined where it is none. */
function frontMatter(yaml: string): Readonly<Record<string, string>> | undefined {
  let data: unknown;
  try {
    data = parseYaml(yaml, { maxAliasCount: 0 });
  } catch {
    return {}; // what tools write there is not ours to correct
  }
  if (data === null) return {};
  if (typeof data !== 'object' || Array.isArray(data)) return undefined;
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(data)) {
    if (typeof value === 'string' || typeof value === 'number') texts[key.toLowerCase()] = String(value);
  }
  return texts;
}

function fromName(name: string): string {
  return name
    .replace(/(?:\.(?:en|zh)(?:[-_]\w+)?)?\.\w+$/i, '')
    .replace(/[-_]+/g, ' ')
    .trim();
}
