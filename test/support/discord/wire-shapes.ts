import type {
  APIAttachment,
  APIGuild,
  APIGuildMember,
  APIMessage,
  APIRole,
  APIThreadMember,
  APIUser,
  APIWebhook,
} from 'discord-api-types/v10';
import { contentType } from '../slack/content-types.js';
import type { JsonObject } from '../slack/json.js';
import { attachmentUrl } from './cdn.js';
import { isoTime, timeOf } from './ids.js';
import {
  type Channel,
  type Guild,
  isThread,
  type Member,
  type Message,
  type Role,
  type User,
  type Webhook,
} from './model.js';
import type { World } from './world.js';

/** A message's fields that hold no other thing of Discord's. */
type PlainFields =
  | 'id'
  | 'type'
  | 'channel_id'
  | 'content'
  | 'timestamp'
  | 'edited_timestamp'
  | 'tts'
  | 'pinned'
  | 'mention_everyone'
  | 'mention_roles';

/** Discord's own type, and whatever else Discord really sends beside it. */
type Wire<T> = Omit<T, 'flags'> & JsonObject;

/** A user, as everybody sees it. */
export function userShape(user: User): JsonObject {
  return {
    id: user.id,
    username: user.username,
    discriminator: user.discriminator,
    global_name: user.globalName,
    avatar: user.avatar,
    ...(user.bot && { bot: true }),
    public_flags: user.bot ? 1 << 19 : 0,
    avatar_decoration_data: null,
    clan: null,
    collectibles: null,
    display_name_styles: null,
    primary_guild: null,
  } satisfies Wire<APIUser>;
}

/** A member without its user, as it stands in messages. */
export function memberShape(member: Member): JsonObject {
  return {
    roles: [...member.roles],
    nick: member.nick,
    avatar: null,
    banner: null,
    premium_since: null,
    pending: false,
    mute: false,
    deaf: false,
    flags: 0,
    joined_at: isoTime(member.joinedAt),
    communication_disabled_until: null,
  } satisfies Wire<Omit<APIGuildMember, 'user'>>;
}

/** A member with its user. */
export function fullMemberShape(world: World, member: Member): JsonObject {
  return { ...memberShape(member), user: userShape(world.user(member.user)) };
}

/** A role. */
export function roleShape(role: Role): JsonObject {
  const colors = { primary_color: 0, secondary_color: null, tertiary_color: null };
  return {
    id: role.id,
    name: role.name,
    description: null,
    permissions: String(role.permissions),
    position: role.position,
    color: 0,
    colors,
    hoist: false,
    managed: role.managed,
    mentionable: role.mentionable,
    icon: null,
    unicode_emoji: null,
    flags: 0,
    ...(role.botId !== undefined && { tags: { bot_id: role.botId } }),
  } satisfies Wire<APIRole>;
}

/** A guild without what changes often: channels and members. */
export function guildShape(guild: Guild): JsonObject {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    description: null,
    owner_id: guild.ownerId,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    application_id: null,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    hub_type: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    premium_progress_bar_enabled: false,
    preferred_locale: 'en-US',
    vanity_url_code: null,
    features: [],
    emojis: [],
    stickers: [],
    incidents_data: null,
    roles: [...guild.roles.values()].map(roleShape),
    max_members: 500_000,
    max_video_channel_users: 25,
    max_stage_video_channel_users: 50,
  } satisfies Wire<Omit<APIGuild, 'region' | 'preferred_locale' | 'roles' | 'system_channel_flags'>>;
}

