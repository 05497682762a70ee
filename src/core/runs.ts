import type { Paragraph, PhrasingContent } from 'mdast';

/** How a stretch of text looks. */
export interface Look {
  readonly bold?: true;
  readonly italic?: true;
  readonly strike?: true;
  readonly code?: true;
}

/** A stretch of a line that looks the same: what the tree of a paragraph comes to, for platforms that have no trees. */
export interface Run extends Look {
  /** Its letters; a line end is `\n`. */
  readonly text: string;
  /** Where it leads; the same as its text where the address itself is shown. */
  readonly url?: string;
}

/** The stretches of a line; what follows one another and looks the same is one. */
export function runsOf(nodes: readonly PhrasingContent[]): readonly Run[] {
  const out: Run[] = [];
  for (const node of nodes) collect(node, {}, out);
  return mergeRuns(out);
}

/** The same stretches, those that look the same put together and empty ones left out. */
export function mergeRuns(runs: readonly Run[]): readonly Run[] {
  const out: Run[] = [];
  for (const run of runs) {
    if (run.text === '') continue;
    const last = out.at(-1);
    if (last && looksAs(last, run)) out[out.length - 1] = { ...last, text: last.text + run.text };
    else out.push(run);
  }
  return out;
}

/** Whether two stretches look the same, and neither is an address of its own. */
export function looksAs(one: Run, other: Run): boolean {
  const alone = (run: Run): boolean => run.url !== undefined && run.url === run.text;
  return (
    one.bold === other.bold &&
    one.italic === other.italic &&
    one.strike === other.strike &&
    one.code === other.code &&
    one.url === other.url &&
    !alone(one) &&
    !alone(other)
  );
}

/** The letters of stretches. */
export function textOfRuns(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('');
}

/** Stretches as the children of a paragraph. */
export function phrasingOf(runs: readonly Run[]): PhrasingContent[] {
  const plain = runs.map((run) => visibly({ ...run, text: run.text.replace(/\r\n?/g, '\n') }));
  return nest(mergeRuns(plain), ['url', 'strike', 'bold', 'italic']);
}

/** Stretches as paragraphs: an empty line ends one. */
export function paragraphsOf(runs: readonly Run[]): Paragraph[] {
  const out: Paragraph[] = [];
  let current: Run[] = [];
  const flush = (): void => {
    const children = phrasingOf(trimmed(current));
    if (children.length) out.push({ type: 'paragraph', children });
    current = [];
  };
  let ended = true; // the line so far is empty
  for (const run of runs) {
    for (const [index, line] of run.text.split('\n').entries()) {
      if (index > 0) {
        if (ended) flush();
        else current.push({ text: '\n' });
        ended = true;
      }
      if (line !== '') {
        current.push({ ...run, text: line });
        if (line.trim() !== '') ended = false;
      }
    }
  }
  flush();
  return out;
}

/** Without the line ends at both ends. */
function trimmed(runs: readonly Run[]): readonly Run[] {
  const end = runs.findLastIndex(({ text }) => text.trim() !== '');
  const start = runs.findIndex(({ text }) => text.trim() !== '');
  return start < 0 ? [] : runs.slice(start, end + 1);
}

type Layer = 'url' | 'strike' | 'bold' | 'italic';

/** Groups neighbours that share the outermost look, then looks within. */
function nest(runs: readonly Run[], layers: readonly Layer[]): PhrasingContent[] {
  const [layer, ...rest] = layers;
  if (layer === undefined) return runs.flatMap(leaves);
  const out: PhrasingContent[] = [];
  for (let from = 0; from < runs.length; ) {
    const value = runs[from]?.[layer];
    let to = from + 1;
    const alone = layer === 'url' && runs[from]?.text === value; // an address beside itself is a second one
    while (to < runs.length && runs[to]?.[layer] === value && !alone) to += 1;
    const children = nest(runs.slice(from, to), rest);
    const words = textOfRuns(runs.slice(from, to));
    if (value === undefined) out.push(...children);
    else if (layer === 'url' && pretends(words, String(value)))
      out.push(...children, { type: 'text', value: ` (${String(value)})` });
    else out.push(wrapped(layer, String(value), children));
    from = to;
  }
  return out;
}

/** What turns the direction of letters or takes no room, but joins none: emoji and Persian need those that join. */
const HIDDEN = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** A link without hidden characters: with them its words and its address could look like others than they are. */
function visibly(run: Run): Run {
  if (run.url === undefined) return run;
  const url = run.url.replace(HIDDEN, '');
  return { ...run, url, text: run.text.replace(HIDDEN, '') || (run.text && url) };
}

/** Whether the words of a link look like another address than the one that it leads to: then both are shown. */
function pretends(shown: string, address: string): boolean {
  const [words = '', url = ''] = [shown, address].map((text) =>
    text.replace(/\p{Default_Ignorable_Code_Point}/gu, ''),
  );
  const bare = (text: string): string =>
    text
      .trim()
      .toLowerCase()
      .replace(/^(?:https?:\/\/|mailto:)|\/$/g, '');
  return (
    /^\s*(?:https?:\/\/|www\.|[\w.-]+\.[a-z]{2,}(?:[/?#:]|\s*$))/i.test(words) && bare(words) !== bare(url)
  );
}

function wrapped(layer: Layer, url: string, children: PhrasingContent[]): PhrasingContent {
  switch (layer) {
    case 'url':
      return { type: 'link', url, children };
    case 'strike':
      return { type: 'delete', children };
    case 'bold':
      return { type: 'strong', children };
    case 'italic':
      return { type: 'emphasis', children };
    default:
      return layer satisfies never;
  }
}

function leaves(run: Run): PhrasingContent[] {
  return run.text
    .split('\n')
    .flatMap((value, index): PhrasingContent[] => [
      ...(index > 0 ? [{ type: 'break' } as const] : []),
      ...(value === '' ? [] : [{ type: run.code ? 'inlineCode' : 'text', value } as const]),
    ]);
}

function collect(node: PhrasingContent, look: Omit<Run, 'text'>, out: Run[]): void {
  switch (node.type) {
    case 'text':
    case 'html':
      out.push({ ...look, text: node.value });
      return;
    case 'inlineCode':
      out.push({ ...look, code: true, text: node.value });
      return;
    case 'break':
      out.push({ ...look, text: '\n' });
      return;
    case 'strong':
      for (const child of node.children) collect(child, { ...look, bold: true }, out);
      return;
    case 'emphasis':
      for (const child of node.children) collect(child, { ...look, italic: true }, out);
      return;
    case 'delete':
      for (const child of node.children) collect(child, { ...look, strike: true }, out);
      return;
    case 'link': {
      const inside: Run[] = [];
      for (const child of node.children) collect(child, { ...look, url: node.url }, inside);
      // A link without words is its address.
      out.push(...(textOfRuns(inside) === '' ? [{ ...look, url: node.url, text: node.url }] : inside));
      return;
    }
    case 'image': {
      const words = node.alt || node.title || node.url;
      out.push({ ...look, url: look.url ?? node.url, text: words });
      return;
    }
    case 'linkReference':
      for (const child of node.children) collect(child, look, out);
      return;
    case 'imageReference':
      out.push({ ...look, text: node.alt ?? '' });
      return;
    case 'footnoteReference':
      out.push({ ...look, text: `[${node.label ?? node.identifier}]` });
      return;
    default:
      node satisfies never;
  }
}
