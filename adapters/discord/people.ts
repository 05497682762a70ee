import type { Author } from '../../src/core/event-base.js';
import { listIn, objectIn, textIn } from '../../src/core/json.js';
import type { Clock } from '../../src/core/ports/ambient.js';
import type { Api, NoAnswer } from './api.js';
import type { Channels } from './channels.js';
import type { Names } from './inline-in.js';
import type { Person } from './parse.js';
import { maySeeAndWrite, permissionsIn } from './permissions.js';
import { isSnowflake } from './places.js';
import { UNKNOWN_MEMBER, UNKNOWN_USER } from './troubles.js';

interface Cached<T> {
  readonly value: T;
  readonly until: number;
}

/** Who is who: names for events, and who may act as staff. */
export interface People extends Names {
  /** Remembers how somebody is called, and the language of their client where an interaction told it. */
  saw(person: Person, locale?: string): void;
  /** Learns what has to be known of somebody before {@link People.author} can be trusted. Never throws. */
  meet(user: string, guild: string | undefined): Promise<void>;
  author(user: string, guild: string | undefined): Author;
  /** Whether a server's members belong to us. */
  isHome(guild: string): boolean;
  /**
   * Whether somebody is a member of the server now and may work in this channel: by role, or because they see it and
   * may write there. Rejects where Discord does not say: then the event is not taken in.
   */
  isStaff(user: string, guild: string, channel: string): Promise<boolean>;
  /** The bot that a role was made for, which mentions it as its name does. */
  botOf(role: string): string | undefined;
  /** The channel of direct messages with somebody, or why there is none. */
  direct(user: string): Promise<string | NoAnswer>;
  /** Reads what the gateway tells of people and their rights. */
  hear(type: string, data: unknown): void;
}

/**
 * Roles are read from what somebody does, where that carries them, and else asked for at the moment of the turn: without
 * a privileged intent nobody tells that they changed. What the roles may do Discord tells when it changes.
 */
const ROLES_FOR = 2_000;
const RIGHTS_FOR = 30_000;
/** Where Discord does not say who belongs, what it said last counts for so long. */
const BELONGED_FOR = 60 * 60_000;
const MOST = 20_000;

