import { expect } from 'chai';
import type { Api } from '../../../adapters/discord/api.js';
import { createCatchUp, EVERYWHERE } from '../../../adapters/discord/catch-up.js';
import { createChannels } from '../../../adapters/discord/channels.js';
import { silentLog } from '../../../src/core/ports/ambient.js';

const NOW = 1_780_000_000_000;
const DIRECT = 'discord:dm/1457000000000000000';

describe('catching up with Discord under limits', () => {
  it('goes on when Discord said, however often it asks to wait', async () => {
    let refused = 0;
    const api: Api = {
      async call() {
        if (refused === 30) return { ok: true, answer: [] };
        refused += 1;
        return { ok: false, outcome: { kind: 'later', reason: 'Discord asks to wait.', retryAfter: 1 } };
      },
      stop() {},
    };
    const marks: string[] = [];
    const ears = {
      take: async () => undefined,
      submit: async ({ kind }: { readonly kind: string }) => {
        marks.push(kind);
        return { outcome: 'done' } as const;
      },
      untilKnown: async () => true,
      isDesk: () => false,
    };
    const mark = { mark: String(NOW - 60_000), at: NOW - 60_000 };
    const catchUp = createCatchUp({
      api,
      ears,
      channels: createChannels(api),
      reader: {
        watermarks: async () => [
          { place: EVERYWHERE, ...mark },
          { place: DIRECT, ...mark },
        ],
        cases: async () => [],
      },
      self: () => ({ user: '1', application: '1' }),
      guilds: async () => [],
      clock: { now: () => NOW },
      log: silentLog,
      alarm: { raise: () => {}, clear: () => {} },
    });
    await catchUp.sweep();
    expect(refused).to.equal(30);
    expect(marks, 'read to its end').to.deep.equal(['mark']);
    await catchUp.stop();
  });
});
