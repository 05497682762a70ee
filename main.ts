import type { Receiver } from '@slack/bolt';
import type { Client } from 'discord.js';
import type { DiscordHost } from './adapters/discord/channel.js';
import type { SlackHost } from './adapters/slack/channel.js';
import type { TeamsHost } from './adapters/teams/channel.js';
import type { Pages } from './channels.js';
import { type Composition, compose, type Replacements, type Running } from './compose.js';
import { modelsFolder } from './folders.js';
import { keptModel } from './knowledge/serving/kept-model.js';
import type { KnowledgeOptions } from './knowledge/serving/model.js';
import { buildKnowledge, serve } from './knowledge/serving/search.js';
import type { RankedKnowledge } from './knowledge/serving/selections.js';
import { type FirstlineConfig, sections } from './sections.js';
import { loadConfig } from './src/config.js';
import type { Article } from './src/core/article.js';
import { FirstlineError } from './src/core/error.js';
import type { Log } from './src/core/ports/ambient.js';
import { logOptions } from './src/server/log.js';

/** A running Firstline: the bot by itself. */
export interface Firstline extends Pages, Omit<Running, 'pages'> {}

/** What {@link startFirstline} is given besides the configuration. */
export type StartOptions = Omit<Composition, 'http' | 'slack' | 'discord' | 'teams'>;

/** Composes and starts everything that the configuration asks for, with the HTTP server. */
export async function startFirstline(options: StartOptions): Promise<Firstline> {
  const { pages, ...running } = await compose({ ...options, http: true });
  if (!pages) throw new Error('unreachable: the HTTP server was asked for');
  return { ...running, ...pages };
}

/** Where Firstline is mounted, and how. Nothing of it comes from the environment. */
export interface MountOptions extends Replacements {
  /** The path of a firstline.yaml, or the same keys as an object; by default `./firstline.yaml` where it exists. */
  readonly config?: string | Readonly<Record<string, unknown>>;
  /** What `lookups.hosts` names as `{LOOKUP_…}`, by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** The folder of the embedded store; by default `./data`. One process owns it. */
  readonly dataDir?: string;
  /** A pino logger, or anything that takes `(fields, message)`; by default JSON lines on standard error. */
  readonly log?: Log;
  /** A Bolt app. Its own token is used where it has one. */
  readonly slack?: SlackHost & { readonly botToken?: string };
  /**
   * A discord.js client with the intents Guilds, GuildMessages, GuildMessageReactions, DirectMessages,
   * DirectMessageReactions and MessageContent. It may log in before or after; its token and its API address are used.
   */
  readonly discord?: Client | DiscordHost;
  /** A botbuilder `CloudAdapter` and the id of its app. Its own route and its own bot go on as before. */
  readonly teams?: TeamsHost;
  /** The web chat, the web desk and the health pages, on a port of their own; by default no port is opened. */
  readonly http?: false | { readonly port?: number; readonly host?: string };
}

/** Firstline as a guest in another bot. */
export interface MountedFirstline {
  /**
   * Opens the store, adds the listeners and begins to answer. Call it before the app starts: what the app hears
   * earlier is read from history only.
   *
   * @throws FirstlineError `config.invalid`, `config.missing` or what the store says; nothing is left running then
   */
  start(): Promise<void>;
  /**
   * Finishes what is under way and closes the store; the app goes on without us. Call it after the app has stopped:
   * what the app hears later is read from history at the next start.
   */
  stop(): Promise<void>;
  /** Resolves with the reason if it cannot go on (a failed fsync): nothing is acknowledged from then on, end the process. */
  readonly failed: Promise<Error>;
  /** The pages, while they are served: see {@link MountOptions.http}. */
  readonly pages: Pages | undefined;
}

/**
 * Mounts Firstline into a bot that exists. The bot's own listeners go on as before; Firstline takes its own command,
 * buttons and forms, and the messages that concern it. What it takes is acknowledged after its commit.
 *
 * @example
 * const firstline = createFirstline({ config: 'firstline.yaml', dataDir: 'data', slack: { app } });
 * await firstline.start();
 * await app.start();
 * // …
 * await app.stop();
 * await firstline.stop();
 */
export function createFirstline(options: MountOptions): MountedFirstline {
  let opened: Promise<Running> | undefined;
  let running: Running | undefined;
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  return {
    async start() {
      opened ??= mount(options);
      try {
        running = await opened;
        void running.failed.then(fail);
      } catch (error) {
        opened = undefined;
        throw error;
      }
    },
    async stop() {
      const found = await opened?.catch(() => undefined);
      opened = undefined;
      running = undefined;
      await found?.stop();
    },
    failed,
    get pages() {
      return running?.pages;
    },
  };
}

