/**
 * What a client of Discord shows of a message, and whom it would notify if nothing forbade it: an independent reader,
 * after the rules of Discord's own clients (an ordered table, the first rule that fits the rest of the text wins).
 */
export interface Shown {
  /** The letters, with the marks of items and quotes as they are drawn. */
  readonly text: string;
  readonly pings: readonly string[];
  /** The stretches that look like something, as `bold:word`. */
  readonly looks: readonly string[];
  /** Addresses that can be pressed. */
  readonly links: readonly string[];
}

interface State {
  readonly looks: readonly string[];
  readonly quoted: boolean;
  readonly pings: string[];
  readonly seen: string[];
  readonly links: string[];
}

/** Reads a message. Discord cuts off the space at both ends of it. */
export function shown(message: string, options: { readonly trim?: boolean } = {}): Shown {
  const state: State = { looks: [], quoted: false, pings: [], seen: [], links: [] };
  const text = read(options.trim ? message.trim() : message, state, true);
  return { text, pings: state.pings, looks: state.seen, links: state.links };
}

type Rule = (rest: string, state: State, lineStart: boolean) => readonly [number, string] | undefined;

/** Letters between two marks, which look like something. */
interface Styled {
  readonly look: string;
  readonly match: (rest: string) => RegExpExecArray | null;
}

function drawn({ look }: Styled, found: RegExpExecArray | null, state: State): ReturnType<Rule> {
  if (!found) return undefined;
  return [found[0].length, read(found[1] ?? '', { ...state, looks: [...state.looks, look] }, false)];
}

function within(look: string, pattern: RegExp): Rule {
  const styled: Styled = { look, match: (rest) => pattern.exec(rest) };
  return (rest, state) => drawn(styled, styled.match(rest), state);
}

function notifies(pattern: RegExp): Rule {
  return (rest, state) => {
    const found = pattern.exec(rest);
    if (!found) return undefined;
    state.pings.push(found[0]);
    return [found[0].length, `\u0000${found[0]}\u0000`];
  };
}

const strong: Styled = { look: 'bold', match: (rest) => /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/.exec(rest) };
const underline: Styled = {
  look: 'underline',
  match: (rest) => /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/.exec(rest),
};
const italic: Styled = {
  look: 'italic',
  match: (rest) =>
    rest[0] === '_'
      ? /^_((?:__|\\[\s\S]|[^\\_])+?)_\b/.exec(rest)
      : /^\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/.exec(rest),
};

/** Of two the one that takes more. */
function longer(first: Styled, second: Styled): Rule {
  return (rest, state) => {
    const [one, two] = [first.match(rest), second.match(rest)];
    return (one?.[0].length ?? 0) >= (two?.[0].length ?? 0)
      ? drawn(first, one, state)
      : drawn(second, two, state);
  };
}

