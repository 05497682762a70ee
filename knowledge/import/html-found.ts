import { type Block, bareBlocks, parseMarkdown, writeMarkdown } from '../../src/core/markdown.js';
import type { Problem } from '../files/problem.js';
import { keyOf } from '../text/analyse.js';
import {
  asks,
  type Found,
  joined,
  type LeftOut,
  languageIn,
  NOTHING,
  plainlyAsks,
  type Read,
  refuseTooMany,
} from './found.js';
import { blocksOf, isAround, type Reading, rowsOf } from './html-blocks.js';
import { DEEPEST, type Element, elementsOf, readHtml, wordsOf } from './html-tree.js';
import { questionsOf } from './json-found.js';
import { withoutPictures } from './pictures.js';
import { articleOf, articlesBeside, articlesOf, type Page, type Taken } from './sections.js';

/**
 * Makes articles of a web page: of its questions and answers where it says which they are (schema.org, as JSON-LD or in
 * the elements; `details`; definition lists), else of its headings, else one of the whole page. Beside what it marks,
 * headings that ask are articles, too. `split`: each section that holds none of these is an article as well. `address`:
 * where it was fetched, for its links.
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
  const reading: Reading = { base };
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
    ...(root.tooDeepFrom !== undefined && { isTooDeep: true }),
  };

  const blocks = blocksOf([main], reading);
  const data = fromData(all, page, reading);
  const problems = root.tooDeepFrom === undefined ? [] : [tooDeep(file, root.tooDeepFrom)];
  const several = markedIn(root, main, page, reading, 2);
  const sections = articlesOf(blocks, page, split);
  const isMarked = several.read.found.length + data.found.length > 0;
  // As a whole it is an article only where it says nothing of questions.
  const bySection = several.read.found.length === 0 && sections.found.length > 1 && !(split && isMarked);
  if (bySection || !isMarked) {
    const faq = joined([sections, data]);
    return { ...faq, ...once(faq, page), problems: [...problems, ...faq.problems] };
  }
  // Beside other questions a single one is no accident.
  const { read: marked, taken } = markedIn(root, main, page, reading, 1);
  const faq = joined([marked, data]);
  const rest = blocksOf([main], { ...reading, without: taken });
  const beside = articlesBeside(rest, page, takenBy(faq), split);
  const read = joined([faq, beside]);
  return { ...read, ...once(read, page), problems: [...problems, ...read.problems] };
}

/** The questions that the elements of a page mark, at least so many of a kind, and the elements that hold them. */
function markedIn(
  root: Element,
  main: Element,
  page: Page,
  reading: Reading,
  least: number,
): { readonly read: Read; readonly taken: ReadonlySet<Element> } {
  const taken = new Set<Element>();
  const microdata = fromMicrodata(root, page, reading, taken);
  // What can be unfolded within something else that can is part of its answer.
  const shown = (): readonly Element[] =>
    elementsOf(main, (element) => !isAround(element) && element.name !== 'details' && !taken.has(element));
  const lists = fromLists(shown(), page, reading, taken, least);
  const tables = fromTables(shown(), page, reading, taken, least);
  const details = fromDetails(shown(), page, reading, taken, least);
  return { read: joined([microdata, details, lists, tables]), taken };
}

function tooDeep(file: string, line: number): Problem {
  return {
    level: 'warning',
    file,
    line,
    message: `From here on elements stand more than ${DEEPEST} deep within one another; what is inside is read as plain text.`,
    hint: 'Compare its drafts with the page, or give its text without what is around it.',
  };
}

/** A piece of HTML, such as the body of an exported article, as CommonMark. */
export function markdownOf(html: string, file: string, base?: string): string {
  return writeMarkdown(withoutPictures(blocksOf(readHtml(html, file).children, { base })).blocks);
}

