import { Readable } from 'node:stream';
import type { FileRefusal, RemoteFile } from '../../src/core/content.js';
import { fetchAnswered } from '../../src/core/fetch-answered.js';
import type { Fetched } from '../../src/core/ports/channel.js';
import type { Connector } from './connector.js';
import { NOT_FOR_BOTS } from './files-in.js';
import { spotOf } from './places.js';
import type { Services } from './services.js';

/** Hosts of Microsoft that hold what people attach. */
const HOSTS =
  /(?:^|\.)(?:sharepoint\.(?:com|us|cn)|svc\.ms|onedrive\.live\.com|1drv\.com|microsoftpersonalcontent\.com)$/;

/** How often an address may lead to another one. */
const HOPS = 3;

/** Whether an address is one where Microsoft keeps files; `trusted` knows of others. */
export function isFileAddress(address: string, trusted: (address: string) => boolean): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return trusted(address) || (protocol === 'https:' && HOSTS.test(hostname));
}

/**
 * Builds what opens files that hang on messages. The address of a file that was attached lives for some minutes and
 * carries its own permission; that of a picture which was pasted needs the bot's token, which goes to Teams alone.
 */
export function createDownload(options: {
  readonly connector: Connector;
  readonly services: Services;
  readonly trusted: (address: string) => boolean;
  /** How long the answer may take to begin, in milliseconds. */
  readonly patience?: number;
}): (file: RemoteFile, signal: AbortSignal) => Promise<Fetched> {
  const { connector, services, trusted, patience } = options;

  /** Opens an address; where it leads elsewhere, only to another one of Microsoft's. Undefined where it does not. */
  async function follow(address: string, signal: AbortSignal): Promise<Response | undefined> {
    let at = address;
    for (let hop = 0; hop <= HOPS; hop++) {
      const response = await fetchAnswered(at, { signal, redirect: 'manual', patience });
      const next = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || next === null) return response;
      await response.body?.cancel().catch(() => {});
      if (!URL.canParse(next, at)) return undefined;
      at = new URL(next, at).href;
      if (!isFileAddress(at, trusted)) return undefined;
    }
    return undefined;
  }

  return async ({ place, id }, signal) => {
    const spot = spotOf(place);
    if (!spot) return refused('gone', 'this is no place of Teams');
    if (id === NOT_FOR_BOTS) return refused('platform', 'Teams gives bots the files of personal chats only');
    const pasted = isSameOrigin(id, services.of(spot)) && new URL(id).pathname.includes('/v3/attachments/');
    if (!pasted && !isFileAddress(id, trusted))
      return refused('platform', 'the file is not kept by Microsoft');
    try {
      const response = pasted ? await connector.open(id, signal) : await follow(id, signal);
      if (!response) return refused('platform', 'the file is not kept by Microsoft');
      if (response.status === 200) {
        const { name, type } = describe(id, response);
        // The stream of a response is that of the web; Node's own type of it is a copy.
        const body = response.body as Parameters<typeof Readable.fromWeb>[0] | null;
        return { kind: 'fetched', bytes: body ? Readable.fromWeb(body) : Readable.from([]), name, type };
      }
      await response.body?.cancel().catch(() => {});
      const reason = `Teams answered ${response.status}.`;
      if (response.status === 429 || response.status >= 500) return { kind: 'later', reason };
      return refused([401, 403, 404, 410].includes(response.status) ? 'gone' : 'platform', reason);
    } catch (error) {
      return { kind: 'later', reason: error instanceof Error ? error.message : String(error) };
    }
  };
}

function refused(why: FileRefusal, reason: string): Fetched {
  return { kind: 'refused', why, reason };
}

function isSameOrigin(address: string, service: string): boolean {
  return (
    URL.canParse(address) && URL.canParse(service) && new URL(address).origin === new URL(service).origin
  );
}

function describe(address: string, { headers }: Response): { readonly name: string; readonly type: string } {
  const type = headers.get('content-type') ?? 'application/octet-stream';
  const name = new URL(address).hash.slice(1);
  try {
    return { name: decodeURIComponent(name) || 'file', type };
  } catch {
    return { name: name || 'file', type };
  }
}
