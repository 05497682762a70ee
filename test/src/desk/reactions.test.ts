import { expect } from 'chai';
import { casePlace } from '../../../adapters/web/places.js';
import type { Outgoing } from '../../../src/core/ports/channel.js';
import { World, type WorldOptions } from '../../support/world.js';

describe('reactions and presses', () => {
  let world: World;
  const outgoing: Outgoing[] = [];
  let refuseReactions = false;
  const wrap: WorldOptions['wrap'] = (channel) => ({
    ...channel,
    deliver: async (out, signal) => {
      outgoing.push(out);
      if (out.effect.kind === 'react' && refuseReactions)
        return { kind: 'refused', code: 'unsupported', reason: 'there is no such emoji here' };
      const outcome = await channel.deliver(out, signal);
      if (outcome.kind !== 'delivered' || out.effect.kind !== 'say' || out.effect.voice !== 'bot')
        return outcome;
      const { message } = outcome.receipt;
      if (!message) return outcome;
      const parts = [{ ...message, id: `${message.id}-2` }];
      return { ...outcome, receipt: { ...outcome.receipt, parts } };
    },
  });
  beforeEach(async () => {
    outgoing.length = 0;
    refuseReactions = false;
    world = await World.create({ wrap });
  });
  afterEach(() => world.close());

  let n = 0;
  const react = (by: string, place: string, message: string, emoji: string) =>
    world.submit({
      kind: 'reaction',
      id: `reaction${++n}`,
      at: world.now,
      place,
      author: { id: by, name: by },
      message,
      emoji,
      added: true,
    });
  const emojiOf = (line: { reactions?: readonly { emoji: string }[] } | undefined): string[] =>
    (line?.reactions ?? []).map(({ emoji }) => emoji).sort();

  it('of the two sides at the same moment count, all of them', async () => {
    await world.ask('human');
    const written = await world.write('ana', 'I come at nine');
    const standing = (await world.lines()).at(-1)?.message ?? '';
    world.hurried = true;
    const pairs = [
      ['🎉', '👍'],
      ['🙏', '👀'],
      ['😀', '🚀'],
      ['🍕', '🐛'],
    ] as const;
    for (const [theirs, ours] of pairs)
      await Promise.all([
        react('vera', world.place(), standing, theirs),
        react('li', casePlace(1), written, ours),
      ]);
    await world.settle();
    const all = pairs.flat().sort();
    expect(emojiOf((await world.threadLines()).find(({ message }) => message === written))).to.deep.equal(
      all,
    );
    expect(emojiOf((await world.lines()).at(-1))).to.deep.equal(all);
  });

  it('of somebody else in the place are not told as the asker’s', async () => {
    await world.ask('I forgot my password');
    await world.press('Ask a person');
    const answer = (await world.lines()).find(({ voice }) => voice === 'bot')?.message ?? '';
    await react('bob', world.place(), answer, '👎');
    expect(await world.thread()).to.have.length(1);
    await react('vera', world.place(), answer, '🎉');
    expect((await world.thread()).at(-1)).to.equal('system: The asker reacted with 🎉.');
  });

  it('that the desk’s platform cannot show are told in words, where they are the asker’s', async () => {
    await world.ask('human');
    await world.write('ana', 'I come at nine');
    const standing = (await world.lines()).at(-1)?.message ?? '';
    refuseReactions = true;
    const before = await world.thread();
    await react('bob', world.place(), standing, '🫨');
    expect(await world.thread()).to.have.length(before.length);
    await react('vera', world.place(), standing, '🪿');
    expect((await world.thread()).at(-1)).to.equal('system: The asker reacted with 🪿.');
  });

  it('a press on an answer of several messages changes all of them', async () => {
    await world.ask('I forgot my password');
    const answer = (await world.lines()).at(-1);
    await world.press('That helped');
    const revised = outgoing.filter(({ effect }) => effect.kind === 'revise').at(-1);
    expect([revised?.message?.id, revised?.parts?.map(({ id }) => id)]).to.deep.equal([
      answer?.message,
      answer?.parts,
    ]);
    expect(answer?.parts).to.have.length(1);
    await world.ask('leave');
    const clarification = (await world.lines()).at(-1);
    await world.press('Parental leave');
    const chosen = outgoing.filter(({ effect }) => effect.kind === 'revise').at(-1);
    expect([chosen?.message?.id, chosen?.parts?.map(({ id }) => id)]).to.deep.equal([
      clarification?.message,
      clarification?.parts,
    ]);
  });
});
