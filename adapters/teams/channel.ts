import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type InvokeResponse,
  type TurnContext,
} from 'botbuilder';
import {
  AppCredentials,
  AuthenticationConfiguration,
  AuthenticationError,
  type ServiceClientCredentialsFactory,
} from 'botframework-connector';
import type { Hono } from 'hono';
import { FirstlineError } from '../../src/core/error.js';
import type { Log } from '../../src/core/ports/ambient.js';
import type { Channel } from '../../src/core/ports/channel.js';
import { readActivity } from './activity.js';
import type { Gate, Take } from './connector.js';
import { textIn } from './json.js';
import { teamsRoutes } from './routes.js';
import type { TeamsAccess } from './setup.js';
import { assembleTeams, type TeamsMessage, type TeamsParts } from './teams.js';
import { secretTokens } from './token.js';

/** A botbuilder adapter of somebody else's, in which we are guests. */
export interface TeamsHost {
  /** It has its own address and its own bot; both go on as before. */
  readonly adapter: CloudAdapter;
  /** The app's id, MicrosoftAppId. */
  readonly appId: string;
  /** The app's tenant, MicrosoftAppTenantId: its members belong to us. */
  readonly tenantId?: string;
  /**
   * Messages that the bot answers by itself: Firstline leaves them alone.
   *
   * @example
   * except: ({ text }) => text.startsWith('lunch')
   */
  readonly except?: (message: TeamsMessage) => boolean;
}

/** What Teams' channel needs from the rest of it. */
export interface TeamsOptions extends TeamsParts {
  /** Our own access, or where we are mounted. */
  readonly access: TeamsAccess | TeamsHost;
}

/** Teams as a channel, and its address, where it does not come through a host's adapter. */
export interface TeamsChannel {
  readonly channel: Channel;
  readonly routes?: Hono;
}

/**
 * Builds the channel; nothing is asked before `start`.
 *
 * @throws FirstlineError `config.missing` where a host names no app id
 */
export function createTeams(options: TeamsOptions): TeamsChannel {
  const { access, ...parts } = options;
  if ('adapter' in access) return mounted(access, parts);
  const gate = createGate(access, parts);
  const { login } = access.authority;
  const trusted = (address: string): boolean =>
    !login.startsWith('https://login.microsoftonline.') && new URL(address).origin === new URL(login).origin;
  const { channel, take } = assembleTeams({
    ...parts,
    appId: access.appId,
    ...(access.tenant !== undefined && { tenant: access.tenant }),
    token: gate.token,
    trusted,
  });
  return { channel, routes: teamsRoutes((posted) => gate.receive(posted, take)) };
}

/**
 * An adapter as Firstline itself uses one: it takes only what Teams' own tokens vouch for. For hosts whose authority is
 * not Microsoft's public cloud; others make their own.
 *
 * @example
 * const adapter = teamsAdapter({ appId, password, tenant, type: 'SingleTenant', authority: authorityAt(url) });
 */
export function teamsAdapter(access: TeamsAccess, now: () => number = Date.now): CloudAdapter {
  return new Adapter(authentication(access, secretTokens(access, now)));
}

/** The SDK's adapter without its HTTP: that prints whatever a stranger posts, and calls each failure a stranger. */
class Adapter extends CloudAdapter {
  run(
    authorization: string,
    activity: Activity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    return this.processActivity(authorization, activity, logic);
  }
}

function createGate(access: TeamsAccess, { clock, log }: Pick<TeamsParts, 'clock' | 'log'>): Gate {
  const secret = access.type === 'UserAssignedMSI' ? undefined : secretTokens(access, () => clock.now());
  const auth = authentication(access, secret);
  const adapter = new Adapter(auth);
  return {
    async token(fresh) {
      if (secret) return secret(fresh);
      return credentialToken(
        await identity(access).createCredentials(
          access.appId,
          access.authority.scope,
          access.authority.login,
          true,
        ),
        fresh,
      );
    },
    async receive({ authorization, body }, take) {
      if (typeof body !== 'object' || body === null) return { status: 400 };
      // The SDK lets an activity without a service URL pass, and knows channels that are not ours.
      if (!readActivity(body) || issuerOf(authorization) !== access.authority.issuer) return { status: 401 };
      let answer: Awaited<ReturnType<Take>>;
      let known = false;
      try {
        // Its shape was checked; the SDK changes what it is given.
        const activity = structuredClone(body) as Activity;
        await adapter.run(authorization, activity, async () => {
          known = true;
          answer = await take(body);
        });
      } catch (error) {
        return refusal(error, known, log);
      }
      return answer ?? { status: 'type' in body && body.type === 'invoke' ? 501 : 200 };
    },
  };
}

