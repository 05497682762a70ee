import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type ConversationReference,
  type TurnContext,
} from 'botbuilder';
import { isObject, type JsonObject, objectOf, textOf } from '../slack/json.js';
import { bodyOf } from '../slack/request-body.js';
import type { FakeTeams } from './surface.js';

/** A bot made of the real SDK, on a free port, that the fake delivers to. */
export interface Bot {
  readonly adapter: CloudAdapter;
  /** The activities that passed its authentication, in order. */
  readonly heard: JsonObject[];
  /** Does something in a conversation later, as proactive messages do. */
  talk<T>(conversation: string, act: (context: TurnContext) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

type Credentials = ReturnType<ConfigurationServiceClientCredentialFactory['createCredentials']>;

/** Gets tokens from the fake's authority: the SDK's own client asks login.microsoftonline.com about others first. */
class LocalCredentials extends ConfigurationServiceClientCredentialFactory {
  readonly #teams: FakeTeams;
  #token: Promise<string> | undefined;

  constructor(teams: FakeTeams) {
    super({
      MicrosoftAppId: teams.appId,
      MicrosoftAppPassword: teams.appPassword,
      MicrosoftAppTenantId: teams.tenantId,
      MicrosoftAppType: 'SingleTenant',
    });
    this.#teams = teams;
  }

  override async createCredentials(): Credentials {
    return {
      signRequest: async (request) => {
        this.#token ??= fetchToken(this.#teams);
        request.headers.set('authorization', `Bearer ${await this.#token}`);
        return request;
      },
    };
  }
}

/** Asks for a token as the bot does; `form` is laid over what is right. Throws with the authority's words. */
export async function fetchToken(
  { authUrl, appId, appPassword, tenantId }: FakeTeams,
  form: Readonly<Record<string, string>> = {},
  tenant = tenantId,
): Promise<string> {
  const response = await fetch(`${authUrl}/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: appPassword,
      scope: 'https://api.botframework.com/.default',
      ...form,
    }),
  });
  const answer = objectOf(await response.json());
  const token = textOf(answer.access_token);
  if (token === undefined) throw new Error(textOf(answer.error_description) ?? `HTTP ${response.status}`);
  return token;
}

/** Starts a bot; `logic` is its turn. A turn that throws is answered with 500. */
export async function startBot(
  teams: FakeTeams,
  logic: (context: TurnContext) => Promise<void> = async () => {},
): Promise<Bot> {
  const { authUrl, appId, tenantId } = teams;
  const auth = new ConfigurationBotFrameworkAuthentication(
    {
      ToChannelFromBotLoginUrl: `${authUrl}/${tenantId}`,
      ToChannelFromBotOAuthScope: 'https://api.botframework.com',
      ToBotFromChannelTokenIssuer: authUrl,
      ToBotFromChannelOpenIdMetadataUrl: `${authUrl}/v1/.well-known/openidconfiguration`,
      ToBotFromEmulatorOpenIdMetadataUrl: `${authUrl}/v1/.well-known/openidconfiguration`,
      OAuthUrl: `${authUrl}/oauth`,
      CallerId: 'urn:botframework:azure',
      ValidateAuthority: true,
    },
    new LocalCredentials(teams),
  );
  const adapter = new CloudAdapter(auth);
  adapter.onTurnError = async (_context, error) => {
    throw error; // not a 200
  };
  const heard: JsonObject[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body: unknown = JSON.parse((await bodyOf(request)).toString() || 'null');
      const answer = {
        socket: request.socket,
        status: (code: number) => {
          response.statusCode = code;
          return answer;
        },
        header: (name: string, value: unknown) => {
          response.setHeader(name, String(value));
          return answer;
        },
        send: (value: unknown) => {
          response.end(typeof value === 'string' ? value : JSON.stringify(value));
          return answer;
        },
        end: () => {
          response.end();
          return answer;
        },
      };
      const incoming = { body: isObject(body) ? { ...body } : {}, headers: request.headers, method: 'POST' };
      await adapter.process(incoming, answer, async (context) => {
        if (isObject(body)) heard.push(body);
        withoutRetries(adapter, context);
        await logic(context);
      });
    })().catch(() => {
      response.statusCode = 500;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  teams.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`); // a port, not a pipe
  return {
    adapter,
    heard,
    talk: async (conversation, act) => {
      const reference: Partial<ConversationReference> = {
        serviceUrl: teams.serviceUrl,
        channelId: 'msteams',
        bot: { id: teams.bot, name: 'Firstline' },
        // a reference needs the id alone; the type asks for what Teams fills in
        conversation: { id: conversation, tenantId } as ConversationReference['conversation'],
      };
      const outcomes: Awaited<ReturnType<typeof act>>[] = [];
      await adapter.continueConversationAsync(appId, reference, async (context) => {
        withoutRetries(adapter, context);
        outcomes.push(await act(context));
      });
      const [outcome] = outcomes;
      return outcome as Awaited<ReturnType<typeof act>>; // pushed just before
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The SDK repeats calls by itself, and no option turns that off; a test wants to see the first answer. */
function withoutRetries(adapter: CloudAdapter, context: TurnContext): void {
  const client: { client?: { pipeline: { removePolicy(which: { phase: 'Retry' }): unknown } } } | undefined =
    context.turnState.get(adapter.ConnectorClientKey);
  client?.client?.pipeline.removePolicy({ phase: 'Retry' });
}

/** The client of a turn, for what the turn itself cannot do. */
export function connectorOf({ adapter }: Bot, context: TurnContext): Connector {
  return context.turnState.get<Connector>(adapter.ConnectorClientKey);
}

type Connector =
  ReturnType<
    ReturnType<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>['create']
  > extends Promise<infer Client>
    ? Client
    : never;

/** What a call of the SDK's client is refused with: `403 BotNotInConversationRoster`. */
export async function refused(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => 'it was accepted',
    (reason: unknown) => reason,
  );
  if (!isObject(error) && !(error instanceof Error)) return String(error);
  const { statusCode, code } = error as { statusCode?: unknown; code?: unknown }; // both are read as text
  return `${String(statusCode)} ${String(code)}`;
}

/** `taken`, or what a message was refused with, in the words of Teams. */
export async function refusedBecause(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error === undefined
    ? 'taken'
    : `${await refused(Promise.reject(error))} ${(error as Error).message}`;
}

/** A card that is good, with these buttons. */
export function card(text: string, ...actions: readonly object[]): Partial<Activity> {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text }], actions },
      },
    ],
  };
}
