import { hash } from 'node:crypto';
import { z } from 'zod';
import { wordsOfFiles } from '../../src/core/content.js';
import type { ActionEvent, Event } from '../../src/core/event.js';
import type { Author } from '../../src/core/event-base.js';
import type { PlaceKey } from '../../src/core/place.js';
import { emojiOf } from './emoji.js';
import { fileRefs, filesShape, type SlackFile } from './file-shape.js';
import { type Form, formOf, markdownOf } from './form.js';
import { isDirect, messageId, placeOf, type Spot } from './places.js';
import type { ButtonValue } from './render.js';
import { type Names, readable } from './text.js';

/** Who we are in this workspace. */
export interface Self {
  readonly team: string;
  readonly user: string;
  readonly bot: string;
  readonly app?: string;
}

/** Something that a person did, as Slack tells it, before names are looked up. Places are Slack's own. */
export type Seen =
  | ({
      readonly kind: 'message';
      readonly ts: string;
      readonly user: string;
      readonly text: string;
      /** How it was formatted, if it was. */
      readonly form?: Form;
      /** The bot is mentioned, or it is a direct message. */
      readonly addressed: boolean;
      /** The files that came with it. */
      readonly files: readonly SlackFile[];
    } & Spot)
  | ({
      readonly kind: 'edit';
      readonly ts: string;
      readonly user: string;
      readonly text: string;
      readonly form?: Form;
      readonly revision: string;
      /** The bot is mentioned in it now. */
      readonly addressed: boolean;
      readonly files: readonly SlackFile[];
    } & Spot)
  | ({ readonly kind: 'delete'; readonly ts: string; readonly user?: string } & Spot)
  | {
      readonly kind: 'reaction';
      readonly channel: string;
      readonly ts: string;
      readonly user: string;
      readonly name: string;
      readonly added: boolean;
      readonly at: string;
    };

const text = z.string();
const base = z.object({ channel: text.optional(), channel_type: text.optional() });
const message = z.object({
  ts: text,
  user: text.optional(),
  text: text.optional(),
  subtype: text.optional(),
  bot_id: text.optional(),
  app_id: text.optional(),
  thread_ts: text.optional(),
  hidden: z.boolean().optional(),
  edited: z.object({ ts: text, user: text.optional() }).optional(),
  files: filesShape.optional(),
  blocks: z.unknown().optional(),
});
const said = message.extend(base.shape);
const changed = base.extend({ message, previous_message: message.optional() });
const deleted = base.extend({ deleted_ts: text, previous_message: message.optional() });
const reacted = z.object({
  user: text,
  reaction: text,
  event_ts: text,
  item: z.object({ type: text, channel: text.optional(), ts: text.optional() }),
});

/** Subtypes that are things which a person wrote. All others are the channel's own bookkeeping. */
const WRITTEN = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message']);

/** Reads an event of the Events API, or nothing where it is none that a person caused. Pure. */
export function parseEvent(event: unknown, self: Self): Seen | undefined {
  const kind = z.object({ type: text, subtype: text.optional() }).safeParse(event);
  if (!kind.success) return undefined;
  switch (kind.data.type) {
    case 'app_mention':
      return parseMention(event, self);
    case 'message':
      if (kind.data.subtype === 'message_changed') return parseChange(event, self);
      if (kind.data.subtype === 'message_deleted') return parseDeletion(event, self);
      return parseMessage(event, self);
    case 'reaction_added':
    case 'reaction_removed':
      return parseReaction(event, self, kind.data.type === 'reaction_added');
    default:
      return undefined;
  }
}

/** Reads a message, live or from history; `channel` names it for history, whose messages do not. Pure. */
export function parseMessage(
  event: unknown,
  self: Self,
  channel?: string,
): Extract<Seen, { kind: 'message' }> | undefined {
  const found = said.safeParse(event);
  if (!found.success) return undefined;
  const { ts, user, subtype, bot_id, thread_ts, hidden, files = [] } = found.data;
  const where = found.data.channel ?? channel;
  if (where === undefined || user === undefined || user === self.user || bot_id !== undefined)
    return undefined;
  if (hidden === true || !WRITTEN.has(subtype)) return undefined;
  const words = found.data.text ?? '';
  return {
    kind: 'message',
    ...spotOfMessage(where, ts, thread_ts),
    ts,
    user,
    text: words,
    ...formOf(words, found.data.blocks),
    addressed: isDirect(where) || mentions(words, self.user),
    files,
  };
}

/** A mention that came with an edit is told under the message's own `ts`; it is that edit. */
function parseMention(event: unknown, self: Self): Seen | undefined {
  const seen = parseMessage(event, self);
  const revision = said.safeParse(event).data?.edited?.ts;
  return seen && revision !== undefined ? editOf(seen, revision) : seen;
}

