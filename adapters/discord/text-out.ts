import type { Content } from '../../src/core/content.js';
import { betweenGraphemes, cutAt } from '../../src/core/cut.js';
import { type Block, boxOf, markOf, parseMarkdown, tableLines } from '../../src/core/markdown.js';
import { type Run, runsOf, textOfRuns } from '../../src/core/runs.js';
import { shownRuns, spelledOut, unlinked, writeInline } from './inline-out.js';

/** Discord's limit of one message, in UTF-16 units. */
const LIMIT = 2_000;

/** What stands in a message as one: lines of words, or code. */
type Piece = {
  readonly quoted: boolean;
  /** It follows the one before without an empty line. */
  readonly close: boolean;
} & (
  | {
      readonly kind: 'words';
      /** What its first line begins with: the mark of a heading or an item. */
      readonly lead: string;
      /** What its other lines begin with. */
      readonly indent: string;
      readonly runs: readonly Run[];
    }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
);

/**
 * Text as messages of Discord, none longer than the limit: cut between blocks where that is possible, else between
 * lines, words, graphemes. No letter is lost and none is doubled; a fence, a quote and a heading are opened again in
 * the next message. What a person typed (`plain`) is shown letter by letter, and nothing notifies anybody. Where
 * Discord has no form for something: a table is a fenced block, a heading below the third level is bold, an image is a
 * link, a quote within a quote is one quote, a rule is a line of dashes, HTML is its text, and code that holds its own
 * fence is text.
 */
export function discordParts(content: Pick<Content, 'text' | 'format'>, limit = LIMIT): readonly string[] {
  const pieces =
    content.format === 'plain'
      ? [words(shownRuns([{ text: content.text.replace(/\r\n?/g, '\n') }]))]
      : unconfused(piecesOf(parseMarkdown(content.text), false, ''));
  const parts: string[] = [];
  let current = '';
  let last: Piece | undefined;
  const flush = (): void => {
    // Discord refuses a message of nothing but space.
    if (current.trim() !== '') parts.push(current);
    current = '';
    last = undefined;
  };
  for (const piece of pieces) {
    const raw = isTooLong(piece, limit) ? undefined : draw(piece);
    const joined = current + (last ? gap(last, piece) : '') + raw;
    if (raw !== undefined && joined.length <= limit) current = joined;
    else {
      flush();
      const cut = raw !== undefined && raw.length <= limit ? [raw] : cutPiece(piece, limit);
      for (const full of cut.slice(0, -1)) {
        current = full;
        flush();
      }
      current = cut.at(-1) ?? '';
    }
    last = piece;
  }
  flush();
  return parts;
}

/** Discord looks for the end of a link in code, too: where it would find one there, links are spelled out. */
function unconfused(pieces: readonly Piece[]): readonly Piece[] {
  const confusing = pieces.some((piece) =>
    piece.kind === 'code'
      ? piece.text.includes('](')
      : piece.runs.some(({ code, text }) => code && text.includes('](')),
  );
  if (!confusing) return pieces;
  return pieces.map((piece) =>
    piece.kind === 'code' ? piece : { ...piece, runs: piece.runs.flatMap(spelledOut) },
  );
}

function gap(before: Piece, after: Piece): string {
  if (before.quoted && after.quoted) return after.close ? '\n' : '\n> \n';
  return after.close ? '\n' : '\n\n';
}

function words(runs: readonly Run[], more: Partial<Piece & { readonly kind: 'words' }> = {}): Piece {
  return { kind: 'words', lead: '', indent: '', runs, quoted: false, close: false, ...more };
}

/** Lists that are nested deeper are set in no further: on a screen it would be no more than a column of letters. */
const DEEPEST = 20;

/** Blocks as pieces, in order; `indent` is what the items of lists around them have set in. */
function piecesOf(blocks: readonly Block[], quoted: boolean, indent: string): Piece[] {
  return blocks.flatMap((block): Piece[] => {
    switch (block.type) {
      case 'paragraph':
        return [words(shownRuns(runsOf(block.children)), { quoted })];
      case 'heading': {
        const runs = shownRuns(runsOf(block.children));
        if (textOfRuns(runs).trim() === '') return [];
        const fits = block.depth <= 3 && !textOfRuns(runs).includes('\n');
        if (fits) return [words(runs, { quoted, lead: `${'#'.repeat(block.depth)} ` })];
        return [words(shownRuns(runs.map((run) => ({ ...run, bold: true }))), { quoted })];
      }
      case 'code':
        return code(block.value, block.lang ?? '', quoted);
      case 'table':
        return code(tableLines(block).join('\n'), '', quoted);
      case 'blockquote':
        return piecesOf(block.children as Block[], true, indent); // made by parseMarkdown
      case 'thematicBreak':
        return [words([{ text: '———' }], { quoted })];
      case 'list':
        return block.children.flatMap((item, index): Piece[] => {
          const [first, ...rest] = item.children as Block[]; // made by parseMarkdown
          const mark = markOf(block, index);
          const box: Run[] = boxOf(item) ? [{ text: boxOf(item) }] : [];
          const starts = first?.type === 'paragraph';
          const runs = [...box, ...(starts ? shownRuns(runsOf(first.children)) : [])];
          const inner = (indent + ' '.repeat(Math.min(mark.length, 8))).slice(0, DEEPEST);
          const below = starts || !first ? rest : [first, ...rest];
          const head = words(runs, {
            quoted,
            lead: indent + mark,
            indent: inner,
            close: index > 0 || indent !== '',
          });
          return [head, ...below.flatMap((one) => piecesOf([one], quoted, one.type === 'list' ? inner : ''))];
        });
      default:
        return block satisfies never;
    }
  });
}

