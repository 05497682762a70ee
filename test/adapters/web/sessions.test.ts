import { expect } from 'chai';
import { createSessions } from '../../../adapters/web/sessions.js';
import type { RecordKey } from '../../../src/core/records.js';
import { World, type World as WorldType } from '../../support/world.js';

const DAY = 24 * 60; // minutes

describe('a session', () => {
  let world: WorldType;
  afterEach(() => world.close());

  const sessions = () => createSessions({ records: world.store, clock: { now: () => world.now } });
  const stored = async (key: string): Promise<boolean> =>
    (await world.store.read([key as RecordKey])).get(key as RecordKey)?.value !== undefined; // the id of a session is its key

  it('is forgotten when it expires, although its browser never comes back, and not before', async () => {
    world = await World.create();
    const token = await sessions().open('staff', 'ana');
    const found = await sessions().find('staff', token);
    expect(found?.person).to.equal('ana');
    const key = found?.id ?? '';
    await world.sleep(13 * DAY);
    expect(await stored(key)).to.equal(true);
    expect((await sessions().find('staff', token))?.prolonged).to.equal(true);
    await world.sleep(13 * DAY); // past its first end, which the visit has put off
    expect(await stored(key)).to.equal(true);
    await world.sleep(2 * DAY);
    expect(await stored(key)).to.equal(false);
    expect((await world.store.status()).timers).to.equal(0);
    expect(await sessions().find('staff', token)).to.equal(undefined);
  });

  it('that is ended leaves nothing behind to look at later', async () => {
    world = await World.create();
    const token = (await sessions().open('visitor', 'vera')) ?? '';
    await sessions().end(token);
    expect((await world.store.status()).timers).to.equal(0);
  });
});