/** Whose token it says it is: whatever it says is checked afterwards, but not with anybody else's keys. */
function issuerOf(authorization: string): string | undefined {
  const [, claims] = authorization.replace(/^Bearer /, '').split('.');
  try {
    return textIn(JSON.parse(Buffer.from(claims ?? '', 'base64url').toString()), 'iss');
  } catch {
    return undefined; // no token at all
  }
}

/**
 * Who cannot prove who they are gets 401. What failed on our side gets 500, so that Teams sends it again: a commit, or
 * the keys of Teams that could not be read.
 */
function refusal(error: unknown, known: boolean, log: Log): { readonly status: number } {
  const noKeys = error instanceof AuthenticationError ? error.statusCode >= 500 : isFetchError(error);
  if (!known && !noKeys) {
    const reason = error instanceof Error ? error.message : String(error);
    log.debug({ reason }, 'somebody who is not Teams was refused');
    return { status: 401 };
  }
  log.warn({ err: error }, 'something that happened in Teams was not taken in; Teams sends it again');
  return { status: 500 };
}

function isFetchError(error: unknown): boolean {
  return error instanceof Error && (error.name === 'FetchError' || error.name === 'AbortError');
}

function authentication(
  access: TeamsAccess,
  secret: ((fresh?: boolean) => Promise<string>) | undefined,
): ConfigurationBotFrameworkAuthentication {
  const { authority, appId } = access;
  return new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: appId,
      // All of them: one that is given makes the others undefined.
      ToChannelFromBotLoginUrl: `${authority.login}/${access.tenant ?? 'botframework.com'}`,
      ToChannelFromBotOAuthScope: authority.scope,
      ToBotFromChannelTokenIssuer: authority.issuer,
      ToBotFromChannelOpenIdMetadataUrl: authority.metadata,
      ToBotFromEmulatorOpenIdMetadataUrl: authority.emulatorMetadata,
      OAuthUrl: authority.oauth,
      CallerId: authority.callerId,
      ValidateAuthority: true,
    },
    secret ? new OurCredentialsFactory(appId, authority.scope, secret) : identity(access),
    // The SDK also takes tokens of its emulator and of other bots, which say nothing of a service URL.
    new AuthenticationConfiguration([], async (claims) => {
      const of = (type: string): string | undefined => claims.find((claim) => claim.type === type)?.value;
      if (of('iss') !== authority.issuer || !of('serviceurl'))
        throw new AuthenticationError('The token is none of Teams’.', 401);
    }),
  );
}

/** The identity that Azure gives to the machine we run on. */
function identity({ appId, tenant = '' }: TeamsAccess): ServiceClientCredentialsFactory {
  return new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: appId,
    MicrosoftAppTenantId: tenant,
    MicrosoftAppType: 'UserAssignedMSI',
  });
}

/** The SDK's own credentials go through a library that takes only authorities that it knows. */
class OurCredentials extends AppCredentials {
  readonly #token: (fresh?: boolean) => Promise<string>;

  constructor(appId: string, scope: string, token: (fresh?: boolean) => Promise<string>) {
    super(appId, undefined, scope);
    this.#token = token;
  }

  override getToken(fresh = false): Promise<string> {
    return this.#token(fresh);
  }

  protected override refreshToken(): Promise<never> {
    return Promise.reject(new Error('unreachable: getToken is ours'));
  }
}

class OurCredentialsFactory implements ServiceClientCredentialsFactory {
  readonly #appId: string;
  readonly #credentials: OurCredentials;

  constructor(appId: string, scope: string, token: (fresh?: boolean) => Promise<string>) {
    this.#appId = appId;
    this.#credentials = new OurCredentials(appId, scope, token);
  }

  async isValidAppId(appId: string): Promise<boolean> {
    return appId === this.#appId;
  }

  async isAuthenticationDisabled(): Promise<boolean> {
    return false;
  }

