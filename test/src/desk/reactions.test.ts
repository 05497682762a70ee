import { expect } from 'chai';
import { casePlace } from '../../../adapters/web/places.js';
import { type NumberedLine, standing } from '../../../src/core/line.js';
import type { Outgoing } from '../../../src/core/ports/channel.js';
import { World, type WorldOptions } from '../../support/world.js';

describe('reactions and presses', () => {
  let world: World;
  const outgoing: Outgoing[] = [];
  let refuseReactions = false;
  /** Until then the receipt of what was said for somebody is on its way; the message stands and can be reacted to. */
  let slowReceipt: { readonly voice: string; readonly until: Promise<void>; message: string } | undefined;
  /** Until then it is being asked who belongs to the desk. */
  let slowStaff: Promise<void> | undefined;
  const wrap: WorldOptions['wrap'] = (channel) => ({
    ...channel,
    isStaff: async (user, place) => {
      await slowStaff;
      return channel.isStaff(user, place);
    },
    deliver: async (out, signal) => {
      outgoing.push(out);
      if (out.effect.kind === 'react' && refuseReactions)
        return { kind: 'refused', code: 'unsupported', reason: 'there is no such emoji here' };
      const outcome = await channel.deliver(out, signal);
      if (slowReceipt && outcome.kind === 'delivered' && out.effect.voice === slowReceipt.voice) {
        slowReceipt.message = outcome.receipt.message?.id ?? '';
        await slowReceipt.until;
      }
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
    slowReceipt = undefined;
    slowStaff = undefined;
    world = await World.create({ wrap });
  });
  afterEach(() => world.close());

  let n = 0;
  const react = (
    by: string,
    place: string,
    message: string,
    emoji: string,
    how: { readonly added?: boolean; readonly at?: number } = {},
  ) =>
    world.submit({
      kind: 'reaction',
      id: `reaction${++n}`,
      at: how.at ?? world.now,
      place,
      author: { id: by, name: by },
      message,
      emoji,
      added: how.added ?? true,
    });
  const emojiOf = (line: NumberedLine | undefined): string[] =>
    standing(line?.reactions)
      .map(({ emoji }) => emoji)
      .sort();

  it('of the two sides at the same moment count, all of them', async () => {
    await world.ask('human');
    const written = await world.write('ana', 'I come at nine');
    const seen = (await world.lines()).at(-1)?.message ?? '';
    world.hurried = true;
    const pairs = [
      ['🎉', '👍'],
      ['🙏', '👀'],
      ['😀', '🚀'],
      ['🍕', '🐛'],
    ] as const;
    for (const [theirs, ours] of pairs)
      await Promise.all([
        react('vera', world.place(), seen, theirs),
        react('li', casePlace(1), written, ours),
      ]);
    await world.settle();
    const all = pairs.flat().sort();
    expect(emojiOf((await world.threadLines()).find(({ message }) => message === written))).to.deep.equal(
      all,
    );
    expect(emojiOf((await world.lines()).at(-1))).to.deep.equal(all);
  });

  for (const side of ['asker', 'desk'] as const) {
    it(`of the ${side} to a message whose receipt is not committed yet wait for it, over a restart too`, async () => {
      await world.ask('human');
      let arrived = (): void => {};
      const until = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      slowReceipt = { voice: side === 'asker' ? 'staff' : 'asker', until, message: '' };
      world.hurried = true;
      if (side === 'asker') await world.write('ana', 'I come at nine');
      else await world.ask('The blue one');
      while (!slowReceipt.message) await new Promise((resolve) => setTimeout(resolve, 2));
      const [by, place] = side === 'asker' ? ['vera', world.place()] : ['ana', casePlace(1)];
      await react(by, place, slowReceipt.message, '🎉');
      await react(by, place, slowReceipt.message, '👀');
      await react(by, place, slowReceipt.message, '👀', { added: false, at: world.now + 1 });
      world.now += 600;
      await world.beat(); // too early again
      arrived();
      await world.restart();
      world.now += 2000;
      await world.beat();
      await world.settle();
      const here = side === 'asker' ? await world.lines() : await world.threadLines();
      const there = side === 'asker' ? await world.threadLines() : await world.lines();
      expect(emojiOf(here.find(({ message }) => message === slowReceipt?.message))).to.deep.equal(['🎉']);
      expect(there.flatMap(emojiOf)).to.deep.equal(['🎉']);
      expect(
        outgoing.filter(({ effect }) => effect.kind === 'react' && effect.emoji === '🎉'),
      ).to.have.length(1);
      expect((await world.store.status()).timers).to.equal(1); // that of the open case
    });
  }

  it('count where the receipt is committed while it is asked who has reacted', async () => {
    await world.ask('human');
    let arrived = (): void => {};
    let answered = (): void => {};
    const until = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    slowReceipt = { voice: 'asker', until, message: '' };
    world.hurried = true;
    await world.ask('The blue one');
    while (!slowReceipt.message) await new Promise((resolve) => setTimeout(resolve, 2));
    slowStaff = new Promise((resolve) => {
      answered = resolve;
    });
    const reacted = react('ana', casePlace(1), slowReceipt.message, '🎉');
    await new Promise((resolve) => setTimeout(resolve, 20)); // it is asked
    arrived();
    await world.settle();
    answered();
    await reacted;
    await world.settle();
    world.now += 2_000;
    await world.beat();
    await world.settle();
    expect((await world.lines()).flatMap(emojiOf)).to.deep.equal(['🎉']);
  });

  it('to what nobody knows are not kept where nothing is on its way', async () => {
    await world.ask('human');
    const before = (await world.store.status()).timers;
    await react('vera', world.place(), 'of last year', '🎉');
    expect((await world.store.status()).timers).to.equal(before);
  });

  it('end as their person left them, in whatever order they arrive', async () => {
    await world.ask('human');
    await world.write('ana', 'I come at nine');
    const message = (await world.lines()).at(-1)?.message ?? '';
    const at = world.now;
    const there = async () => emojiOf((await world.threadLines()).at(-1));
    const steps = [
      { added: true, at: at + 1 },
      { added: false, at: at + 2 },
      { added: true, at: at + 3 },
      { added: false, at: at + 4 },
    ];
    const orders = permutations(steps);
    for (const [index, order] of orders.entries()) {
      const emoji = String.fromCodePoint(0x1f400 + index);
      for (const how of order) await react('vera', world.place(), message, emoji, how);
      expect(await there(), `order ${index}`).to.not.include(emoji);
      const last = order.filter(({ at: when }) => when !== at + 4);
      const other = String.fromCodePoint(0x1f600 + index);
      for (const how of last) await react('vera', world.place(), message, other, how);
      expect(await there(), `order ${index}`).to.include(other);
    }
    expect(orders).to.have.length(24);
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
    const seen = (await world.lines()).at(-1)?.message ?? '';
    refuseReactions = true;
    const before = await world.thread();
    await react('bob', world.place(), seen, '🫨');
    expect(await world.thread()).to.have.length(before.length);
    await react('vera', world.place(), seen, '🪿');
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

function permutations<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length < 2) return [all];
  return all.flatMap((one, i) => permutations(all.toSpliced(i, 1)).map((rest) => [one, ...rest]));
}
