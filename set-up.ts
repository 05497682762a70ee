import { stringify } from 'yaml';
import type { FirstlineConfig } from './sections.js';
import { type Check, ok } from './src/core/check.js';
import { FirstlineError } from './src/core/error.js';
import { platformOf } from './src/core/place.js';
import { type Clock, systemClock } from './src/core/ports/ambient.js';
import { checkDesk } from './src/desk/check-desk.js';
import { checkHosts } from './src/lookup/hosts.js';
import { checkFolder } from './src/store/lowdb/check-folder.js';

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
    ...checkHosts(parts.lookups, environment.lookups),
    ...(await checkSlack({
      variables: environment.variables,
      config: parts.slack,
      desk,
      people: roster.people,
      origins: parts.web.origins,
      clock,
    })),
    ...(await checkDiscord(config)),
    ...(await checkTeams(config, clock)),
  ];
}

/** Discord's SDK takes long to load: only where it is configured. */
async function checkDiscord({ environment, sections: parts }: FirstlineConfig): Promise<readonly Check[]> {
  if (!environment.platforms.includes('discord')) return [];
  const { checkDiscord: check } = await import('./adapters/discord/doctor.js');
  const { place, roster } = parts.desk.settings;
  return check({
    variables: environment.variables,
    config: parts.discord,
    desk: place,
    people: roster.people,
    name: parts.name,
  });
}

async function checkTeams(
  { environment, sections: parts }: FirstlineConfig,
  clock: Clock,
): Promise<readonly Check[]> {
  if (!environment.platforms.includes('teams')) return [];
  const { checkTeams: check } = await import('./adapters/teams/doctor.js');
  const { place, roster } = parts.desk.settings;
  return check({
    variables: environment.variables,
    config: parts.teams,
    desk: place,
    people: roster.people,
    origins: parts.web.origins,
    clock,
  });
}

/** Platforms of which an app is made. */
export type ManifestPlatform = 'slack' | 'discord' | 'teams';

/**
 * What an app of a platform is made from, for a machine and for a person: Slack's manifest (over Socket Mode unless
 * `url` says where Slack reaches us), what a Discord application has to be given, or Teams' manifest with its package
 * (`url` is an address of the organisation, by default the first of `web.origins`; `out` where the package goes).
 *
 * @throws FirstlineError `config.missing` where the id of the app is missing
 */
export async function manifestOf(
  platform: ManifestPlatform,
  config: FirstlineConfig,
  {
    url,
    out = 'firstline-teams.zip',
  }: { readonly url?: string | undefined; readonly out?: string | undefined },
): Promise<{
  readonly document: object;
  readonly text: string;
  readonly file?: { readonly path: string; readonly bytes: Uint8Array };
}> {
  const { name, language, web } = config.sections;
  switch (platform) {
    case 'slack': {
      const { renderManifest } = await import('./adapters/slack/manifest.js');
      const document = renderManifest({ name, language, ...(url !== undefined && { url }) });
      return { document, text: stringify(document).trimEnd() };
    }
    case 'discord': {
      const [{ invitation }, { invitationText }] = await Promise.all([
        import('./adapters/discord/invite.js'),
        import('./adapters/discord/manifest.js'),
      ]);
      const document = await invitation(config.environment.variables);
      return { document, text: invitationText(document) };
    }
    case 'teams': {
      const { teamsApp } = await import('./adapters/teams/manifest.js');
      const address = url ?? web.origins.find((origin) => origin.startsWith('https://'));
      const { MicrosoftAppId: appId } = config.environment.variables;
      const made = teamsApp({ appId, name, language, ...(address !== undefined && { url: address }) });
      const text = `Upload ${out} to Teams: Apps, Manage your apps, Upload an app.`;
      return { document: made.manifest, text, file: { path: out, bytes: made.bytes } };
    }
    default:
      return platform satisfies never;
  }
}

/**
 * A link with which a person of the web desk signs in once, within a day. Works whether or not the bot is running.
 *
 * @throws FirstlineError `config.invalid` where there is no such person, no web desk or no lasting address
 */
export async function mintSignInLink(config: FirstlineConfig, person: string, now: number): Promise<string> {
  const { people } = config.sections.desk.settings.roster;
  if (!people.some(({ id }) => id === person)) {
    throw new FirstlineError('config.invalid', `There is no person “${person}” at the desk.`, {
      hint: `The people of desk.people are: ${people.map(({ id }) => id).join(', ')}.`,
    });
  }
  const { environment, sections: parts } = config;
  const { place } = parts.desk.settings;
  if (platformOf(place) !== 'web') {
    throw new FirstlineError('config.invalid', `The desk is not on the web but at ${place}.`, {
      hint: 'Nobody signs in there: staff are who the platform says they are.',
    });
  }
  if (!parts.web.origins[0] && environment.port === 0) {
    throw new FirstlineError('config.invalid', 'With PORT=0 the address is another one at each start.', {
      hint: 'Set PORT, or web.origins in firstline.yaml.',
    });
  }
  const [{ loadKey }, { mintSignIn }] = await Promise.all([
    import('./adapters/web/key.js'),
    import('./adapters/web/sign-in.js'),
  ]);
  const origin = parts.web.origins[0] ?? `http://localhost:${environment.port}`;
  return `${origin}/desk/sign-in#${mintSignIn(await loadKey(environment.dataDir), person, now)}`;
}
