import type { JsonObject } from '../slack/json.js';
import type { Announcer } from './announcer.js';
import { timeOf } from './ids.js';
import { ALL_ALLOWED, type Allowed, type Mentions, mentionsOf, pulledIn } from './mentions.js';
import type { CheckedMessage } from './message-form.js';
import { type Channel, MESSAGE_FLAGS as FLAGS, isThread, type Message } from './model.js';
import type { Threads } from './threads.js';
import type { World } from './world.js';

interface NewMessage {
  readonly id?: string;
  readonly channel: Channel;
  readonly author: string;
  readonly type?: number;
  readonly content?: string;
  readonly embeds?: readonly JsonObject[];
  readonly components?: readonly JsonObject[];
  readonly attachments?: Message['attachments'];
  readonly allowed?: Allowed;
  readonly flags?: number;
  readonly nonce?: string | number;
  readonly enforceNonce?: boolean;
  readonly tts?: boolean;
  readonly repliedTo?: Message;
  /** A reference without a ping, as in the first message of a thread. */
  readonly reference?: JsonObject;
  readonly persona?: Message['persona'];
  readonly webhookId?: string;
  readonly applicationId?: string;
  readonly interaction?: Message['interaction'];
  readonly onlyFor?: string;
}

/** What happens to messages, whoever writes them. Permissions have been asked before. */
export class Messages {
  readonly #world: World;
  readonly #announcer: Announcer;
  readonly #threads: Threads;
  /** The newest message of each author and nonce. */
  readonly #nonces = new Map<string, Message>();

  constructor(world: World, announcer: Announcer, threads: Threads) {
    this.#world = world;
    this.#announcer = announcer;
    this.#threads = threads;
  }

  post(draft: NewMessage): Message {
    const world = this.#world;
    const { channel, author, repliedTo, onlyFor } = draft;
    const isEphemeral = onlyFor !== undefined;
    if (!isEphemeral) this.#threads.touch(channel, draft.webhookId === undefined ? author : undefined);
    const content = draft.content ?? '';
    const mentions = mentionsOf(world, {
      channel,
      content,
      allowed: draft.allowed ?? ALL_ALLOWED,
      powerful: !world.users.has(author) || world.can(author, channel, 'MentionEveryone'),
      repliedTo,
    });
    const id = draft.id ?? world.ids.next();
    const message: Message = {
      id,
      channel: channel.id,
      guild: channel.guild,
      author,
      persona: draft.persona,
      webhookId: draft.webhookId,
      applicationId: draft.applicationId,
      type: draft.type ?? (repliedTo ? 19 : 0),
      content,
      embeds: (draft.embeds ?? []).map((embed) => ({ ...embed, id: world.ids.next() })),
      components: draft.components ?? [],
      attachments: draft.attachments ?? [],
      mentions: mentions.users,
      mentionRoles: mentions.roles,
      mentionEveryone: mentions.everyone,
      flags: draft.flags ?? 0,
      nonce: draft.nonce,
      enforcedNonce: draft.enforceNonce ?? false,
      tts: draft.tts ?? false,
      editedAt: undefined,
      reference: repliedTo ? referenceTo(repliedTo) : draft.reference,
      reactions: new Map(),
      thread: undefined,
      interaction: draft.interaction,
      position: channel.thread && !isEphemeral ? channel.thread.totalSent : undefined,
      onlyFor,
    };
    if (isEphemeral) world.ephemerals.push(message);
    else this.#file(channel, message);
    if (message.nonce !== undefined) this.#nonces.set(`${author} ${message.nonce}`, message);
    const silent = (message.flags & (FLAGS.suppressNotifications | FLAGS.ephemeral | FLAGS.loading)) !== 0;
    if (!silent) {
      if (isThread(channel)) this.#threads.join(channel, pulledIn(world, channel, mentions));
      if (author === world.botUser && this.#takesPower(channel, mentions)) {
        world.permissionsUsed.add('MentionEveryone');
      }
      for (const ring of mentions.rings) {
        if (ring.id !== author)
          world.notifications.push({ ...ring, by: author, channel: channel.id, message: id });
      }
    }
    this.#announcer.message('MESSAGE_CREATE', message);
    return message;
  }

