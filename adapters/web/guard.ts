import { isIPv6 } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { WireErrorCode } from './page/wire.js';

/** What handlers know of a request beyond itself. */
export interface WebEnv {
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** The origin of ours that the browser sees. */
    origin: URL;
  };
}

const BODY_LIMIT = 64 * 1024;

/** Sent by our pages with everything that changes something; another site's form cannot send it. */
const OWN_HEADER = 'x-firstline';

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
};

const STATUS = {
  invalid: 400,
  'signed-out': 401,
  forbidden: 403,
  'not-found': 404,
  'link-invalid': 403,
  'link-expired': 403,
  'link-used': 403,
  'too-large': 413,
  'file-too-large': 413,
  'file-type': 415,
  'file-empty': 400,
  'file-full': 507,
  'file-gone': 410,
  'too-many': 429,
  unavailable: 503,
} as const satisfies Record<WireErrorCode, number>;

/** Refuses, in the one shape that pages understand. `wait` in milliseconds becomes Retry-After. */
export function refuse(c: Context, error: WireErrorCode, message: string, wait?: number): Response {
  if (wait !== undefined) c.header('Retry-After', String(Math.max(1, Math.ceil(wait / 1000))));
  c.header('Cache-Control', 'no-store');
  return c.json({ error, message }, STATUS[error]);
}

/**
 * The first thing that happens to a request. A Host that is not ours is another site's name that resolves to our
 * address (DNS rebinding) or a careless proxy; an Origin that is not ours is another site's page.
 */
export function createGuard(origins: () => readonly string[]): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
    const refused = check(c, origins());
    if (refused) return refused;
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
    return;
  };
}

function check(c: Context<WebEnv>, origins: readonly string[]): Response | undefined {
  const host = c.req.header('host')?.toLowerCase();
  const ours = origins.map((origin) => new URL(origin)).filter((origin) => origin.host === host);
  const [first] = ours;
  if (!first) {
    c.header('Cache-Control', 'no-store');
    return c.text(
      'Firstline does not serve this host name. Its owner can add the address to web.origins in firstline.yaml.\n',
      421,
    );
  }
  const safe = c.req.method === 'GET' || c.req.method === 'HEAD';
  const claimed = c.req.header('origin');
  const known = ours.find((origin) => origin.origin === claimed);
  if ((claimed !== undefined || !safe) && !known) {
    return refuse(c, 'forbidden', 'The Origin header does not name a page of ours.');
  }
  const site = c.req.header('sec-fetch-site');
  if (c.req.path.startsWith('/api/') && site !== undefined && site !== 'same-origin' && site !== 'none') {
    return refuse(c, 'forbidden', 'This is for our own pages only.');
  }
  if (!safe) {
    const type = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
    const wanted = isUpload(c) ? UPLOAD : 'application/json';
    if (type !== wanted || c.req.header(OWN_HEADER) !== '1') {
      return refuse(c, 'forbidden', `Send ${wanted} with the header ${OWN_HEADER}: 1.`);
    }
  }
  c.set('origin', known ?? ours.find((origin) => origin.protocol === 'https:') ?? first);
  return undefined;
}

/** What a file is uploaded as: like JSON, no form of another site can send it. */
const UPLOAD = 'application/octet-stream';

function isUpload(c: Context): boolean {
  return c.req.method === 'POST' && /^\/api\/(?:chat|desk)\/files$/.test(c.req.path);
}

/** Reads at most so much of a body; files have a limit of their own. */
export const limitBody: MiddlewareHandler = (c, next) => (isUpload(c) ? next() : limitJson(c, next));

const limitJson: MiddlewareHandler = bodyLimit({
  maxSize: BODY_LIMIT,
  onError: (c) => refuse(c, 'too-large', `The body is larger than ${BODY_LIMIT / 1024} KB.`),
});

/**
 * Where a request comes from, as the connection says. What a proxy claims in a header is not believed. Of IPv6 the
 * network: one household has 2^64 addresses in it, and would be as many strangers.
 */
export function addressOf(c: Context<WebEnv>): string {
  const address = c.env.incoming?.socket.remoteAddress ?? 'unknown';
  const [plain = ''] = address.split('%', 1);
  return isIPv6(plain) && !plain.includes('.') ? networkOf(plain) : plain;
}

/** The first four of the eight groups of an IPv6 address, in which `::` stands for as many noughts as are missing. */
function networkOf(address: string): string {
  const [left = '', right] = address.split('::', 2);
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const noughts = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...noughts, ...tail].slice(0, 4).join(':');
}
