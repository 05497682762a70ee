import type { Author } from '../../src/core/event-base.js';
import type { Clock } from '../../src/core/ports/ambient.js';
import type { Called, Connector, NoAnswer } from './connector.js';
import { listIn, textIn } from './json.js';
import type { Person, Seeing } from './parse.js';
import type { Services } from './services.js';
import { NO_MEMBER } from './troubles.js';

interface Cached<T> {
  readonly value: T;
  readonly until: number;
}

/** A member of a conversation, as far as it matters to us. */
interface Member {
  /** Teams' own id. */
  readonly teams: string;
  readonly id: string;
  readonly name: string;
  /** Belongs to one of our tenants and is no guest there. */
  readonly ours: boolean;
}

/** Who is who, and who may act as staff. */
export interface People {
  /** Learns what has to be known of somebody before they are an author. Never throws: who is unknown is a guest. */
  author(seeing: Seeing): Promise<Author>;
  /** Whether people read a conversation who do not belong to us; true where nobody can tell. */
  hasOutsiders(seeing: Seeing): Promise<boolean>;
  /** Whether somebody reads a conversation. Rejects where Teams does not say. */
  isMember(user: string, tenant: string, conversation: string): Promise<boolean>;
  /** Whether somebody is a member of the desk's channel now, and no guest. Rejects where Teams does not say. */
  isStaff(user: string, tenant: string, channel: string): Promise<boolean>;
  /** The personal chat with somebody, or why there is none. */
  direct(user: string, tenant: string, service: string, from: string): Promise<string | NoAnswer>;
  /** What an activity told of somebody's name. */
  saw(person: Person): void;
  /** Somebody came or went: rights are asked for again. */
  changed(): void;
}

/** What somebody is in a conversation: one of us, somebody else who reads it, or nobody. */
type Rights = 'ours' | 'guest' | 'nobody';

/** Names live longer than rights. */
const BELONGS_FOR = 60 * 60_000;
const READERS_FOR = 5 * 60_000;
const RIGHTS_FOR = 30_000;
/** What Teams did not say is asked again so soon. */
const UNKNOWN_FOR = 10_000;
/** Pages of members that are read; in a conversation with more somebody may be from elsewhere. */
const PAGES = 20;
const MOST = 20_000;

