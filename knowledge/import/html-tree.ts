import { type Token, Tokenizer, TokenizerMode } from 'parse5';
import { FirstlineError } from '../../src/core/error.js';

/** An element of a page, without what nobody reads. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
  /** Line of its tag, from 1. */
  readonly line: number;
}

/** A page. */
export interface Tree extends Element {
  /** Line of the first element that stands too deep to be read as one. */
  readonly tooDeepFrom?: number;
}

/** Deeper elements are put beside each other: nobody nests text so deeply, and walking need not be careful. */
export const DEEPEST = 80;
/** A page of 10 MB has fewer elements, unless somebody means harm. */
const MOST_ELEMENTS = 1_500_000;
/** Attributes of one element beyond this are not read; looking for doubles takes the square of their number. */
const MOST_ATTRIBUTES = 40;

/** Hold nothing that a reader sees. */
const UNSEEN = new Set(
  'script style template noscript svg math iframe object embed canvas audio video select textarea map datalist dialog'.split(
    ' ',
  ),
);
const EMPTY = new Set(
  'area base br col embed hr img input link meta param source track wbr frame keygen'.split(' '),
);
/** Begin a line of their own, so that a paragraph that is open ends. */
const BLOCKS = new Set(
  'address article aside blockquote details dialog dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table ul'.split(
    ' ',
  ),
);
/** What ends by itself when one of these begins, up to the container that holds it. */
const ENDS: Readonly<
  Record<string, { readonly ends: readonly string[]; readonly within: readonly string[] }>
> = {
  li: { ends: ['li'], within: ['ul', 'ol', 'menu'] },
  dt: { ends: ['dt', 'dd'], within: ['dl'] },
  dd: { ends: ['dt', 'dd'], within: ['dl'] },
  tr: { ends: ['tr', 'td', 'th'], within: ['table'] },
  td: { ends: ['td', 'th'], within: ['tr', 'table'] },
  th: { ends: ['td', 'th'], within: ['tr', 'table'] },
  option: { ends: ['option'], within: ['select'] },
};

/** parse5's tokens; of an element with ever so many attributes the first ones. */
class Tokens extends Tokenizer {
  override _leaveAttrName(): void {
    const { currentToken } = this;
    if (currentToken && 'attrs' in currentToken && currentToken.attrs.length >= MOST_ATTRIBUTES) return;
    super._leaveAttrName();
  }
}

/**
 * Reads a page as a shallow tree, in time that grows with its length whatever it holds: parse5 takes it apart into tags
 * and texts as browsers do, and its tree builder, which takes time that grows with the square of unclosed marks, is left
 * out. Scripts are kept where they are data (`application/ld+json`).
 *
 * @throws FirstlineError `articles.invalid` for a page of more than a million and a half elements
 */
export function readHtml(html: string, file: string): Tree {
  const root: Element = { name: '#root', attributes: {}, children: [], line: 1 };
  const stack: Element[] = [root];
  let elements = 0;
  /** Name of the unseen element that is skipped, and how often it is open. */
  let unseen: { readonly name: string; depth: number } | undefined;
  let tooDeep = 0;
  let tooDeepFrom: number | undefined;

  const top = (): Element => stack[stack.length - 1] ?? root;
  const say = (text: string): void => {
    if (unseen || text === '') return;
    const { children } = top();
    const last = children.length - 1;
    if (typeof children[last] === 'string') children[last] += text;
    else children.push(text);
  };
  const close = (ends: readonly string[], within: readonly string[]): void => {
    for (let at = stack.length - 1; at > 0; at--) {
      const name = stack[at]?.name ?? '';
      if (ends.includes(name)) {
        stack.length = at;
        // What is open above it may end as well: a cell and its row.
        if (ends.length === 1 || !ends.some((one) => stack.at(-1)?.name === one)) return;
        at = stack.length;
      } else if (within.includes(name)) return;
    }
  };

  const open = (token: Token.TagToken, tokens: Tokenizer): void => {
    const name = token.tagName;
    if (unseen) {
      if (name === unseen.name && !token.selfClosing) unseen.depth += 1;
      return;
    }
    const attributes: Record<string, string> = {};
    for (const { name: key, value } of token.attrs) attributes[key] = value;
    const data = name === 'script' && /^application\/ld\+json\b/i.test(attributes.type ?? '');
    if (name === 'script') tokens.state = TokenizerMode.SCRIPT_DATA;
    else if (name === 'title' || name === 'textarea') tokens.state = TokenizerMode.RCDATA;
    else if (/^(?:style|xmp|iframe|noembed|noframes)$/.test(name)) tokens.state = TokenizerMode.RAWTEXT;
    if (UNSEEN.has(name) && !data && !EMPTY.has(name)) {
      if (!token.selfClosing || tokens.state !== TokenizerMode.DATA) unseen = { name, depth: 1 };
      return;
    }
    if (++elements > MOST_ELEMENTS) {
      throw new FirstlineError('articles.invalid', `${file} has more than ${MOST_ELEMENTS} elements.`, {
        hint: 'Give a smaller part of it.',
      });
    }
    if (BLOCKS.has(name)) close(['p'], [...CONTAINERS]);
    const rule = ENDS[name];
    if (rule) close(rule.ends, rule.within);
    const line = token.location?.startLine ?? 1;
    const element: Element = { name, attributes, children: [], line };
    top().children.push(element);
    if (EMPTY.has(name) || token.selfClosing) return;
    if (stack.length <= DEEPEST) stack.push(element);
    else {
      tooDeep += 1;
      tooDeepFrom ??= line;
    }
  };
  const shut = (token: Token.TagToken): void => {
    const name = token.tagName;
    if (unseen) {
      if (name === unseen.name && --unseen.depth === 0) unseen = undefined;
      return;
    }
    // What was too deep to be opened is open no more.
    if (tooDeep > 0) {
      tooDeep -= 1;
      return;
    }
    const at = stack.findLastIndex((element) => element.name === name);
    if (at > 0) stack.length = at;
  };

  const tokens = new Tokens(
    { sourceCodeLocationInfo: true },
    {
      onStartTag: (token) => open(token, tokens),
      onEndTag: shut,
      onCharacter: ({ chars }) => say(chars),
      onWhitespaceCharacter: ({ chars }) => say(chars),
      onNullCharacter: () => {},
      onComment: () => {},
      onDoctype: () => {},
      onEof: () => {},
    },
  );
  tokens.write(html, true);
  return { ...root, ...(tooDeepFrom !== undefined && { tooDeepFrom }) };
}

/** A paragraph ends at a block within the same of these. */
const CONTAINERS = new Set('li dd dt td th blockquote div section article main details body'.split(' '));

/** Every element below, in order, itself first; without what is inside those that are not entered. */
export function elementsOf(
  element: Element,
  enters: (element: Element) => boolean = () => true,
): readonly Element[] {
  const found: Element[] = [];
  const open: Element[] = [element];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    if (!enters(next)) continue;
    for (let i = next.children.length - 1; i >= 0; i--) {
      const child = next.children[i];
      if (child !== undefined && typeof child !== 'string') open.push(child);
    }
  }
  return found;
}

/** The words of an element, as one line. */
export function wordsOf(element: Element): string {
  const parts: string[] = [];
  const gather = ({ children }: Element): void => {
    for (const child of children) {
      if (typeof child === 'string') parts.push(child);
      else if (child.name === 'br' || BLOCKS.has(child.name)) {
        parts.push(' ');
        gather(child);
        parts.push(' ');
      } else if (child.name !== 'script') gather(child);
    }
  };
  gather(element);
  return parts.join('').replace(/\s+/g, ' ').trim();
}
