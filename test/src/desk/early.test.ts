import { expect } from 'chai';
import { casePlace } from '../../../adapters/web/places.js';
import { World, type WorldOptions } from '../../support/world.js';

describe('staff who write into a thread whose receipt is not committed yet', () => {
  let world: World;
  /** The thread stands and can be written in; its receipt is on its way. */
  let open: Promise<void> | undefined;
  let opened = (): void => {};
  const wrap: WorldOptions['wrap'] = (channel) => ({
    ...channel,
    deliver: async (out, signal) => {
      const outcome = await channel.deliver(out, signal);
      if (out.effect.kind === 'open') await open;
      return outcome;
    },
  });
  beforeEach(async () => {
    open = new Promise((resolve) => {
      opened = resolve;
    });
    world = await World.create({ wrap });
    world.hurried = true;
  });
  afterEach(() => world.close());

  const heard = async (): Promise<string[]> =>
    (await world.lines()).filter(({ voice }) => voice === 'staff').map(({ content }) => content.text);
  const timers = async (): Promise<number> => (await world.store.status()).timers;
  /** Timers are looked at, second by second. */
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      world.now += 1_000;
      await world.beat();
    }
  };

  it('are heard once it is, in their order, with what they have changed meanwhile', async () => {
    await world.ask('human');
    const first = await world.write('ana', 'Which one is it?');
    await pass(2);
    await world.write('ana', 'The blue one?');
    await world.staffEdits('ana', first, 'Which one of the two is it?');
    await pass(8);
    expect(await heard()).to.deep.equal([]);
    opened();
    await world.settle();
    await pass(20);
    await world.settle();
    expect(await heard()).to.deep.equal(['Which one of the two is it?', 'The blue one?']);
    expect(await timers()).to.equal(1); // that of the open case
  });

  it('are heard after a death in between', async () => {
    await world.ask('human');
    await world.write('ana', 'Which one is it?');
    await pass(1);
    expect(await timers()).to.equal(2);
    opened();
    await world.settle();
    await world.restart();
    await pass(3);
    await world.settle();
    expect(await heard()).to.deep.equal(['Which one is it?']);
  });

  it('are heard where they were read from history long after they were written', async () => {
    await world.ask('human');
    await world.submit({
      kind: 'message',
      id: 'from history',
      at: world.now - 3_600_000,
      place: casePlace(1),
      author: { id: 'ana', name: 'Ana' },
      message: 'from history',
      text: 'Which one is it?',
      addressed: true,
      private: false,
    });
    await pass(5);
    opened();
    await world.settle();
    await pass(5);
    await world.settle();
    expect(await heard()).to.deep.equal(['Which one is it?']);
  });

  it('are left alone after ten minutes: it is a thread of their own', async () => {
    await world.submit({
      kind: 'message',
      id: 'beside',
      at: world.now,
      place: casePlace(7),
      author: { id: 'ana', name: 'Ana' },
      message: 'beside',
      text: 'Who brings the cake?',
      addressed: true,
      private: false,
    });
    expect(await timers()).to.equal(1);
    await pass(700);
    expect(await timers()).to.equal(0);
  });

  it('are refused nothing that the bot understands without the case', async () => {
    await world.submit({
      kind: 'message',
      id: 'command',
      at: world.now,
      place: casePlace(7),
      author: { id: 'ana', name: 'Ana' },
      message: 'command',
      text: '!pause',
      addressed: true,
      private: false,
    });
    expect(await timers()).to.equal(0);
  });
});

describe('an asker whose change is told before what it changes', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
    await world.ask('hello');
  });
  afterEach(() => world.close());

  const told = (text: string) =>
    world.submit({
      kind: 'message',
      id: 'vera/late',
      at: world.now,
      place: world.place(),
      author: { id: 'vera', name: 'Vera' },
      message: 'late',
      text,
      addressed: true,
      private: true,
    });
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      world.now += 1_000;
      await world.beat();
    }
    await world.settle();
  };

  it('has it changed once that is told, and its answer with it', async () => {
    await world.edit('late', 'how do I connect to the VPN');
    await pass(70); // so long after a time-out Slack tells again
    await told('I forgot my password');
    await pass(60);
    const transcript = (await world.transcript()).join('\n');
    expect(transcript).to.include('VPN').and.to.not.include('forgot my password');
    expect(transcript).to.not.match(/reset/i);
  });

  it('has it deleted once that is told, and its answer with it', async () => {
    await world.remove('late');
    await pass(70);
    await told('I forgot my password');
    await pass(60);
    const standing = (await world.lines()).filter(({ deleted }) => !deleted);
    expect(standing.map(({ voice }) => voice)).to.deep.equal(['asker', 'bot']);
  });

  it('waits ten minutes for it', async () => {
    await world.edit('late', 'how do I connect to the VPN');
    await pass(700);
    expect((await world.store.status()).timers).to.equal(0);
  });
});
