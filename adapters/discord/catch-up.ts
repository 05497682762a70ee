import { setTimeout as wait } from 'node:timers/promises';
import type { Case } from '../../src/core/case.js';
import { isObject, listIn, numberIn, objectIn, textIn } from '../../src/core/json.js';
import { parsePlace, placeKey } from '../../src/core/place.js';
import type { Alarm, Clock, Log } from '../../src/core/ports/ambient.js';
import type { Reader } from '../../src/core/ports/store.js';
import type { Watermark } from '../../src/core/records.js';
import type { Api, Request } from './api.js';
import type { Channels } from './channels.js';
import type { Ears } from './hear.js';
import { editOf, parseMessage, type Self } from './parse.js';
import { byAge, DIRECT, isSnowflake, PLATFORM, snowflakeAt, timeOf } from './places.js';

/**
 * Reads again what may have been missed. Discord gives back, from history: messages and edits, in every channel, thread
 * and forum that the bot sees, and in the direct messages it knows. What it cannot give back: the first direct message
 * of somebody who has never written before (bots cannot list their direct messages), deletions, reactions, and clicks
 * and commands, which failed visibly for whoever made them.
 */
export interface CatchUp {
  /** Before anything is heard for the very first time: what comes from now on can be caught up. */
  begin(): Promise<void>;
  /** Something may have been missed, and is read from now on before what comes after it. */
  lag(): void;
  /** Resolves once what is owed of a channel has been taken in, so that what happens there now does not overtake it. */
  settle(channel: string, guild?: string): Promise<void>;
  /** Something may have been missed: reads from the last mark, and again after a while where that failed. */
  sweep(): Promise<void>;
  /** Everything up to now has been heard: remembered, so that the next sweep begins here. Not while behind. */
  mark(at: number): Promise<void>;
  stop(): Promise<void>;
}

/** A sweep begins so much before its mark: what was under way, a connection that was dead already, clocks. */
const OVERLAP = 15 * 60_000;
/** After a longer gap it does not: what was handled before it is not remembered any more. */
const REMEMBERED = 6 * 86_400_000;
/** Edits of what was said in a conversation so long before the gap are found. */
const BEFORE = 86_400_000;
/** Conversations without a word for so long are not read again. */
const ACTIVE_FOR = 14 * 86_400_000;
const PAGE = 100;
/** Open cases that are read at once. */
const CASES = 500;
/** The longest wait for a page; longer ones are tried again. */
const PATIENCE = 60_000;
/** What failed is asked for so often, first after so long, then twice as long each time. */
const TRIES = 8;
/** The longest wait where Discord does not say how long. */
const LONGEST_RETRY = 5_000;
const FIRST_TRY = 500;
/** The first wait after a sweep that failed, and the longest. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 5 * 60_000;
/** So many sweeps in a row that failed are told to the owner. */
const ALARMING = 3;
const BEHIND_ALARM = 'discord-behind';
/** Channels that are read side by side. */
const AT_ONCE = 4;
const WITH_MESSAGES = new Set([0, 2, 5, 10, 11, 12, 13]);
const WITH_THREADS = new Set([0, 5, 15, 16]);

/** What was missed, from a mark on. */
interface Gap {
  /** When it was found; what is said later is told. Milliseconds since 1970, as `since`. */
  readonly found: number;
  readonly since: number;
  /** Where somebody waits or spoke with the bot lately, by channel. */
  readonly ours: ReadonlyMap<string, Reading>;
  /** Channels that have been read or are being read. */
  readonly read: Map<string, Promise<void>>;
  taken: number;
}

/** A channel or thread to read, and the server it is in. */
interface Reading {
  readonly channel: string;
  readonly guild?: string;
  /** The bot takes part there: edits of what was said before the gap count. */
  readonly ours?: boolean;
}

