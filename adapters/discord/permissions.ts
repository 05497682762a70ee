import { PermissionFlagsBits } from 'discord.js';
import { listIn, numberIn, textIn } from '../../src/core/json.js';

const { Administrator, ViewChannel, SendMessages, SendMessagesInThreads } = PermissionFlagsBits;
const EVERYTHING = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/** A server as REST gives it, a member of it, and a channel's overwrites. */
export interface Rights {
  readonly guild: unknown;
  readonly user: string;
  /** Ids of the member's roles. */
  readonly roles: readonly string[];
  readonly overwrites: readonly unknown[];
}

/**
 * What a member may do in a channel, by the rules of Discord's documentation (Permissions, “Permission Overwrites”):
 * roles first, then what the channel says of everyone, of the roles together, and of the member.
 */
export function permissionsIn({ guild, user, roles, overwrites }: Rights): bigint {
  const guildId = textIn(guild, 'id');
  if (textIn(guild, 'owner_id') === user) return EVERYTHING;
  const mine = new Set([guildId, ...roles]);
  const base = listIn(guild, 'roles')
    .filter((role) => mine.has(textIn(role, 'id')))
    .reduce<bigint>((sum, role) => sum | bits(textIn(role, 'permissions')), 0n);
  if ((base & Administrator) !== 0n) return EVERYTHING;
  const here = (isMeant: (id: string | undefined, type: number | undefined) => boolean) =>
    overwrites.filter((one) => isMeant(textIn(one, 'id'), numberIn(one, 'type')));
  return [
    here((id) => id === guildId),
    here((id, type) => type === 0 && id !== guildId && id !== undefined && roles.includes(id)),
    here((id, type) => type === 1 && id === user),
  ].reduce((now, layer) => {
    const deny = layer.reduce<bigint>((sum, one) => sum | bits(textIn(one, 'deny')), 0n);
    const allow = layer.reduce<bigint>((sum, one) => sum | bits(textIn(one, 'allow')), 0n);
    return (now & ~deny) | allow;
  }, base);
}

/** Whether these permissions let somebody see a channel and write in it or in its threads. */
export function maySeeAndWrite(permissions: bigint): boolean {
  const writes = (permissions & (SendMessages | SendMessagesInThreads)) !== 0n;
  return (permissions & ViewChannel) !== 0n && writes;
}

function bits(text: string | undefined): bigint {
  return text !== undefined && /^\d+$/.test(text) ? BigInt(text) : 0n;
}
