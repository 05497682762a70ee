import { join } from 'node:path';
import type { DiscordHost } from './adapters/discord/channel.js';
import type { SlackHost } from './adapters/slack/channel.js';
import type { TeamsHost } from './adapters/teams/channel.js';
import { openDiscord, openSlack, openTeams, openWeb, type Pages } from './channels.js';
import { answer } from './dialogs/answer.js';
import { cancel } from './dialogs/cancel.js';
import { clarifyDialog } from './dialogs/clarify.js';
import { feedback } from './dialogs/feedback.js';
import { help } from './dialogs/help.js';
import { human } from './dialogs/human.js';
import { lookup } from './dialogs/lookup.js';
import { smallTalk } from './dialogs/small-talk.js';
import { wordless } from './dialogs/wordless.js';
import { modelsFolder, starterFolder } from './folders.js';
import { openKnowledge } from './knowledge/serving/live.js';
import { askersOf } from './knowledge/serving/selections.js';
import { openMoods } from './knowledge/triage/own-moods.js';
import { type FirstlineConfig, isTrial, settingsOf } from './sections.js';
import type { Dialog } from './src/core/dialog.js';
import { type Clock, type Log, systemClock } from './src/core/ports/ambient.js';
import type { Channel } from './src/core/ports/channel.js';
import { refuseUnservedDesk } from './src/desk/check-desk.js';
import { TRIAL_PERSON } from './src/desk/config.js';
import { createAlarm } from './src/engine/alarm.js';
import { createEngine } from './src/engine/engine.js';
import { openLookups } from './src/lookup/worker.js';
import { openFiles } from './src/store/files.js';
import { openStore, type StoreOptions } from './src/store/lowdb/store.js';

const interrupting = [human, feedback, cancel, smallTalk, help];
/** The flows, in the order in which they are asked. */
export const dialogs: readonly Dialog[] = [...interrupting, clarifyDialog, lookup, wordless, answer];

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
  else refuseUnservedDesk(settings.desk);
  const store = await openStore({ folder: environment.dataDir, clock, log, ...parts.storage });
  const closing: (() => Promise<void> | void)[] = [() => store.close()];
  const unwind = async (): Promise<void> => {
    for (const close of closing.reverse()) await close();
  };
  try {
    const models = join(environment.dataDir, 'models');
    const moods = await openMoods({ file: knowledgeConfig.moods, cache: models, log });
    closing.push(() => moods.close());
    const knowledge = await openKnowledge({
      ...knowledgeConfig,
      folders: [
        ...knowledgeConfig.folders.map((path) => ({ path, starter: false })),
        { path: starterFolder, starter: true },
      ],
      askers: askersOf(settings, [...(parts.http ? ['web'] : []), ...environment.platforms]),
      quick: true,
      triage: moods.triage,
      models: modelsFolder,
      cache: models,
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

async function refuseUnsafeWeb({ environment, sections: { web, desk } }: FirstlineConfig): Promise<void> {
  const { refuseUnsafe } = await import('./adapters/web/setup.js');
  refuseUnsafe({
    host: environment.host,
    origins: web.origins,
    peopleConfigured: !desk.settings.roster.people.includes(TRIAL_PERSON),
  });
}