/** Builds the directory. */
export function createPeople(options: {
  readonly connector: Connector;
  readonly services: Services;
  /** Tenants whose members belong here; the tenant of the conversation where there are none. */
  readonly homes: readonly string[];
  readonly bot: string;
  readonly clock: Clock;
}): People {
  const { connector, services, homes, bot, clock } = options;
  const belongs = new Map<string, Cached<boolean>>();
  const readers = new Map<string, Cached<boolean>>();
  const rights = new Map<string, Cached<Rights>>();
  const directs = new Map<string, string>();
  /** Teams' own ids by those of Entra. */
  const ids = new Map<string, string>();

  function fresh<T>(map: Map<string, Cached<T>>, key: string): Cached<T> | undefined {
    const found = map.get(key);
    return found && found.until > clock.now() ? found : undefined;
  }
  function keep<T>(map: Map<string, Cached<T>>, key: string, value: T, time: number): T {
    if (map.size >= MOST) map.clear();
    map.set(key, { value, until: clock.now() + time });
    return value;
  }
  function know(id: string, teams: string): void {
    if (ids.size >= MOST) ids.clear();
    ids.set(id, teams);
  }

  const isHome = (tenant: string | undefined, here: string): boolean =>
    (homes.length ? homes : [here]).includes(tenant ?? here);

  function memberOf(answer: unknown, here: string): Member | undefined {
    const teams = textIn(answer, 'id');
    if (teams === undefined) return undefined;
    const id = textIn(answer, 'aadObjectId') ?? textIn(answer, 'objectId') ?? teams;
    const role = textIn(answer, 'userRole');
    const ours = role !== 'guest' && role !== 'anonymous' && isHome(textIn(answer, 'tenantId'), here);
    know(id, teams);
    return { teams, id, name: textIn(answer, 'name') ?? '?', ours };
  }

  async function readAll({ service, spot }: Seeing): Promise<boolean> {
    let from: string | undefined;
    for (let page = 0; page < PAGES; page++) {
      const called = await connector.members(service, spot.conversation, from);
      if (!called.ok) throw new Error(called.outcome.reason);
      for (const one of listIn(called.answer, 'members')) {
        const member = memberOf(one, spot.tenant);
        if (member && member.teams !== bot && !member.ours) return true;
      }
      from = textIn(called.answer, 'continuationToken');
      if (!from) return false;
    }
    return true;
  }

  async function rightsOf(user: string, tenant: string, conversation: string): Promise<Rights> {
    const key = `${tenant}/${conversation}/${user}`;
    const known = fresh(rights, key);
    if (known) return known.value;
    const called = await connector.member(services.of({ tenant, conversation }), conversation, user);
    if (called.ok) {
      const member = memberOf(called.answer, tenant);
      return keep(rights, key, member?.ours ? 'ours' : 'guest', RIGHTS_FOR);
    }
    if (isNobody(called)) return keep(rights, key, 'nobody', RIGHTS_FOR);
    throw new Error(`Teams could not say who ${user} is: ${called.outcome.reason}`);
  }

  return {
    saw: ({ id, teams }) => know(id, teams),
    async author({ spot, service, user }) {
      know(user.id, user.teams);
      const key = `${spot.tenant}/${user.id}`;
      const known = fresh(belongs, key);
      let ours = known?.value;
      if (ours === undefined) {
        const called = await connector.member(service, spot.conversation, user.teams);
        const member = called.ok ? memberOf(called.answer, spot.tenant) : undefined;
        ours = keep(belongs, key, member?.ours ?? false, member ? BELONGS_FOR : UNKNOWN_FOR);
      }
      return {
        id: user.id,
        name: user.name,
        ...(user.zone !== undefined && { zone: user.zone }),
        ...(user.locale !== undefined && { locale: user.locale }),
        ...(!ours && { guest: true }),
      };
    },
    async hasOutsiders(seeing) {
      if (seeing.kind === 'personal') return false;
      const key = `${seeing.spot.tenant}/${seeing.spot.conversation}`;
      const known = fresh(readers, key);
      if (known) return known.value;
      try {
        return keep(readers, key, await readAll(seeing), READERS_FOR);
      } catch {
        return keep(readers, key, true, UNKNOWN_FOR);
      }
    },
    isStaff: async (user, tenant, channel) => (await rightsOf(user, tenant, channel)) === 'ours',
    isMember: async (user, tenant, conversation) => (await rightsOf(user, tenant, conversation)) !== 'nobody',
    async direct(user, tenant, service, from) {
      const key = `${tenant}/${user}`;
      const known = directs.get(key);
      if (known !== undefined) return known;
      let id = user.startsWith('29:') ? user : ids.get(user);
      if (id === undefined) {
        // Heard before a restart: the conversation in which they asked knows them.
        const called = await connector.member(service, from, user);
        id = called.ok ? memberOf(called.answer, tenant)?.teams : undefined;
      }
      const called = await connector.create(service, {
        bot: { id: bot },
        isGroup: false,
        tenantId: tenant,
        members: [{ id: id ?? user }],
        channelData: { tenant: { id: tenant } },
      });
      if (!called.ok) return called;
      const chat = textIn(called.answer, 'id');
      if (chat === undefined) {
        const reason = 'The personal chat could not be opened.';
        return { ok: false, outcome: { kind: 'unknown', reason } };
      }
      if (directs.size >= MOST) directs.clear();
      directs.set(key, chat);
      return chat;
    },
    changed() {
      belongs.clear();
      readers.clear();
      rights.clear();
      directs.clear();
    },
  };
}

function isNobody(called: Called): boolean {
  return !called.ok && (called.code === NO_MEMBER || called.status === 404);
}
