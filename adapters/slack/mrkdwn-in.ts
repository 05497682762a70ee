import type { Block } from '../../src/core/markdown.js';
import { mergeRuns, paragraphsOf, type Run } from '../../src/core/runs.js';
import { withEmoji } from './emoji.js';
import { isItsAddress } from './rich-in.js';
import { control, type Names, unescapeText, withoutMention } from './text.js';

/** A text that is longer is taken as it is: reading it takes time, and people's own clients send blocks. */
const MOST = 8_000;

/** Whether a text without blocks may hold formatting at all. */
export function mayBeFormatted(text: string): boolean {
  return text.length <= MOST && /[*_~`]|^&gt;|<[^<>\n]*\|/m.test(text);
}

const FENCE = /```\n?([\s\S]*?[^`\s][\s\S]*?)\n?```/g;

/** Slack's markup of a message that came without blocks, as blocks. */
export function blocksOfMrkdwn(text: string, names: Names, bot: string): Block[] {
  const source = withoutMention(text, bot);
  const out: Block[] = [];
  let from = 0;
  for (const { 0: whole, 1: value = '', index } of source.matchAll(FENCE)) {
    out.push(...lines(source.slice(from, index), names));
    out.push({
      type: 'code',
      value: inline(value, names, true)
        .map((run) => run.text)
        .join(''),
    });
    from = index + whole.length;
  }
  out.push(...lines(source.slice(from), names));
  return out;
}

/** Lines that begin with `>` are a quote; after `>>>` everything is. */
function lines(source: string, names: Names): Block[] {
  const out: Block[] = [];
  let group: string[] = [];
  let quoted = false;
  let rest = false;
  const flush = (): void => {
    const children = paragraphsOf(inline(group.join('\n'), names, false));
    if (children.length) out.push(...(quoted ? [{ type: 'blockquote' as const, children }] : children));
    group = [];
  };
  for (const line of source.split('\n')) {
    const all = /^&gt;&gt;&gt; ?/.exec(line);
    const mark = rest ? null : (all ?? /^&gt; ?/.exec(line));
    if (!rest && (mark !== null) !== quoted) {
      flush();
      quoted = mark !== null;
    }
    if (all) rest = true;
    group.push(mark ? line.slice(mark[0].length) : line);
  }
  flush();
  return out;
}

const CONTROL = /<([^<>\n]*)>/y;
const SPANS = [
  ['*', 'bold'],
  ['_', 'italic'],
  ['~', 'strike'],
  ['`', 'code'],
] as const;

function inline(source: string, names: Names, literal: boolean, look: Omit<Run, 'text'> = {}): Run[] {
  const out: Run[] = [];
  let words = '';
  const flush = (): void => {
    out.push({ ...look, text: literal ? unescapeText(words) : withEmoji(unescapeText(words)) });
    words = '';
  };
  for (let at = 0; at < source.length; ) {
    CONTROL.lastIndex = at;
    const found = CONTROL.exec(source);
    if (found) {
      flush();
      out.push({ ...look, ...link(found[1] ?? '', names) });
      at += found[0].length;
      continue;
    }
    const span = literal ? undefined : spanAt(source, at);
    if (span) {
      flush();
      out.push(...inline(span.inside, names, span.look === 'code', { ...look, [span.look]: true }));
      at += span.inside.length + 2;
      continue;
    }
    words += source[at];
    at += 1;
  }
  flush();
  return [...mergeRuns(out)];
}

function link(inside: string, names: Names): Run {
  const [target = '', label] = inside.split('|', 2);
  if (!/^(?:https?|mailto):/i.test(target)) return { text: unescapeText(control(inside, names)) };
  const url = unescapeText(target);
  const words = unescapeText(label ?? '') || url.replace(/^mailto:/, '');
  return isItsAddress(words, url) ? { text: words, ...(words === url && { url }) } : { text: words, url };
}

/** Letters within a pair of marks, at most. */
const LONGEST = 2_000;

/** A stretch between two marks, the first not within a word and the last at the end of one. */
function spanAt(
  source: string,
  at: number,
): { readonly look: 'bold' | 'italic' | 'strike' | 'code'; readonly inside: string } | undefined {
  const kind = SPANS.find(([mark]) => source[at] === mark);
  if (!kind || /[\p{L}\p{N}]/u.test(source[at - 1] ?? ' ')) return undefined;
  const [mark, look] = kind;
  if (look !== 'code' && /\s/.test(source[at + 1] ?? ' ')) return undefined;
  const newline = source.indexOf('\n', at);
  const most = Math.min(newline < 0 ? source.length : newline, at + LONGEST);
  for (let end = source.indexOf(mark, at + 2); end > at && end < most; end = source.indexOf(mark, end + 1)) {
    if (/[\p{L}\p{N}]/u.test(source[end + 1] ?? ' ')) continue;
    if (look === 'code' || !/\s/.test(source[end - 1] ?? ' '))
      return { look, inside: source.slice(at + 1, end) };
  }
  return undefined;
}
