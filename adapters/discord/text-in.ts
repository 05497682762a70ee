import type { ListItem, Paragraph } from 'mdast';
import { type Block, bareBlocks, isBare, writeMarkdown } from '../../src/core/markdown.js';
import { paragraphsOf, phrasingOf } from '../../src/core/runs.js';
import { type Names, readInline } from './inline-in.js';

/**
 * A message of Discord as its reader sees it: `text` without marks, mentions and custom emoji by name, moments as
 * dates; `markdown` the same as CommonMark, where its writer formatted it. Underlined is italic there, and what a
 * spoiler hides is said.
 */
export function readDiscord(text: string, names: Names): { text: string; markdown?: string } {
  const source = text.replace(/\r\n?/g, '\n');
  const blocks = readBlocks(source, names, false);
  if (!isBare(blocks)) return { text: bareBlocks(blocks), markdown: writeMarkdown(blocks) };
  return {
    text: readInline(source, names)
      .map((run) => run.text)
      .join(''),
  };
}

const FENCE = /```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```/iy;
const QUOTE_REST = / *>>> +([\s\S]*)/y;
const QUOTE = /(?: *>(?!>>) +[^\n]*(?:\n|$))+/y;
const HEADING = / *(#{1,3})[^\S\n]+([^\n]*\S[^\n]*)(?:\n|$)/y;
const SMALL = / *-#[^\S\n]+([^\n]*\S[^\n]*)(?:\n|$)/y;
const ITEM = /( *)([*-]|\d{1,9}\.) +(?=\S)/y;

/** Discord's blocks. Quotes do not hold quotes. */
function readBlocks(source: string, names: Names, quoted: boolean): Block[] {
  const out: Block[] = [];
  let words = '';
  let at = 0;
  const flush = (): void => {
    out.push(...paragraphsOf(readInline(words, names)));
    words = '';
  };
  const take = (length: number, ...made: readonly Block[]): void => {
    flush();
    out.push(...made);
    at += length;
  };
  const match = (rule: RegExp): RegExpExecArray | null => {
    rule.lastIndex = at;
    return rule.exec(source);
  };
  while (at < source.length) {
    if (at === 0 || source[at - 1] === '\n') {
      const rest = quoted ? null : match(QUOTE_REST);
      const quote = quoted ? null : (rest ?? match(QUOTE));
      if (quote) {
        const inner = rest ? (rest[1] ?? '') : quote[0].replace(/^ *> ?/gm, '').replace(/\n$/, '');
        const children = readBlocks(inner, names, true);
        take(quote[0].length, ...(children.length ? [{ type: 'blockquote', children } as const] : []));
        continue;
      }
      const heading = match(HEADING);
      if (heading) {
        const depth = (heading[1] ?? '#').length as 1 | 2 | 3; // by the rule
        take(heading[0].length, {
          type: 'heading',
          depth,
          children: phrasingOf(readInline(heading[2] ?? '', names)),
        });
        continue;
      }
      const small = match(SMALL);
      if (small) {
        take(small[0].length, ...paragraphsOf(readInline(small[1] ?? '', names)));
        continue;
      }
      const list = match(ITEM) ? linesOfList(source, at) : 0;
      if (list > 0) {
        take(list, ...readList(source.slice(at, at + list), names, quoted));
        continue;
      }
    }
    const fence = source.startsWith('```', at) ? match(FENCE) : null;
    if (fence) {
      take(fence[0].length, { type: 'code', lang: fence[1] ?? null, value: fence[2] ?? '' });
      continue;
    }
    const step = stepFrom(source, at);
    words += source.slice(at, at + step);
    at += step;
  }
  flush();
  return out;
}

/** As far as no block can begin. */
function stepFrom(source: string, at: number): number {
  const line = source.indexOf('\n', at);
  const fence = source.indexOf('```', at + 1);
  const end = line < 0 ? source.length : line + 1;
  return (fence < 0 ? end : Math.min(fence, end)) - at;
}

/** How long a list is: its items, and lines that are set in. */
function linesOfList(source: string, at: number): number {
  let end = at;
  for (const line of source.slice(at).split('\n')) {
    ITEM.lastIndex = 0;
    if (!ITEM.test(line) && !(end > at && /^ +\S/.test(line))) break;
    end += line.length + 1;
  }
  return Math.min(end, source.length) - at;
}

function readList(source: string, names: Names, quoted: boolean): Block[] {
  const lists: Block[] = [];
  let items: { readonly mark: string; readonly indent: number; readonly lines: string[] }[] = [];
  for (const line of source.replace(/\n$/, '').split('\n')) {
    ITEM.lastIndex = 0;
    const found = ITEM.exec(line);
    const first = items[0];
    const last = items.at(-1);
    const mark = found?.[2] ?? '';
    const indent = found?.[1]?.length ?? 0;
    if (found && (!first || !last || indent <= first.indent)) {
      if (first && /\d/.test(first.mark) !== /\d/.test(mark)) {
        lists.push(listOf(items, names, quoted));
        items = [];
      }
      items.push({ mark, indent, lines: [line.slice(found[0].length)] });
    } else last?.lines.push(line.replace(new RegExp(`^ {1,${last.indent + last.mark.length + 1}}`), ''));
  }
  if (items.length) lists.push(listOf(items, names, quoted));
  return lists;
}

function listOf(
  items: readonly { readonly mark: string; readonly lines: readonly string[] }[],
  names: Names,
  quoted: boolean,
): Block {
  const start = Number.parseInt(items[0]?.mark ?? '', 10);
  const ordered = !Number.isNaN(start);
  return {
    type: 'list',
    ordered,
    ...(ordered && { start }),
    spread: false,
    children: items.map(({ lines }): ListItem => {
      const children = readBlocks(lines.join('\n'), names, quoted);
      const [head] = children;
      const empty: Paragraph = { type: 'paragraph', children: [] };
      return { type: 'listItem', spread: false, children: head ? children : [empty] };
    }),
  };
}
