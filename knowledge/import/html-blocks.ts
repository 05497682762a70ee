import type { List, ListItem, PhrasingContent, Table } from 'mdast';
import type { Block } from '../../src/core/markdown.js';
import { type Element, wordsOf } from './html-tree.js';
import { addressOf, isPartial } from './pictures.js';

/** What surrounds the text of a page. */
const AROUND = new Set('nav footer aside form head title hr'.split(' '));
const HEADING = /^h[1-6]$/;
/** Elements that hold blocks or stand on lines of their own; everything else is within a line. */
const HOLDERS = new Set(
  '#root html body main article section div header center address figure figcaption fieldset details summary dl dt dd label legend noembed tbody thead tfoot caption menu'.split(
    ' ',
  ),
);
const LISTS = new Set(['ul', 'ol', 'menu']);
/** Cells of one row, and rows of one table, that are kept. */
const MOST_CELLS = 20;

/** How a page is read: what its addresses are relative to, and what was met on the way. */
export interface Reading {
  readonly base: string | undefined;
  /** What is passed over. */
  readonly without?: ReadonlySet<Element>;
}

/** Whether an element belongs to what is around the text, or is hidden. */
export function isAround({ name, attributes }: Element): boolean {
  if (AROUND.has(name) || 'hidden' in attributes || attributes['aria-hidden'] === 'true') return true;
  return (
    /^(?:navigation|banner|contentinfo|search|complementary)$/.test(attributes.role ?? '') ||
    /(?:^|;)\s*display\s*:\s*none/i.test(attributes.style ?? '')
  );
}

/** The blocks of a piece of a page. Definition lists and what can be unfolded become a bold line with what belongs to it. */
export function blocksOf(nodes: readonly (Element | string)[], reading: Reading): Block[] {
  const blocks: Block[] = [];
  let line: PhrasingContent[] = [];
  const flush = (): void => {
    const children = trimmed(line);
    line = [];
    if (children.length > 0) blocks.push({ type: 'paragraph', children });
  };
  const put = (found: readonly Block[]): void => {
    flush();
    for (const block of found) blocks.push(block);
  };
  for (const node of nodes) {
    if (typeof node === 'string') {
      line.push(text(node));
      continue;
    }
    const { name } = node;
    if (isAround(node) || name === 'script' || name === 'button' || reading.without?.has(node)) continue;
    if (HEADING.test(name)) put(headingOf(node, reading));
    else if (name === 'p') put(blocksOf(node.children, reading));
    else if (name === 'pre') put([{ type: 'code', value: rawOf(node).replace(/^\n/, '').trimEnd() }]);
    else if (name === 'blockquote') {
      const inner = blocksOf(node.children, reading);
      put(inner.length > 0 ? [{ type: 'blockquote', children: inner }] : []);
    } else if (LISTS.has(name)) put(listOf(node, reading));
    else if (name === 'table') put(tableOf(node, reading));
    else if (name === 'dt' || name === 'summary') put(boldLine(node, reading));
    else if (HOLDERS.has(name)) put(blocksOf(node.children, reading));
    else if (holdsBlocks(node)) put(blocksOf(node.children, reading));
    else for (const inline of inlineOf(node, reading)) line.push(inline);
  }
  flush();
  return blocks;
}

function headingOf(node: Element, reading: Reading): readonly Block[] {
  const children = trimmed(phrasing(node.children, reading, true));
  const depth = Math.min(6, Math.max(1, Number(node.name[1]))) as 1 | 2 | 3 | 4 | 5 | 6; // between the two
  return children.length > 0 ? [{ type: 'heading', depth, children }] : [];
}

function boldLine(node: Element, reading: Reading): readonly Block[] {
  const children = trimmed(phrasing(node.children, reading, true));
  return children.length > 0 ? [{ type: 'paragraph', children: [{ type: 'strong', children }] }] : [];
}

