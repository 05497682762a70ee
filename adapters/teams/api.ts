import type { Alarm, Log } from '../../src/core/ports/ambient.js';
import { timeLimit } from '../../src/core/time-limit.js';
import type { Called, Connector, NoAnswer, NotCalled } from './connector.js';
import { objectIn, textIn } from './json.js';
import { troubleOf } from './troubles.js';

/** One call may take so long; less than an attempt of the outbox. */
const TIMEOUT = 10_000;
/** Teams asks to wait without saying for how long. */
const SOME_TIME = 1_000;
/** Our token is refused: raised, and over with the next call that works. */
export const TOKEN_ALARM = 'teams';

/** Builds the client of the Bot Connector. */
export function createConnector(options: {
  readonly token: (fresh?: boolean) => Promise<string>;
  readonly log: Log;
  readonly alarm: Alarm;
}): Connector {
  const { token, log, alarm } = options;

  async function request(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    address: string,
    { body, signal }: { readonly body?: object; readonly signal: AbortSignal },
    fresh = false,
  ): Promise<Response | NoAnswer> {
    let secret: string;
    try {
      secret = await token(fresh);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      alarm.raise(TOKEN_ALARM, `The bot gets no token for Teams: ${reason}`);
      return failed({ kind: 'later', reason });
    }
    const response = await fetch(address, {
      method,
      redirect: 'error',
      headers: {
        authorization: `Bearer ${secret}`,
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json; charset=utf-8' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal,
    });
    // A token may be taken back before its time: nothing was done, so it is asked once more with another one.
    if (response.status !== 401 || fresh) return response;
    await response.body?.cancel().catch(() => {});
    return request(method, address, { ...(body && { body }), signal }, true);
  }

  async function call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    service: string,
    path: string,
    how: { readonly body?: object; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Called> {
    if (how.signal?.aborted) return failed({ kind: 'later', reason: 'It was not sent in time.' });
    const address = `${service.replace(/\/+$/, '')}/v3/${path}`;
    const limit = timeLimit(TIMEOUT);
    const signal = how.signal ? AbortSignal.any([how.signal, limit.signal]) : limit.signal;
    try {
      const response = await request(method, address, { ...how, signal });
      if ('ok' in response && 'outcome' in response) return response;
      const text = await response.text();
      const answer = readJson(text);
      if (response.ok) {
        alarm.clear(TOKEN_ALARM);
        return { ok: true, answer };
      }
      const explained = explain(response, answer);
      if (response.status === 401)
        alarm.raise(TOKEN_ALARM, `Teams refuses the bot: ${explained.outcome.reason}`);
      log.debug({ method, path, reason: explained.outcome.reason }, 'Teams did not do it');
      return explained;
    } catch (error) {
      const reason = `Teams could not be reached: ${error instanceof Error ? error.message : String(error)}.`;
      return failed(neverSent(error) ? { kind: 'later', reason } : { kind: 'unknown', reason });
    } finally {
      limit.lift();
    }
  }

  const at = (conversation: string): string => `conversations/${encodeURIComponent(conversation)}`;
  return {
    create: (service, body, signal) => call('POST', service, 'conversations', { body, signal }),
    send: (service, conversation, body, signal) =>
      call('POST', service, `${at(conversation)}/activities`, { body, signal }),
    update: (service, conversation, id, body, signal) =>
      call('PUT', service, `${at(conversation)}/activities/${encodeURIComponent(id)}`, { body, signal }),
    remove: (service, conversation, id, signal) =>
      call('DELETE', service, `${at(conversation)}/activities/${encodeURIComponent(id)}`, { signal }),
    member: (service, conversation, user) =>
      call('GET', service, `${at(conversation)}/members/${encodeURIComponent(user)}`),
    members: (service, conversation, from) =>
      call(
        'GET',
        service,
        `${at(conversation)}/pagedmembers?pageSize=500${from === undefined ? '' : `&continuationToken=${encodeURIComponent(from)}`}`,
      ),
    async open(address, signal) {
      const late = AbortSignal.timeout(TIMEOUT);
      const response = await request('GET', address, { signal: AbortSignal.any([signal, late]) });
      if ('outcome' in response) throw new Error(response.outcome.reason);
      return response;
    },
  };
}

function failed(outcome: NotCalled, more: Pick<NoAnswer, 'status' | 'code'> = {}): NoAnswer {
  return { ok: false, outcome, ...more };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a proxy's page
  }
}

function explain(response: Response, answer: unknown): NoAnswer {
  const { status, headers } = response;
  const error = objectIn(answer, 'error');
  const code = textIn(error, 'code');
  const more = { status, ...(code !== undefined && { code }) };
  // Teams asks to repeat 412, too: somebody else changed the conversation at the same moment.
  if (status === 429 || status === 412 || status === 503) {
    const retryAfter = waitIn(headers.get('retry-after'));
    return failed({ kind: 'later', reason: 'Teams asks to wait.', retryAfter }, more);
  }
  if (status === 401) {
    const reason = 'the token of the bot is not valid; check the app id, its secret and its tenant.';
    return failed({ kind: 'later', reason }, more);
  }
  if (status >= 500 || status === 408)
    return failed({ kind: 'unknown', reason: `Teams answered ${status}.` }, more);
  const trouble = troubleOf(code) ?? (status === 413 ? troubleOf('MessageSizeTooBig') : undefined);
  const said = textIn(error, 'message')?.replace(/\s+/g, ' ').slice(0, 200);
  const reason = `${trouble?.words ?? `Teams answers ${status}${said ? ` “${said}”` : ''}`}.`;
  const unreachable = trouble ? trouble.unreachable : status === 403 || status === 404;
  return failed({ kind: 'refused', reason, ...(unreachable && { code: 'unreachable' as const }) }, more);
}

/** `Retry-After`, in seconds or as a date. */
function waitIn(header: string | null): number {
  const seconds = Number(header ?? Number.NaN);
  if (header !== null && Number.isFinite(seconds)) return Math.max(1, seconds * 1000);
  const until = Date.parse(header ?? '');
  return Number.isNaN(until) ? SOME_TIME : Math.max(1, until - Date.now());
}

const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether the connection was never made, so that nothing can have arrived. */
function neverSent(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && NEVER_SENT.has(at.code)) return true;
  }
  return false;
}
