import type { Log } from '../../src/core/ports/ambient.js';
import type { Change, Feed } from '../../src/core/ports/store.js';

/** The topic of changes to cases, beside the names of streams. */
export const CASES = 'cases';

const HEARTBEAT = 20_000;

/** Of all live updates visitors hold at most this share: whoever opens the chat again and again shuts out no staff. */
const VISITORS_SHARE = 0.9;

/** One server-sent event. `id` is the sequence that a page resumes from. */
export interface Frame {
  readonly event: string;
  readonly data: unknown;
  readonly id: number;
}

/** One page that wants to hear of changes. */
export interface Listening {
  /** The session it belongs to. */
  readonly session: string;
  /** Somebody of the desk: a part of all live updates is kept for them, however many visitors there are. */
  readonly staff?: boolean;
  /** Streams, and perhaps {@link CASES}. */
  readonly topics: readonly string[];
  /** Reads what is new; called at once and after changes, never twice at a time. */
  readonly next: () => Promise<readonly Frame[]>;
  /** What has changed, before `next` is called. */
  readonly changed?: (change: Change) => void;
  /** Asked now and then: whether the session still counts. */
  readonly alive: () => Promise<boolean>;
}

/** The live updates of all pages. */
export interface Streams {
  /** The body of a `text/event-stream`; undefined where there are too many. */
  open(listening: Listening): ReadableStream<Uint8Array> | undefined;
  /** Makes those that listen to a topic read again: for what no change tells of. */
  poke(topic: string): void;
  /** Ends those of one session. */
  end(session: string): void;
  /** Ends all, and refuses new ones. */
  close(): void;
}

interface Open {
  readonly session: string;
  readonly staff: boolean;
  readonly wake: (change?: Change) => void;
  readonly end: () => void;
}

/**
 * Pages read on their own from where they were, and only what is durable; the feed merely wakes them. So a page that
 * is slow, or was away, misses nothing and costs no memory.
 */
export function createStreams(options: {
  readonly feed: Feed;
  readonly log: Log;
  readonly perSession: number;
  readonly total: number;
  readonly heartbeat?: number;
}): Streams {
  const { feed, log, perSession, total, heartbeat = HEARTBEAT } = options;
  const open = new Set<Open>();
  const topics = new Map<string, Set<Open>>();
  let closed = false;

  const unwatch = feed.watch((change) => {
    const woken = new Set<Open>();
    const touch = (topic: string): void => {
      for (const one of topics.get(topic) ?? []) woken.add(one);
    };
    for (const stream of change.streams) touch(stream);
    if (change.cases.length > 0) touch(CASES);
    for (const one of woken) one.wake(change);
  });

  const add = (one: Open, names: readonly string[]): void => {
    open.add(one);
    for (const name of names) {
      const set = topics.get(name) ?? new Set();
      topics.set(name, set.add(one));
    }
  };
  const remove = (one: Open, names: readonly string[]): void => {
    open.delete(one);
    for (const name of names) {
      const set = topics.get(name);
      set?.delete(one);
      if (set?.size === 0) topics.delete(name);
    }
  };

  return {
    open(listening) {
      const own = [...open].filter((one) => one.session === listening.session).length;
      const staff = listening.staff ?? false;
      const room = staff ? total : Math.floor(total * VISITORS_SHARE);
      const taken = staff ? open.size : [...open].filter((one) => !one.staff).length;
      if (closed || own >= perSession || open.size >= total || taken >= room) return undefined;

      let fresh = true;
      let ended = false;
      let rouse: (() => void) | undefined;
      const one: Open = {
        session: listening.session,
        staff,
        wake: (change) => {
          if (change) listening.changed?.(change);
          fresh = true;
          rouse?.();
        },
        end: () => {
          ended = true;
          rouse?.();
        },
      };
      const roused = (): Promise<'roused' | 'beat'> =>
        new Promise((resolve) => {
          const timer = setTimeout(() => resolve('beat'), heartbeat);
          timer.unref();
          rouse = () => {
            clearTimeout(timer);
            resolve('roused');
          };
        });

      add(one, listening.topics);
      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            try {
              for (;;) {
                if (ended) break;
                if (fresh) {
                  fresh = false;
                  const frames = await listening.next();
                  if (ended) break;
                  if (frames.length === 0) continue;
                  controller.enqueue(encode(frames));
                  return;
                }
                if ((await roused()) === 'beat' && !ended) {
                  if (!(await listening.alive())) break;
                  if (ended) break;
                  controller.enqueue(BEAT);
                  return;
                }
              }
            } catch (error) {
              log.warn({ err: error }, 'live updates of a page ended'); // the page comes back by itself
            }
            remove(one, listening.topics);
            // Cancelled in the meantime: closed already.
            try {
              controller.close();
            } catch {}
          },
          cancel() {
            ended = true;
            rouse?.();
            remove(one, listening.topics);
          },
        },
        { highWaterMark: 0 },
      );
    },
    poke(topic) {
      for (const one of topics.get(topic) ?? []) one.wake();
    },
    end(session) {
      for (const one of [...open]) if (one.session === session) one.end();
    },
    close() {
      closed = true;
      unwatch();
      for (const one of [...open]) one.end();
    },
  };
}

const encoder = new TextEncoder();
const BEAT = encoder.encode('event: beat\ndata: 0\n\n');

function encode(frames: readonly Frame[]): Uint8Array {
  // JSON holds no line breaks, so one data line is enough.
  const written = frames.map(
    ({ event, id, data }) => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
  );
  return encoder.encode(written.join(''));
}
