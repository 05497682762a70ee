import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../src/core/ports/ambient.js';
import type { Commit, Records } from '../../src/core/ports/store.js';
import type { RecordKey, Session, Versioned } from '../../src/core/records.js';
import type { Timer } from '../../src/core/timer.js';
import { SESSIONS } from './places.js';

const DAY = 24 * 60 * 60 * 1000;

/** How long a browser stays known, from its last visit. */
export const LIFETIME = { visitor: 365 * DAY, staff: 14 * DAY } as const;

/** A session is prolonged once so much of it has passed, rather than at every request. */
const PROLONG_AFTER = DAY;

/** A browser that was recognised. */
export interface Known {
  readonly person: string;
  /** Names the session, without being its token. */
  readonly id: string;
  /** It was prolonged: the cookie is to be set again. */
  readonly prolonged: boolean;
}

/** The browsers that are signed in. Only the hash of a token is stored, so a copy of the data opens nothing. */
export interface Sessions {
  /** A new session; undefined where `once` was used before. */
  open(kind: Session['kind'], person: string, options?: OpenOptions): Promise<string | undefined>;
  find(kind: Session['kind'], token: string | undefined): Promise<Known | undefined>;
  /** Signs out. */
  end(token: string): Promise<void>;
}

/** How a session is opened. */
export interface OpenOptions {
  /** A token of the caller's own making, at least 128 bits; otherwise a random one. */
  readonly token?: string;
  /** Marked as used in the same commit, until the given time. */
  readonly once?: { readonly id: string; readonly until: number };
}

/** Sessions kept in the store. */
export function createSessions({ records, clock }: { records: Records; clock: Clock }): Sessions {
  const load = async (key: RecordKey): Promise<Versioned<Session>> => {
    const entry = (await records.read([key])).get(key);
    // The kind of the key is `session`, and by RecordTypes so is its value.
    return (entry ?? { value: undefined, version: 0 }) as Versioned<Session>;
  };

  return {
    async open(kind, person, { token = randomBytes(32).toString('base64url'), once } = {}) {
      const key = keyOf(token);
      const now = clock.now();
      const value: Session = { kind, person, createdAt: now, expiresAt: now + LIFETIME[kind] };
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const { version } = await load(key);
        const timers = [{ set: expiry(key, value.expiresAt) }];
        const done = await records.commit({
          ...change(key, version, value),
          timers,
          ...(once && { seen: once }),
        });
        if (done.ok) return token;
        if (done.why === 'seen') return undefined;
      }
      throw new Error('a session changed three times while it was being opened');
    },

    async find(kind, token) {
      if (!token) return undefined;
      const key = keyOf(token);
      const { value, version } = await load(key);
      const now = clock.now();
      if (!value || value.kind !== kind) return undefined;
      if (value.expiresAt <= now) return undefined; // its timer removes it
      const prolonged = value.expiresAt - now < LIFETIME[kind] - PROLONG_AFTER;
      // A conflict means that another request of the same browser was quicker, which is as good.
      if (prolonged)
        await records.commit(change(key, version, { ...value, expiresAt: now + LIFETIME[kind] }));
      return { person: value.person, id: key, prolonged };
    },

    async end(token) {
      const key = keyOf(token);
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const { value, version } = await load(key);
        const timers = [{ cancel: key }];
        if (!value || (await records.commit({ ...change(key, version, undefined), timers })).ok) return;
      }
      throw new Error('a session changed three times while it was being ended');
    },
  };
}

function keyOf(token: string): RecordKey<'session'> {
  return `session/${createHash('sha256').update(token).digest('hex')}`;
}

/** Fires when the session would end. One that was prolonged meanwhile gets it set again. */
function expiry(session: RecordKey<'session'>, at: number): Timer {
  return { key: session, at, place: SESSIONS, purpose: { kind: 'session', session } };
}

function change(key: RecordKey, version: number, value: Session | undefined): Commit {
  return {
    records: [{ key, version, value }],
    lines: [],
    effects: [],
    withdraw: [],
    timers: [],
    facts: [],
  };
}
