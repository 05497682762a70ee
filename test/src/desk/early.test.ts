import { expect } from 'chai';
import { casePlace } from '../../../adapters/web/places.js';
import { World } from '../../support/world.js';

describe('whoever has a change told before what it changes', () => {
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

  it('is no other than a member of the staff', async () => {
    await world.ask('human');
    await world.staffEdits('ana', 'late', 'Which one of the two is it?');
    await pass(70);
    await world.submit({
      kind: 'message',
      id: 'ana/late',
      at: world.now,
      place: casePlace(1),
      author: { id: 'ana', name: 'Ana' },
      message: 'late',
      text: 'Which one is it?',
      addressed: true,
      private: false,
    });
    await pass(60);
    const said = (await world.lines()).filter(({ voice }) => voice === 'staff');
    expect(said.map(({ content }) => content.text)).to.deep.equal(['Which one of the two is it?']);
  });

  it('has only the last of many changes wait', async () => {
    for (let n = 0; n < 50; n++) await world.edit('late', `is it number ${n}?`);
    expect((await world.store.status()).timers).to.equal(1);
    await world.edit('late', 'how do I connect to the VPN');
    await told('I forgot my password');
    await pass(5);
    expect((await world.transcript()).join('\n'))
      .to.include('VPN')
      .and.to.not.match(/password/i);
  });

  it('waits ten minutes for it', async () => {
    await world.edit('late', 'how do I connect to the VPN');
    await pass(700);
    expect((await world.store.status()).timers).to.equal(0);
  });
});
