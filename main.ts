import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Slack } from './adapters/slack/channel.js';
import { answer } from './dialogs/answer.js';
import { cancel } from './dialogs/cancel.js';
import { clarifyDialog } from './dialogs/clarify.js';
import { feedback } from './dialogs/feedback.js';
import { help } from './dialogs/help.js';
import { human } from './dialogs/human.js';
import { smallTalk } from './dialogs/small-talk.js';
import { knowledgeSection, startersAnswer } from './knowledge/config.js';
import { keptModel } from './knowledge/kept-model.js';
import { openKnowledge } from './knowledge/live.js';
import { buildKnowledge, type KnowledgeOptions, type RankedKnowledge, serve } from './knowledge/search.js';
import type { Config } from './src/config.js';
import type { Article } from './src/core/article.js';
import { type Check, ok } from './src/core/check.js';
import type { Dialog } from './src/core/dialog.js';
import { FirstlineError } from './src/core/error.js';
import { platformOf } from './src/core/place.js';
import { type Alarm, type Clock, type Log, systemClock } from './src/core/ports/ambient.js';
import type { Channel } from './src/core/ports/channel.js';
import type { Store } from './src/core/ports/store.js';
import type { Settings } from './src/core/settings.js';
import { checkDesk } from './src/desk/check-desk.js';
import { deskSection, TRIAL_PERSON } from './src/desk/config.js';
import { createAlarm } from './src/engine/alarm.js';
import { engineSections } from './src/engine/config.js';
import { createEngine } from './src/engine/engine.js';
import { prometheus } from './src/server/metrics.js';
import { createServer } from './src/server/server.js';
import { checkFolder } from './src/store/lowdb/check-folder.js';
import { openStore, type StoreOptions } from './src/store/lowdb/store.js';

// Adapters are imported dynamically, so that one that is not configured costs nothing; its keys must be known.
const [{ webSection }, { slackSection }] = await Promise.all([
  import('./adapters/web/config.js'),
  import('./adapters/slack/config.js'),
]);

/** Every key of firstline.yaml, declared by the part that it configures. */
export const sections = [...engineSections, deskSection, knowledgeSection, webSection, slackSection] as const;

/** The configuration, as {@link sections} shape it. */
export type FirstlineConfig = Config<typeof sections>;

/** The flows, in the order in which they are asked. */
export const dialogs: readonly Dialog[] = [human, cancel, feedback, smallTalk, help, clarifyDialog, answer];

/** The folder of the package: this file's, or its parent where this file was built into `dist/`. */
export const packageFolder = fileURLToPath(new URL('.', import.meta.url)).replace(/[\\/]dist[\\/]$/, '/');

/** The starter articles. */
export const starterFolder = join(packageFolder, 'knowledge/articles');

/** Models that the build trained, of the same code; where the sources themselves run there are none. */
const modelsFolder = fileURLToPath(new URL('models/', import.meta.url));

/** The groups that the starter articles know: in the trial the one visitor is all of them. */
const TRIAL_READERS = ['everyone', 'employees', 'community'];

/** A running Firstline. */
export interface Firstline {
  /** The port of the HTTP server. */
  readonly port: number;
  /** Where people chat. */
  readonly chatUrl: string;
  /** A link with which a person signs in at the web desk, once, within a day. */
  signInLink(person: string): string;
  /** Whether nothing is configured, so that it runs as a trial. */
  readonly trial: boolean;
  /** No new events, the turns finished, everything durable, the lock let go. */
  stop(): Promise<void>;
  /** Resolves with the reason if it cannot go on (a failed fsync): the process must end. */
  readonly failed: Promise<Error>;
}

/** What {@link startFirstline} is given besides the configuration. */
export interface StartOptions {
  readonly config: FirstlineConfig;
  readonly log: Log;
  readonly clock?: Clock;
  /** The locale of the machine: a trial on a Chinese one is Chinese. */
  readonly locale?: string;
  /** Further channels, beside those that the configuration asks for. */
  readonly channels?: readonly Channel[];
  /** In place of what the embedded store does by itself. */
  readonly storage?: Pick<StoreOptions, 'disk' | 'limits'>;
}

