import type { PhrasingContent } from 'mdast';
import type { Block } from '../../src/core/markdown.js';
import { ANSWER_MARK, isMarkedAsQuestion } from './found.js';

/** A question, and its answer in the same line: 问：饭卡怎么充值？答：食堂门口的机器。 */
const IN_LINE = new RegExp(`([?？])\\s*(?=${ANSWER_MARK.source.slice(1)})`, 'i');

/**
 * Paragraphs that hold "Q: …" and "A: …" in lines of their own, or both in one line, as a paragraph for each. Others stay
 * as they are.
 */
export function linesApart(blocks: readonly Block[]): readonly Block[] {
  return blocks.flatMap((block): readonly Block[] => {
    if (block.type !== 'paragraph') return [block];
    const lines = linesOf(block.children);
    if (!lines.some((line) => isMarkedAsQuestion(wordsOf(line)))) return [block];
    const parts: PhrasingContent[][] = [];
    for (const line of lines) {
      const words = wordsOf(line);
      const begins = isMarkedAsQuestion(words) || ANSWER_MARK.test(words);
      const open = parts.at(-1);
      if (begins || !open) parts.push(line);
      else open.push({ type: 'break' }, ...line);
    }
    return parts.map((children) => ({ ...block, children }));
  });
}

/** The lines of a paragraph; a question with its answer behind it is two. */
function linesOf(children: readonly PhrasingContent[]): PhrasingContent[][] {
  const lines: PhrasingContent[][] = [[]];
  for (const child of children) {
    if (child.type === 'break') {
      lines.push([]);
      continue;
    }
    if (child.type !== 'text') {
      lines.at(-1)?.push(child);
      continue;
    }
    for (const [i, value] of child.value.split('\n').entries()) {
      if (i > 0) lines.push([]);
      const before = wordsOf(lines.at(-1) ?? []);
      const [, sign] = (isMarkedAsQuestion(before + value.slice(0, BEGINNING)) && IN_LINE.exec(value)) || [];
      const at = sign === undefined ? -1 : value.search(IN_LINE) + sign.length;
      const texts = at < 0 ? [value] : [value.slice(0, at), value.slice(at).trimStart()];
      for (const [j, text] of texts.entries()) {
        if (j > 0) lines.push([]);
        if (text !== '') lines.at(-1)?.push({ type: 'text', value: text });
      }
    }
  }
  return lines.filter((line) => wordsOf(line) !== '');
}

/** So much of a line tells what it begins with. */
const BEGINNING = 20;

/** The beginning of a line, whether it is bold or not. */
function wordsOf(nodes: readonly PhrasingContent[]): string {
  let words = '';
  for (const node of nodes) {
    if (words.length >= BEGINNING) break;
    if ('value' in node) words = `${words}${node.value.slice(0, BEGINNING + 1)}`.trimStart();
    else if ('children' in node) words = `${words}${wordsOf(node.children)}`.trimStart();
  }
  return words;
}
