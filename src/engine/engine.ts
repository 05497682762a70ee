import type { Dialog } from '../core/dialog.js';
import { platformOf } from '../core/place.js';
import type { Alarm, Clock, Log } from '../core/ports/ambient.js';
import type { Channel, Door } from '../core/ports/channel.js';
import type { Files } from '../core/ports/files.js';
import type { Knowledge } from '../core/ports/knowledge.js';
import type { Store } from '../core/ports/store.js';
import type { Worker } from '../core/ports/worker.js';
import type { Settings } from '../core/settings.js';
import { dutyAt } from '../desk/roster.js';
import { createDecide } from './decide.js';
import { createOutbox } from './outbox.js';
import { createTurns } from './submit.js';
import { createSweeper } from './sweep.js';
import { createTicker } from './ticker.js';

/** The river from the door to the outbox. */
export interface Engine extends Door {
  /** Starts the channels, catches up, and begins to deliver. */
  start(): Promise<void>;
  /** No new events, the turns finished, what is under way delivered. The store stays open. */
  stop(): Promise<void>;
  /** Fires what is due now, without waiting for the next beat. */
  beat(): Promise<void>;
  /** Turns since the start. */
  readonly turns: number;
}

/** What an engine is made of. Everything that touches the world is an argument. */
export interface EngineParts {
  readonly store: Store;
  readonly knowledge: () => Knowledge;
  readonly dialogs: readonly Dialog[];
  readonly channels: readonly Channel[];
  readonly workers: readonly Worker[];
  readonly settings: Settings;
  /** The spool; without one no file crosses. */
  readonly files?: Files;
  readonly clock: Clock;
  readonly log: Log;
  readonly alarm: Alarm;
  readonly random?: () => number;
}

/** Builds an engine; nothing runs before `start`. */
export function createEngine(parts: EngineParts): Engine {
  const { store, knowledge, dialogs, channels, settings, clock, log, alarm } = parts;
  const byPlatform = new Map(channels.map((channel) => [channel.platform, channel]));
  const turns = createTurns({
    sources: {
      store,
      knowledge,
      settings,
      duty: (now) => dutyAt(settings.desk.roster, now),
      isStaff: async (user, place) =>
        (await byPlatform.get(platformOf(place))?.isStaff(user, place)) ?? false,
    },
    decide: createDecide({ dialogs, settings }),
    clock,
    log,
  });
  const outbox = createOutbox({
    store,
    door: turns,
    channels,
    workers: parts.workers,
    settings: settings.outbox,
    rules: settings.files,
    ...(parts.files && { files: parts.files }),
    clock,
    log,
    random: parts.random ?? Math.random,
  });
  const sweeper = parts.files && createSweeper({ files: parts.files, store, clock, log });
  const ticker = createTicker({
    store,
    door: turns,
    clock,
    log,
    alarm,
    stuckAfter: settings.outbox.stuckAfter,
    onBeat: () => {
      outbox.wake();
      sweeper?.look();
    },
  });
  let unwatch: (() => void) | undefined;

  return {
    submit: (event) => turns.submit(event),
    async start() {
      unwatch = store.watch((change) => {
        if (change.work) outbox.wake();
      });
      await Promise.all(channels.map((channel) => channel.start(turns)));
      for (const channel of channels) await channel.catchUp(await store.watermarks(channel.platform));
      outbox.wake();
      ticker.start();
    },
    async stop() {
      // First, since a channel that stops would refuse the files that it is asked for, and they would be given up.
      outbox.stopFetching();
      await Promise.all(channels.map((channel) => channel.stop()));
      await ticker.stop();
      await turns.stop();
      await outbox.stop();
      await sweeper?.stop();
      unwatch?.();
    },
    beat: () => ticker.beat(),
    get turns() {
      return turns.count;
    },
  };
}
