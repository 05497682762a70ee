import {
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import type { Alarm, Clock, Log } from '../../src/core/ports/ambient.js';
import type { Outcome } from '../../src/core/ports/channel.js';
import { sdkLogger } from './sdk-log.js';
import { troubleOf } from './troubles.js';

/** An answer of Slack that says `ok`. Its fields are checked where they are used. */
export type Answer = Readonly<Record<string, unknown>>;

/** What became of a call that did not work. */
export type NotCalled = Exclude<Outcome, { kind: 'delivered' }>;

/** What became of a call. `code` is Slack's own word for what is wrong. */
export type Called =
  | { readonly ok: true; readonly answer: Answer }
  | {
      readonly ok: false;
      readonly code?: string;
      readonly outcome: NotCalled;
    };

/** Calls to Slack's Web API, each once: the outbox decides about repeating. */
export interface Api {
  /** Never throws. What was rate-limited is not sent again before the time that Slack named. */
  call(method: string, args: Answer): Promise<Called>;
}

/** One call may take so long; less than an attempt of the outbox. */
const TIMEOUT = 10_000;

/** Methods of which each channel has a rate of its own; the others share one for the workspace. */
const PER_CHANNEL = new Set(['chat.postMessage', 'chat.postEphemeral']);

/** Troubles of the whole app: they raise an alarm, and are over with the next call that works. */
const ALARM = 'slack';

/** Builds the client of the outbox and of look-ups. */
export function createApi(options: {
  readonly token: string;
  readonly url?: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly alarm: Alarm;
}): Api {
  const { token, url, clock, log, alarm } = options;
  const client = new WebClient(token, {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT,
    logger: sdkLogger(log),
    logLevel: LogLevel.WARN,
    ...(url !== undefined && { slackApiUrl: url }),
  });
  const held = new Map<string, number>();

  return {
    async call(method, args) {
      const lane = PER_CHANNEL.has(method) ? `${method} ${String(args.channel)}` : method;
      const wait = (held.get(lane) ?? 0) - clock.now();
      if (wait > 0) {
        return {
          ok: false,
          code: 'ratelimited',
          outcome: { kind: 'later', reason: 'Slack asks to wait.', retryAfter: wait },
        };
      }
      held.delete(lane);
      try {
        // WebClient wants an index of unknown values, which an Answer is; it does not change it.
        const answer = { ...(await client.apiCall(method, args as Record<string, unknown>)) };
        alarm.clear(ALARM);
        alarm.clear(`${ALARM}/${method}`);
        return { ok: true, answer };
      } catch (error) {
        const failed = explain(error, method);
        if (failed.code === 'ratelimited' && failed.outcome.kind === 'later') {
          held.set(lane, clock.now() + (failed.outcome.retryAfter ?? 1_000));
        }
        const trouble = failed.code === undefined ? undefined : troubleOf(failed.code);
        // A scope that one method lacks says nothing about the others.
        const key = failed.code === 'missing_scope' ? `${ALARM}/${method}` : ALARM;
        if (trouble?.ofApp) alarm.raise(key, `Slack refuses ${method}: ${failed.outcome.reason}`);
        return failed;
      }
    },
  };
}

function explain(error: unknown, method: string): Extract<Called, { ok: false }> {
  if (error instanceof WebAPIRateLimitedError) {
    const retryAfter = Math.max(1, error.retryAfter) * 1000;
    return {
      ok: false,
      code: 'ratelimited',
      outcome: { kind: 'later', reason: 'Slack asks to wait.', retryAfter },
    };
  }
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    const trouble = troubleOf(code);
    const scope = textIn(error.data, 'needed');
    const needed = scope === undefined ? '' : ` (needed: ${scope})`;
    const reason = `${trouble?.words ?? `Slack answers “${code}”`}${needed}.`;
    if (trouble?.passes) return { ok: false, code, outcome: { kind: 'later', reason } };
    return {
      ok: false,
      code,
      outcome: { kind: 'refused', reason, ...(trouble?.unreachable && { code: 'unreachable' as const }) },
    };
  }
  if (error instanceof WebAPIHTTPError) {
    return {
      ok: false,
      outcome: { kind: 'unknown', reason: `Slack answered ${error.statusCode} to ${method}.` },
    };
  }
  if (error instanceof WebAPIRequestError) {
    const reason = `Slack could not be reached: ${error.original.message}.`;
    return {
      ok: false,
      outcome: neverSent(error.original) ? { kind: 'later', reason } : { kind: 'unknown', reason },
    };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return { ok: false, outcome: { kind: 'unknown', reason } };
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

/** A field of an answer that is text. */
export function textIn(from: unknown, key: string): string | undefined {
  const value = isObject(from) ? from[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** A field of an answer that is an object. */
export function objectIn(from: unknown, key: string): Answer | undefined {
  const value = isObject(from) ? from[key] : undefined;
  return isObject(value) ? value : undefined;
}

/** A field of an answer that is a list; empty where there is none. */
export function listIn(from: unknown, key: string): readonly unknown[] {
  const value = isObject(from) ? from[key] : undefined;
  return Array.isArray(value) ? value : [];
}

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