  async createCredentials(): Promise<OurCredentials> {
    return this.#credentials;
  }
}

/** Whichever copy of the SDK made them. */
async function credentialToken(credentials: unknown, fresh = false): Promise<string> {
  if (typeof credentials === 'object' && credentials !== null && 'getToken' in credentials) {
    const { getToken } = credentials;
    const token: unknown =
      typeof getToken === 'function' ? await getToken.call(credentials, fresh) : undefined;
    if (typeof token === 'string') return token;
  }
  throw new Error('the adapter has no credentials for Teams.');
}

const NO_ID =
  'The botbuilder adapter has no app id, so it takes whatever anybody posts: Firstline takes nothing from it.';

/** Listens in a host's adapter; its own bot hears everything as before, but for the invokes that are ours. */
function mounted(host: TeamsHost, parts: TeamsParts): TeamsChannel {
  const { adapter, appId, tenantId, except } = host;
  const { log } = parts;
  if (!appId)
    throw new FirstlineError('config.missing', 'The app id of the botbuilder adapter is missing.', {
      hint: 'Give it as teams: { adapter, appId: process.env.MicrosoftAppId }.',
    });
  const { channel, take } = assembleTeams({
    ...parts,
    appId,
    ...(tenantId !== undefined && { tenant: tenantId }),
    ...(except && { except }),
    shared: true,
    token: (fresh) => hostToken(adapter, appId, fresh),
    trusted: (address) => adapter instanceof Adapter && isLoopback(address),
  });
  let listening = false;
  adapter.use(async (context, next) => {
    const { activity } = context;
    if (!listening || !readActivity(activity)) return next();
    const claims: unknown = context.turnState.get(adapter.BotIdentityKey);
    if (!isKnown(claims, appId)) {
      log.error({}, NO_ID);
      return next();
    }
    holdErrors(adapter);
    let answer: Awaited<ReturnType<Take>>;
    try {
      answer = await take(activity);
    } catch (error) {
      log.warn({ err: error }, 'something that happened in Teams was not taken in; Teams sends it again');
      throw new NotTaken('Firstline could not commit it.', { cause: error });
    }
    if (activity.type !== 'invoke' || !answer) return next();
    await context.sendActivity({ type: 'invokeResponse', value: answer });
  });
  return {
    channel: {
      ...channel,
      async start(door) {
        await channel.start(door);
        listening = true;
      },
      async stop() {
        listening = false;
        await channel.stop();
      },
    },
  };
}

/** What we could not commit: it must not be answered with 200, whatever the host does with errors. */
class NotTaken extends Error {}

/** A host's `onTurnError` swallows what it is given: it does not get ours. It may be set at any time. */
function holdErrors(adapter: CloudAdapter): void {
  const theirs = adapter.onTurnError;
  if (HELD.has(theirs)) return;
  const ours: typeof theirs = async (context, error) => {
    if (error instanceof NotTaken || !theirs) throw error;
    await theirs.call(adapter, context, error);
  };
  HELD.add(ours);
  adapter.onTurnError = ours;
}

const HELD = new WeakSet<object>();

function isKnown(identity: unknown, appId: string): boolean {
  if (typeof identity !== 'object' || identity === null || !('claims' in identity)) return false;
  const claims: unknown = identity.claims;
  return (
    Array.isArray(claims) &&
    claims.some(
      (claim: unknown) =>
        typeof claim === 'object' && claim !== null && 'value' in claim && claim.value === appId,
    )
  );
}

function isLoopback(address: string): boolean {
  return URL.canParse(address) && /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(new URL(address).hostname);
}

/** The adapter's own token; it gives one only within a turn. */
async function hostToken(adapter: CloudAdapter, appId: string, fresh: boolean | undefined): Promise<string> {
  let found: unknown;
  const reference = {
    channelId: 'firstline',
    serviceUrl: 'https://smba.trafficmanager.net/teams/',
    conversation: { id: 'token', isGroup: false, conversationType: 'personal', name: '' },
  };
  await adapter.continueConversationAsync(appId, reference, async (context) => {
    found = context.turnState.get(adapter.ConnectorClientKey);
  });
  const credentials =
    typeof found === 'object' && found !== null && 'credentials' in found ? found.credentials : undefined;
  return credentialToken(credentials, fresh);
}
