import { setTimeout as wait } from 'node:timers/promises';
import type { Author } from '../../src/core/event-base.js';
import { type Answer, isObject, listIn, objectIn, textIn } from '../../src/core/json.js';
import type { Clock } from '../../src/core/ports/ambient.js';
import type { Api, NoAnswer, NotCalled } from './api.js';
import type { Self } from './parse.js';
import type { Names } from './text.js';
import { troubleOf } from './troubles.js';

/** Somebody of Slack, as far as it matters to us. */
interface Known {
  readonly name: string;
  readonly zone?: string;
  readonly locale?: string;
  readonly avatar?: string;
  /** A guest, or somebody of another organisation: reads what everyone may read. */
  readonly outside: boolean;
  /** May work at the desk, if in its channel: belongs to the workspace, is no bot and not deactivated. */
  readonly member: boolean;
}

interface Cached<T> {
  readonly value: T;
  readonly until: number;
}

/** Who is who: names and time zones for events, and who may act as staff. */
export interface People extends Names {
  /** Looks these people up, so that {@link People.author} knows them. Never throws: a name is no reason to lose a message. */
  meet(users: readonly string[]): Promise<void>;
  author(user: string): Author;
  /**
   * Whether somebody belongs to the workspace and is in this channel now. Rejects where Slack does not answer: then
   * nobody can say, and the event is not acknowledged.
   */
  isStaff(user: string, channel: string): Promise<boolean>;
  /** Whether people read a channel who do not belong to the workspace. Nobody knows: then they might. */
  hasOutsiders(channel: string): Promise<boolean>;
  /** The channel of direct messages with somebody, or why there is none. */
  direct(user: string): Promise<string | NotCalled>;
  /** Slack told of a change: what is known of this user or channel is asked for again. */
  forget(id: string): void;
}

/** Names live longer than rights. */
const NAME_FOR = 60 * 60_000;
const RIGHTS_FOR = 30_000;
const MOST = 10_000;
const PAGE = 200;
/** Somebody waits for the acknowledgement: no longer than this for a name. */
const PATIENCE = 1_500;
/** Nor longer than this to learn who reads a channel; until it is known, outsiders might. */
const OUTSIDERS_WITHIN = 800;

/** Builds the directory over the API. */
export function createPeople(options: {
  readonly api: Api;
  readonly clock: Clock;
  readonly self: () => Self;
  /** The name that somebody had when they asked before, for when Slack does not say it. */
  readonly formerName: (user: string) => Promise<string | undefined>;
}): People {
  const { clock, self, formerName } = options;
  const api = patient(options.api, clock);
  const users = new Map<string, Cached<Known>>();
  const rights = new Map<string, Cached<boolean>>();
  const members = new Map<string, Cached<ReadonlySet<string>>>();
  const channels = new Map<string, Cached<{ readonly name?: string; readonly outsiders: boolean }>>();
  const beingAsked = new Map<string, Promise<{ readonly outsiders: boolean }>>();
  const formerNames = new Map<string, string>();
  const directs = new Map<string, string>();

  function fresh<T>(map: Map<string, Cached<T>>, key: string): T | undefined {
    const found = map.get(key);
    return found && found.until > clock.now() ? found.value : undefined;
  }
  function keep<T>(map: Map<string, Cached<T>>, key: string, value: T, time: number): T {
    if (map.size >= MOST) map.clear();
    map.set(key, { value, until: clock.now() + time });
    return value;
  }

  async function lookUp(user: string): Promise<Known> {
    const called = await api.call('users.info', { user, include_locale: true });
    if (!called.ok) {
      if (called.code === 'user_not_found') {
        return keep(users, user, { name: user, outside: true, member: false }, NAME_FOR);
      }
      throw new Error(`Slack could not say who ${user} is: ${called.outcome.reason}`);
    }
    const known = knownFrom(objectIn(called.answer, 'user') ?? {}, user, self().team);
    keep(rights, user, known.member, RIGHTS_FOR);
    return keep(users, user, known, NAME_FOR);
  }

  async function membersOf(channel: string): Promise<ReadonlySet<string>> {
    const known = fresh(members, channel);
    if (known) return known;
    const found = await membersIn(api, channel);
    if ('ok' in found) throw new Error(`Slack could not say who is in ${channel}: ${found.outcome.reason}`);
    return keep(members, channel, found, RIGHTS_FOR);
  }

  async function channelOf(
    channel: string,
  ): Promise<{ readonly name?: string; readonly outsiders: boolean }> {
    const known = fresh(channels, channel);
    if (known) return known;
    const called = await api.call('conversations.info', { channel });
    if (!called.ok) return { outsiders: true };
    const info = objectIn(called.answer, 'channel') ?? {};
    const name = textIn(info, 'name');
    const shared = info.is_ext_shared === true || info.is_pending_ext_shared === true;
    const value = { ...(name !== undefined && { name }), outsiders: shared || (await hasGuests(channel)) };
    return keep(channels, channel, value, RIGHTS_FOR * 10);
  }

  /** Guests are listed among the members only; a large channel is taken to have some. */
  async function hasGuests(channel: string): Promise<boolean> {
    try {
      const all = await membersOf(channel);
      if (all.size > PAGE) return true;
      for (const user of all) {
        if (user === self().user) continue;
        if ((fresh(users, user) ?? (await lookUp(user))).outside) return true;
      }
      return false;
    } catch {
      return true;
    }
  }

  return {
    async meet(wanted) {
      const unknown = [...new Set(wanted)].filter((user) => fresh(users, user) === undefined);
      await Promise.all(
        unknown.map(async (user) => {
          try {
            await lookUp(user);
          } catch {
            const name = await formerName(user);
            if (formerNames.size >= MOST) formerNames.clear();
            if (name !== undefined) formerNames.set(user, name);
          }
        }),
      );
    },
    author(user) {
      const known = users.get(user)?.value;
      return {
        id: user,
        name: known?.name ?? formerNames.get(user) ?? user,
        ...(known?.zone !== undefined && { zone: known.zone }),
        ...(known?.locale !== undefined && { locale: known.locale }),
        ...(known?.avatar !== undefined && { avatar: known.avatar }),
        // Of whom nothing is known, nobody can say that they belong to the workspace.
        ...((known?.outside ?? true) && { guest: true }),
      };
    },
    async isStaff(user, channel) {
      if (!(await membersOf(channel)).has(user)) return false;
      const known = fresh(rights, user);
      return known ?? (await lookUp(user)).member;
    },
    async hasOutsiders(channel) {
      // A large channel takes many calls the first time, and somebody waits for the acknowledgement.
      let asking = beingAsked.get(channel);
      if (!asking) {
        asking = channelOf(channel).finally(() => beingAsked.delete(channel));
        beingAsked.set(channel, asking);
      }
      const late = new AbortController();
      const unknown = wait(OUTSIDERS_WITHIN, true, { signal: late.signal }).catch(() => true);
      const found = asking.then(({ outsiders }) => outsiders).catch(() => true);
      const outsiders = await Promise.race([found, unknown]);
      late.abort();
      return outsiders;
    },
    async direct(user) {
      const known = directs.get(user);
      if (known !== undefined) return known;
      const called = await api.call('conversations.open', { users: user });
      if (!called.ok) return called.outcome;
      const id = textIn(objectIn(called.answer, 'channel'), 'id');
      if (id === undefined) return { kind: 'unknown', reason: 'The direct message could not be opened.' };
      if (directs.size >= MOST) directs.clear();
      directs.set(user, id);
      return id;
    },
    user: (id) => users.get(id)?.value.name,
    channel: (id) => channels.get(id)?.value.name,
    forget(id) {
      users.delete(id);
      rights.delete(id);
      members.delete(id);
      channels.delete(id);
    },
  };
}

