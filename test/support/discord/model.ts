import type { JsonObject } from '../slack/json.js';

/** An account: a person’s, the bot’s, another bot’s. */
export interface User {
  readonly id: string;
  readonly bot: boolean;
  username: string;
  globalName: string | null;
  readonly discriminator: string;
  readonly avatar: string | null;
  /** Takes no direct messages from the bot: 50007. */
  dmsClosed: boolean;
}

/** A role of a guild; the one with the guild’s id is `@everyone`. */
export interface Role {
  readonly id: string;
  name: string;
  permissions: bigint;
  position: number;
  mentionable: boolean;
  readonly managed: boolean;
  /** The bot that a managed role belongs to. */
  readonly botId?: string;
}

/** What a channel allows or denies to a role (`type` 0) or a member (1). */
export interface Overwrite {
  readonly id: string;
  readonly type: 0 | 1;
  readonly allow: bigint;
  readonly deny: bigint;
}

/** A user in a guild. */
export interface Member {
  readonly user: string;
  nick: string | null;
  readonly roles: Set<string>;
  readonly joinedAt: number;
}

/** What people call a server. */
export interface Guild {
  readonly id: string;
  name: string;
  ownerId: string;
  readonly roles: Map<string, Role>;
  readonly members: Map<string, Member>;
}

/** Text 0, DM 1, category 4, announcement 5, its thread 10, public thread 11, private thread 12, forum 15. */
export type ChannelKind = 0 | 1 | 4 | 5 | 10 | 11 | 12 | 15;

interface Tag {
  readonly id: string;
  readonly name: string;
  readonly moderated: boolean;
}

/** What only threads have; a forum’s post is a thread. */
export interface ThreadState {
  readonly owner: string;
  archived: boolean;
  locked: boolean;
  readonly invitable: boolean;
  /** Minutes without a message until it archives itself. */
  autoArchive: number;
  archiveChangedAt: number;
  readonly createdAt: number;
  /** User id → when they joined. */
  readonly members: Map<string, number>;
  appliedTags: readonly string[];
  messageCount: number;
  totalSent: number;
}

/** Anything with an id where messages, posts or channels stand. */
export interface Channel {
  readonly id: string;
  readonly type: ChannelKind;
  /** None for a direct message channel. */
  readonly guild: string | undefined;
  name: string;
  topic: string | null;
  /** Of a thread its channel, of a channel its category. */
  readonly parent: string | undefined;
  position: number;
  readonly overwrites: Map<string, Overwrite>;
  /** The person at the other end of a direct message channel. */
  readonly recipient: string | undefined;
  /** The bot at this end of it. */
  readonly bot: string | undefined;
  /** Oldest first, without deleted ones. */
  readonly messages: Message[];
  lastMessageId: string | null;
  readonly tags: Tag[];
  readonly requireTag: boolean;
  readonly defaultAutoArchive: number;
  readonly thread: ThreadState | undefined;
  rateLimitPerUser: number;
}

/** A file of a message. */
export interface Attachment {
  readonly id: string;
  readonly filename: string;
  readonly description: string | undefined;
  readonly contentType: string;
  readonly data: Buffer;
}

/** A message's address. */
export interface MessageRef {
  readonly channel: string;
  readonly id: string;
}

/** A message, its present state. */
export interface Message extends MessageRef {
  readonly guild: string | undefined;
  /** A user's id, or a webhook's. */
  readonly author: string;
  /** Under which name a webhook posted it. */
  readonly persona: { readonly name: string; readonly avatarUrl: string | null } | undefined;
  readonly webhookId: string | undefined;
  readonly applicationId: string | undefined;
  /** 0 default, 18 thread created, 19 reply, 20 slash command, 21 thread starter, 23 context menu command. */
  readonly type: number;
  content: string;
  embeds: readonly JsonObject[];
  components: readonly JsonObject[];
  attachments: readonly Attachment[];
  mentions: readonly string[];
  mentionRoles: readonly string[];
  mentionEveryone: boolean;
  flags: number;
  readonly nonce: string | number | undefined;
  readonly enforcedNonce: boolean;
  readonly tts: boolean;
  editedAt: number | undefined;
  readonly reference: JsonObject | undefined;
  /** Emoji → user ids. */
  readonly reactions: Map<string, string[]>;
  /** The thread that was opened from it. */
  thread: string | undefined;
  readonly interaction: { readonly id: string; readonly type: number; readonly user: string } | undefined;
  readonly position: number | undefined;
  /** The only person who sees it. */
  readonly onlyFor: string | undefined;
}

/** An address through which anybody who knows it speaks in a channel, under any name. */
export interface Webhook {
  readonly id: string;
  readonly token: string;
  channel: string;
  readonly guild: string;
  readonly creator: string;
  readonly applicationId: string | null;
  name: string;
  avatar: string | null;
}

/** A registered command. */
export interface Command {
  readonly id: string;
  readonly guild: string | undefined;
  readonly version: string;
  /** 1 slash command, 2 on a user, 3 on a message. */
  readonly type: number;
  readonly name: string;
  readonly payload: JsonObject;
}

/** Somebody whose phone a message would have made ring. */
export interface Notification {
  readonly channel: string;
  readonly message: string;
  /** `everyone` and `here` for the broadcasts; `reply` for the ping of who was replied to. */
  readonly target: 'user' | 'role' | 'everyone' | 'here' | 'reply';
  /** The user or the role; empty for the broadcasts. */
  readonly id: string;
  /** Who wrote the message: a user's id, or a webhook's. */
  readonly by: string;
}

/** The bits of a message’s flags that mean something here. */
export const MESSAGE_FLAGS = {
  suppressEmbeds: 1 << 2,
  hasThread: 1 << 5,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  suppressNotifications: 1 << 12,
} as const;

/** Whether the channel is a thread, a forum’s post included. */
export function isThread(channel: Channel): channel is Channel & { readonly thread: ThreadState } {
  return channel.thread !== undefined;
}
