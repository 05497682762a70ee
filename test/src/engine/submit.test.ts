import { expect } from 'chai';
import fc from 'fast-check';
import { casePlace, visitorPlace } from '../../../adapters/web/places.js';
import { FirstlineError } from '../../../src/core/error.js';
import type { MessageEvent } from '../../../src/core/message-events.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import { createTurns } from '../../../src/engine/submit.js';
import { settingsFor, starterKnowledge } from '../../support/office.js';
import { World } from '../../support/world.js';

function message(visitor: string, n: number, text = `line ${n}`): MessageEvent {
  return {
    kind: 'message',
    id: `${visitor}/${n}`,
    at: n,
    place: visitorPlace(visitor),
    author: { id: visitor, name: visitor },
    message: `m${n}`,
    text,
    addressed: true,
    private: true,
  };
}

describe('the door', () => {
  let world: World;
  afterEach(() => world.close());

  it('takes an event once, however often, in whatever order and however many at a time it comes', async () => {
    world = await World.create();
    await world.submit(message('vera', 0, 'human'));
    const events = Array.from({ length: 10 }, (_, n) => message('vera', n + 1));
    const copies =
      fc.sample(
        fc.shuffledSubarray(
          Array.from({ length: 100 }, (_, i) => i),
          { minLength: 100 },
        ),
        1,
      )[0] ?? [];
    const outcomes = await Promise.all(
      copies.map((i) => world.door.submit(events[i % 10] ?? message('vera', 0))),
    );
    await world.settle();
    expect(outcomes.filter(({ outcome }) => outcome === 'done')).to.have.length(10);
    const lines = await world.lines();
    expect(lines.filter((line) => line.voice === 'asker')).to.have.length(11);
    expect((await world.threadLines()).filter((line) => line.voice === 'asker')).to.have.length(10);
  });

  it('knows an event again after a restart, and gives the same reply', async () => {
    world = await World.create();
    await world.ask('human');
    const stale = {
      kind: 'action',
      id: 'stale',
      at: world.now,
      place: casePlace(1),
      author: { id: 'ana', name: 'Ana' },
      action: 'claim',
      value: '1',
      version: 99,
    } as const;
    const first = await world.submit(stale);
    await world.restart();
    const second = await world.submit(stale);
    expect(first).to.deep.equal({
      outcome: 'done',
      reply: { kind: 'notice', text: 'Already done: pinged', stale: true },
    });
    expect(second).to.deep.equal({ ...first, outcome: 'duplicate' });
  });

  it('keeps the order of a place, while both sides of a case write at once', async () => {
    world = await World.create();
    await world.ask('human');
    await world.staffPress('ana', 'Claim');
    const asked = Array.from({ length: 50 }, (_, n) => message('vera', n + 1, `q${n}`));
    const replied = asked.map((_, n) => ({
      ...message('ana', n, `r${n}`),
      id: `ana/${n}`,
      place: casePlace(1),
      message: `s${n}`,
    }));
    await Promise.all([...asked, ...replied].map((event) => world.door.submit(event)));
    await world.settle();
    for (const lines of [await world.transcript(), await world.thread()]) {
      expect(lines.filter((line) => /^asker: q/.test(line))).to.deep.equal(
        asked.map((_, n) => `asker: q${n}`),
      );
      expect(lines.filter((line) => /^staff/.test(line))).to.deep.equal(
        asked.map((_, n) => `staff Ana: r${n}`),
      );
    }
  });

  it('rejects what could not be committed, so that it is not acknowledged, and takes it when it comes again', async () => {
    world = await World.create();
    let broken = true;
    const { store } = world;
    const turns = createTurns({
      sources: {
        store: {
          read: (keys) => store.read(keys),
          reserve: () => store.reserve(),
          commit: async (commit) => {
            if (broken) throw new FirstlineError('store.failed', 'no space left on device');
            return store.commit(commit);
          },
          tail: (query) => store.tail(query),
        },
        knowledge: await starterKnowledge().then((knowledge) => () => knowledge),
        duty: () => ({ open: false, order: [] }),
        isStaff: async () => false,
        settings: settingsFor(),
      },
      decide: () => ({
        records: new Map(),
        lines: [],
        effects: [],
        withdraw: [],
        timers: [],
        facts: [],
        numbers: [],
        needsNumber: false,
      }),
      clock: { now: () => world.now },
      log: silentLog,
    });
    const refused = await turns.submit(message('vera', 1)).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(FirstlineError).with.property('code', 'store.failed');
    broken = false;
    expect(await turns.submit(message('vera', 1))).to.deep.equal({ outcome: 'done' });
    expect(await turns.submit(message('vera', 1))).to.deep.equal({ outcome: 'duplicate' });
    await turns.stop();
    const late = await turns.submit(message('vera', 2)).catch((error: unknown) => error);
    expect(late).to.be.instanceOf(FirstlineError).with.property('code', 'engine.stopped');
  });

  it('lets no turn change a record that it has not read', async () => {
    world = await World.create();
    const turns = createTurns({
      sources: {
        store: world.store,
        knowledge: await starterKnowledge().then((knowledge) => () => knowledge),
        duty: () => ({ open: false, order: [] }),
        isStaff: async () => false,
        settings: settingsFor(),
      },
      decide: () => ({
        records: new Map([['case/99', undefined]]),
        lines: [],
        effects: [],
        withdraw: [],
        timers: [],
        facts: [],
        numbers: [],
        needsNumber: false,
      }),
      clock: { now: () => world.now },
      log: silentLog,
    });
    const refused = await turns.submit(message('vera', 1)).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(FirstlineError).with.property('code', 'turn.decision');
  });
});
