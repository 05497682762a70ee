import type { JsonObject } from './json.js';
import type { Workspace } from './workspace.js';

/** A control sequence in Slack's markup: `<@U1>`, `<!here>`, `<#C1|name>`, `<https://…|label>`. */
const CONTROL =
  /<(@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|![a-z]+(?:\^[^>|]*)*|(?:https?:\/\/|mailto:|tel:)[^>|\s]*)(?:\|([^>]*))?>/g;

/** What somebody types, as it goes over the wire: `a < b` becomes `a &lt; b`. */
export function typed(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function untyped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Text of an app as Slack stores it: control sequences stay, every other `&`, `<` and `>` is escaped. */
export function stored(text: string): string {
  let result = '';
  let from = 0;
  const plain = (part: string) =>
    part
      .replaceAll(/&(?!amp;|lt;|gt;)/g, '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;');
  for (const match of text.matchAll(CONTROL)) {
    result += plain(text.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  return result + plain(text.slice(from));
}

interface Piece {
  readonly kind: 'text' | 'user' | 'channel' | 'broadcast' | 'group' | 'link';
  readonly value: string;
  readonly label: string | undefined;
}

/** The text in pieces: control sequences and what stands between them. */
export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let from = 0;
  const plain = (part: string) => {
    if (part) found.push({ kind: 'text', value: part, label: undefined });
  };
  for (const match of text.matchAll(CONTROL)) {
    plain(text.slice(from, match.index));
    from = match.index + match[0].length;
    const [, inner = '', label] = match;
    if (inner.startsWith('@')) found.push({ kind: 'user', value: inner.slice(1), label });
    else if (inner.startsWith('#')) found.push({ kind: 'channel', value: inner.slice(1), label });
    else if (inner.startsWith('!subteam^')) {
      found.push({ kind: 'group', value: inner.slice('!subteam^'.length), label });
    } else if (/^!(here|channel|everyone)$/.test(inner)) {
      found.push({ kind: 'broadcast', value: inner.slice(1), label });
    } else if (inner.startsWith('!')) plain(label ?? match[0]);
    else found.push({ kind: 'link', value: inner, label });
  }
  plain(text.slice(from));
  return found;
}

/** The text as it stands on a screen. */
export function displayed(workspace: Workspace, text: string): string {
  return pieces(text)
    .map(({ kind, value, label }) => {
      switch (kind) {
        case 'text':
          return untyped(value);
        case 'user':
          return `@${nameOf(workspace, value)}`;
        case 'channel':
          return `#${workspace.channels.get(value)?.name ?? label ?? value}`;
        case 'broadcast':
          return `@${value}`;
        case 'group':
          return `@${workspace.groups.get(value)?.handle ?? label ?? value}`;
        case 'link':
          return untyped(label ?? value);
      }
      return kind satisfies never;
    })
    .join('');
}

/** A user's name on a screen. */
export function nameOf(workspace: Workspace, id: string): string {
  const user = workspace.users.get(id);
  return user ? user.displayName || user.realName : id;
}

/** The `rich_text` block that Slack's own clients send along with a text. */
export function richText(text: string, blockId: string): JsonObject {
  const elements = pieces(text).map(({ kind, value, label }): JsonObject => {
    switch (kind) {
      case 'text':
        return { type: 'text', text: untyped(value) };
      case 'user':
        return { type: 'user', user_id: value };
      case 'channel':
        return { type: 'channel', channel_id: value };
      case 'broadcast':
        return { type: 'broadcast', range: value };
      case 'group':
        return { type: 'usergroup', usergroup_id: value };
      case 'link':
        return { type: 'link', url: untyped(value), ...(label && { text: untyped(label) }) };
    }
    return kind satisfies never;
  });
  return { type: 'rich_text', block_id: blockId, elements: [{ type: 'rich_text_section', elements }] };
}
