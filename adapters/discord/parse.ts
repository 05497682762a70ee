import { hash } from 'node:crypto';
import { z } from 'zod';
import type { FileRef } from '../../src/core/content.js';
import type { Event } from '../../src/core/event.js';
import type { Author } from '../../src/core/event-base.js';
import type { Names } from './inline-in.js';
import { escapeDiscord } from './inline-out.js';
import { messageId, placeOf, type Spot, timeOf } from './places.js';
import { readDiscord } from './text-in.js';

/** Who we are. */
export interface Self {
  readonly user: string;
  readonly application: string;
  /** Whether a role is the one that Discord made for the bot: people mention it where they mean the bot. */
  readonly isRole?: (role: string) => boolean;
}

/** A person as a message or an interaction shows them. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly avatar?: string;
}

interface Seeing {
  /** The channel, thread or direct message channel that it stands in. */
  readonly channel: string;
  /** The id of the message. */
  readonly id: string;
  /** The server; absent in direct messages. */
  readonly guild?: string;
}

/** Somebody wrote. */
export interface SeenMessage extends Seeing {
  readonly kind: 'message';
  readonly user: Person;
  /** As Discord has it, with `<@…>`. */
  readonly text: string;
  /** The bot is mentioned, or one of its messages replied to. */
  readonly called: boolean;
  /** A reply to somebody else. */
  readonly toOther: boolean;
  /** The message of the same channel that it replies to. */
  readonly replyTo?: string;
  readonly files: readonly Omit<FileRef, 'from' | 'digest'>[];
  readonly fileIds: readonly string[];
  /** When it was changed last, by Discord's clock. */
  readonly edited?: string;
}

/** Something that a person did, as Discord tells it, before names and places are looked up. */
export type Seen =
  | SeenMessage
  | (Seeing & {
      readonly kind: 'edit';
      readonly user: Person;
      readonly text: string;
      readonly called: boolean;
      readonly toOther: boolean;
      readonly edited: string;
    })
  | (Seeing & { readonly kind: 'delete' })
  | (Seeing & {
      readonly kind: 'reaction';
      readonly user: string;
      readonly name?: string;
      readonly emoji: string;
      readonly added: boolean;
      /** Which of the gateway's dispatches it was: Discord gives a reaction neither an id nor a time. */
      readonly stamp: string;
      /** When it was heard. */
      readonly at: number;
    });

const text = z.string();
const user = z.object({
  id: text,
  username: text.default('?'),
  global_name: text.nullish(),
  avatar: text.nullish(),
  bot: z.boolean().optional(),
  system: z.boolean().optional(),
});
const member = z.object({ nick: text.nullish(), user: user.optional() });
const message = z.object({
  id: text,
  channel_id: text,
  guild_id: text.optional(),
  author: user,
  member: member.optional(),
  content: text.default(''),
  type: z.number().default(0),
  edited_timestamp: text.nullish(),
  webhook_id: text.optional(),
  mentions: z.array(z.object({ id: text })).default([]),
  mention_roles: z.array(text).default([]),
  sticker_items: z.array(z.object({ name: text })).default([]),
  attachments: z
    .array(z.object({ id: text, filename: text, size: z.number().default(0), content_type: text.nullish() }))
    .default([]),
  referenced_message: z.object({ id: text.optional(), author: user }).nullish(),
});
const deleted = z.object({ id: text, channel_id: text, guild_id: text.optional() });
const deletedMany = z.object({ ids: z.array(text), channel_id: text, guild_id: text.optional() });
const reacted = z.object({
  user_id: text,
  channel_id: text,
  message_id: text,
  guild_id: text.optional(),
  member: member.optional(),
  emoji: z.object({ id: text.nullish(), name: text.nullish() }),
});

/** A message and a reply: what a person wrote. All other types are the channel's own bookkeeping. */
const WRITTEN = new Set([0, 19]);

/** Something that the gateway told. */
export interface Dispatch {
  readonly type: string;
  readonly data: unknown;
  /** The same when a RESUME tells it again: session and sequence number. */
  readonly stamp: string;
  /** When it was heard, in milliseconds since 1970. */
  readonly at: number;
}

