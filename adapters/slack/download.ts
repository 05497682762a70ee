import { Readable } from 'node:stream';
import type { FileRefusal, RemoteFile } from '../../src/core/content.js';
import { fetchAnswered } from '../../src/core/fetch-answered.js';
import { objectIn, textIn } from '../../src/core/json.js';
import type { Fetched } from '../../src/core/ports/channel.js';
import { retryAfterIn } from '../../src/core/retry-after.js';
import type { Api } from './api.js';

/** Codes of Slack that say that a file is not there any more. */
const GONE = new Set(['file_not_found', 'file_deleted']);
/** The same, as the file itself says it. */
const GONE_MODES = new Set(['tombstone', 'hidden_by_limit']);

/**
 * Opens a file of Slack: its address is asked for each time, since it may have changed. The bot's token goes to Slack
 * and nowhere else, and a sign-in page in the place of a file is not taken for one.
 */
export function createDownload(options: {
  readonly api: Api;
  readonly token: string;
  /** Where the Web API is, if not at Slack. */
  readonly url?: string;
  /** How long the answer may take to begin, in milliseconds. */
  readonly patience?: number;
}): (file: RemoteFile, signal: AbortSignal) => Promise<Fetched> {
  const { api, token, url, patience } = options;

  return async ({ id }, signal) => {
    const called = await api.call('files.info', { file: id }, signal);
    if (!called.ok) {
      const { code, outcome } = called;
      const { reason } = outcome;
      if (code !== undefined && GONE.has(code)) return refused('gone', reason);
      if (code === 'missing_scope' || outcome.kind === 'refused') return refused('platform', reason);
      return { ...outcome, kind: 'later' };
    }
    const file = objectIn(called.answer, 'file');
    if (GONE_MODES.has(textIn(file, 'mode') ?? '')) return refused('gone', 'Slack keeps it no longer.');
    const address = textIn(file, 'url_private_download') ?? textIn(file, 'url_private');
    if (address === undefined || file?.is_external === true || !isSlacks(address, url))
      return refused('platform', 'It is a link to another place.');
    const type = textIn(file, 'mimetype') ?? 'application/octet-stream';
    try {
      const response = await fetchAnswered(address, {
        headers: { authorization: `Bearer ${token}` },
        redirect: 'manual',
        signal,
        patience,
      });
      const no = await refusalOf(response, type, file?.size);
      if (no) {
        await response.body?.cancel().catch(() => {});
        return no;
      }
      // The stream of a response is that of the web; Node's own type of it is a copy.
      const body = response.body as Parameters<typeof Readable.fromWeb>[0] | null;
      const bytes = body ? Readable.fromWeb(body) : Readable.from([]);
      return { kind: 'fetched', bytes, name: textIn(file, 'name') ?? textIn(file, 'title') ?? 'file', type };
    } catch (error) {
      return { kind: 'later', reason: error instanceof Error ? error.message : String(error) };
    }
  };
}

async function refusalOf(response: Response, type: string, size: unknown): Promise<Fetched | undefined> {
  const { status } = response;
  if (status === 404 || status === 410) return refused('gone', `Slack answered ${status}.`);
  if (status >= 300 && status < 400) return refused('platform', 'Slack asks to sign in.');
  if (status === 429 || status >= 500)
    return { kind: 'later', reason: `Slack answered ${status}.`, ...retryAfterIn(response.headers) };
  if (status !== 200) return refused('platform', `Slack answered ${status}.`);
  const got = response.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  const page =
    got === 'text/html' && (type !== 'text/html' || response.headers.get('content-length') !== String(size));
  return page ? refused('platform', 'Slack sent a sign-in page in the place of the file.') : undefined;
}

function isSlacks(address: string, api: string | undefined): boolean {
  try {
    const { origin, protocol, hostname } = new URL(address);
    if (api !== undefined && origin === new URL(api).origin) return true;
    return protocol === 'https:' && /(?:^|\.)slack(?:-gov|-edge|-files)?\.com$/.test(hostname);
  } catch {
    return false;
  }
}

function refused(why: FileRefusal, reason: string): Fetched {
  return { kind: 'refused', why, reason: reason || 'Slack refuses the file.' };
}
