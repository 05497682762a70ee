import type { List } from 'mdast';
import { z } from 'zod';
import type { Block } from '../../src/core/markdown.js';
import { mergeRuns, paragraphsOf, type Run, textOfRuns } from '../../src/core/runs.js';
import { emojiOf } from './emoji.js';
import type { Names } from './text.js';

const style = z.object({
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  strike: z.boolean().optional(),
  underline: z.boolean().optional(),
  code: z.boolean().optional(),
});
const text = z.string();
const looks = { style: style.optional() };
const inline = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text, ...looks }),
  z.object({ type: z.literal('link'), url: text, text: text.optional(), ...looks }),
  z.object({ type: z.literal('user'), user_id: text, ...looks }),
  z.object({ type: z.literal('usergroup'), usergroup_id: text, ...looks }),
  z.object({ type: z.literal('channel'), channel_id: text, ...looks }),
  z.object({ type: z.literal('team'), team_id: text, ...looks }),
  z.object({ type: z.literal('broadcast'), range: text, ...looks }),
  z.object({ type: z.literal('emoji'), name: text, ...looks }),
  z.object({ type: z.literal('date'), timestamp: z.number(), fallback: text.optional(), ...looks }),
  z.object({ type: z.literal('color'), value: text, ...looks }),
]);
const line = z.array(inline);
const element = z.discriminatedUnion('type', [
  z.object({ type: z.literal('rich_text_section'), elements: line }),
  z.object({ type: z.literal('rich_text_quote'), elements: line }),
  z.object({ type: z.literal('rich_text_preformatted'), elements: line, language: text.optional() }),
  z.object({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    indent: z.number().int().min(0).max(50).default(0),
    offset: z.number().int().min(0).default(0),
    elements: z.array(z.object({ elements: line })),
  }),
]);
const message = z.array(z.object({ type: z.literal('rich_text'), elements: z.array(element) })).min(1);

type InlineIn = z.infer<typeof inline>;

/** A part of a message as Slack's own clients write it. */
export type RichIn = z.infer<typeof element>;

/** The parts of a message that its writer formatted; nothing where it is bare, or holds what we do not know. Pure. */
export function readRich(blocks: unknown): readonly RichIn[] | undefined {
  const found = message.safeParse(blocks);
  if (!found.success) return undefined;
  const elements = found.data.flatMap((block) => block.elements);
  return elements.some(isFormatted) ? elements : undefined;
}

function isFormatted(part: RichIn): boolean {
  if (part.type !== 'rich_text_section') return true;
  return part.elements.some(
    (one) =>
      Object.values(one.style ?? {}).includes(true) ||
      (one.type === 'link' && one.text !== undefined && !isItsAddress(one.text, one.url)),
  );
}

/** Whether a link is only what Slack made of an address that somebody typed. */
export function isItsAddress(words: string, url: string): boolean {
  if (!url.endsWith(words)) return false;
  return /^(?:(?:https?:\/\/|mailto:|tel:)?)$/i.test(url.slice(0, url.length - words.length));
}

