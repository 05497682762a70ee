import { randomUUID } from 'node:crypto';
import { Client, Events, GatewayIntentBits, Options, Status } from 'discord.js';
import { isObject, numberIn, objectIn, textIn } from '../../src/core/json.js';
import type { Alarm, Clock, Log } from '../../src/core/ports/ambient.js';
import { STANDARD_API, TOKEN_ALARM } from './api.js';
import type { Dispatch, Self } from './parse.js';
import { type DiscordAccess, INTENTS, NO_CONTENT } from './setup.js';
import { IdentifyThrottle, SteadySharding } from './shards.js';

/** What the gateway tells. */
export interface Told {
  /** Something happened, and who we are. Called in the order in which Discord says it. */
  dispatch(dispatch: Dispatch, self: Self | undefined): void;
  /** A new session begins: what is dispatched from now on comes after what is not told. */
  begins(): void;
  /** A new session is complete: what happened before it is not told. */
  fresh(self: Self): void;
}

/** The line on which Discord tells what happens. */
export interface Gateway {
  /** Whether everything that happens is told now. */
  readonly connected: boolean;
  /** Begins to listen; what is lost is made again. */
  start(told: Told): void;
  stop(): Promise<void>;
}

/** The wait before a new attempt, at first and at most. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
/** A client that has not been ready for so long does not help itself any more: its own longest wait is a minute. */
const STUCK_AFTER = 150_000;
/** Discord refuses the token; intents that the portal does not grant. */
const BAD_TOKEN = 4004;
const DISALLOWED_INTENTS = 4014;
/** Somebody has to do something before the bot reads all messages again. */
const INTENT_ALARM = 'discord-intent';

/** Our own line. Without the right to read all messages it goes on with the rest, and says so. */
export function createGateway(options: {
  readonly access: DiscordAccess & { readonly token: string };
  readonly clock: Clock;
  readonly log: Log;
  readonly alarm: Alarm;
  /** A client that is not ready for so long is replaced, in milliseconds. */
  readonly stuckAfter?: number;
}): Gateway {
  const { access, clock, log, alarm, stuckAfter = STUCK_AFTER } = options;
  let client: Client | undefined;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let wait = FIRST_WAIT;
  let withContent = true;
  let unwatched = (): void => {};
  const throttle = new IdentifyThrottle();

  const lost = (err: unknown): void =>
    log.warn({ err }, 'a connection to Discord’s gateway was lost while it was made; it is made again');

  function make(): Client {
    const names = withContent ? INTENTS : INTENTS.filter((name) => name !== 'MessageContent');
    return new Client({
      intents: names.map((name) => GatewayIntentBits[name]),
      rest: { api: access.apiUrl ?? STANDARD_API, version: '10' },
      ws: {
        buildStrategy: (manager) => new SteadySharding(manager, throttle, lost),
      },
      // We read the wire ourselves: nothing of it needs to be kept twice.
      makeCache: Options.cacheWithLimits({
        ...Options.DefaultMakeCacheSettings,
        MessageManager: 0,
        ReactionManager: 0,
        GuildMemberManager: { maxSize: 1, keepOverLimit: (member) => member.id === member.client.user.id },
        UserManager: { maxSize: 1, keepOverLimit: (user) => user.id === user.client.user.id },
        ThreadMemberManager: 0,
        PresenceManager: 0,
        VoiceStateManager: 0,
      }),
    });
  }

  async function connect(told: Told): Promise<void> {
    if (stopped) return;
    const mine = make();
    client = mine;
    let over = false;
    const next = (code?: number, words?: string): void => {
      if (over || stopped) return;
      over = true;
      unwatch();
      if (code === DISALLOWED_INTENTS && withContent) {
        withContent = false;
        log.error({ hint: 'developer portal, page “Bot”' }, NO_CONTENT);
        alarm.raise(INTENT_ALARM, NO_CONTENT);
        wait = 0;
      } else if (code === BAD_TOKEN) {
        alarm.raise(
          TOKEN_ALARM,
          'Discord refuses the bot token; make a new one in the developer portal, page “Bot”, put it into DISCORD_TOKEN, and start again.',
        );
      } else log.warn({ code, reason: words }, 'Discord’s gateway cannot be reached; it is tried again');
      timer = setTimeout(() => void connect(told), wait);
      wait = Math.min(LONGEST_WAIT, Math.max(FIRST_WAIT, wait * 2));
      void mine.destroy();
    };
    const unwatch = watch(mine, stuckAfter, () => next(undefined, 'it did not become ready by itself'));
    unwatched = unwatch;
    listenTo(mine, told, clock);
    mine.on(Events.ShardReady, () => {
      wait = FIRST_WAIT;
      alarm.clear(TOKEN_ALARM);
      if (withContent) alarm.clear(INTENT_ALARM);
    });
    mine.on(Events.ShardDisconnect, ({ code }) => next(code));
    mine.on(Events.ShardError, (error) => log.warn({ err: error }, 'an error on Discord’s gateway'));
    mine.on(Events.Error, (error) => log.warn({ err: error }, 'an error of the Discord client'));
    mine.on(Events.Invalidated, () => next());
    try {
      await mine.login(access.token);
      // Ended while it logged in: a line that is made after that would never be closed.
      if (stopped) await mine.destroy();
    } catch (error) {
      const bad = isObject(error) && error.code === 'TokenInvalid';
      next(bad ? BAD_TOKEN : undefined, error instanceof Error ? error.message : String(error));
    }
  }

  return {
    get connected() {
      return client !== undefined && isConnected(client);
    },
    start: (told) => void connect(told),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      unwatched();
      await client?.destroy();
    },
  };
}