/** The edit that a message went through, where only its last state is known. */
export function editOf(seen: Extract<Seen, { kind: 'message' }>, revision: string): Seen {
  const { channel, thread, ts, user, text, form, addressed, files } = seen;
  return {
    kind: 'edit',
    channel,
    ...(thread !== undefined && { thread }),
    ts,
    user,
    text,
    ...(form && { form }),
    revision,
    addressed,
    files,
  };
}

/** Only a change of what a person wrote counts: unfurled links and the thread's bookkeeping come as changes, too. */
function parseChange(event: unknown, self: Self): Seen | undefined {
  const found = changed.safeParse(event);
  if (!found.success || found.data.channel === undefined) return undefined;
  const { channel, message: now, previous_message: before } = found.data;
  if (now.subtype === 'tombstone') {
    if (before?.bot_id !== undefined || before?.user === self.user) return undefined;
    return {
      kind: 'delete',
      ...spotOfMessage(channel, now.ts, now.thread_ts),
      ts: now.ts,
      ...(before?.user !== undefined && { user: before.user }),
    };
  }
  if (now.user === undefined || now.user === self.user || now.bot_id !== undefined) return undefined;
  if (now.hidden === true || !WRITTEN.has(now.subtype) || now.edited === undefined) return undefined;
  const same = before !== undefined && before.text === now.text && before.edited?.ts === now.edited.ts;
  if (same) return undefined;
  return {
    kind: 'edit',
    ...spotOfMessage(channel, now.ts, now.thread_ts),
    ts: now.ts,
    user: now.user,
    text: now.text ?? '',
    ...formOf(now.text ?? '', now.blocks),
    revision: now.edited.ts,
    addressed: isDirect(channel) || mentions(now.text ?? '', self.user),
    files: now.files ?? [],
  };
}

function parseDeletion(event: unknown, self: Self): Seen | undefined {
  const found = deleted.safeParse(event);
  if (!found.success || found.data.channel === undefined) return undefined;
  const { channel, deleted_ts: ts, previous_message: before } = found.data;
  if (before?.bot_id !== undefined || before?.user === self.user) return undefined;
  return {
    kind: 'delete',
    ...spotOfMessage(channel, ts, before?.thread_ts),
    ts,
    ...(before?.user !== undefined && { user: before.user }),
  };
}

function parseReaction(event: unknown, self: Self, added: boolean): Seen | undefined {
  const found = reacted.safeParse(event);
  if (!found.success) return undefined;
  const { user, reaction, item, event_ts: at } = found.data;
  if (user === self.user || item.type !== 'message' || item.channel === undefined || item.ts === undefined)
    return undefined;
  return { kind: 'reaction', channel: item.channel, ts: item.ts, user, name: reaction, added, at };
}

function spotOfMessage(channel: string, ts: string, thread: string | undefined): Spot {
  return isDirect(channel) ? { channel } : { channel, thread: thread ?? ts };
}

function mentions(words: string, user: string): boolean {
  return words.includes(`<@${user}>`) || words.includes(`<@${user}|`);
}

/** What {@link toEvent} has to know beside what was seen. */
export interface Surroundings {
  readonly self: Self;
  readonly names: Names;
  readonly author: (user: string) => Author;
  /** The place of the message that was reacted to. */
  readonly place?: PlaceKey;
  /** People read the place who do not belong to the workspace. */
  readonly outsiders?: boolean;
  /** Not addressed, and nowhere where a sure answer is welcome. */
  readonly overheard?: boolean;
  /** Where the bot is not addressed and not sure, it may offer help quietly. */
  readonly offer?: boolean;
}