/** Builds the directory. */
export function createPeople(options: {
  readonly api: Api;
  readonly channels: Channels;
  readonly clock: Clock;
  /** Servers whose members belong here; all of them where there are none. */
  readonly homes: readonly string[];
  readonly staffRole?: string;
}): People {
  const { api, channels, clock, homes, staffRole } = options;
  const seen = new Map<string, Person & { readonly locale?: string }>();
  const belongs = new Map<string, Cached<boolean>>();
  const roles = new Map<string, Cached<readonly string[] | undefined>>();
  const guilds = new Map<string, Cached<unknown>>();
  const roleNames = new Map<string, string>();
  /** Whose a managed role is. */
  const botRoles = new Map<string, string>();
  const directs = new Map<string, string>();

  function fresh<T>(map: Map<string, Cached<T>>, key: string): Cached<T> | undefined {
    const found = map.get(key);
    return found && found.until > clock.now() ? found : undefined;
  }
  function keep<T>(map: Map<string, Cached<T>>, key: string, value: T, time: number): T {
    if (map.size >= MOST) map.clear();
    map.set(key, { value, until: clock.now() + time });
    return value;
  }

  /** Ids of the roles of a member; undefined where they are none. */
  async function rolesOf(user: string, guild: string): Promise<readonly string[] | undefined> {
    const key = `${guild}/${user}`;
    const known = fresh(roles, key);
    if (known) return known.value;
    const called = await api.call('GET', `/guilds/${guild}/members/${user}`);
    if (called.ok) {
      const found = listIn(called.answer, 'roles').filter((role) => typeof role === 'string');
      return keep(roles, key, found, ROLES_FOR);
    }
    if (called.code === UNKNOWN_MEMBER || called.code === UNKNOWN_USER) {
      belongs.delete(user);
      return keep(roles, key, undefined, ROLES_FOR);
    }
    throw new Error(`Discord could not say who ${user} is: ${called.outcome.reason}`);
  }

  async function guildOf(id: string): Promise<unknown> {
    const known = fresh(guilds, id);
    if (known) return known.value;
    const called = await api.call('GET', `/guilds/${id}`);
    if (!called.ok) throw new Error(`Discord could not say who may do what: ${called.outcome.reason}`);
    for (const role of listIn(called.answer, 'roles')) nameRole(role);
    return keep(guilds, id, called.answer, RIGHTS_FOR);
  }

  function nameRole(role: unknown): void {
    const id = textIn(role, 'id');
    const name = textIn(role, 'name');
    if (id !== undefined && name !== undefined) roleNames.set(id, name.replace(/^@/, ''));
    const bot = textIn(objectIn(role, 'tags'), 'bot_id');
    if (id !== undefined && bot !== undefined) botRoles.set(id, bot);
  }

  const isHome = (guild: string): boolean => homes.length === 0 || homes.includes(guild);

  return {
    isHome,
    saw(person, locale) {
      if (seen.size >= MOST) seen.clear();
      const known = seen.get(person.id);
      const language = locale ?? known?.locale;
      seen.set(person.id, { ...person, ...(language !== undefined && { locale: language }) });
    },
    async meet(user, guild) {
      if (homes.length === 0 || (guild !== undefined && isHome(guild)) || fresh(belongs, user)) return;
      // In direct messages, and elsewhere: whoever is a member of a server of ours belongs.
      const before = belongs.get(user);
      let silent = false;
      for (const home of homes) {
        const member = await rolesOf(user, home).catch(() => {
          silent = true;
          return undefined;
        });
        if (member) {
          keep(belongs, user, true, RIGHTS_FOR);
          return;
        }
      }
      if (silent && before && before.until + BELONGED_FOR > clock.now()) belongs.set(user, before);
      else keep(belongs, user, false, silent ? 0 : RIGHTS_FOR);
    },
    author(user, guild) {
      const known = seen.get(user);
      const inside = homes.length === 0 || (guild !== undefined && isHome(guild)) || belongs.get(user)?.value;
      return {
        id: user,
        name: known?.name ?? user,
        ...(known?.avatar !== undefined && { avatar: known.avatar }),
        ...(known?.locale !== undefined && { locale: known.locale }),
        ...(!inside && { guest: true }),
      };
    },
    async isStaff(user, guild, channel) {
      if (!isSnowflake(user)) return false;
      const mine = await rolesOf(user, guild);
      if (!mine) return false;
      if (staffRole !== undefined) return mine.includes(staffRole);
      const [info, server] = await Promise.all([channels.info(channel), guildOf(guild)]);
      if (!info) return false;
      return maySeeAndWrite(permissionsIn({ guild: server, user, roles: mine, overwrites: info.overwrites }));
    },
    async direct(user) {
      const known = directs.get(user);
      if (known !== undefined) return known;
      const called = await api.call('POST', '/users/@me/channels', { body: { recipient_id: user } });
      if (!called.ok) return called;
      const id = textIn(called.answer, 'id');
      if (id === undefined)
        return { ok: false, outcome: { kind: 'unknown', reason: 'The direct message could not be opened.' } };
      if (directs.size >= MOST) directs.clear();
      directs.set(user, id);
      return id;
    },
    user: (id) => seen.get(id)?.name,
    channel: (id) => channels.known(id)?.name,
    role: (id) => roleNames.get(id),
    botOf: (role) => botRoles.get(role),
    hear(type, data) {
      switch (type) {
        case 'GUILD_CREATE':
          for (const role of listIn(data, 'roles')) nameRole(role);
          return;
        case 'GUILD_ROLE_CREATE':
        case 'GUILD_ROLE_UPDATE':
        case 'GUILD_ROLE_DELETE':
          nameRole(objectIn(data, 'role'));
          guilds.delete(textIn(data, 'guild_id') ?? '');
          return;
        case 'GUILD_UPDATE':
          guilds.delete(textIn(data, 'id') ?? '');
          return;
        case 'GUILD_MEMBER_UPDATE':
        case 'GUILD_MEMBER_REMOVE':
        case 'GUILD_MEMBER_ADD': {
          const user = textIn(objectIn(data, 'user'), 'id') ?? '';
          roles.delete(`${textIn(data, 'guild_id')}/${user}`);
          belongs.delete(user);
          return;
        }
        case 'MESSAGE_CREATE':
        case 'MESSAGE_REACTION_ADD':
        case 'INTERACTION_CREATE': {
          const member = objectIn(data, 'member');
          const user =
            textIn(objectIn(member, 'user') ?? objectIn(data, 'author'), 'id') ?? textIn(data, 'user_id');
          const guild = textIn(data, 'guild_id');
          if (user === undefined || guild === undefined || !member || !('roles' in member)) return;
          const theirs = listIn(member, 'roles').filter((role) => typeof role === 'string');
          keep(roles, `${guild}/${user}`, theirs, ROLES_FOR);
          return;
        }
        default:
          return;
      }
    },
  };
}
