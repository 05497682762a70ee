import type { BlockContent, DefinitionContent, ListItem, PhrasingContent, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** How a stretch of text looks. */
interface Style {
  readonly bold?: true;
  readonly italic?: true;
  readonly strike?: true;
  readonly code?: true;
}

/** A piece of a line. Text is shown letter by letter: nothing in it is markup, so that nothing can break out. */
export type Inline =
  | { readonly type: 'text'; readonly text: string; readonly style?: Style }
  | { readonly type: 'link'; readonly url: string; readonly text?: string; readonly style?: Style }
  | { readonly type: 'user'; readonly user_id: string }
  | {
      readonly type: 'date';
      readonly timestamp: number;
      readonly format: string;
      readonly fallback: string;
    };

/** A part of a `rich_text` block. */
export type RichElement =
  | { readonly type: 'rich_text_section'; readonly elements: readonly Inline[] }
  | { readonly type: 'rich_text_preformatted'; readonly elements: readonly Inline[] }
  | { readonly type: 'rich_text_quote'; readonly elements: readonly Inline[] }
  | {
      readonly type: 'rich_text_list';
      readonly style: 'bullet' | 'ordered';
      readonly indent: number;
      readonly offset?: number;
      readonly elements: readonly {
        readonly type: 'rich_text_section';
        readonly elements: readonly Inline[];
      }[];
    };

/** Text that a person typed, letter by letter. */
export function plainElements(text: string): RichElement[] {
  return text === '' ? [] : [section([{ type: 'text', text }])];
}

/** Texts that were parsed lately: what an article says is said to many. */
const parsed = new Map<string, readonly RichElement[]>();
const MOST_PARSED = 200;

/** CommonMark (with tables and the like) as rich text. What Slack has no form for is shown as its text. */
export function markdownElements(markdown: string): readonly RichElement[] {
  const known = parsed.get(markdown);
  if (known) return known;
  const elements = elementsOf(markdown);
  if (parsed.size >= MOST_PARSED) parsed.clear();
  parsed.set(markdown, elements);
  return elements;
}

function elementsOf(markdown: string): readonly RichElement[] {
  const root = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const out: RichElement[] = [];
  for (const node of root.children) out.push(...block(node, 0));
  return joined(out, '\n\n');
}

/** Sections that follow one another as one, with line ends between them: that is how Slack's own clients write. */
export function joined(elements: readonly RichElement[], between: string): RichElement[] {
  const out: RichElement[] = [];
  for (const element of elements) {
    const last = out.at(-1);
    if (element.type !== 'rich_text_section' || last?.type !== 'rich_text_section') out.push(element);
    else {
      const gap = { type: 'text', text: between } as const;
      out[out.length - 1] = section([...last.elements, gap, ...element.elements]);
    }
  }
  return out;
}

function section(elements: readonly Inline[]): Extract<RichElement, { type: 'rich_text_section' }> {
  return { type: 'rich_text_section', elements };
}

function block(node: RootContent | BlockContent | DefinitionContent, depth: number): RichElement[] {
  switch (node.type) {
    case 'paragraph':
      return sectionOf(inline(node.children, {}));
    case 'heading':
      return sectionOf(inline(node.children, { bold: true }));
    case 'code':
      return node.value === ''
        ? []
        : [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: node.value }] }];
    case 'blockquote': {
      const lines = node.children.flatMap((child, index): Inline[] => [
        ...(index > 0 ? [{ type: 'text', text: '\n' } as const] : []),
        ...flat(block(child, depth)),
      ]);
      return lines.length ? [{ type: 'rich_text_quote', elements: lines }] : [];
    }
    case 'list':
      return list(node.children, node.ordered === true, node.start ?? 1, depth);
    case 'table':
      return [
        {
          type: 'rich_text_preformatted',
          elements: [
            {
              type: 'text',
              text: node.children
                .map((row) => row.children.map((cell) => textOf(inline(cell.children, {}))).join(' | '))
                .join('\n'),
            },
          ],
        },
      ];
    case 'thematicBreak':
      return [section([{ type: 'text', text: '———' }])];
    case 'html':
      return [section([{ type: 'text', text: node.value }])];
    case 'definition':
    case 'footnoteDefinition':
    case 'yaml':
      return [];
    default:
      return sectionOf(inline([node], {}));
  }
}