/** A link or a span around paragraphs. */
function holdsBlocks({ children }: Element): boolean {
  return children.some(
    (child) =>
      typeof child !== 'string' &&
      (HOLDERS.has(child.name) ||
        HEADING.test(child.name) ||
        LISTS.has(child.name) ||
        /^(?:p|pre|table|blockquote)$/.test(child.name)),
  );
}

function listOf(node: Element, reading: Reading): readonly Block[] {
  const items: ListItem[] = [];
  for (const child of node.children) {
    if (typeof child === 'string' || isAround(child)) continue;
    const children = blocksOf(child.name === 'li' ? child.children : [child], reading);
    if (children.length > 0) items.push({ type: 'listItem', spread: false, children });
  }
  const start = Number(node.attributes.start ?? 1);
  const ordered = node.name === 'ol';
  const list: List = {
    type: 'list',
    ordered,
    ...(ordered && { start: Number.isInteger(start) && start >= 0 && start < 1e6 ? start : 1 }),
    spread: false,
    children: items,
  };
  return items.length > 0 ? [list] : [];
}

/** A table of texts; one that only places things on the page, with one column or with blocks in it, is its blocks. */
function tableOf(node: Element, reading: Reading): readonly Block[] {
  const found = rowsOf(node);
  const cells = found.flat();
  const rows = inColumns(found.filter((row) => row.length > 0));
  const width = rows.reduce((most, row) => Math.max(most, row.findLastIndex((cell) => cell) + 1), 0);
  if (width < 2 || width > MOST_CELLS || cells.some((cell) => cell.children.some(isTable))) {
    return cells.flatMap((cell) => blocksOf(cell.children, reading));
  }
  const table: Table = {
    type: 'table',
    children: rows.map((row) => ({
      type: 'tableRow',
      children: Array.from({ length: width }, (_, i) => ({
        type: 'tableCell',
        children: trimmed(phrasing(row[i]?.children ?? [], reading, true)),
      })),
    })),
  };
  return table.children.length > 0 ? [table] : [];
}

/**
 * Each cell in its column: one that spans rows stands in all of them, since a table of Markdown has no such cells, and
 * right of one that spans columns nothing stands. Of a row with more than {@link MOST_CELLS} the rest is left out.
 */
function inColumns(rows: readonly (readonly Element[])[]): readonly (readonly (Element | null)[])[] {
  const grid = rows.map((): (Element | null)[] => []);
  for (const [y, row] of rows.entries()) {
    let x = 0;
    for (const cell of row) {
      while (grid[y]?.[x] !== undefined) x += 1;
      if (x > MOST_CELLS) break;
      const right = spanOf(cell.attributes.colspan, MOST_CELLS);
      for (const line of grid.slice(y, y + spanOf(cell.attributes.rowspan, rows.length))) {
        line[x] = cell;
        for (let i = 1; i < right; i++) line[x + i] = null;
      }
    }
  }
  return grid;
}

function spanOf(written: string | undefined, most: number): number {
  const span = Number.parseInt(written ?? '', 10);
  return span > 1 ? Math.min(span, most) : 1;
}

/** The cells of a table, row by row. */
export function rowsOf(table: Element): readonly Element[][] {
  const rows: Element[][] = [];
  const gather = (element: Element): void => {
    for (const child of element.children) {
      if (typeof child === 'string') continue;
      if (child.name === 'tr') rows.push(child.children.filter(isCell));
      else if (/^(?:tbody|thead|tfoot)$/.test(child.name)) gather(child);
    }
  };
  gather(table);
  return rows;
}

function isCell(node: Element | string): node is Element {
  return typeof node !== 'string' && (node.name === 'td' || node.name === 'th');
}

function isTable(node: Element | string): boolean {
  return typeof node !== 'string' && node.name === 'table';
}

function rawOf({ children }: Element): string {
  return children
    .map((child) => (typeof child === 'string' ? child : child.name === 'br' ? '\n' : rawOf(child)))
    .join('');
}

