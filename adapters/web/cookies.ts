import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { WebEnv } from './guard.js';
import { LIFETIME } from './sessions.js';

type Kind = keyof typeof LIFETIME;

/**
 * Over HTTPS the `__Host-` prefix ties the cookie to this very host. On loopback cookies ignore the port, so it is
 * part of the name: two Firstlines on one machine do not sign each other out.
 */
function nameOf(c: Context<WebEnv>, kind: Kind): string {
  const origin = c.get('origin');
  return origin.protocol === 'https:'
    ? `__Host-firstline-${kind}`
    : `firstline-${kind}-${origin.port || '80'}`;
}

function attributes(c: Context<WebEnv>): {
  path: string;
  httpOnly: boolean;
  sameSite: 'Strict';
  secure: boolean;
} {
  const secure = c.get('origin').protocol === 'https:';
  return { path: '/', httpOnly: true, sameSite: 'Strict', secure };
}

/** The token that the browser holds. */
export function readToken(c: Context<WebEnv>, kind: Kind): string | undefined {
  return getCookie(c, nameOf(c, kind));
}

/** Gives the browser its token, or prolongs it. */
export function writeToken(c: Context<WebEnv>, kind: Kind, token: string): void {
  setCookie(c, nameOf(c, kind), token, { ...attributes(c), maxAge: Math.floor(LIFETIME[kind] / 1000) });
}

/** Takes the token away. */
export function clearToken(c: Context<WebEnv>, kind: Kind): void {
  deleteCookie(c, nameOf(c, kind), attributes(c));
}
