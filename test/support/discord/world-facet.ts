import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { Announcer } from './announcer.js';
import type { Gateway } from './gateway.js';
import type { Channel, Guild, Overwrite, User, Webhook } from './model.js';
import { bits, type PermissionName } from './permissions.js';
import type {
  ChannelOptions,
  ForumOptions,
  OverwriteInput,
  RoleOptions,
  UserOptions,
  WorldFacet,
} from './surface.js';
import type { Threads } from './threads.js';
import type { ChannelPlan, World } from './world.js';

const KINDS = { text: 0, category: 4, announcement: 5 } as const;

/** Changes who and what is there, and says so on the gateway. */
export class WorldControl implements WorldFacet {
  readonly #world: World;
  readonly #announcer: Announcer;
  readonly #threads: Threads;
  readonly #gateway: Gateway;

  constructor(world: World, announcer: Announcer, threads: Threads, gateway: Gateway) {
    this.#world = world;
    this.#announcer = announcer;
    this.#threads = threads;
    this.#gateway = gateway;
  }

  addUser(name: string, options: UserOptions = {}): string {
    const { roles = [], nick, guilds = [this.#world.guildId], ...more } = options;
    const id = this.#world.makeUser(name, more);
    for (const guild of guilds) {
      const place = this.#world.guild(guild);
      this.#world.join(
        place,
        id,
        roles.filter((role) => place.roles.has(role)),
      );
      const member = place.members.get(id);
      if (member && nick !== undefined) member.nick = nick;
      this.#announcer.member('GUILD_MEMBER_ADD', place, id);
    }
    return id;
  }

  addRole(name: string, { permissions = [], mentionable = false, guild }: RoleOptions = {}): string {
    const place = this.#world.guild(guild);
    const role = this.#world.makeRole(place, name, bits(permissions), { mentionable });
    this.#announcer.role('GUILD_ROLE_CREATE', place, role);
    return role.id;
  }

  addChannel(name: string, { kind = 'text', ...options }: ChannelOptions = {}): string {
    return this.#add({ ...this.#plan(name, options), type: KINDS[kind] });
  }

  addForum(name: string, { tags = [], requireTag = false, ...options }: ForumOptions = {}): string {
    return this.#add({
      ...this.#plan(name, options),
      type: 15,
      tags: tags.map((tag) => ({ id: this.#world.ids.next(), name: tag, moderated: false })),
      requireTag,
    });
  }

  #plan(name: string, options: ForumOptions): Omit<ChannelPlan, 'type'> {
    const guild = options.guild ?? this.#world.guildId;
    return {
      name,
      guild,
      ...(options.id !== undefined && { id: options.id }),
      ...(options.category !== undefined && { parent: options.category }),
      ...(options.topic !== undefined && { topic: options.topic }),
      overwrites: (options.overwrites ?? []).map((one) => this.#overwrite(one, guild)),
    };
  }

  #overwrite({ id, allow = [], deny = [] }: OverwriteInput, guild: string): Overwrite {
    const isRole = this.#world.guild(guild).roles.has(id);
    return { id, type: isRole ? 0 : 1, allow: bits(allow), deny: bits(deny) };
  }

  #add(plan: ChannelPlan): string {
    const channel = this.#world.makeChannel(plan);
    this.#announcer.channel('CHANNEL_CREATE', channel);
    return channel.id;
  }

  addGuild(name: string): string {
    const id = this.#world.makeGuild(name);
    this.#gateway.joined(id);
    return id;
  }

  dm(user: string): string {
    return this.#world.dm(user).id;
  }

  user(id: string): User {
    return this.#world.user(id);
  }

  channel(id: string): Channel {
    return this.#world.channel(id);
  }

  guild(id?: string): Guild {
    return this.#world.guild(id);
  }

  setRoles(user: string, roles: readonly string[], guild?: string): void {
    const place = this.#world.guild(guild);
    const member = place.members.get(user);
    if (!member) throw new Error(`${user} is no member of ${place.name}`);
    const managed = [...member.roles].filter((id) => place.roles.get(id)?.managed);
    member.roles.clear();
    for (const id of [...managed, ...roles]) member.roles.add(id);
    this.#announcer.member('GUILD_MEMBER_UPDATE', place, user);
  }

