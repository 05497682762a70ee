import { expect } from 'chai';
import fc from 'fast-check';
import { readDiscord } from '../../adapters/discord/text-in.js';
import { discordParts } from '../../adapters/discord/text-out.js';
import { parseMessage, toEvent } from '../../adapters/slack/parse.js';
import { renderMessage } from '../../adapters/slack/render.js';
import { markdownElements } from '../../adapters/slack/rich-text.js';
import { loadMarkdown, type ToHtml } from '../../adapters/web/markdown.js';
import { bareText, type Content, written } from '../../src/core/content.js';
import { type Block, parseMarkdown, writeMarkdown } from '../../src/core/markdown.js';
import { runsOf } from '../../src/core/runs.js';
import { shown } from '../support/discord/reader.js';
import { blocksFrom } from '../support/formatted.js';
import { hostile, hostileAndLong } from '../support/hostile.js';
import { readSlack } from '../support/slack/reader.js';
import { richText, typed } from '../support/slack/text.js';

/** What was heard of a message. */
type Heard = Parameters<typeof written>[0];

/** Letters, without the space and the marks of quotes, which platforms draw in their own ways. */
const letters = (text: string): string => text.replace(/[\s>]/g, '');

const self = { team: 'T1', user: 'UBOT', bot: 'B1' };
const nobody = { user: () => undefined, role: () => undefined, channel: () => undefined };

function heardInSlack(text: string, blocks: readonly unknown[]): Heard {
  const seen = parseMessage({ type: 'message', channel: 'C1', user: 'U1', ts: '1.2', text, blocks }, self);
  if (!seen) throw new Error('not seen');
  const event = toEvent(seen, { self, names: nobody, author: (id) => ({ id, name: id }) });
  if (event.kind !== 'message') throw new Error(event.kind);
  return event;
}

/** What people can do on each platform. Slack’s clients send what is typed escaped, and mentions as elements. */
const INBOUND: Readonly<Record<string, fc.Arbitrary<Heard>>> = {
  'Slack, typed': hostile.map((text) => heardInSlack(typed(text), [richText(typed(text), 'b')])),
  'Slack, with mentions and links': hostile.map((text) => {
    const sent = text.replaceAll('&', '&amp;');
    return heardInSlack(sent, [richText(sent, 'b')]);
  }),
  'Slack, formatted': fc.tuple(blocksFrom(hostile), hostile).map(([blocks, text]) => {
    const mentions = [
      { type: 'user', user_id: 'U1', style: { bold: true } },
      { type: 'broadcast', range: 'here' },
      { type: 'usergroup', usergroup_id: 'S1' },
      { type: 'text', text, style: { italic: true, strike: true } },
    ];
    const elements = [
      ...markdownElements(writeMarkdown(blocks)),
      { type: 'rich_text_section', elements: mentions },
    ];
    return heardInSlack('…', [{ type: 'rich_text', elements }]);
  }),
  'Slack, markup without blocks': hostile.map((text) => heardInSlack(text, [])),
  Discord: hostile.map((text) => readDiscord(text, nobody)),
  'the web': hostile.map((text) => ({ text })),
  'anywhere, long': hostileAndLong.map((text) => ({ text })),
};

interface Read {
  readonly text: string;
  /** Whom it notifies, and what else is more than text. */
  readonly pings: readonly string[];
}

describe('text that crosses', () => {
  let toHtml: ToHtml;
  before(async () => {
    toHtml = await loadMarkdown();
  });

  const OUTBOUND: Readonly<Record<string, (content: Content) => Read>> = {
    Slack: (content) => {
      const messages = renderMessage(content).map(readSlack);
      return {
        text: messages.map(({ text }) => text).join('\n'),
        pings: messages.flatMap(({ pings }) => pings),
      };
    },
    Discord: (content) => {
      const parts = discordParts(content);
      expect(parts.every((part) => part.length <= 2_000)).to.equal(true);
      const messages = parts.map((part) => shown(part));
      return {
        text: messages.map(({ text }) => text).join('\n'),
        pings: messages.flatMap(({ pings }) => pings),
      };
    },
    'the web': (content) => ({
      text: content.format === 'plain' ? content.text : wordsOf(toHtml(content.text)),
      pings: [],
    }),
  };

  for (const [from, inbound] of Object.entries(INBOUND)) {
    for (const [to, send] of Object.entries(OUTBOUND)) {
      it(`from ${from} to ${to} is the same text, and notifies nobody`, () => {
        fc.assert(
          fc.property(inbound, (heard) => {
            const content = written(heard);
            const read = send(content);
            expect(read.pings).to.deep.equal([]);
            const bare = letters(bareText(content));
            // The marks of items are drawn by the page's browser.
            const meant =
              to === 'the web' && content.format === 'markdown' ? withoutItems(content.text) : bare;
            if (addsAddresses(content, to)) expect(holds(letters(read.text), meant)).to.equal(true);
            else expect(letters(read.text)).to.equal(meant);
          }),
          { numRuns: 150 },
        );
      });
    }
  }
});

/** Whether a link may be shown with its address behind its words. */
function addsAddresses({ text, format }: Content, to: string): boolean {
  if (to !== 'Discord' || format === 'plain') return false;
  const links = (blocks: readonly Block[]): boolean =>
    blocks.some((block): boolean => {
      if (block.type === 'code' || block.type === 'thematicBreak' || block.type === 'table') return false;
      if (block.type === 'paragraph' || block.type === 'heading')
        return runsOf(block.children).some((run) => run.url !== undefined && run.url !== run.text);
      const inner = block.type === 'list' ? block.children.flatMap((item) => item.children) : block.children;
      return links(inner as Block[]); // made by parseMarkdown
    });
  return links(parseMarkdown(text));
}

/** Whether all letters are there in order, with others between them. */
function holds(text: string, meant: string): boolean {
  let at = 0;
  for (const letter of meant) {
    at = text.indexOf(letter, at) + letter.length;
    if (at < letter.length) return false;
  }
  return true;
}

function withoutItems(markdown: string): string {
  const words = (blocks: readonly Block[]): string =>
    blocks
      .map((block) => {
        if (block.type === 'list')
          return block.children.map((item) => words(item.children as Block[])).join(''); // made by parseMarkdown
        if (block.type === 'blockquote') return words(block.children as Block[]); // made by parseMarkdown
        return bareText({ text: writeMarkdown([block]), format: 'markdown' });
      })
      .join('');
  return letters(words(parseMarkdown(markdown)));
}

/** What a browser shows of HTML that micromark made. */
function wordsOf(html: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };
  return html
    .replace(/<hr \/>/g, '———')
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|quot|amp);/g, (_whole, name: string) => named[name] ?? '');
}
