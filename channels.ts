import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Hono } from 'hono';
import type { DiscordHost } from './adapters/discord/channel.js';
import type { Slack, SlackHost } from './adapters/slack/channel.js';
import type { TeamsChannel, TeamsHost } from './adapters/teams/channel.js';
import { packageFolder } from './folders.js';
import { type FirstlineConfig, isTrial } from './sections.js';
import { platformOf } from './src/core/place.js';
import type { Alarm, Clock, Log } from './src/core/ports/ambient.js';
import type { Channel } from './src/core/ports/channel.js';
import type { Files } from './src/core/ports/files.js';
import type { Store } from './src/core/ports/store.js';
import type { Settings } from './src/core/settings.js';
import { prometheus } from './src/server/metrics.js';
import { createServer, type Health } from './src/server/server.js';

/** The pages of the web, while they are served. */
export interface Pages {
  /** The port of the HTTP server. */
  readonly port: number;
  /** Where people chat. */
  readonly chatUrl: string;
  /** A link with which a person signs in at the web desk, once, within a day. */
  signInLink(person: string): string;
}

/** What every channel is given. */
interface Ambient {
  readonly store: Store;
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Log;
  readonly alarm: Alarm;
}

/** The web as a channel, and the server that its pages and everybody's webhooks are on. */
export async function openWeb(
  config: FirstlineConfig,
  settings: Settings,
  { store, files, clock, log }: Ambient,
) {
  const { environment } = config;
  const webConfig = config.sections.web;
  const [{ createWeb }, { loopbackOrigins }, { loadKey }] = await Promise.all([
    import('./adapters/web/web.js'),
    import('./adapters/web/setup.js'),
    import('./adapters/web/key.js'),
  ]);
  let { port } = environment;
  const web = createWeb({
    records: store,
    reader: store,
    feed: store,
    people: settings.desk.roster.people,
    spool: { files, rules: settings.files },
    settings: {
      origins: () => (webConfig.origins.length ? webConfig.origins : loopbackOrigins(port)),
      title: settings.name,
      language: settings.desk.language,
      trial: isTrial(config),
      chat: true,
      desk: platformOf(settings.desk.place) === 'web',
    },
    key: await loadKey(environment.dataDir),
    clock,
    log,
    assets: {
      pages: pathToFileURL(join(packageFolder, 'adapters/web/page/')),
      scripts: pathToFileURL(join(packageFolder, 'dist/adapters/web/page/')),
    },
  });
  return {
    channel: web.channel,
    async serve(mounts: readonly Hono[], health: () => Promise<Health>) {
      const server = createServer({
        host: environment.host,
        port,
        mounts: [web.routes, ...mounts],
        health,
        metrics: async () => prometheus(await store.status(), clock.now()),
        log,
      });
      port = await server.listen();
      const pages: Pages = {
        port,
        chatUrl: webConfig.origins[0] ?? `http://localhost:${port}`,
        signInLink: (person) => web.signInLink(person),
      };
      return { pages, close: () => server.close() };
    },
  };
}

/** Slack, where it is configured; its SDK is loaded then only. */
export async function openSlack(
  { environment, sections: parts }: FirstlineConfig,
  settings: Settings,
  { store, clock, log, alarm }: Ambient,
  host: SlackHost | undefined,
): Promise<Slack | undefined> {
  if (!environment.platforms.includes('slack')) return undefined;
  const [{ slackAccess }, { createSlack }] = await Promise.all([
    import('./adapters/slack/setup.js'),
    import('./adapters/slack/channel.js'),
  ]);
  const access = slackAccess(environment.variables, { mounted: host !== undefined });
  if (!access) return undefined;
  return createSlack({
    ...access,
    ...(host && { host }),
    config: parts.slack,
    desk: settings.desk.place,
    language: settings.language,
    name: settings.name,
    records: store,
    reader: store,
    feed: store,
    clock,
    log,
    alarm,
  });
}

/** Discord, where it is configured; its SDK is loaded then only. */
export async function openDiscord(
  { environment, sections: parts }: FirstlineConfig,
  settings: Settings,
  { store, clock, log, alarm }: Ambient,
  host: DiscordHost | undefined,
): Promise<Channel | undefined> {
  if (!host && !environment.platforms.includes('discord')) return undefined;
  const [{ discordAccess }, { createDiscord }] = await Promise.all([
    import('./adapters/discord/setup.js'),
    import('./adapters/discord/channel.js'),
  ]);
  const access = host ? {} : discordAccess(environment.variables);
  if (!access) return undefined;
  return createDiscord({
    ...access,
    ...(host && { host }),
    config: parts.discord,
    desk: settings.desk.place,
    handleOf: (person) => settings.desk.roster.people.find(({ id }) => id === person)?.handles?.discord,
    language: settings.language,
    name: settings.name,
    records: store,
    reader: store,
    clock,
    log,
    alarm,
  });
}

/** Teams, where it is configured; its SDK is loaded then only. */
export async function openTeams(
  { environment, sections: parts }: FirstlineConfig,
  settings: Settings,
  { store, files, clock, log, alarm }: Ambient,
  host: TeamsHost | undefined,
): Promise<TeamsChannel | undefined> {
  if (!host && !environment.platforms.includes('teams')) return undefined;
  const [{ teamsAccess }, { createTeams }] = await Promise.all([
    import('./adapters/teams/setup.js'),
    import('./adapters/teams/channel.js'),
  ]);
  const access = host ?? teamsAccess(environment.variables);
  if (!access) return undefined;
  return createTeams({
    access,
    config: parts.teams,
    desk: settings.desk.place,
    language: settings.language,
    deskLanguage: settings.desk.language,
    name: settings.name,
    records: store,
    reader: store,
    files,
    clock,
    log,
    alarm,
  });
}
