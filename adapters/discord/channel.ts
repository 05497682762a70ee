import { setTimeout as wait } from 'node:timers/promises';
import type { Client, Role } from 'discord.js';
import { listIn, textIn } from '../../src/core/json.js';
import type { Language } from '../../src/core/language.js';
import { NotNow } from '../../src/core/not-now.js';
import { type PlaceKey, parsePlace, platformOf } from '../../src/core/place.js';
import type { Alarm, Clock, Log } from '../../src/core/ports/ambient.js';
import type { Capabilities, Channel, Door } from '../../src/core/ports/channel.js';
import type { Reader, Records } from '../../src/core/ports/store.js';
import { createApi } from './api.js';
import { createCatchUp } from './catch-up.js';
import { createChannels } from './channels.js';
import { commandsOf, registerCommands } from './commands.js';
import type { DiscordConfig } from './config.js';
import { createDelivery } from './deliver.js';
import { createDownload } from './download.js';
import { createGateway, type Gateway, hostGateway } from './gateway.js';
import { createEars } from './hear.js';
import { createInteractions } from './interactions.js';
import { createLanes } from './lanes.js';
import { type Dispatch, parseDispatch, type Seen, type Self } from './parse.js';
import { createPeople } from './people.js';
import { DIRECT, PLATFORM, type Spot, spotOf } from './places.js';
import { createRefusals } from './refuse.js';
import { type DiscordAccess, refuseDeafHost } from './setup.js';
import { createWriters } from './writers.js';

/** A discord.js client of somebody else's, in which we are guests. It is neither logged in nor ended by us. */
export interface DiscordHost {
  readonly client: Client;
  /**
   * Messages that the bot answers by itself: Firstline leaves them alone, live and from history.
   *
   * @example
   * except: ({ text }) => text.startsWith('!play')
   */
  readonly except?: (message: DiscordMessage) => boolean;
}

/** A message as {@link DiscordHost.except} sees it; ids and text are Discord's own. */
export interface DiscordMessage {
  /** The channel or thread that it stands in. */
  readonly channel: string;
  /** Absent in direct messages. */
  readonly guild?: string;
  readonly user: string;
  readonly text: string;
}

/** What Discord's channel needs from the rest of it. */
export interface DiscordOptions extends DiscordAccess {
  /** Where we are mounted; a client of our own is made otherwise. */
  readonly host?: DiscordHost;
  readonly config: DiscordConfig;
  readonly desk: PlaceKey;
  readonly language: Language;
  /** The bot's name, for its command on messages and its webhooks. */
  readonly name: string;
  readonly records: Pick<Records, 'read' | 'tail'>;
  /** How Discord knows a person of the roster. */
  readonly handleOf: (person: string) => string | undefined;
  readonly reader: Pick<Reader, 'watermarks' | 'cases'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly alarm: Alarm;
}

const capabilities: Capabilities = {
  edit: true,
  delete: true,
  react: true,
  threads: true,
  whisper: true,
  buttons: true,
  lookup: true,
  files: true,
};

/** How often it is remembered that everything was heard. */
const BEAT = 60_000;
/** A start waits so long for Discord; then the rest starts without it. */
const START_WITHIN = 3_000;
/** An effect is tried again so soon where Discord does not know us yet. */
const NOT_YET = 2_000;
/** What could not be committed is read from history so soon: Discord sends nothing again by itself. */
const SWEEP_AFTER_FAILURE = 5_000;
/** The longest wait before commands are registered again. */
const LONGEST_PAUSE = 60_000;
const DESK_ALARM = 'discord-desk';

/**
 * Builds the channel; nothing is connected before `start`.
 *
 * @throws FirstlineError `config.invalid` where the host's client would not hear what we need
 */
