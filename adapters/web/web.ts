import { Hono } from 'hono';
import type { Event } from '../../src/core/event.js';
import type { Channel, Door, Submitted } from '../../src/core/ports/channel.js';
import { createAssets } from './assets.js';
import { createWebChannel } from './channel.js';
import { chatRoutes } from './chat-routes.js';
import { deskRoutes } from './desk-routes.js';
import { createGuard, limitBody, refuse, type WebEnv } from './guard.js';
import { createLimiter, type Rate } from './limiter.js';
import type { Parts, WebOptions } from './parts.js';
import { createSessions } from './sessions.js';
import { WEB_LIMITS, type WebLimits } from './setup.js';
import { mintSignIn } from './sign-in.js';
import { createStreams } from './streams.js';

/** The web: a channel, the routes of its pages, and links for its people. */
export interface Web {
  readonly channel: Channel;
  /** Takes `/`, `/desk`, `/assets` and `/api/chat`, `/api/desk`, and nothing else. */
  readonly routes: Hono;
  /** A link with which this person signs in once, within a day. */
  signInLink(person: string): string;
}

/**
 * The chat page and the desk page.
 *
 * @example
 * const web = createWeb({ records: store, reader: store, feed: store, people, settings, key, clock, log, assets });
 * const server = createServer({ mounts: [web.routes], host, port, health, metrics, log });
 */
export function createWeb(options: WebOptions): Web {
  const { settings, clock, log, feed, people, key } = options;
  const limits: WebLimits = { ...WEB_LIMITS, ...settings.limits };
  const streams = createStreams({ feed, log, perSession: limits.streams, total: limits.allStreams });
  const underway = new Set<Promise<unknown>>();
  let door: Door | undefined;

  const submit = async (event: Event): Promise<Submitted | undefined> => {
    if (!door) return undefined;
    const turn = door.submit(event);
    underway.add(turn);
    try {
      return await turn;
    } catch (error) {
      log.warn({ err: error, event: event.id }, 'an event of the web was not committed; the page keeps it');
      return undefined;
    } finally {
      underway.delete(turn);
    }
  };

  const routes = routesOf({
    ...options,
    streams,
    submit,
    sessions: createSessions(options),
    assets: createAssets(options.assets, { title: settings.title, trial: String(settings.trial) }),
    uploading: new Set(),
    limiters: {
      writes: createLimiter(clock, limits.writes),
      reads: createLimiter(clock, limits.reads),
      sessions: createLimiter(clock, limits.sessions),
      uploads: createLimiter(clock, halfOf(options.spool?.rules.totalBytes ?? 0)),
    },
  });

  const channel = createWebChannel({
    people,
    clock,
    opened: (opened) => {
      door = opened;
    },
    closed: async () => {
      door = undefined;
      streams.close();
      await Promise.allSettled(underway);
    },
  });

  return {
    channel,
    routes,
    signInLink(person) {
      const [origin] = settings.origins();
      if (origin === undefined) throw new Error('a sign-in link needs at least one of settings.origins');
      return `${new URL(origin).origin}/desk/sign-in#${mintSignIn(key, person, clock.now())}`;
    },
  };
}

/**
 * Anybody is a visitor who opens the page: all of them together may fill half of the spool a day, so that there is room
 * for everybody else's files until somebody looks.
 */
function halfOf(totalBytes: number): Rate {
  const burst = totalBytes / 2;
  return { burst, perMinute: burst / (24 * 60) };
}

/** Paths are named one by one: other parts are mounted beside us and have doors of their own. */
const PATHS = ['/', '/assets/*', '/api/chat/*', '/desk', '/desk/*', '/api/desk/*'];

function routesOf(parts: Parts): Hono {
  const app = new Hono<WebEnv>();
  const guard = createGuard(parts.settings.origins);
  for (const path of PATHS) app.use(path, guard, limitBody);

  app.get('/assets/:name', async (c) => {
    const asset = await parts.assets.file(c.req.param('name'));
    if (!asset) return refuse(c, 'not-found', 'There is no such file.');
    c.header('Cache-Control', 'no-cache'); // asked for again each time, answered with 304
    c.header('ETag', asset.tag);
    if (c.req.header('if-none-match') === asset.tag) return c.body(null, 304);
    return c.body(asset.text, 200, { 'Content-Type': asset.type });
  });
  if (parts.settings.chat) app.route('/', chatRoutes(parts));
  if (parts.settings.desk) app.route('/', deskRoutes(parts));
  for (const path of ['/api/chat/*', '/api/desk/*', '/desk', '/desk/*']) {
    app.all(path, (c) => refuse(c, 'not-found', 'There is nothing at this address.'));
  }
  app.onError((error, c) => {
    parts.log.error({ err: error, path: c.req.path }, 'a request to the web failed');
    return refuse(c, 'unavailable', 'This did not work; try again in a moment.', 2_000);
  });

  const routes = new Hono();
  routes.route('/', app);
  return routes;
}