  /** Whether somebody without MentionEveryone could not have made these phones ring. */
  #takesPower(channel: Channel, { everyone, roles }: Mentions): boolean {
    const guild = this.#world.guildOf(channel);
    return everyone || roles.some((id) => guild?.roles.get(id)?.mentionable === false);
  }

  #file(channel: Channel, message: Message): void {
    channel.messages.push(message);
    channel.lastMessageId = message.id;
    if (!channel.thread) return;
    channel.thread.totalSent++;
    channel.thread.messageCount++;
  }

  /** The message that its author has sent with this nonce already, within the time that Discord remembers. */
  sameNonce(author: string, nonce: string | number | undefined): Message | undefined {
    if (nonce === undefined) return undefined;
    const since = this.#world.ids.now() - this.#world.timing.nonceMs;
    const known = this.#nonces.get(`${author} ${nonce}`);
    return known && timeOf(known.id) >= since ? this.#world.find(known) : undefined;
  }

  /** Changes what a message says; nobody is pinged by that. */
  edit(message: Message, changes: Partial<CheckedMessage>, quiet = false): void {
    const world = this.#world;
    const channel = world.channel(message.channel);
    if (changes.content !== undefined) {
      message.content = changes.content;
      const mentions = mentionsOf(world, {
        channel,
        content: changes.content,
        allowed: changes.allowed ?? ALL_ALLOWED,
        powerful: !world.users.has(message.author) || world.can(message.author, channel, 'MentionEveryone'),
        repliedTo: undefined,
      });
      message.mentions = mentions.users;
      message.mentionRoles = mentions.roles;
      message.mentionEveryone = mentions.everyone;
    }
    if (changes.embeds) message.embeds = changes.embeds.map((embed) => ({ ...embed, id: world.ids.next() }));
    if (changes.components) message.components = changes.components;
    if (changes.attachments) message.attachments = changes.attachments;
    if (changes.flags !== undefined) {
      message.flags = (message.flags & ~FLAGS.suppressEmbeds) | (changes.flags & FLAGS.suppressEmbeds);
    }
    if (!quiet) message.editedAt = world.ids.now();
    this.#announcer.message('MESSAGE_UPDATE', message);
  }

  /** Tells that something about the message is different: a thread, a preview. */
  changed(message: Message): void {
    this.#announcer.message('MESSAGE_UPDATE', message);
  }

  remove(message: Message): void {
    const { ephemerals } = this.#world;
    const { messages, thread } = this.#world.channel(message.channel);
    const list = message.onlyFor === undefined ? messages : ephemerals;
    list.splice(list.indexOf(message), 1);
    if (thread && message.onlyFor === undefined) thread.messageCount--;
    this.#announcer.messageDeleted(message);
  }

  react(message: Message, user: string, emoji: string): void {
    const users = message.reactions.get(emoji) ?? [];
    if (users.includes(user)) return;
    message.reactions.set(emoji, [...users, user]);
    this.#announcer.reaction('MESSAGE_REACTION_ADD', message, user, emoji);
  }

  unreact(message: Message, user: string, emoji: string): void {
    const users = message.reactions.get(emoji) ?? [];
    if (!users.includes(user)) return;
    const others = users.filter((one) => one !== user);
    if (others.length > 0) message.reactions.set(emoji, others);
    else message.reactions.delete(emoji);
    this.#announcer.reaction('MESSAGE_REACTION_REMOVE', message, user, emoji);
  }
}

/** A pointer to a message, as in a reply. */
export function referenceTo({ id, channel, guild }: Message): JsonObject {
  return { type: 0, message_id: id, channel_id: channel, ...(guild !== undefined && { guild_id: guild }) };
}
