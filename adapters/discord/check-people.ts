import { PermissionFlagsBits } from 'discord.js';
import { type Check, failed, ok } from '../../src/core/check.js';
import { isObject, listIn, objectIn } from '../../src/core/json.js';
import type { Person } from '../../src/core/roster.js';
import type { Api } from './api.js';
import { type Server, unknown } from './check-server.js';
import { maySeeAndWrite, permissionsIn } from './permissions.js';
import { isSnowflake, PLATFORM } from './places.js';
import { UNKNOWN_MEMBER, UNKNOWN_USER } from './troubles.js';

/** What makes somebody staff. */
export interface Staff {
  /** The desk's channel as REST gives it, where that could be looked at. */
  readonly channel?: unknown;
  readonly role?: string;
}

/** Whether the handles of the roster are members of the desk's server who can work at the desk. */
export async function checkPeople(
  api: Api,
  server: Server,
  people: readonly Person[],
  staff: Staff,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const { name, handles } of people) {
    const user = handles[PLATFORM];
    if (user !== undefined) checks.push(await checkPerson(api, server, { name, user }, staff));
  }
  return checks;
}

async function checkPerson(
  api: Api,
  { id, name: title, guild }: Server,
  { name, user }: { readonly name: string; readonly user: string },
  { channel, role }: Staff,
): Promise<Check> {
  const about = 'roster';
  const who = `${name} (${user})`;
  const copy = 'Switch on Developer Mode, “Copy User ID” on the person, and put it into handles.discord.';
  if (!isSnowflake(user)) return failed(about, `the handle of ${who} is no id of Discord’s.`, copy);
  const called = await api.call('GET', `/guilds/${id}/members/${user}`);
  if (!called.ok) {
    if (called.code === UNKNOWN_USER)
      return failed(about, `Discord knows nobody with the handle of ${who}.`, copy);
    if (called.code === UNKNOWN_MEMBER)
      return failed(about, `${who} is not on “${title}”.`, 'Invite them, or take them off the roster.');
    return unknown(about, called);
  }
  const found = objectIn(called.answer, 'user');
  if (isObject(found) && found.bot === true)
    return failed(about, `${who} is a bot and cannot act as staff.`, 'Take it off the roster.');
  const roles = listIn(called.answer, 'roles').filter((one) => typeof one === 'string');
  if (role !== undefined && !roles.includes(role)) {
    const fix = 'Give them that role in the server’s settings, “Members”.';
    return failed(about, `${who} has not the role of discord.staff-role and cannot act as staff.`, fix);
  }
  if (channel === undefined) return ok(about, `${who} is on “${title}”.`);
  const overwrites = listIn(channel, 'permission_overwrites');
  const rights = permissionsIn({ guild, user, roles, overwrites });
  const fix = 'Let them view the channel and write there, or give them a role that may.';
  if ((rights & PermissionFlagsBits.ViewChannel) === 0n)
    return failed(about, `${who} cannot see the desk channel, so a ping does not reach them.`, fix);
  if (!maySeeAndWrite(rights))
    return failed(about, `${who} may not write in the desk channel, and so cannot act as staff.`, fix);
  return ok(about, `${who} sees the desk channel.`);
}
