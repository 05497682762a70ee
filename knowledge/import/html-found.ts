import { type Block, writeMarkdown } from '../../src/core/markdown.js';
import { keyOf } from '../analyse.js';
import type { Problem } from '../problem.js';
import {
  asks,
  type Found,
  joined,
  type LeftOut,
  languageIn,
  NOTHING,
  type Read,
  refuseTooMany,
} from './found.js';
import { blocksOf, isAround, type Reading, rowsOf } from './html-blocks.js';
import { type Element, elementsOf, readHtml, wordsOf } from './html-tree.js';
import { questionsOf } from './json-found.js';
import { articleOf, articlesBeside, articlesOf, type Page, sectionsBeside, type Taken } from './sections.js';

/**
 * Makes articles of a web page: of its questions and answers where it says which they are (schema.org, as JSON-LD or in
 * the elements; `details`; definition lists), else of its headings, else one of the whole page. `split`: each section that
 * holds none of these is an article as well. `address`: where it was fetched, for its links.
 *
 * @throws FirstlineError `articles.invalid` for a page of too many elements
 */
export function readHtmlPage(
  html: string,
  file: string,
  { address, split = false }: { readonly address?: string; readonly split?: boolean } = {},
): Read {
  const root = readHtml(html, file);
  const all = elementsOf(root);
  const first = (name: string): Element | undefined => all.find((element) => element.name === name);
  const link = (rel: string): string | undefined =>
    all.find((element) => element.name === 'link' && element.attributes.rel === rel)?.attributes.href;
  const canonical = [address, link('canonical')].find(isAddress);
  const base = [first('base')?.attributes.href, canonical].find(isAddress);
  const reading: Reading = { base, pictures: 0 };
  const main = mainOf(all) ?? first('body') ?? root;
  // A site's own name often stands in one, too.
  const heading = elementsOf(main).find(({ name }) => name === 'h1') ?? first('h1');
  const named = heading && wordsOf(heading);
  const title = named || siteless(first('title'));
  const page: Page = {
    file,
    ...(title && { title }),
    ...languageIn(first('html')?.attributes.lang),
    ...(canonical !== undefined && { source: canonical }),
  };

  // What can be unfolded within something else that can is part of its answer.
  const shown = elementsOf(main, (element) => !isAround(element) && element.name !== 'details');
  const blocks = blocksOf([main], reading);
  const notes = reading.pictures > 0 ? [picturesOf(reading.pictures)] : [];
  const noted: Page = { ...page, ...(notes.length > 0 && { notes }) };
  const taken = new Set<Element>();
  const marked = joined([
    fromMicrodata(root, page, reading, taken),
    fromDetails(shown, page, reading, taken),
    fromLists(shown, page, reading, taken),
    fromTables(shown, page, reading, taken),
  ]);
  const data = fromData(all, page, reading);
  const rest = (): readonly Block[] => blocksOf([main], { ...reading, without: taken });
  if (split && marked.found.length + data.found.length > 0) {
    const faq = joined([marked, data]);
    const found = once(faq.found);
    return joined([{ ...faq, found }, articlesBeside(rest(), noted, takenBy(faq))]);
  }
  const sections = articlesOf(blocks, noted, split);
  // As a whole it is an article only where it says nothing of questions.
  const bySection = marked.found.length === 0 && sections.found.length > 1;
  const faq = joined([...(bySection ? [sections] : []), marked, data]);
  if (faq.found.length === 0) return joined([sections, faq]);
  const beside = bySection ? [] : sectionsBeside(rest(), page, takenBy(faq));
  return { ...faq, found: once(faq.found), leftOut: [...faq.leftOut, ...beside] };
}

/** A piece of HTML, such as the body of an exported article, as CommonMark. */
export function markdownOf(html: string, file: string, base?: string): string {
  return writeMarkdown(blocksOf(readHtml(html, file).children, { base, pictures: 0 }));
}

/** Whether a text is HTML rather than words. */
export function isHtml(text: string): boolean {
  return /<\/?(?:p|br|div|span|ul|ol|li|a|strong|b|em|i|h[1-6]|table|img)\b[^<>]*>/i.test(text);
}

function picturesOf(count: number): string {
  if (count === 1) return 'A picture of this page became a link or was left out.';
  return `${count} pictures of this page became links or were left out.`;
}

function isAddress(text: string | undefined): text is string {
  return text !== undefined && /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** "How to pay | Example Inc." without the site. */
function siteless(title: Element | undefined): string | undefined {
  if (!title) return undefined;
  const words = wordsOf(title);
  return words.split(/\s[|–—·]\s|\s-\s/)[0]?.trim() || words;
}

function mainOf(all: readonly Element[]): Element | undefined {
  const main = all.find(({ name, attributes }) => name === 'main' || attributes.role === 'main');
  if (main) return main;
  const articles = all.filter(({ name }) => name === 'article');
  return articles.length === 1 ? articles[0] : undefined;
}

/** JSON-LD: pages of questions, wherever they stand in it. */
function fromData(all: readonly Element[], page: Page, reading: Reading): Read {
  const parts: Read[] = [];
  for (const { name, children, line } of all) {
    if (name !== 'script') continue;
    const text = children.filter((child) => typeof child === 'string').join('');
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const problem: Problem = {
        level: 'warning',
        file: page.file,
        line,
        message: `The page's JSON-LD cannot be read: ${why.slice(0, 200)}.`,
        hint: 'What it says is left aside; the text of the page is read.',
      };
      parts.push({ ...NOTHING, problems: [problem] });
      continue;
    }
    const questions = questionsOf(data);
    refuseTooMany(questions.length, page.file);
    for (const { question, answer } of questions) {
      const blocks = blocksOf(readHtml(answer, page.file).children, reading);
      parts.push(asRead(articleOf({ heading: question, blocks }, page), line));
    }
  }
  return joined(parts);
}