/** Builds the reading of history. Everything goes through the one door under the ids of the live events. */
export function createCatchUp(options: {
  readonly api: Api;
  readonly ears: Omit<Ears, 'showTyping'>;
  readonly channels: Channels;
  readonly reader: Pick<Reader, 'watermarks' | 'cases'>;
  readonly self: () => Self;
  readonly guilds: () => Promise<readonly string[]>;
  readonly clock: Clock;
  readonly log: Log;
  readonly alarm: Alarm;
}): CatchUp {
  const { api, ears, channels, reader, self, guilds, clock, log, alarm } = options;
  const stopped = new AbortController();
  let running: Promise<void> | undefined;
  let behind = false;
  let again = false;
  /** The gap that is being read; nothing where it is still to be found. */
  let gap: Promise<Gap | undefined> | undefined;
  let resume = (): void => {};

  /**
   * An answer, with patience: a sweep must not end because Discord asks it to wait. Whoever asks to wait is no failure,
   * and is asked again when they said. Undefined where it refuses.
   */
  async function get(path: `/${string}`, query: Request['query'] = {}): Promise<unknown> {
    for (let failures = 0; failures < TRIES && !stopped.signal.aborted; ) {
      const called = await api.call('GET', path, { query });
      if (called.ok) return called.answer;
      if (called.outcome.kind === 'refused') {
        log.debug({ path, reason: called.outcome.reason }, 'not read again');
        return undefined;
      }
      // What is live in the channel waits as well: not longer than Discord asks for.
      const asked = called.outcome.retryAfter;
      if (asked === undefined) failures += 1;
      const pause = Math.min(PATIENCE, asked ?? Math.min(LONGEST_RETRY, FIRST_TRY * 2 ** (failures - 1)));
      await wait(pause, undefined, { signal: stopped.signal }).catch(() => {});
    }
    if (stopped.signal.aborted) throw new Error('Firstline is stopping.');
    throw new Error(`Discord did not answer ${path}.`);
  }

  /** What was said since a moment, oldest first. */
  async function* history(channel: string, since: number): AsyncGenerator<unknown> {
    let after = snowflakeAt(since);
    for (;;) {
      const answer = await get(`/channels/${channel}/messages`, { after, limit: String(PAGE) });
      const page = (Array.isArray(answer) ? answer : []).toSorted((a, b) =>
        byAge(textIn(a, 'id') ?? '0', textIn(b, 'id') ?? '0'),
      );
      yield* page;
      const last = textIn(page.at(-1), 'id');
      if (page.length < PAGE || last === undefined) return;
      after = last;
    }
  }

  /** Takes in what was said in one channel, in order, once. What fails holds up what was said after it there. */
  function read(one: Reading, gap: Gap): Promise<void> {
    const { channel } = one;
    const reading =
      gap.read.get(channel) ??
      takeIn(one, gap).catch((error: unknown) => {
        gap.read.delete(channel);
        throw error;
      });
    gap.read.set(channel, reading);
    return reading;
  }

  async function takeIn({ channel, guild, ours = false }: Reading, gap: Gap): Promise<void> {
    const { since } = gap;
    for await (const message of history(channel, since - (ours ? BEFORE : 0))) {
      if (stopped.signal.aborted) throw new Error('Firstline is stopping.');
      const seen = parseMessage(message, self(), guild);
      if (!seen) continue;
      if (timeOf(seen.id) >= since) {
        const heard = await ears.take(seen);
        if (heard?.outcome === 'done') gap.taken += 1;
      }
      if (seen.edited !== undefined && Date.parse(seen.edited) >= since)
        await ears.take(editOf(seen, seen.edited));
    }
  }

  /** Threads and posts of a channel that were archived since a moment, the last ones first. */
  async function archived(channel: string, since: number): Promise<readonly unknown[]> {
    const found: unknown[] = [];
    for (let before: string | undefined; ; ) {
      const page = await get(`/channels/${channel}/threads/archived/public`, {
        limit: String(PAGE),
        ...(before !== undefined && { before }),
      });
      const threads = listIn(page, 'threads');
      found.push(...threads);
      const last = Date.parse(textIn(objectIn(threads.at(-1), 'thread_metadata'), 'archive_timestamp') ?? '');
      const more = isObject(page) && page.has_more === true;
      if (!more || !(last >= since)) return found;
      // Several may have been archived in one moment, and the list holds what came before it.
      const next = new Date(last + 1).toISOString();
      if (next === before) return found;
      before = next;
    }
  }

  /** Channels and threads of a server in which something was said since the gap began. */
  async function stirred(guild: string, { since }: Gap): Promise<readonly Reading[]> {
    const [all, active] = await Promise.all([
      get(`/guilds/${guild}/channels`),
      get(`/guilds/${guild}/threads/active`),
    ]);
    const found = Array.isArray(all) ? [...all] : [];
    const parents = found.filter((one) => WITH_THREADS.has(numberIn(one, 'type') ?? -1));
    for (const one of found) channels.put(one, guild);
    // What was archived in the gap is no longer among the active ones.
    await sideBySide(parents, async (one) => {
      found.push(...(await archived(textIn(one, 'id') ?? '', since)));
    });
    found.push(...listIn(active, 'threads'));
    return found.flatMap((one) => {
      const info = channels.put(one, guild);
      if (!info || !WITH_MESSAGES.has(info.type)) return [];
      const last = textIn(one, 'last_message_id') ?? info.id;
      return timeOf(last) >= since || timeOf(info.id) >= since ? [{ channel: info.id, guild }] : [];
    });
  }

  async function openCases(): Promise<readonly Case[]> {
    const open: Case[] = [];
    for (let before: number | undefined; ; ) {
      const page = await reader.cases({
        open: true,
        limit: CASES,
        ...(before !== undefined && { before }),
      });
      open.push(...page);
      before = page.at(-1)?.number;
      if (page.length < CASES || before === undefined) return open;
    }
  }

  /** The places of open cases, and those in which the bot took part lately; direct messages are among them. */
  async function places(marks: readonly Watermark[], now: number): Promise<readonly Reading[]> {
    const open = await openCases();
    const keys = [
      ...open.flatMap(({ asker, threadPlace }) => [
        asker.place,
        ...(threadPlace === undefined ? [] : [threadPlace]),
      ]),
      ...marks.filter(({ at }) => now - at < ACTIVE_FOR).map(({ place }) => place),
    ];
    return [...new Set(keys)].flatMap((key): Reading[] => {
      const parts = parsePlace(key);
      if (parts?.platform !== PLATFORM || !isSnowflake(parts.channel)) return [];
      if (parts.workspace === DIRECT) return [{ channel: parts.channel, ours: true }];
      if (parts.thread === undefined) return [];
      return [{ channel: parts.thread, guild: parts.workspace, ours: true }];
    });
  }

  /** The gap as it is now; nothing where there has never been a mark. */
  async function find(): Promise<Gap | undefined> {
    const found = clock.now();
    const marks = await reader.watermarks(PLATFORM);
    const since = sinceOf(marks, found);
    if (since === undefined) return undefined;
    const ours = new Map((await places(marks, found)).map((one) => [one.channel, one]));
    return { found, since, ours, read: new Map(), taken: 0 };
  }

  function open(): Promise<Gap | undefined> {
    if (gap) return gap;
    const finding = find();
    gap = finding;
    finding.catch(() => {
      if (gap === finding) gap = undefined;
    });
    return finding;
  }

  async function run(): Promise<void> {
    const began = clock.now();
    const found = await open();
    if (found === undefined) return remember(began);
    let failed = 0;
    const tryToRead = async (one: Reading): Promise<void> => {
      try {
        await read(one, found);
      } catch (err) {
        if (stopped.signal.aborted) throw err;
        failed += 1;
        log.warn({ err, channel: one.channel }, 'a message of the gap could not be taken in');
      }
    };
    // First where somebody waits or spoke with the bot lately, then the rest.
    await sideBySide([...found.ours.values()], tryToRead);
    for (const guild of await guilds()) await sideBySide(await stirred(guild, found), tryToRead);
    const { read: channels, taken } = found;
    log.info(
      { channels: channels.size, found: taken, failed, ms: clock.now() - began },
      'caught up with Discord',
    );
    if (failed > 0) throw new Error(`${failed} channels of the gap could not be read to their end.`);
    await remember(found.found);
  }

  /** Where a sweep begins; nothing where there has never been a mark. */
  function sinceOf(marks: readonly Watermark[], now: number): number | undefined {
    const last = marks.find(({ place }) => place === EVERYWHERE);
    if (last === undefined) return undefined;
    const mark = Number(last.mark);
    return now - mark < REMEMBERED ? mark - OVERLAP : mark;
  }

  async function remember(at: number, mark = at): Promise<void> {
    const id = `discord:mark/${at}/${mark}`;
    await ears.submit({ kind: 'mark', id, at, place: EVERYWHERE, mark: String(mark) });
  }

  function lag(): void {
    behind = true;
    again = true;
    gap = undefined;
  }

  async function sweepUntilDone(): Promise<void> {
    let failures = 0;
    for (let pause = FIRST_PAUSE; !stopped.signal.aborted; ) {
      again = false;
      try {
        await run();
        if (again) continue;
        behind = false;
        alarm.clear(BEHIND_ALARM);
        return;
      } catch (error) {
        if (stopped.signal.aborted) return;
        log.error({ err: error, pause }, 'catching up with Discord failed; it begins again at the same mark');
        failures += 1;
        if (failures === ALARMING) alarm.raise(BEHIND_ALARM, BEHIND);
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
    async begin() {
      const now = clock.now();
      // What was said before the very first start was not said to us.
      if (sinceOf(await reader.watermarks(PLATFORM), now) === undefined) await remember(now, now + OVERLAP);
    },
    async mark(at) {
      if (!behind) await remember(at);
    },
    lag,
    async settle(channel, guild) {
      if (!behind) return;
      const found = await open();
      if (!found) return;
      await read(found.ours.get(channel) ?? { channel, ...(guild !== undefined && { guild }) }, found);
    },
    sweep() {
      lag();
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

const BEHIND =
  'Messages that people wrote in Discord meanwhile cannot be taken in; what they wrote after them in the same places waits. The log says why. It is tried again every few minutes.';

/** Where Discord as a whole has been read: no server and no channel is called like that. */
export const EVERYWHERE = placeKey({ platform: PLATFORM, workspace: '*', channel: '*' });

/** Does something with each, a few at a time; ends with the first that fails. */
async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const lane = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