function sectionOf(elements: readonly Inline[]): RichElement[] {
  return elements.length ? [section(elements)] : [];
}

/** Items of one level; what they hold beside their words follows as lists of the next level and blocks of their own. */
function list(items: readonly ListItem[], ordered: boolean, start: number, depth: number): RichElement[] {
  const style = ordered ? 'ordered' : 'bullet';
  const out: RichElement[] = [];
  let run: { type: 'rich_text_section'; elements: readonly Inline[] }[] = [];
  let done = 0;
  const flush = (): void => {
    if (!run.length) return;
    const offset = ordered ? start - 1 + done : 0;
    out.push({
      type: 'rich_text_list',
      style,
      indent: Math.min(depth, 8),
      ...(offset > 0 && { offset }),
      elements: run,
    });
    done += run.length;
    run = [];
  };
  for (const item of items) {
    const [first, ...rest] = item.children;
    const mark = item.checked === true ? '☑ ' : item.checked === false ? '☐ ' : '';
    const words = first?.type === 'paragraph' ? inline(first.children, {}) : [];
    const marked: readonly Inline[] = mark ? [{ type: 'text', text: mark }, ...words] : words;
    run.push(section(marked.length ? marked : [{ type: 'text', text: ' ' }]));
    const below = first && first.type !== 'paragraph' ? [first, ...rest] : rest;
    if (!below.length) continue;
    flush();
    for (const child of below) out.push(...block(child, depth + 1));
  }
  flush();
  return out;
}

function inline(nodes: readonly (PhrasingContent | RootContent)[], style: Style): Inline[] {
  return nodes.flatMap((node): Inline[] => {
    switch (node.type) {
      case 'text':
        return words(node.value, style);
      case 'inlineCode':
        return words(node.value, { ...style, code: true });
      case 'strong':
        return inline(node.children, { ...style, bold: true });
      case 'emphasis':
        return inline(node.children, { ...style, italic: true });
      case 'delete':
        return inline(node.children, { ...style, strike: true });
      case 'break':
        return words('\n', {});
      case 'link': {
        const text = textOf(inline(node.children, {}));
        if (!/^(?:https?|mailto):/i.test(node.url)) return words(text, style);
        return [
          {
            type: 'link',
            url: node.url,
            ...(text && text !== node.url && { text }),
            ...(Object.keys(style).length > 0 && { style }),
          },
        ];
      }
      case 'image':
        return words(node.alt || node.url, style);
      case 'html':
        return words(node.value, style);
      case 'linkReference':
        return inline(node.children, style);
      default:
        return 'value' in node && typeof node.value === 'string' ? words(node.value, style) : [];
    }
  });
}

function words(text: string, style: Style): Inline[] {
  if (text === '') return [];
  return [{ type: 'text', text, ...(Object.keys(style).length > 0 && { style }) }];
}

function flat(elements: readonly RichElement[]): Inline[] {
  return elements.flatMap((element): Inline[] =>
    element.type === 'rich_text_list'
      ? element.elements.flatMap((item, index) => [
          { type: 'text', text: `${index > 0 ? '\n' : ''}• ` } as const,
          ...item.elements,
        ])
      : [...element.elements],
  );
}

/** The bare words of a line. */
export function textOf(elements: readonly Inline[]): string {
  return elements
    .map((element) =>
      element.type === 'text' ? element.text : element.type === 'link' ? (element.text ?? element.url) : '',
    )
    .join('');
}
