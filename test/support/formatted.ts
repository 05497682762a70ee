import fc from 'fast-check';
import type { ListItem } from 'mdast';
import { type Block, boxOf, markOf, tableLines } from '../../src/core/markdown.js';
import { paragraphsOf, type Run, runsOf } from '../../src/core/runs.js';

const LOOKS: readonly Omit<Run, 'text'>[] = [
  {},
  {},
  {},
  { bold: true },
  { italic: true },
  { strike: true },
  { code: true },
  { bold: true, italic: true },
  { bold: true, strike: true },
  { italic: true, strike: true },
  { bold: true, italic: true, strike: true },
  { url: 'https://a.example/x' },
  { url: 'https://b.example/y', bold: true },
];

/** Stretches that look in any way, of these letters. */
export function runsFrom(letters: fc.Arbitrary<string>, between = ''): fc.Arbitrary<readonly Run[]> {
  const run = fc
    .record({
      text: letters,
      look: fc.constantFrom(...LOOKS),
    })
    .map(({ text, look }): Run => ({ text, ...look }));
  return fc
    .array(run, { minLength: 1, maxLength: 6 })
    .map((runs) => runs.flatMap((one) => (between === '' ? [one] : [one, { text: between }])));
}

/** Blocks that every platform can show: paragraphs, lists, fences, quotes of paragraphs; `between` parts the stretches. */
export function blocksFrom(letters: fc.Arbitrary<string>, between = ''): fc.Arbitrary<readonly Block[]> {
  const paragraphs = runsFrom(letters, between).map((runs): Block[] => paragraphsOf(runs).slice(0, 1));
  const item = (below: fc.Arbitrary<Block[]>): fc.Arbitrary<ListItem> =>
    fc
      .tuple(paragraphs, below)
      .filter(([words]) => words.length > 0)
      .map(([words, more]): ListItem => ({ type: 'listItem', spread: false, children: [...words, ...more] }));
  const list = (below: fc.Arbitrary<Block[]>): fc.Arbitrary<Block[]> =>
    fc
      .tuple(
        fc.option(fc.integer({ min: 1, max: 12 })),
        fc.array(item(below), { minLength: 1, maxLength: 3 }),
      )
      .map(([start, children]): Block[] => [
        { type: 'list', ordered: start !== null, ...(start !== null && { start }), spread: false, children },
      ]);
  const none = fc.constant<Block[]>([]);
  const code = fc
    .tuple(fc.constantFrom('', 'js'), letters)
    .filter(([, value]) => value.trim() !== '')
    .map(([lang, value]): Block[] => [
      { type: 'code', lang: lang || null, value: value.replace(/^\s+|\s+$/g, '') },
    ]);
  const quote = paragraphs.map(
    (children): Block[] => (children.length ? [{ type: 'blockquote', children: children as never }] : []), // paragraphs
  );
  const block = fc.oneof(paragraphs, paragraphs, code, quote, list(fc.oneof(none, none, list(none))));
  return fc.array(block, { minLength: 1, maxLength: 5 }).map((all) => all.flat());
}

/** Every letter that is no space, with how it looks and what it stands in. */
export function lettersOf(blocks: readonly Block[], within = ''): string[] {
  const words = (text: string, look: string): string[] =>
    [...text.replace(/\s/g, '')].map((letter) => `${letter} ${within}${look}`);
  return blocks.flatMap((block): string[] => {
    switch (block.type) {
      case 'paragraph':
      case 'heading':
        return runsOf(block.children).flatMap(({ text, ...look }) =>
          words(text, [block.type === 'heading' ? `h${block.depth}` : '', ...looksOf(look)].join(' ')),
        );
      case 'code':
        return words(block.value, 'fence');
      case 'table':
        return words(tableLines(block).join('\n'), 'fence');
      case 'thematicBreak':
        return words('———', 'p');
      case 'blockquote':
        return lettersOf(block.children as Block[], `${within}>`); // made by parseMarkdown
      case 'list':
        return block.children.flatMap((item, index) => [
          ...words(markOf(block, index) + boxOf(item), '*'),
          ...lettersOf(item.children as Block[], `${within}*`), // made by parseMarkdown
        ]);
      default:
        return block satisfies never;
    }
  });
}

function looksOf({ url, ...look }: Omit<Run, 'text'>): string[] {
  return [...Object.keys(look).sort(), ...(url === undefined ? [] : [`(${url})`])];
}
