import { mergeRuns, type Run } from '../../src/core/runs.js';

/** How ids are called; nothing where nobody knows. */
export interface Names {
  user(id: string): string | undefined;
  role(id: string): string | undefined;
  channel(id: string): string | undefined;
}

type Look = Omit<Run, 'text'>;

/** The letters that some rule begins with, and a word before `://`. */
const SPECIAL = /[\\*_~|`<[]|https?:\/\//g;

/** Marks within marks that are read; what lies deeper is text, so that no message takes long. */
const DEEPEST = 6;

/** Reads the markup within lines, by the rules of Discord's own clients: the first that fits at a place wins. */
export function readInline(source: string, names: Names, look: Look = {}, depth = 0): readonly Run[] {
  const out: Run[] = [];
  let from = 0; // what is not yet put out
  let at = 0;
  while (at < source.length) {
    SPECIAL.lastIndex = at;
    const next = SPECIAL.exec(source);
    if (!next) break;
    at = next.index;
    const found = ruleAt(source, at, names, look, depth);
    if (!found) {
      at += 1;
      continue;
    }
    if (at > from) out.push({ ...look, text: source.slice(from, at) });
    out.push(...found.runs);
    at += found.length;
    from = at;
  }
  if (from < source.length) out.push({ ...look, text: source.slice(from) });
  return mergeRuns(out);
}

interface Found {
  readonly length: number;
  readonly runs: readonly Run[];
}

const ESCAPE = /\\([^0-9A-Za-z\s])/y;
const SHRUG = /¯\\_\(ツ\)_\/¯/y;
const CODE = /(`+)([\s\S]*?[^`])\1(?!`)/y;
const STRONG = /\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/y;
const UNDERLINE = /__((?:\\[\s\S]|[^\\])+?)__(?!_)/y;
const EM_LINE = /_((?:__|\\[\s\S]|[^\\_])+?)_(?![0-9A-Za-z_])/y;
const EM_STAR = /\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/y;
const STRIKE = /~~([\s\S]+?)~~(?!_)/y;
const SPOILER = /\|\|([\s\S]+?)\|\|/y;
const ANGLE = /<(https?:\/\/[^ >\n]+)>/y;
const ADDRESS = /https?:\/\/[^\s<]+[^<.,:;"'\]\s]/y;
const LINK =
  /\[((?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\])){0,300})\]\(\s*<?((?:\([^()\s]*\)|[^\s\\()>]|\\.)*)>?(?:\s+['"]([\s\S]*?)['"])?\s*\)/y;
const ENTITY =
  /<(?:@!?(?<user>\d+)|@&(?<role>\d+)|#(?<channel>\d+)|a?:(?<emoji>\w+):\d+|t:(?<time>-?\d{1,13})(?::[tTdDfFR])?|\/(?<command>[^:<>\n]+):\d+|id:(?<page>[\w-]+))>/y;

function match(rule: RegExp, source: string, at: number): RegExpExecArray | null {
  rule.lastIndex = at;
  return rule.exec(source);
}

function ruleAt(source: string, at: number, names: Names, look: Look, depth: number): Found | undefined {
  const inside = (found: RegExpExecArray, more: Look): Found => ({
    length: found[0].length,
    runs: readInline(found[1] ?? '', names, { ...look, ...more }, depth + 1),
  });
  if (depth > DEEPEST && /[*_~|]/.test(source[at] ?? '')) return undefined;
  switch (source[at]) {
    case '\\': {
      if (source[at - 1] === '¯' && match(SHRUG, source, at - 1)) return undefined;
      const found = match(ESCAPE, source, at);
      return found ? { length: found[0].length, runs: [{ ...look, text: found[1] ?? '' }] } : undefined;
    }
    case '`': {
      const found = match(CODE, source, at);
      if (!found) {
        const run = /`+/y;
        return {
          length: match(run, source, at)?.[0].length ?? 1,
          runs: [{ ...look, text: match(run, source, at)?.[0] ?? '`' }],
        };
      }
      const text = (found[2] ?? '').replace(/^ (?= *`)|(` *) $/g, '$1');
      return { length: found[0].length, runs: [{ ...look, code: true, text }] };
    }
    case '*': {
      const strong = match(STRONG, source, at);
      const em = match(EM_STAR, source, at);
      if (strong && strong[0].length > (em?.[0].length ?? 0)) return inside(strong, { bold: true });
      return em ? inside(em, { italic: true }) : undefined;
    }
    case '_': {
      const line = match(UNDERLINE, source, at);
      const em = match(EM_LINE, source, at);
      // CommonMark has no underline.
      if (line && line[0].length > (em?.[0].length ?? 0)) return inside(line, { italic: true });
      return em ? inside(em, { italic: true }) : undefined;
    }
    case '~': {
      const found = match(STRIKE, source, at);
      return found ? inside(found, { strike: true }) : undefined;
    }
    case '|': {
      const found = match(SPOILER, source, at);
      return found ? inside(found, {}) : undefined;
    }
    case '[': {
      if (!/\]\(\s*<?https?:/i.test(source.slice(at))) return undefined;
      const found = match(LINK, source, at);
      const url = found?.[2] ?? '';
      if (!found || look.url !== undefined || !/^https?:\/\/./i.test(url)) return undefined;
      if (/:\/\//.test(found[1] ?? '') || (found[1] ?? '').trim() === '') return undefined;
      return inside(found, { url });
    }
    case '<': {
      const entity = match(ENTITY, source, at);
      if (entity)
        return { length: entity[0].length, runs: [{ ...look, text: readable(entity.groups ?? {}, names) }] };
      const found = match(ANGLE, source, at);
      return found ? address(found[0].length, found[1] ?? '', look) : undefined;
    }
    default: {
      const found = match(ADDRESS, source, at);
      if (!found) return undefined;
      // A bracket that closes what was opened before it is none of its own.
      let url = found[0];
      while (url.endsWith(')') && url.split(')').length > url.split('(').length) url = url.slice(0, -1);
      return address(url.length, url, look);
    }
  }
}

function address(length: number, url: string, look: Look): Found {
  return { length, runs: [{ ...look, text: url, url: look.url ?? url }] };
}

function readable(groups: Readonly<Record<string, string | undefined>>, names: Names): string {
  const { user, role, channel, emoji, time, command, page } = groups;
  if (user !== undefined) return `@${names.user(user) ?? user}`;
  if (role !== undefined) return `@${names.role(role) ?? role}`;
  if (channel !== undefined) return `#${names.channel(channel) ?? channel}`;
  if (emoji !== undefined) return `:${emoji}:`;
  if (command !== undefined) return `/${command}`;
  if (page !== undefined) return `#${page}`;
  const moment = new Date(Number(time) * 1000);
  return Number.isNaN(moment.getTime())
    ? `${time}`
    : `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
