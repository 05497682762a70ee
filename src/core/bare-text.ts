/**
 * The letters of CommonMark without its marks, one block a line: list items keep their numbers, quotes their `>`. It
 * reads what the bot and articles say and what `writeMarkdown` writes, letter by letter as `bareBlocks` of
 * markdown.ts does, but without the parser: decisions need it, and a start should not wait for 200 kB of code.
 */
export function unmarked(markdown: string): string {
  const out: string[] = [];
  let group: Line[] = [];
  let fence: { readonly mark: string; readonly indent: number } | undefined;
  const flush = (): void => {
    const text = inline(withoutTable(group)).replace(/\n{2,}/g, '\n');
    if (text.trim() !== '') out.push(text);
    group = [];
  };
  for (const line of markdown.split(/\r\n?|\n/)) {
    const [, around = '', words = ''] = CONTAINER.exec(line) ?? [];
    if (fence) {
      const end = /^[ >]*(`{3,}|~{3,})\s*$/.exec(line)?.[1];
      if (end?.startsWith(fence.mark)) fence = undefined;
      else out.push(line.replace(new RegExp(`^ {0,${fence.indent}}`), ''));
      continue;
    }
    const opens = /^(`{3,})[^`]*$|^(~{3,})/.exec(words);
    if (opens) {
      flush();
      if (/[-+*\d]/.test(around)) out.push(marks(around).trimEnd());
      fence = { mark: opens[1] ?? opens[2] ?? '', indent: around.includes('>') ? 0 : around.length };
      continue;
    }
    const heading = /^#{1,6}(?:[ \t]+|$)/.test(words);
    const begins = /[-+*\d]/.test(around) || (around.includes('>') && marks(around) !== group.at(-1)?.around);
    if (words.trim() === '' || heading || begins) flush();
    if (words.trim() === '' && !/[-+*\d]/.test(around)) continue;
    if (/^(?:=+|-+)\s*$/.test(words) && group.length > 0) continue; // a heading's underline
    group.push({ around: marks(around), words });
    if (heading) flush();
  }
  flush();
  return out.join('\n');
}

interface Line {
  readonly around: string;
  readonly words: string;
}

const DELIMITERS = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** The lines of a paragraph, or of one and a table below it: the head of a table stands before its delimiters. */
function withoutTable(lines: readonly Line[]): string {
  const found = lines.findIndex(
    ({ words }, index) => index > 0 && words.includes('|') && DELIMITERS.test(words),
  );
  const isTable =
    found > 0 && cells(lines[found - 1]?.words ?? '').length === cells(lines[found]?.words ?? '').length;
  return lines
    .filter((_, index) => !isTable || index !== found)
    .map(({ around, words }, index) => {
      const row = isTable && index >= found - 1;
      return around + (row ? cells(words).join(' | ') : shownLine(words));
    })
    .join('\n');
}

function cells(row: string): readonly string[] {
  return row
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

/** What stands before the words of a line: quotes, items, space. */
const CONTAINER = /^((?: {0,3}>[ ]?|[ \t]*(?:[-+*]|\d{1,9}[.)])(?:[ \t]+|$)|[ \t]+)*)([\s\S]*)$/;

function marks(around: string): string {
  return around
    .replace(/[ \t]+/g, ' ')
    .replace(/[-+*]/g, '-')
    .replaceAll(')', '.')
    .trimStart();
}

function shownLine(line: string): string {
  if (/^([-*_])[ \t]*(?:\1[ \t]*){2,}$/.test(line)) return '———';
  const box = /^\[([ xX])\][ \t]+/.exec(line);
  const words = line.replace(/^#{1,6}(?:[ \t]+|$)/, '').replace(/(?<!\\)((?:\\\\)*)\\$| {2,}$/, '$1');
  return box ? (box[1] === ' ' ? '☐ ' : '☑ ') + words.slice(box[0].length) : words;
}

interface Token {
  text: string;
  readonly mark?: string;
  readonly opens?: boolean;
  readonly closes?: boolean;
}

const ESCAPE = /\\([!-/:-@[-`{-~])/y;
const CODE = /(`+)(?!`)/y;
const AUTOLINK = /<((?:https?:|mailto:)[^\s<>]*|[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+)>/y;
const ENTITY = /&(?:#x([\da-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|nbsp));/iy;
const TARGET =
  /\]\((?:<[^<>\n]*>|(?:\\[\s\S]|[^()\\\s]|\((?:\\[\s\S]|[^()\\\s])*\))*)(?:\s+(?:"[^"]*"|'[^']*'))?\)/y;
const RUN = /\*+|_+|~+/y;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' };

function inline(text: string): string {
  const tokens: Token[] = [];
  const brackets: Token[] = [];
  const match = (rule: RegExp, at: number): RegExpExecArray | null => {
    rule.lastIndex = at;
    return rule.exec(text);
  };
  for (let at = 0; at < text.length; ) {
    const [length, token] = tokenAt(text, at, match, brackets);
    tokens.push(token);
    at += length;
  }
  pair(tokens);
  return tokens.map((token) => token.text).join('');
}

type Match = (rule: RegExp, at: number) => RegExpExecArray | null;

function tokenAt(text: string, at: number, match: Match, brackets: Token[]): readonly [number, Token] {
  const letter = text[at] ?? '';
  switch (letter) {
    case '\\': {
      const found = match(ESCAPE, at);
      return found ? [2, { text: found[1] ?? '' }] : [1, { text: letter }];
    }
    case '`': {
      const ticks = match(CODE, at)?.[1] ?? letter;
      const end = endOfCode(text, at + ticks.length, ticks);
      if (end < 0) return [ticks.length, { text: ticks }];
      const inside = text.slice(at + ticks.length, end).replaceAll('\n', ' ');
      const padded = /^ [\s\S]* $/.test(inside) && inside.trim() !== '';
      return [end + ticks.length - at, { text: padded ? inside.slice(1, -1) : inside }];
    }
    case '<': {
      const found = match(AUTOLINK, at);
      return found ? [found[0].length, { text: found[1] ?? '' }] : [1, { text: letter }];
    }
    case '&': {
      const found = match(ENTITY, at);
      if (!found) return [1, { text: letter }];
      const [whole, hex, decimal, name = ''] = found;
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
      const decoded = Number.isNaN(code)
        ? NAMED[name.toLowerCase()]
        : code > 0x10ffff
          ? '\ufffd'
          : String.fromCodePoint(code);
      return [whole.length, { text: decoded ?? whole }];
    }
    case '!':
    case '[': {
      if (letter === '!' && text[at + 1] !== '[') return [1, { text: letter }];
      const token: Token = { text: letter === '!' ? '![' : '[' };
      brackets.push(token);
      return [token.text.length, token];
    }
    case ']': {
      const open = brackets.pop();
      const found = open && match(TARGET, at);
      if (!open || !found) return [1, { text: letter }];
      open.text = '';
      return [found[0].length, { text: '' }];
    }
    case '*':
    case '_':
    case '~': {
      const run = match(RUN, at)?.[0] ?? letter;
      return [run.length, { text: run, mark: letter, ...flanks(text, at, run) }];
    }
    default: {
      const next = text.slice(at).search(/[\\`<&![\]*_~]/);
      const length = next < 0 ? text.length - at : Math.max(1, next);
      return [length, { text: text.slice(at, at + length) }];
    }
  }
}

function endOfCode(text: string, from: number, ticks: string): number {
  for (let end = text.indexOf(ticks, from); end >= 0; end = text.indexOf(ticks, end)) {
    const run = /`+/y;
    run.lastIndex = end;
    const { length } = run.exec(text)?.[0] ?? ticks;
    if (length === ticks.length) return end;
    end += length;
  }
  return -1;
}

/** Whether a run of marks may begin or end something, after CommonMark's rule of flanks. */
function flanks(
  text: string,
  at: number,
  run: string,
): { readonly opens: boolean; readonly closes: boolean } {
  // One unit, as the parser has it: half an emoji is neither space nor sign.
  const before = text[at - 1] ?? ' ';
  const after = text[at + run.length] ?? ' ';
  const space = /\s/;
  const sign = /[\p{P}\p{S}]/u;
  const left = !space.test(after) && (!sign.test(after) || space.test(before) || sign.test(before));
  const right = !space.test(before) && (!sign.test(before) || space.test(after) || sign.test(after));
  if (run[0] !== '_') return { opens: left, closes: right };
  return { opens: left && (!right || sign.test(before)), closes: right && (!left || sign.test(after)) };
}

/** Takes away the marks that belong together: those of what is struck first, then the others within and without it. */
function pair(tokens: readonly Token[]): void {
  const open: number[] = [];
  let outside: Token[] = [];
  const kept: number[] = []; // how many tokens stood outside where each was opened
  for (const [index, token] of tokens.entries()) {
    if (token.mark !== '~') {
      outside.push(token);
      continue;
    }
    const at = token.closes
      ? open.findLastIndex((one) => tokens[one]?.text.length === token.text.length)
      : -1;
    const opener = tokens[open[at] ?? -1];
    if (opener) {
      const before = kept[at] ?? 0;
      pairWithin(outside.slice(before));
      outside = outside.slice(0, before);
      opener.text = '';
      token.text = '';
      open.length = at;
      kept.length = at;
    } else if (token.opens && token.text.length < 3) {
      open.push(index);
      kept.push(outside.length);
    }
  }
  pairWithin(outside);
}

function pairWithin(tokens: readonly Token[]): void {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.mark === undefined) continue;
    while (token.closes && token.text !== '') {
      const at = open.findLastIndex((one) => one.mark === token.mark);
      const opener = open[at];
      if (!opener) break;
      open.length = at + 1; // what was opened within it is none
      const length = Math.min(opener.text.length, token.text.length);
      opener.text = opener.text.slice(length);
      token.text = token.text.slice(length);
      if (opener.text === '') open.pop();
    }
    if (token.opens && token.text !== '') open.push(token);
  }
}
