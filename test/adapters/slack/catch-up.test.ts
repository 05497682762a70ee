import { expect } from 'chai';
import type { Api } from '../../../adapters/slack/api.js';
import { createCatchUp } from '../../../adapters/slack/catch-up.js';
import { silentLog } from '../../../src/core/ports/ambient.js';

const NOW = 1_780_000_000_000;

describe('catching up with Slack', () => {
  it('goes on when Slack said, however often it asks to wait', async () => {
    let refused = 0;
    const api: Api = {
      async call() {
        if (refused === 30) return { ok: true, answer: {} };
        refused += 1;
        return { ok: false, outcome: { kind: 'later', reason: 'Slack asks to wait.', retryAfter: 1 } };
      },
      stop() {},
    };
    const marks: string[] = [];
    const catchUp = createCatchUp({
      api,
      ears: {
        take: async () => undefined,
        submit: async (event) => {
          marks.push(event.kind);
          return { outcome: 'done' };
        },
        authorOf: async (id) => ({ id, name: id }),
        untilKnown: async () => {},
        placeOfMessage: async () => undefined,
      },
      reader: {
        watermarks: async () => [{ place: 'slack:T1/*', mark: String(NOW / 1000 - 60), at: NOW - 60_000 }],
        cases: async () => [],
      },
      self: () => ({ team: 'T1', user: 'U1', bot: 'B1' }),
      clock: { now: () => NOW },
      log: silentLog,
    });
    await catchUp.sweep();
    expect(refused).to.equal(30);
    expect(marks, 'read to its end').to.deep.equal(['mark']);
    await catchUp.stop();
  });
});