/** The line of a host's client, in which we are guests: its own listeners run as before, and it is never ended by us. */
export function hostGateway(client: Client, clock: Clock): Gateway {
  let leave = (): void => {};
  return {
    get connected() {
      return isConnected(client);
    },
    start(told) {
      leave = listenTo(client, told, clock);
      if (client.isReady()) told.fresh({ user: client.user.id, application: client.application.id });
    },
    async stop() {
      leave();
    },
  };
}

/** The client's own word stays “ready” from the first time on; its shards say how they are. */
function isConnected(client: Client): boolean {
  const { shards } = client.ws;
  return client.isReady() && shards.every(({ status }) => status === Status.Ready);
}

/** Says once that a client has not been connected for so many milliseconds; returns what ends the watch. */
function watch(client: Client, patience: number, stuck: () => void): () => void {
  let since = performance.now();
  const timer = setInterval(() => {
    if (isConnected(client)) since = performance.now();
    else if (performance.now() - since >= patience) {
      clearInterval(timer);
      stuck();
    }
  }, patience / 10);
  timer.unref();
  return () => clearInterval(timer);
}

/** Listens to a client; returns what ends it. */
function listenTo(client: Client, told: Told, clock: Clock): () => void {
  // Of a session that began before we listened nobody tells us the id; no other process may take it for one of its own.
  const unknown = `since-${clock.now()}-${randomUUID().slice(0, 8)}`;
  const sessions = new Map<number, string>();
  /** Shards whose session has begun and is not complete. */
  const incomplete = new Set<number>();
  let self: Self | undefined;
  const raw = (packet: unknown, shard: number): void => {
    const type = textIn(packet, 't');
    const data = objectIn(packet, 'd');
    if (type === undefined || !data) return;
    if (type === 'READY') {
      sessions.set(shard, textIn(data, 'session_id') ?? unknown);
      const user = textIn(objectIn(data, 'user'), 'id');
      const application = textIn(objectIn(data, 'application'), 'id');
      if (user !== undefined && application !== undefined) self = { user, application };
      incomplete.add(shard);
      told.begins();
      return;
    }
    // The connection broke between READY and the last of the servers: nobody says any more that all are there.
    if (type === 'RESUMED' && incomplete.has(shard)) ready(shard);
    const session = sessions.get(shard) ?? `${unknown}-${shard}`;
    const stamp = `${session}:${numberIn(packet, 's') ?? 0}`;
    told.dispatch({ type, data, stamp, at: clock.now() }, self);
  };
  const ready = (shard: number): void => {
    incomplete.delete(shard);
    // We may have come after READY and before this.
    if (!self && client.user && client.application)
      self = { user: client.user.id, application: client.application.id };
    if (self) told.fresh(self);
  };
  client.on(Events.Raw, raw);
  // Told after every IDENTIFY, and never after a RESUME, which tells what was missed.
  client.on(Events.ShardReady, ready);
  return () => {
    client.off(Events.Raw, raw);
    client.off(Events.ShardReady, ready);
  };
}
