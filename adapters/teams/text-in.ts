import type { ListItem, Paragraph } from 'mdast';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { type Block, bareBlocks, isBare, writeMarkdown } from '../../src/core/markdown.js';
import { type Look, paragraphsOf, phrasingOf, type Run } from '../../src/core/runs.js';
import type { Mention } from './activity.js';

/** What a person wrote, as Teams tells it. */
export interface Written {
  readonly text: string;
  /** `plain`, `markdown` or `xml`, which is HTML. */
  readonly format: string;
  /** The formatted text, where there is some. */
  readonly html?: string;
  readonly mentions: readonly Mention[];
  /** The bot's id and name: its mention is how it was called, not what was said. */
  readonly bot: { readonly id: string; readonly name: string };
}

/** What somebody wrote. */
export interface Read {
  /** As a reader sees it. */
  readonly text: string;
  /** The same as CommonMark, where it is formatted. */
  readonly markdown?: string;
  /** Teams' id of the message of ours that it answers. */
  readonly answered?: string;
}

/**
 * A message of Teams as its reader sees it: `text` without marks, mentions and emoji by name; `markdown` the same as
 * CommonMark, where its writer formatted it. Mentions are found by their entities, never by how they look.
 */
export function readTeams(written: Written): Read {
  const html = written.html ?? (written.format === 'xml' ? written.text : undefined);
  if (html === undefined) return { text: trimmedCall(named(written)) };
  try {
    const reader = new Reader(written);
    const blocks = reader.blocks(parseFragment(html).childNodes);
    return {
      text: trimmedCall(bareBlocks(blocks)),
      ...(!isBare(blocks) && { markdown: trimmedCall(writeMarkdown(blocks)) }),
      ...(reader.answered !== undefined && { answered: reader.answered }),
    };
  } catch (error) {
    // Thousands of elements within each other are too deep for the stack: then it is text.
    if (error instanceof RangeError) return { text: trimmedCall(named(written)).replace(/<[^<>]*>/g, '') };
    throw error;
  }
}

/** Plain text with the mentions by name, and {@link CALL} where the bot is called. */
function named({ text, mentions, bot }: Written): string {
  let out = text.replace(/\r\n?/g, '\n');
  for (const { id, name, text: mark } of mentions) {
    out = out.replaceAll(mark, () => (id === bot.id ? CALL : `@${name}`));
  }
  return out;
}

/** Stands for a call of the bot until the gaps and the comma around it are gone; no text of people holds it. */
const CALL = '\ufdd0';

function trimmedCall(text: string): string {
  return text
    .replace(new RegExp(`^\\s*(?:${CALL}[\\s,:，：、]*)+`), '')
    .replace(new RegExp(`(?<!\\s)\\s*${CALL}\\s*$`), '')
    .replace(new RegExp(`${CALL} ?`, 'g'), '');
}

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

const HEADINGS: Readonly<Record<string, 1 | 2 | 3 | 4 | 5 | 6>> = {
  h1: 1,
  h2: 2,
  h3: 3,
  h4: 4,
  h5: 5,
  h6: 6,
};
/** What begins a line of its own and holds words or further blocks. */
const CONTAINERS = new Set(['p', 'div', 'section', 'article', 'body', 'td', 'th', 'li', 'figure']);
/** What is no word of the writer: files and cards that hang below, and what Teams itself notes. */
const NOTHING = new Set(['attachment', 'script', 'style', 'systemeventmessage', 'title', 'template']);
/** Blocks within blocks that are read; what lies deeper is text. */
const DEEPEST = 20;

/** Reads HTML as Teams' clients write it. */
class Reader {
  readonly #written: Written;
  #depth = 0;
  /** A mention of several words is several spans; the name is said once. */
  #lastMention: string | undefined;
  /** Teams' id of the message of ours that is answered. */
  answered: string | undefined;

  constructor(written: Written) {
    this.#written = written;
  }

