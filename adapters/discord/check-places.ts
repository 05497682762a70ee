import { type Check, failed } from '../../src/core/check.js';
import { type PlaceKey, platformOf } from '../../src/core/place.js';
import type { Person } from '../../src/core/roster.js';
import type { Api } from './api.js';
import { checkDeskChannel, checkForum, checkHelpChannel } from './check-channels.js';
import { checkPeople } from './check-people.js';
import { checkAnyServer, checkServer, checkStaffRole, lookAtServer, type Server } from './check-server.js';
import type { DiscordConfig } from './config.js';
import { DIRECT, PLATFORM, spotOf } from './places.js';

/** What the configuration names on the servers. */
export interface Places {
  readonly config: DiscordConfig;
  readonly desk: PlaceKey;
  readonly people: readonly Person[];
}

/** The servers and channels that are named in the configuration, and the people of the roster. `user` is the bot. */
export async function checkPlaces(
  api: Api,
  user: string,
  { config, desk, people }: Places,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const servers = new Map<string, Server | Check>();

  /** A server, looked at once: what is wrong with it is said once. */
  async function serverOf(id: string): Promise<Server | undefined> {
    const known = servers.get(id);
    const found = known ?? (await lookAtServer(api, user, id));
    if (!known) {
      servers.set(id, found);
      checks.push(...('level' in found ? [found] : checkServer(found)));
    }
    return 'level' in found ? undefined : found;
  }

  const { 'staff-role': role, 'help-channels': helpChannels, forums, guilds } = config;
  const atDesk = platformOf(desk) === PLATFORM;
  const found = atDesk ? spotOf(desk) : undefined;
  const spot = found?.guild === DIRECT || found?.thread !== undefined ? undefined : found;
  if (atDesk && !spot) {
    const fix = 'Write desk.place: discord:SERVER/CHANNEL, with the two ids in the channel’s link.';
    checks.push(failed('desk channel', `${desk} is no channel of a Discord server.`, fix));
  } else if (spot) {
    const server = await serverOf(spot.guild);
    if (server) {
      const looked = await checkDeskChannel(api, server, spot.channel, role);
      checks.push(...looked.checks);
      if (role !== undefined) checks.push(checkStaffRole(server, role));
      const { channel } = looked;
      checks.push(
        ...(await checkPeople(api, server, people, {
          ...(channel !== undefined && { channel }),
          ...(role !== undefined && { role }),
        })),
      );
    }
  }
  for (const id of guilds) await serverOf(id);
  const homes = guilds.length > 0 ? guilds : spot ? [spot.guild] : [];
  for (const { channel } of helpChannels)
    checks.push(...(await checkHelpChannel(api, serverOf, homes, channel)));
  for (const forum of forums) checks.push(...(await checkForum(api, serverOf, homes, forum)));
  if (servers.size === 0) checks.push(await checkAnyServer(api));
  return checks;
}