/** A channel of any kind; a thread as `threadShape`. */
export function channelShape(world: World, channel: Channel): JsonObject {
  if (channel.type === 1) {
    const recipient = channel.recipient === undefined ? [] : [userShape(world.user(channel.recipient))];
    return {
      id: channel.id,
      type: 1,
      last_message_id: channel.lastMessageId,
      recipients: recipient,
      flags: 0,
    };
  }
  if (isThread(channel)) return threadShape(world, channel);
  return {
    id: channel.id,
    type: channel.type,
    guild_id: channel.guild,
    name: channel.name,
    topic: channel.topic,
    parent_id: channel.parent ?? null,
    position: channel.position,
    permission_overwrites: [...channel.overwrites.values()].map(({ id, type, allow, deny }) => {
      return { id, type, allow: String(allow), deny: String(deny) };
    }),
    nsfw: false,
    flags: channel.requireTag ? 1 << 4 : 0,
    rate_limit_per_user: channel.rateLimitPerUser,
    ...(channel.type !== 4 && { last_message_id: channel.lastMessageId }),
    ...(channel.type !== 4 && { default_auto_archive_duration: channel.defaultAutoArchive }),
    ...(channel.type === 15 && {
      available_tags: channel.tags.map((tag) => ({ ...tag, emoji_id: null, emoji_name: null })),
      default_reaction_emoji: null,
      default_sort_order: null,
      default_forum_layout: 0,
    }),
  };
}

/** A thread, with the bot’s own membership if it has one. */
export function threadShape(world: World, channel: Channel): JsonObject {
  const { thread } = channel;
  if (!thread) throw new Error(`${channel.id} is no thread`);
  const own = thread.members.has(world.botUser);
  return {
    id: channel.id,
    type: channel.type,
    guild_id: channel.guild,
    parent_id: channel.parent,
    owner_id: thread.owner,
    name: channel.name,
    last_message_id: channel.lastMessageId,
    message_count: thread.messageCount,
    total_message_sent: thread.totalSent,
    member_count: thread.members.size,
    member_ids_preview: [...thread.members.keys()].slice(0, 10),
    rate_limit_per_user: channel.rateLimitPerUser,
    flags: 0,
    thread_metadata: {
      archived: thread.archived,
      locked: thread.locked,
      ...(channel.type === 12 && { invitable: thread.invitable }),
      auto_archive_duration: thread.autoArchive,
      archive_timestamp: isoTime(thread.archiveChangedAt),
      create_timestamp: isoTime(thread.createdAt),
    },
    ...(world.parentOf(channel)?.type === 15 && { applied_tags: thread.appliedTags }),
    ...(own && { member: threadMemberShape(channel, world.botUser) }),
  };
}

/** Somebody’s membership of a thread. */
export function threadMemberShape(channel: Channel, user: string): JsonObject {
  return {
    id: channel.id,
    user_id: user,
    join_timestamp: isoTime(channel.thread?.members.get(user) ?? 0),
    flags: 0,
    muted: false,
    mute_config: null,
  } satisfies Wire<APIThreadMember>;
}

function authorShape(world: World, message: Message): JsonObject {
  const { persona } = message;
  if (!persona) return userShape(world.user(message.author));
  return {
    id: message.author,
    username: persona.name,
    avatar: persona.avatarUrl,
    discriminator: '0000',
    public_flags: 0,
    flags: 0,
    bot: true,
    global_name: null,
    clan: null,
    primary_guild: null,
  };
}

/** A message as REST gives it. Over the gateway it has `guild_id`, `member` and `channel_type` as well: `messageEvent`. */
export function messageShape(world: World, message: Message, depth = 0): JsonObject {
  const { reference } = message;
  const referred =
    reference && world.find({ channel: String(reference.channel_id), id: String(reference.message_id) });
  const thread = message.thread === undefined ? undefined : world.channels.get(message.thread);
  return {
    id: message.id,
    type: message.type,
    channel_id: message.channel,
    author: authorShape(world, message),
    content: message.content,
    timestamp: isoTime(timeOf(message.id)),
    edited_timestamp: message.editedAt === undefined ? null : isoTime(message.editedAt),
    tts: message.tts,
    pinned: false,
    flags: message.flags,
    mention_everyone: message.mentionEveryone,
    mention_roles: [...message.mentionRoles],
    mentions: message.mentions.map((id) => userShape(world.user(id))),
    attachments: message.attachments.map((one) => attachmentShape(world, message, one)),
    embeds: message.embeds,
    components: message.components,
    ...(message.nonce !== undefined && { nonce: message.nonce }),
    ...(message.webhookId !== undefined && { webhook_id: message.webhookId }),
    ...(message.applicationId !== undefined && { application_id: message.applicationId }),
    ...(message.position !== undefined && { position: message.position }),
    ...(reference && { message_reference: reference }),
    ...(reference &&
      depth === 0 && { referenced_message: referred ? messageShape(world, referred, 1) : null }),
    ...(thread && { thread: threadShape(world, thread) }),
    ...(message.interaction && interactionShapes(world, message, message.interaction)),
    ...(message.reactions.size > 0 && {
      reactions: [...message.reactions].map(([emoji, users]) => ({
        emoji: { id: null, name: emoji },
        count: users.length,
        count_details: { normal: users.length, burst: 0 },
        me: users.includes(world.botUser),
        me_burst: false,
        burst_me: false,
        burst_count: 0,
        burst_colors: [],
      })),
    }),
  } satisfies Wire<Pick<APIMessage, PlainFields>>;
}

