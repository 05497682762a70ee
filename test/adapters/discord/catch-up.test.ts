import { expect } from 'chai';
import type { Api } from '../../../adapters/discord/api.js';
import { createCatchUp, EVERYWHERE } from '../../../adapters/discord/catch-up.js';
import { createChannels } from '../../../adapters/discord/channels.js';
import type { Ears } from '../../../adapters/discord/hear.js';
import type { Case } from '../../../src/core/case.js';
import { silentLog } from '../../../src/core/ports/ambient.js';

const NOW = 1_780_000_000_000;
const FIRST = 1_457_000_000_000_000_000n;

describe('catching up with Discord', () => {
  it('reads the place of every open case, however many there are', async () => {
    const read = new Set<string>();
    const api: Api = {
      async call(_method, path) {
        const [, channel] = /^\/channels\/(\d+)\/messages$/.exec(path) ?? [];
        if (channel !== undefined) read.add(channel);
        return { ok: true, answer: [] };
      },
      stop() {},
    };
    const open = Array.from({ length: 1_234 }, (_, n) => ({
      number: n + 1,
      asker: { place: `discord:dm/${FIRST + BigInt(n)}` },
    })).toReversed() as unknown as readonly Case[]; // no more of a case is looked at
    const done = { outcome: 'done' } as const;
    const ears: Ears = {
      take: async () => undefined,
      submit: async () => done,
      untilKnown: async () => true,
      isDesk: () => false,
    };
    const catchUp = createCatchUp({
      api,
      ears,
      channels: createChannels(api),
      reader: {
        watermarks: async () => [{ place: EVERYWHERE, mark: String(NOW - 60_000), at: NOW - 60_000 }],
        cases: async ({ before = Number.POSITIVE_INFINITY, limit }) =>
          open.filter(({ number }) => number < before).slice(0, limit),
      },
      self: () => ({ user: '1', application: '1' }),
      guilds: async () => [],
      clock: { now: () => NOW },
      log: silentLog,
    });
    await catchUp.sweep();
    expect(read.size).to.equal(1_234);
    await catchUp.stop();
  });
});
