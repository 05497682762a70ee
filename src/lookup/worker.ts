import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { LOOKUP_WORKER, type LookupOutput } from '../core/lookup.js';
import { neverSent } from '../core/never-sent.js';
import type { Alarm, Log } from '../core/ports/ambient.js';
import type { Worker } from '../core/ports/worker.js';
import { timeLimit } from '../core/time-limit.js';
import type { LookupConfig } from './config.js';
import { type Hosts, openHosts } from './hosts.js';
import { drop, isJson, readAnswer, readBytes } from './read-answer.js';

/** Redirects within the host that are followed. */
const MOST_HOPS = 3;
/** A passing failure is tried once more after so many milliseconds, if there is time. */
const AGAIN_AFTER = 250;
const PASSING = new Set([429, 502, 503, 504]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

const Call = z.object({
  article: z.string(),
  method: z.enum(['GET', 'POST']),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().optional(),
  values: z.record(z.string(), z.string()),
  timeout: z.number().optional(),
});
type Call = z.output<typeof Call>;

/**
 * The worker as the configuration asks for it, with the secrets of the environment.
 *
 * @throws FirstlineError `config.missing` where a variable is missing
 */
export function openLookups(
  config: LookupConfig,
  variables: Readonly<Record<string, string>>,
  ambient: { readonly log: Log; readonly alarm: Alarm },
): Worker {
  const hosts = openHosts(config, variables);
  return createLookupWorker({
    hosts,
    timeout: config.timeout,
    most: config['max-answer'] * 1024,
    ...ambient,
  });
}

/**
 * Builds the worker that calls the services of lookups. It always hands back a result, an answer or why there is none,
 * within the time of the lookup: somebody waits for it. Calls that were made before a crash are made again; a POST
 * carries the key of its effect as `Idempotency-Key`, by which a service can tell.
 */
export function createLookupWorker(options: {
  readonly hosts: Hosts;
  /** Milliseconds, where the article does not say otherwise. */
  readonly timeout: number;
  /** Bytes of an answer. */
  readonly most: number;
  readonly log: Log;
  readonly alarm: Alarm;
}): Worker {
  const { hosts, timeout, most, log, alarm } = options;

  return {
    name: LOOKUP_WORKER,
    async run(effect, signal) {
      const parsed = Call.safeParse(effect.input);
      if (!parsed.success) return { kind: 'result', output: failure('refused', 'a call of another version') };
      const call = parsed.data;
      const began = performance.now();
      const limit = timeLimit(call.timeout ?? timeout);
      // Not `AbortSignal.any`: Node keeps such a signal for ever while somebody listens, and fetch goes on listening.
      const ended = new AbortController();
      const end = (): void => ended.abort();
      for (const one of [signal, limit.signal]) one.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
      const output = await lookUp(call, effect.key, ended.signal).finally(() => {
        limit.lift();
        signal.removeEventListener('abort', end);
      });
      const origin = originOf(call.url);
      // Neither the address nor the answer: both may hold what is the asker's own business.
      const fields = {
        effect: effect.key,
        article: call.article,
        origin,
        ms: Math.round(performance.now() - began),
      };
      if (output.ok) {
        log.info(fields, 'looked up');
        alarm.clear(`lookup ${origin}`);
      } else {
        log.warn({ ...fields, why: output.why, note: output.note }, 'not looked up');
        // These do not pass by themselves: the owner has to do something.
        if (output.why === 'refused' || /^status 40[13]$/.test(output.note))
          alarm.raise(
            `lookup ${origin}`,
            `The article ${call.article} cannot be looked up at ${origin}: ${output.note}.`,
          );
      }
      return { kind: 'result', output };
    },
  };

  async function lookUp(call: Call, key: string, signal: AbortSignal): Promise<LookupOutput> {
    try {
      const response = await reach(call, key, signal);
      if (!(response instanceof Response)) return response;
      if (!response.ok) {
        await drop(response);
        return failure('status', `status ${response.status}`);
      }
      if (!isJson(response.headers.get('content-type'))) {
        await drop(response);
        return failure('unusable', 'its content type is not that of JSON');
      }
      const bytes = await readBytes(response, most);
      return bytes === undefined
        ? failure('unusable', `more than ${most} bytes`)
        : await readAnswer(bytes, call.values);
    } catch (error) {
      return signal.aborted ? failure('timeout', 'no answer in time') : failure('unreachable', codeOf(error));
    }
  }

  /** The response at the end of the redirects, after a second try where the first failed in passing. */
  async function reach(call: Call, key: string, signal: AbortSignal): Promise<Response | LookupOutput> {
    try {
      const first = await request(call, key, signal);
      const passing = first instanceof Response && call.method === 'GET' && PASSING.has(first.status);
      if (!passing) return first;
      await drop(first);
    } catch (error) {
      if (signal.aborted || (call.method !== 'GET' && !neverSent(error))) throw error;
    }
    await sleep(AGAIN_AFTER, undefined, { signal });
    return request(call, key, signal);
  }

  async function request(call: Call, key: string, signal: AbortSignal): Promise<Response | LookupOutput> {
    const { method, body } = call;
    const origin = originOf(call.url);
    const secrets = hosts.get(origin);
    if (!secrets) return failure('refused', 'the host is not among lookups.hosts');
    let url = call.url;
    for (let hop = 0; hop <= MOST_HOPS; hop++) {
      const response = await fetch(url, {
        method,
        redirect: 'manual',
        signal,
        headers: {
          accept: 'application/json',
          'user-agent': 'Firstline',
          ...call.headers,
          ...(method === 'POST' && { 'content-type': 'application/json', 'idempotency-key': key }),
          ...secrets,
        },
        ...(body !== undefined && { body }),
      });
      if (!REDIRECTS.has(response.status)) return response;
      await drop(response);
      const location = response.headers.get('location');
      if (location === null) return failure('refused', 'a redirect that does not say where to');
      const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
      if (next?.origin !== origin) return failure('refused', 'a redirect to another host');
      if (method === 'POST' && response.status < 307)
        return failure('refused', 'a redirect that makes a GET of a POST');
      url = next.href;
    }
    return failure('refused', `more than ${MOST_HOPS} redirects`);
  }
}

function failure(why: Exclude<LookupOutput, { ok: true }>['why'], note: string): LookupOutput {
  return { ok: false, why, note };
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'nowhere';
}

/** The code of a failed connection; its words may hold an address. */
function codeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return 'no connection';
}