function fromMicrodata(root: Element, page: Page, reading: Reading, taken: Set<Element>): Read {
  const parts: Read[] = [];
  const isQuestion = ({ attributes }: Element): boolean =>
    /schema\.org\/Question\b/i.test(attributes.itemtype ?? '');
  const elements = elementsOf(root, (element) => !isQuestion(element)).filter(isQuestion);
  refuseTooMany(elements.length, page.file);
  for (const element of elements) {
    const inside = elementsOf(element);
    const name = inside.find(({ attributes }) => attributes.itemprop === 'name');
    const accepted = inside.find(({ attributes }) => /\bacceptedAnswer\b/.test(attributes.itemprop ?? ''));
    const text = accepted && elementsOf(accepted).find(({ attributes }) => attributes.itemprop === 'text');
    const answer = text ?? accepted;
    if (!name || !answer) continue;
    taken.add(element);
    // A container of the page's own may be hidden until somebody presses.
    const blocks = blocksOf(answer.children, reading);
    parts.push(asRead(articleOf({ heading: wordsOf(name), blocks }, page), element.line));
  }
  return joined(parts);
}

/** What can be unfolded, where there are at least two and half of them ask. */
function fromDetails(shown: readonly Element[], page: Page, reading: Reading, taken: Set<Element>): Read {
  const pairs = shown.flatMap((element) => {
    if (element.name !== 'details') return [];
    const summary = element.children.find(
      (child): child is Element => typeof child !== 'string' && child.name === 'summary',
    );
    return summary ? [{ element, summary, heading: wordsOf(summary) }] : [];
  });
  if (!mostAsk(pairs.map(({ heading }) => heading))) return NOTHING;
  refuseTooMany(pairs.length, page.file);
  return joined(
    pairs.map(({ element, summary, heading }) => {
      taken.add(element);
      const blocks = blocksOf(
        element.children.filter((child) => child !== summary),
        reading,
      );
      return asRead(articleOf({ heading, blocks }, page), element.line);
    }),
  );
}

function fromLists(shown: readonly Element[], page: Page, reading: Reading, taken: Set<Element>): Read {
  const parts: Read[] = [];
  for (const list of shown) {
    if (list.name !== 'dl') continue;
    const pairs: { readonly heading: string; readonly line: number; readonly blocks: Block[] }[] = [];
    const gather = (children: readonly (Element | string)[]): void => {
      for (const child of children) {
        if (typeof child === 'string') continue;
        if (child.name === 'dt') pairs.push({ heading: wordsOf(child), line: child.line, blocks: [] });
        else if (child.name === 'dd') {
          const into = pairs.at(-1)?.blocks;
          for (const block of blocksOf(child.children, reading)) into?.push(block);
        } else if (child.name === 'div') gather(child.children);
      }
    };
    gather(list.children);
    if (!mostAsk(pairs.map(({ heading }) => heading))) continue;
    refuseTooMany(pairs.length, page.file);
    taken.add(list);
    for (const pair of pairs) parts.push(asRead(articleOf(pair, page), pair.line));
  }
  return joined(parts);
}

/** Tables of two columns whose first one asks. */
function fromTables(shown: readonly Element[], page: Page, reading: Reading, taken: Set<Element>): Read {
  const parts: Read[] = [];
  for (const table of shown) {
    if (table.name !== 'table') continue;
    const rows = rowsOf(table).filter((row) => row.some(({ name }) => name === 'td'));
    const pairs = rows.flatMap(([question, answer, ...more]) =>
      question && answer && more.length === 0 ? [{ heading: wordsOf(question), answer }] : [],
    );
    if (pairs.length < rows.length || !mostAsk(pairs.map(({ heading }) => heading))) continue;
    refuseTooMany(pairs.length, page.file);
    taken.add(table);
    for (const { heading, answer } of pairs) {
      const blocks = blocksOf(answer.children, reading);
      parts.push(asRead(articleOf({ heading, blocks }, page), answer.line));
    }
  }
  return joined(parts);
}

function mostAsk(headings: readonly string[]): boolean {
  const asking = headings.filter(asks).length;
  return headings.length >= 2 && asking * 2 >= headings.length;
}

function asRead(
  { found, leftOut }: { readonly found?: Found; readonly leftOut?: LeftOut },
  line: number,
): Read {
  return {
    found: found ? [{ ...found, line }] : [],
    leftOut: leftOut ? [{ ...leftOut, line }] : [],
    problems: [],
  };
}

/** A page often says the same in its text and in its data: the first counts. */
function once(found: readonly Found[]): readonly Found[] {
  const seen = new Set<string>();
  return found.filter(({ questions: [question = ''] }) => {
    const key = keyOf(question);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** What stands in the articles of a page, or was left out of them with a reason. */
function takenBy({ found, leftOut }: Read): Taken {
  return {
    names: [...found.flatMap(({ questions }) => questions), ...leftOut.map(({ what }) => what)],
    answers: found.map(({ answer }) => answer),
  };
}
