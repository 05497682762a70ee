/** What a template is made of: text, and holes with the names of what fills them. */
export type Piece = string | { readonly name: string };

/** `{name}` or `{asker.id}`; `{{` and `}}` are braces that stay. */
const HOLE = /\{\{|\}\}|\{([a-z][a-z0-9_-]*(?:\.[a-z]+)?)\}|[{}]/g;

/** A template taken apart; undefined where a brace stands alone. */
export function parseTemplate(template: string): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of template.matchAll(HOLE)) {
    if (match.index > from) pieces.push(template.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[1] !== undefined) pieces.push({ name: match[1] });
    else if (match[0].length === 2) pieces.push(match[0].slice(1));
    else return undefined;
  }
  if (from < template.length) pieces.push(template.slice(from));
  return pieces;
}

/** The names of a template's holes, each once; none where it cannot be read. */
export function namesIn(template: string): readonly string[] {
  const names = (parseTemplate(template) ?? []).flatMap((piece) =>
    typeof piece === 'string' ? [] : [piece.name],
  );
  return [...new Set(names)];
}

/** A template with its holes filled; undefined where one has no value, or where it cannot be read. */
export function fill(template: string, value: (name: string) => string | undefined): string | undefined {
  const pieces = parseTemplate(template)?.map((piece) =>
    typeof piece === 'string' ? piece : value(piece.name),
  );
  return pieces?.some((piece) => piece === undefined) ? undefined : pieces?.join('');
}
