import { ApplicationFlags } from 'discord.js';
import { type Check, failed, ok, troubled, warning } from '../../src/core/check.js';
import { isObject, listIn, numberIn, objectIn, textIn } from '../../src/core/json.js';
import { silentLog } from '../../src/core/ports/ambient.js';
import { type Api, createApi } from './api.js';
import { checkPlaces, type Places } from './check-places.js';
import { commandsOf } from './commands.js';
import { type DiscordAccess, type DiscordVariables, discordAccess } from './setup.js';

/** What the checks of Discord go by. */
export interface DoctorOptions extends Places {
  readonly variables: DiscordVariables;
  /** The bot's name, for its commands. */
  readonly name: string;
}

/** Below this many starts a day the owner should know. */
const FEW_STARTS = 20;

/**
 * Checks the access to Discord, from outside inwards: what fails early hides what can only be seen behind it. Nothing
 * is posted and nothing is changed, and a bot that is running is not disturbed. Never rejects.
 */
export async function checkDiscord(options: DoctorOptions): Promise<readonly Check[]> {
  let access: DiscordAccess | undefined;
  try {
    access = discordAccess(options.variables);
  } catch (error) {
    return [troubled('Discord', error)];
  }
  const { token, apiUrl } = access ?? {};
  if (token === undefined) return [];
  let refused = false;
  const api = createApi({
    token: () => token,
    url: () => apiUrl,
    log: silentLog,
    alarm: {
      raise() {
        refused = true;
      },
      clear() {},
    },
  });
  try {
    const called = await api.call('GET', '/applications/@me');
    if (!called.ok) {
      const { reason } = called.outcome;
      const page = 'Press “Reset Token” on the page “Bot” of the application, and put the new one into .env.';
      if (refused) return [failed('Discord bot token', 'Discord refuses DISCORD_TOKEN.', page)];
      const fix = 'Check the network, the proxy and DISCORD_API_URL, or wait if Discord asks for it.';
      return [failed('Discord', reason, fix)];
    }
    return await checkApplication(api, called.answer, options);
  } finally {
    api.stop();
  }
}

async function checkApplication(
  api: Api,
  application: unknown,
  options: DoctorOptions,
): Promise<readonly Check[]> {
  const id = textIn(application, 'id') ?? '';
  const me = await api.call('GET', '/users/@me');
  if (!me.ok) return [failed('Discord bot token', `Discord does not say whose it is: ${me.outcome.reason}`)];
  const user = textIn(me.answer, 'id') ?? '';
  const handle = textIn(me.answer, 'username') ?? 'bot';
  return [
    ok('Discord bot token', `valid for ${handle} (application ${id}).`),
    checkIntents(application, id),
    ...checkPortal(application, id),
    await checkGateway(api),
    await checkCommands(api, id, options.name),
    ...(await checkPlaces(api, user, options)),
  ];
}

/** Without it Discord empties the text of what people write. */
function checkIntents(application: unknown, id: string): Check {
  const about = 'Discord intents';
  const flags = BigInt(numberIn(application, 'flags') ?? 0);
  const { GatewayMessageContent, GatewayMessageContentLimited } = ApplicationFlags;
  if ((flags & BigInt(GatewayMessageContent | GatewayMessageContentLimited)) !== 0n)
    return ok(about, 'the “Message Content Intent” is on; no other is needed from the portal.');
  return failed(
    about,
    'the “Message Content Intent” is off, so the bot reads only direct messages and mentions.',
    `Switch it on at https://discord.com/developers/applications/${id}/bot.`,
  );
}

/** Switches of the developer portal that keep people or clicks away from the bot. */
function checkPortal(application: unknown, id: string): readonly Check[] {
  const checks: Check[] = [];
  if (textIn(application, 'interactions_endpoint_url')) {
    checks.push(
      failed(
        'Discord interactions',
        'clicks and commands go to an “Interactions Endpoint URL”, and not to the bot.',
        `Empty that field at https://discord.com/developers/applications/${id}/information.`,
      ),
    );
  }
  if (isObject(application) && application.bot_require_code_grant === true) {
    checks.push(
      warning(
        'Discord invitation',
        '“Requires OAuth2 Code Grant” is on, so the invitation link adds no bot.',
        `Switch it off at https://discord.com/developers/applications/${id}/bot.`,
      ),
    );
  }
  return checks;
}

/** Whether the gateway would take us: a bot may start a thousand times a day. */
async function checkGateway(api: Api): Promise<Check> {
  const about = 'Discord gateway';
  const called = await api.call('GET', '/gateway/bot');
  if (!called.ok) return failed(about, `Discord does not say: ${called.outcome.reason}`);
  const limit = objectIn(called.answer, 'session_start_limit');
  const left = numberIn(limit, 'remaining') ?? FEW_STARTS;
  if (left >= FEW_STARTS) return ok(about, 'a connection is given; no public address is needed.');
  const minutes = Math.ceil((numberIn(limit, 'reset_after') ?? 0) / 60_000);
  const text = `${left} of the ${numberIn(limit, 'total') ?? 1000} starts of the day are left, for ${minutes} minutes.`;
  const fix = 'See why the bot starts so often; Discord ends a token that is started more often than that.';
  return left === 0 ? failed(about, text, fix) : warning(about, text, fix);
}

/** The bot registers its commands by itself; a command of that name may be somebody else's. */
async function checkCommands(api: Api, id: string, name: string): Promise<Check> {
  const about = 'Discord commands';
  const called = await api.call('GET', `/applications/${id}/commands`);
  if (!called.ok) return failed(about, `Discord does not say: ${called.outcome.reason}`);
  const wanted = commandsOf(name);
  const there = listIn({ commands: called.answer }, 'commands');
  const found = wanted.flatMap((command) => {
    const same = there.find(
      (one) => textIn(one, 'name') === command.name && numberIn(one, 'type') === command.type,
    );
    return same === undefined ? [] : [{ command, same }];
  });
  const others = found.filter(
    ({ command, same }) => (textIn(same, 'description') ?? '') !== (command.description ?? ''),
  );
  if (others.length > 0) {
    const names = others.map(({ command }) => command.name).join(', ');
    return warning(
      about,
      `${names}: a command of that name is there already and says something else.`,
      'Firstline replaces it when it starts, unless it is mounted in a bot of yours, whose command stays.',
    );
  }
  const names = wanted.map((one) => (one.type === 1 ? `/${one.name}` : `“${one.name}”`)).join(', ');
  if (found.length === wanted.length) return ok(about, `${names} are registered.`);
  return ok(about, `${names} are registered when the bot starts.`);
}
