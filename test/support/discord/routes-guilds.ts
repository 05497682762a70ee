import type { Call, RouteTable } from './call.js';
import { byAge } from './ids.js';
import { Refusal } from './refusal.js';
import { fullMemberShape, guildShape, roleShape } from './wire-shapes.js';

/** The whole list of members is for applications with the privilege. */
function members(call: Call) {
  const guild = call.guild();
  if (!call.world.portal.members) throw new Refusal('missingAccess');
  const limit = call.limit(1, 1000);
  const after = call.query.after ?? '0';
  return [...guild.members.values()]
    .sort((a, b) => byAge(a.user, b.user))
    .filter(({ user }) => byAge(user, after) > 0)
    .slice(0, limit)
    .map((member) => fullMemberShape(call.world, member));
}

/** Guilds, roles, members. */
export const guildRoutes: RouteTable = {
  'GET /guilds/:guild': (call) => guildShape(call.guild()),
  'GET /guilds/:guild/roles': (call) => [...call.guild().roles.values()].map(roleShape),
  'GET /guilds/:guild/roles/:role': (call) => {
    const role = call.guild().roles.get(call.param('role'));
    if (!role) throw new Refusal('unknownRole');
    return roleShape(role);
  },
  'GET /guilds/:guild/members': members,
  'GET /guilds/:guild/members/search': (call) => {
    const query = (call.query.query ?? '').toLowerCase();
    const found = [...call.guild().members.values()].filter(({ user, nick }) => {
      const { username, globalName } = call.world.user(user);
      return [username, globalName, nick].some((name) => name?.toLowerCase().startsWith(query));
    });
    return found.slice(0, call.limit(1, 1000)).map((member) => fullMemberShape(call.world, member));
  },
  'GET /guilds/:guild/members/:user': (call) => {
    const guild = call.guild();
    const user =
      call.param('user') === '@me' ? call.world.botUser : call.snowflake(call.param('user'), 'user_id');
    const member = guild.members.get(user);
    if (member) return fullMemberShape(call.world, member);
    throw new Refusal(call.world.users.has(user) ? 'unknownMember' : 'unknownUser');
  },
};
