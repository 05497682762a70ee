import type { Content } from '../../src/core/content.js';
import { betweenGraphemes, cutAt } from '../../src/core/cut.js';
import { type Block, boxOf, markOf, parseMarkdown, tableLines } from '../../src/core/markdown.js';
import { mergeRuns, type Run, runsOf, textOfRuns } from '../../src/core/runs.js';

/** What is drawn as one: a paragraph, a heading, an item of a list, or code. */
export type Piece = {
  readonly quoted: boolean;
} & (
  | {
      readonly kind: 'words';
      readonly runs: readonly Run[];
      readonly heading?: boolean;
      /** The mark of an item of a list, and how many lists it is in. */
      readonly mark?: string;
      readonly depth: number;
    }
  | { readonly kind: 'code'; readonly text: string }
);

/** Letters of a piece at most: several fit into a message, so that none is nearly empty. */
const LONGEST = 2_000;
/** Lists that are nested deeper are set in no further. */
const DEEPEST = 8;

/**
 * Text as pieces, none of them long. No letter is lost and none is doubled. What a person typed (`plain`) is one
 * paragraph, letter by letter. A table is code, an image is a link, HTML is its text.
 */
export function piecesOf(content: Pick<Content, 'text' | 'format'>): readonly Piece[] {
  const pieces: readonly Piece[] =
    content.format === 'plain'
      ? [words([{ text: content.text.replace(/\r\n?/g, '\n') }])]
      : fromBlocks(parseMarkdown(content.text), false, 0);
  return pieces
    .filter((piece) => lettersOf(piece).trim() !== '' || (piece.kind === 'words' && piece.mark))
    .flatMap(cut);
}

/** The letters of a piece. */
export function lettersOf(piece: Piece): string {
  return piece.kind === 'code' ? piece.text : textOfRuns(piece.runs);
}

function words(runs: readonly Run[], more: Partial<Piece & { readonly kind: 'words' }> = {}): Piece {
  return { kind: 'words', quoted: false, depth: 0, ...more, runs: shownRuns(runs) };
}

function fromBlocks(blocks: readonly Block[], quoted: boolean, depth: number): Piece[] {
  return blocks.flatMap((block): Piece[] => {
    switch (block.type) {
      case 'paragraph':
        return [words(runsOf(block.children), { quoted, depth })];
      case 'heading':
        return [words(runsOf(block.children), { quoted, depth, heading: true })];
      case 'code':
        return [{ kind: 'code', text: block.value, quoted }];
      case 'table':
        return [{ kind: 'code', text: tableLines(block).join('\n'), quoted }];
      case 'blockquote':
        return fromBlocks(block.children as Block[], true, depth); // made by parseMarkdown
      case 'thematicBreak':
        return [words([{ text: '———' }], { quoted })];
      case 'list':
        return block.children.flatMap((item, index): Piece[] => {
          const [first, ...rest] = item.children as Block[]; // made by parseMarkdown
          const starts = first?.type === 'paragraph';
          const runs = [{ text: boxOf(item) }, ...(starts ? runsOf(first.children) : [])];
          const inner = Math.min(depth + 1, DEEPEST);
          const mark = markOf(block, index).trim().replace(/^-$/, '•');
          const below = starts || !first ? rest : [first, ...rest];
          return [words(runs, { quoted, depth: inner, mark }), ...fromBlocks(below, quoted, inner)];
        });
      default:
        return block satisfies never;
    }
  });
}

function cut(piece: Piece): Piece[] {
  const letters = lettersOf(piece);
  if (letters.length <= LONGEST) return [piece];
  let end = cutAt(letters, LONGEST);
  if (piece.kind === 'words') end = beforeAddress(piece.runs, end) || betweenGraphemes(letters, LONGEST);
  return [sliced(piece, 0, end), ...cut(sliced(piece, end))];
}

/** An address is not cut through, unless it is longer than everything. */
function beforeAddress(runs: readonly Run[], end: number): number {
  let at = 0;
  for (const { text, url } of runs) {
    if (url === text && at < end && end < at + text.length) return at;
    at += text.length;
  }
  return end;
}

function sliced(piece: Piece, from: number, to = Number.POSITIVE_INFINITY): Piece {
  if (piece.kind === 'code') return { ...piece, text: piece.text.slice(from, to) };
  const { mark, ...rest } = piece;
  let at = 0;
  const runs = piece.runs.flatMap((run): Run[] => {
    const start = at;
    at += run.text.length;
    const text = run.text.slice(Math.max(0, from - start), Math.max(0, to - start));
    return text === '' ? [] : [{ ...run, text }];
  });
  return { ...rest, ...(mark !== undefined && from === 0 && { mark }), runs };
}

const ADDRESS = /https?:\/\/[\w\-.~:/?#@!$&'()*+,;=%[\]\u00c0-\u024f]+/gi;

/**
 * What is shown of stretches: addresses in the text lead there; a link whose words look like another address is its
 * words with the address behind them, and one that leads nowhere on the web is its words alone.
 */
export function shownRuns(runs: readonly Run[]): readonly Run[] {
  return mergeRuns(runs.flatMap((run) => (run.url === undefined ? addressed(run) : linked(run, run.url))));
}

function addressed(run: Run): Run[] {
  if (run.code) return [run];
  const out: Run[] = [];
  let from = 0;
  for (const { 0: found, index } of run.text.matchAll(ADDRESS)) {
    const url = found.replace(/[.,:;!?"')\]]+$/, '');
    if (!URL.canParse(url)) continue;
    out.push({ ...run, text: run.text.slice(from, index) }, { ...run, text: url, url });
    from = index + url.length;
  }
  return [...out, { ...run, text: run.text.slice(from) }];
}

function linked({ url: _url, ...words }: Run, url: string): Run[] {
  const address = url.replace(/^mailto:/i, '');
  if (!/^(?:https?:\/\/|mailto:)\S+$/i.test(url) || !URL.canParse(url))
    return url === words.text ? [words] : [words, { text: ` (${address})` }];
  if (words.text === url || words.text === address) return [{ ...words, url }];
  // Nobody should be led astray by words that look like an address.
  if (/:\/\/|^\s*$|^\S+\.\p{L}{2,}(?:[/:?#]\S*)?$/u.test(words.text))
    return [words, { text: ' (' }, { text: url, url }, { text: ')' }];
  return [{ ...words, url }];
}
