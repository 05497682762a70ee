import { strToU8, zipSync } from 'fflate';
import { FirstlineError } from '../../src/core/error.js';
import type { Language } from '../../src/core/language.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import { ASK } from './asking.js';
import { ACCENT, icons } from './icons.js';
import { cut } from './render.js';

/** What a Teams app is made from. */
export interface AppOptions {
  /** MicrosoftAppId: of the bot, and of the app in Teams. */
  readonly appId: string;
  readonly name: string;
  readonly language: Language;
  /** A public https address of the organisation; Teams shows it as that of the maker. */
  readonly url?: string;
}

/** Stands for the address that Teams demands, where the owner has named none. */
const NO_URL = 'https://www.example.com';
/** Hear what is said in the channels and chats that the app was added to, without being mentioned. */
const HEARS = ['ChannelMessage.Read.Group', 'ChatMessage.Read.Chat'] as const;

/** The manifest of the app: what the code uses, and nothing else. */
export function renderTeamsManifest({ appId, name, language, url = NO_URL }: AppOptions): object {
  const say = (
    key: 'manifestDescription' | 'help' | 'helpCommand' | 'humanCommand' | 'manifestShortcutHint',
  ): string => phrase(language, key, { name });
  const scopes = ['personal', 'team', 'groupChat'];
  return {
    $schema: 'https://developer.microsoft.com/json-schemas/teams/v1.17/MicrosoftTeams.schema.json',
    manifestVersion: '1.17',
    version: '1.0.0',
    id: appId,
    developer: { name: cut(name, 32), websiteUrl: url, privacyUrl: url, termsOfUseUrl: url },
    name: { short: cut(name, 30), full: cut(name, 100) },
    description: { short: cut(say('manifestDescription'), 80), full: say('help') },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: ACCENT,
    bots: [
      {
        botId: appId,
        scopes,
        supportsFiles: true,
        isNotificationOnly: false,
        commandLists: [
          {
            scopes,
            commands: [
              { title: language === 'zh' ? '帮助' : 'help', description: cut(say('helpCommand'), 128) },
              { title: language === 'zh' ? '人工' : 'human', description: cut(say('humanCommand'), 128) },
            ],
          },
        ],
      },
    ],
    composeExtensions: [
      {
        botId: appId,
        commands: [
          {
            id: ASK,
            type: 'action',
            context: ['message'],
            title: cut(phrase(language, 'commandMessage', { name }), 32),
            description: cut(say('manifestShortcutHint'), 128),
            fetchTask: true,
          },
        ],
      },
    ],
    validDomains: url === NO_URL ? [] : [new URL(url).host],
    webApplicationInfo: { id: appId, resource: 'https://RscBasedStoreApp' },
    authorization: {
      permissions: {
        resourceSpecific: HEARS.map((permission) => ({ name: permission, type: 'Application' })),
      },
    },
  };
}

/**
 * The app that is uploaded to Teams: its manifest, and the package, a zip file with the manifest and the icons.
 *
 * @throws FirstlineError `config.missing` where there is no MicrosoftAppId
 */
export function teamsApp({
  appId,
  ...rest
}: Omit<AppOptions, 'appId'> & { readonly appId: string | undefined }): {
  readonly manifest: object;
  readonly bytes: Uint8Array;
} {
  if (appId === undefined)
    throw new FirstlineError('config.missing', 'MicrosoftAppId is missing, so there is no app to package.', {
      hint: 'Set it to the “Application (client) ID” of the app registration, see docs/teams.md.',
    });
  const manifest = renderTeamsManifest({ appId, ...rest });
  const { color, outline } = icons();
  const bytes = zipSync({
    'manifest.json': strToU8(`${JSON.stringify(manifest, null, 2)}\n`),
    'color.png': color,
    'outline.png': outline,
  });
  return { manifest, bytes };
}
