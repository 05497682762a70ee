import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { JsonObject } from '../slack/json.js';
import type { Ids } from './ids.js';

/** A pair of keys costs a tenth of a second: all fakes of a process share theirs. */
const PAIRS = new Map<string, { readonly privateKey: KeyObject; readonly publicKey: KeyObject }>();

function pair(name: 'channel' | 'login' | 'stranger') {
  const made = PAIRS.get(name) ?? generateKeyPairSync('rsa', { modulusLength: 2048 });
  PAIRS.set(name, made);
  return made;
}

/** The SDK remembers keys by address for a day: whichever fake gets a port again has the same key under the same id. */
const kidOf = () =>
  createHash('sha256')
    .update(createPublicKey(pair('channel').privateKey).export({ type: 'spki', format: 'der' }))
    .digest('base64url')
    .slice(0, 27);

/** The life of tokens: those that the bot gets to speak to Teams, and those that Teams brings to the bot. */
export class Tokens {
  readonly #ids: Ids;
  readonly #lifeMs: number;
  readonly #issued = new Map<string, { expires: number; revoked: boolean }>();
  /** The key that signs what goes to the bot, by its id. */
  readonly kid: string;
  readonly strangerKid: string;
  readonly loginKid: string;

  constructor(ids: Ids, lifeMs: number) {
    this.#ids = ids;
    this.#lifeMs = lifeMs;
    this.kid = kidOf();
    this.strangerKid = ids.secret(27);
    this.loginKid = ids.secret(27);
  }

  /** The keys as the metadata's `jwks_uri` gives them. */
  keys(): JsonObject {
    const { n, e } = createPublicKey(pair('channel').privateKey).export({ format: 'jwk' });
    return {
      keys: [
        {
          kty: 'RSA',
          use: 'sig',
          kid: this.kid,
          x5t: this.kid,
          n: n ?? '',
          e: e ?? '',
          endorsements: ['msteams'],
        },
      ],
    };
  }

  /** Signs claims for the bot; `stranger` signs with a key that nobody knows under the known id. */
  signed(claims: JsonObject, key: 'channel' | 'stranger' | 'unknown-kid' = 'channel'): string {
    const kid = key === 'unknown-kid' ? this.strangerKid : this.kid;
    return jwt(
      { alg: 'RS256', typ: 'JWT', kid, x5t: kid },
      claims,
      pair(key === 'channel' ? 'channel' : 'stranger').privateKey,
    );
  }

  /** A token for the bot, and after how many seconds it expires. */
  issue(claims: JsonObject): { readonly token: string; readonly seconds: number } {
    const expires = Date.now() + this.#lifeMs;
    const exp = Math.floor(expires / 1000);
    const token = jwt(
      { alg: 'RS256', typ: 'JWT', kid: this.loginKid },
      { ...claims, exp, uti: this.#ids.secret(22) },
      pair('login').privateKey,
    );
    this.#issued.set(token, { expires, revoked: false });
    return { token, seconds: Math.max(1, Math.floor(this.#lifeMs / 1000)) };
  }

  /** What a bearer token that the bot shows is worth now. */
  state(token: string | undefined): 'good' | 'expired' | 'none' | 'unknown' {
    if (token === undefined) return 'none';
    const known = this.#issued.get(token);
    if (!known || known.revoked) return 'unknown';
    return known.expires > Date.now() ? 'good' : 'expired';
  }

  /** The tokens that were given so far have expired. */
  expire(): void {
    for (const one of this.#issued.values()) one.expires = 0;
  }

  /** From now on no token that was given so far is good. */
  revoke(): void {
    for (const one of this.#issued.values()) one.revoked = true;
  }
}

function jwt(header: JsonObject, claims: JsonObject, key: KeyObject): string {
  const part = (value: JsonObject) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}
