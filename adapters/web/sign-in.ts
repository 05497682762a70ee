import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A sign-in link works for so long, once. */
export const SIGN_IN_LIFETIME = 24 * 60 * 60 * 1000;

/** Bytes of a signature: half of SHA-256, as RFC 2104 allows. */
const SIGNATURE = 16;

/** What a sign-in token says. */
export interface SignIn {
  readonly person: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Marks the token as used. */
  readonly nonce: string;
}

/**
 * A token with which a person of the desk signs in, once, within {@link SIGN_IN_LIFETIME}. The web routes accept it
 * at `/desk/sign-in#TOKEN`; behind the `#` it reaches no server log and no link preview.
 */
export function mintSignIn(key: Uint8Array, person: string, now: number): string {
  const nonce = randomBytes(9).toString('base64url');
  // Short, so that the link survives being copied out of a narrow terminal.
  const body = Buffer.from([person, now + SIGN_IN_LIFETIME, nonce].join(' ')).toString('base64url');
  return `${body}.${signature(key, body).toString('base64url')}`;
}

/** What the token says, or why it does not count. Whether it was used is for the store to say. */
export function readSignIn(key: Uint8Array, token: string, now: number): SignIn | 'invalid' | 'expired' {
  const [body, signed, ...rest] = token.split('.');
  if (!body || !signed || rest.length > 0) return 'invalid';
  const given = Buffer.from(signed, 'base64url');
  const expected = signature(key, body);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'invalid';
  // Signed by us; a person's id holds no space.
  const [person = '', expires, nonce = ''] = Buffer.from(body, 'base64url').toString().split(' ');
  const expiresAt = Number(expires);
  return expiresAt > now ? { person, expiresAt, nonce } : 'expired';
}

/** The token inside a visitor's own link: the same for the same visitor, and unguessable without the key. */
export function resumeToken(key: Uint8Array, visitor: string): string {
  return createHmac('sha256', key).update(`firstline resume\n${visitor}`).digest('base64url');
}

function signature(key: Uint8Array, body: string): Buffer {
  return createHmac('sha256', key).update(`firstline sign-in\n${body}`).digest().subarray(0, SIGNATURE);
}
