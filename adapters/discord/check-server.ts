import { PermissionFlagsBits } from 'discord.js';
import { type Check, failed, ok, warning } from '../../src/core/check.js';
import { listIn, objectIn, textIn } from '../../src/core/json.js';
import type { Api, NoAnswer } from './api.js';
import { PERMISSION_NAMES, PERMISSIONS, type Permission } from './manifest.js';
import { permissionsIn } from './permissions.js';
import { MISSING_ACCESS, UNKNOWN_MEMBER } from './troubles.js';

/** A server that the bot is on. */
export interface Server {
  readonly id: string;
  readonly name: string;
  /** As REST gives it, with its roles. */
  readonly guild: unknown;
  /** The bot. */
  readonly user: string;
  /** Ids of the bot's roles. */
  readonly roles: readonly string[];
}

const UNKNOWN_GUILD = 10004;
const INVITE = 'Open the link that `firstline manifest discord` prints, and choose the server';

/** A server, or why it cannot be looked at. `user` is the bot. */
export async function lookAtServer(api: Api, user: string, id: string): Promise<Server | Check> {
  const about = 'Discord server';
  const called = await api.call('GET', `/guilds/${id}`);
  const absent = failed(about, `the bot is not on the server ${id}, or there is none.`, `${INVITE}.`);
  if (!called.ok) {
    return called.code === UNKNOWN_GUILD || called.code === MISSING_ACCESS ? absent : unknown(about, called);
  }
  const member = await api.call('GET', `/guilds/${id}/members/${user}`);
  if (!member.ok) return member.code === UNKNOWN_MEMBER ? absent : unknown(about, member);
  const roles = listIn(member.answer, 'roles').filter((role) => typeof role === 'string');
  return { id, name: textIn(called.answer, 'name') ?? id, guild: called.answer, user, roles };
}

/** That the bot is there, and what its roles allow before any channel says otherwise. */
export function checkServer(server: Server): readonly Check[] {
  const { id, name } = server;
  const about = 'Discord permissions';
  const rights = rightsOf(server, []);
  const missing = lacking(rights, PERMISSION_NAMES);
  const here = ok('Discord server', `the bot is on “${name}” (${id}).`);
  // The order of roles limits who may give roles, and whom one may kick, ban or rename; the bot does none of it.
  const order = ok('Discord role order', 'where the bot’s role stands does not matter: it acts on nobody.');
  if (missing.length > 0) {
    const titles = missing.map((one) => `“${PERMISSIONS[one].title}”`).join(', ');
    const fix = `${INVITE} again, or give the bot’s role what is missing.`;
    return [here, warning(about, `the bot’s roles lack ${titles} on “${name}”.`, fix), order];
  }
  if ((rights & PermissionFlagsBits.Administrator) !== 0n) {
    const fix = 'Take it off the bot’s role: what `firstline manifest discord` prints is all that it uses.';
    const text = `the bot is an administrator of “${name}”, which it need not be.`;
    return [here, warning(about, text, fix), order];
  }
  return [here, ok(about, `all ${PERMISSION_NAMES.length} are granted on “${name}”.`), order];
}

/** Where the configuration names no server. */
export async function checkAnyServer(api: Api): Promise<Check> {
  const about = 'Discord server';
  const called = await api.call('GET', '/users/@me/guilds');
  if (!called.ok) return unknown(about, called);
  const names = listIn({ guilds: called.answer }, 'guilds').map((one) => `“${textIn(one, 'name') ?? '?'}”`);
  if (names.length > 0) return ok(about, `the bot is on ${names.join(', ')}.`);
  return failed(about, 'the bot is on no server.', `${INVITE}.`);
}

/** Whether there is such a role, and people can have it. */
export function checkStaffRole({ id, name, guild }: Server, role: string): Check {
  const about = 'staff role';
  const other = 'Name a role that only the staff has.';
  if (role === id) return failed(about, 'discord.staff-role is @everyone, so every member is staff.', other);
  const found = listIn(guild, 'roles').find((one) => textIn(one, 'id') === role);
  if (!found) {
    const fix =
      'Switch on Developer Mode, then copy its id in the server’s settings, “Roles”, “Copy Role ID”.';
    return failed(about, `“${name}” has no role ${role}.`, fix);
  }
  const title = `@${textIn(found, 'name') ?? role}`;
  if (textIn(objectIn(found, 'tags'), 'bot_id') !== undefined)
    return failed(about, `${title} is the role of a bot, which no person has.`, other);
  return ok(about, `whoever has ${title} may act as staff.`);
}

/** What the bot may do where these overwrites hold. */
export function rightsOf({ guild, user, roles }: Server, overwrites: readonly unknown[]): bigint {
  return permissionsIn({ guild, user, roles, overwrites });
}

/** Which of these are not among the rights. */
export function lacking(rights: bigint, names: readonly Permission[]): readonly Permission[] {
  return names.filter((name) => (rights & PermissionFlagsBits[name]) === 0n);
}

/** Discord gives no answer that tells. */
export function unknown(about: string, { outcome }: NoAnswer): Check {
  return failed(about, `Discord does not say: ${outcome.reason}`);
}