async function mount(options: MountOptions): Promise<Running> {
  const {
    config: given,
    dataDir,
    secrets,
    slack,
    discord,
    teams,
    http = false,
    log,
    ...replacements
  } = options;
  const config = await loadConfig({
    ...(typeof given === 'string' ? { file: given } : given && { values: given }),
    env: {
      ...secrets,
      DATA_DIR: dataDir,
      ...(http && { PORT: http.port?.toString(), HOST: http.host }),
      ...(slack &&
        (await import('./adapters/slack/setup.js')).hostVariables(slack.app.client, slack.botToken)),
      ...(discord && { DISCORD_TOKEN: 'of the client' }), // it is on; the client has its own, perhaps only later
      ...(teams && { MicrosoftAppId: teams.appId }),
    },
    sections,
  });
  return compose({
    ...replacements,
    config,
    log: log ?? (await standardLog()),
    http: http !== false,
    ...(slack && { slack }),
    ...(discord && { discord: 'client' in discord ? discord : { client: discord } }),
    ...(teams && { teams }),
  });
}

async function standardLog(): Promise<Log> {
  const { pino } = await import('pino');
  const log: Log = pino({ ...logOptions, level: 'info' }, pino.destination(2));
  return log;
}

/**
 * A receiver for the Socket Mode of a Bolt app, in place of Bolt's own: after a lost connection it makes a new one
 * whatever happens, and Firstline reads at once what came in between.
 *
 * @example
 * const app = new App({ token, receiver: await slackReceiver({ appToken }) });
 */
export async function slackReceiver(options: {
  readonly appToken: string;
  /** Another address of Slack's API (a government cloud, a test server). */
  readonly apiUrl?: string;
  readonly log?: Log;
}): Promise<Receiver> {
  const { createSocketReceiver } = await import('./adapters/slack/socket.js');
  return createSocketReceiver({ ...options, log: options.log ?? (await standardLog()) });
}

/** Knowledge of these articles: as the build trained it, or else trained now. */
export async function knowledgeOf(
  articles: readonly Article[],
  options: KnowledgeOptions,
): Promise<RankedKnowledge> {
  const kept = await keptModel({ folder: modelsFolder }, articles, options);
  return kept ? serve(kept, options) : buildKnowledge(articles, options);
}

/** What `firstline import` works with; loaded when it is needed, since nothing else reads pages and documents. */
export async function importer() {
  const [{ importArticles }, { importText }] = await Promise.all([
    import('./knowledge/import/import.js'),
    import('./knowledge/import/report.js'),
  ]);
  return { importArticles, importText };
}

/** Where the configuration lets articles look things up. */
export function lookupOrigins({ sections: { lookups } }: FirstlineConfig): readonly string[] {
  return lookups.hosts.map(({ origin }) => origin);
}

/**
 * A botbuilder adapter with the authority that TEAMS_AUTH_URL names (a sovereign cloud, a test server), for a host
 * whose own would only know Microsoft's public cloud.
 *
 * @example
 * const adapter = await teamsAdapter(process.env);
 */
export async function teamsAdapter(
  variables: Readonly<Record<string, string | undefined>>,
): Promise<TeamsHost['adapter']> {
  const [{ teamsAdapter: create }, { teamsAccess }] = await Promise.all([
    import('./adapters/teams/channel.js'),
    import('./adapters/teams/setup.js'),
  ]);
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value));
  const access = teamsAccess(set);
  if (access) return create(access);
  throw new FirstlineError('config.missing', 'MicrosoftAppId is missing.', { hint: 'See docs/teams.md.' });
}

// What a host and its types need.
export type { DiscordHost, DiscordMessage } from './adapters/discord/channel.js';
export type { SlackHost, SlackMessage } from './adapters/slack/channel.js';
export type { TeamsHost } from './adapters/teams/channel.js';
export type { TeamsMessage } from './adapters/teams/teams.js';
// What the command line works with.
export { dialogs } from './compose.js';
export { intentOf } from './dialogs/intents.js';
export { packageFolder, starterFolder } from './folders.js';
export { checkArticles, checkLoaded } from './knowledge/check/check.js';
export { checkReaders } from './knowledge/check/check-readers.js';
export { checkRules } from './knowledge/check/check-rules.js';
export { checkTerms } from './knowledge/check/check-terms.js';
export { problemsText } from './knowledge/check/check-text.js';
export { type Evaluation, evaluate } from './knowledge/evaluate/evaluate.js';
export { evaluateLabels } from './knowledge/evaluate/evaluate-labels.js';
export { dialAdvice, evaluationText } from './knowledge/evaluate/evaluation-text.js';
export { labelKinds, readArticlesCsv, readQuestionsCsv } from './knowledge/files/csv.js';
export { type Loaded, loadArticles, mergeArticles } from './knowledge/files/load.js';
export { type Problem, problemLine } from './knowledge/files/problem.js';
export type { ImportOptions } from './knowledge/import/import.js';
export { ownTriage, readMoods } from './knowledge/triage/own-moods.js';
export { type FirstlineConfig, sections, settingsOf } from './sections.js';
export { diagnose, type ManifestPlatform, manifestOf, mintSignInLink } from './set-up.js';
export { checkText, troubled } from './src/core/check.js';
export type { Log } from './src/core/ports/ambient.js';
export { dutyText, previewDuty } from './src/desk/duty-preview.js';
export { dutyAt } from './src/desk/roster.js';
export { type Asked, askOnce } from './src/engine/ask.js';
export { askedText } from './src/engine/ask-text.js';
export { printable } from './src/server/printable.js';
export { readableLogLine, readyText } from './src/server/startup.js';
export { type Article, buildKnowledge, FirstlineError, loadConfig, logOptions, type Pages };
