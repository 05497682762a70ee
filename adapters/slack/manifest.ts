import type { AppsManifestCreateArguments } from '@slack/web-api';
import type { Language } from '../../src/core/language.js';
import { type PhraseKey, phrase } from '../../src/core/phrases/phrase.js';
import { COMMAND, EVENTS, SHORTCUT } from './listen.js';
import { cut } from './render.js';
import { EVENTS_PATH } from './routes.js';

/** An app manifest, as Slack documents it. */
export type Manifest = AppsManifestCreateArguments['manifest'];

type Scope = NonNullable<NonNullable<NonNullable<Manifest['oauth_config']>['scopes']>['bot']>[number];
type Subscription = NonNullable<
  NonNullable<NonNullable<Manifest['settings']>['event_subscriptions']>['bot_events']
>[number];

const HISTORY = ['channels:history', 'groups:history', 'im:history', 'mpim:history'] as const;
const READ = ['channels:read', 'groups:read', 'mpim:read'] as const;

/**
 * Every method of the Web API that is called with the bot's token, and the scopes that it needs: for each kind of
 * channel that it is called for, and for a name and picture of one's own in `chat.postMessage`. The effect keys in
 * our own messages can be read without `metadata.message:read`.
 */
export const METHODS: Readonly<Record<string, readonly Scope[]>> = {
  'auth.test': [],
  'bots.info': ['users:read'],
  'chat.delete': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write', 'chat:write.customize'],
  'chat.update': ['chat:write'],
  'conversations.history': HISTORY,
  'conversations.info': READ,
  'conversations.members': READ,
  'conversations.open': ['im:write'],
  'conversations.replies': HISTORY,
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'reactions.add': ['reactions:write'],
  'reactions.remove': ['reactions:write'],
  'users.conversations': [...READ, 'im:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
};

/** Methods that are called without the bot's token: Socket Mode has its own, and the doctor asks for the time. */
export const OTHER_METHODS: readonly string[] = ['api.test', 'apps.connections.open'];

/** What to subscribe to for each event that is listened to, and the scopes that hearing it needs. */
const SUBSCRIPTIONS: Readonly<
  Record<
    (typeof EVENTS)[number],
    { readonly names: readonly Subscription[]; readonly scopes: readonly Scope[] }
  >
> = {
  message: {
    names: ['message.channels', 'message.groups', 'message.im', 'message.mpim'],
    scopes: HISTORY,
  },
  app_mention: { names: ['app_mention'], scopes: ['app_mentions:read'] },
  reaction_added: { names: ['reaction_added'], scopes: ['reactions:read'] },
  reaction_removed: { names: ['reaction_removed'], scopes: ['reactions:read'] },
  app_home_opened: { names: ['app_home_opened'], scopes: [] },
  app_uninstalled: { names: ['app_uninstalled'], scopes: [] },
  tokens_revoked: { names: ['tokens_revoked'], scopes: [] },
  member_joined_channel: { names: ['member_joined_channel'], scopes: ['channels:read', 'groups:read'] },
  member_left_channel: { names: ['member_left_channel'], scopes: ['channels:read', 'groups:read'] },
  channel_archive: { names: ['channel_archive'], scopes: ['channels:read'] },
  channel_unarchive: { names: ['channel_unarchive'], scopes: ['channels:read'] },
  channel_left: { names: ['channel_left'], scopes: ['channels:read'] },
  group_archive: { names: ['group_archive'], scopes: ['groups:read'] },
  group_unarchive: { names: ['group_unarchive'], scopes: ['groups:read'] },
  group_left: { names: ['group_left'], scopes: ['groups:read'] },
  user_change: { names: ['user_change'], scopes: ['users:read'] },
};

const subscriptions = EVENTS.map((event) => SUBSCRIPTIONS[event]);

/** The bot's scopes: what its calls, its events, its command and its shortcut need, and no more. */
export const SCOPES: readonly Scope[] = sorted<Scope>([
  'commands',
  ...Object.values(METHODS).flat(),
  ...subscriptions.flatMap(({ scopes }) => scopes),
]);

/** What the app subscribes to. */
export const BOT_EVENTS: readonly Subscription[] = sorted(subscriptions.flatMap(({ names }) => names));

/** Slack's limits on what people read, in characters. */
const APP_NAME = 35;
const SHORTCUT_NAME = 24;

/**
 * The manifest that an app of this bot is created from.
 *
 * @param options.url where Slack reaches the bot over HTTPS; without it the app uses Socket Mode
 * @example renderManifest({ name: 'Firstline', language: 'en' }).settings?.socket_mode_enabled // true
 */
export function renderManifest(options: {
  readonly name: string;
  readonly language: Language;
  readonly url?: string;
}): Manifest {
  const { name, language, url } = options;
  const say = (key: PhraseKey): string => phrase(language, key, { name });
  const address = url === undefined ? undefined : requestUrl(url);
  return {
    display_information: { name: cut(name, APP_NAME), description: say('manifestDescription') },
    features: {
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: name, always_online: true },
      shortcuts: [
        {
          name: cut(say('manifestShortcut'), SHORTCUT_NAME),
          type: 'message',
          callback_id: SHORTCUT,
          description: say('manifestShortcutHint'),
        },
      ],
      slash_commands: [
        {
          command: COMMAND,
          description: say('manifestCommand'),
          usage_hint: say('manifestCommandHint'),
          // Mentions arrive as ids, as they do in messages.
          should_escape: true,
          ...(address !== undefined && { url: address }),
        },
      ],
    },
    oauth_config: { scopes: { bot: [...SCOPES] } },
    settings: {
      event_subscriptions: {
        ...(address !== undefined && { request_url: address }),
        bot_events: [...BOT_EVENTS],
      },
      interactivity: { is_enabled: true, ...(address !== undefined && { request_url: address }) },
      org_deploy_enabled: false,
      socket_mode_enabled: address === undefined,
      token_rotation_enabled: false,
    },
  };
}

/** Where Slack posts to, of the bot's public address. */
export function requestUrl(url: string): string {
  const base = url.replace(/\/+$/, '');
  return base.endsWith(EVENTS_PATH) ? base : `${base}${EVENTS_PATH}`;
}

function sorted<T extends string>(found: readonly T[]): readonly T[] {
  return [...new Set(found)].sort();
}
