import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Channel, Guild } from './model.js';

/** Names as in Discord's documentation, in discord.js's spelling: `ViewChannel`, `SendMessages`, … */
export type PermissionName = keyof typeof P;

const ALL_PERMISSIONS = Object.values(P).reduce((all, bit) => all | bit, 0n);

/** What `@everyone` may do in a new guild: mentioning everyone is among it. */
export const EVERYONE_PERMISSIONS = bits([
  'ViewChannel',
  'CreateInstantInvite',
  'ChangeNickname',
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'CreatePrivateThreads',
  'EmbedLinks',
  'AttachFiles',
  'AddReactions',
  'UseExternalEmojis',
  'MentionEveryone',
  'ReadMessageHistory',
  'UseApplicationCommands',
  'Connect',
  'Speak',
]);

/** What the bot's own role adds. */
export const BOT_PERMISSIONS: readonly PermissionName[] = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'CreatePrivateThreads',
  'ManageThreads',
  'ManageMessages',
  'ManageWebhooks',
  'EmbedLinks',
  'AttachFiles',
  'AddReactions',
  'ReadMessageHistory',
];

const IN_DIRECT_MESSAGES = bits([
  'ViewChannel',
  'SendMessages',
  'EmbedLinks',
  'AttachFiles',
  'AddReactions',
  'ReadMessageHistory',
  'MentionEveryone',
  'UseExternalEmojis',
  'UseApplicationCommands',
]);

/** The bits of these permissions together. */
export function bits(names: readonly PermissionName[]): bigint {
  return names.reduce((sum, name) => sum | P[name], 0n);
}

/** What a member may do in the guild as a whole. Nothing for who is no member. */
export function guildPermissions(guild: Guild, user: string): bigint {
  const member = guild.members.get(user);
  if (!member) return 0n;
  if (guild.ownerId === user) return ALL_PERMISSIONS;
  let sum = guild.roles.get(guild.id)?.permissions ?? 0n;
  for (const id of member.roles) sum |= guild.roles.get(id)?.permissions ?? 0n;
  return sum & P.Administrator ? ALL_PERMISSIONS : sum;
}

/**
 * What a user may do in a channel, by the documented order: the guild's roles, the channel's overwrites for `@everyone`,
 * for roles together, for the member. A thread takes its channel's; in it `SendMessages` means
 * `SendMessagesInThreads`. Who cannot see a channel can do nothing in it.
 */
export function channelPermissions(
  guild: Guild | undefined,
  channel: Channel,
  parent: Channel | undefined,
  user: string,
): bigint {
  if (!guild) return IN_DIRECT_MESSAGES;
  const base = guildPermissions(guild, user);
  if (base === ALL_PERMISSIONS || base === 0n) return base;
  const { overwrites } = parent ?? channel;
  let sum = applied(base, [overwrites.get(guild.id)]);
  const roles = [...(guild.members.get(user)?.roles ?? [])];
  sum = applied(
    sum,
    roles.map((id) => overwrites.get(id)),
  );
  sum = applied(sum, [overwrites.get(user)]);
  if (!(sum & P.ViewChannel)) return 0n;
  const { thread } = channel;
  if (thread && channel.type === 12 && !thread.members.has(user) && !(sum & P.ManageThreads)) return 0n;
  if (thread) sum = sum & P.SendMessagesInThreads ? sum | P.SendMessages : sum & ~P.SendMessages;
  return sum & P.SendMessages ? sum : sum & ~(P.MentionEveryone | P.EmbedLinks | P.AttachFiles);
}

function applied(
  base: bigint,
  overwrites: readonly ({ readonly allow: bigint; readonly deny: bigint } | undefined)[],
): bigint {
  const deny = overwrites.reduce((sum, one) => sum | (one?.deny ?? 0n), 0n);
  const allow = overwrites.reduce((sum, one) => sum | (one?.allow ?? 0n), 0n);
  return (base & ~deny) | allow;
}
