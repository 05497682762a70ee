import { expect } from 'chai';
import { World } from '../../support/world.js';

describe('files that an asker had sent before a person was asked', () => {
  let world: World;
  afterEach(() => world.close());

  const send = async (text: string, name: string): Promise<void> => {
    await world.submit({
      kind: 'message',
      id: `vera/${name}`,
      at: world.now,
      place: world.place(),
      author: { id: 'vera', name: 'Vera' },
      message: name,
      text,
      files: [{ name, type: 'text/plain', size: 1, digest: name.charCodeAt(0).toString(16).padEnd(64, '0') }],
      addressed: true,
      private: true,
    });
  };
  const filesOf = async (number: number): Promise<string[]> =>
    (await world.threadLines(number)).flatMap(({ content }) => (content.files ?? []).map(({ name }) => name));

  it('go to its thread, and those of the case before do not go again with the next one', async () => {
    world = await World.create();
    await send('hello', 'a.txt');
    await world.ask('human');
    await send('and this', 'b.txt');
    expect(await filesOf(1)).to.deep.equal(['a.txt', 'b.txt']);
    await world.staffPress('ana', 'Resolve');
    world.now += 4 * 86_400_000;
    await send('hello', 'c.txt');
    await world.ask('human');
    expect(await filesOf(2)).to.deep.equal(['c.txt']);
    const [opening] = await world.threadLines(2);
    expect(opening?.content.quotes?.map(({ text }) => text)).to.include('and this');
  });

  it('go to the thread of a case that is opened again, each once', async () => {
    world = await World.create();
    await send('hello', 'a.txt');
    await world.ask('human');
    await world.staffPress('ana', 'Resolve');
    world.now += 86_400_000;
    await send('hello', 'b.txt');
    await world.ask('human');
    await send('and this', 'c.txt');
    expect(await filesOf(1)).to.deep.equal(['a.txt', 'b.txt', 'c.txt']);
  });
});
