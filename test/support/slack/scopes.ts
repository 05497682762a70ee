import type { Channel, ChannelKind } from './model.js';

/** Bot scopes that the fake knows; the default of `FakeSlackOptions.scopes`. */
export const ALL_SCOPES: readonly string[] = [
  'app_mentions:read',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'chat:write.customize',
  'chat:write.public',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'metadata.message:read',
  'mpim:history',
  'mpim:read',
  'mpim:write',
  'pins:read',
  'pins:write',
  'reactions:read',
  'reactions:write',
  'team:read',
  'usergroups:read',
  'users:read',
  'users:read.email',
];

/** Event subscriptions that the fake knows; the default of `FakeSlackOptions.events`. */
export const ALL_EVENTS: readonly string[] = [
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'channel_archive',
  'channel_deleted',
  'channel_left',
  'channel_rename',
  'channel_unarchive',
  'file_shared',
  'group_archive',
  'group_left',
  'group_rename',
  'group_unarchive',
  'member_joined_channel',
  'member_left_channel',
  'message.channels',
  'message.groups',
  'message.im',
  'message.mpim',
  'reaction_added',
  'reaction_removed',
  'team_join',
  'tokens_revoked',
  'user_change',
];

const FAMILY: Readonly<Record<ChannelKind, string>> = {
  public: 'channels',
  private: 'groups',
  im: 'im',
  mpim: 'mpim',
};

/** `channels:history` for a public channel, `im:history` for a direct message, … */
export function channelScope(channel: Channel, right: 'history' | 'read' | 'write'): string {
  return `${FAMILY[channel.kind]}:${right}`;
}

/** `message.channels`, `message.im`, … */
export function messageSubscription(channel: Channel): string {
  return `message.${FAMILY[channel.kind]}`;
}

/** What `channel_type` says in an event. */
export function channelType(channel: Channel): string {
  return { public: 'channel', private: 'group', im: 'im', mpim: 'mpim' }[channel.kind];
}

/** The scope that hearing an event of this type needs; `message` goes by its channel. */
export function eventScope(type: string, channel: Channel | undefined): string | undefined {
  switch (type) {
    case 'message':
      return channel && channelScope(channel, 'history');
    case 'app_mention':
      return 'app_mentions:read';
    case 'reaction_added':
    case 'reaction_removed':
      return 'reactions:read';
    case 'member_joined_channel':
    case 'member_left_channel':
      return channel && channelScope(channel, 'read');
    case 'channel_archive':
    case 'channel_deleted':
    case 'channel_left':
    case 'channel_rename':
    case 'channel_unarchive':
      return 'channels:read';
    case 'group_archive':
    case 'group_left':
    case 'group_rename':
    case 'group_unarchive':
      return 'groups:read';
    case 'file_shared':
      return 'files:read';
    case 'team_join':
    case 'user_change':
      return 'users:read';
    default:
      return undefined;
  }
}
