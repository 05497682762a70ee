import type { Effect } from '../../src/core/effect.js';
import { type PlaceKey, placeKey } from '../../src/core/place.js';
import type { Channel } from '../../src/core/ports/channel.js';

const PLATFORM = 'bench';

/** The place of the n-th asker. */
export function askerPlace(n: number): PlaceKey {
  return placeKey({ platform: PLATFORM, workspace: 'bench', channel: `asker-${n}` });
}

/** The channel in which threads are opened. */
export const BENCH_DESK = placeKey({ platform: PLATFORM, workspace: 'bench', channel: 'desk' });

/**
 * A platform in this process that takes everything at once and keeps nothing: the cost of a network is not ours.
 * `sent` hears of each effect as it goes out.
 */
export function createBenchChannel(sent: (effect: Effect) => void = () => {}): Channel {
  let messages = 0;
  return {
    platform: PLATFORM,
    capabilities: {
      edit: true,
      delete: true,
      react: true,
      threads: true,
      whisper: true,
      buttons: true,
      lookup: true,
      files: false,
    },
    start: async () => {},
    async deliver({ effect, place }) {
      sent(effect);
      const at = Date.now();
      messages += 1;
      const id = `b${messages}`;
      if (effect.kind === 'open') {
        const opened = placeKey({ platform: PLATFORM, workspace: 'bench', channel: 'desk', thread: id });
        return {
          kind: 'delivered',
          receipt: { effect: effect.key, at, opened, message: { place: opened, id } },
        };
      }
      const message = place === undefined ? {} : { message: { place, id } };
      return { kind: 'delivered', receipt: { effect: effect.key, at, ...message } };
    },
    find: async () => ({ kind: 'absent' }),
    catchUp: async () => {},
    isStaff: async () => true,
    stop: async () => {},
  };
}
