import { type Check, failed, ok, troubled, warning } from '../../src/core/check.js';
import { type Answer, listIn, objectIn, textIn } from '../../src/core/json.js';
import { type Alarm, type Clock, silentLog } from '../../src/core/ports/ambient.js';
import { type Api, createApi } from './api.js';
import { checkPlaces, type Identity, type Places } from './check-places.js';
import { requestUrl, SCOPES } from './manifest.js';
import { type SlackAccess, type SlackVariables, slackAccess } from './setup.js';

/** What the checks of Slack go by. */
export interface DoctorOptions extends Places {
  readonly variables: SlackVariables;
  /** Where browsers reach the bot, if that is configured: a hint at where Slack does. */
  readonly origins: readonly string[];
  readonly clock: Clock;
}

/** A request over HTTP whose signature is older than this is refused. */
const SIGNATURES_FAIL = 5 * 60_000;
/** A message whose sending is uncertain is looked up this far back; see the delivery. */
const LOOK_UPS_FAIL = 2 * 60_000;
const TIMEOUT = 10_000;
/** What the first check is about that finds Slack out of reach; there is nothing to be seen behind it. */
const REACH = 'Slack';

const noAlarm: Alarm = { raise() {}, clear() {} };
const withoutToken = warning(
  'Slack',
  'it is off, although variables of it are set.',
  'Put the bot token into SLACK_BOT_TOKEN.',
);

/**
 * Checks the access to Slack, from outside inwards: what fails early hides what can only be seen behind it. Nothing
 * is posted and nothing is changed, and a bot that is running is not disturbed. Never rejects.
 */
export async function checkSlack(options: DoctorOptions): Promise<readonly Check[]> {
  let access: SlackAccess | undefined;
  try {
    access = slackAccess(options.variables);
  } catch (error) {
    return [troubled('Slack', error)];
  }
  if (!access) {
    const { SLACK_APP_TOKEN, SLACK_SIGNING_SECRET } = options.variables;
    return SLACK_APP_TOKEN || SLACK_SIGNING_SECRET ? [withoutToken] : [];
  }
  const { clock } = options;
  const reach = { clock, log: silentLog, alarm: noAlarm, ...(access.apiUrl && { url: access.apiUrl }) };
  const api = createApi({ token: access.botToken, ...reach });

  const time = await checkTime(access, clock);
  if (time.about === REACH) return [time];
  const called = await api.call('auth.test', {});
  const identity = called.ok ? identityOf(called.answer) : undefined;
  const incoming = access.appToken
    ? await checkSocket(createApi({ token: access.appToken, ...reach }), access.appToken, api, identity)
    : checkHttp(options.origins);
  if (!called.ok) return [time, failed('Slack bot token', called.outcome.reason), incoming];
  if (!identity) {
    const fix = 'Copy “Bot User OAuth Token” from the page “OAuth & Permissions” of the app.';
    return [time, failed('Slack bot token', 'SLACK_BOT_TOKEN is not the token of a bot.', fix), incoming];
  }
  const workspace = textIn(called.answer, 'team') ?? identity.team;
  return [
    time,
    ok('Slack bot token', `valid for @${identity.handle} in “${workspace}” (${identity.team}).`),
    checkScopes(called.answer),
    incoming,
    ...(await checkPlaces(api, identity, options)),
  ];
}

/** Whether Slack answers at all, and what time it is there. */
async function checkTime(
  { appToken, apiUrl = 'https://slack.com/api/' }: SlackAccess,
  clock: Clock,
): Promise<Check> {
  let date: number;
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    const response = await fetch(new URL('api.test', apiUrl), { method: 'POST', signal });
    await response.body?.cancel();
    date = Date.parse(response.headers.get('date') ?? '');
  } catch (error) {
    const reason = error instanceof Error ? (error.cause instanceof Error ? error.cause : error).message : '';
    return failed(
      REACH,
      `${apiUrl} cannot be reached: ${reason}.`,
      'Check the network, the proxy and SLACK_API_URL.',
    );
  }
  const about = 'clock';
  if (!Number.isFinite(date)) return warning(about, 'Slack did not say what time it is.');
  const skew = Math.abs(clock.now() - date);
  const text = `this machine and Slack differ by ${Math.round(skew / 1000)} s`;
  const fix = 'Let the machine set its clock over the network (NTP).';
  if (skew > SIGNATURES_FAIL && appToken === undefined) {
    return failed(about, `${text}, so the signatures of Slack’s requests are refused.`, fix);
  }
  if (skew > LOOK_UPS_FAIL) {
    return warning(about, `${text}, so a message whose sending is uncertain may be posted twice.`, fix);
  }
  return ok(about, `${text}.`);
}

function identityOf(answer: Answer): Identity | undefined {
  const team = textIn(answer, 'team_id');
  const bot = textIn(answer, 'bot_id');
  if (team === undefined || bot === undefined) return undefined;
  return { team, bot, handle: textIn(answer, 'user') ?? 'bot' };
}

function checkScopes(answer: Answer): Check {
  const about = 'Slack scopes';
  const granted = listIn(objectIn(answer, 'response_metadata'), 'scopes');
  const missing = SCOPES.filter((scope) => !granted.includes(scope));
  if (missing.length === 0) return ok(about, `all ${SCOPES.length} are granted.`);
  return failed(
    about,
    `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not granted.`,
    'Put what `firstline manifest slack` prints on the page “App Manifest” of the app, and install it again.',
  );
}

/** Socket Mode: whether a connection would be given, and whether both tokens are of one app. */
async function checkSocket(api: Api, token: string, bots: Api, identity?: Identity): Promise<Check> {
  const about = 'Slack Socket Mode';
  const page = 'under “App-Level Tokens” on the page “Basic Information” of the app';
  const called = await api.call('apps.connections.open', {});
  if (!called.ok) {
    switch (called.code) {
      case 'missing_scope':
      case 'no_permission':
        return failed(
          about,
          'SLACK_APP_TOKEN lacks the scope connections:write.',
          `Make a new token with it, ${page}.`,
        );
      case 'invalid_auth':
      case 'token_revoked':
      case 'account_inactive':
      case 'not_allowed_token_type':
        return failed(about, 'SLACK_APP_TOKEN is not valid.', `Make a new token, ${page}.`);
      default:
        return failed(
          about,
          `no connection is given: ${called.outcome.reason}`,
          'See that Socket Mode is on, on the page “Socket Mode” of the app.',
        );
    }
  }
  const found = identity && (await bots.call('bots.info', { bot: identity.bot }));
  const app = found?.ok ? textIn(objectIn(found.answer, 'bot'), 'app_id') : undefined;
  // An app-level token names its app: xapp-1-A012AB3CD-…
  const other = token.split('-').find((part) => /^A[A-Z0-9]{6,}$/.test(part));
  if (app !== undefined && other !== undefined && app !== other) {
    return failed(
      about,
      `SLACK_APP_TOKEN belongs to the app ${other} and SLACK_BOT_TOKEN to ${app}, so nothing would arrive.`,
      'Take both from the pages of one app.',
    );
  }
  return ok(about, 'a connection is given; no public address is needed.');
}

function checkHttp(origins: readonly string[]): Check {
  const address = requestUrl(origins[0] ?? 'https://YOUR-HOST');
  return warning(
    'Slack over HTTP',
    'the signing secret is there; whether Slack reaches this process cannot be checked from here.',
    `See that ${address} is “Verified” on the page “Event Subscriptions” of the app while the bot runs.`,
  );
}