function interactionShapes(
  world: World,
  message: Message,
  { id, type, user }: NonNullable<Message['interaction']>,
): JsonObject {
  return {
    interaction_metadata: {
      id,
      type,
      user: userShape(world.user(user)),
      authorizing_integration_owners: message.guild === undefined ? {} : { '0': message.guild },
    },
  };
}

/** What MESSAGE_CREATE and MESSAGE_UPDATE carry. */
export function messageEvent(world: World, message: Message): JsonObject {
  const guild = message.guild === undefined ? undefined : world.guild(message.guild);
  const member = guild?.members.get(message.author);
  return {
    ...messageShape(world, message),
    channel_type: world.channel(message.channel).type,
    ...(guild && { guild_id: guild.id }),
    ...(member && { member: memberShape(member) }),
    mentions: message.mentions.map((id) => {
      const mentioned = guild?.members.get(id);
      return { ...userShape(world.user(id)), ...(mentioned && { member: memberShape(mentioned) }) };
    }),
  };
}

/** A file, with an address that is fresh. */
function attachmentShape(world: World, message: Message, one: Message['attachments'][number]): JsonObject {
  const url = attachmentUrl(world, message.channel, one);
  return {
    id: one.id,
    filename: one.filename,
    size: one.data.length,
    url,
    proxy_url: url,
    content_type: one.contentType || contentType(one.filename),
    ...(one.description !== undefined && { description: one.description }),
    ...(message.onlyFor !== undefined && { ephemeral: true }),
    flags: 0,
  } satisfies Wire<APIAttachment>;
}

/** A webhook; its token only if the bot may know it. */
export function webhookShape(world: World, webhook: Webhook): JsonObject {
  const own = webhook.applicationId === world.applicationId;
  return {
    id: webhook.id,
    type: 1,
    guild_id: webhook.guild,
    channel_id: webhook.channel,
    name: webhook.name,
    avatar: webhook.avatar,
    application_id: webhook.applicationId,
    user: userShape(world.user(webhook.creator)),
    // Discord shows a bot the tokens of webhooks that applications made only for its own
    ...((own || webhook.applicationId === null) && {
      token: webhook.token,
      url: `${world.origin}/api/webhooks/${webhook.id}/${webhook.token}`,
    }),
  } satisfies Wire<Omit<APIWebhook, 'user'>>;
}

/**
 * A message as an application without the privilege of message content gets it: without content, embeds, attachments
 * and components, unless the application wrote it, is mentioned in it, or is written to directly.
 */
export function withheld(world: World, message: Message, shape: JsonObject): JsonObject {
  const { botUser, applicationId } = world;
  const own = message.author === botUser || message.applicationId === applicationId;
  if (own || message.guild === undefined || message.mentions.includes(botUser)) {
    return withheldReference(world, shape);
  }
  return withheldReference(world, { ...shape, content: '', embeds: [], attachments: [], components: [] });
}

function withheldReference(world: World, shape: JsonObject): JsonObject {
  const { message_reference, referenced_message } = shape;
  if (!referenced_message || typeof message_reference !== 'object' || message_reference === null)
    return shape;
  const { channel_id, message_id } = message_reference as JsonObject; // Discord's references are objects
  const referred = world.find({ channel: String(channel_id), id: String(message_id) });
  if (!referred || typeof referenced_message !== 'object') return shape;
  return { ...shape, referenced_message: withheld(world, referred, referenced_message as JsonObject) };
}