  setNick(user: string, nick: string | null, guild?: string): void {
    const place = this.#world.guild(guild);
    const member = place.members.get(user);
    if (!member) throw new Error(`${user} is no member of ${place.name}`);
    member.nick = nick;
    this.#announcer.member('GUILD_MEMBER_UPDATE', place, user);
  }

  setBotPermissions(permissions: readonly PermissionName[], guild?: string): void {
    const role = [...this.#world.guild(guild).roles.values()].find(
      ({ botId }) => botId === this.#world.botUser,
    );
    if (role) this.setRolePermissions(role.id, permissions, guild);
  }

  setRolePermissions(id: string, permissions: readonly PermissionName[], guild?: string): void {
    const place = this.#world.guild(guild);
    const role = place.roles.get(id);
    if (!role) throw new Error(`there is no role ${id} in ${place.name}`);
    role.permissions = bits(permissions);
    this.#announcer.role('GUILD_ROLE_UPDATE', place, role);
  }

  orderRoles(roles: readonly string[], guild?: string): void {
    const place = this.#world.guild(guild);
    const others = [...place.roles.keys()].filter((id) => id !== place.id && !roles.includes(id));
    for (const [index, id] of [place.id, ...others, ...roles].entries()) {
      const role = place.roles.get(id);
      if (!role || role.position === index) continue;
      role.position = index;
      this.#announcer.role('GUILD_ROLE_UPDATE', place, role);
    }
  }

  setOverwrites(id: string, overwrites: readonly OverwriteInput[]): void {
    const channel = this.#world.channel(id);
    channel.overwrites.clear();
    for (const one of overwrites) channel.overwrites.set(one.id, this.#overwrite(one, channel.guild ?? ''));
    this.#announcer.channel('CHANNEL_UPDATE', channel);
  }

  permissions(user: string, channel: string): readonly PermissionName[] {
    const sum = this.#world.permissions(user, this.#world.channel(channel));
    return Object.entries(PermissionFlagsBits)
      .filter(([, bit]) => (sum & bit) === bit)
      .map(([name]) => name as PermissionName); // the keys of the table are the names
  }

  deleteChannel(id: string): void {
    const channel = this.#world.channel(id);
    if (channel.thread) {
      this.#threads.remove(channel);
      return;
    }
    for (const thread of this.#world.threadsOf(channel)) this.#threads.remove(thread);
    this.#world.removeChannel(id);
    this.#announcer.channel('CHANNEL_DELETE', channel);
  }

  renameChannel(id: string, name: string): void {
    const channel = this.#world.channel(id);
    channel.name = name;
    if (channel.thread) this.#threads.changed(channel);
    else this.#announcer.channel('CHANNEL_UPDATE', channel);
  }

  kickBot(guild?: string): void {
    const place = this.#world.guild(guild);
    this.#announcer.guildDeleted(place);
    place.members.delete(this.#world.botUser);
  }

  removeMember(user: string, guild?: string): void {
    const place = this.#world.guild(guild);
    this.#announcer.member('GUILD_MEMBER_REMOVE', place, user);
    place.members.delete(user);
  }

  setIntents({
    messageContent,
    members,
  }: {
    readonly messageContent?: boolean;
    readonly members?: boolean;
  }): void {
    const { portal } = this.#world;
    portal.messageContent = messageContent ?? portal.messageContent;
    portal.members = members ?? portal.members;
  }

  closeDms(user: string, closed = true): void {
    this.#world.user(user).dmsClosed = closed;
  }

  setToken(state: 'valid' | 'invalid'): void {
    this.#world.tokenValid = state === 'valid';
    if (state === 'invalid') this.#gateway.drop(4004);
  }

  resetToken(): void {
    this.#world.resetToken();
    this.#gateway.drop(4004);
  }

  webhooks(channel: string): readonly Webhook[] {
    return [...this.#world.webhooks.values()].filter((webhook) => webhook.channel === channel);
  }

  addWebhook(channel: string, name: string): string {
    const { ids, owner, webhooks } = this.#world;
    const place = this.#world.channel(channel);
    const id = ids.next();
    webhooks.set(id, {
      id,
      token: ids.secret(68),
      channel,
      guild: place.guild ?? '',
      creator: owner,
      applicationId: null,
      name,
      avatar: null,
    });
    this.#announcer.webhooks(place);
    return id;
  }
}