/** Reads what the gateway dispatches, or nothing where a person caused none of it. Pure. */
export function parseDispatch({ type, data, stamp, at }: Dispatch, self: Self): readonly Seen[] {
  switch (type) {
    case 'MESSAGE_CREATE': {
      const seen = parseMessage(data, self);
      return seen ? [seen] : [];
    }
    case 'MESSAGE_UPDATE': {
      // A link that got its preview is an update, too: then nothing says that somebody edited.
      const seen = parseMessage(data, self);
      return seen?.edited === undefined ? [] : [editOf(seen, seen.edited)];
    }
    case 'MESSAGE_DELETE': {
      const found = deleted.safeParse(data);
      return found.success ? [deletion(found.data.id, found.data)] : [];
    }
    case 'MESSAGE_DELETE_BULK': {
      const found = deletedMany.safeParse(data);
      return found.success ? found.data.ids.map((id) => deletion(id, found.data)) : [];
    }
    case 'MESSAGE_REACTION_ADD':
    case 'MESSAGE_REACTION_REMOVE': {
      const seen = parseReaction(data, self, { added: type === 'MESSAGE_REACTION_ADD', stamp, at });
      return seen ? [seen] : [];
    }
    default:
      return [];
  }
}

/**
 * Reads a message, live or from history; `guild` names its server for history, which does not. Nothing for what bots,
 * webhooks and we ourselves wrote: two bots in one channel stay quiet towards each other. Pure.
 */
export function parseMessage(data: unknown, self: Self, guild?: string): SeenMessage | undefined {
  const found = message.safeParse(data);
  if (!found.success) return undefined;
  const { author, webhook_id, type, content, mentions, mention_roles, attachments, edited_timestamp } =
    found.data;
  if (author.id === self.user || author.bot || author.system || webhook_id !== undefined) return undefined;
  if (!WRITTEN.has(type)) return undefined;
  const where = found.data.guild_id ?? guild;
  const { id: replyTo, author: answered } = found.data.referenced_message ?? {};
  const replied = answered?.id;
  const called =
    mentions.some(({ id }) => id === self.user) ||
    mention_roles.some((role) => self.isRole?.(role)) ||
    content.includes(`<@${self.user}>`) ||
    content.includes(`<@!${self.user}>`) ||
    replied === self.user;
  return {
    kind: 'message',
    channel: found.data.channel_id,
    id: found.data.id,
    ...(where !== undefined && { guild: where }),
    user: personOf(author, found.data.member?.nick),
    text: [content, ...found.data.sticker_items.map(({ name }) => escapeDiscord(`:${name}:`))]
      .filter((line) => line !== '')
      .join('\n'),
    called,
    toOther: replied !== undefined && replied !== self.user && replied !== author.id,
    ...(replyTo !== undefined && { replyTo }),
    files: attachments.map(({ filename, size, content_type }) => ({
      name: filename,
      type: content_type ?? 'application/octet-stream',
      size,
    })),
    fileIds: attachments.map(({ id }) => id),
    ...(edited_timestamp != null && { edited: edited_timestamp }),
  };
}

/** The edit that a message went through, where only its last state is known. */
export function editOf(seen: SeenMessage, edited: string): Seen {
  const { channel, id, guild, user: by, text: words, called, toOther } = seen;
  return {
    kind: 'edit',
    channel,
    id,
    ...(guild !== undefined && { guild }),
    user: by,
    text: words,
    called,
    toOther,
    edited,
  };
}

function deletion(
  id: string,
  { channel_id, guild_id }: z.output<typeof deleted> | z.output<typeof deletedMany>,
): Seen {
  return { kind: 'delete', channel: channel_id, id, ...(guild_id !== undefined && { guild: guild_id }) };
}

function parseReaction(
  data: unknown,
  self: Self,
  how: { readonly added: boolean; readonly stamp: string; readonly at: number },
): Seen | undefined {
  const found = reacted.safeParse(data);
  if (!found.success || found.data.user_id === self.user) return undefined;
  const { user_id, channel_id, message_id, guild_id, emoji, member: by } = found.data;
  if (by?.user?.bot) return undefined;
  const name = by?.nick ?? by?.user?.global_name ?? by?.user?.username;
  return {
    kind: 'reaction',
    channel: channel_id,
    id: message_id,
    ...(guild_id !== undefined && { guild: guild_id }),
    user: user_id,
    ...(name != null && { name }),
    emoji: emoji.id == null ? (emoji.name ?? '?') : `:${emoji.name ?? emoji.id}:`,
    ...how,
  };
}

const acting = z.object({ user: user.optional(), member: member.optional() });

/** Who did something that is told with a member or, outside of servers, with a user. */
export function actorOf(data: unknown): Person | undefined {
  const found = acting.safeParse(data);
  if (!found.success) return undefined;
  const { user: alone, member: inGuild } = found.data;
  const by = inGuild?.user ?? alone;
  return by && personOf(by, inGuild?.nick);
}

function personOf(by: z.output<typeof user>, nick: string | null | undefined): Person {
  const avatar =
    by.avatar == null ? undefined : `https://cdn.discordapp.com/avatars/${by.id}/${by.avatar}.png?size=128`;
  return {
    id: by.id,
    name: nick || by.global_name || by.username,
    ...(avatar !== undefined && { avatar }),
  };
}

