import { setTimeout as wait } from 'node:timers/promises';
import { parsePlace, placeKey } from '../../src/core/place.js';
import type { Clock, Log } from '../../src/core/ports/ambient.js';
import type { Reader } from '../../src/core/ports/store.js';
import type { Watermark } from '../../src/core/records.js';
import { type Answer, type Api, isObject, listIn, objectIn, textIn } from './api.js';
import type { Ears } from './hear.js';
import { editOf, millis, parseMessage, type Self } from './parse.js';
import { PLATFORM } from './places.js';

/** Reads again what may have been missed. */
export interface CatchUp {
  /** The connection is there, and was not for a while: reads from the last mark. One at a time; more are one more. */
  sweep(): Promise<void>;
  /** Everything up to now has been heard: remembered, so that the next sweep begins here. */
  mark(at: number): Promise<void>;
  stop(): Promise<void>;
}

/** A sweep begins so much before its mark, in seconds: what was under way, and clocks that differ. */
const OVERLAP = 15 * 60;
/** Threads without a word for so long are not read again. */
const ACTIVE_FOR = 14 * 86_400_000;
/** Without any mark (a first start) there is nothing to catch up. */
const PAGE = 200;
/** The longest wait for a page; longer ones are tried again. */
const PATIENCE = 60_000;
const TRIES = 8;

/** Builds the reading of history. Everything goes through the one door under the ids of the live events. */
export function createCatchUp(options: {
  readonly api: Api;
  readonly ears: Ears;
  readonly reader: Pick<Reader, 'watermarks' | 'cases'>;
  readonly self: () => Self;
  readonly clock: Clock;
  readonly log: Log;
}): CatchUp {
  const { api, ears, reader, self, clock, log } = options;
  const stopped = new AbortController();
  let running: Promise<void> | undefined;
  let again = false;

  /** Where the workspace as a whole has been read: no channel is called like that. */
  const everywhere = (): string => placeKey({ platform: PLATFORM, workspace: self().team, channel: '*' });

  /** A page, with patience: a sweep must not end because Slack asks it to wait. */
  async function page(method: string, args: Answer): Promise<Answer | undefined> {
    for (let attempt = 1; attempt <= TRIES && !stopped.signal.aborted; attempt++) {
      const called = await api.call(method, args);
      if (called.ok) return called.answer;
      if (called.outcome.kind === 'refused') {
        log.debug({ method, channel: args.channel, reason: called.outcome.reason }, 'not read again');
        return undefined;
      }
      const asked = called.outcome.kind === 'later' ? (called.outcome.retryAfter ?? 0) : 0;
      const pause = Math.min(PATIENCE, Math.max(asked, 500 * 2 ** (attempt - 1)));
      await wait(pause, undefined, { signal: stopped.signal }).catch(() => {});
    }
    throw new Error(`Slack did not answer ${method}.`);
  }

  async function* pages(method: string, args: Answer, list: string): AsyncGenerator<readonly unknown[]> {
    let cursor: string | undefined;
    do {
      const found = await page(method, { limit: PAGE, ...args, ...(cursor !== undefined && { cursor }) });
      if (found === undefined) return;
      yield listIn(found, list);
      cursor = textIn(objectIn(found, 'response_metadata'), 'next_cursor') || undefined;
    } while (cursor !== undefined);
  }

  async function readThread(channel: string, thread: string, oldest: string): Promise<number> {
    let count = 0;
    for await (const found of pages('conversations.replies', { channel, ts: thread, oldest }, 'messages')) {
      for (const message of found) {
        // The first message comes with every page, however old it is.
        const ts = textIn(message, 'ts');
        if (ts !== undefined && Number(ts) >= Number(oldest)) count += await hear(message, channel);
      }
    }
    return count;
  }

  async function readChannel(channel: string, oldest: string): Promise<number> {
    const messages: unknown[] = [];
    for await (const found of pages('conversations.history', { channel, oldest }, 'messages'))
      messages.push(...found);
    let count = 0;
    for (const message of messages.reverse()) {
      count += await hear(message, channel);
      const ts = textIn(message, 'ts');
      const latest = textIn(message, 'latest_reply');
      if (ts !== undefined && latest !== undefined && Number(latest) >= Number(oldest)) {
        count += await readThread(channel, ts, oldest);
      }
    }
    return count;
  }

  async function hear(message: unknown, channel: string): Promise<number> {
    const seen = parseMessage(message, self(), channel);
    if (seen === undefined) return 0;
    const heard = await ears.take(seen);
    const edited = textIn(objectIn(message, 'edited'), 'ts');
    if (edited !== undefined && heard !== undefined) await ears.take(editOf(seen, edited));
    return heard?.outcome === 'done' ? 1 : 0;
  }

  async function run(): Promise<void> {
    const began = clock.now();
    const marks = await reader.watermarks(PLATFORM);
    const place = everywhere();
    const last = marks.find((mark) => mark.place === place);
    if (last !== undefined) {
      const oldest = `${Math.max(0, Math.floor(Number(last.mark)) - OVERLAP)}.000000`;
      let found = 0;
      let channels = 0;
      for await (const list of pages(
        'users.conversations',
        { types: 'public_channel,private_channel,mpim,im', exclude_archived: true },
        'channels',
      )) {
        for (const channel of list) {
          const id = textIn(channel, 'id');
          if (id === undefined || !isObject(channel)) continue;
          channels += 1;
          found += await readChannel(id, oldest);
        }
      }
      const threads = await activeThreads(marks, began);
      for (const { channel, thread } of threads) found += await readThread(channel, thread, oldest);
      const fields = { channels, threads: threads.length, found, ms: clock.now() - began };
      log.info(fields, 'caught up with Slack');
    }
    if (!stopped.signal.aborted) await mark(began);
  }

  /** Threads that the bot takes part in, and those of open cases, with their askers' places. */
  async function activeThreads(
    marks: readonly Watermark[],
    now: number,
  ): Promise<readonly { readonly channel: string; readonly thread: string }[]> {
    const places = new Set<string>();
    for (const { place, at } of marks) if (now - at < ACTIVE_FOR) places.add(place);
    for (const found of await reader.cases({ open: true, limit: 1_000 })) {
      places.add(found.asker.place);
      if (found.threadPlace !== undefined) places.add(found.threadPlace);
    }
    return [...places].flatMap((place) => {
      const parts = parsePlace(place);
      if (parts?.platform !== PLATFORM || parts.workspace !== self().team || parts.thread === undefined)
        return [];
      return [{ channel: parts.channel, thread: parts.thread }];
    });
  }

  async function mark(at: number): Promise<void> {
    const place = everywhere();
    const stamp = (at / 1000).toFixed(6);
    await ears.submit({ kind: 'mark', id: `slack:${self().team}/mark/${stamp}`, at, place, mark: stamp });
  }

  return {
    mark,
    sweep() {
      if (running !== undefined) {
        again = true;
        return running;
      }
      running = (async () => {
        do {
          again = false;
          await run().catch((error: unknown) => {
            if (!stopped.signal.aborted)
              log.error(
                { err: error },
                'catching up with Slack failed; the next time begins at the same mark',
              );
          });
        } while (again && !stopped.signal.aborted);
      })().finally(() => {
        running = undefined;
      });
      return running;
    },
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

/** When a `ts` was, for those who compare it with the clock. */
export const timeOf = millis;
