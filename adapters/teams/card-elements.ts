import type { Run } from '../../src/core/runs.js';
import type { Piece } from './pieces.js';

/** An element or an action of an Adaptive Card. */
export type CardJson = Readonly<Record<string, unknown>>;

/** A line of text of a card. A stretch has no syntax: whatever a person typed is shown letter by letter. */
export function line(runs: readonly Run[], more: CardJson = {}, look: CardJson = {}): CardJson {
  return { type: 'RichTextBlock', inlines: runs.map((run) => ({ ...textRun(run), ...look })), ...more };
}

/** A piece of text as an element of a card. */
export function elementOf(piece: Piece): CardJson {
  if (piece.kind === 'code') {
    return {
      type: 'Container',
      style: 'emphasis',
      items: [line([{ text: piece.text }], {}, { fontType: 'Monospace', size: 'Small' })],
    };
  }
  const mark =
    piece.mark === undefined ? [] : [{ text: `${'\u2003'.repeat(piece.depth - 1)}${piece.mark} ` }];
  const words = line(
    [...mark, ...piece.runs],
    {
      ...(piece.mark !== undefined && { spacing: 'Small' }),
    },
    piece.heading ? { weight: 'Bolder', size: 'Medium' } : {},
  );
  return piece.quoted ? quoteOf([words]) : words;
}

/** Something that somebody else said, set apart. */
export function quoteOf(items: readonly CardJson[]): CardJson {
  return { type: 'Container', style: 'emphasis', spacing: 'Small', items };
}

function textRun({ text, bold, italic, strike, code, url }: Run): CardJson {
  return {
    type: 'TextRun',
    text,
    ...(bold && { weight: 'Bolder' }),
    ...(italic && { italic: true }),
    ...(strike && { strikethrough: true }),
    ...(code && { fontType: 'Monospace' }),
    ...(url !== undefined && { selectAction: { type: 'Action.OpenUrl', url } }),
  };
}
