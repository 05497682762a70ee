import type { ListItem, PhrasingContent, Table } from 'mdast';
import type { Block } from '../../src/core/markdown.js';
import { readHtml } from './html-tree.js';

/** A mark of HTML that shows a picture, in a document of Markdown. */
const MARK = /^<img\b[^<>]*>$/i;

/** Blocks whose pictures are links or gone, and how many became what. */
export interface Shown {
  readonly blocks: readonly Block[];
  readonly linked: number;
  readonly gone: number;
  /** Links of which only the words are left. */
  readonly unlinked: number;
}

/**
 * Pictures as a chat can show them: a link of what they are called where their address works, else nothing. Within a line
 * of words what a picture is called stays as a word, since "press Save" needs it. Links that are relative get their whole
 * address where that is known; of others the words stay.
 *
 * @param base What addresses are relative to.
 */
export function withoutPictures(blocks: readonly Block[], base?: string): Shown {
  let linked = 0;
  let gone = 0;
  let unlinked = 0;

  const inline = (nodes: readonly PhrasingContent[], within = false): PhrasingContent[] =>
    nodes.flatMap((node): PhrasingContent[] => {
      const picture = pictureIn(node);
      if (picture) {
        const url = addressOf(picture.url, base);
        const becomesLink = picture.alt !== '' && (within || url !== undefined);
        if (becomesLink) linked += 1;
        else gone += 1;
        if (picture.alt === '') return [];
        const word: PhrasingContent = { type: 'text', value: picture.alt };
        return becomesLink && !within && url !== undefined
          ? [{ type: 'link', url, children: [word] }]
          : [word];
      }
      if (!('children' in node) || node.children.length === 0) return [node];
      const isLink = node.type === 'link' || node.type === 'linkReference';
      const children = inline(node.children, within || isLink);
      if (children.length === 0) return [];
      if (node.type !== 'link' || !isPartial(node.url)) return [{ ...node, children }];
      const url = addressOf(node.url, base);
      if (url !== undefined) return [{ ...node, url, children }];
      unlinked += 1;
      return children;
    });
  const line = (nodes: readonly PhrasingContent[]): PhrasingContent[] => {
    if (!nodes.some(isChanged)) return [...nodes];
    const before = linked;
    const children = withoutBreaks(inline(nodes));
    return linked === before && nodes.every(isWordless) ? [] : children;
  };
  const block = (node: Block): Block[] => {
    switch (node.type) {
      case 'paragraph':
      case 'heading': {
        const children = line(node.children);
        return children.length > 0 || node.children.length === 0 ? [{ ...node, children }] : [];
      }
      case 'blockquote': {
        const children = (node.children as Block[]).flatMap(block); // made by `parseMarkdown` or `blocksOf`
        return children.length > 0 || node.children.length === 0 ? [{ ...node, children }] : [];
      }
      case 'list': {
        const children = node.children.flatMap((item): ListItem[] => {
          const inside = (item.children as Block[]).flatMap(block); // as above
          return inside.length > 0 || item.children.length === 0 ? [{ ...item, children: inside }] : [];
        });
        return children.length > 0 ? [{ ...node, children }] : [];
      }
      case 'table':
        return [withCells(node, inline)];
      case 'code':
      case 'thematicBreak':
        return [node];
      default:
        return node satisfies never;
    }
  };
  return { blocks: blocks.flatMap(block), linked, gone, unlinked };
}

/** A document of Markdown whose pictures in marks of HTML, alone on their lines, are read as such again. */
export function withMarks(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block): Block => {
    const [only, ...more] = block.type === 'paragraph' ? block.children : [];
    if (block.type !== 'paragraph' || only?.type !== 'text' || more.length > 0) return block;
    const lines = only.value.trim().split('\n');
    if (!lines.every((line) => MARK.test(line.trim()))) return block;
    return { ...block, children: lines.map((value) => ({ type: 'html', value })) };
  });
}

/** What became of pictures and links, for whoever reads the draft. */
export function pictureNotes({ linked, gone, unlinked }: Shown): readonly string[] {
  return [
    ...(linked > 0 ? [linked === 1 ? 'A picture became a link.' : `${linked} pictures became links.`] : []),
    ...(gone > 0 ? [gone === 1 ? 'A picture was left out.' : `${gone} pictures were left out.`] : []),
    ...(unlinked > 0
      ? [
          unlinked === 1
            ? 'A link without a whole address was left out.'
            : `${unlinked} links without a whole address were left out.`,
        ]
      : []),
  ];
}

/** An address that a reader may follow, in full; an address within the page is none. */
export function addressOf(href: string | undefined, base: string | undefined): string | undefined {
  const trimmed = href?.trim() ?? '';
  if (trimmed === '' || trimmed.startsWith('#')) return undefined;
  if (!URL.canParse(trimmed, base)) return undefined;
  const url = new URL(trimmed, base);
  return /^(?:https?|mailto):$/.test(url.protocol) && url.href.length < 2_000 ? url.href : undefined;
}

/** Whether a link leads to another page of the same site, and says not of which. */
export function isPartial(href: string): boolean {
  const trimmed = href.trim();
  return trimmed !== '' && !/^(?:#|[a-z][a-z0-9+.-]*:)/i.test(trimmed);
}

function pictureIn(node: PhrasingContent): { readonly url: string; readonly alt: string } | undefined {
  if (node.type === 'image') return { url: node.url, alt: words(node.alt) };
  if (node.type === 'imageReference') return { url: '', alt: words(node.alt) };
  if (node.type !== 'html' || !MARK.test(node.value.trim())) return undefined;
  const [mark] = readHtml(node.value.trim(), '').children;
  if (mark === undefined || typeof mark === 'string') return undefined;
  return { url: mark.attributes.src ?? '', alt: words(mark.attributes.alt) };
}

function words(text: string | null | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}

/** Whether there is a picture in it, or a link without a whole address. */
function isChanged(node: PhrasingContent): boolean {
  if (pictureIn(node) || (node.type === 'link' && isPartial(node.url))) return true;
  return 'children' in node && node.children.some(isChanged);
}

/** Whether there is nothing in it but pictures and room between them. */
function isWordless(node: PhrasingContent): boolean {
  if (pictureIn(node) || node.type === 'break') return true;
  if ('children' in node) return node.children.every(isWordless);
  return node.type === 'text' && node.value.trim() === '';
}

/** Room around a picture that is gone. */
function withoutBreaks(nodes: PhrasingContent[]): PhrasingContent[] {
  const isRoom = (node: PhrasingContent | undefined): boolean =>
    node?.type === 'break' || (node?.type === 'text' && node.value.trim() === '');
  while (isRoom(nodes[0])) nodes.shift();
  while (isRoom(nodes.at(-1))) nodes.pop();
  return nodes;
}

function withCells(table: Table, inline: (nodes: readonly PhrasingContent[]) => PhrasingContent[]): Table {
  return {
    ...table,
    children: table.children.map((row) => ({
      ...row,
      children: row.children.map((cell) => ({ ...cell, children: inline(cell.children) })),
    })),
  };
}