/** What {@link toEvent} has to know beside what was seen. */
export interface Surroundings {
  readonly self: Self;
  readonly names: Names;
  /** The spot that the message belongs to. */
  readonly spot: Spot;
  readonly author: (user: string) => Author;
  /** Meant for the bot. */
  readonly addressed: boolean;
  /** What stands above the words: the title of a forum's post. */
  readonly title?: string;
  /** Who wrote what was deleted. */
  readonly writer?: string;
  readonly outsiders?: boolean;
  /** Not addressed, and nowhere where a sure answer is welcome. */
  readonly overheard?: boolean;
}

/** What was seen as an event of the engine. Its id is the same whether it came live, again, or from history. */
export function toEvent(seen: Seen, around: Surroundings): Event {
  const { spot, author, addressed } = around;
  const place = placeOf(spot);
  const id = (what: string): string => `discord:${seen.channel}/${seen.id}/${what}`;
  const base = { place, message: messageId(spot, seen.channel, seen.id) };
  switch (seen.kind) {
    case 'message': {
      const files = seen.files.map((file, index) => ({
        ...file,
        from: { place, message: base.message, id: seen.fileIds[index] ?? '' },
      }));
      const by = author(seen.user.id);
      const read = wordsOf(seen.text, around);
      const named = files.map(({ name }) => `📎 ${name}`).join('\n');
      const blank = read.text.trim() === '';
      return {
        ...base,
        kind: 'message',
        id: id('message'),
        at: timeOf(seen.id),
        author: by,
        ...(blank ? { text: named || (addressed ? calling(by) : '') } : read),
        ...(files.length > 0 && { files }),
        addressed,
        private: seen.guild === undefined,
        mark: seen.id,
        ...(seen.replyTo !== undefined && { inReplyTo: messageId(spot, seen.channel, seen.replyTo) }),
        ...(around.outsiders && { outsiders: true }),
        ...(around.overheard && { overheard: true }),
      };
    }
    case 'edit':
      return {
        ...base,
        kind: 'edit',
        // By the clock, however it is written; two edits may share a moment.
        id: id(`edit/${Date.parse(seen.edited)}/${digest(seen.text)}`),
        at: Date.parse(seen.edited) || timeOf(seen.id),
        author: author(seen.user.id),
        ...wordsOf(seen.text, around),
        ...(addressed && { addressed: true }),
      };
    case 'delete':
      return {
        ...base,
        kind: 'delete',
        id: id('delete'),
        at: timeOf(seen.id),
        ...(around.writer !== undefined && { author: author(around.writer) }),
      };
    case 'reaction':
      return {
        ...base,
        kind: 'reaction',
        id: id(`reaction/${seen.user}/${seen.emoji}/${seen.added ? 'on' : 'off'}/${seen.stamp}`),
        at: seen.at,
        author: author(seen.user),
        emoji: seen.emoji,
        added: seen.added,
      };
    default:
      return seen satisfies never;
  }
}

/** The words of a message as its reader sees them, with the title above them. */
export function wordsOf(
  words: string,
  { self, names, title }: Pick<Surroundings, 'self' | 'names' | 'title'>,
): { readonly text: string; readonly markdown?: string } {
  const read = readDiscord(withoutMention(words, self), names);
  if (title === undefined) return read;
  return {
    text: [title, read.text].join('\n').trim(),
    ...(read.markdown !== undefined && { markdown: `${title}\n\n${read.markdown}`.trim() }),
  };
}

/** The text without the mentions of the bot, and without the gaps and the comma that they leave. */
function withoutMention(words: string, { user: bot, isRole }: Self): string {
  const roles = [...words.matchAll(/<@&(\d+)>/g)].flatMap(([, role = '']) => (isRole?.(role) ? [role] : []));
  const mention = `<@(?:!?${[bot, ...roles.map((role) => `&${role}`)].join('|')})>`;
  if (!new RegExp(mention).test(words)) return words;
  return words
    .replace(new RegExp(`^\\s*(?:${mention}[\\s,:，：、]*)+`), '')
    .replace(new RegExp(`(?<!\\s)\\s*${mention}\\s*$`), '')
    .replace(new RegExp(`${mention} ?`, 'g'), '');
}

/** What somebody means who calls the bot without a word. */
export function calling({ locale }: Author): string {
  return locale?.startsWith('zh') ? '帮助' : 'help';
}

/** A few letters that stand for a text in an id. */
export function digest(words: string): string {
  return hash('sha256', words).slice(0, 16);
}
