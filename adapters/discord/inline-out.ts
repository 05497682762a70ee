import { looksAs, mergeRuns, type Run, textOfRuns } from '../../src/core/runs.js';
import { readInline } from './inline-in.js';

/**
 * Letters that mean something to Discord at any place, and those that do at the beginning of a line. `<@` has a mark
 * before each, since Discord's server, which knows no escapes, looks for the two together; so has `](`, since what
 * finds links knows none either.
 */
const MARKS =
  /[\\*_~`|<[]|(?<=<)@|(?<=\])\(|@(?=everyone|here)|:(?=\/|[\w+~-]+:|$)|(?<=^[^\S\n]*)[#>+-]|(?<=^[^\S\n]*\d+)\./gim;

/**
 * Text of which every letter is shown as it is. Nothing in it mentions anybody, but for `@everyone` and `@here`, which
 * are shown as words, and which the server takes for a mention wherever `allowed_mentions` lets it.
 */
export function escapeDiscord(text: string): string {
  return text.replace(MARKS, '\\$&');
}

const ADDRESS = /https?:\/\/[\w\-.~:/?#@!$&'()*+,;=%[\]\u00c0-\u024f]+/gi;

/**
 * What is shown of stretches: addresses in the text lead there; a link that Discord would not draw is its words with
 * the address behind them, or its words alone where that is no address of the web.
 */
export function shownRuns(runs: readonly Run[]): readonly Run[] {
  return mergeRuns(
    runs.flatMap((run) => (run.url === undefined ? addressed(run) : linked(run, run.url))).flatMap(upright),
  );
}

/** The same without links that lead anywhere, for an address that is too long to be sent in one piece. */
export function unlinked(run: Run): readonly Run[] {
  const { url, ...rest } = run;
  if (url === undefined || url === run.text) return [rest];
  return [rest, { text: ` (${url})` }];
}

/** Space at the ends of italic words is not italic: Discord would not close the mark behind it. */
function upright(run: Run): Run[] {
  if (!run.italic || run.code || run.url !== undefined) return [run];
  const [, before = '', text = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(run.text) ?? [];
  const { italic: _italic, ...rest } = run;
  return [
    { ...rest, text: before },
    { ...run, text },
    { ...rest, text: after },
  ];
}

function addressed(run: Run): Run[] {
  if (run.code) return [run];
  const out: Run[] = [];
  let from = 0;
  for (const { 0: found, index } of run.text.matchAll(ADDRESS)) {
    const url = found.replace(/[.,:;!?"')\]]+$/, '');
    if (!isAddress(url)) continue;
    out.push({ ...run, text: run.text.slice(from, index) }, { ...run, text: url, url });
    from = index + url.length;
  }
  return [...out, { ...run, text: run.text.slice(from) }];
}

function linked(run: Run, url: string): Run[] {
  const { url: _url, code: _code, ...words } = run;
  if (words.text === url) return isAddress(url) ? [{ ...words, url }] : [words];
  if (!isAddress(encoded(url))) {
    const address = url.replace(/^mailto:/i, '');
    return /^mailto:/i.test(url) && address !== words.text ? [words, { text: ` (${address})` }] : [words];
  }
  if (/^https?:\/\/(?:www\.)?$/i.test(url.replace(words.text, ''))) return [words];
  // Discord does not draw a link whose words look like another one, and nobody should be led astray.
  if (/[[\]\n]|:\/|^\s*$|^\S+\.\p{L}{2,}(?:[/:?#]\S*)?$/u.test(words.text))
    return spelledOut({ ...words, url: encoded(url) });
  return [{ ...words, url: encoded(url) }];
}

/** A link as its words and, behind them, its address. */
export function spelledOut({ url, ...words }: Run): Run[] {
  if (url === undefined || url === words.text) return [{ ...words, ...(url !== undefined && { url }) }];
  return [words, { text: ' (' }, { text: url, url }, { text: ')' }];
}

/** One that holds `](` would end the words of a link that begins anywhere before it, in another paragraph too. */
function isAddress(url: string): boolean {
  return (
    !url.includes('](') &&
    /^https?:\/\/[^\s<>\\]+$/i.test(url) &&
    !/@(?:everyone|here)/i.test(url) &&
    URL.canParse(url)
  );
}

/** The same address without the letters that would end it or its surroundings. */
function encoded(url: string): string {
  return url.replace(
    /[()<>\\*_~|`"'\s]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

const NOBODY = { user: () => '\uffff', role: () => '\uffff', channel: () => '\uffff' };

/**
 * Stretches (of {@link shownRuns}) as Discord's markup. It is read back as Discord reads it: where two marks would get
 * into each other's way, the line loses its looks, never its letters.
 */
export function writeInline(runs: readonly Run[]): string {
  const plainly = (run: Run): Run => ({ text: run.text, ...(run.url !== undefined && { url: run.url }) });
  const { length } = runs.filter(
    (run) => run.url !== undefined || run.code || run.bold || run.italic || run.strike,
  );
  if (length === 0) return escapeDiscord(textOfRuns(runs));
  const attempts = [
    runs,
    runs.map(({ italic: _italic, ...run }) => run),
    runs.map((run) => ({ ...plainly(run), ...(run.code && { code: true as const }) })),
    runs.map(plainly),
  ];
  for (const attempt of attempts) {
    const raw = draw(mergeRuns(attempt));
    if (raw !== undefined && isSame(readInline(raw, NOBODY), mergeRuns(attempt))) return raw;
  }
  return escapeDiscord(
    mergeRuns(runs.flatMap(unlinked).map(({ text }) => ({ text })))
      .map(({ text }) => text)
      .join(''),
  );
}

function isSame(read: readonly Run[], meant: readonly Run[]): boolean {
  return (
    read.length === meant.length &&
    read.every((run, index) => {
      const other = meant[index];
      if (other === undefined || run.text !== other.text || run.url !== other.url) return false;
      const bare = ({ url: _url, ...rest }: Run): Run => rest;
      return looksAs(bare(run), bare(other));
    })
  );
}

type Mark = 'strike' | 'bold' | 'italic';
const NESTED: readonly Mark[] = ['strike', 'bold', 'italic'];

const SIGNS = { strike: '~~', bold: '**', italic: '*' } as const;

/** Whether the italic words that begin here end right before a letter: there Discord does not close `_`. */
function isWordAfter(
  runs: readonly Run[],
  from: number,
  around: readonly { readonly mark: Mark }[],
): boolean {
  const next = runs.find((run, index) => index > from && !run.italic);
  if (!next || next.code || next.url !== undefined) return false;
  const isAround = (mark: Mark): boolean => around.some((one) => one.mark === mark);
  const signs = NESTED.some((mark) => mark !== 'italic' && (next[mark] === true) !== isAround(mark));
  return !signs && /^\w/.test(next.text);
}

/** Nothing where code cannot be shown as such. */
function draw(runs: readonly Run[]): string | undefined {
  let out = '';
  const open: { readonly mark: Mark; readonly sign: string }[] = [];
  for (const [index, run] of [...runs, { text: '' } as Run].entries()) {
    let closed = '';
    while (open.some(({ mark }) => !run[mark])) {
      closed = open.pop()?.sign ?? '';
      out += closed;
    }
    for (const mark of NESTED.filter((one) => run[one] && !open.some((other) => other.mark === one))) {
      const sign = SIGNS[mark];
      const line = mark === 'italic' && closed !== '~~' && !isWordAfter(runs, index, open);
      open.push({ mark, sign: line ? '_' : sign });
      out += line ? '_' : sign;
    }
    const leaf = leafOf(run);
    if (leaf === undefined) return undefined;
    out += leaf;
  }
  return out;
}

function leafOf(run: Run): string | undefined {
  if (run.url !== undefined)
    return run.url === run.text ? `<${run.url}>` : `[${escapeDiscord(run.text)}](${run.url})`;
  if (!run.code) return escapeDiscord(run.text);
  const ticks = new Set(run.text.match(/`+/g));
  const fence = ticks.has('`') ? '``' : '`';
  if (ticks.has(fence) || run.text.includes('\n') || run.text.trim() === '') return undefined;
  const pad = (edge: boolean): string => (edge ? ' ' : '');
  return fence + pad(run.text.startsWith('`')) + run.text + pad(run.text.endsWith('`')) + fence;
}
