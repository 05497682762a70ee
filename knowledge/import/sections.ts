import type { PhrasingContent } from 'mdast';
import type { Language } from '../../src/core/language.js';
import { type Block, writeMarkdown } from '../../src/core/markdown.js';
import { runsOf, textOfRuns } from '../../src/core/runs.js';
import { keyOf } from '../analyse.js';
import {
  asks,
  asQuestion,
  type Found,
  type LeftOut,
  LONGEST_ANSWER,
  LONGEST_QUESTION,
  NOTHING,
  type Read,
  refuseTooMany,
} from './found.js';

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
  readonly notes?: readonly string[];
}

/** A heading, or what serves as one, and the blocks up to the next. */
interface Section {
  readonly heading: string;
  readonly category?: string;
  readonly blocks: readonly Block[];
}

/** Level of a bold line or of one that begins with "Q:". */
const BOLD = 7;

/**
 * Makes articles of a page. Where most headings of a level are questions, each is one, with the heading above as
 * category; bold questions count as headings below all others. Any other page is one article. `split`: each section is
 * one whatever its heading says.
 */
export function articlesOf(blocks: readonly Block[], page: Page, split = false): Read {
  const levels = blocks.map((block) => levelOf(block));
  const level = (split ? levelOfSections(levels) : undefined) ?? levelOfQuestions(blocks, levels);
  return level === undefined ? wholePage(blocks, levels, page) : divided(blocks, levels, level, page, split);
}

