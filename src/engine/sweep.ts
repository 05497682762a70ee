import type { Clock, Log } from '../core/ports/ambient.js';
import type { Files } from '../core/ports/files.js';
import type { Records } from '../core/ports/store.js';

/** How often the spool is looked through. */
const EVERY = 6 * 3_600_000;
/** What was put less than this ago may still be on its way into a line. */
const YOUNG = 86_400_000;

/** Clears the spool of files that no line names: what was uploaded and not sent, and what did not arrive. */
export interface Sweeper {
  /** Sweeps if it is time. */
  look(): void;
  stop(): Promise<void>;
}

/** Builds the sweeper. Lines are kept for ever, and so are the files that they name. */
export function createSweeper(options: {
  readonly files: Files;
  readonly store: Pick<Records, 'read'>;
  readonly clock: Clock;
  readonly log: Log;
}): Sweeper {
  const { files, store, clock, log } = options;
  let last: number | undefined;
  let running: Promise<void> | undefined;

  async function sweep(): Promise<void> {
    const has = async (digest: string): Promise<boolean> => {
      const key = `file/${digest}` as const;
      return (await store.read([key])).get(key)?.value !== undefined;
    };
    try {
      const removed = await files.sweep({ before: clock.now() - YOUNG, keep: { has } });
      if (removed > 0) log.info({ removed }, 'files that no line names were removed');
    } catch (error) {
      log.warn({ err: error }, 'the spool could not be looked through');
    }
  }

  return {
    look() {
      const now = clock.now();
      if (running || (last !== undefined && now - last < EVERY)) return;
      last = now;
      running = sweep().finally(() => {
        running = undefined;
      });
    },
    async stop() {
      await running;
    },
  };
}
