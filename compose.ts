import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Hono } from 'hono';
import type { DiscordHost } from './adapters/discord/channel.js';
import type { Slack, SlackHost } from './adapters/slack/channel.js';
import type { TeamsChannel, TeamsHost } from './adapters/teams/channel.js';
import { answer } from './dialogs/answer.js';
import { cancel } from './dialogs/cancel.js';
import { clarifyDialog } from './dialogs/clarify.js';
import { feedback } from './dialogs/feedback.js';
import { help } from './dialogs/help.js';
import { human } from './dialogs/human.js';
import { lookup } from './dialogs/lookup.js';
import { smallTalk } from './dialogs/small-talk.js';
import { knowledgeSection, startersAnswer } from './knowledge/config.js';
import { openKnowledge } from './knowledge/live.js';
import { ownTriage } from './knowledge/own-moods.js';
import type { Config } from './src/config.js';
import type { Dialog } from './src/core/dialog.js';
import { FirstlineError } from './src/core/error.js';
import { platformOf } from './src/core/place.js';
import { type Alarm, type Clock, type Log, systemClock } from './src/core/ports/ambient.js';
import type { Channel } from './src/core/ports/channel.js';
import type { Files } from './src/core/ports/files.js';
import type { Store } from './src/core/ports/store.js';
import type { Settings } from './src/core/settings.js';
import { deskSection, TRIAL_PERSON } from './src/desk/config.js';
import { createAlarm } from './src/engine/alarm.js';
import { engineSections } from './src/engine/config.js';
import { createEngine } from './src/engine/engine.js';
import { lookupsSection } from './src/lookup/config.js';
import { openLookups } from './src/lookup/worker.js';
import { prometheus } from './src/server/metrics.js';
import { createServer, type Health } from './src/server/server.js';
import { openFiles } from './src/store/files.js';
import { openStore, type StoreOptions } from './src/store/lowdb/store.js';

// Adapters are imported dynamically, so that one that is not configured costs nothing; its keys must be known.
const [{ webSection }, { slackSection }, { discordSection }, { teamsSection }] = await Promise.all([
  import('./adapters/web/config.js'),
  import('./adapters/slack/config.js'),
  import('./adapters/discord/config.js'),
  import('./adapters/teams/config.js'),
]);

/** Every key of firstline.yaml, declared by the part that it configures. */
export const sections = [
  ...engineSections,
  deskSection,
  knowledgeSection,
  lookupsSection,
  webSection,
  slackSection,
  discordSection,
  teamsSection,
] as const;

/** The configuration, as {@link sections} shape it. */
export type FirstlineConfig = Config<typeof sections>;

const interrupting = [human, feedback, cancel, smallTalk, help];
/** The flows, in the order in which they are asked. */
export const dialogs: readonly Dialog[] = [...interrupting, clarifyDialog, lookup, answer];

/** The folder of the package: this file's, or its parent where this file was built into `dist/`. */
export const packageFolder = fileURLToPath(new URL('.', import.meta.url)).replace(/[\\/]dist[\\/]$/, '/');

/** The starter articles. */
export const starterFolder = join(packageFolder, 'knowledge/articles');

/** Models that the build trained, of the same code; where the sources themselves run there are none. */
export const modelsFolder = fileURLToPath(new URL('models/', import.meta.url));

/** The groups that the starter articles know: in the trial the one visitor is all of them. */
const TRIAL_READERS = ['everyone', 'employees', 'community'];

/** What can be put in the place of what is there by itself. */
export interface Replacements {
  readonly clock?: Clock;
  /** Further channels, beside those that the configuration asks for. */
  readonly channels?: readonly Channel[];
  /** In place of what the embedded store does by itself. */
  readonly storage?: Pick<StoreOptions, 'disk' | 'limits'>;
}

/** What everything is put together from. */
export interface Composition extends Replacements {
  readonly config: FirstlineConfig;
  readonly log: Log;
  /** The locale of the machine: a trial on a Chinese one is Chinese. */
  readonly locale?: string;
  /** Whether the HTTP server runs: pages, health, figures, webhooks. */
  readonly http: boolean;
  /** The app that Slack is mounted in, where it is somebody else's. */
  readonly slack?: SlackHost;
  /** The client that Discord is mounted in, where it is somebody else's. */
  readonly discord?: DiscordHost;
  /** The adapter that Teams is mounted in, where it is somebody else's. */
  readonly teams?: TeamsHost;
}

/** The pages of the web, while they are served. */
export interface Pages {
  /** The port of the HTTP server. */
  readonly port: number;
  /** Where people chat. */
  readonly chatUrl: string;
  /** A link with which a person signs in at the web desk, once, within a day. */
  signInLink(person: string): string;
}

/** Everything, started. */
export interface Running {
  /** Absent where no HTTP server was asked for. */
  readonly pages?: Pages;
  /** Whether nothing is configured, so that it runs as a trial. */
  readonly trial: boolean;
  /** No new events, the turns finished, everything durable, the lock let go. */
  stop(): Promise<void>;
  /** Resolves with the reason if it cannot go on (a failed fsync): the process must end. */
  readonly failed: Promise<Error>;
}

