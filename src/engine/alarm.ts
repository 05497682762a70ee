import type { Alarm, Log } from '../core/ports/ambient.js';
import type { Worker } from '../core/ports/worker.js';

/** The owner's second route: the log, the health page, and a webhook where one is configured. */
export interface OwnerAlarm extends Alarm {
  /** Takes alarms that were decided in a turn: durable, and retried like any effect. */
  readonly worker: Worker;
  /** What is raised now, for the health page. */
  current(): readonly string[];
}

/** An alarm from a turn names one incident; it leaves the health page after this time. */
const SHOWN_FOR = 60 * 60_000;

/**
 * Builds the alarm. The webhook gets a POST of `{ "text": "…" }`, which Slack, Teams, Mattermost and most incident
 * tools take as it is.
 */
export function createAlarm(options: {
  readonly webhook?: string;
  readonly log: Log;
  readonly now: () => number;
}): OwnerAlarm {
  const { webhook, log, now } = options;
  const raised = new Map<string, { readonly message: string; readonly until: number }>();

  async function post(message: string, signal?: AbortSignal): Promise<string | undefined> {
    if (webhook === undefined) return undefined;
    try {
      const response = await fetch(webhook, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: `Firstline: ${message}` }),
        signal: signal ?? AbortSignal.timeout(10_000),
        redirect: 'error',
      });
      await response.body?.cancel();
      return response.ok ? undefined : `the webhook answered ${response.status}`;
    } catch (error) {
      return `the webhook could not be reached: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  return {
    raise(key, message) {
      if (raised.has(key)) return;
      raised.set(key, { message, until: Number.POSITIVE_INFINITY });
      log.error({ alarm: key }, message);
      void post(message).then((trouble) => trouble && log.error({ alarm: key }, trouble));
    },
    clear(key) {
      if (raised.delete(key)) log.info({ alarm: key }, 'the alarm is over');
    },
    current() {
      const at = now();
      for (const [key, { until }] of raised) if (until <= at) raised.delete(key);
      return [...raised.values()].map(({ message }) => message);
    },
    worker: {
      name: 'alarm',
      async run(effect, signal) {
        const { key, message } = alarmOf(effect.input);
        log.error({ alarm: key }, message);
        raised.set(key, { message, until: now() + SHOWN_FOR });
        const trouble = await post(message, signal);
        return trouble === undefined ? { kind: 'result', output: null } : { kind: 'later', reason: trouble };
      },
    },
  };
}

function alarmOf(input: unknown): { readonly key: string; readonly message: string } {
  const { key, message } = (typeof input === 'object' && input !== null ? input : {}) as Record<
    string,
    unknown
  >; // any object is one
  return { key: String(key), message: String(message) };
}