  blocks(nodes: readonly Node[]): Block[] {
    const out: Block[] = [];
    let runs: Run[] = [];
    const flush = (): void => {
      out.push(...paragraphsOf(runs.map(tidy)));
      runs = [];
    };
    for (const node of nodes) {
      const made = 'tagName' in node && this.#depth < DEEPEST ? this.#block(node) : undefined;
      if (made) {
        flush();
        out.push(...made);
      } else runs.push(...this.#inline(node, {}));
    }
    flush();
    return out;
  }

  #block(node: Element): Block[] | undefined {
    const { tagName: tag } = node;
    const within = (): Block[] => {
      this.#depth += 1;
      const found = this.blocks(node.childNodes);
      this.#depth -= 1;
      return found;
    };
    const depth = Object.hasOwn(HEADINGS, tag) ? HEADINGS[tag] : undefined;
    if (depth !== undefined)
      return [{ type: 'heading', depth, children: phrasingOf(this.#inlines(node.childNodes, {}).map(tidy)) }];
    if (CONTAINERS.has(tag)) return within();
    switch (tag) {
      case 'blockquote': {
        const children = isReply(node) ? this.#reply(node) : within();
        return children.length ? [{ type: 'blockquote', children }] : [];
      }
      case 'ul':
      case 'ol':
        return [this.#list(node)];
      case 'pre':
      case 'codeblock':
        return [{ type: 'code', lang: null, value: lettersOf(node).replace(/^\n|\n$/g, '') }];
      case 'hr':
        return [{ type: 'thematicBreak' }];
      case 'table':
        return [this.#table(node)];
      default:
        return undefined;
    }
  }

  /** What somebody answered: `Ana: the words`. An answer to the bot needs no reminder of what the bot said. */
  #reply(node: Element): Block[] {
    const of = (itemprop: string): Element | undefined =>
      elementsOf(node).find((one) => attribute(one, 'itemprop') === itemprop);
    const who = lettersOf(of('mri') ?? node).trim();
    const said = of('preview') ?? of('copy');
    if (who === this.#written.bot.name) {
      this.answered ??= attribute(node, 'itemid');
      return [];
    }
    const words = (said ? lettersOf(said) : '').trim();
    return paragraphsOf([{ text: words === '' ? who : `${who}: ${words}` }]);
  }

  #list(node: Element): Block {
    const ordered = node.tagName === 'ol';
    const start = Number.parseInt(attribute(node, 'start') ?? '1', 10) || 1;
    const items = elementsOf(node, false).filter(({ tagName }) => tagName === 'li');
    this.#depth += 1;
    const children = items.map((item): ListItem => {
      const found = this.blocks(item.childNodes);
      const empty: Paragraph = { type: 'paragraph', children: [] };
      return { type: 'listItem', spread: false, children: found.length ? found : [empty] };
    });
    this.#depth -= 1;
    return { type: 'list', ordered, ...(ordered && { start }), spread: false, children };
  }

  #table(node: Element): Block {
    const rows = elementsOf(node).filter(({ tagName }) => tagName === 'tr');
    return {
      type: 'table',
      children: rows.map((row) => ({
        type: 'tableRow',
        children: elementsOf(row, false)
          .filter(({ tagName }) => tagName === 'td' || tagName === 'th')
          .map((cell) => ({
            type: 'tableCell',
            children: phrasingOf(
              this.#inlines(cell.childNodes, {}).map((run) =>
                tidy({ ...run, text: run.text.replace(/\n+/g, ' ') }),
              ),
            ),
          })),
      })),
    };
  }

  #inlines(nodes: readonly Node[], look: Omit<Run, 'text'>): Run[] {
    return nodes.flatMap((node) => this.#inline(node, look));
  }

  #inline(node: Node, look: Omit<Run, 'text'>): Run[] {
    if (node.nodeName === '#text' && 'value' in node) {
      if (node.value.trim() !== '') this.#lastMention = undefined;
      // A line end of the source is a space on the screen.
      return [{ ...look, text: node.value.replace(/[\r\n\t]+/g, ' ') }];
    }
    if (!('tagName' in node) || NOTHING.has(node.tagName)) return [];
    const more = (added: Look & { readonly url?: string }): Run[] =>
      this.#inlines(node.childNodes, { ...look, ...added });
    if (isMention(node)) return this.#mention(node, look);
    switch (node.tagName) {
      case 'br':
        return [{ text: '\n' }];
      case 'b':
      case 'strong':
        return more({ bold: true });
      case 'i':
      case 'em':
      case 'u':
        return more({ italic: true });
      case 's':
      case 'del':
      case 'strike':
        return more({ strike: true });
      case 'code':
        return more({ code: true });
      case 'a': {
        const url = attribute(node, 'href') ?? '';
        return /^(?:https?:|mailto:)/i.test(url) ? more({ url }) : more({});
      }
      case 'img':
      case 'emoji':
        // A picture hangs below the message as a file; of an emoji the letter is what was said.
        return isEmoji(node) ? [{ ...look, text: attribute(node, 'alt') ?? '' }] : [];
      default: {
        const inner = this.#inlines(node.childNodes, look);
        return this.#depth >= DEEPEST && CONTAINERS.has(node.tagName) ? [...inner, { text: '\n' }] : inner;
      }
    }
  }

  #mention(node: Element, look: Omit<Run, 'text'>): Run[] {
    const { mentions, bot } = this.#written;
    const index = attribute(node, 'itemid') ?? attribute(node, 'id') ?? '';
    const shown = lettersOf(node);
    const found = mentions[Number(index)] ?? mentions.find(({ name }) => name === shown);
    if (found?.id === bot.id || (!found && shown === bot.name)) return [{ text: CALL }];
    const key = found ? `${index} ${found.id}` : undefined;
    if (key !== undefined && key === this.#lastMention) return [];
    this.#lastMention = key;
    return [{ ...look, text: `@${found?.name ?? shown}` }];
  }
}

/** Spaces that do not break are spaces like any other, to whoever reads the words. */
function tidy(run: Run): Run {
  return { ...run, text: run.text.replaceAll('\u00a0', ' ') };
}

function isMention(node: Element): boolean {
  return node.tagName === 'at' || /\/Mention$/i.test(attribute(node, 'itemtype') ?? '');
}

function isEmoji(node: Element): boolean {
  return node.tagName === 'emoji' || /\/Emoji$/i.test(attribute(node, 'itemtype') ?? '');
}

function isReply(node: Element): boolean {
  return /\/Reply$/i.test(attribute(node, 'itemtype') ?? '');
}

function attribute(node: Element, name: string): string | undefined {
  return node.attrs.find((one) => one.name === name)?.value;
}

function elementsOf(node: Element, deep = true): Element[] {
  return node.childNodes.flatMap((child): Element[] => {
    if (!('tagName' in child)) return [];
    const isPart = child.tagName === 'tbody' || child.tagName === 'thead';
    return deep || isPart ? [child, ...elementsOf(child, deep)] : [child];
  });
}

/** The letters of an element, line by line. */
function lettersOf(node: Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value.replaceAll('\u00a0', ' ');
  if (!('tagName' in node)) return '';
  if (node.tagName === 'br') return '\n';
  if (node.tagName === 'img' || node.tagName === 'emoji') return attribute(node, 'alt') ?? '';
  return node.childNodes.map(lettersOf).join('');
}
