import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../src/core/ports/ambient.js';

/** Waits before what could not be taken in is tried again, in milliseconds. */
const PAUSES = [250, 500, 1_000, 2_000, 4_000];

/** What happens in one channel is taken in one after the other. */
export interface Lanes {
  /**
   * Does it after what came before it. What fails is tried again, ahead of what came later: history would bring a
   * message out of its order, and a deletion or a reaction never. Resolves when it is done or given up.
   */
  run(channel: string, work: () => Promise<unknown>): Promise<void>;
  /** Nothing is tried again any more. */
  stop(): void;
}

/** Builds the lanes. */
export function createLanes(log: Log): Lanes {
  const lanes = new Map<string, Promise<void>>();
  const stopped = new AbortController();

  async function untilDone(channel: string, work: () => Promise<unknown>): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await work();
        return;
      } catch (err) {
        const pause = PAUSES[attempt];
        if (pause === undefined || stopped.signal.aborted) {
          const fields = { err, channel };
          log.warn(
            fields,
            'something that happened in Discord was not taken in; messages are read from history',
          );
          return;
        }
        log.debug({ err, channel, pause }, 'something that happened in Discord is not taken in yet');
        await wait(pause, undefined, { signal: stopped.signal }).catch(() => {});
      }
    }
  }

  return {
    run(channel, work) {
      const before = lanes.get(channel) ?? Promise.resolve();
      const mine = before.then(() => untilDone(channel, work));
      lanes.set(channel, mine);
      return mine.finally(() => {
        if (lanes.get(channel) === mine) lanes.delete(channel);
      });
    },
    stop: () => stopped.abort(),
  };
}
