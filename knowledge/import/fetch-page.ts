import { lookup as resolve } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { FirstlineError } from '../../src/core/error.js';

/** What an address gave. */
export interface Fetched {
  readonly bytes: Uint8Array;
  /** Without parameters, in lower case. */
  readonly type: string;
  readonly charset: string | undefined;
  /** Where it came from in the end. */
  readonly address: string;
}

/** Bounds of fetching one page. */
export interface FetchLimits {
  readonly bytes: number;
  /** Milliseconds, redirects included. */
  readonly time: number;
  /** Whether addresses of private networks, and this machine, may be read. */
  readonly allowPrivate: boolean;
}

const MOST_REDIRECTS = 5;

/** Addresses that are not of the public internet. */
const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(net, bits, 'ipv4');
}
/** Of IPv6 only what is given out: everything else is this machine, a private network, or another one in disguise. */
const PUBLIC6 = new BlockList();
PUBLIC6.addSubnet('2000::', 3, 'ipv6');
/** Within it: tunnels that lead to an address of IPv4, and documentation. */
const NOT_PUBLIC6 = new BlockList();
NOT_PUBLIC6.addSubnet('2001::', 23, 'ipv6');
NOT_PUBLIC6.addSubnet('2001:db8::', 32, 'ipv6');
NOT_PUBLIC6.addSubnet('2002::', 16, 'ipv6');

/** Whether an address of the internet protocol belongs to this machine or a private network. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '').split('%')[0] ?? '';
  const within = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (within !== undefined) return isPrivateAddress(within);
  switch (isIP(plain)) {
    case 4:
      return PRIVATE.check(plain, 'ipv4');
    case 6:
      return !PUBLIC6.check(plain, 'ipv6') || NOT_PUBLIC6.check(plain, 'ipv6');
    default:
      return true;
  }
}

/**
 * Fetches a page over http or https, with redirects. The address that a name resolves to is checked where it is
 * connected to, so that a name cannot mean another machine the second time.
 *
 * @throws FirstlineError `articles.invalid` with what is wrong: scheme, private address, status, size, time
 */
export async function fetchPage(url: string, limits: FetchLimits): Promise<Fetched> {
  const signal = AbortSignal.timeout(limits.time);
  let address = url;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const target = parsed(address);
    const host = target.hostname.replace(/^\[|\]$/g, '');
    if (!limits.allowPrivate && isIP(host) && isPrivateAddress(host)) throw isPrivate(url, host);
    const answer = await ask(target, url, limits, signal);
    const { statusCode: status = 0, headers } = answer;
    if (status >= 300 && status < 400 && headers.location !== undefined) {
      answer.destroy();
      if (!URL.canParse(headers.location, address)) throw refused(url, 'leads to an address that is none');
      address = new URL(headers.location, address).href;
      continue;
    }
    if (status !== 200) {
      answer.destroy();
      throw refused(url, `answered with status ${status}`, 'Check the address in a browser.');
    }
    const bytes = await readAll(answer, url, limits, signal);
    const [type = '', ...parameters] = (headers['content-type'] ?? '').split(';');
    const charset = parameters.map((text) => /^\s*charset\s*=\s*"?([\w.:-]+)/i.exec(text)?.[1]).find(Boolean);
    return { bytes, type: type.trim().toLowerCase(), charset, address };
  }
  throw refused(url, `leads on more than ${MOST_REDIRECTS} times`);
}

function parsed(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw refused(
    address,
    'is no address of a page',
    'It begins with https:// or http:// and holds no password.',
  );
}

function ask(target: URL, url: string, limits: FetchLimits, signal: AbortSignal): Promise<IncomingMessage> {
  const lookup: LookupFunction = (name, options, done) => {
    resolve(name, { ...options, all: true }, (error, addresses) => {
      const bad = limits.allowPrivate ? undefined : addresses?.find((one) => isPrivateAddress(one.address));
      if (error) done(error, '', 0);
      else if (bad) done(isPrivate(url, `${name} (${bad.address})`), '', 0);
      else if (options.all) done(null, addresses);
      else done(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 0);
    });
  };
  return new Promise((settle, fail) => {
    const request = (target.protocol === 'https:' ? requestHttps : requestHttp)(
      target,
      {
        lookup,
        signal,
        agent: false,
        headers: {
          accept: 'text/html, application/json, text/csv, text/markdown, */*;q=0.1',
          'user-agent': 'Firstline',
        },
      },
      settle,
    );
    request.on('error', (error) => fail(told(error, url, limits, signal)));
    request.end();
  });
}

async function readAll(
  answer: IncomingMessage,
  url: string,
  limits: FetchLimits,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of answer) {
      signal.throwIfAborted();
      parts.push(part);
      size += part.length;
      if (size > limits.bytes) {
        throw refused(
          url,
          `is larger than ${Math.round(limits.bytes / 1e6)} MB`,
          'Save the part that you want, and import the file.',
        );
      }
    }
  } catch (error) {
    throw told(error, url, limits, signal);
  } finally {
    answer.destroy();
  }
  return Buffer.concat(parts);
}

function told(error: unknown, url: string, { time }: FetchLimits, signal: AbortSignal): FirstlineError {
  if (error instanceof FirstlineError) return error;
  if (signal.aborted) {
    return refused(
      url,
      `did not answer in ${time / 1000} seconds`,
      'Try again, or save the page and import the file.',
    );
  }
  const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new FirstlineError('articles.invalid', `${url} cannot be reached (${why}).`, {
    hint: 'Check the address in a browser.',
    cause: error,
  });
}

function isPrivate(url: string, host: string): FirstlineError {
  return refused(
    url,
    `is on this machine or in a private network: ${host}`,
    'If it is yours, say --allow-private.',
  );
}

function refused(url: string, what: string, hint = 'Check the address.'): FirstlineError {
  return new FirstlineError('articles.invalid', `${url} ${what}.`, { hint });
}
