import { isObject } from '../slack/json.js';
import type { Call, RouteTable } from './call.js';
import { byAge } from './ids.js';
import { type CheckedMessage, refuseEmpty } from './message-form.js';
import type { Channel, Message } from './model.js';
import { asRead } from './reading.js';
import { invalid, Refusal } from './refusal.js';
import { userShape } from './wire-shapes.js';

const EMOJI =
  /^(?=.*(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3))(?:\p{Emoji}|\p{Emoji_Component})+$/u;

/** What a message can be sent to. */
const WITH_MESSAGES = [0, 1, 5, 10, 11, 12];
/** Messages that a person's gesture left: nobody replies to them or edits them. */
const SYSTEM_TYPES = [18, 21];

/** Refuses what the bot may not send there. An archived thread wakes up unless it is locked. */
function refuseSending(call: Call, channel: Channel, checked: Partial<CheckedMessage>): void {
  const { world } = call;
  if (!WITH_MESSAGES.includes(channel.type)) throw new Refusal('notAText');
  if (channel.type === 1) {
    const recipient = channel.recipient ?? '';
    if (!world.sharesGuild(recipient)) throw new Refusal('noMutualGuild');
    if (world.user(recipient).dmsClosed) throw new Refusal('cannotMessageUser');
    return;
  }
  call.need(channel, 'SendMessages');
  if (checked.attachments && checked.attachments.length > 0) call.need(channel, 'AttachFiles');
  call.unlocked(channel, world.can(world.botUser, channel, 'ManageThreads'));
}

/** The message that is replied to. */
function repliedTo(call: Call, channel: Channel): Message | undefined {
  const reference = call.body.message_reference;
  if (!isObject(reference)) return undefined;
  if (Number(reference.type ?? 0) !== 0) {
    throw invalid(
      ['message_reference', 'type'],
      'NOT_IN_THE_FAKE',
      'The fake Discord does not forward messages.',
    );
  }
  if (reference.channel_id !== undefined && reference.channel_id !== channel.id) {
    throw invalid(
      ['message_reference'],
      'REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL',
      'Cannot reference a message of another channel',
    );
  }
  if (channel.guild !== undefined && !call.world.can(call.world.botUser, channel, 'ReadMessageHistory')) {
    throw new Refusal('cannotReply');
  }
  const message = channel.messages.find(({ id }) => id === String(reference.message_id));
  if (message && SYSTEM_TYPES.includes(message.type)) {
    throw invalid(
      ['message_reference'],
      'REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE',
      'Cannot reply to a system message',
    );
  }
  if (!message && reference.fail_if_not_exists !== false) {
    throw invalid(['message_reference'], 'MESSAGE_REFERENCE_UNKNOWN_MESSAGE', 'Unknown message');
  }
  return message;
}

function create(call: Call) {
  const { world, backend } = call;
  const channel = call.channel();
  const checked = call.checked('message');
  refuseSending(call, channel, checked);
  const reply = repliedTo(call, channel);
  refuseEmpty(checked);
  const again = checked.enforceNonce ? backend.messages.sameNonce(world.botUser, checked.nonce) : undefined;
  if (again) return asRead(world, again);
  const { allowed, ...rest } = checked;
  // without the permission Discord takes the embeds away and says nothing
  const embeds = world.can(world.botUser, channel, 'EmbedLinks') ? (rest.embeds ?? []) : [];
  if (embeds.length > 0) world.permissionsUsed.add('EmbedLinks');
  const message = backend.messages.post({
    ...rest,
    embeds,
    allowed,
    channel,
    author: world.botUser,
    ...(reply && { repliedTo: reply }),
  });
  return asRead(world, message);
}

function edit(call: Call) {
  const { world, backend } = call;
  const channel = call.channel();
  const message = call.message(channel);
  call.awake(channel);
  call.unlocked(channel, world.can(world.botUser, channel, 'ManageThreads'));
  const own = message.author === world.botUser;
  if (!own) {
    const onlyFlags = Object.keys(call.body).every((key) => key === 'flags');
    if (!onlyFlags || !world.can(world.botUser, channel, 'ManageMessages'))
      throw new Refusal('notYourMessage');
  }
  if (SYSTEM_TYPES.includes(message.type)) throw new Refusal('systemMessage');
  const checked = call.checked('edit', message.attachments);
  refuseEmpty({ ...message, ...checked });
  backend.messages.edit(message, call.body.flags === undefined ? withoutFlags(checked) : checked);
  return asRead(world, message);
}

