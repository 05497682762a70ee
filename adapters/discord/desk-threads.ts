import { setTimeout as wait } from 'node:timers/promises';
import { objectIn, textIn } from '../../src/core/json.js';
import type { Records } from '../../src/core/ports/store.js';
import type { Api } from './api.js';
import { type Channels, isForum, isThread } from './channels.js';
import type { Self } from './parse.js';
import { placeOf, type Spot } from './places.js';

/** A message waits for so long; a click must be answered sooner. */
const PATIENCE = 8_000;
const STEP = 50;
/** Threads that are none of ours are remembered. */
const MOST = 1_000;

/**
 * Resolves once a thread of the desk is known as that of its case; with false where it is none of ours. Its first message stands in Discord a moment before
 * its receipt is committed, and after a crash a longer one: what staff writes or presses meanwhile must not be taken for
 * talk beside the cases. Rejects where it is ours and still unknown.
 */
export function createDeskThreads(options: {
  readonly api: Api;
  readonly channels: Channels;
  readonly records: Pick<Records, 'read'>;
  readonly self: () => Self;
}): (spot: Spot, patience?: number) => Promise<boolean> {
  const { api, channels, records, self } = options;
  const strangers = new Set<string>();

  async function isKnown(spot: Spot): Promise<boolean> {
    const key = `thread/${placeOf(spot)}` as const;
    return (await records.read([key])).get(key)?.value !== undefined;
  }

  /** Ours is a thread that the bot opened, or a message of the bot from which one is about to be opened. */
  async function isOurs({ channel, thread = '' }: Spot): Promise<boolean> {
    const known = channels.known(thread);
    if (known && isThread(known)) return known.owner === self().user;
    const desk = channels.known(channel);
    const path = desk && isForum(desk) ? `/channels/${thread}` : `/channels/${channel}/messages/${thread}`;
    // Both are addresses below `/channels`.
    const called = await api.call('GET', path as `/${string}`);
    if (!called.ok) {
      if (called.outcome.kind === 'refused') return false;
      throw new Error(called.outcome.reason);
    }
    const owner = textIn(called.answer, 'owner_id') ?? textIn(objectIn(called.answer, 'author'), 'id');
    return owner === self().user;
  }

  return async (spot, patience = PATIENCE) => {
    const { thread } = spot;
    if (thread === undefined || (!strangers.has(thread) && (await isKnown(spot)))) return true;
    if (strangers.has(thread)) return false;
    if (!(await isOurs(spot))) {
      if (strangers.size >= MOST) strangers.clear();
      strangers.add(thread);
      return false;
    }
    for (let waited = 0; waited < patience; waited += STEP) {
      if (await isKnown(spot)) return true;
      await wait(STEP);
    }
    throw new Error('the thread of this case is not committed yet');
  };
}