/** Makes the engine's settings of the configuration. */
export function settingsOf(config: FirstlineConfig): Settings {
  const { name, language, limits, outbox, files, desk, knowledge, handoff } = config.sections;
  const trial = isTrial(config);
  return {
    name,
    language,
    limits,
    outbox,
    files,
    desk: desk.settings,
    readers: { ...(trial && { web: TRIAL_READERS }), ...knowledge.readers },
    starters: startersAnswer(knowledge, !trial),
    handoff,
  };
}

/** Puts together and starts what the configuration asks for; what was started is stopped again where a part fails. */
export async function compose(parts: Composition): Promise<Running> {
  const { config, log } = parts;
  const clock = parts.clock ?? systemClock;
  const { environment } = config;
  const { knowledge: knowledgeConfig, desk } = config.sections;
  const trial = isTrial(config);
  const usual = settingsOf(config);
  const zh = { language: 'zh', desk: { ...usual.desk, language: 'zh' } } as const;
  const settings = trial && /^zh\b/i.test(parts.locale ?? '') ? { ...usual, ...zh } : usual;
  if (parts.http) await refuseUnsafeWeb(config);
  else refuseUnservedDesk(settings);
  const store = await openStore({ folder: environment.dataDir, clock, log, ...parts.storage });
  const closing: (() => Promise<void> | void)[] = [() => store.close()];
  const unwind = async (): Promise<void> => {
    for (const close of closing.reverse()) await close();
  };
  try {
    const knowledge = await openKnowledge({
      folders: [
        ...knowledgeConfig.folders.map((path) => ({ path, starter: false })),
        { path: starterFolder, starter: true },
      ],
      wrong: knowledgeConfig.wrong,
      unknown: knowledgeConfig.unknown,
      quick: true,
      triage: await ownTriage(knowledgeConfig.moods),
      models: modelsFolder,
      log,
    });
    closing.push(() => knowledge.close());
    const alarm = createAlarm({ ...desk.alarm, log, now: () => clock.now() });
    const lookups = openLookups(config.sections.lookups, environment.lookups, { log, alarm });
    const { maxBytes: fileBytes, totalBytes, concurrency: writing } = settings.files;
    const files = await openFiles({
      folder: join(environment.dataDir, 'files'),
      clock,
      limits: { fileBytes, totalBytes, writing },
      alarm,
    });
    const ambient = { store, files, clock, log, alarm };
    const web = parts.http ? await openWeb(config, settings, ambient) : undefined;
    const slack = await openSlack(config, settings, ambient, parts.slack);
    const discord = await openDiscord(config, settings, ambient, parts.discord);
    const teams = await openTeams(config, settings, ambient, parts.teams);
    const engine = createEngine({
      store,
      knowledge: () => knowledge.current(),
      dialogs,
      channels: [
        ...(web ? [web.channel] : []),
        ...(slack ? [slack.channel] : []),
        ...(discord ? [discord] : []),
        ...(teams ? [teams.channel] : []),
        ...(parts.channels ?? []),
      ],
      workers: [alarm.worker, lookups],
      settings,
      files,
      clock,
      log,
      alarm,
    });
    let ready = false;
    closing.push(() => engine.stop());
    await engine.start();
    const webhooks = [slack?.routes, teams?.routes].filter((routes) => routes !== undefined);
    const served = await web?.serve(webhooks, async () => {
      const [reason] = alarm.current();
      return { live: true, ready, ...(reason !== undefined && { reason }) };
    });
    if (served) closing.push(() => served.close());
    ready = true;
    return {
      ...(served && { pages: served.pages }),
      trial,
      stop: async () => {
        ready = false;
        await unwind();
      },
      failed: store.failed,
    };
  } catch (error) {
    await unwind();
    throw error;
  }
}

interface Ambient {
  readonly store: Store;
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Log;
  readonly alarm: Alarm;
}

/** The web as a channel, and the server that its pages and everybody's webhooks are on. */
async function openWeb(config: FirstlineConfig, settings: Settings, { store, files, clock, log }: Ambient) {
  const { environment, sections: parts } = config;
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
      origins: () => (parts.web.origins.length ? parts.web.origins : loopbackOrigins(port)),
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
        chatUrl: parts.web.origins[0] ?? `http://localhost:${port}`,
        signInLink: (person) => web.signInLink(person),
      };
      return { pages, close: () => server.close() };
    },
  };
}

/** Slack, where it is configured; its SDK is loaded then only. */
async function openSlack(
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
async function openDiscord(
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
async function openTeams(
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

async function refuseUnsafeWeb({ environment, sections: { web, desk } }: FirstlineConfig): Promise<void> {
  const { refuseUnsafe } = await import('./adapters/web/setup.js');
  refuseUnsafe({
    host: environment.host,
    origins: web.origins,
    peopleConfigured: !desk.settings.roster.people.includes(TRIAL_PERSON),
  });
}

function refuseUnservedDesk({ desk }: Settings): void {
  if (platformOf(desk.place) !== 'web') return;
  throw new FirstlineError('config.invalid', 'The desk is on the web, but no HTTP server was asked for.', {
    hint: 'Name a channel under desk.place, such as slack:T024BE7LD/C024BE91L, or give http: { port }.',
  });
}

/** No platform and nobody at the desk is configured: everything runs on this machine, to be tried. */
function isTrial(config: FirstlineConfig): boolean {
  const { roster } = config.sections.desk.settings;
  return config.environment.platforms.length === 0 && roster.people.includes(TRIAL_PERSON);
}