/** The parts as blocks, mentions by name. A mention of the bot itself is how it was called, and falls away. */
export function blocksOfRich(parts: readonly RichIn[], names: Names, bot: string): Block[] {
  const out: Block[] = [];
  let open: { readonly list: List; readonly indent: number }[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.type !== 'rich_text_list') open = [];
    switch (part.type) {
      case 'rich_text_section': {
        const edges = { first: index === 0, last: index === parts.length - 1 };
        out.push(...paragraphsOf(withoutBot(runs(part.elements, names, bot), edges)));
        break;
      }
      case 'rich_text_quote':
        out.push({ type: 'blockquote', children: paragraphsOf(withoutBot(runs(part.elements, names, bot))) });
        break;
      case 'rich_text_preformatted': {
        const value = textOfRuns(withoutBot(runs(part.elements, names, bot)));
        out.push({ type: 'code', lang: part.language ?? null, value });
        break;
      }
      case 'rich_text_list': {
        const ordered = part.style === 'ordered';
        while ((open.at(-1)?.indent ?? -1) > part.indent) open.pop();
        const items = part.elements.map((item): List['children'][number] => {
          const children = paragraphsOf(withoutBot(runs(item.elements, names, bot)));
          return {
            type: 'listItem',
            spread: false,
            children: children.length ? children : [{ type: 'paragraph', children: [] }],
          };
        });
        const same = open.at(-1);
        const next = same && (same.list.start ?? 1) + same.list.children.length;
        if (
          same?.indent === part.indent &&
          same.list.ordered === ordered &&
          (!ordered || next === part.offset + 1)
        ) {
          same.list.children.push(...items);
          break;
        }
        if (same?.indent === part.indent) open.pop();
        const list: List = {
          type: 'list',
          ordered,
          ...(ordered && { start: part.offset + 1 }),
          spread: false,
          children: items,
        };
        const around = open.at(-1)?.list.children.at(-1);
        if (around) around.children.push(list);
        else out.push(list);
        open.push({ list, indent: part.indent });
        break;
      }
      default:
        part satisfies never;
    }
  }
  return out;
}

/** Stands for a mention of the bot; no character that anybody can type. */
const CALLED = '\uffff';

function runs(elements: readonly InlineIn[], names: Names, bot: string): readonly Run[] {
  return mergeRuns(
    elements.map((one): Run => {
      const { bold, italic, strike, code, underline } = one.style ?? {};
      const look = {
        ...(bold && { bold }),
        // CommonMark has no underline.
        ...((italic || underline) && { italic: true as const }),
        ...(strike && { strike }),
        ...(code && { code }),
      } as Omit<Run, 'text'>; // each is true where it is there
      if (one.type === 'link') {
        if (!/^(?:https?|mailto):/i.test(one.url)) return { ...look, text: one.text || one.url };
        return { ...look, text: one.text || one.url, url: one.url };
      }
      return { ...look, text: lettersOf(one, names, bot) };
    }),
  );
}

function lettersOf(one: Exclude<InlineIn, { type: 'link' }>, names: Names, bot: string): string {
  switch (one.type) {
    case 'text':
      return one.text.replaceAll(CALLED, '\ufffd');
    case 'user':
      return one.user_id === bot ? CALLED : `@${names.user(one.user_id) ?? one.user_id}`;
    case 'usergroup':
      return '@group';
    case 'channel':
      return `#${names.channel(one.channel_id) ?? one.channel_id}`;
    case 'team':
      return `@${one.team_id}`;
    case 'broadcast':
      return `@${one.range}`;
    case 'emoji':
      return emojiOf(one.name);
    case 'date':
      return one.fallback ?? new Date(one.timestamp * 1000).toISOString();
    case 'color':
      return one.value;
    default:
      return one satisfies never;
  }
}

/** Without the mentions of the bot, and without the gaps and the comma that they leave. */
export function withoutBot(
  line: readonly Run[],
  edges: { readonly first?: boolean; readonly last?: boolean } = {},
): readonly Run[] {
  const letters = textOfRuns(line);
  if (!letters.includes(CALLED)) return line;
  const gone = new Set<number>();
  const drop = (pattern: RegExp): void => {
    for (const { 0: found, index } of letters.matchAll(pattern))
      for (let at = index; at < index + found.length; at += 1) gone.add(at);
  };
  if (edges.first) drop(new RegExp(`^\\s*(?:${CALLED}[\\s,:，：、]*)+`, 'g'));
  if (edges.last) drop(new RegExp(`(?<!\\s)\\s*${CALLED}\\s*$`, 'g'));
  drop(new RegExp(`${CALLED} ?`, 'g'));
  let at = 0;
  return mergeRuns(
    line.map((run) => {
      const start = at;
      at += run.text.length;
      return {
        ...run,
        text: run.text
          .split('')
          .filter((_, index) => !gone.has(start + index))
          .join(''),
      };
    }),
  );
}