function code(text: string, lang: string, quoted: boolean): Piece[] {
  // Discord leaves out empty lines at both ends.
  if (text.trim() === '') return [];
  if (text.includes('```')) return [words([{ text }], { quoted })];
  const language = /^[a-z0-9_+\-.#]{1,40}$/i.test(lang) ? lang : '';
  return [{ kind: 'code', language, text, quoted, close: false }];
}

function draw(piece: Piece): string {
  const raw =
    piece.kind === 'code'
      ? `\`\`\`${piece.language}\n${piece.text}\n\`\`\``
      : piece.lead + writeInline(piece.runs).replaceAll('\n', `\n${piece.indent}`);
  return piece.quoted ? `> ${raw.replaceAll('\n', '\n> ')}` : raw;
}

function lettersOf(piece: Piece): string {
  return piece.kind === 'code' ? piece.text : textOfRuns(piece.runs);
}

/** Whether its letters alone are too many, whatever marks it takes: then nobody need draw it to know. */
function isTooLong(piece: Piece, limit: number): boolean {
  if (piece.kind === 'code') return piece.text.length > limit;
  let letters = 0;
  return piece.runs.some(({ text }) => {
    letters += text.length;
    return letters > limit;
  });
}

/**
 * A piece that is too long for one message as several of its kind. Only as much as could fit into a message is drawn to
 * find where to cut, so that the work grows with the text and no faster.
 */
function cutPiece(piece: Piece, limit: number): string[] {
  const out: string[] = [];
  let rest: Piece | undefined = piece;
  while (rest) {
    const here: Piece = rest;
    const ahead = sliced(here, 0, 2 * limit);
    const letters = lettersOf(ahead);
    const size = (end: number): number => draw(sliced(ahead, 0, end)).length;
    let end = letters.length;
    if (isTooLong(ahead, limit) || size(end) > limit) {
      end = longest(Math.min(limit, letters.length), limit, size);
      end = goodCut(letters, end, here);
      while (end > 1 && size(end) > limit) end = goodCut(letters, end - 1, here);
      if (end < 1 || size(end) > limit) {
        // An address that fits into no message is text.
        if (here.kind === 'words' && here.runs.some(({ url }) => url !== undefined)) {
          rest = { ...here, runs: here.runs.flatMap(unlinked) };
          continue;
        }
        end = betweenGraphemes(letters, Math.max(1, end));
      }
    }
    const head = sliced(here, 0, end);
    if (head.kind === 'words' || head.text.trim() !== '') out.push(draw(head));
    if (end >= letters.length) break;
    const more = sliced(here, end);
    rest = more.kind === 'words' && !more.lead.startsWith('#') ? { ...more, lead: '', indent: '' } : more;
  }
  return out;
}

/**
 * The greatest length up to `most` whose `size` is within the limit; what is longer is not, but for a few letters. Marks
 * are spread evenly as a rule, so it guesses by proportion and halves only where that leads nowhere.
 */
function longest(most: number, limit: number, size: (length: number) => number): number {
  let low = 0;
  let high = most;
  let guess = most;
  while (low < high) {
    const length = Math.min(high, Math.max(low + 1, guess));
    const taken = size(length);
    if (taken <= limit) low = length;
    else high = length - 1;
    const next = Math.floor((length * limit) / taken);
    guess = next > low && next <= high && next !== guess ? next : Math.ceil((low + high) / 2);
  }
  return low;
}

function sliced(piece: Piece, from: number, to = Number.POSITIVE_INFINITY): Piece {
  if (piece.kind === 'code') {
    const text = piece.text.slice(from, to);
    return { ...piece, text: text.endsWith('\n') && to < piece.text.length ? text.slice(0, -1) : text };
  }
  let at = 0;
  const runs = piece.runs.flatMap((run): Run[] => {
    const start = at;
    at += run.text.length;
    const text = run.text.slice(Math.max(0, from - start), Math.max(0, to - start));
    if (text === '') return [];
    const { url, ...bare } = run;
    return [url === run.text && text !== url ? { ...bare, text } : { ...run, text }];
  });
  return { ...piece, runs };
}

/** Where to cut at or before `most`: after a line, else after a word, never through a grapheme or an address. */
function goodCut(letters: string, most: number, piece: Piece): number {
  if (most >= letters.length) return letters.length;
  const end = cutAt(letters, most);
  if (piece.kind === 'code') return end;
  let at = 0;
  for (const run of piece.runs) {
    if (run.url !== undefined && run.url === run.text && at < end && end < at + run.text.length) return at;
    at += run.text.length;
  }
  return end;
}
