import type { Json, JsonObject } from '../slack/json.js';
import type { Tokens } from './tokens.js';
import type { World } from './world.js';

export interface LoginReply {
  readonly status: number;
  readonly body: Json;
}

/** Metadata, keys, and the authority that gives the bot its tokens. Nothing for other paths. */
export function login(
  world: World,
  tokens: Tokens,
  method: string,
  path: string,
  body: string,
): LoginReply | undefined {
  const { origin } = world;
  if (method === 'GET') {
    if (path === '/v1/.well-known/openidconfiguration' || path === '/v1/.well-known/openid-configuration') {
      return { status: 200, body: metadata(origin) };
    }
    if (path === '/v1/.well-known/keys') return { status: 200, body: tokens.keys() };
    if (path === '/common/discovery/instance') return { status: 200, body: discovery(world) };
    const tenant = /^\/([^/]+)\/v2\.0\/\.well-known\/openid-configuration$/.exec(path)?.[1];
    return tenant === undefined ? undefined : { status: 200, body: authority(world, tenant) };
  }
  const tenant = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(path)?.[1];
  if (method !== 'POST' || tenant === undefined) return undefined;
  return token(world, tokens, decodeURIComponent(tenant), new URLSearchParams(body));
}

function metadata(origin: string): JsonObject {
  return {
    issuer: origin,
    authorization_endpoint: 'https://invalid.botframework.com',
    jwks_uri: `${origin}/v1/.well-known/keys`,
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
  };
}

/** What a client that does not know the authority asks first. */
function discovery({ origin, tenantId }: World): JsonObject {
  const host = new URL(origin).host;
  return {
    tenant_discovery_endpoint: `${origin}/${tenantId}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}

function authority({ origin }: World, tenant: string): JsonObject {
  return {
    token_endpoint: `${origin}/${tenant}/oauth2/v2.0/token`,
    authorization_endpoint: `${origin}/${tenant}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${origin}/${tenant}/oauth2/v2.0/logout`,
    jwks_uri: `${origin}/${tenant}/discovery/v2.0/keys`,
    issuer: `${origin}/${tenant}/v2.0`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    response_types_supported: ['code', 'id_token'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

function token(world: World, tokens: Tokens, tenant: string, form: URLSearchParams): LoginReply {
  const home = world.appType === 'SingleTenant' ? world.tenantId : 'botframework.com';
  if (tenant !== home) {
    return world.appType === 'SingleTenant' && tenant === 'botframework.com'
      ? refused(
          world,
          400,
          'unauthorized_client',
          700016,
          `Application with identifier '${form.get('client_id')}' was not found in the directory 'Bot Framework'.`,
        )
      : refused(world, 400, 'invalid_request', 90002, `Tenant '${tenant}' not found.`);
  }
  if (form.get('grant_type') !== 'client_credentials') {
    return refused(
      world,
      400,
      'unsupported_grant_type',
      70003,
      `The app requested an unsupported grant type '${form.get('grant_type')}'.`,
    );
  }
  if (form.get('client_id') !== world.appId || world.state === 'not-registered') {
    return refused(
      world,
      400,
      'unauthorized_client',
      700016,
      `Application with identifier '${form.get('client_id')}' was not found in the directory '${tenant}'.`,
    );
  }
  const secret = form.get('client_secret');
  if (!secret) {
    return refused(
      world,
      401,
      'invalid_client',
      7000216,
      "'client_assertion' or 'client_secret' is required for the 'client_credentials' grant type.",
    );
  }
  if (secret !== world.secret) {
    return refused(
      world,
      401,
      'invalid_client',
      7000215,
      'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.',
    );
  }
  const scopes = (form.get('scope') ?? '').split(' ');
  if (!scopes.includes('https://api.botframework.com/.default')) {
    return refused(
      world,
      400,
      'invalid_scope',
      70011,
      `The provided value for the input parameter 'scope' is not valid. The scope ${form.get('scope')} is not valid.`,
    );
  }
  const now = Math.floor(Date.now() / 1000);
  const { token, seconds } = tokens.issue({
    aud: 'https://api.botframework.com',
    iss: `${world.origin}/${tenant}/`,
    iat: now,
    nbf: now,
    appid: world.appId,
    tid: world.tenantId,
  });
  return {
    status: 200,
    body: { token_type: 'Bearer', expires_in: seconds, ext_expires_in: seconds, access_token: token },
  };
}

function refused(world: World, status: number, error: string, code: number, words: string): LoginReply {
  const trace = world.ids.uuid();
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${code}: ${words} Trace ID: ${trace} Timestamp: ${new Date().toISOString()}`,
      error_codes: [code],
      timestamp: new Date().toISOString(),
      trace_id: trace,
      correlation_id: world.ids.uuid(),
    },
  };
}
