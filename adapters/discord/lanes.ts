import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../src/core/ports/ambient.js';
import type { Seen } from './parse.js';

/** What could not be taken in is tried so often, first after so long, then twice as long each time. */
const TRIES = 6;
const TRY_AGAIN = 250;

/**
 * Takes in what happens in one channel one after the other. What fails is tried again ahead of what came later: history
 * would bring a message out of its order, and a deletion or a reaction never. What is given up is `missed`.
 */
export function createLanes(options: {
  readonly take: (seen: Seen) => Promise<unknown>;
  readonly missed: () => void;
  readonly stopped: AbortSignal;
  readonly log: Log;
}): (seen: Seen) => Promise<void> {
  const { take, missed, stopped, log } = options;
  const lanes = new Map<string, Promise<void>>();

  async function takeIn(seen: Seen): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await take(seen);
        return;
      } catch (error) {
        if (attempt === TRIES) throw error;
        await wait(TRY_AGAIN * 2 ** (attempt - 1), undefined, { signal: stopped });
      }
    }
  }

  return async (seen) => {
    const { channel } = seen;
    const before = lanes.get(channel) ?? Promise.resolve();
    const mine = before
      .then(() => takeIn(seen))
      .catch((err: unknown) => {
        missed();
        log.warn(
          { err, channel },
          'something that happened in Discord was not taken in; history is read again',
        );
      });
    lanes.set(channel, mine);
    await mine;
    if (lanes.get(channel) === mine) lanes.delete(channel);
  };
}