/** Articles of a page that is divided at the headings of a level. `split`: text of headings above is one, too. */
function divided(
  blocks: readonly Block[],
  levels: readonly (number | undefined)[],
  level: number,
  page: Page,
  split: boolean,
): Read {
  const sections: Section[] = [];
  let above = 0;
  let category: string | undefined;
  // The only one of the first level, above all questions, is the title of the whole.
  const isTitle =
    levels.filter((one) => one === 1).length === 1 && levels.indexOf(1) <= levels.indexOf(level);
  let heading: string | undefined;
  /** Whether the heading is a bold question that stands below none of the level. */
  let isLone = false;
  let inside: Block[] = [];
  const beside: LeftOut[] = [];
  const end = (): void => {
    const letters = lettersOf(inside);
    if (heading !== undefined) {
      sections.push({ heading, blocks: inside, ...(category !== undefined && { category }) });
    } else if (category !== undefined && letters > 0) {
      if (split) sections.push({ heading: category, blocks: inside });
      else beside.push(leaveSection(page, category, letters));
    } else above += letters;
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
  refuseTooMany(sections.length, page.file);
  const made = sections.map((section) => articleOf(section, page));
  return {
    found: made.flatMap(({ found }) => found ?? []),
    leftOut: [...made.flatMap(({ leftOut }) => leftOut ?? []), ...beside, ...leaveAround(page, above)],
    problems: [],
  };
}

/** What of a page stands in articles already. */
export interface Taken {
  /** What the articles, or their questions, are called. */
  readonly names: readonly string[];
  /** CommonMark. */
  readonly answers: readonly string[];
}

/** Whether words stand in an article already. */
function knownOf({ names, answers }: Taken): (words: string) => boolean {
  const keys = new Set([...names.map(keyOf), ...answers.flatMap((answer) => answer.split('\n').map(keyOf))]);
  keys.add('');
  return (words) => keys.has(keyOf(words));
}

/** The sections of a page whose text stands in no article. */
export function sectionsBeside(blocks: readonly Block[], page: Page, taken: Taken): readonly LeftOut[] {
  const isKnown = knownOf(taken);
  const title = keyOf(page.title ?? '');
  const beside: LeftOut[] = [];
  let heading = '';
  let letters = 0;
  let above = 0;
  const end = (): void => {
    const key = keyOf(heading);
    if (key === '' || key === title) above += letters;
    else if (letters > 0 && !isKnown(heading)) beside.push(leaveSection(page, heading, letters, SPLIT));
    letters = 0;
  };
  for (const block of blocks) {
    if (block.type === 'heading') {
      end();
      heading = headingOf(block);
    } else if (!isTold(block, isKnown)) letters += lettersOf([block]);
  }
  end();
  return [...beside, ...leaveAround(page, above)];
}

/** Articles of the sections of a page whose text stands in none. */
export function articlesBeside(blocks: readonly Block[], page: Page, taken: Taken): Read {
  const isKnown = knownOf(taken);
  const left = withoutEmpty(
    blocks.filter(
      (block) => !(block.type === 'heading' ? isKnown(headingOf(block)) : isTold(block, isKnown)),
    ),
  );
  const levels = left.map((block) => levelOf(block));
  // Most of a level may be gone: how the whole page is divided tells more than what is left.
  const level = levelOfSections(blocks.map((block) => levelOf(block))) ?? levelBelowTitle(levels);
  if (level !== undefined) return divided(left, levels, level, page, true);
  return { ...NOTHING, leftOut: sectionsBeside(left, page, taken) };
}

/** Whether every line of a block stands in an article already. */
function isTold(block: Block, isKnown: (words: string) => boolean): boolean {
  return writeMarkdown([block]).split('\n').every(isKnown);
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

/** One article, or why it is none. */
export function articleOf(
  { heading, category, blocks }: Section,
  page: Page,
): { readonly found?: Found; readonly leftOut?: LeftOut } {
  const question = asQuestion(heading);
  const what = question === '' ? 'a heading without words' : question;
  if (question === '') return { leftOut: leave(page, what, 'It has no title.') };
  if (question.length > LONGEST_QUESTION) {
    return { leftOut: leave(page, what, `Its title has more than ${LONGEST_QUESTION} characters.`) };
  }
  const length = lettersOf(blocks);
  if (length === 0) return { leftOut: leave(page, what, 'There is no answer below it.') };
  if (length > LONGEST_ANSWER) {
    return {
      leftOut: leave(
        page,
        what,
        `Its answer has ${length} characters, at most are ${LONGEST_ANSWER}; divide it.`,
      ),
    };
  }
  const theirs = category ?? page.category;
  return {
    found: {
      file: page.file,
      title: question,
      questions: [question],
      answer: writeMarkdown(withoutAnswerMark(blocks)),
      ...(page.language && { language: page.language }),
      ...(page.foreign !== undefined && { foreign: page.foreign }),
      ...(theirs !== undefined && { category: theirs }),
      ...(page.source !== undefined && { source: page.source }),
      ...(page.notes && { notes: page.notes }),
    },
  };
}

function wholePage(blocks: readonly Block[], levels: readonly (number | undefined)[], page: Page): Read {
  const first = levels.findIndex((level) => level !== undefined && level < BOLD);
  const heading = first < 0 ? undefined : blocks[first];
  const named = heading ? headingOf(heading) : '';
  const title = page.title ?? named;
  const body = heading && named === title ? blocks.filter((_, i) => i !== first) : blocks;
  const { found, leftOut } = articleOf({ heading: title, blocks: body }, page);
  return { found: found ? [found] : [], leftOut: leftOut ? [leftOut] : [], problems: [] };
}

/** How many blocks there are of each level, highest first. */
function countsOf(
  levels: readonly (number | undefined)[],
): readonly (readonly [level: number, count: number])[] {
  const counts = new Map<number, number>();
  for (const level of levels) if (level !== undefined) counts.set(level, (counts.get(level) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b);
}

/** The highest level of headings that divides a page. */
function levelOfSections(levels: readonly (number | undefined)[]): number | undefined {
  return countsOf(levels).find(([level, count]) => count > 1 && level < BOLD)?.[0];
}

/** The highest level of headings, where a single one of the first is the title of the whole. */
function levelBelowTitle(levels: readonly (number | undefined)[]): number | undefined {
  return countsOf(levels).find(([level, count]) => level < BOLD && !(level === 1 && count === 1))?.[0];
}

/** The level whose headings are articles: most of them, and at least two, ask. */
function levelOfQuestions(
  blocks: readonly Block[],
  levels: readonly (number | undefined)[],
): number | undefined {
  const asking = new Map<number, number>();
  for (const [i, level] of levels.entries()) {
    const block = blocks[i];
    if (level === undefined || !block) continue;
    if (asks(headingOf(block))) asking.set(level, (asking.get(level) ?? 0) + 1);
  }
  const good = countsOf(levels).filter(([level, count]) => {
    const number = asking.get(level) ?? 0;
    return number >= 2 && number * 2 >= count;
  });
  return good.sort(([a], [b]) => (asking.get(b) ?? 0) - (asking.get(a) ?? 0))[0]?.[0];
}

function levelOf(block: Block): number | undefined {
  if (block.type === 'heading') return block.depth;
  if (block.type !== 'paragraph') return undefined;
  const words = block.children.filter((child) => child.type !== 'text' || child.value.trim() !== '');
  const bold = words.length === 1 && words[0]?.type === 'strong';
  if (!bold && !/^(?:q\s*\d*|问)\s*[:：]/i.test(firstWords(block))) return undefined;
  const text = headingOf(block);
  return text.length <= LONGEST_QUESTION && !text.includes('\n') && asks(text) ? BOLD : undefined;
}

function firstWords(block: Block & { readonly type: 'paragraph' }): string {
  const [first] = block.children;
  return first?.type === 'text' ? first.value.trimStart().slice(0, 20) : '';
}

/** The words of a heading, or of a line that serves as one. */
function headingOf(block: Block): string {
  if (block.type !== 'heading' && block.type !== 'paragraph') return '';
  return textOfRuns(runsOf(withoutPictures(block.children)))
    .replace(/\s+/g, ' ')
    .trim();
}

/** Badges and the like are no words; neither are marks of HTML in a document of Markdown. */
function withoutPictures(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  return nodes.flatMap((node): PhrasingContent[] => {
    if (node.type === 'image' || node.type === 'imageReference' || node.type === 'html') return [];
    if (node.type !== 'link' && node.type !== 'linkReference') return [node];
    const children = withoutPictures(node.children);
    return children.length > 0 ? [{ ...node, children }] : [];
  });
}

/** Without an "A:" at its beginning. */
function withoutAnswerMark(blocks: readonly Block[]): readonly Block[] {
  const [first, ...others] = blocks;
  const text = first?.type === 'paragraph' ? first.children[0] : undefined;
  if (first?.type !== 'paragraph' || text?.type !== 'text') return blocks;
  const value = text.value.replace(/^(?:a ?\d{0,3}|答) ?[:：]\s*/i, '');
  if (value === text.value || (value === '' && first.children.length === 1)) return blocks;
  return [{ ...first, children: [{ type: 'text', value }, ...first.children.slice(1)] }, ...others];
}

/** Letters of blocks, counted without writing them. */
export function lettersOf(nodes: readonly unknown[]): number {
  let letters = 0;
  const open = [...nodes];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    if ('value' in node && typeof node.value === 'string') letters += node.value.trim().length;
    if ('url' in node && typeof node.url === 'string') letters += node.url.length;
    if ('children' in node && Array.isArray(node.children))
      for (const child of node.children) open.push(child);
  }
  return letters;
}

/** Text below no heading but the title of the whole, where that is more than a sentence or two. */
function leaveAround(page: Page, letters: number): readonly LeftOut[] {
  if (letters <= 200) return [];
  return [leave(page, 'the text outside its questions', `${letters} characters that answer none of them.`)];
}

/** What helps where questions are marked, not told by their headings. */
const SPLIT = ' --split makes one of it.';

function leaveSection(page: Page, heading: string, letters: number, hint = ''): LeftOut {
  const why = `A section that is no question and became no draft, ${letters} characters.${hint}`;
  return leave(page, heading, why);
}

function leave({ file }: Page, what: string, why: string): LeftOut {
  return { file, what: what.length > 120 ? `${what.slice(0, 119)}…` : what, why };
}
