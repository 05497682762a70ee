import { parseMarkdown } from '../../src/core/markdown.js';
import { parseTemplate } from '../../src/core/template.js';

/** What is wrong with the answer of an article with a lookup, and on which of its lines, from 1. */
export interface BodyProblem {
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}

/** A word that no answer holds: stands for a value while the formatting is read. */
const STAND_IN = 'qzvalue';

/**
 * What is wrong with an answer as a template. What fills it in is text and is escaped as text, so it may stand in text
 * only: in code and in addresses that would neither work nor be safe.
 */
export function bodyProblems(body: string): readonly BodyProblem[] {
  const lines = body.split('\n');
  const alone = lines.findIndex((line) => parseTemplate(line) === undefined);
  if (alone >= 0) {
    const message = 'A brace stands alone.';
    return [{ line: alone + 1, message, hint: 'Write {{ and }} for braces that stay, {name} for a value.' }];
  }
  const holes: { readonly name: string; readonly line: number }[] = [];
  const marked = lines.map((line, index) =>
    (parseTemplate(line) ?? [])
      .map((piece) => {
        if (typeof piece === 'string') return piece;
        holes.push({ name: piece.name, line: index + 1 });
        return `${STAND_IN}${holes.length - 1}q`;
      })
      .join(''),
  );
  const elsewhere = notInText(parseMarkdown(marked.join('\n')));
  return holes
    .filter((_hole, index) => elsewhere.includes(`${STAND_IN}${index}q`))
    .map(({ name, line }) => ({
      line,
      message: `{${name}} stands in code or in an address.`,
      hint: 'Let it stand in text: what a service says is shown letter by letter.',
    }));
}

/** Everything that a tree holds besides its text. */
function notInText(tree: unknown): string {
  if (Array.isArray(tree)) return tree.map(notInText).join('\n');
  if (typeof tree !== 'object' || tree === null) return typeof tree === 'string' ? tree : '';
  const isText = 'type' in tree && tree.type === 'text';
  return Object.entries(tree)
    .filter(([key]) => !isText && key !== 'type' && key !== 'position')
    .map(([, value]) => notInText(value))
    .join('\n');
}