/** Asks again, soon, where Slack had a fault: a name or a right must not depend on one bad answer. */
function patient(api: Api, clock: Clock): Api {
  return {
    ...api,
    async call(method, args) {
      const until = clock.now() + PATIENCE;
      for (const pause of [100, 400, 800]) {
        const called = await api.call(method, args);
        if (called.ok || called.outcome.kind === 'refused') return called;
        if (called.code !== undefined && troubleOf(called.code)?.ofApp) return called;
        const asked = called.outcome.retryAfter ?? 0;
        if (asked > PATIENCE || clock.now() + Math.max(pause, asked) > until) return called;
        await wait(Math.max(pause, asked));
      }
      return api.call(method, args);
    },
  };
}

function knownFrom(user: Answer, id: string, team: string): Known {
  const profile = isObject(user.profile) ? user.profile : {};
  const name = textIn(profile, 'display_name') || textIn(profile, 'real_name') || textIn(user, 'name') || id;
  const zone = textIn(user, 'tz');
  const locale = textIn(user, 'locale');
  // Whoever uploaded none has one whose address tells of their mail address.
  const avatar = profile.is_custom_image === true ? textIn(profile, 'image_72') : undefined;
  const standing = standingOf(user, team);
  return {
    name,
    outside: standing === 'guest' || standing === 'stranger',
    ...(zone !== undefined && { zone }),
    ...(locale !== undefined && { locale }),
    ...(avatar !== undefined && { avatar }),
    member: standing === 'member',
  };
}

/** What somebody is in a workspace; only a member may act as staff. */
export type Standing = 'member' | 'guest' | 'stranger' | 'bot' | 'deactivated';

/** What a user of Slack is in the workspace with this id. */
export function standingOf(user: Answer, team: string): Standing {
  const elsewhere = textIn(user, 'team_id') !== team && textIn(user, 'enterprise_user') === undefined;
  if (elsewhere || user.is_stranger === true) return 'stranger';
  if (user.is_restricted === true || user.is_ultra_restricted === true) return 'guest';
  if (user.is_bot === true) return 'bot';
  return user.deleted === true ? 'deactivated' : 'member';
}

/** Ids of everybody who is in a channel, or what Slack answers instead. */
export async function membersIn(api: Api, channel: string): Promise<ReadonlySet<string> | NoAnswer> {
  const found = new Set<string>();
  let cursor: string | undefined;
  do {
    const args = { channel, limit: PAGE, ...(cursor !== undefined && { cursor }) };
    const called = await api.call('conversations.members', args);
    if (!called.ok) return called;
    for (const id of listIn(called.answer, 'members')) if (typeof id === 'string') found.add(id);
    cursor = textIn(objectIn(called.answer, 'response_metadata'), 'next_cursor') || undefined;
  } while (cursor !== undefined);
  return found;
}
