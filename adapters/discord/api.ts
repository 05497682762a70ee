import {
  DiscordAPIError,
  HTTPError,
  RateLimitError,
  type RawFile,
  REST,
  type RequestMethod,
  type RouteLike,
} from 'discord.js';
import { neverSent } from '../../src/core/never-sent.js';
import type { Alarm, Log } from '../../src/core/ports/ambient.js';
import type { Outcome } from '../../src/core/ports/channel.js';
import { troubleOf } from './troubles.js';

/** What became of a call that did not work. */
export type NotCalled = Exclude<Outcome, { kind: 'delivered' }>;

/** A call that did not work. `code` is Discord's own number for what is wrong. */
export interface NoAnswer {
  readonly ok: false;
  readonly code?: number;
  readonly outcome: NotCalled;
}

/** What became of a call. */
export type Called = { readonly ok: true; readonly answer: unknown } | NoAnswer;

/** A call. */
export interface Request {
  readonly body?: unknown;
  /** Uploaded with the body. */
  readonly files?: readonly RawFile[];
  readonly query?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Without the bot's token: answers to interactions, and what a webhook says. */
  readonly open?: boolean;
}

/** Calls to Discord's REST API, each once: the outbox decides about repeating. */
export interface Api {
  /** Never throws, and never sleeps through a rate limit: what is not sent says for how long it must wait. */
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: RouteLike,
    request?: Request,
  ): Promise<Called>;
  /** Nothing more is asked; what is being asked is given up. */
  stop(): void;
}

/** One call may take so long, in milliseconds; less than an attempt of the outbox. Files may take longer to upload. */
const PATIENCE = { call: 10_000, upload: 60_000 };
/** The token is refused: raised, and over with the next call that works. */
export const TOKEN_ALARM = 'discord';

/** The addresses of Discord that are used where none is given. */
export const STANDARD_API = 'https://discord.com/api';

/** Builds the client of the outbox and of look-ups: never the one of the gateway, which may be a host's. */
export function createApi(options: {
  /** The bot's token; undefined while a host has not logged in. */
  readonly token: () => string | undefined;
  readonly url: () => string | undefined;
  readonly log: Log;
  readonly alarm: Alarm;
  /** How long a call may take, in milliseconds: without files, and with them. */
  readonly patience?: { readonly call: number; readonly upload: number };
}): Api {
  const { token, log, alarm, patience = PATIENCE } = options;
  let rest: REST | undefined;
  const running = new Set<AbortController>();
  const client = (): REST => {
    rest ??= new REST({
      api: options.url() ?? STANDARD_API,
      version: '10',
      retries: 0,
      // Each call has a timer of its own, since the library knows one for all.
      timeout: 2 * patience.upload,
      // Otherwise it sleeps inside the call, however long, and the lease of the effect runs out.
      rejectOnRateLimit: () => true,
    });
    return rest;
  };
  return {
    async call(method, path, { body, files = [], query, signal, open = false } = {}) {
      if (signal?.aborted) return failed({ kind: 'later', reason: 'It was not sent in time.' });
      const secret = token();
      if (secret === undefined) return failed({ kind: 'later', reason: 'Discord is not connected yet.' });
      // After one 401 the library forgets the token for good; a revoked one may be put right while we run.
      const sender = client().setToken(secret);
      const ended = new AbortController();
      const timer = setTimeout(() => ended.abort(), files.length > 0 ? patience.upload : patience.call);
      running.add(ended);
      const stop = (): void => ended.abort();
      signal?.addEventListener('abort', stop, { once: true });
      try {
        const answer = await sender.request({
          // The library's enumeration of methods has these very names as its values.
          method: method as RequestMethod,
          fullRoute: path,
          auth: !open,
          ...(body !== undefined && { body }),
          ...(files.length > 0 && { files: [...files] }),
          ...(query && { query: new URLSearchParams(query) }),
          // The library listens to a signal and never stops: each call has one of its own. Not one of `AbortSignal.any`:
          // Node keeps such a signal for ever while somebody listens.
          signal: ended.signal,
        });
        if (!open) alarm.clear(TOKEN_ALARM);
        return { ok: true, answer };
      } catch (error) {
        const shown = withoutToken(path);
        const explained = explain(error, `${method} ${shown}`);
        if (isUnauthorised(error) && !open) {
          alarm.raise(TOKEN_ALARM, `Discord refuses the bot: ${explained.outcome.reason}`);
        }
        log.debug({ method, path: shown, reason: explained.outcome.reason }, 'Discord did not do it');
        return explained;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        running.delete(ended);
      }
    },
    stop() {
      for (const call of running) call.abort();
      rest?.clearHandlerSweeper();
      rest?.clearHashSweeper();
    },
  };
}

/** Whoever has the token of a webhook writes in its channel under any name; reasons are read at the desk and in logs. */
function withoutToken(path: string): string {
  return path.replace(/^(\/(?:webhooks|interactions)\/\d+)\/[^/?]+/, '$1/…');
}

const BAD_TOKEN =
  'the bot token is not valid; make a new one on the page “Bot” of the application, and put it into DISCORD_TOKEN';

function failed(outcome: NotCalled, code?: number): NoAnswer {
  return { ok: false, outcome, ...(code !== undefined && { code }) };
}

function isUnauthorised(error: unknown): boolean {
  return (error instanceof DiscordAPIError || error instanceof HTTPError) && error.status === 401;
}

function explain(error: unknown, what: string): NoAnswer {
  if (error instanceof RateLimitError) {
    // Either way it was not done: the library refused to send it, or Discord refused to do it.
    const retryAfter = Math.max(1, error.retryAfter, error.sublimitTimeout, error.timeToReset);
    return failed({ kind: 'later', reason: 'Discord asks to wait.', retryAfter });
  }
  if (isUnauthorised(error)) return failed({ kind: 'later', reason: `${BAD_TOKEN}.` });
  if (error instanceof DiscordAPIError) {
    const code = Number(error.code);
    const trouble = troubleOf(code);
    const details = code === 50035 ? ` (${error.message.replace(/\s+/g, ' ').slice(0, 200)})` : '';
    const reason = `${trouble?.words ?? `Discord answers “${error.message.slice(0, 200)}”`}${details}.`;
    if (trouble?.passes) return failed({ kind: 'later', reason }, code);
    return failed(
      { kind: 'refused', reason, ...(trouble?.unreachable && { code: 'unreachable' as const }) },
      code,
    );
  }
  if (error instanceof HTTPError) {
    return failed({ kind: 'unknown', reason: `Discord answered ${error.status} to ${what}.` });
  }
  const words = error instanceof Error ? error.message : String(error);
  const reason = `Discord could not be reached: ${words}.`;
  return failed(neverSent(error) ? { kind: 'later', reason } : { kind: 'unknown', reason });
}
