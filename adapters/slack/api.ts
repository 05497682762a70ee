import {
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import { type Answer, textIn } from '../../src/core/json.js';
import { neverSent } from '../../src/core/never-sent.js';
import type { Alarm, Clock, Log } from '../../src/core/ports/ambient.js';
import type { Outcome } from '../../src/core/ports/channel.js';
import { sdkLogger } from './sdk-log.js';
import { troubleOf } from './troubles.js';

/** What became of a call that did not work. */
export type NotCalled = Exclude<Outcome, { kind: 'delivered' }>;

/** What became of a call. `code` is Slack's own word for what is wrong. */
export type Called = { readonly ok: true; readonly answer: Answer } | NoAnswer;

/** A call that did not work. */
export interface NoAnswer {
  readonly ok: false;
  readonly code?: string;
  readonly outcome: NotCalled;
}

/** Calls to Slack's Web API, each once: the outbox decides about repeating. */
export interface Api {
  /**
   * Never throws. What was rate-limited is not sent again before the time that Slack named. Once `signal` says so,
   * nobody waits for the answer any longer: what was sent may arrive all the same.
   */
  call(method: string, args: Answer, signal?: AbortSignal): Promise<Called>;
  /** Nobody waits for answers to questions any more, and none is asked. What changes something may still be sent. */
  stop(): void;
}

/** One call may take so long; less than an attempt of the outbox. */
const TIMEOUT = 10_000;

/** Methods that change something; the others ask. */
const CHANGES = /^(?:(?:chat|reactions|views)\.|files\.(?:complete|getUpload))/;

/**
 * So far apart are those who wait for the same limit sent again, in the order in which they came; Slack takes about one
 * message a second.
 */
const SPACING = 1_000;
/** Questions are allowed in bursts, and somebody waits for a name. */
const SPACING_OF_QUESTIONS = 100;
/** Whoever does not come so long after their turn has given up. */
const GIVEN_UP = 10_000;
/** Limits that are remembered. */
const MOST_HELD = 1_000;

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
  const held = new Map<string, Held>();
  const asking = new Set<() => void>();
  let stopped = false;

  /**
   * How long a call is to wait, if at all. Those who wait come one after the other, not all at once, and whoever asks too
   * early keeps their turn.
   */
  function waitFor(lane: string, args: Answer, spacing: number): number {
    const found = held.get(lane);
    if (found === undefined) return 0;
    const now = clock.now();
    forget(found, now);
    if (found.until <= now) {
      if (found.turns.size === 0) held.delete(lane);
      return 0;
    }
    const call = JSON.stringify(args);
    const turn = found.turns.get(call) ?? Math.max(found.until, found.last + spacing);
    found.turns.set(call, turn);
    found.last = Math.max(found.last, turn);
    return turn - now;
  }

  /**
   * Slack asks to wait: everybody who waits does so for as much longer, in the same order, and a call that came only now
   * is the last one. Returns how long this one waits.
   */
  function hold(lane: string, args: Answer, wait: number, spacing: number): number {
    const now = clock.now();
    if (held.size >= MOST_HELD) {
      for (const [key, one] of held) {
        forget(one, now);
        if (one.until <= now && one.turns.size === 0) held.delete(key);
      }
    }
    const call = JSON.stringify(args);
    const until = now + wait;
    const turns = new Map(held.get(lane)?.turns);
    if (!turns.has(call)) turns.set(call, until);
    let last = until - spacing;
    for (const [other, turn] of turns) {
      last = Math.max(turn, last + spacing);
      turns.set(other, last);
    }
    held.set(lane, { until, turns, last });
    return (turns.get(call) ?? until) - now;
  }

  function passed(lane: string, args: Answer): void {
    held.get(lane)?.turns.delete(JSON.stringify(args));
  }

  /** The answer, or an error as soon as nobody waits for it. */
  function answered<T>(sent: Promise<T>, asks: boolean, signal: AbortSignal | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const leave = (): void => reject(new Error('Slack took too long, or Firstline is stopping.'));
      if (asks) asking.add(leave);
      signal?.addEventListener('abort', leave, { once: true });
      if (signal?.aborted) leave();
      sent.then(resolve, reject).finally(() => {
        asking.delete(leave);
        signal?.removeEventListener('abort', leave);
      });
    });
  }

  return {
    stop() {
      stopped = true;
      for (const leave of asking) leave();
    },
    async call(method, args, signal) {
      const asks = !CHANGES.test(method);
      if (stopped && asks) return { ok: false, outcome: { kind: 'later', reason: 'Firstline is stopping.' } };
      const lane = PER_CHANNEL.has(method) ? `${method} ${String(args.channel)}` : method;
      const spacing = asks ? SPACING_OF_QUESTIONS : SPACING;
      const wait = waitFor(lane, args, spacing);
      if (wait > 0) {
        return {
          ok: false,
          code: 'ratelimited',
          outcome: { kind: 'later', reason: 'Slack asks to wait.', retryAfter: wait },
        };
      }
      try {
        // WebClient wants an index of unknown values, which an Answer is; it does not change it.
        const sent = client.apiCall(method, args as Record<string, unknown>);
        const answer = { ...(await answered(sent, asks, signal)) };
        if (held.has(lane)) passed(lane, args);
        alarm.clear(ALARM);
        alarm.clear(`${ALARM}/${method}`);
        return { ok: true, answer };
      } catch (error) {
        const failed = explain(error, method);
        if (failed.code === 'ratelimited' && failed.outcome.kind === 'later') {
          const retryAfter = hold(lane, args, failed.outcome.retryAfter ?? SPACING, spacing);
          return { ...failed, outcome: { ...failed.outcome, retryAfter } };
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

/** A limit that Slack named. */
interface Held {
  /** Nothing is sent before. */
  readonly until: number;
  /** When those who wait may come, by what they call, in their order. */
  readonly turns: Map<string, number>;
  /** The last turn of all. */
  last: number;
}

function forget({ turns }: Held, now: number): void {
  for (const [call, turn] of turns) {
    if (turn >= now - GIVEN_UP) return;
    turns.delete(call);
  }
}

function explain(error: unknown, method: string): NoAnswer {
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
