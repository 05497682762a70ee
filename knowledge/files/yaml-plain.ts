/** A value of an article's head as it stands in the file, before anybody has looked at what it means. */
export interface HeadEntry {
  readonly key: string;
  /** From 1, in the file. */
  readonly line: number;
  readonly value: HeadValue;
}

/** A text, a list of texts (null: something else stood there), nothing, or keys with values below it. */
export type HeadValue =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'list';
      readonly items: readonly { readonly text: string | null; readonly line: number }[];
    }
  | { readonly kind: 'empty' }
  | { readonly kind: 'group'; readonly group: HeadGroup }
  | { readonly kind: 'other' };

/** Keys with values below them, as they stand there. */
export interface HeadGroup {
  /** Plain JSON; keys are texts. An alias is not unfolded: it is nothing. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Line of the key or item at a path, or of the nearest above it. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

const COMMENT = /^ *#/;
const KEY_LINE = /^([a-z][a-z-]*):(?:[ ]+(.*?))?[ ]*$/;
const ITEM_LINE = /^([ ]{0,8})-[ ]+(.*?)[ ]*$/;
/** YAML gives these a meaning of their own at the beginning of a value. */
const SPECIAL_START = /^[[\]{}&*!|>%@`#,?:"'~-]/;
/** In double quotes, of all that can be escaped, what JSON escapes; in single ones, a quote is written twice. */
const QUOTED = /^(?:"((?:[^"\\]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*)"|'((?:[^']|'')*)')$/;
/** What ends a plain value or makes it a key. */
const SPECIAL_INSIDE = /:(?: |$)| #/;
const NOTHING = /^null$/i;
/** Characters that YAML treats in its own way, or not at all. */
const UNUSUAL = /[^\x20-\x7e\n\u00a0-\u2027\u202a-\ud7ff\uf900-\ufefe\uff00-\uffef\u{10000}-\u{1ffff}]/u;

/**
 * Reads the part of YAML that nearly every head is written in: keys with one-line texts, a list of one-line texts, and
 * lines of comment.
 * Anything else, right or wrong, returns undefined and is for the real parser, which takes a hundred times as long;
 * with the starter articles that was most of the start-up time. A test holds the two against each other.
 */
export function readPlainHead(yaml: string, firstLine: number): readonly HeadEntry[] | undefined {
  if (UNUSUAL.test(yaml)) return undefined;
  const entries: HeadEntry[] = [];
  const seen = new Set<string>();
  let list: { text: string | null; line: number }[] | undefined;
  let indent = '';
  for (const [i, line] of yaml.split('\n').entries()) {
    if (line === '' || COMMENT.test(line)) continue;
    const item = list && ITEM_LINE.exec(line);
    if (list && item) {
      const text = plainText(item[2] ?? '');
      if (text === undefined || (list.length > 0 && item[1] !== indent)) return undefined;
      indent = item[1] ?? '';
      list.push({ text, line: firstLine + i });
      continue;
    }
    const found = KEY_LINE.exec(line);
    const key = found?.[1];
    if (found === null || key === undefined || seen.has(key)) return undefined;
    seen.add(key);
    if (list?.length === 0) return undefined;
    list = undefined;
    if (found[2] === undefined || found[2] === '') {
      list = [];
      entries.push({ key, line: firstLine + i, value: { kind: 'list', items: list } });
      continue;
    }
    const text = plainText(found[2]);
    if (text === undefined) return undefined;
    entries.push({ key, line: firstLine + i, value: { kind: 'text', text } });
  }
  return list?.length === 0 || entries.length === 0 ? undefined : entries;
}

function plainText(raw: string): string | undefined {
  const quoted = QUOTED.exec(raw);
  if (quoted) {
    const [, double, single] = quoted;
    if (double === undefined) return single?.replaceAll("''", "'");
    return double.includes('\\') ? (JSON.parse(raw) as string) : double; // between quotes there is nothing but a text
  }
  if (raw === '' || SPECIAL_START.test(raw) || SPECIAL_INSIDE.test(raw) || NOTHING.test(raw))
    return undefined;
  return raw;
}
