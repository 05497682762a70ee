import { knowledgeSection, startersAnswer } from './knowledge/serving/config.js';
import type { Config } from './src/config.js';
import type { Settings } from './src/core/settings.js';
import { deskSection, TRIAL_PERSON } from './src/desk/config.js';
import { engineSections } from './src/engine/config.js';
import { lookupsSection } from './src/lookup/config.js';

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

/** The groups that the starter articles know: in the trial the one visitor is all of them. */
const TRIAL_READERS = ['everyone', 'employees', 'community'];

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

/** No platform and nobody at the desk is configured: everything runs on this machine, to be tried. */
export function isTrial(config: FirstlineConfig): boolean {
  const { roster } = config.sections.desk.settings;
  return config.environment.platforms.length === 0 && roster.people.includes(TRIAL_PERSON);
}
