import type { Alarm, Clock, Log } from '../core/ports/ambient.js';
import type { Door } from '../core/ports/channel.js';
import type { Queue, Reader } from '../core/ports/store.js';

/** Timers are looked at so often. They hold times in the store, so a change of the clock or a stop loses none. */
const BEAT = 1_000;
/** Timers fired at once. */
const AT_ONCE = 100;

/** Fires due timers and watches over the outbox. */
export interface Ticker {
  start(): void;
  /** One beat by hand: fires what is due now. */
  beat(): Promise<void>;
  stop(): Promise<void>;
}

/** Builds the ticker. A timer is an event like any other: it is gone once its turn is committed, and not before. */
export function createTicker(options: {
  readonly store: Queue & Reader;
  readonly door: Door;
  readonly clock: Clock;
  readonly log: Log;
  readonly alarm: Alarm;
  /** The oldest effect may be this old, in milliseconds. */
  readonly stuckAfter: number;
  /** Called at every beat: postponed effects may be due. */
  readonly onBeat: () => void;
}): Ticker {
  const { store, door, clock, log, alarm, stuckAfter, onBeat } = options;
  let timer: NodeJS.Timeout | undefined;
  let beating: Promise<void> = Promise.resolve();

  async function beat(): Promise<void> {
    const now = clock.now();
    const due = await store.due({ now, limit: AT_ONCE });
    await Promise.allSettled(
      due.map((timer) =>
        door.submit({
          kind: 'tick',
          id: `tick:${timer.key}:${timer.at}`,
          at: now,
          place: timer.place,
          timer,
        }),
      ),
    );
    onBeat();
    const { oldestEffectAt, effects } = await store.status();
    if (oldestEffectAt !== undefined && now - oldestEffectAt > stuckAfter) {
      const minutes = Math.round((now - oldestEffectAt) / 60_000);
      alarm.raise(
        'outbox',
        `The outbox is stuck: ${effects} messages wait, the oldest for ${minutes} minutes.`,
      );
    } else {
      alarm.clear('outbox');
    }
  }

  function next(wait: number): void {
    timer = setTimeout(() => {
      beating = beat()
        .catch((error: unknown) => log.error({ err: error }, 'the ticker missed a beat'))
        .finally(() => {
          if (timer) next(BEAT);
        });
    }, wait);
  }

  return {
    start: () => next(0), // what became due while nobody looked is due now
    beat,
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await beating;
    },
  };
}
