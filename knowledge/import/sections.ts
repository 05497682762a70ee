import type { Language } from '../../src/core/language.js';
import { type Block, bareBlocks, writeMarkdown } from '../../src/core/markdown.js';
import { keyOf } from '../text/analyse.js';
import { linesApart } from './asked-lines.js';
import {
  ANSWER_MARK,
  AROUND,
  asks,
  asQuestion,
  type Found,
  type LeftOut,
  LONGEST_ANSWER,
  LONGEST_QUESTION,
  plainlyAsks,
  type Read,
  refuseTooMany,
} from './found.js';
import { BOLD, headingOf, levelBelowTitle, levelOf, levelOfQuestions, levelOfSections } from './levels.js';
import { pictureNotes, withoutPictures } from './pictures.js';

/** A page, or a document of Markdown, whose text is at hand as blocks. */
export interface Page {
  readonly file: string;
  /** Where its title stands apart from the text. */
  readonly title?: string;
  readonly language?: Language;
  /** See `Found`. */
  readonly foreign?: string;
  readonly category?: string;
  readonly source?: string;
  /** What the addresses of its pictures are relative to. */
  readonly base?: string;
  /** Elements of it stand deeper than is read: their headings and lists are plain text. */
  readonly isTooDeep?: boolean;
}

/** A heading, or what serves as one, and the blocks up to the next. */
interface Section {
  readonly heading: string;
  readonly category?: string;
  readonly blocks: readonly Block[];
}

/** How a page is divided: sections that are to be articles, those that are none, and text below no heading. */
interface Parts {
  readonly sections: readonly Section[];
  readonly beside: readonly Section[];
  readonly around: readonly Block[];
}

/**
 * Makes articles of a page. Where most headings of a level are questions, each is one, with the heading above as
 * category; bold questions count as headings below all others. A section that is no question but holds some is divided
 * again. Any other page is one article. `split`: each section is one whatever its heading says.
 */
export function articlesOf(given: readonly Block[], page: Page, split = false): Read {
  const blocks = linesApart(given);
  const parts = partsOf(blocks, split);
  if (!parts) return wholePage(blocks, page);
  refuseTooMany(parts.sections.length, page.file);
  return readOf(parts, page, () => (split ? undefined : partsOf(blocks, true)));
}

function partsOf(blocks: readonly Block[], split: boolean): Parts | undefined {
  const levels = blocks.map(levelOf);
  const level = (split ? levelOfSections(levels) : undefined) ?? levelOfQuestions(blocks, levels);
  return level === undefined ? undefined : divided(blocks, levels, level, split);
}

/** `bySplit`: how --split divides the page; undefined where it does not, or is said already. */
function readOf({ sections, beside, around }: Parts, page: Page, bySplit: () => Parts | undefined): Read {
  const made = sections.map((section) => articleOf(section, page));
  const others = beside.length > 0 ? bySplit()?.sections : undefined;
  const drafts = new Set(others?.map(({ heading }) => heading));
  return {
    found: made.flatMap(({ found }) => found ?? []),
    leftOut: [
      ...made.flatMap(({ leftOut }) => leftOut ?? []),
      ...beside.map((section) => leaveSection(page, section, drafts.has(section.heading) ? SPLIT : '')),
      ...leaveAround(page, around),
    ],
    problems: [],
  };
}

/**
 * A page at the headings of a level. `split`: text of headings above is a section, too; so it is where they ask.
 * `under`: the heading above all of it.
 */
