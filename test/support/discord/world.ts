import { Ids } from './ids.js';
import type {
  Channel,
  ChannelKind,
  Command,
  Guild,
  Message,
  MessageRef,
  Notification,
  Overwrite,
  Role,
  User,
  Webhook,
} from './model.js';
import { type FakeDiscordOptions, TIMING, type Timing } from './options.js';
import {
  BOT_PERMISSIONS,
  bits,
  channelPermissions,
  EVERYONE_PERMISSIONS,
  guildPermissions,
  type PermissionName,
} from './permissions.js';
import { Refusal } from './refusal.js';

/** What the developer portal allows the application. */
interface Portal {
  messageContent: boolean;
  members: boolean;
  presences: boolean;
  /** Where Discord posts interactions instead of telling them on the gateway; the fake only shows it. */
  interactionsUrl: string | null;
  /** An invitation needs an OAuth2 code grant. */
  codeGrant: boolean;
}

/** How a channel is made, with ids instead of names. */
export interface ChannelPlan {
  readonly id?: string;
  readonly type: ChannelKind;
  readonly guild?: string;
  readonly name: string;
  readonly parent?: string;
  readonly recipient?: string;
  readonly bot?: string;
  readonly overwrites?: readonly Overwrite[];
  readonly tags?: Channel['tags'];
  readonly requireTag?: boolean;
  readonly thread?: Channel['thread'];
  readonly topic?: string | null;
}

/** Everything that is there: users, guilds, channels, messages, and the bot's own account. */
export class World {
  readonly ids: Ids;
  readonly timing: Timing;
  readonly users = new Map<string, User>();
  readonly guilds = new Map<string, Guild>();
  readonly channels = new Map<string, Channel>();
  readonly webhooks = new Map<string, Webhook>();
  readonly commands = new Map<string, Command>();
  readonly notifications: Notification[] = [];
  /** Messages that one person saw, by interaction; they are in no history. */
  readonly ephemerals: Message[] = [];
  readonly portal: Portal = {
    messageContent: true,
    members: true,
    presences: true,
    interactionsUrl: null,
    codeGrant: false,
  };
  readonly botUser: string;
  readonly applicationId: string;
  readonly guildId: string;
  /** The guild's owner, who is in every guild from the start. */
  readonly owner: string;
  token: string;
  tokenValid = true;
  identifies: number;
  /** `http://127.0.0.1:…`, known once the server listens. */
  origin = '';
  /** What the bot needed and was permitted to do, by name. */
  readonly permissionsUsed = new Set<PermissionName>();
  /** Signs attachment addresses. */
  readonly secret: string;

  constructor(options: FakeDiscordOptions) {
    this.ids = new Ids(options.seed ?? 1, options.now ?? Date.now);
    this.timing = { ...TIMING, ...options.timing };
    this.identifies = options.identifies ?? 1000;
    this.secret = this.ids.hex(32);
    this.botUser = this.ids.next();
    this.applicationId = this.botUser;
    this.token = this.#newToken(this.botUser);
    this.users.set(this.botUser, {
      id: this.botUser,
      bot: true,
      username: options.bot ?? 'firstline',
      globalName: null,
      discriminator: '6184',
      avatar: null,
      dmsClosed: false,
    });
    this.owner = this.makeUser('owner', {});
    this.guildId = this.makeGuild(options.guild ?? 'Vole Games');
  }

