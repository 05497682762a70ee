import type { Call, RouteTable } from './call.js';
import { applicationFlags } from './gateway.js';
import { Refusal } from './refusal.js';
import { channelShape, userShape } from './wire-shapes.js';

function application({ world }: Call) {
  const bot = world.user(world.botUser);
  return {
    id: world.applicationId,
    name: bot.username,
    icon: null,
    description: '',
    summary: '',
    type: null,
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    flags: applicationFlags(world),
    hook: true,
    is_monetized: false,
    owner: userShape(world.user(world.owner)),
    team: null,
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    approximate_guild_count: [...world.guilds.values()].filter(({ members }) => members.has(world.botUser))
      .length,
    integration_types_config: { '0': {} },
  };
}

/** The bot's own account, users, and where the gateway is. */
export const accountRoutes: RouteTable = {
  'GET /gateway': { auth: 'none', run: ({ world }) => ({ url: world.origin.replace('http', 'ws') }) },
  'GET /gateway/bot': ({ world }) => ({
    url: world.origin.replace('http', 'ws'),
    shards: 1,
    session_start_limit: {
      total: 1000,
      remaining: Math.max(0, world.identifies),
      reset_after: 86_400_000,
      max_concurrency: 1,
    },
  }),
  'GET /users/@me': ({ world }) => ({
    ...userShape(world.user(world.botUser)),
    bio: '',
    verified: true,
    mfa_enabled: true,
    email: null,
    locale: 'en-US',
    flags: 0,
  }),
  'GET /users/@me/guilds': ({ world }) =>
    [...world.guilds.values()]
      .filter(({ members }) => members.has(world.botUser))
      .map(({ id, name }) => ({
        id,
        name,
        icon: null,
        banner: null,
        owner: false,
        permissions: '0',
        features: [],
      })),
  'POST /users/@me/channels': (call) => {
    const { world } = call;
    const user = world.users.get(call.text('recipient_id') ?? '');
    if (!user) throw new Refusal('unknownUser');
    if (user.bot) throw new Refusal('cannotMessageUser');
    return channelShape(world, world.dm(user.id));
  },
  'GET /users/:user': (call) => {
    const user = call.world.users.get(call.snowflake(call.param('user'), 'user_id'));
    if (!user) throw new Refusal('unknownUser');
    return userShape(user);
  },
  'GET /applications/@me': application,
  'GET /oauth2/applications/@me': application,
};
