import type { ListItem } from 'mdast';
import { type Block, boxOf, markOf, parseMarkdown, tableLines } from '../../src/core/markdown.js';
import { type Look, type Run, runsOf } from '../../src/core/runs.js';

/** A piece of a line. Text is shown letter by letter: nothing in it is markup, so that nothing can break out. */
export type Inline =
  | { readonly type: 'text'; readonly text: string; readonly style?: Look }
  | { readonly type: 'link'; readonly url: string; readonly text?: string; readonly style?: Look }
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
  return joined(
    parseMarkdown(markdown).flatMap((node) => block(node, 0)),
    '\n\n',
  );
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

function block(node: Block, depth: number): RichElement[] {
  switch (node.type) {
    case 'paragraph':
      return sectionOf(inline(runsOf(node.children)));
    case 'heading':
      return sectionOf(inline(runsOf(node.children).map((run) => ({ ...run, bold: true }))));
    case 'code':
      return preformatted(node.value);
    case 'blockquote': {
      const elements = below(node.children.map((child) => flat(child as Block))); // made by parseMarkdown
      return elements.length ? [{ type: 'rich_text_quote', elements }] : [];
    }
    case 'list':
      // Slack counts from one.
      if (node.ordered && node.start === 0) return sectionOf(flat(node));
      return list(node.children, node.ordered === true, node.start ?? 1, depth);
    case 'table':
      return preformatted(tableLines(node).join('\n'));
    case 'thematicBreak':
      return [section([{ type: 'text', text: '———' }])];
    default:
      return node satisfies never;
  }
}

function preformatted(text: string): RichElement[] {
  return text === '' ? [] : [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }];
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
    const [first, ...rest] = item.children as Block[]; // made by parseMarkdown
    const box: readonly Run[] = boxOf(item) ? [{ text: boxOf(item) }] : [];
    const line = inline([...box, ...(first?.type === 'paragraph' ? runsOf(first.children) : [])]);
    run.push(section(line.length ? line : [{ type: 'text', text: ' ' }]));
    const under = first && first.type !== 'paragraph' ? [first, ...rest] : rest;
    if (!under.length) continue;
    flush();
    for (const child of under) out.push(...block(child, depth + 1));
  }
  flush();
  return out;
}

function inline(runs: readonly Run[]): Inline[] {
  return runs.map(({ text, url, ...style }): Inline => {
    const look = Object.keys(style).length > 0 && { style };
    if (url === undefined || !/^(?:https?|mailto):/i.test(url)) return { type: 'text', text, ...look };
    return { type: 'link', url, ...(text !== url && { text }), ...look };
  });
}

/** A block within a quote, which holds nothing but words. */
function flat(node: Block): Inline[] {
  switch (node.type) {
    case 'list':
      return below(
        node.children.map((item, index): Inline[] => [
          { type: 'text', text: markOf(node, index) + boxOf(item) },
          ...below(item.children.map((child) => flat(child as Block))), // made by parseMarkdown
        ]),
      );
    case 'blockquote':
      return below(node.children.map((child) => flat(child as Block))); // made by parseMarkdown
    default:
      return block(node, 0).flatMap((element): Inline[] =>
        element.type === 'rich_text_list' ? [] : [...element.elements],
      );
  }
}

/** Lines, one below the other. */
function below(parts: readonly (readonly Inline[])[]): Inline[] {
  return parts
    .filter((part) => part.length)
    .flatMap((part, index) => (index > 0 ? [{ type: 'text', text: '\n' } as const, ...part] : part));
}

/** The bare words of a line. */
export function textOf(elements: readonly Inline[]): string {
  return elements
    .map((element) =>
      element.type === 'text' ? element.text : element.type === 'link' ? (element.text ?? element.url) : '',
    )
    .join('');
}