/** What was seen as an event of the engine. Its id is the same whether it came live, again, or from history. */
export function toEvent(seen: Seen, around: Surroundings): Event {
  const { self, names, author } = around;
  const place = around.place ?? placeOf(self.team, seen);
  const id = (what: string): string => `slack:${self.team}/${seen.channel}/${seen.ts}/${what}`;
  switch (seen.kind) {
    case 'message': {
      const by = author(seen.user);
      const text = readable(seen.text, names, self.user) || wordsOfFiles(seen.files);
      const files = fileRefs(seen.files, place, messageId(seen.ts));
      return {
        kind: 'message',
        id: id('message'),
        at: millis(seen.ts),
        place,
        author: by,
        message: messageId(seen.ts),
        text: seen.addressed && text.trim() === '' ? calling(by) : text,
        ...markdownOf(seen, names, self.user),
        addressed: seen.addressed,
        ...(files.length > 0 && { files }),
        private: isDirect(seen.channel),
        mark: seen.ts,
        ...(around.outsiders && { outsiders: true }),
        ...(around.overheard && { overheard: true }),
        ...(around.offer && { offer: true }),
      };
    }
    case 'edit':
      return {
        kind: 'edit',
        id: id(`edit/${seen.revision}/${digest(seen.text)}`), // whole seconds: two edits may share one
        at: millis(seen.revision),
        place,
        author: author(seen.user),
        message: messageId(seen.ts),
        text: readable(seen.text, names, self.user),
        ...markdownOf(seen, names, self.user),
        ...(seen.addressed && { addressed: true }),
      };
    case 'delete':
      return {
        kind: 'delete',
        id: id('delete'),
        at: millis(seen.ts),
        place,
        ...(seen.user !== undefined && { author: author(seen.user) }),
        message: messageId(seen.ts),
      };
    case 'reaction':
      return {
        kind: 'reaction',
        id: id(`reaction/${seen.user}/${seen.name}/${seen.added ? 'on' : 'off'}/${seen.at}`),
        at: millis(seen.at),
        place,
        author: author(seen.user),
        message: messageId(seen.ts),
        emoji: emojiOf(seen.name),
        added: seen.added,
      };
    default:
      return seen satisfies never;
  }
}

/** A few letters that stand for a text in an id. */
function digest(text: string): string {
  return hash('sha256', text).slice(0, 16);
}

/** What somebody means who calls the bot without a word. */
export function calling({ locale }: Author): string {
  return locale?.startsWith('zh') ? '帮助' : 'help';
}

/** Slack's time, seconds with a fraction as text, in milliseconds since 1970. */
export function millis(ts: string): number {
  return Math.round(Number(ts) * 1000) || 0;
}

const pressed = z.object({
  user: z.object({ id: text }),
  channel: z.object({ id: text }).optional(),
  container: z
    .object({
      message_ts: text.optional(),
      thread_ts: text.optional(),
      channel_id: text.optional(),
      is_ephemeral: z.boolean().optional(),
    })
    .optional(),
  message: z.object({ ts: text, thread_ts: text.optional() }).optional(),
  actions: z.array(z.object({ action_id: text, action_ts: text, value: text.optional() })).min(1),
});
const carried = z.object({ value: text, version: z.number(), origin: text.optional() });

/** A press of one of our buttons. */
export interface Pressed {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly thread?: string;
  readonly ephemeral: boolean;
  readonly action: string;
  readonly at: string;
  readonly carried: ButtonValue;
}

/** Reads a press of one of our buttons; nothing where it is none. Pure. */
export function parsePress(body: unknown): Pressed | undefined {
  const found = pressed.safeParse(body);
  if (!found.success) return undefined;
  const { user, container = {}, message: on } = found.data;
  const [one] = found.data.actions;
  const channel = container.channel_id ?? found.data.channel?.id;
  const ts = container.message_ts ?? on?.ts;
  const action = /^firstline:([a-z-]+):\d+$/.exec(one?.action_id ?? '')?.[1];
  if (one === undefined || channel === undefined || ts === undefined || action === undefined)
    return undefined;
  const thread = container.thread_ts ?? on?.thread_ts;
  const value = readCarried(one.value);
  if (!value) return undefined;
  return {
    user: user.id,
    channel,
    ts,
    ...(thread !== undefined && { thread }),
    ephemeral: container.is_ephemeral === true,
    action,
    at: one.action_ts,
    carried: value,
  };
}

/** What a button or a form of ours carries; nothing where somebody made it up. */
export function readCarried(json: string | undefined): ButtonValue | undefined {
  try {
    const { value, version, origin } = carried.parse(JSON.parse(json ?? ''));
    return { value, version, ...(origin !== undefined && { origin }) };
  } catch {
    return undefined;
  }
}

/** A press as an event. A button that stands elsewhere (a private answer) belongs to the place that it came from. */
export function pressEvent(
  press: Pressed,
  around: Pick<Surroundings, 'self' | 'author'>,
  fields?: Readonly<Record<string, string>>,
): ActionEvent {
  const { self, author } = around;
  const { channel, ts, action, carried: value } = press;
  const spot = isDirect(channel) ? { channel } : { channel, thread: press.thread ?? ts };
  // A form that was sent back for its errors comes again with other words.
  const form = fields === undefined ? '' : `/form/${digest(JSON.stringify(fields))}`;
  return {
    kind: 'action',
    id: `slack:${self.team}/${channel}/${ts}/action/${press.user}/${action}/${press.at}${form}`,
    at: millis(press.at),
    place: value.origin ?? placeOf(self.team, spot),
    author: author(press.user),
    action,
    value: value.value,
    version: value.version,
    ...(!press.ephemeral && { message: messageId(ts, value.origin === undefined ? undefined : channel) }),
    ...(fields && { fields }),
  };
}
