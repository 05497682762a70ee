import { withEmoji } from './emoji.js';

/** The three characters that Slack's markup begins with. */
export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Takes {@link escapeText} back. */
export function unescapeText(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

/** How ids are called; the id itself where nobody knows. */
export interface Names {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
}

const MARKUP = /<([^<>\n]*)>/g;
/** What is no running text: code, mentions and links. */
const APART = /(```[\s\S]*?```|`[^`\n]*`|<[^<>\n]*>)/;

/**
 * A message of Slack as its reader sees it: mentions by name, links by their words and address, entities and the
 * standard emoji as characters. A mention of the bot itself is how it was called, not what was said, and falls away.
 */
export function readable(text: string, names: Names, bot?: string): string {
  const called = bot === undefined ? text : withoutMention(text, bot);
  const shown = called
    .split(APART)
    .map((part, index) =>
      index % 2 === 0
        ? withEmoji(part)
        : part.replace(MARKUP, (_whole, inside: string) => control(inside, names)),
    );
  return unescapeText(shown.join(''));
}

/**
 * The text without the mentions of the bot, and without the gaps and the comma that they leave. A gap is looked at from
 * its beginning only: else thousands of line ends would take seconds.
 */
export function withoutMention(text: string, bot: string): string {
  const mention = `<@${bot}(?:\\|[^>]*)?>`;
  return text
    .replace(new RegExp(`^\\s*(?:${mention}[\\s,:，：、]*)+`), '')
    .replace(new RegExp(`(?<!\\s)\\s*${mention}\\s*$`), '')
    .replace(new RegExp(`${mention} ?`, 'g'), '');
}

/** The users that a message mentions, so that their names can be looked up before {@link readable}. */
export function mentioned(text: string): string[] {
  return [...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g)].flatMap(([, id]) => (id ? [id] : []));
}

/** What stands for `<inside>` on a screen: a mention by name, a link by its words and address. */
export function control(inside: string, names: Names): string {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : inside.slice(bar + 1);
  const id = target.slice(1);
  switch (target[0]) {
    case '@':
      return `@${names.user(id) ?? label ?? id}`;
    case '#':
      return `#${label || names.channel(id) || id}`;
    case '!': {
      // <!here>, <!subteam^S1|@team>, <!date^123^{date}|yesterday>
      if (label !== undefined && label !== '') return label;
      return id.startsWith('subteam^') ? '@group' : `@${id.split('^', 1)[0]}`;
    }
    default: {
      const address = target.replace(/^(?:mailto|tel):/, '');
      return label === undefined || label === '' || label === address || label === target
        ? address
        : `${label} (${address})`;
    }
  }
}