/** The changes of an edit that says nothing about flags. */
export function withoutFlags({ flags: _, ...rest }: CheckedMessage): Partial<CheckedMessage> {
  return rest;
}

function remove(call: Call): undefined {
  const channel = call.channel();
  const message = call.message(channel);
  if (message.author !== call.world.botUser) {
    if (channel.type === 1) throw new Refusal('wrongInDirectMessage');
    call.need(channel, 'ManageMessages');
  }
  if (message.type === 21) throw new Refusal('systemMessage');
  call.backend.messages.remove(message);
}

function history(call: Call) {
  const channel = call.channel();
  if (!WITH_MESSAGES.includes(channel.type)) throw new Refusal('notAText');
  const limit = call.limit(50, 100);
  // Discord says nothing of what it does not show
  if (!call.world.can(call.world.botUser, channel, 'ReadMessageHistory')) return [];
  return page(channel.messages, call, limit).map((message) => asRead(call.world, message));
}

/** One page of a history, newest first. */
function page(messages: readonly Message[], { query, snowflake }: Call, limit: number): readonly Message[] {
  const { before, after, around } = query;
  for (const [name, id] of Object.entries({ before, after, around }))
    if (id !== undefined) snowflake(id, name);
  if (around !== undefined) {
    const half = Math.floor(limit / 2);
    const older = messages.filter(({ id }) => byAge(id, around) < 0).slice(-half);
    const rest = messages.filter(({ id }) => byAge(id, around) >= 0).slice(0, limit - half);
    return [...older, ...rest].reverse();
  }
  if (before !== undefined)
    return messages
      .filter(({ id }) => byAge(id, before) < 0)
      .slice(-limit)
      .reverse();
  if (after !== undefined)
    return messages
      .filter(({ id }) => byAge(id, after) > 0)
      .slice(0, limit)
      .reverse();
  return messages.slice(-limit).reverse();
}

function reacting(call: Call): {
  readonly message: Message;
  readonly emoji: string;
  readonly channel: Channel;
} {
  const channel = call.channel();
  const message = call.message(channel);
  const emoji = call.param('emoji');
  if (!EMOJI.test(emoji)) throw new Refusal('unknownEmoji');
  call.awake(channel);
  return { message, emoji, channel };
}

/** Messages, reactions, typing. */
export const messageRoutes: RouteTable = {
  'GET /channels/:channel/messages': history,
  'POST /channels/:channel/messages': create,
  'GET /channels/:channel/messages/:message': (call) => {
    const channel = call.channel();
    call.need(channel, 'ReadMessageHistory');
    return asRead(call.world, call.message(channel));
  },
  'PATCH /channels/:channel/messages/:message': edit,
  'DELETE /channels/:channel/messages/:message': remove,
  'PUT /channels/:channel/messages/:message/reactions/:emoji/@me': (call) => {
    const { message, emoji, channel } = reacting(call);
    call.need(
      channel,
      'ReadMessageHistory',
      ...(message.reactions.has(emoji) ? [] : ['AddReactions' as const]),
    );
    call.backend.messages.react(message, call.world.botUser, emoji);
    return undefined;
  },
  'DELETE /channels/:channel/messages/:message/reactions/:emoji/:user': (call) => {
    const { message, emoji, channel } = reacting(call);
    const user = call.param('user') === '@me' ? call.world.botUser : call.param('user');
    if (user !== call.world.botUser) call.need(channel, 'ManageMessages');
    call.backend.messages.unreact(message, user, emoji);
    return undefined;
  },
  'GET /channels/:channel/messages/:message/reactions/:emoji': (call) => {
    const channel = call.channel();
    const users = call.message(channel).reactions.get(call.param('emoji')) ?? [];
    return users.slice(0, call.limit(25, 100)).map((id) => userShape(call.world.user(id)));
  },
  'POST /channels/:channel/typing': (call) => {
    const channel = call.channel();
    if (channel.type !== 1) call.need(channel, 'SendMessages');
    call.backend.typing(channel);
    return undefined;
  },
};
