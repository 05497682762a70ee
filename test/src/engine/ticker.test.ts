import { expect } from 'chai';
import { silentLog } from '../../../src/core/ports/ambient.js';
import type { Timer } from '../../../src/core/timer.js';
import { createTicker } from '../../../src/engine/ticker.js';
import { World } from '../../support/world.js';

describe('the ticker', () => {
  it('fires a timer once, late rather than never after a stop, even when the clock goes back', async () => {
    const world = await World.create();
    await world.ask('human');
    await world.sleep(6);
    expect((await world.case())?.pinged).to.deep.equal(['ana', 'li']);
    world.now -= 3_600_000;
    await world.pass(1);
    await world.restart();
    await world.pass(1);
    expect((await world.case())?.pinged).to.deep.equal(['ana', 'li']);
    await world.close();
  });

  it('asks again for a timer whose turn failed', async () => {
    const timer: Timer = {
      key: 'case/1',
      at: 1,
      place: 'web:desk/cases/1',
      purpose: { kind: 'case', case: 1 },
    };
    let fired = 0;
    const ticker = createTicker({
      store: {
        due: async () => (fired < 2 ? [timer] : []),
        status: async () => ({ seq: 0, effects: 0, timers: 1, openCases: 0, facts: 0 }),
        lease: async () => [],
        postpone: async () => {},
        lines: async () => [],
        cases: async () => [],
        facts: async () => [],
        watermarks: async () => [],
      },
      door: {
        submit: async () => {
          fired += 1;
          if (fired === 1) throw new Error('the store is busy');
          return { outcome: 'done' };
        },
      },
      clock: { now: () => 5 },
      log: silentLog,
      alarm: { raise() {}, clear() {} },
      stuckAfter: 1,
      onBeat: () => {},
    });
    await ticker.beat();
    await ticker.beat();
    await ticker.beat();
    expect(fired).to.equal(2);
  });

  it('alarms the owner once when the outbox is stuck, and says when it is over', async () => {
    const told: string[] = [];
    let oldestEffectAt: number | undefined = 0;
    const ticker = createTicker({
      store: {
        due: async () => [],
        status: async () => ({
          seq: 0,
          effects: 3,
          timers: 0,
          openCases: 0,
          facts: 0,
          ...(oldestEffectAt !== undefined && { oldestEffectAt }),
        }),
        lease: async () => [],
        postpone: async () => {},
        lines: async () => [],
        cases: async () => [],
        facts: async () => [],
        watermarks: async () => [],
      },
      door: { submit: async () => ({ outcome: 'done' }) },
      clock: { now: () => 11 * 60_000 },
      log: silentLog,
      alarm: { raise: (_key, text) => told.push(text), clear: (key) => told.push(`over: ${key}`) },
      stuckAfter: 10 * 60_000,
      onBeat: () => {},
    });
    await ticker.beat();
    oldestEffectAt = undefined;
    await ticker.beat();
    expect(told).to.deep.equal([
      'The outbox is stuck: 3 messages wait, the oldest for 11 minutes.',
      'over: outbox',
    ]);
  });
});
