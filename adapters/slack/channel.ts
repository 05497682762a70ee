import { App, HTTPReceiver, type Receiver } from '@slack/bolt';
import type { Hono } from 'hono';
import { objectIn, textIn } from '../../src/core/json.js';
import type { Language } from '../../src/core/language.js';
import { NotNow } from '../../src/core/not-now.js';
import { type PlaceKey, parsePlace, platformOf } from '../../src/core/place.js';
import type { Alarm, Clock, Log } from '../../src/core/ports/ambient.js';
import type { Capabilities, Channel, Door } from '../../src/core/ports/channel.js';
import type { Feed, Reader, Records } from '../../src/core/ports/store.js';
import { type Api, createApi } from './api.js';
import { createCatchUp } from './catch-up.js';
import type { SlackConfig } from './config.js';
import { createDelivery } from './deliver.js';
import { createDownload } from './download.js';
import { createHandlers } from './handle.js';
import { createEars, type Ears } from './hear.js';
import { renderHome } from './home.js';
import { listen } from './listen.js';
import type { Self } from './parse.js';
import { createPeople } from './people.js';
import { PLATFORM } from './places.js';
import { EVENTS_PATH, slackRoutes } from './routes.js';
import { sdkLogger } from './sdk-log.js';
import type { SlackAccess } from './setup.js';
import { createSocketReceiver, socketReceiverOf } from './socket.js';

/** A Bolt app of somebody else's, in which we are guests. */
export interface SlackHost {
  /** It has its own receiver and its own address; it is neither started nor stopped by us. */
  readonly app: App;
  /**
   * Messages that the app answers by itself: Firstline leaves them alone, live and from history.
   *
   * @example
   * except: ({ text }) => text.startsWith('lunch')
   */
  readonly except?: (message: SlackMessage) => boolean;
  /** Whether the app's Home tab is Firstline's, with the cases of who opens it. Default false: it is the app's. */
  readonly home?: boolean;
}

/** A message as {@link SlackHost.except} sees it; ids and text are Slack's own. */
export interface SlackMessage {
  readonly channel: string;
  /** The `ts` of its thread, where it is a reply. */
  readonly thread?: string;
  readonly user: string;
  readonly text: string;
}

/** What Slack posts is some kilobytes; more than this is read from nobody. */
const MOST_BYTES = 1024 * 1024;

/** What Slack's channel needs from the rest of it. */
export interface SlackOptions extends SlackAccess {
  /** Where we are mounted; an app of our own is made otherwise. */
  readonly host?: SlackHost;
  readonly config: SlackConfig;
  readonly desk: PlaceKey;
  readonly language: Language;
  /** The bot's name, for the App Home. */
  readonly name: string;
  readonly records: Pick<Records, 'read'>;
  readonly reader: Pick<Reader, 'watermarks' | 'cases'>;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly log: Log;
  readonly alarm: Alarm;
}

