import type { PhrasingContent } from 'mdast';
import type { Block } from '../../src/core/markdown.js';
import { runsOf, textOfRuns } from '../../src/core/runs.js';
import { asks, isMarkedAsQuestion, LONGEST_QUESTION } from './found.js';

/** Level of a bold line or of one that begins with "Q:". */
export const BOLD = 7;

/** A heading's level, or that of a line that serves as one. */
export function levelOf(block: Block): number | undefined {
  if (block.type === 'heading') return block.depth;
  if (block.type !== 'paragraph') return undefined;
  const words = block.children.filter((child) => child.type !== 'text' || child.value.trim() !== '');
  const bold = words.length === 1 && words[0]?.type === 'strong';
  if (!bold && !isMarkedAsQuestion(firstWords(block))) return undefined;
  const text = headingOf(block);
  return text.length <= LONGEST_QUESTION && !text.includes('\n') && asks(text) ? BOLD : undefined;
}

/** The words of a heading, or of a line that serves as one. */
export function headingOf(block: Block): string {
  if (block.type !== 'heading' && block.type !== 'paragraph') return '';
  return textOfRuns(runsOf(wordsAlone(block.children)))
    .replace(/\s+/g, ' ')
    .trim();
}

/** The highest level of headings that divides a page. */
export function levelOfSections(levels: readonly (number | undefined)[]): number | undefined {
  return countsOf(levels).find(([level, count]) => count > 1 && level < BOLD)?.[0];
}

/** The highest level of headings, where a single one of the first is the title of the whole. */
export function levelBelowTitle(levels: readonly (number | undefined)[]): number | undefined {
  return countsOf(levels).find(([level, count]) => level < BOLD && !(level === 1 && count === 1))?.[0];
}

/**
 * The level whose headings are articles: most of them ask, and at least `least`.
 *
 * @param isQuestion Whether a heading asks.
 */
export function levelOfQuestions(
  blocks: readonly Block[],
  levels: readonly (number | undefined)[],
  isQuestion: (heading: string) => boolean = asks,
  least = 2,
): number | undefined {
  const asking = new Map<number, number>();
  for (const [i, level] of levels.entries()) {
    const block = blocks[i];
    if (level === undefined || !block) continue;
    if (isQuestion(headingOf(block))) asking.set(level, (asking.get(level) ?? 0) + 1);
  }
  const good = countsOf(levels).filter(([level, count]) => {
    const number = asking.get(level) ?? 0;
    return number >= least && number * 2 >= count;
  });
  return good.sort(([a], [b]) => (asking.get(b) ?? 0) - (asking.get(a) ?? 0))[0]?.[0];
}

/** How many blocks there are of each level, highest first. */
function countsOf(
  levels: readonly (number | undefined)[],
): readonly (readonly [level: number, count: number])[] {
  const counts = new Map<number, number>();
  for (const level of levels) if (level !== undefined) counts.set(level, (counts.get(level) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b);
}

function firstWords(block: Block & { readonly type: 'paragraph' }): string {
  const [first] = block.children;
  const [text] = first?.type === 'strong' ? first.children : [first]; // **Q:** How …
  return text?.type === 'text' ? text.value.trimStart().slice(0, 20) : '';
}

/** Badges and the like are no words; neither are marks of HTML in a document of Markdown. */
function wordsAlone(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  return nodes.flatMap((node): PhrasingContent[] => {
    if (node.type === 'image' || node.type === 'imageReference' || node.type === 'html') return [];
    if (node.type !== 'link' && node.type !== 'linkReference') return [node];
    const children = wordsAlone(node.children);
    return children.length > 0 ? [{ ...node, children }] : [];
  });
}
