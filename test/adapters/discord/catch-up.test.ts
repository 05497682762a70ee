import { expect } from 'chai';
import type { Api } from '../../../adapters/discord/api.js';
import { createCatchUp, EVERYWHERE } from '../../../adapters/discord/catch-up.js';
import { createChannels } from '../../../adapters/discord/channels.js';
import type { Ears } from '../../../adapters/discord/hear.js';
import type { Case } from '../../../src/core/case.js';
import { silentLog } from '../../../src/core/ports/ambient.js';

const NOW = 1_780_000_000_000;
const FIRST = 1_457_000_000_000_000_000n;

/** Over an api and open cases. `marked`: the reading came to its end. */
function reading(api: Api, open: readonly Case[], marked = (): void => {}) {
  const done = { outcome: 'done' } as const;
  const ears: Ears = {
    take: async () => undefined,
    submit: async () => {
      marked();
      return done;
    },
    untilKnown: async () => true,
    isDesk: () => false,
  };
  return createCatchUp({
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
}

function casesOf(count: number): readonly Case[] {
  return Array.from({ length: count }, (_, n) => ({
    number: n + 1,
    asker: { place: `discord:dm/${FIRST + BigInt(n)}` },
  })).toReversed() as unknown as readonly Case[]; // no more of a case is looked at
}

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
    const catchUp = reading(api, casesOf(1_234));
    await catchUp.sweep();
    expect(read.size).to.equal(1_234);
    await catchUp.stop();
  });

  it('goes on when Discord said, however often it asks to wait', async () => {
    let refused = 0;
    let ended = false;
    const api: Api = {
      async call() {
        if (refused === 30) return { ok: true, answer: [] };
        refused += 1;
        return { ok: false, outcome: { kind: 'later', reason: 'Discord asks to wait.', retryAfter: 1 } };
      },
      stop() {},
    };
    const catchUp = reading(api, casesOf(1), () => {
      ended = true;
    });
    await catchUp.sweep();
    expect(refused).to.equal(30);
    expect(ended).to.equal(true);
    await catchUp.stop();
  });
});
