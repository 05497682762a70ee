import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, listIn, objectIn, textIn } from '../../src/core/json.js';
import { type PlaceKey, parsePlace, placeKey } from '../../src/core/place.js';
import type { Clock, Log } from '../../src/core/ports/ambient.js';
import type { Reader } from '../../src/core/ports/store.js';
import type { Watermark } from '../../src/core/records.js';
import type { Api } from './api.js';
import type { Ears } from './hear.js';
import { editOf, parseMessage, type Self } from './parse.js';
import { PLATFORM } from './places.js';

/** Reads again what may have been missed. */
export interface CatchUp {
  /** A gap that has not been read to its end: until it is, the mark stays where it was. */
  readonly behind: boolean;
  /** Before anything is heard for the very first time: what comes from now on can be caught up. */
  begin(): Promise<void>;
  /**
   * Something may have been missed: reads from the last mark, and again after a while where that failed. One at a
   * time; more are one more.
   */
  sweep(): Promise<void>;
  /** Everything up to now has been heard: remembered, so that the next sweep begins here. Not while behind. */
  mark(at: number): Promise<void>;
  stop(): Promise<void>;
}

/** A sweep begins so much before its mark, in seconds: what was under way, and clocks that differ. */
const OVERLAP = 15 * 60;
/** After a longer gap it does not: what was handled before it is not remembered any more. In seconds. */
const REMEMBERED = 6 * 86_400;
/** Edits of what was said in a thread so long before the gap, in seconds, are found. */
const BEFORE = 86_400;
/** Threads without a word for so long are not read again. */
const ACTIVE_FOR = 14 * 86_400_000;
const PAGE = 200;
/** The longest wait for a page; longer ones are tried again. */
const PATIENCE = 60_000;
/** A page that failed is asked for so often, first after so long, then twice as long each time. */
const TRIES = 8;
const FIRST_TRY = 500;
/** The first wait after a sweep that failed, and the longest. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 30 * 60_000;

/** Channels and threads that are read side by side: one that Slack is slow about does not hold up all. */
const AT_ONCE = 4;

interface Thread {
  readonly channel: string;
  readonly thread: string;
}