function divided(
  blocks: readonly Block[],
  levels: readonly (number | undefined)[],
  level: number,
  split: boolean,
  under?: string,
): Parts {
  const sections: Section[] = [];
  const beside: Section[] = [];
  const around: Block[] = [];
  let category = under;
  // The only one of the first level, above all questions, is the title of the whole.
  const isTitle =
    levels.filter((one) => one === 1).length === 1 && levels.indexOf(1) <= levels.indexOf(level);
  let heading: string | undefined;
  /** Whether the heading is a bold question that stands below none of the level. */
  let isLone = false;
  let inside: Block[] = [];
  const put = (section: Section): void => {
    const parts = asks(section.heading) ? undefined : partsInside(section, split);
    for (const one of parts?.sections ?? [section]) sections.push(one);
    for (const one of parts?.beside ?? []) beside.push(one);
  };
  const end = (): void => {
    if (heading !== undefined) put({ heading, blocks: inside, ...(category !== undefined && { category }) });
    else if (category !== undefined && lettersOf(inside) > 0) {
      if (split || asks(category)) put({ heading: category, blocks: inside });
      else beside.push({ heading: category, blocks: inside });
    } else for (const block of inside) around.push(block);
    heading = undefined;
    inside = [];
  };
  for (const [i, block] of blocks.entries()) {
    const at = levels[i];
    const begins = at === level || (at === BOLD && (heading === undefined || isLone));
    if (at === undefined || (at > level && !begins)) {
      inside.push(block);
      continue;
    }
    end();
    isLone = at > level;
    if (begins) heading = headingOf(block);
    else category = at === 1 && isTitle ? undefined : headingOf(block);
  }
  end();
  return { sections, beside, around };
}

/** What many pages call the section of their questions. */
const QUESTIONS =
  /^(?:faqs?|q ?(?:&|and) ?a|(?:frequently asked |common )?questions(?: (?:&|and) answers)?|(?:常见|热门|疑难)?(?:问题|问答|疑问)(?:解答|汇总)?)$/i;

/** The questions of a section that is none itself. In a guide, bold lines that could be questions divide no section. */
function partsInside({ heading, blocks }: Section, split: boolean): Parts | undefined {
  const levels = blocks.map(levelOf);
  const isList = QUESTIONS.test(
    asQuestion(heading)
      .replace(/[:：]$/, '')
      .trim(),
  );
  const level = isList
    ? levelOfQuestions(blocks, levels, asks, 1)
    : levelOfQuestions(blocks, levels, plainlyAsks);
  return level === undefined ? undefined : divided(blocks, levels, level, split, heading);
}

/** What of a page stands in articles already. */
export interface Taken {
  /** What the articles, or their questions, are called. */
  readonly names: readonly string[];
  /** CommonMark. */
  readonly answers: readonly string[];
}

/**
 * Articles of the text of a page that stands in none, beside questions that it marks: of sections whose headings ask.
 * `split`: of all sections.
 */
export function articlesBeside(given: readonly Block[], page: Page, taken: Taken, split: boolean): Read {
  const blocks = linesApart(given);
  const names = new Set(taken.names.map(keyOf));
  const lines = new Set(taken.answers.flatMap((answer) => answer.split('\n').map(keyOf)));
  const left: Block[] = [];
  const twice: Section[] = [];
  /** The text of a question that is in an article already, and the level of its heading. */
  let again: { readonly at: number; readonly heading: string; readonly blocks: Block[] } | undefined;
  /** Whether the words before were those of an article. */
  let isTelling = false;
  /** Short words such as "Yes." tell nothing by themselves. */
  const isTold = (block: Block): boolean => {
    const keys = writeMarkdown(withoutPictures([block], page.base).blocks)
      .split('\n')
      .map(keyOf);
    if (!keys.every((key) => key === '' || names.has(key) || lines.has(key))) return false;
    return again !== undefined || isTelling || keys.some((key) => names.has(key) || key.length >= 15);
  };
  for (const block of blocks) {
    const at = levelOf(block);
    const heading = headingOf(block);
    const ends = !again || (at !== undefined && (at <= again.at || again.at === 1 || asks(heading)));
    if (at !== undefined && ends) {
      again = names.has(keyOf(asQuestion(heading))) ? { at, heading, blocks: [] } : undefined;
      isTelling = false;
      if (again) twice.push(again);
      else left.push(block);
      continue;
    }
    isTelling = block.type !== 'heading' && isTold(block);
    if (!isTelling) (again?.blocks ?? left).push(block);
  }
  const parts = partsBeside(left, blocks, page, split);
  refuseTooMany(parts.sections.length, page.file);
  const read = readOf(parts, page, () => (split ? undefined : partsBeside(left, blocks, page, true)));
  const told = twice.filter((one) => lettersOf(withoutEmpty(one.blocks)) > 0);
  return { ...read, leftOut: [...told.map((one) => leaveTwice(page, one)), ...read.leftOut] };
}

