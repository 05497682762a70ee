import { type JsonObject, overTheWire } from './json.js';
import type { Channel, Message, StoredFile, User } from './model.js';
import type { Workspace } from './workspace.js';

/** A message as it stands in an event, in an answer of the Web API and in an interaction. */
export function messageShape(workspace: Workspace, message: Message, bookkeeping = true): JsonObject {
  if (message.tombstone) return tombstoneShape(workspace, message);
  const parent = message.threadTs && workspace.find({ channel: message.channel, ts: message.threadTs });
  const isReply = message.threadTs !== undefined && message.threadTs !== message.ts;
  return overTheWire({
    ...(message.clientMsgId && { client_msg_id: message.clientMsgId }),
    type: 'message',
    ...(message.subtype && { subtype: message.subtype }),
    ...(message.broadcast && { subtype: 'thread_broadcast' }),
    ...(message.user && { user: message.user }),
    text: message.text,
    ts: message.ts,
    ...(message.user && { team: workspace.users.get(message.user)?.teamId ?? workspace.teamId }),
    ...(message.user &&
      workspace.channels.get(message.channel)?.shared && {
        user_team: workspace.users.get(message.user)?.teamId,
        source_team: workspace.users.get(message.user)?.teamId,
      }),
    ...(message.botId && { bot_id: message.botId }),
    ...(message.appId && { app_id: message.appId }),
    ...(message.botId && message.appId && { bot_profile: botProfile(workspace) }),
    ...(message.username && { username: message.username }),
    ...(message.iconUrl && { icons: { image_48: message.iconUrl } }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.attachments.length > 0 && { attachments: message.attachments }),
    ...(message.files.length > 0 && {
      files: message.files.map((file) => fileShape(workspace, file, message.channel)),
      upload: false,
      display_as_bot: false,
    }),
    ...(message.edited && { edited: message.edited }),
    ...(isReply && { thread_ts: message.threadTs }),
    ...(isReply && parent && { parent_user_id: parent.user ?? parent.botId }),
    ...message.extra,
    ...(bookkeeping && threadShape(workspace, message)),
    ...(bookkeeping &&
      message.reactions.size > 0 && {
        reactions: [...message.reactions].map(([name, users]) => ({ name, users, count: users.length })),
      }),
  });
}

function threadShape(workspace: Workspace, message: Message): JsonObject {
  if (message.threadTs !== undefined && message.threadTs !== message.ts) return {};
  const replies = workspace.replies(message);
  if (replies.length === 0) return {};
  const users = [...new Set(replies.map((reply) => reply.user ?? reply.botId ?? ''))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    latest_reply: replies.at(-1)?.ts ?? '',
    reply_users: users,
    is_locked: false,
    subscribed: replies.some((reply) => reply.user === workspace.botUser),
  };
}

/** What stands in the place of a thread's first message after it was deleted. */
function tombstoneShape(workspace: Workspace, message: Message): JsonObject {
  return {
    subtype: 'tombstone',
    text: 'This message was deleted.',
    user: 'USLACKBOT',
    hidden: true,
    type: 'message',
    ts: message.ts,
    ...threadShape(workspace, message),
    thread_ts: message.ts,
  };
}

export function botProfile(workspace: Workspace): JsonObject {
  return {
    id: workspace.botId,
    app_id: workspace.appId,
    user_id: workspace.botUser,
    name: workspace.botName,
    deleted: false,
    updated: 1_767_225_600,
    team_id: workspace.teamId,
    icons: { image_36: 'https://a.slack-edge.com/80588/img/plugins/app/bot_36.png' },
  };
}

export function userShape(workspace: Workspace, user: User, withLocale: boolean): JsonObject {
  const restricted = user.kind === 'guest' || user.kind === 'single-channel-guest';
  const isBot = user.kind === 'bot';
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.deleted,
    ...(!user.deleted && {
      color: '9f69e7',
      real_name: user.realName,
      tz: user.tz,
      tz_label: user.tz,
      tz_offset: user.tzOffset,
      is_admin: user.kind === 'admin',
      is_owner: false,
      is_primary_owner: false,
      is_restricted: restricted,
      is_ultra_restricted: user.kind === 'single-channel-guest',
    }),
    ...(user.kind === 'stranger' && { is_stranger: true }),
    is_bot: isBot,
    is_app_user: false,
    updated: user.updated,
    ...(withLocale && !user.deleted && { locale: user.locale }),
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.displayName,
      display_name_normalized: user.displayName,
      ...(workspace.scopes.has('users:read.email') &&
        !isBot &&
        user.kind !== 'stranger' && { email: user.email }),
      image_48: `https://secure.gravatar.com/avatar/${user.id.toLowerCase()}.jpg?s=48`,
      image_72: `https://secure.gravatar.com/avatar/${user.id.toLowerCase()}.jpg?s=72`,
      team: user.teamId,
      ...(user.id === workspace.botUser && { api_app_id: workspace.appId, bot_id: workspace.botId }),
    },
  };
}

export function channelShape(workspace: Workspace, channel: Channel): JsonObject {
  const base = {
    id: channel.id,
    created: channel.created,
    is_org_shared: false,
    context_team_id: workspace.teamId,
  };
  if (channel.kind === 'im') {
    const other = [...channel.members].find((member) => member !== workspace.botUser) ?? '';
    return {
      ...base,
      is_im: true,
      is_archived: channel.archived,
      is_user_deleted: workspace.users.get(other)?.deleted ?? false,
      user: other,
      is_open: true,
      priority: 0,
    };
  }
  return {
    ...base,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: false,
    is_mpim: channel.kind === 'mpim',
    is_private: channel.kind !== 'public',
    is_archived: channel.archived,
    is_general: false,
    is_shared: channel.shared,
    is_ext_shared: channel.shared,
    is_pending_ext_shared: false,
    is_member: channel.members.has(workspace.botUser),
    creator: [...channel.members][0] ?? '',
    unlinked: 0,
    shared_team_ids: channel.shared ? [workspace.teamId, workspace.otherTeamId] : [workspace.teamId],
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.size,
  };
}

/** A file in a message; in a shared channel only a stub that says: ask `files.info`. */
export function fileShape(workspace: Workspace, file: StoredFile, channelId?: string): JsonObject {
  if (file.deleted) return { id: file.id, mode: 'tombstone' };
  if (channelId && workspace.channels.get(channelId)?.shared) {
    return {
      id: file.id,
      mode: 'file_access',
      file_access: 'check_file_info',
      created: 0,
      timestamp: 0,
      user: '',
    };
  }
  const address = `${workspace.origin}/files-pri/${workspace.teamId}-${file.id}`;
  const name = encodeURIComponent(file.name);
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.name.split('.').at(-1) ?? 'binary',
    pretty_type: (file.name.split('.').at(-1) ?? 'binary').toUpperCase(),
    user: file.user,
    user_team: workspace.users.get(file.user)?.teamId ?? workspace.teamId,
    editable: false,
    size: file.data.length,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: true,
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    url_private: `${address}/${name}`,
    url_private_download: `${address}/download/${name}`,
    permalink: `https://${workspace.domain}.slack.com/files/${file.user}/${file.id}/${name}`,
    file_access: 'visible',
    has_rich_preview: false,
  };
}
