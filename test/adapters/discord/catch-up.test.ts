import { expect } from 'chai';
import type { Api } from '../../../adapters/discord/api.js';
import { type CatchUp, createCatchUp, EVERYWHERE } from '../../../adapters/discord/catch-up.js';
import { createChannels } from '../../../adapters/discord/channels.js';
import type { Ears } from '../../../adapters/discord/hear.js';
import type { Case } from '../../../src/core/case.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import { until } from './stage.js';

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
      showTyping: async () => {},
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
      alarm: { raise: () => {}, clear: () => {} },
    });
    await catchUp.sweep();
    expect(read.size).to.equal(1_234);
    await catchUp.stop();
  });

  describe('where a message cannot be taken in', () => {
    const A = String(FIRST);
    const B = String(FIRST + 1n);
    const idAt = (at: number): string => String(BigInt(at - 1_420_070_400_000) << 22n);
    const said = (channel: string, minute: number) => {
      const id = idAt(NOW - 30 * 60_000 + minute * 60_000);
      return {
        id,
        channel_id: channel,
        type: 0,
        content: 'hello',
        timestamp: new Date(NOW).toISOString(),
        edited_timestamp: null,
        author: { id: '7', username: 'vera', discriminator: '0' },
        mentions: [],
        mention_roles: [],
        attachments: [],
        embeds: [],
      };
    };
    const first = said(A, 0);
    const second = said(A, 1);
    const third = said(A, 2);
    const other = said(B, 3);
    let refused: Set<string>;
    let taken: string[];
    let marks: number;
    let raised: string[];
    let catchUp: CatchUp;

    beforeEach(() => {
      refused = new Set([second.id]);
      taken = [];
      marks = 0;
      raised = [];
      const pages: Record<string, readonly object[]> = { [A]: [third, second, first], [B]: [other] };
      const api: Api = {
        async call(_method, path) {
          const [, channel = ''] = /^\/channels\/(\d+)\/messages$/.exec(path) ?? [];
          return { ok: true, answer: pages[channel] ?? [] };
        },
        stop() {},
      };
      const ears: Ears = {
        async take(seen) {
          if (refused.has(seen.id)) throw new Error('the disk is full');
          taken.push(seen.id);
          return { outcome: 'done' };
        },
        async submit({ kind }) {
          if (kind === 'mark') marks += 1;
          return { outcome: 'done' };
        },
        untilKnown: async () => true,
        showTyping: async () => {},
        isDesk: () => false,
      };
      catchUp = createCatchUp({
        api,
        ears,
        channels: createChannels(api),
        reader: {
          watermarks: async () => [
            { place: EVERYWHERE, mark: String(NOW - 60 * 60_000), at: NOW - 60 * 60_000 },
            { place: `discord:dm/${A}`, mark: first.id, at: NOW - 60_000 },
            { place: `discord:dm/${B}`, mark: first.id, at: NOW - 60_000 },
          ],
          cases: async () => [],
        },
        self: () => ({ user: '1', application: '1' }),
        guilds: async () => [],
        clock: { now: () => NOW },
        log: silentLog,
        alarm: { raise: (key) => void raised.push(key), clear: (key) => void raised.push(`${key} is over`) },
      });
    });
    afterEach(() => catchUp.stop());

    it('takes in nothing that came after it there, everything elsewhere, and moves no mark before it has it', async () => {
      const sweep = catchUp.sweep();
      await until(() => taken.includes(other.id));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(taken.toSorted()).to.deep.equal([first.id, other.id].toSorted());
      await catchUp.mark(NOW);
      expect(marks).to.equal(0);
      refused.clear();
      void catchUp.sweep();
      await sweep;
      expect(taken.filter((id) => id !== other.id)).to.deep.equal([first.id, first.id, second.id, third.id]);
      expect(marks).to.equal(1);
    });

    it('holds up what is told live there meanwhile', async () => {
      void catchUp.sweep();
      await until(() => taken.includes(other.id));
      const held = await catchUp.settle(A).catch(String);
      expect(held).to.equal('Error: the disk is full');
      await catchUp.settle(B);
      refused.clear();
      await catchUp.settle(A);
      expect(taken.slice(-2)).to.deep.equal([second.id, third.id]);
    });

    it('asks history once for what is told live before the sweep has come there', async () => {
      refused.clear();
      catchUp.lag();
      await Promise.all([catchUp.settle(A), catchUp.settle(A)]);
      await catchUp.settle(A);
      expect(taken).to.deep.equal([first.id, second.id, third.id]);
    });

    it('tells the owner when that goes on, and when it is over', async () => {
      while (!raised.includes('discord-behind')) {
        void catchUp.sweep();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      refused.clear();
      await catchUp.sweep();
      expect(raised.at(-1)).to.equal('discord-behind is over');
    });
  });
});
