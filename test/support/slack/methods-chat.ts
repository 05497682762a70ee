import type { Call, MethodTable } from './call.js';
import { type Content, contentOf, pinged } from './content.js';
import { isObject, type JsonObject } from './json.js';
import type { Channel, Message } from './model.js';
import { Refusal } from './refusal.js';
import { messageShape } from './wire-shapes.js';

/** The channel to post to: also a user's id, which stands for the direct message channel. */
function target(call: Call): Channel {
  const { workspace } = call;
  const id = call.required('channel');
  const user = workspace.users.get(id);
  if (!user) return call.channel();
  if (user.deleted) throw new Refusal('user_disabled');
  if (user.kind === 'bot') throw new Refusal('cannot_dm_bot');
  return workspace.channel(workspace.dm(id));
}

function writable(call: Call, channel: Channel): void {
  if (channel.archived) throw new Refusal('is_archived');
  if (!call.isMember(channel)) {
    if (!call.workspace.scopes.has('chat:write.public')) throw new Refusal('not_in_channel');
    call.need('chat:write.public');
  }
}

function threadOf(call: Call, channel: Channel): Message | undefined {
  const ts = call.text('thread_ts');
  if (ts === undefined || ts === '') return undefined;
  const parent = call.workspace.find({ channel: channel.id, ts });
  if (!parent || (parent.threadTs !== undefined && parent.threadTs !== parent.ts)) {
    throw new Refusal('thread_not_found');
  }
  return parent;
}

function customized(call: Call): boolean {
  const custom = ['username', 'icon_url', 'icon_emoji'].some((name) => call.has(name));
  if (custom) call.need('chat:write.customize');
  return custom;
}

function notEmpty(content: Content): void {
  const some = content.text || content.blocks?.length || content.attachments?.length;
  if (!some) throw new Refusal('no_text');
}

function ping(call: Call, message: Message, edit: boolean): void {
  const parse = call.text('parse') ?? (edit ? 'client' : 'none');
  const how = { parse, linkNames: call.flag('link_names') ?? false, edit };
  call.workspace.notifications.push(...pinged(call.workspace, message, how));
}

/** The message as an answer shows it: with its metadata, which is the app's own. */
function answer(call: Call, message: Message): JsonObject {
  const shape = messageShape(call.workspace, message, false);
  return message.metadata ? { ...shape, metadata: message.metadata } : shape;
}

export const chatMethods: MethodTable = {
  'chat.postMessage': {
    tier: 'post',
    scopes: ['chat:write'],
    run: (call) => {
      const { workspace } = call;
      const custom = customized(call);
      const channel = target(call);
      writable(call, channel);
      const content = contentOf(call);
      notEmpty(content);
      const parent = threadOf(call, channel);
      const message = call.backend.messages.post({
        channel: channel.id,
        text: content.text ?? '',
        ...(content.blocks && { blocks: content.blocks }),
        ...(content.attachments && { attachments: content.attachments }),
        user: custom ? undefined : workspace.botUser,
        subtype: custom ? 'bot_message' : undefined,
        username: custom ? (call.text('username') ?? workspace.botName) : undefined,
        iconUrl: call.text('icon_url'),
        botId: workspace.botId,
        appId: workspace.appId,
        thread: parent?.ts,
        broadcast: call.flag('reply_broadcast') ?? false,
        metadata: content.metadata,
      });
      ping(call, message, false);
      return { channel: channel.id, ts: message.ts, message: answer(call, message) };
    },
  },
  'chat.update': {
    tier: 3,
    scopes: ['chat:write'],
    run: (call) => {
      const channel = call.channel();
      if (channel.archived) throw new Refusal('is_archived');
      const message = call.message(channel);
      if (message.tombstone) throw new Refusal('message_not_found');
      if (message.appId !== call.workspace.appId) throw new Refusal('cant_update_message');
      const content = contentOf(call);
      if (content.text === undefined && !content.blocks && !content.attachments) throw new Refusal('no_text');
      const blocks = content.blocks ?? message.blocks;
      notEmpty({ ...content, text: content.text ?? message.text, blocks });
      call.backend.messages.edit(
        message,
        {
          ...(content.text !== undefined && { text: content.text }),
          ...(content.blocks && { blocks: content.blocks }),
          ...(content.attachments && { attachments: content.attachments }),
          ...(content.metadata && { metadata: content.metadata }),
        },
        call.workspace.botUser,
      );
      ping(call, message, true);
      return { channel: channel.id, ts: message.ts, text: message.text, message: answer(call, message) };
    },
  },
  'chat.delete': {
    tier: 3,
    scopes: ['chat:write'],
    run: (call) => {
      const channel = call.channel();
      const message = call.message(channel);
      if (message.tombstone) throw new Refusal('message_not_found');
      if (message.appId !== call.workspace.appId) throw new Refusal('cant_delete_message');
      call.backend.messages.remove(message);
      return { channel: channel.id, ts: message.ts };
    },
  },
  'chat.postEphemeral': {
    tier: 4,
    scopes: ['chat:write'],
    run: (call) => {
      customized(call);
      const channel = call.channel();
      if (channel.archived) throw new Refusal('is_archived');
      call.needMembership(channel);
      const user = call.required('user');
      if (!channel.members.has(user)) throw new Refusal('user_not_in_channel');
      const content = contentOf(call);
      notEmpty(content);
      const thread = threadOf(call, channel);
      const ts = call.workspace.ids.ts();
      call.workspace.ephemerals.push({
        channel: channel.id,
        ts,
        user,
        threadTs: thread?.ts,
        username: call.text('username'),
        text: content.text ?? '',
        blocks: content.blocks ?? [],
        deleted: false,
      });
      return { message_ts: ts };
    },
  },
  'chat.getPermalink': {
    tier: 'free',
    run: (call) => {
      const channel = call.channel();
      const message = call.message(channel, 'message_ts');
      const thread =
        message.threadTs && message.threadTs !== message.ts
          ? `?thread_ts=${message.threadTs}&cid=${channel.id}`
          : '';
      const path = `archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
      return { channel: channel.id, permalink: `https://${call.workspace.domain}.slack.com/${path}` };
    },
  },
  'chat.unfurl': {
    tier: 3,
    scopes: ['links:write'],
    run: (call) => {
      if (!isObject(call.json('unfurls'))) throw new Refusal('cannot_parse_attachment');
      call.message(call.channel());
      return {};
    },
  },
};
