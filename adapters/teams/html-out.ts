import type { Run } from '../../src/core/runs.js';
import type { Piece } from './pieces.js';

/**
 * Text of which every letter is shown as it is. Nothing in it mentions anybody or ends what is around it. `begins`: it
 * stands at the beginning of its line.
 */
export function escapeHtml(text: string, begins = true): string {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    // Spaces that stand together, or begin a line, are one on the screen.
    .replace(/(?<=\n) | (?= )/g, '&nbsp;')
    .replaceAll('\n', '<br>');
  return begins ? escaped.replace(/^ /, '&nbsp;') : escaped;
}

/**
 * A piece as HTML that Teams shows. `named`: a person's name stands above, so no line of theirs may look like another
 * name: a line that is bold as a whole is not bold.
 */
export function htmlOf(piece: Piece, named = false): string {
  const inner =
    piece.kind === 'code'
      ? `<pre>${escapeHtml(piece.text).replaceAll('<br>', '\n').replaceAll('&nbsp;', ' ')}</pre>`
      : `<p>${lead(piece)}${(named ? modest(piece.runs) : piece.runs).map(runHtml).join('')}</p>`;
  if (piece.kind === 'words' && piece.heading && !named)
    return quoted(piece, `<h3>${piece.runs.map(runHtml).join('')}</h3>`);
  return quoted(piece, inner);
}

function quoted(piece: Piece, inner: string): string {
  return piece.quoted ? `<blockquote>${inner}</blockquote>` : inner;
}

function lead({ mark, depth }: Piece & { readonly kind: 'words' }): string {
  if (mark === undefined) return '';
  return `${'&nbsp;'.repeat(4 * (depth - 1))}${escapeHtml(mark)} `;
}

function runHtml(run: Run, index: number): string {
  let out = escapeHtml(run.text, index === 0);
  if (run.code) out = `<code>${out}</code>`;
  if (run.bold) out = `<strong>${out}</strong>`;
  if (run.italic) out = `<em>${out}</em>`;
  if (run.strike) out = `<s>${out}</s>`;
  return run.url === undefined ? out : `<a href="${escapeHtml(run.url)}">${out}</a>`;
}

/** Stretches without the boldness of lines that have no other. */
function modest(runs: readonly Run[]): readonly Run[] {
  const lines: Run[][] = [[]];
  for (const run of runs) {
    for (const [index, text] of run.text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push({ ...run, text });
    }
  }
  return lines.flatMap((line, index): Run[] => {
    const loud = line.every(({ bold, text }) => bold || text.trim() === '');
    const meek = loud ? line.map(({ bold: _bold, ...rest }) => rest) : line;
    return index === 0 ? meek : [{ text: '\n' }, ...meek];
  });
}