const RULES: readonly Rule[] = [
  // quotes
  (rest, state, lineStart) => {
    const found =
      lineStart && !state.quoted
        ? /^( *>>> +([\s\S]*))|^( *>(?!>>) +[^\n]*(?:\n *>(?!>>) +[^\n]*)*\n?)/.exec(rest)
        : null;
    if (!found) return undefined;
    const all = found[0];
    const inner = /^ *>>> ?/.test(all) ? all.replace(/^ *>>> ?/, '') : all.replace(/^ *> ?/gm, '');
    const end = inner.endsWith('\n') ? '\n' : '';
    const text = read(inner.slice(0, inner.length - end.length), { ...state, quoted: true }, true);
    return [all.length, `> ${text.replaceAll('\n', '\n> ')}${end}`];
  },
  // fences
  (rest, state) => {
    const found = /^```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```/i.exec(rest);
    if (!found) return undefined;
    state.seen.push(`fence${found[1] ? `(${found[1]})` : ''}:${found[2]}`);
    return [found[0].length, found[2] ?? ''];
  },
  // headings and small print
  (rest, state, lineStart) => {
    const found = lineStart ? /^ *(#{1,3}|-#)\s+([^\n]+?)(\n|$)/.exec(rest) : null;
    if (!found) return undefined;
    const look = found[1] === '-#' ? 'small' : `h${found[1]?.length}`;
    return [
      found[0].length,
      read(found[2] ?? '', { ...state, looks: [...state.looks, look] }, false) + found[3],
    ];
  },
  // items: the mark is shown
  (rest, state, lineStart) => {
    const found = lineStart ? /^ *([*-]|\d+\.) +(?=\S)/.exec(rest) : null;
    if (!found) return undefined;
    state.seen.push('item');
    return [found[0].length, /\d/.test(found[0]) ? `${found[1]} ` : '- '];
  },
  (rest) => (/^¯\\_\(ツ\)_\/¯/.test(rest) ? [9, '¯\\_(ツ)_/¯'] : undefined),
  (rest) => {
    const found = /^\\([^0-9A-Za-z\s])/.exec(rest);
    return found ? [2, found[1] ?? ''] : undefined;
  },
  notifies(/^<@!?\d+>/),
  notifies(/^<@&\d+>/),
  notifies(/^@(?:everyone|here)/),
  // not notifications, but nothing that a person typed may become one of these
  notifies(/^<#\d+>/),
  notifies(/^<a?:\w+:\d+>/),
  notifies(/^<t:-?\d+(?::[a-z])?>/i),
  notifies(/^<\/[^>]+:\d+>/),
  notifies(/^<id:\w+>/),
  notifies(/^:[\w+~-]+:/),
  (rest, state) => {
    const found = /^<([^: >]+:\/[^ >]+)>/.exec(rest);
    if (!found) return undefined;
    state.links.push(found[1] ?? '');
    return [found[0].length, found[1] ?? ''];
  },
  (rest, state) => {
    const found = /^(?:https?|steam):\/\/[^\s<]+[^<.,:;"'\]\s]/.exec(rest);
    if (!found) return undefined;
    state.links.push(found[0]);
    return [found[0].length, found[0]];
  },
  (rest, state) => {
    const found =
      /^\[((?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['"]([\s\S]*?)['"])?\s*\)/.exec(
        rest,
      );
    if (!found || !/^https?:\/\//.test(found[2] ?? '')) return undefined;
    state.links.push(found[2] ?? '');
    return [found[0].length, read(found[1] ?? '', { ...state, looks: [...state.looks, 'link'] }, false)];
  },
  longer(italic, strong),
  longer(italic, underline),
  within('strike', /^~~([\s\S]+?)~~(?!_)/),
  within('spoiler', /^\|\|([\s\S]+?)\|\|/),
  (rest, state) => {
    const found = /^(`+)([\s\S]*?[^`])\1(?!`)/.exec(rest);
    if (!found) return undefined;
    const text = (found[2] ?? '').replace(/^ (?= *`)|(` *) $/g, '$1');
    state.seen.push(`code:${text}`);
    return [found[0].length, text];
  },
];

function read(source: string, state: State, start: boolean): string {
  let out = '';
  let plain = '';
  let lineStart = start;
  const flush = (): void => {
    if (plain !== '' && state.looks.length) state.seen.push(`${state.looks.join('+')}:${plain}`);
    plain = '';
  };
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at);
    let taken: readonly [number, string] | undefined;
    const escaped = /^\\[^0-9A-Za-z\s]/.test(rest);
    if (!/^[\p{L}\d\n ]/u.test(rest) || lineStart || /^(?:https?|steam):/.test(rest)) {
      for (const rule of RULES) {
        if (!escaped) flush();
        taken = rule(rest, state, lineStart);
        if (taken) break;
      }
    }
    const [length, text] = taken ?? [1, source[at] ?? ''];
    if (!taken || escaped) plain += text;
    out += text;
    lineStart = source[at + length - 1] === '\n';
    at += length;
  }
  flush();
  return out;
}