/** `all`: the whole page, which tells more of how it is divided than what is left. */
function partsBeside(blocks: readonly Block[], all: readonly Block[], page: Page, split: boolean): Parts {
  const left = withoutEmpty(blocks);
  const levels = left.map(levelOf);
  const level = split ? (levelOfSections(all.map(levelOf)) ?? levelBelowTitle(levels)) : undefined;
  if (level !== undefined) return divided(left, levels, level, true);
  const sections: Section[] = [];
  const beside: Section[] = [];
  const around: Block[] = [];
  const title = keyOf(page.title ?? '');
  let open = { heading: '', at: 0, inside: [] as Block[] };
  const end = (): void => {
    const { heading, inside } = open;
    const key = keyOf(heading);
    if (key === '' || (key === title && !asks(heading))) for (const block of inside) around.push(block);
    else if (lettersOf(inside) > 0) (open.at > 0 ? sections : beside).push({ heading, blocks: inside });
  };
  for (const [i, block] of left.entries()) {
    const at = levels[i];
    const heading = headingOf(block);
    const isQuestion = at === BOLD ? plainlyAsks(heading) : asks(heading);
    // Below a question stands what belongs to it, but for headings that ask something else.
    const belongs = open.at > 0 && at !== undefined && at > open.at && (at === BOLD || !isQuestion);
    if (at === undefined || belongs || (at === BOLD && !isQuestion)) {
      open.inside.push(block);
      continue;
    }
    end();
    open = { heading, at: isQuestion ? at : 0, inside: [] };
  }
  end();
  return { sections, beside, around };
}

/** Without headings below which there is no text: what stood there is an article. */
function withoutEmpty(blocks: readonly Block[]): readonly Block[] {
  const kept: Block[] = [];
  /** The deepest heading that the text after this place would belong to, and all above it. */
  let open = 0;
  for (const block of [...blocks].reverse()) {
    if (block.type !== 'heading') {
      if (lettersOf([block]) > 0) open = 6;
    } else if (block.depth > open) {
      continue;
    } else {
      open = block.depth - 1;
    }
    kept.push(block);
  }
  return kept.reverse();
}

/** Why a page that is nested too deeply has no title, or no answer. */
const TOO_DEEP = 'Its elements stand too deep within one another, so that headings were read as plain text.';

/** One article, or why it is none. */
export function articleOf(
  { heading, category, blocks }: Section,
  page: Page,
): { readonly found?: Found; readonly leftOut?: LeftOut } {
  const question = asQuestion(heading);
  const what = question === '' ? 'a heading without words' : question;
  const not = (why: string): { readonly leftOut: LeftOut } => ({ leftOut: leave(page, what, why) });
  if (question === '') return not(page.isTooDeep ? TOO_DEEP : 'It has no title.');
  if (question.length > LONGEST_QUESTION) {
    return not(`Its title has more than ${LONGEST_QUESTION} characters.`);
  }
  const shown = withoutPictures(blocks, page.base);
  const length = lettersOf(shown.blocks);
  if (length === 0) return not(page.isTooDeep ? TOO_DEEP : 'There is no answer below it.');
  if (length > LONGEST_ANSWER) {
    const why = `Its answer has ${length} characters, at most are ${LONGEST_ANSWER}; divide it.`;
    return not(page.isTooDeep ? `${why} ${TOO_DEEP}` : why);
  }
  const theirs = category ?? page.category;
  const notes = pictureNotes(shown);
  return {
    found: {
      file: page.file,
      title: question,
      questions: [question],
      answer: writeMarkdown(withoutAnswerMark(shown.blocks)),
      ...(page.language && { language: page.language }),
      ...(page.foreign !== undefined && { foreign: page.foreign }),
      ...(theirs !== undefined && { category: theirs }),
      ...(page.source !== undefined && { source: page.source }),
      ...(notes.length > 0 && { notes }),
    },
  };
}