/** One reading of everything. */
interface Pass {
  /** Seconds since 1970. */
  readonly oldest: number;
  /** Threads that were read, and those in which nothing new was said, as `channel/ts`. */
  readonly read: Set<string>;
  readonly quiet: Set<string>;
  found: number;
  failed: number;
}

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
  let behind = false;
  let again = false;
  let resume = (): void => {};

  /** Where the workspace as a whole has been read: no channel is called like that. */
  const everywhere = (): string => placeKey({ platform: PLATFORM, workspace: self().team, channel: '*' });

  /**
   * A page, with patience: a sweep must not end because Slack asks it to wait. Whoever asks to wait is no failure, and
   * is asked again when they said.
   */
  async function page(method: string, args: Answer): Promise<Answer | undefined> {
    for (let failures = 0; failures < TRIES && !stopped.signal.aborted; ) {
      const called = await api.call(method, args);
      if (called.ok) return called.answer;
      if (called.outcome.kind === 'refused') {
        log.debug({ method, channel: args.channel, reason: called.outcome.reason }, 'not read again');
        return undefined;
      }
      const asked = called.outcome.retryAfter;
      if (asked === undefined) failures += 1;
      const pause = Math.min(PATIENCE, asked ?? FIRST_TRY * 2 ** (failures - 1));
      await wait(pause, undefined, { signal: stopped.signal }).catch(() => {});
    }
    if (stopped.signal.aborted) throw new Error('Firstline is stopping.');
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

  /** The messages of a thread since the gap began, and those before that may have been edited in it. */
  async function readThread(channel: string, thread: string, pass: Pass): Promise<readonly unknown[]> {
    const key = `${channel}/${thread}`;
    if (pass.read.has(key)) return [];
    pass.read.add(key);
    const messages: unknown[] = [];
    const oldest = `${pass.oldest - BEFORE}.000000`;
    for await (const found of pages('conversations.replies', { channel, ts: thread, oldest }, 'messages'))
      messages.push(...found);
    return messages;
  }

  /** Reads back to the gap. A page may reach further: threads that went on in the gap are found there, and edits. */
  async function readChannel(channel: string, pass: Pass): Promise<readonly unknown[]> {
    const messages: unknown[] = [];
    for await (const found of pages('conversations.history', { channel }, 'messages')) {
      messages.push(...found);
      if (secondsIn(found.at(-1), 'ts') < pass.oldest) break;
    }
    const replies: unknown[] = [];
    for (const message of messages) {
      const ts = textIn(message, 'ts');
      if (ts === undefined) continue;
      if (secondsIn(message, 'latest_reply') >= pass.oldest)
        replies.push(...(await readThread(channel, ts, pass)));
      else pass.quiet.add(`${channel}/${ts}`);
    }
    return [...messages, ...replies];
  }

  /** Takes in what was read, in the order in which it was said. What fails does not keep the rest. */
  async function hear(channel: string, messages: readonly unknown[], pass: Pass): Promise<void> {
    const once = new Map(messages.map((message) => [textIn(message, 'ts'), message]));
    const inOrder = [...once.values()].sort((a, b) => secondsIn(a, 'ts') - secondsIn(b, 'ts'));
    for (const message of inOrder) {
      if (stopped.signal.aborted) throw new Error('Firstline is stopping.');
      const seen = parseMessage(message, self(), channel);
      if (seen === undefined) continue;
      try {
        if (Number(seen.ts) >= pass.oldest) {
          const heard = await ears.take(seen);
          if (heard?.outcome === 'done') pass.found += 1;
        }
        const revision = textIn(objectIn(message, 'edited'), 'ts');
        if (revision !== undefined && Number(revision) >= pass.oldest)
          await ears.take(editOf(seen, revision));
      } catch (error) {
        pass.failed += 1;
        log.warn({ err: error, channel, ts: seen.ts }, 'a message of the gap could not be taken in');
      }
    }
  }

  async function run(): Promise<void> {
    const began = clock.now();
    const marks = await reader.watermarks(PLATFORM);
    const oldest = oldestOf(marks, began);
    if (oldest !== undefined) {
      const pass: Pass = { oldest, read: new Set(), quiet: new Set(), found: 0, failed: 0 };
      // First where somebody waits for a person, then what was said to the bot alone, then the rest.
      await readThreads(await threadsOfCases(), pass);
      let channels = 0;
      for (const types of ['im', 'public_channel,private_channel,mpim']) {
        for await (const list of pages(
          'users.conversations',
          { types, exclude_archived: true },
          'channels',
        )) {
          channels += list.length;
          await sideBySide(list, async (channel) => {
            const id = textIn(channel, 'id');
            if (id !== undefined) await hear(id, await readChannel(id, pass), pass);
          });
        }
      }
      await readThreads(activeThreads(marks, began, pass), pass);
      const { found, failed } = pass;
      const fields = { channels, threads: pass.read.size, found, failed, ms: clock.now() - began };
      log.info(fields, 'caught up with Slack');
      if (failed > 0) throw new Error(`${failed} messages of the gap could not be taken in.`);
    }
    await remember(began);
  }

  /** Where a sweep begins; nothing where there has never been a mark. */
  function oldestOf(marks: readonly Watermark[], now: number): number | undefined {
    const place = everywhere();
    const last = marks.find((mark) => mark.place === place);
    if (last === undefined) return undefined;
    const mark = Math.floor(Number(last.mark));
    return now / 1000 - mark < REMEMBERED ? mark - OVERLAP : mark;
  }

  /** Threads of open cases, and their askers' places. */
  async function threadsOfCases(): Promise<readonly Thread[]> {
    const open = await reader.cases({ open: true, limit: 1_000 });
    return open.flatMap(({ asker, threadPlace }) => [
      ...threadIn(asker.place),
      ...(threadPlace === undefined ? [] : threadIn(threadPlace)),
    ]);
  }

  /** Threads that the bot takes part in, but for those that are known to be quiet. */
  function activeThreads(marks: readonly Watermark[], now: number, { quiet }: Pass): readonly Thread[] {
    return marks
      .filter(({ at }) => now - at < ACTIVE_FOR)
      .flatMap(({ place }) => threadIn(place))
      .filter(({ channel, thread }) => !quiet.has(`${channel}/${thread}`));
  }

  function threadIn(place: PlaceKey): readonly Thread[] {
    const parts = parsePlace(place);
    if (parts?.platform !== PLATFORM || parts.workspace !== self().team || parts.thread === undefined)
      return [];
    return [{ channel: parts.channel, thread: parts.thread }];
  }

  function readThreads(threads: readonly Thread[], pass: Pass): Promise<void> {
    return sideBySide(threads, async ({ channel, thread }) => {
      await hear(channel, await readThread(channel, thread, pass), pass);
    });
  }

  async function remember(at: number): Promise<void> {
    const place = everywhere();
    const stamp = (at / 1000).toFixed(6);
    await ears.submit({ kind: 'mark', id: `slack:${self().team}/mark/${stamp}`, at, place, mark: stamp });
  }

  async function sweepUntilDone(): Promise<void> {
    for (let pause = FIRST_PAUSE; !stopped.signal.aborted; ) {
      again = false;
      try {
        await run();
        if (again) continue;
        behind = false;
        return;
      } catch (error) {
        if (stopped.signal.aborted) return;
        log.error({ err: error, pause }, 'catching up with Slack failed; it begins again at the same mark');
      }
      const woken = new Promise<void>((resolve) => {
        resume = resolve;
      });
      const ended = new AbortController();
      const signal = AbortSignal.any([stopped.signal, ended.signal]);
      await Promise.race([woken, wait(pause, undefined, { signal }).catch(() => {})]);
      ended.abort();
      pause = Math.min(LONGEST_PAUSE, pause * 2);
    }
  }

  return {
    get behind() {
      return behind;
    },
    async begin() {
      const marks = await reader.watermarks(PLATFORM);
      const now = clock.now();
      if (oldestOf(marks, now) === undefined) await remember(now);
    },
    async mark(at) {
      if (!behind) await remember(at);
    },
    sweep() {
      behind = true;
      again = true;
      resume();
      running ??= sweepUntilDone().finally(() => {
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

/** Does something with each, a few at a time; ends with the first that fails. */
async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const lane = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** A `ts` of a message as a number, to be compared; 0 where there is none. */
function secondsIn(message: unknown, field: string): number {
  return Number(textIn(message, field) ?? 0);
}
