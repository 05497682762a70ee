import { GatewayDispatchEvents as Events, GatewayIntentBits as Intents } from 'discord-api-types/v10';
import type { JsonObject } from '../slack/json.js';
import type { News } from './gateway-session.js';
import type { Channel, Guild, Message, Role } from './model.js';
import {
  channelShape,
  fullMemberShape,
  messageEvent,
  roleShape,
  threadMemberShape,
  threadShape,
  withheld,
} from './wire-shapes.js';
import type { World } from './world.js';

/** Says on the gateway what happened, if the bot may see the place where it happened. */
export class Announcer {
  readonly #world: World;
  readonly #tell: (news: News) => void;

  constructor(world: World, tell: (news: News) => void) {
    this.#world = world;
    this.#tell = tell;
  }

  message(type: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE', message: Message): void {
    if (message.onlyFor !== undefined) return;
    const channel = this.#world.channel(message.channel);
    const data = messageEvent(this.#world, message);
    this.#inChannel(type, channel, [Intents.GuildMessages, Intents.DirectMessages], data, message);
  }

  messageDeleted({ id, channel, guild, onlyFor }: Message): void {
    if (onlyFor !== undefined) return;
    const data = { id, channel_id: channel, ...(guild !== undefined && { guild_id: guild }) };
    const intents = [Intents.GuildMessages, Intents.DirectMessages] as const;
    this.#inChannel(Events.MessageDelete, this.#world.channel(channel), intents, data);
  }

  reaction(
    type: 'MESSAGE_REACTION_ADD' | 'MESSAGE_REACTION_REMOVE',
    message: Message,
    user: string,
    emoji: string,
  ): void {
    const channel = this.#world.channel(message.channel);
    const member = this.#world.guildOf(channel)?.members.get(user);
    const added = type === 'MESSAGE_REACTION_ADD';
    const data = {
      user_id: user,
      type: 0,
      message_id: message.id,
      channel_id: channel.id,
      ...(channel.guild !== undefined && { guild_id: channel.guild }),
      ...(added && { message_author_id: message.author }),
      ...(added && member && { member: fullMemberShape(this.#world, member) }),
      emoji: { id: null, name: emoji },
      burst: false,
    };
    const intents = [Intents.GuildMessageReactions, Intents.DirectMessageReactions] as const;
    this.#inChannel(type, channel, intents, data);
  }

  typing(channel: Channel, user: string): void {
    const member = this.#world.guildOf(channel)?.members.get(user);
    const data = {
      channel_id: channel.id,
      user_id: user,
      timestamp: Math.floor(this.#world.ids.now() / 1000),
      ...(channel.guild !== undefined && { guild_id: channel.guild }),
      ...(member && { member: fullMemberShape(this.#world, member) }),
    };
    const intents = [Intents.GuildMessageTyping, Intents.DirectMessageTyping] as const;
    this.#inChannel(Events.TypingStart, channel, intents, data);
  }

  channel(type: 'CHANNEL_CREATE' | 'CHANNEL_UPDATE' | 'CHANNEL_DELETE', channel: Channel): void {
    if (!this.#isIn(channel.guild)) return;
    this.#send(type, Intents.Guilds, channel.id, channelShape(this.#world, channel));
  }

  thread(type: 'THREAD_CREATE' | 'THREAD_UPDATE', channel: Channel, more: JsonObject = {}): void {
    if (!this.#world.can(this.#world.botUser, channel, 'ViewChannel')) return;
    this.#send(type, Intents.Guilds, channel.id, { ...threadShape(this.#world, channel), ...more });
  }

  threadDeleted({ id, guild, parent, type }: Channel): void {
    const data = { id, guild_id: guild, parent_id: parent, type };
    this.#send(Events.ThreadDelete, Intents.Guilds, id, data);
  }

  /** Somebody joined or left a thread. Without the intent for members, only the bot itself is news. */
  threadMembers(channel: Channel, added: readonly string[], removed: readonly string[]): void {
    const world = this.#world;
    const gone = removed.includes(world.botUser);
    if (!gone && !world.can(world.botUser, channel, 'ViewChannel')) return;
    const own = gone || added.includes(world.botUser);
    const guild = world.guildOf(channel);
    this.#send(Events.ThreadMembersUpdate, own ? Intents.Guilds : Intents.GuildMembers, channel.id, {
      id: channel.id,
      guild_id: channel.guild,
      member_count: Math.min(channel.thread?.members.size ?? 0, 50),
      ...(added.length > 0 && {
        added_members: added.map((user) => {
          const member = guild?.members.get(user);
          return {
            ...threadMemberShape(channel, user),
            ...(member && { member: fullMemberShape(world, member) }),
            presence: null,
          };
        }),
      }),
      ...(removed.length > 0 && { removed_member_ids: removed }),
    });
  }

  member(
    type: 'GUILD_MEMBER_ADD' | 'GUILD_MEMBER_UPDATE' | 'GUILD_MEMBER_REMOVE',
    guild: Guild,
    user: string,
  ): void {
    const member = guild.members.get(user);
    if (!member || !this.#isIn(guild.id)) return;
    const full = fullMemberShape(this.#world, member);
    const data = type === 'GUILD_MEMBER_REMOVE' ? { user: full.user } : full;
    // the bot hears of changes to itself in any case
    const intents = user === this.#world.botUser ? Intents.Guilds : Intents.GuildMembers;
    this.#send(type, intents, guild.id, { ...data, guild_id: guild.id });
  }

  role(type: 'GUILD_ROLE_CREATE' | 'GUILD_ROLE_UPDATE', guild: Guild, role: Role): void {
    if (!this.#isIn(guild.id)) return;
    this.#send(type, Intents.Guilds, guild.id, { guild_id: guild.id, role: roleShape(role) });
  }

  guildDeleted(guild: Guild): void {
    this.#send(Events.GuildDelete, Intents.Guilds, guild.id, { id: guild.id });
  }

  webhooks(channel: Channel): void {
    if (!this.#world.can(this.#world.botUser, channel, 'ViewChannel')) return;
    const data = { guild_id: channel.guild, channel_id: channel.id };
    this.#send(Events.WebhooksUpdate, Intents.GuildWebhooks, channel.id, data);
  }

  interaction(channel: Channel, data: JsonObject): void {
    this.#send(Events.InteractionCreate, 0, channel.id, data);
  }

  /** Whether the bot is in the guild. */
  #isIn(guild: string | undefined): boolean {
    return guild !== undefined && this.#world.guild(guild).members.has(this.#world.botUser);
  }

  #inChannel(
    type: string,
    channel: Channel,
    [inGuild, inDirect]: readonly [number, number],
    data: JsonObject,
    message?: Message,
  ): void {
    const world = this.#world;
    if (!world.can(world.botUser, channel, 'ViewChannel')) return;
    if (channel.guild !== undefined && !this.#isIn(channel.guild)) return;
    this.#tell({
      type,
      intents: channel.guild === undefined ? inDirect : inGuild,
      lane: channel.id,
      data: message && !world.portal.messageContent ? withheld(world, message, data) : data,
      ...(message && { withheld: withheld(world, message, data) }),
    });
  }

  #send(type: string, intents: number, lane: string, data: JsonObject): void {
    this.#tell({ type, intents, lane, data });
  }
}
