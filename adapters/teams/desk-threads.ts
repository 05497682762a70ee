import { setTimeout as wait } from 'node:timers/promises';
import type { Records } from '../../src/core/ports/store.js';
import { placeOf, type Spot } from './places.js';

/** Teams waits for fifteen seconds. */
const PATIENCE = 8_000;
const STEP = 50;
const MOST = 1_000;

/** The chains of the desk that are being opened. */
export interface DeskThreads {
  /** A chain is being opened: the id of its first message, once Teams has said it. */
  opening(opened: Promise<string | undefined>): void;
  /**
   * Resolves once a chain is known as that of its case. Its first message stands in Teams a moment before its receipt
   * is committed: what staff writes or presses meanwhile must not be taken for talk beside the cases. False where it is
   * none that we know. Rejects where it is ours and still unknown, so that Teams tells it again.
   */
  untilKnown(spot: Spot): Promise<boolean>;
}

/** Builds the watch over chains that are being opened. */
export function createDeskThreads(records: Pick<Records, 'read'>): DeskThreads {
  const ours = new Set<string>();
  const underWay = new Set<Promise<unknown>>();

  async function isKnown(spot: Spot): Promise<boolean> {
    const key = `thread/${placeOf(spot)}` as const;
    return (await records.read([key])).get(key)?.value !== undefined;
  }

  return {
    opening(opened) {
      const done = opened
        .then((root) => {
          if (ours.size >= MOST) ours.clear();
          if (root !== undefined) ours.add(root);
        })
        .catch(() => {})
        .finally(() => underWay.delete(done));
      underWay.add(done);
    },
    async untilKnown(spot) {
      if (spot.root === undefined) return false;
      if (await isKnown(spot)) return true;
      await Promise.race([Promise.all(underWay), wait(PATIENCE, undefined, { ref: false })]);
      for (let waited = 0; ours.has(spot.root); waited += STEP) {
        if (await isKnown(spot)) return true;
        if (waited >= PATIENCE) throw new Error('the chain of this case is not committed yet');
        await wait(STEP);
      }
      return isKnown(spot);
    },
  };
}