  #newToken(bot: string): string {
    const id = Buffer.from(bot).toString('base64url');
    return `${id}.${this.ids.secret(6)}.${this.ids.secret(38)}`;
  }

  resetToken(): void {
    this.token = this.#newToken(this.botUser);
  }

  /** The same world as the eyes of another bot see it, which is in the guild that is there from the start. */
  forAnotherBot(name: string): World {
    const botUser = this.makeUser(name, { bot: true });
    const own = { botUser, applicationId: botUser, token: this.#newToken(botUser), commands: new Map() };
    // Everything but its own account is that of the first bot.
    const world: World = Object.assign(Object.create(this), own, { permissionsUsed: new Set() });
    const guild = this.guild();
    const role = this.makeRole(guild, name, bits(BOT_PERMISSIONS), { botId: botUser });
    this.join(guild, botUser, [role.id]);
    return world;
  }

  makeUser(username: string, more: Partial<User>): string {
    const id = more.id ?? this.ids.next();
    this.users.set(id, {
      id,
      bot: more.bot ?? false,
      username,
      globalName: more.globalName ?? null,
      discriminator: more.bot ? '1234' : '0',
      avatar: this.ids.hex(32),
      dmsClosed: more.dmsClosed ?? false,
    });
    return id;
  }

  makeGuild(name: string): string {
    const id = this.ids.next();
    const guild: Guild = { id, name, ownerId: this.owner, roles: new Map(), members: new Map() };
    this.guilds.set(id, guild);
    this.makeRole(guild, '@everyone', EVERYONE_PERMISSIONS, { id });
    const bot = this.user(this.botUser).username;
    const role = this.makeRole(guild, bot, bits(BOT_PERMISSIONS), { botId: this.botUser });
    this.join(guild, this.owner);
    this.join(guild, this.botUser, [role.id]);
    return id;
  }

  makeRole(
    guild: Guild,
    name: string,
    permissions: bigint,
    more: { readonly id?: string; readonly botId?: string; readonly mentionable?: boolean } = {},
  ): Role {
    const role: Role = {
      id: more.id ?? this.ids.next(),
      name,
      permissions,
      position: guild.roles.size,
      mentionable: more.mentionable ?? false,
      managed: more.botId !== undefined,
      ...(more.botId !== undefined && { botId: more.botId }),
    };
    guild.roles.set(role.id, role);
    return role;
  }

  join(guild: Guild, user: string, roles: readonly string[] = []): void {
    guild.members.set(user, { user, nick: null, roles: new Set(roles), joinedAt: this.ids.now() });
  }

  makeChannel(plan: ChannelPlan): Channel {
    const channel: Channel = {
      id: plan.id ?? this.ids.next(),
      type: plan.type,
      guild: plan.guild,
      name: plan.name,
      topic: plan.topic ?? null,
      parent: plan.parent,
      position: [...this.channels.values()].filter(({ guild }) => guild === plan.guild).length,
      overwrites: new Map((plan.overwrites ?? []).map((overwrite) => [overwrite.id, overwrite])),
      recipient: plan.recipient,
      bot: plan.bot,
      messages: [],
      lastMessageId: null,
      tags: [...(plan.tags ?? [])],
      requireTag: plan.requireTag ?? false,
      defaultAutoArchive: 1440,
      thread: plan.thread,
      rateLimitPerUser: 0,
    };
    this.channels.set(channel.id, channel);
    return channel;
  }

  /** Takes a channel away, with its webhooks. */
  removeChannel(id: string): void {
    this.channels.delete(id);
    for (const webhook of [...this.webhooks.values()])
      if (webhook.channel === id) this.webhooks.delete(webhook.id);
  }

  user(id: string): User {
    const user = this.users.get(id);
    if (!user) throw new Error(`the fake Discord has no user ${id}`);
    return user;
  }

  guild(id: string = this.guildId): Guild {
    const guild = this.guilds.get(id);
    if (!guild) throw new Error(`the fake Discord has no guild ${id}`);
    return guild;
  }

  channel(id: string): Channel {
    const channel = this.channels.get(id);
    if (!channel) throw new Error(`the fake Discord has no channel ${id}`);
    return channel;
  }

  find(ref: MessageRef): Message | undefined {
    const found = this.channels.get(ref.channel)?.messages.find(({ id }) => id === ref.id);
    return found ?? this.ephemerals.find(({ id, channel }) => id === ref.id && channel === ref.channel);
  }

  message(ref: MessageRef): Message {
    const message = this.find(ref);
    if (!message) throw new Error(`the fake Discord has no message ${ref.id} in ${ref.channel}`);
    return message;
  }

  /** The channel where the bot and this person talk; opened if there is none. */
  dm(user: string): Channel {
    const there = [...this.channels.values()].find(
      ({ type, recipient, bot }) => type === 1 && recipient === user && bot === this.botUser,
    );
    return there ?? this.makeChannel({ type: 1, name: '', recipient: this.user(user).id, bot: this.botUser });
  }

  guildOf(channel: Channel): Guild | undefined {
    return channel.guild === undefined ? undefined : this.guilds.get(channel.guild);
  }

  parentOf(channel: Channel): Channel | undefined {
    return channel.thread && channel.parent !== undefined ? this.channels.get(channel.parent) : undefined;
  }

  threadsOf(channel: Channel): readonly Channel[] {
    return [...this.channels.values()].filter(({ thread, parent }) => thread && parent === channel.id);
  }

  permissions(user: string, channel: Channel): bigint {
    return channelPermissions(this.guildOf(channel), channel, this.parentOf(channel), user);
  }

  guildPermissions(user: string, guild: Guild): bigint {
    return guildPermissions(guild, user);
  }

  can(user: string, channel: Channel, ...names: readonly PermissionName[]): boolean {
    if (channel.type === 1) return user === channel.bot || user === channel.recipient;
    const needed = bits(names);
    return (this.permissions(user, channel) & needed) === needed;
  }

  /** Whether the bot and the user have a guild in common. */
  sharesGuild(user: string): boolean {
    return [...this.guilds.values()].some(({ members }) => members.has(user) && members.has(this.botUser));
  }

  /** The bot's channel of this id: 10003 if there is none, 50001 if the bot cannot see it. */
  reachable(id: string): Channel {
    const channel = this.channels.get(id);
    if (!channel) throw new Refusal('unknownChannel');
    const guild = this.guildOf(channel);
    if (guild && !guild.members.has(this.botUser)) throw new Refusal('missingAccess');
    if (!this.can(this.botUser, channel, 'ViewChannel')) throw new Refusal('missingAccess');
    this.permissionsUsed.add('ViewChannel');
    return channel;
  }
}