function wholePage(blocks: readonly Block[], page: Page): Read {
  const first = blocks.findIndex((block) => block.type === 'heading');
  const heading = blocks[first];
  const named = heading ? headingOf(heading) : '';
  const title = page.title ?? named;
  const body = heading && named === title ? blocks.filter((_, i) => i !== first) : blocks;
  const { found, leftOut } = articleOf({ heading: title, blocks: body }, page);
  return { found: found ? [found] : [], leftOut: leftOut ? [leftOut] : [], problems: [] };
}

/** Without an "A:" at its beginning, bold or not. */
function withoutAnswerMark(blocks: readonly Block[]): readonly Block[] {
  const [first, ...others] = blocks;
  if (first?.type !== 'paragraph') return blocks;
  const [mark, next, ...rest] = first.children;
  const bold = mark?.type === 'strong' && mark.children.length === 1 ? mark.children[0] : undefined;
  if (bold?.type === 'text' && next?.type === 'text' && bold.value.replace(ANSWER_MARK, '') === '') {
    return [{ ...first, children: [{ ...next, value: next.value.trimStart() }, ...rest] }, ...others];
  }
  if (mark?.type !== 'text') return blocks;
  const value = mark.value.replace(ANSWER_MARK, '');
  if (value === mark.value || (value === '' && first.children.length === 1)) return blocks;
  return [{ ...first, children: [{ type: 'text', value }, ...first.children.slice(1)] }, ...others];
}

/** Letters of blocks, counted without writing them. */
export function lettersOf(nodes: readonly unknown[]): number {
  let letters = 0;
  const open = [...nodes];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    if ('value' in node && typeof node.value === 'string') letters += node.value.trim().length;
    if ('alt' in node && typeof node.alt === 'string') letters += node.alt.trim().length;
    else if ('url' in node && typeof node.url === 'string') letters += node.url.length;
    if ('children' in node && Array.isArray(node.children))
      for (const child of node.children) open.push(child);
  }
  return letters;
}

/** Text below no heading but the title of the whole: often a greeting, so that its beginning is said. */
function leaveAround(page: Page, blocks: readonly Block[]): readonly LeftOut[] {
  const letters = lettersOf(blocks);
  const first = blocks.find((block) => lettersOf([block]) > 0);
  if (!first) return [];
  const why = `${letters} characters that answer none of them, “${short(bareBlocks([first]).replace(/\s+/g, ' '), 60)}”.`;
  return [leave(page, AROUND, why)];
}

/** What helps where a section is no question. */
const SPLIT = ' --split makes one of it.';

function leaveSection(page: Page, { heading, blocks }: Section, hint: string): LeftOut {
  const letters = lettersOf(blocks);
  const why = `A section that is no question and became no draft, ${letters} characters.${hint}`;
  return leave(page, heading, why);
}

/** A question that the page marks, and answers in other words in its text. */
function leaveTwice(page: Page, { heading, blocks }: Section): LeftOut {
  const why = `A draft answers it already; ${lettersOf(blocks)} characters of the page's text say something else.`;
  return leave(page, heading, why);
}

function leave({ file }: Page, what: string, why: string): LeftOut {
  return { file, what: short(what, 120), why };
}

function short(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
