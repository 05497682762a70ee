import { type Check, failed, ok, troubled, warning } from '../../src/core/check.js';
import { type PlaceKey, platformOf } from '../../src/core/place.js';
import { type Clock, silentLog } from '../../src/core/ports/ambient.js';
import type { Person } from '../../src/core/roster.js';
import { createConnector } from './api.js';
import type { TeamsConfig } from './config.js';
import type { Connector, NoAnswer } from './connector.js';
import { listIn, textIn } from './json.js';
import { isChannel, PLATFORM, type Spot, spotOf } from './places.js';
import { MESSAGES_PATH } from './routes.js';
import { type TeamsAccess, type TeamsVariables, teamsAccess } from './setup.js';
import { secretTokens } from './token.js';
import { NO_MEMBER } from './troubles.js';

/** What the checks of Teams go by. */
export interface DoctorOptions {
  readonly variables: TeamsVariables;
  readonly config: TeamsConfig;
  readonly desk: PlaceKey;
  readonly people: readonly Person[];
  /** The addresses under which the HTTP server is reached. */
  readonly origins: readonly string[];
  readonly clock: Clock;
}

const TIMEOUT = 10_000;

/**
 * Checks the access to Teams, from outside inwards: what fails early hides what can only be seen behind it. Nothing is
 * posted, and a bot that is running is not disturbed. Never rejects.
 */
export async function checkTeams(options: DoctorOptions): Promise<readonly Check[]> {
  const { variables, config, clock } = options;
  let access: TeamsAccess | undefined;
  try {
    access = teamsAccess(variables);
  } catch (error) {
    return [troubled('Teams', error)];
  }
  if (!access) return [];
  const around = [await checkKeys(access), checkEndpoint(options)];
  if (access.type === 'UserAssignedMSI') {
    const text = 'a managed identity gets its token on its own machine only, so it is not checked here.';
    return [warning('Teams app', text), ...around];
  }
  const token = secretTokens(access, () => clock.now());
  try {
    await token();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const fix =
      'Check MicrosoftAppId, MicrosoftAppPassword and MicrosoftAppTenantId against the registration.';
    return [failed('Teams app', reason, fix), ...around];
  }
  const connector = createConnector({ token, log: silentLog, alarm: { raise() {}, clear() {} } });
  return [
    ok(
      'Teams app',
      `${access.appId} and its secret are valid${access.tenant ? ` in ${access.tenant}` : ''}.`,
    ),
    ...around,
    ...(await checkDeskChannel(connector, config['service-url'], options, access)),
  ];
}

/** Without the keys of Teams nobody can be let in. */
async function checkKeys({ authority }: TeamsAccess): Promise<Check> {
  const about = 'Teams keys';
  try {
    const response = await fetch(authority.metadata, { signal: AbortSignal.timeout(TIMEOUT) });
    const found = textIn(await response.json().catch(() => undefined), 'jwks_uri');
    if (response.ok && found !== undefined) return ok(about, 'can be read, so Teams is told from others.');
    return failed(about, `${authority.metadata} answers ${response.status}.`, 'Check TEAMS_AUTH_URL.');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failed(
      about,
      `${authority.metadata} cannot be reached: ${reason}.`,
      'Check the network or the proxy.',
    );
  }
}

function checkEndpoint({ origins }: DoctorOptions): Check {
  const about = 'Teams endpoint';
  const origin = origins.find((one) => one.startsWith('https://'));
  const fix = 'It is set in the Azure portal, in the bot’s “Configuration”, as “Messaging endpoint”.';
  if (origin !== undefined) return ok(about, `Teams has to post to ${origin}${MESSAGES_PATH}. ${fix}`);
  return warning(
    about,
    'no https address is named under web.origins; Teams posts to nothing else.',
    `Put a proxy with TLS before ${MESSAGES_PATH}, and name its address there. ${fix}`,
  );
}

async function checkDeskChannel(
  connector: Connector,
  service: string,
  { desk, people }: DoctorOptions,
  { tenant }: TeamsAccess,
): Promise<readonly Check[]> {
  const about = 'Teams desk';
  if (platformOf(desk) !== PLATFORM) return [];
  const spot = spotOf(desk);
  const how = 'Write desk.place as teams:TENANT/CHANNEL, with the decoded id of the channel in its link.';
  if (!spot || !isChannel(spot.conversation))
    return [failed(about, 'desk.place is no channel of Teams.', how)];
  if (tenant !== undefined && spot.tenant !== tenant)
    return [failed(about, `desk.place names the tenant ${spot.tenant}, the app belongs to ${tenant}.`, how)];
  const called = await connector.members(service, spot.conversation);
  if (!called.ok) return [notReached(about, called)];
  const guests = listIn(called.answer, 'members').filter((one) => textIn(one, 'userRole') === 'guest').length;
  const count = listIn(called.answer, 'members').length;
  const reached = ok(about, `the channel can be reached; ${count} people are in it.`);
  const told =
    guests === 0
      ? []
      : [warning(about, `${guests} of them are guests: they read everything there and cannot act as staff.`)];
  return [reached, ...told, ...(await checkPeople(connector, service, spot, people))];
}

function notReached(about: string, { outcome }: NoAnswer): Check {
  return failed(
    about,
    `the channel cannot be reached: ${outcome.reason}`,
    'Upload the app package and add the app to the team of the desk.',
  );
}

async function checkPeople(
  connector: Connector,
  service: string,
  desk: Spot,
  people: readonly Person[],
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const { name, handles } of people) {
    const user = handles[PLATFORM];
    if (user === undefined) continue;
    const who = `${name} (${user})`;
    const called = await connector.member(service, desk.conversation, user);
    if (called.ok && textIn(called.answer, 'userRole') === 'guest')
      checks.push(failed('roster', `${who} is a guest in the desk’s team and cannot act as staff.`));
    else if (called.ok && (textIn(called.answer, 'aadObjectId') ?? user) !== user)
      checks.push(
        failed(
          'roster',
          `the handle of ${who} is not their object id.`,
          `Write handles: { teams: "${textIn(called.answer, 'aadObjectId')}" }.`,
        ),
      );
    else if (called.ok) checks.push(ok('roster', `${who} is in the desk’s team.`));
    else if (called.code === NO_MEMBER || called.status === 404)
      checks.push(
        failed(
          'roster',
          `${who} is not in the desk’s team.`,
          'Add them to it; the handle is the “Object ID” of the person in the Entra admin centre.',
        ),
      );
    else checks.push(failed('roster', `Teams does not say who ${who} is: ${called.outcome.reason}`));
  }
  return checks;
}