/** Makes the engine's settings of the configuration. */
export function settingsOf(config: FirstlineConfig): Settings {
  const { name, language, limits, outbox, desk, knowledge } = config.sections;
  const trial = isTrial(config);
  return {
    name,
    language,
    limits,
    outbox,
    desk: desk.settings,
    readers: { ...(trial && { web: TRIAL_READERS }), ...knowledge.readers },
    starters: startersAnswer(knowledge, !trial),
  };
}

/** Composes and starts everything that the configuration asks for. */
export async function startFirstline(options: StartOptions): Promise<Firstline> {
  const { config, log } = options;
  const clock = options.clock ?? systemClock;
  const { environment } = config;
  const { web: webConfig, knowledge: knowledgeConfig, desk } = config.sections;
  const trial = isTrial(config);
  const settings =
    trial && /^zh\b/i.test(options.locale ?? '') ? inChinese(settingsOf(config)) : settingsOf(config);
  const people = settings.desk.roster.people;

  const [{ createWeb }, { loopbackOrigins, refuseUnsafe }, { loadKey }] = await Promise.all([
    import('./adapters/web/web.js'),
    import('./adapters/web/setup.js'),
    import('./adapters/web/key.js'),
  ]);
  refuseUnsafe({
    host: environment.host,
    origins: webConfig.origins,
    peopleConfigured: !people.includes(TRIAL_PERSON),
  });

  const store = await openStore({ folder: environment.dataDir, clock, log, ...options.storage });
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
      models: modelsFolder,
      log,
    });
    closing.push(() => knowledge.close());

    let port = environment.port;
    const web = createWeb({
      records: store,
      reader: store,
      feed: store,
      people,
      settings: {
        origins: () => (webConfig.origins.length ? webConfig.origins : loopbackOrigins(port)),
        title: settings.name,
        language: settings.desk.language,
        trial,
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

    const alarm = createAlarm({ ...desk.alarm, log, now: () => clock.now() });
    const slack = await openSlack(config, settings, { store, clock, log, alarm });
    const engine = createEngine({
      store,
      knowledge: () => knowledge.current(),
      dialogs,
      channels: [web.channel, ...(slack ? [slack.channel] : []), ...(options.channels ?? [])],
      workers: [alarm.worker],
      settings,
      clock,
      log,
      alarm,
    });
    let ready = false;
    const server = createServer({
      host: environment.host,
      port,
      mounts: [web.routes, ...(slack?.routes ? [slack.routes] : [])],
      health: async () => {
        const [reason] = alarm.current();
        return { live: true, ready, ...(reason !== undefined && { reason }) };
      },
      metrics: async () => prometheus(await store.status(), clock.now()),
      log,
    });
    await engine.start();
    closing.push(() => engine.stop());
    port = await server.listen();
    closing.push(() => server.close());
    ready = true;
    return {
      port,
      trial,
      chatUrl: webConfig.origins[0] ?? `http://localhost:${port}`,
      signInLink: (person) => web.signInLink(person),
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

/** Slack, where it is configured; its SDK is loaded then only. */
async function openSlack(
  { environment, sections: parts }: FirstlineConfig,
  settings: Settings,
  ambient: { readonly store: Store; readonly clock: Clock; readonly log: Log; readonly alarm: Alarm },
): Promise<Slack | undefined> {
  if (!environment.platforms.includes('slack')) return undefined;
  const [{ slackAccess }, { createSlack }] = await Promise.all([
    import('./adapters/slack/setup.js'),
    import('./adapters/slack/channel.js'),
  ]);
  const access = slackAccess(environment.variables);
  if (!access) return undefined;
  const { store, clock, log, alarm } = ambient;
  return createSlack({
    ...access,
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

function inChinese(settings: Settings): Settings {
  return { ...settings, language: 'zh', desk: { ...settings.desk, language: 'zh' } };
}

/** No platform and nobody at the desk is configured: everything runs on this machine, to be tried. */
function isTrial(config: FirstlineConfig): boolean {
  const { roster } = config.sections.desk.settings;
  return config.environment.platforms.length === 0 && roster.people.includes(TRIAL_PERSON);
}

/**
 * What `firstline doctor` says: everything that can be seen from here without starting, and without disturbing a bot
 * that runs.
 */
export async function diagnose(
  config: FirstlineConfig,
  articles: Check,
  clock: Clock = systemClock,
): Promise<readonly Check[]> {
  const { environment, sections: parts, file } = config;
  const { place: desk, roster } = parts.desk.settings;
  const { checkSlack } = await import('./adapters/slack/doctor.js');
  return [
    ok('configuration', file === undefined ? 'at its defaults; there is no file.' : `${file} is valid.`),
    await checkFolder(environment.dataDir),
    articles,
    ok('platforms', environment.platforms.join(', ') || 'none, so only the web chat and the web desk.'),
    ...checkDesk(parts.desk.settings, environment.platforms),
    ...(await checkSlack({
      variables: environment.variables,
      config: parts.slack,
      desk,
      people: roster.people,
      origins: parts.web.origins,
      clock,
    })),
  ];
}

/** The manifest that a Slack app is created from; over Socket Mode unless `url` says where Slack reaches us. */
export async function slackManifest(config: FirstlineConfig, url?: string): Promise<object> {
  const { renderManifest } = await import('./adapters/slack/manifest.js');
  const { name, language } = config.sections;
  return renderManifest({ name, language, ...(url !== undefined && { url }) });
}

/** Knowledge of these articles: as the build trained it, or else trained now. */
export async function knowledgeOf(
  articles: readonly Article[],
  options: KnowledgeOptions,
): Promise<RankedKnowledge> {
  const kept = await keptModel(modelsFolder, articles, options);
  return kept ? serve(kept) : buildKnowledge(articles, options);
}

// What the command line works with.
export { stringify as yamlText } from 'yaml';
export { checkArticles, checkLoaded } from './knowledge/check.js';
export { isMoodCsv, readArticlesCsv, readMoodCsv, readQuestionsCsv } from './knowledge/csv.js';
export { type Evaluation, evaluate } from './knowledge/evaluate.js';
export { evaluateMood, MOOD_LABELS } from './knowledge/evaluate-mood.js';
export { evaluationText, moodText } from './knowledge/evaluation-text.js';
export { type Loaded, loadArticles, mergeArticles } from './knowledge/load.js';
export { type Problem, problemLine } from './knowledge/problem.js';
export { buildKnowledge } from './knowledge/search.js';
export { loadConfig } from './src/config.js';
export type { Article } from './src/core/article.js';
export { checkText, troubled } from './src/core/check.js';
export { dutyText, previewDuty } from './src/desk/duty-preview.js';
export { dutyAt } from './src/desk/roster.js';
export { type Asked, askOnce } from './src/engine/ask.js';
export { askedText } from './src/engine/ask-text.js';

/**
 * A link with which a person of the web desk signs in once, within a day. Works whether or not the bot is running.
 *
 * @throws FirstlineError `config.invalid` where there is no such person
 */
export async function mintSignInLink(config: FirstlineConfig, person: string, now: number): Promise<string> {
  const { people } = config.sections.desk.settings.roster;
  if (!people.some(({ id }) => id === person)) {
    throw new FirstlineError('config.invalid', `There is no person “${person}” at the desk.`, {
      hint: `The people of desk.people are: ${people.map(({ id }) => id).join(', ')}.`,
    });
  }
  const [{ loadKey }, { mintSignIn }] = await Promise.all([
    import('./adapters/web/key.js'),
    import('./adapters/web/sign-in.js'),
  ]);
  const { environment, sections: parts } = config;
  const origin = parts.web.origins[0] ?? `http://localhost:${environment.port}`;
  return `${origin}/desk/sign-in#${mintSignIn(await loadKey(environment.dataDir), person, now)}`;
}

export { FirstlineError };
