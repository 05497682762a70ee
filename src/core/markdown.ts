import type {
  Blockquote,
  Code,
  Definition,
  Heading,
  Link,
  List,
  ListItem,
  Node,
  Paragraph,
  Parents,
  PhrasingContent,
  Root,
  RootContent,
  Table,
  Text,
  ThematicBreak,
} from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown, gfmToMarkdown } from 'mdast-util-gfm';
import { defaultHandlers, type Info, type State, toMarkdown } from 'mdast-util-to-markdown';
import { gfm } from 'micromark-extension-gfm';
import { runsOf, textOfRuns } from './runs.js';

/** A block of formatted text, in mdast. Everything else that CommonMark has is put into these by {@link parseMarkdown}. */
export type Block = Paragraph | Heading | Code | Blockquote | List | Table | ThematicBreak;

/** Without the second look for addresses, which finds those that their writer escaped. */
const mdastExtensions = gfmFromMarkdown().map(({ transforms: _transforms, ...extension }) => extension);

/** Quotes and lists that begin within one another on one line: beyond this it is no formatting of anybody's. */
const DEEPEST = 32;
/** The marks of quotes and items at the beginning of a line. */
const MARKS = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)))+/;

/**
 * Whether a line opens more blocks within one another than anybody writes: reading such text takes time that grows with
 * the square of its length.
 */
function isTooDeep(markdown: string): boolean {
  return markdown.split(/\r\n?|\n/).some((line) => {
    const [marks = ''] = MARKS.exec(line) ?? [];
    return marks.length > DEEPEST && (marks.match(/>|[-+*]|\d+[.)]/g)?.length ?? 0) > DEEPEST;
  });
}

/**
 * Reads CommonMark with tables, strikethrough, task lists and bare addresses. Nothing of the text is lost: HTML and
 * footnotes are their text, links and images that name a definition get its address.
 */
export function parseMarkdown(markdown: string): readonly Block[] {
  if (isTooDeep(markdown)) return [paragraph([{ type: 'text', value: markdown }])];
  try {
    const root = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions });
    const definitions = new Map<string, Definition>();
    define(root, definitions);
    return blocks(root.children, definitions);
  } catch (error) {
    // Thousands of quotes within quotes are too deep for the stack: then it is text.
    if (error instanceof RangeError) return [paragraph([{ type: 'text', value: markdown }])];
    throw error;
  }
}

/** Writes blocks as CommonMark. What {@link parseMarkdown} reads from it looks the same. */
export function writeMarkdown(children: readonly Block[]): string {
  const root: Root = { type: 'root', children: [...children] };
  const written = toMarkdown(root, {
    extensions: [gfmToMarkdown()],
    bullet: '-',
    rule: '-',
    emphasis: '_',
    fences: true,
    listItemIndent: 'one',
    handlers: { text, link: Object.assign(link, { peek: defaultHandlers.link.peek }) },
  });
  // The parser takes a byte order mark at the beginning for none of the text.
  return written.replace(/\n$/, '').replace(/^\ufeff/, '&#xFEFF;');
}