export function createDiscord(options: DiscordOptions): Channel {
  const { config, records, reader, clock, log, alarm, language, name, host, token, apiUrl } = options;
  if (host) refuseDeafHost(host.client);
  const api = createApi({
    token: () => token ?? host?.client.token ?? undefined,
    url: () => apiUrl ?? host?.client.options.rest?.api,
    log,
    alarm,
  });
  const download = createDownload({ api, url: () => apiUrl ?? host?.client.options.rest?.api });
  const desk = platformOf(options.desk) === PLATFORM ? deskSpot(options.desk) : undefined;

  let me: Self | undefined;
  let door: Door | undefined;
  const stopped = new AbortController();
  let beat: NodeJS.Timeout | undefined;
  let soon: NodeJS.Timeout | undefined;
  /** Something was not committed, and is not told again. */
  let failed = false;
  /** The commands that are ours: all, unless a host has one of the same name. */
  const ours = new Set(host ? [] : commandsOf(name).map((command) => command.name));
  const inGuilds = new Set<string>();
  const background = new Set<Promise<unknown>>();
  const turns = new Set<Promise<unknown>>();

  const self = (): Self => {
    if (!me) throw new Error('Discord has not said yet who we are.');
    return me;
  };
  const openDoor = (): Door => {
    if (!door) throw new Error('The channel is stopping.');
    return door;
  };
  /** Turns under way: a stop waits for them, however their events came. */
  const counted = <T>(turn: Promise<T>): Promise<T> => {
    const done: Promise<unknown> = turn.catch(() => {}).finally(() => turns.delete(done));
    turns.add(done);
    return turn;
  };
  const later = (work: Promise<unknown>): void => {
    const done = work
      .catch((error: unknown) => log.warn({ err: error }, 'Discord: a task in the background failed'))
      .finally(() => background.delete(done));
    background.add(done);
  };

  const channels = createChannels(api);
  const people = createPeople({
    api,
    channels,
    clock,
    homes: config.guilds.length ? config.guilds : desk ? [desk.guild] : [],
    ...(config['staff-role'] !== undefined && { staffRole: config['staff-role'] }),
  });
  const ears = createEars({
    api,
    people,
    channels,
    records,
    writers: createWriters({ records, handleOf: options.handleOf }),
    config,
    self,
    door: openDoor,
    log,
    ...(desk && { desk }),
  });
  const catchUp = createCatchUp({
    api,
    ears: { ...ears, take: (seen) => takeUnlessTheirs(seen) },
    channels,
    reader,
    self,
    guilds: async () => [...inGuilds],
    clock,
    log,
    alarm,
  });
  const refuse = createRefusals({ api, ears, channels });
  const delivery = createDelivery({
    api,
    people,
    channels,
    records,
    forums: config.forums,
    self,
    clock,
    log,
    name,
  });
  const interactions = createInteractions({
    api,
    ears,
    people,
    channels,
    reader,
    self,
    language,
    name,
    ours: () => ours,
    clock,
    log,
    ...(desk && { desk }),
  });
  const gateway: Gateway = host
    ? hostGateway(host.client, clock)
    : createGateway({
        access: { token: token ?? '', ...(apiUrl !== undefined && { apiUrl }) },
        clock,
        log,
        alarm,
      });

  async function takeUnlessTheirs(seen: Seen) {
    if (host?.except && (seen.kind === 'message' || seen.kind === 'edit')) {
      const { channel, guild, user, text } = seen;
      if (host.except({ channel, user: user.id, text, ...(guild !== undefined && { guild }) }))
        return undefined;
    }
    return ears.take(seen);
  }

  /** Nobody sends again what was not taken in: it is read from history, and before that no mark moves. */
  function missed(): void {
    failed = true;
    catchUp.lag();
    if (!stopped.signal.aborted) soon ??= setTimeout(() => later(remember()), SWEEP_AFTER_FAILURE);
  }

  const lanes = createLanes({
    async take(seen) {
      await catchUp.settle(seen.channel, seen.guild);
      await refuse(seen, await takeUnlessTheirs(seen));
    },
    missed,
    stopped: stopped.signal,
    log,
  });

  function dispatch(told: Dispatch, found: Self | undefined): void {
    if (stopped.signal.aborted) return;
    // A session begins some time before it is complete: history does not have all that is told meanwhile.
    if (found) me ??= known(found);
    const { type, data } = told;
    channels.hear(type, data);
    people.hear(type, data);
    watch(type, data);
    if (type === 'INTERACTION_CREATE') {
      if (me) later(interactions(data));
      return;
    }
    if (!me) return; // it was told at the start of a session: history has it
    for (const seen of parseDispatch(told, me)) {
      later(lanes(seen));
    }
  }

  /** What happens to the desk and to the bot itself. */
  function watch(type: string, data: unknown): void {
    const id = textIn(data, 'id');
    if (id === undefined) return;
    switch (type) {
      case 'GUILD_CREATE':
        inGuilds.add(id);
        if (id !== desk?.guild) return;
        if (listIn(data, 'channels').some((one) => textIn(one, 'id') === desk?.channel))
          alarm.clear(DESK_ALARM);
        else
          alarm.raise(
            DESK_ALARM,
            'The bot does not see the channel of the desk; give its role access to it.',
          );
        return;
      case 'GUILD_DELETE':
        // Unavailable: an outage of Discord's, after which it is told again.
        if (typeof data === 'object' && data !== null && 'unavailable' in data && data.unavailable) return;
        inGuilds.delete(id);
        if (id === desk?.guild)
          alarm.raise(DESK_ALARM, 'The bot was removed from the server of the desk; invite it again.');
        return;
      case 'CHANNEL_DELETE':
        if (id === desk?.channel)
          alarm.raise(DESK_ALARM, 'The channel of the desk was deleted; choose another under desk.place.');
        return;
      default:
        return;
    }
  }

  /** Everything was heard up to now, unless something failed: then history is read from the last mark. */
  async function remember(): Promise<void> {
    clearTimeout(soon);
    soon = undefined;
    if (failed) {
      failed = false;
      await catchUp.sweep();
    } else if (gateway.connected) await catchUp.mark(clock.now());
  }

  async function register(): Promise<void> {
    const { application } = self();
    const mine = (command: string): void => void ours.add(command);
    for (let pause = NOT_YET; !stopped.signal.aborted; pause *= 2) {
      try {
        await registerCommands({ api, application, name, mounted: host !== undefined, ours: mine, log });
        return;
      } catch (error) {
        if (pause > LONGEST_PAUSE) throw error;
        await wait(pause, undefined, { signal: stopped.signal }).catch(() => {});
      }
    }
  }

  /** Who we are, and which role is ours. */
  function known(found: Self): Self {
    return { ...found, isRole: (role) => people.botOf(role) === found.user };
  }

  let begun = false;
  let introduced = (): void => {};
  async function fresh(found: Self): Promise<void> {
    const first = !begun;
    begun = true;
    me = known(found);
    catchUp.lag();
    for (const { id, roles } of host?.client.guilds.cache.values() ?? []) {
      inGuilds.add(id);
      for (const role of roles.cache.values())
        people.hear('GUILD_ROLE_UPDATE', { guild_id: id, role: told(role) });
    }
    if (first) {
      await catchUp.begin();
      if (stopped.signal.aborted) return;
      beat = setInterval(() => later(remember()), BEAT);
      later(register());
    }
    introduced();
    if (desk && !inGuilds.has(desk.guild))
      alarm.raise(DESK_ALARM, `The bot is not on the server ${desk.guild} of the desk; invite it there.`);
    failed = false;
    await catchUp.sweep();
  }

  return {
    platform: PLATFORM,
    capabilities,
    async start(opened) {
      door = { submit: (event) => counted(opened.submit(event)) };
      const known = new Promise<void>((resolve) => {
        introduced = resolve;
      });
      gateway.start({ dispatch, begins: catchUp.lag, fresh: (found) => later(fresh(found)) });
      const late = new Promise<void>((resolve) => setTimeout(resolve, START_WITHIN).unref());
      await Promise.race([known, late]);
    },
    async typing(place, signal) {
      const spot = spotOf(place);
      if (me && spot) await ears.showTyping(spot, signal);
    },
    fetchFile: download,
    async deliver(outgoing, signal) {
      if (!me) return { kind: 'later', reason: 'Discord is not connected yet.', retryAfter: NOT_YET };
      return delivery.deliver(outgoing, signal);
    },
    async find(outgoing, signal) {
      if (!me) throw new NotNow({ reason: 'Discord is not connected yet.', retryAfter: NOT_YET });
      return delivery.find(outgoing, signal);
    },
    // The marks are read after each IDENTIFY, the first one included.
    catchUp: async () => {},
    async isStaff(user, place) {
      const parts = parsePlace(place);
      if (parts?.platform !== PLATFORM || parts.workspace === DIRECT) return false;
      if (!desk || parts.workspace !== desk.guild || parts.channel !== desk.channel) return false;
      return people.isStaff(user, desk.guild, desk.channel);
    },
    async stop() {
      stopped.abort();
      clearInterval(beat);
      clearTimeout(soon);
      await gateway.stop();
      // Nothing comes in any more; what is under way is finished.
      await catchUp.stop();
      await Promise.allSettled([...background, ...turns]);
      door = undefined;
      api.stop();
    },
  };
}

/** A role of a host's client, as the gateway tells of it. */
function told({ id, name, tags }: Role): object {
  return { id, name, ...(tags?.botId !== undefined && { tags: { bot_id: tags.botId } }) };
}

function deskSpot(place: PlaceKey): Spot | undefined {
  const spot = spotOf(place);
  return spot?.guild === DIRECT ? undefined : spot;
}
