import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** A sign-in link works for so long, once. */
export const SIGN_IN_LIFETIME = 24 * 60 * 60 * 1000;

/** What a sign-in token says. */
export interface SignIn {
  readonly person: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Marks the token as used. */
  readonly nonce: string;
}

const payloadShape = z.object({ person: z.string(), expiresAt: z.number(), nonce: z.string() });

/**
 * A token with which a person of the desk signs in, once, within {@link SIGN_IN_LIFETIME}. The web routes accept it
 * at `/desk/sign-in#TOKEN`; behind the `#` it reaches no server log and no link preview.
 */
export function mintSignIn(key: Uint8Array, person: string, now: number): string {
  const payload: SignIn = {
    person,
    expiresAt: now + SIGN_IN_LIFETIME,
    nonce: randomBytes(18).toString('base64url'),
  };
  const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${body}.${signature(key, body).toString('base64url')}`;
}

/** What the token says, or why it does not count. Whether it was used is for the store to say. */
export function readSignIn(key: Uint8Array, token: string, now: number): SignIn | 'invalid' | 'expired' {
  const [body, signed, ...rest] = token.split('.');
  if (!body || !signed || rest.length > 0) return 'invalid';
  const given = Buffer.from(signed, 'base64url');
  const expected = signature(key, body);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'invalid';
  // Signed by us, so it parses; an older version of ours may have had another shape.
  const payload = payloadShape.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  if (!payload.success) return 'invalid';
  return payload.data.expiresAt > now ? payload.data : 'expired';
}

/** The token inside a visitor's own link: the same for the same visitor, and unguessable without the key. */
export function resumeToken(key: Uint8Array, visitor: string): string {
  return createHmac('sha256', key).update(`firstline resume\n${visitor}`).digest('base64url');
}

function signature(key: Uint8Array, body: string): Buffer {
  return createHmac('sha256', key).update(`firstline sign-in\n${body}`).digest();
}