/** An address of mail as CommonMark reads it between `<` and `>`; GFM finds more of them than can be written so. */
const WRITABLE_MAIL = /^mailto:[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(?:\.[a-z\d-]+)*$/i;

function link(node: Link, parent: Parents | undefined, state: State, info: Info): string {
  state.options.resourceLink = /^mailto:/i.test(node.url) && !WRITABLE_MAIL.test(node.url);
  return defaultHandlers.link(node, parent, state, info);
}

/** Text with every `_` escaped: alone, the writer leaves those within words as they are, and encodes their neighbours. */
function text(node: Text, _parent: unknown, state: State, info: Info): string {
  const safe = state.safe(node.value, info);
  if (state.stack.includes('autolink')) return safe;
  return safe.replace(/(\\*)_/g, (found, escapes: string) =>
    escapes.length % 2 === 1 ? found : `${escapes}\\_`,
  );
}

/** The letters of blocks as a reader sees them, one block a line: list items keep their numbers, quotes their `>`. */
export function bareBlocks(children: readonly Block[]): string {
  return children
    .map(bareBlock)
    .filter((text) => text !== '')
    .join('\n');
}

/** Whether blocks are paragraphs without any formatting: then their letters say everything. */
export function isBare(children: readonly Block[]): boolean {
  return children.every(
    (block) =>
      block.type === 'paragraph' &&
      runsOf(block.children).every(
        ({ text, url, bold, italic, strike, code }) =>
          !bold && !italic && !strike && !code && (url === undefined || url === text),
      ),
  );
}

function bareBlock(node: Block): string {
  switch (node.type) {
    case 'paragraph':
    case 'heading':
      return textOfRuns(runsOf(node.children));
    case 'code':
      return node.value;
    case 'blockquote':
      return bareBlocks(node.children as Block[]) // made by `blocks`
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n');
    case 'list':
      return node.children
        .map((item, index) => {
          const [first = '', ...more] = bareBlocks(item.children as Block[]).split('\n'); // made by `blocks`
          return [`${markOf(node, index)}${boxOf(item)}${first}`, ...more].join('\n');
        })
        .join('\n');
    case 'table':
      return tableLines(node).join('\n');
    case 'thematicBreak':
      return '———';
    default:
      return node satisfies never;
  }
}

/** What stands before an item of a list: its number or a dash. */
export function markOf(list: List, index: number): string {
  return list.ordered ? `${(list.start ?? 1) + index}. ` : '- ';
}

/** The box of a task. */
export function boxOf({ checked }: ListItem): string {
  return checked === true ? '☑ ' : checked === false ? '☐ ' : '';
}

/** A table for those who have none: a row a line. */
export function tableLines(table: Table): readonly string[] {
  return table.children.map((row) =>
    row.children.map((cell) => textOfRuns(runsOf(cell.children)).replaceAll('\n', ' ')).join(' | '),
  );
}

function define(node: Node, definitions: Map<string, Definition>): void {
  if (node.type === 'definition') {
    const found = node as Definition;
    if (!definitions.has(found.identifier)) definitions.set(found.identifier, found);
  }
  for (const child of 'children' in node ? (node.children as Node[]) : []) define(child, definitions);
}

function blocks(nodes: readonly RootContent[], definitions: ReadonlyMap<string, Definition>): Block[] {
  return nodes.flatMap((node): Block[] => {
    switch (node.type) {
      case 'paragraph':
      case 'heading':
        return [{ ...node, children: resolved(node.children, definitions) }];
      case 'code':
      case 'thematicBreak':
        return [node];
      case 'blockquote':
        return [{ ...node, children: blocks(node.children, definitions) }];
      case 'list':
        return [
          {
            ...node,
            children: node.children.map((item) => ({
              ...item,
              children: blocks(item.children, definitions),
            })),
          },
        ];
      case 'table':
        return [
          {
            ...node,
            children: node.children.map((row) => ({
              ...row,
              children: row.children.map((cell) => ({
                ...cell,
                children: resolved(cell.children, definitions),
              })),
            })),
          },
        ];
      case 'html':
        return [paragraph([{ type: 'text', value: node.value }])];
      case 'footnoteDefinition': {
        const mark = `[${node.label ?? node.identifier}] `;
        const [first, ...rest] = blocks(node.children, definitions);
        return first?.type === 'paragraph'
          ? [paragraph([{ type: 'text', value: mark }, ...first.children]), ...rest]
          : [paragraph([{ type: 'text', value: mark.trim() }]), ...(first ? [first, ...rest] : [])];
      }
      case 'definition':
      case 'yaml':
        return [];
      case 'listItem':
        return blocks(node.children, definitions);
      case 'tableRow':
      case 'tableCell':
        return [];
      default:
        return [paragraph(resolved([node], definitions))];
    }
  });
}

function paragraph(children: PhrasingContent[]): Paragraph {
  return { type: 'paragraph', children };
}

function resolved(
  nodes: readonly PhrasingContent[],
  definitions: ReadonlyMap<string, Definition>,
): PhrasingContent[] {
  return nodes.map((node): PhrasingContent => {
    const url = 'identifier' in node ? definitions.get(node.identifier)?.url : undefined;
    if (node.type === 'imageReference' && url !== undefined)
      return { type: 'image', url, alt: node.alt ?? null };
    if (!('children' in node)) return node;
    const children = resolved(node.children, definitions);
    return node.type === 'linkReference' && url !== undefined
      ? { type: 'link', url, children }
      : { ...node, children };
  });
}
