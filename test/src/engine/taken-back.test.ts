import { expect } from 'chai';
import { casePlace } from '../../../adapters/web/places.js';
import type { RecordKey } from '../../../src/core/records.js';
import { World } from '../../support/world.js';

describe('what is taken back', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
    await world.ask('human');
  });
  afterEach(() => world.close());

  const DIGEST = 'd'.repeat(64);
  const FILE = { name: 'a.txt', type: 'text/plain', size: 1, digest: DIGEST };
  const send = (by: string, place: string, message: string) =>
    world.submit({
      kind: 'message',
      id: message,
      at: world.now,
      place,
      author: { id: by, name: by },
      message,
      text: message,
      files: [FILE],
      addressed: true,
      private: true,
    });
  const record = async (key: RecordKey) => (await world.store.read([key])).get(key)?.value;
  const streams = async (): Promise<string[] | undefined> => {
    const found = await record(`file/${DIGEST}`);
    return found && 'lines' in found && typeof found.lines === 'object'
      ? found.lines.map(({ stream }) => stream).sort()
      : undefined;
  };
  const place = () => `place/${world.place()}`;

  it('keeps its files only for the messages that still stand', async () => {
    await send('vera', world.place(), 'one');
    expect(await streams()).to.deep.equal(['case/1', place()]);
    await send('vera', world.place(), 'two');
    expect(await streams()).to.deep.equal(['case/1', 'case/1', place(), place()]);
    await world.remove('one');
    expect(await streams()).to.deep.equal(['case/1', place()]);
    await world.remove('two');
    expect(await streams()).to.equal(undefined);
  });

  it('of the staff is readable on neither side, also where it was deleted before it had arrived', async () => {
    await send('ana', casePlace(1), 'reply');
    expect(await streams()).to.deep.equal(['case/1', place()]);
    await world.staffRemoves('ana', 'reply');
    expect(await streams()).to.equal(undefined);
    world.hurried = true;
    await send('ana', casePlace(1), 'hasty');
    await world.staffRemoves('ana', 'hasty');
    await world.settle();
    expect(await streams()).to.equal(undefined);
  });

  it('leaves no receipt behind', async () => {
    const message = await world.write('ana', 'Come to room 3');
    const relayed = (await world.threadLines()).find((line) => line.message === message)?.relayed ?? '';
    expect(await record(`receipt/${relayed}`)).to.be.an('object');
    await world.staffRemoves('ana', message);
    expect(await record(`receipt/${relayed}`)).to.equal(undefined);
    expect((await world.lines()).at(-1)?.deleted).to.equal(true);
  });
});