/** Whether a text is HTML rather than words. */
export function isHtml(text: string): boolean {
  return /<\/?(?:p|br|div|span|ul|ol|li|a|strong|b|em|i|h[1-6]|table|img)\b[^<>]*>/i.test(text);
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

/** What can be unfolded, where half of them ask, and at least `least`; of others those that ask where one is enough. */
function fromDetails(
  shown: readonly Element[],
  page: Page,
  reading: Reading,
  taken: Set<Element>,
  least: number,
): Read {
  const all = shown.flatMap((element) => {
    if (element.name !== 'details' || taken.has(element)) return [];
    const summary = element.children.find(
      (child): child is Element => typeof child !== 'string' && child.name === 'summary',
    );
    return summary ? [{ element, summary, heading: wordsOf(summary) }] : [];
  });
  const together = mostAsk(
    all.map(({ heading }) => heading),
    least,
  );
  if (!together && least > 1) return NOTHING;
  const pairs = together ? all : all.filter(({ heading }) => asks(heading));
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

function fromLists(
  shown: readonly Element[],
  page: Page,
  reading: Reading,
  taken: Set<Element>,
  least: number,
): Read {
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
    if (
      !mostAsk(
        pairs.map(({ heading }) => heading),
        least,
      )
    )
      continue;
    refuseTooMany(pairs.length, page.file);
    taken.add(list);
    for (const pair of pairs) parts.push(asRead(articleOf(pair, page), pair.line));
  }
  return joined(parts);
}

/** Tables of two columns whose first one asks. */
function fromTables(
  shown: readonly Element[],
  page: Page,
  reading: Reading,
  taken: Set<Element>,
  least: number,
): Read {
  const parts: Read[] = [];
  for (const table of shown) {
    if (table.name !== 'table') continue;
    const rows = rowsOf(table).filter((row) => row.some(({ name }) => name === 'td'));
    const pairs = rows.flatMap(([question, answer, ...more]) =>
      question && answer && more.length === 0 ? [{ heading: wordsOf(question), answer }] : [],
    );
    if (
      pairs.length < rows.length ||
      !mostAsk(
        pairs.map(({ heading }) => heading),
        least,
      )
    )
      continue;
    refuseTooMany(pairs.length, page.file);
    taken.add(table);
    for (const { heading, answer } of pairs) {
      const blocks = blocksOf(answer.children, reading);
      parts.push(asRead(articleOf({ heading, blocks }, page), answer.line));
    }
  }
  return joined(parts);
}

/** A single one asks beyond doubt: "May" may be a month. */
function mostAsk(headings: readonly string[], least: number): boolean {
  const asking = headings.filter(headings.length === 1 ? plainlyAsks : asks).length;
  return headings.length >= least && asking * 2 >= headings.length;
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

/** A page often says the same in its text and in its data: the first counts, and another answer is told. */
function once({ found, leftOut }: Read, { file }: Page): Pick<Read, 'found' | 'leftOut'> {
  const seen = new Map<string, Found>();
  const others: LeftOut[] = [];
  for (const one of found) {
    const [question = ''] = one.questions;
    const key = keyOf(question);
    const there = seen.get(key);
    if (!there) seen.set(key, one);
    else if (there.answer !== one.answer && saysOf(there) !== saysOf(one)) {
      const { line } = one;
      const why = 'The page answers it twice, not in the same words; the first answer was taken.';
      others.push({ file, ...(line !== undefined && { line }), what: question, why });
    }
  }
  return { found: [...seen.values()], leftOut: [...leftOut, ...others] };
}

/** Its words, whatever they look like. */
function saysOf({ answer }: Found): string {
  return keyOf(bareBlocks(parseMarkdown(answer)));
}

/** What stands in the articles of a page, or was left out of them with a reason. */
function takenBy({ found, leftOut }: Read): Taken {
  return {
    names: [...found.flatMap(({ questions }) => questions), ...leftOut.map(({ what }) => what)],
    answers: found.map(({ answer }) => answer),
  };
}
