import { Readable } from 'node:stream';
import type { FileRefusal, RemoteFile } from '../../src/core/content.js';
import { fetchAnswered } from '../../src/core/fetch-answered.js';
import { listIn, textIn } from '../../src/core/json.js';
import type { Fetched } from '../../src/core/ports/channel.js';
import { retryAfterIn } from '../../src/core/retry-after.js';
import type { Api } from './api.js';
import { locate, spotOf } from './places.js';
import { UNKNOWN_MESSAGE } from './troubles.js';

/**
 * Opens a file of Discord. Its address expires, so the message is asked for a fresh one each time; nothing but Discord's
 * own addresses is opened, and without the bot's token.
 */
export function createDownload(options: {
  readonly api: Api;
  /** Where the API is, if not at Discord. */
  readonly url: () => string | undefined;
  /** How long the answer may take to begin, in milliseconds. */
  readonly patience?: number;
}): (file: RemoteFile, signal: AbortSignal) => Promise<Fetched> {
  const { api, url, patience } = options;

  return async ({ place, message, id }, signal) => {
    const spot = spotOf(place);
    const at = spot && locate(spot, message);
    if (!at) return refused('gone', 'this is no message of Discord');
    const called = await api.call('GET', `/channels/${at.channel}/messages/${at.id}`, { signal });
    if (!called.ok) {
      // Whatever else keeps us from it (rights, an outage) may be over when it is asked for again.
      const { code, outcome } = called;
      if (code === UNKNOWN_MESSAGE) return refused('gone', outcome.reason);
      return { ...outcome, kind: 'later' };
    }
    const file = listIn(called.answer, 'attachments').find((one) => textIn(one, 'id') === id);
    const address = textIn(file, 'url');
    if (address === undefined) return refused('gone', 'It was taken off the message.');
    if (!isDiscords(address, url())) return refused('platform', 'It is a link to another place.');
    try {
      const response = await fetchAnswered(address, { redirect: 'manual', signal, patience });
      if (response.status !== 200) {
        await response.body?.cancel().catch(() => {});
        return {
          kind: 'later',
          reason: `Discord answered ${response.status}.`,
          ...retryAfterIn(response.headers),
        };
      }
      // The stream of a response is that of the web; Node's own type of it is a copy.
      const body = response.body as Parameters<typeof Readable.fromWeb>[0] | null;
      return {
        kind: 'fetched',
        bytes: body ? Readable.fromWeb(body) : Readable.from([]),
        name: textIn(file, 'filename') ?? 'file',
        type: textIn(file, 'content_type') ?? 'application/octet-stream',
      };
    } catch (error) {
      return { kind: 'later', reason: error instanceof Error ? error.message : String(error) };
    }
  };
}

function refused(why: FileRefusal, reason: string): Fetched {
  return { kind: 'refused', why, reason };
}

function isDiscords(address: string, api: string | undefined): boolean {
  if (!URL.canParse(address)) return false;
  const { origin, protocol, hostname } = new URL(address);
  if (api !== undefined && URL.canParse(api) && origin === new URL(api).origin) return true;
  return protocol === 'https:' && /(?:^|\.)(?:discordapp\.(?:com|net)|discord\.com)$/.test(hostname);
}
