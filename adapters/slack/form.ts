import { isBare, writeMarkdown } from '../../src/core/markdown.js';
import { paragraphsOf } from '../../src/core/runs.js';
import { blocksOfMrkdwn, mayBeFormatted } from './mrkdwn-in.js';
import { blocksOfRich, type RichIn, readRich } from './rich-in.js';
import type { Names } from './text.js';

/** How a message was formatted: by the blocks of Slack's own clients, or by the markup of a text without blocks. */
export type Form = { readonly kind: 'rich'; readonly parts: readonly RichIn[] } | { readonly kind: 'mrkdwn' };

/** Reads how a message was formatted, if it was. Pure. */
export function formOf(text: string, blocks: unknown): { readonly form?: Form } {
  if (Array.isArray(blocks) && blocks.length > 0) {
    const parts = readRich(blocks);
    return parts ? { form: { kind: 'rich', parts } } : {};
  }
  return mayBeFormatted(text) ? { form: { kind: 'mrkdwn' } } : {};
}

/** A message as CommonMark, where its writer formatted it; files are named below it, as in its text. */
export function markdownOf(
  seen: { readonly text: string; readonly form?: Form; readonly files?: readonly string[] },
  names: Names,
  bot: string,
): { readonly markdown?: string } {
  const { form, text, files = [] } = seen;
  if (!form) return {};
  const blocks =
    form.kind === 'rich' ? blocksOfRich(form.parts, names, bot) : blocksOfMrkdwn(text, names, bot);
  if (isBare(blocks)) return {};
  const named = paragraphsOf([{ text: files.map((name) => `📎 ${name}`).join('\n') }]);
  return { markdown: writeMarkdown([...blocks, ...named]) };
}