/** What is within a line. `flat`: blocks inside are their words, and lines are not broken. */
function phrasing(nodes: readonly (Element | string)[], reading: Reading, flat: boolean): PhrasingContent[] {
  return nodes.flatMap((node) => (typeof node === 'string' ? [text(node)] : inlineOf(node, reading, flat)));
}

function inlineOf(node: Element, reading: Reading, flat = false): PhrasingContent[] {
  const { name, attributes } = node;
  if (isAround(node) || name === 'script') return [];
  if (name === 'br') return flat ? [text(' ')] : [{ type: 'break' }];
  if (name === 'img') {
    const url = addressOf(attributes.src, reading.base) ?? '';
    return [{ type: 'image', url, alt: attributes.alt?.replace(/\s+/g, ' ').trim() ?? '' }];
  }
  if (name === 'code' || name === 'kbd' || name === 'samp' || name === 'tt') {
    const value = wordsOf(node);
    return value === '' ? [] : [{ type: 'inlineCode', value }];
  }
  const inner = phrasing(node.children, reading, flat);
  const around = HOLDERS.has(name) || name === 'p' || name === 'li' ? [text(' ')] : [];
  const children = [...around, ...inner, ...around];
  if (isBlank(children)) return children.length > 0 ? [text(' ')] : [];
  switch (name) {
    case 'strong':
    case 'b':
      return wrapped('strong', children);
    case 'em':
    case 'i':
      return wrapped('emphasis', children);
    case 's':
    case 'del':
    case 'strike':
      return wrapped('delete', children);
    case 'a': {
      const { href = '' } = attributes;
      // One that leads nowhere from here is told with the draft that has it: see `withoutPictures`.
      const url = addressOf(href, reading.base) ?? (isPartial(href) ? href : undefined);
      return url === undefined || holdsLink(children) ? children : [{ type: 'link', url, children }];
    }
    default:
      return children;
  }
}

/** Marks stand around words, not around spaces; and not within the same marks. */
function wrapped(type: 'strong' | 'emphasis' | 'delete', children: PhrasingContent[]): PhrasingContent[] {
  if (children.every((child) => child.type === type)) return children;
  const words = trimmed(children);
  const first = children[0];
  const last = children.at(-1);
  return [
    ...(first?.type === 'text' && /^\s/.test(first.value) ? [text(' ')] : []),
    { type, children: words },
    ...(last?.type === 'text' && /\s$/.test(last.value) ? [text(' ')] : []),
  ];
}

function holdsLink(nodes: readonly PhrasingContent[]): boolean {
  return nodes.some((node) => node.type === 'link' || ('children' in node && holdsLink(node.children)));
}

function isBlank(nodes: readonly PhrasingContent[]): boolean {
  return nodes.every((node) => node.type === 'text' && node.value.trim() === '');
}

function text(value: string): PhrasingContent & { readonly type: 'text' } {
  return { type: 'text', value: value.replace(/[\s\u00a0]+/g, ' ') };
}

/** Without spaces and breaks around it, and texts that stand together as one. */
function trimmed(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  const out: PhrasingContent[] = [];
  for (const node of nodes) {
    const before = out.at(-1);
    if (node.type === 'text' && before?.type === 'text') before.value += node.value;
    else out.push({ ...node });
  }
  for (const node of out) if (node.type === 'text') node.value = node.value.replace(/ {2,}/g, ' ');
  const isSpace = (node: PhrasingContent | undefined): boolean =>
    node !== undefined && (node.type === 'break' || (node.type === 'text' && node.value.trim() === ''));
  let from = 0;
  let to = out.length;
  while (from < to && isSpace(out[from])) from += 1;
  while (to > from && isSpace(out[to - 1])) to -= 1;
  const kept = out.slice(from, to);
  const first = kept[0];
  const last = kept.at(-1);
  if (first?.type === 'text') first.value = first.value.trimStart();
  if (last?.type === 'text') last.value = last.value.trimEnd();
  return kept;
}
