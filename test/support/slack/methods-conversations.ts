import type { Call, MethodTable } from './call.js';
import type { JsonObject } from './json.js';
import type { Channel, ChannelKind, Message } from './model.js';
import { Refusal } from './refusal.js';
import { channelScope } from './scopes.js';
import { channelShape, messageShape } from './wire-shapes.js';

/** A message for a reader of history; metadata is shown if asked for, and if it is the app's own or may be read. */
function readable(call: Call, message: Message): JsonObject {
  const shape = messageShape(call.workspace, message);
  if (!message.metadata || message.tombstone || !call.flag('include_all_metadata')) return shape;
  const mine = message.appId === call.workspace.appId;
  if (mine || call.workspace.scopes.has('metadata.message:read'))
    return { ...shape, metadata: message.metadata };
  return shape;
}

function between(call: Call, messages: readonly Message[]): readonly Message[] {
  const oldest = Number(call.text('oldest') ?? '0');
  const latest = Number(call.text('latest') ?? 'Infinity');
  if (Number.isNaN(oldest)) throw new Refusal('invalid_ts_oldest');
  if (Number.isNaN(latest)) throw new Refusal('invalid_ts_latest');
  const inclusive = call.flag('inclusive') ?? false;
  return messages.filter(({ ts }) => {
    const time = Number(ts);
    return inclusive ? time >= oldest && time <= latest : time > oldest && time < latest;
  });
}

function openHistory(call: Call): Channel {
  const channel = call.channel();
  call.needFor(channel, 'history');
  call.needMembership(channel);
  return channel;
}

const KINDS: Readonly<Record<string, ChannelKind>> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
  mpim: 'mpim',
};

/** The channels of the kinds that `types` asks for, which the app needs a scope each to see. */
function listed(call: Call): readonly Channel[] {
  const types = (call.text('types') ?? 'public_channel').split(',').map((type) => type.trim());
  const kinds = types.map((type) => KINDS[type]);
  if (kinds.includes(undefined)) throw new Refusal('invalid_types');
  for (const kind of kinds) {
    const sample = { kind } as Channel; // only the kind counts
    call.need(channelScope(sample, 'read'));
  }
  const noArchived = call.flag('exclude_archived') ?? false;
  return [...call.workspace.channels.values()].filter((channel) => {
    return kinds.includes(channel.kind) && !(noArchived && channel.archived);
  });
}

export const conversationMethods: MethodTable = {
  'conversations.history': {
    tier: 3,
    run: (call) => {
      const channel = openHistory(call);
      const top = channel.messages.filter(({ threadTs, ts, broadcast }) => {
        return threadTs === undefined || threadTs === ts || broadcast;
      });
      const newestFirst = [...between(call, top)].reverse();
      const { items, next } = call.page(newestFirst, call.limit(100, 999));
      return {
        messages: items.map((message) => readable(call, message)),
        has_more: next !== '',
        pin_count: 0,
        channel_actions_ts: null,
        channel_actions_count: 0,
        ...(next && { response_metadata: { next_cursor: next } }),
      };
    },
  },
  'conversations.replies': {
    tier: 3,
    run: (call) => {
      const channel = openHistory(call);
      const first = call.message(channel, 'ts', 'thread_not_found');
      const isReply = first.threadTs !== undefined && first.threadTs !== first.ts;
      const replies = isReply ? [] : between(call, call.workspace.replies(first));
      const { items, next } = call.page(replies, call.limit(1000, 1000));
      return {
        messages: [first, ...items].map((message) => readable(call, message)), // every page begins with the first
        has_more: next !== '',
        ...(next && { response_metadata: { next_cursor: next } }),
      };
    },
  },
  'conversations.info': {
    tier: 3,
    run: (call) => {
      const channel = call.channel();
      call.needFor(channel, 'read');
      const { num_members, ...shape } = channelShape(call.workspace, channel);
      const locale = call.flag('include_locale') ? { locale: 'en-US' } : {};
      return {
        channel: { ...shape, ...locale, ...(call.flag('include_num_members') && { num_members }) },
      };
    },
  },
  'conversations.members': {
    tier: 4,
    run: (call) => {
      const channel = call.channel();
      call.needFor(channel, 'read');
      const { items, next } = call.page([...channel.members], call.limit(100, 1000));
      return { members: items, response_metadata: { next_cursor: next } };
    },
  },
  'conversations.list': {
    tier: 2,
    run: (call) => {
      const visible = listed(call).filter((channel) => channel.kind === 'public' || call.isMember(channel));
      const { items, next } = call.page(visible, call.limit(100, 1000));
      return {
        channels: items.map((channel) => channelShape(call.workspace, channel)),
        response_metadata: { next_cursor: next },
      };
    },
  },
  'users.conversations': {
    tier: 3,
    run: (call) => {
      const user = call.text('user') ?? call.workspace.botUser;
      const own = listed(call).filter(
        ({ members }) => members.has(user) && members.has(call.workspace.botUser),
      );
      const { items, next } = call.page(own, call.limit(100, 999));
      return {
        channels: items.map((channel) => channelShape(call.workspace, channel)),
        response_metadata: { next_cursor: next },
      };
    },
  },
  'conversations.open': {
    tier: 3,
    run: (call) => {
      const { workspace } = call;
      if (call.has('channel')) {
        const channel = call.channel();
        call.needFor(channel, 'write');
        return { no_op: true, already_open: true, channel: { id: channel.id } };
      }
      const users = call.required('users').split(',');
      call.need(users.length > 1 ? 'mpim:write' : 'im:write');
      for (const id of users) {
        const user = workspace.users.get(id);
        if (!user) throw new Refusal('user_not_found');
        if (user.deleted) throw new Refusal('user_disabled');
        if (user.kind === 'bot') throw new Refusal('cannot_dm_bot');
      }
      const open = workspace.findDm(users);
      const channel = open ?? workspace.openDm(users);
      const shape = call.flag('return_im') ? channelShape(workspace, channel) : { id: channel.id };
      return { ...(open && { no_op: true, already_open: true }), channel: shape };
    },
  },
  'conversations.join': {
    tier: 3,
    scopes: ['channels:join'],
    run: (call) => {
      const channel = call.channel();
      if (channel.archived) throw new Refusal('is_archived');
      if (channel.kind !== 'public') throw new Refusal('method_not_supported_for_channel_type');
      const already = call.isMember(channel);
      if (!already) call.backend.messages.enter(call.workspace.botUser, channel);
      return {
        channel: channelShape(call.workspace, channel),
        ...(already && { warning: 'already_in_channel' }),
      };
    },
  },
};
