import { type JsonObject, objectOf } from '../slack/json.js';
import type { Forgery } from './surface-network.js';
import type { Tokens } from './tokens.js';
import type { World } from './world.js';

const HOUR = 3600;

/** The activity of a delivery: as it is, or wrong in one thing. */
export function forgedActivity(
  world: World,
  activity: JsonObject,
  { activity: wrong = 'as-is' }: Forgery,
): JsonObject {
  switch (wrong) {
    case 'as-is':
      return activity;
    case 'no-service-url':
      return { ...activity, serviceUrl: undefined };
    case 'unknown-tenant': {
      const tenant = world.otherTenantId;
      return {
        ...activity,
        conversation: { ...objectOf(activity.conversation), tenantId: tenant },
        channelData: { ...objectOf(activity.channelData), tenant: { id: tenant } },
      };
    }
    case 'other-channel':
      return { ...activity, channelId: 'emulator' };
    case 'no-channel':
      return { ...activity, channelId: undefined };
    case 'other-recipient':
      return { ...activity, recipient: { id: '28:00000000-0000-0000-0000-000000000000', name: 'Other' } };
  }
  return wrong satisfies never;
}

/** The bearer token of a delivery: the right one, or one that an attacker would try. Nothing for none. */
export function forgedToken(
  world: World,
  tokens: Tokens,
  { token = 'good', claims = {} }: Forgery,
): string | undefined {
  const now = Math.floor(Date.now() / 1000);
  const right: JsonObject = {
    serviceurl: world.serviceUrl,
    nbf: now - 300,
    exp: now + HOUR,
    iss: world.origin,
    aud: world.appId,
  };
  const signed = (wrong: JsonObject) => tokens.signed({ ...right, ...wrong, ...claims });
  switch (token) {
    case 'good':
      return signed({});
    case 'none':
      return undefined;
    case 'garbage':
      return 'not.a.token';
    case 'wrong-issuer':
      return signed({ iss: 'https://evil.example' });
    case 'wrong-audience':
      return signed({ aud: '00000000-0000-0000-0000-000000000000' });
    case 'wrong-key':
      return tokens.signed({ ...right, ...claims }, 'stranger');
    case 'unknown-key':
      return tokens.signed({ ...right, ...claims }, 'unknown-kid');
    case 'unsigned': {
      const part = (value: JsonObject) => Buffer.from(JSON.stringify(value)).toString('base64url');
      return `${part({ alg: 'none', typ: 'JWT', kid: tokens.kid })}.${part({ ...right, ...claims })}.`;
    }
    case 'expired':
      return signed({ nbf: now - 2 * HOUR, exp: now - HOUR });
    case 'not-yet':
      return signed({ nbf: now + HOUR, exp: now + 2 * HOUR });
    case 'wrong-service-url':
      return signed({ serviceurl: 'https://evil.example/amer/' });
    case 'no-service-url':
      return signed({ serviceurl: undefined });
  }
  return token satisfies never;
}