/** Slack as a channel, and its address for HTTP. */
export interface Slack {
  readonly channel: Channel;
  /** Answers what Slack posts to `/slack/events`, where it does not come over a socket or through a host's app. */
  readonly routes?: Hono;
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
/** After so long without an event over HTTP nobody knows whether Slack could reach us. */
const SILENCE = 10 * 60_000;
/** A start waits so long for Slack; then the rest starts without it. */
const START_WITHIN = 3_000;
/** An effect is tried again so soon where Slack does not know us yet. */
const NOT_YET = 2_000;
/** What Slack sent again is a sign that other things did not arrive at all: then history is read, at most so often. */
const SWEEP_AGAIN = 10 * 60_000;
/** The first wait before Slack is asked again who we are, and the longest. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/** Builds the channel; nothing is connected before `start`. */
export function createSlack(options: SlackOptions): Slack {
  const { config, records, reader, feed, clock, log, alarm, language, name, host } = options;
  const { appToken, signingSecret, apiUrl } = options;
  const api = createApi({
    token: options.botToken,
    clock,
    log,
    alarm,
    ...(apiUrl !== undefined && { url: apiUrl }),
  });
  const deskPlace = platformOf(options.desk) === PLATFORM ? parsePlace(options.desk) : undefined;
  const deskChannel = deskPlace?.channel;

  let me: Self | undefined;
  let door: Door | undefined;
  let stopping = false;
  let stopped = false;
  let beat: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;
  let heardAt = clock.now();
  let markedAt = 0;
  /** Something was not committed, or was sent again. */
  let trouble = false;
  let failed = false;
  let sweptAt = 0;
  const atHome = new Set<string>();
  const background = new Set<Promise<unknown>>();
  const turns = new Set<Promise<unknown>>();

  const self = (): Self => {
    if (!me) throw new Error('Slack has not said yet who we are.');
    return me;
  };
  const openDoor = (): Door => {
    if (!door) throw new Error('The channel is stopping; send the event again.');
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
      .catch((error: unknown) => log.warn({ err: error }, 'Slack: a task in the background failed'))
      .finally(() => background.delete(done));
    background.add(done);
  };

  const people = createPeople({
    api,
    clock,
    self,
    formerName: async (user) => {
      const key = `asker/${PLATFORM}:${user}` as const;
      const value = (await records.read([key])).get(key)?.value;
      return value && 'open' in value ? value.name : undefined; // what an asker has, and nobody else
    },
  });
  const ears = allBut(
    host?.except,
    createEars({
      api,
      people,
      records,
      config,
      self,
      door: openDoor,
      log,
      ...(deskChannel !== undefined && { deskChannel }),
      heard(ok) {
        if (!ok) {
          failed = true;
          return;
        }
        const now = clock.now();
        const silent = now - heardAt;
        heardAt = now;
        // Over HTTP nobody tells us that Slack could not reach us; a long silence may have been one.
        if (!socket && silent > SILENCE) later(sweep());
      },
    }),
  );
  const catchUp = createCatchUp({ api, ears, reader, self, clock, log });
  const download = createDownload({
    api,
    token: options.botToken,
    ...(apiUrl !== undefined && { url: apiUrl }),
  });
  const delivery = createDelivery({ api, people, self, clock });

  const sweep = (): Promise<void> => {
    sweptAt = clock.now();
    trouble = false;
    failed = false;
    return catchUp.sweep();
  };

  const showHome = async (user: string): Promise<void> => {
    if (host && !host.home) return;
    await people.meet([user]);
    const { locale } = people.author(user);
    const spoken = locale === undefined ? language : locale.startsWith('zh') ? 'zh' : 'en';
    const view = await renderHome({ reader, asker: `${PLATFORM}:${user}`, language: spoken, name });
    const called = await api.call('views.publish', { user_id: user, view });
    if (called.ok) atHome.add(user);
    else log.warn({ reason: called.outcome.reason }, 'the App Home could not be shown');
  };
  const handlers = createHandlers({
    api,
    ears,
    people,
    self,
    language,
    clock,
    log,
    alarm,
    showHome: async (user) => later(showHome(user)),
    ...(deskChannel !== undefined && { deskChannel }),
  });

  const http =
    host || appToken !== undefined
      ? undefined
      : new HTTPReceiver({
          signingSecret: signingSecret ?? '',
          endpoints: EVENTS_PATH,
          processBeforeResponse: true,
          bodyLimit: MOST_BYTES,
          logger: sdkLogger(log),
        });
  const ownSocket =
    host || appToken === undefined
      ? undefined
      : createSocketReceiver({ appToken, log, alarm, ...(apiUrl !== undefined && { apiUrl }) });
  const app = host?.app ?? ownApp(ownSocket ?? http);
  const socket = ownSocket ?? socketReceiverOf(app);

  function ownApp(receiver: Receiver | undefined): App {
    return new App({
      ...(receiver && { receiver }),
      // Asked once, by ourselves: Bolt would ask at its start, and a start must not depend on Slack.
      // It never fails: Bolt acknowledges what it cannot authorise. Our listeners refuse what comes too early.
      authorize: async () => ({
        botToken: options.botToken,
        ...(me && { botId: me.bot, botUserId: me.user, teamId: me.team }),
      }),
      logger: sdkLogger(log),
      ...(apiUrl !== undefined && { clientOptions: { slackApiUrl: apiUrl } }),
    });
  }

  /** Learns who we are; until then nothing can be told apart, so nothing is acknowledged. */
  async function introduce(wait = FIRST_WAIT): Promise<void> {
    const found = await whoAmI(api);
    if (stopping) return;
    if (!found) {
      retry = setTimeout(() => later(introduce(Math.min(LONGEST_WAIT, wait * 2))), wait);
      return;
    }
    me = found;
    await catchUp.begin();
    if (stopping) return;
    if (ownSocket) await ownSocket.start();
    else later(sweep());
    beat = setInterval(() => later(remember()), BEAT);
  }

  /** Everything was heard up to now (over a socket that is open), or up to the last event (over HTTP). */
  async function remember(): Promise<void> {
    if (failed || (trouble && clock.now() - sweptAt > SWEEP_AGAIN)) {
      await sweep();
      return;
    }
    const at = socket?.connected ? clock.now() : heardAt;
    if (at <= markedAt) return;
    markedAt = at;
    await catchUp.mark(at);
  }

  let unwatch: (() => void) | undefined;
  const channel: Channel = {
    platform: PLATFORM,
    capabilities,
    async start(opened) {
      door = { submit: (event) => counted(opened.submit(event)) };
      if (socket) {
        socket.onConnected = () => {
          if (me) later(sweep());
        };
      }
      listen(app, {
        handlers,
        team: () => me?.team,
        // A host goes on without us. What still comes to our own address is refused, so that Slack sends it again.
        listening: () => host === undefined || !stopped,
        log,
        sentAgain: () => {
          trouble = true;
        },
      });
      unwatch = feed.watch(({ cases }) => {
        if (cases.length && atHome.size) later(refreshHomes(cases));
      });
      const introduced = introduce();
      later(introduced);
      const late = new Promise((resolve) => setTimeout(resolve, START_WITHIN).unref());
      await Promise.race([introduced, late]);
    },
    async deliver(outgoing, signal) {
      if (!me) return { kind: 'later', reason: 'Slack is not connected yet.', retryAfter: NOT_YET };
      return delivery.deliver(outgoing, signal);
    },
    fetchFile: download,
    async find(outgoing, signal) {
      if (!me) throw new NotNow({ reason: 'Slack is not connected yet.', retryAfter: NOT_YET });
      return delivery.find(outgoing, signal);
    },
    // The marks are read at each connection, the first one included.
    catchUp: async () => {},
    async isStaff(user, place) {
      const parts = parsePlace(place);
      if (parts?.platform !== PLATFORM || parts.workspace !== self().team || parts.channel !== deskChannel)
        return false;
      return people.isStaff(user, parts.channel);
    },
    async stop() {
      stopping = true;
      clearInterval(beat);
      clearTimeout(retry);
      unwatch?.();
      // First nothing more comes in, so that what still waits for Slack's answer is refused, and sent again.
      door = undefined;
      api.stop();
      await Promise.all([ownSocket?.stop(), catchUp.stop()]);
      await Promise.allSettled([...background, ...turns]);
      stopped = true;
    },
  };

  async function refreshHomes(numbers: readonly number[]): Promise<void> {
    const changed = await Promise.all(numbers.map((number) => records.read([`case/${number}`])));
    for (const found of changed) {
      for (const { value } of found.values()) {
        const asker = value && 'asker' in value ? value.asker : undefined;
        if (asker?.platform === PLATFORM && atHome.has(asker.id)) await showHome(asker.id);
      }
    }
  }

  return { channel, ...(http && { routes: slackRoutes(http) }) };
}

async function whoAmI(api: Api): Promise<Self | undefined> {
  const called = await api.call('auth.test', {});
  if (!called.ok) return undefined;
  const team = textIn(called.answer, 'team_id');
  const user = textIn(called.answer, 'user_id');
  const bot = textIn(called.answer, 'bot_id');
  if (team === undefined || user === undefined || bot === undefined) return undefined;
  const info = await api.call('bots.info', { bot });
  const app = info.ok ? textIn(objectIn(info.answer, 'bot'), 'app_id') : undefined;
  return { team, user, bot, ...(app !== undefined && { app }) };
}

/** Ears that do not hear what the host answers by itself. */
function allBut(except: SlackHost['except'], ears: Ears): Ears {
  if (!except) return ears;
  return {
    ...ears,
    async take(seen) {
      const theirs = (seen.kind === 'message' || seen.kind === 'edit') && except(seen);
      return theirs ? undefined : ears.take(seen);
    },
  };
}
