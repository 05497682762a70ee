import { expect } from 'chai';
import { ACTIONS } from '../../src/core/actions.js';
import type { Effect } from '../../src/core/effect.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import type { Channel } from '../../src/core/ports/channel.js';
import { settingsFor } from '../support/office.js';
import { World, type World as WorldType } from '../support/world.js';

/** The channel of the world, with a platform behind it that refuses some effects for a while. */
function refusing(refuses: (effect: Effect) => boolean, reason: string) {
  const state = { refuses, delivered: [] as Effect[] };
  const wrap = (channel: Channel): Channel => ({
    ...channel,
    deliver: async (outgoing, signal) => {
      if (state.refuses(outgoing.effect)) return { kind: 'refused', reason };
      state.delivered.push(outgoing.effect);
      return channel.deliver(outgoing, signal);
    },
  });
  return { state, wrap };
}

const nothing = () => false;
const opens = (effect: Effect) => effect.kind === 'open';
const replies = (effect: Effect) => effect.kind === 'say' && effect.voice === 'staff';

describe('a handoff thread that cannot be opened', () => {
  let world: WorldType;
  afterEach(() => world.close());

  it('shows everything that was written meanwhile, in order, once it opens; and the asker is told both times', async () => {
    const { state, wrap } = refusing(opens, 'no permission');
    world = await World.create({ wrap });
    await world.ask('human');
    const first = await world.ask('It is about the third floor');
    await world.pass(6); // a second attempt, in vain
    await world.ask('The one with the plants');
    await world.edit(first, 'It is about the fourth floor');
    await world.pass(6); // a third
    expect(state.delivered.filter(opens)).to.deep.equal([]);
    expect(world.alarms.join()).to.include('no permission');
    // Told once, and not that something was lost.
    const told = (await world.transcript()).filter((line) => line.startsWith('system'));
    expect(told).to.deep.equal([
      'system: I am asking **Ana**. Your question is with them as #1; the reply comes here.',
      `system: ${phrase('en', 'deskUnreachable')}`,
    ]);
    expect((await world.case())?.pinged).to.deep.equal([]); // a ping that nobody saw is none

    state.refuses = nothing;
    await world.restart(); // what is held back is in the store
    await world.pass(6);
    const open = state.delivered.findIndex(opens);
    const shown = state.delivered.slice(open).flatMap((effect) => {
      if (effect.kind === 'open') return [`opened for ${effect.ping?.map(({ name }) => name).join()}`];
      if (effect.kind !== 'say' || !('opened' in effect.target)) return [];
      return [`${effect.as?.name ?? effect.voice}: ${effect.content.text}`];
    });
    expect(shown).to.deep.equal([
      'opened for Ana',
      'Vera: It is about the third floor',
      'Vera: The one with the plants',
      'system: The asker changed a message.\nBefore: It is about the third floor\nNow: It is about the fourth floor',
    ]);
    expect((await world.thread()).filter((line) => /on its way|not delivered/.test(line))).to.deep.equal([]);
    expect((await world.transcript()).at(-1)).to.equal(`system: ${phrase('en', 'deskReached')}`);

    // From here on it is a thread like any other: an edit reaches the line that was said late.
    await world.edit(first, 'It is about the fifth floor');
    expect((await world.thread()).filter((line) => line.includes('fifth floor'))).to.have.length(1);
    await world.staffPress('ana', 'Claim');
    await world.write('ana', 'I am on my way');
    expect((await world.transcript()).at(-1)).to.equal('staff Ana: I am on my way');
  });

  it('说明暂时联系不上，消息一条不丢 (zh)', async () => {
    const { state, wrap } = refusing(opens, '没有权限');
    world = await World.create({ wrap });
    await world.ask('人工');
    await world.ask('三楼的门打不开');
    expect((await world.transcript()).at(-2)).to.equal(`system: ${phrase('zh', 'deskUnreachable')}`);
    state.refuses = nothing;
    await world.pass(6);
    expect(await world.thread()).to.include('asker: 三楼的门打不开');
    expect((await world.transcript()).at(-1)).to.equal(`system: ${phrase('zh', 'deskReached')}`);
  });

  it('keeps the order of much that was written at once', async () => {
    const { state, wrap } = refusing(opens, 'no permission');
    world = await World.create({ wrap });
    await world.ask('human');
    world.hurried = true;
    await Promise.all(Array.from({ length: 20 }, (_, n) => world.ask(`Message ${n}.`)));
    state.refuses = nothing;
    await world.pass(6);
    await world.pass(6);
    const said = (await world.thread()).filter((line) => line.startsWith('asker: Message'));
    expect(said).to.deep.equal(Array.from({ length: 20 }, (_, n) => `asker: Message ${n}.`));
  });

  it('pings nobody while the desk is closed, and the first person at the opening', async () => {
    const FRIDAY_20 = Date.UTC(2026, 10, 27, 20);
    const { state, wrap } = refusing(opens, 'no permission');
    world = await World.create({ wrap, now: FRIDAY_20 });
    await world.ask('human');
    state.refuses = nothing;
    await world.pass(6);
    const found = await world.case();
    expect(found).to.include({ state: 'queued', threadPlace: 'web:desk/cases/1' });
    expect(found?.pinged).to.deep.equal([]);
    await world.sleep(61 * 60); // Monday, 09:06
    expect((await world.case())?.pinged).to.deep.equal(['ana']);
  });
});

describe('a reply that was not delivered', () => {
  let world: WorldType;
  afterEach(() => world.close());

  it('offers to send it again, once: the button is used up, and says who pressed it', async () => {
    const { state, wrap } = refusing(replies, 'The asker takes no messages.');
    world = await World.create({ wrap });
    await world.ask('human');
    await world.write('ana', 'Here I am');
    expect((await world.thread()).slice(-2)).to.deep.equal([
      'staff Ana: Here I am (not delivered: The asker takes no messages.)',
      'system: Not delivered: The asker takes no messages. [Retry]',
    ]);
    await world.staffPress('li', 'Retry');
    expect((await world.thread()).slice(-3)).to.deep.equal([
      'staff Ana: Here I am (not delivered: The asker takes no messages.)',
      'system: Not delivered at first: The asker takes no messages.',
      'system: Not delivered: The asker takes no messages. [Retry]', // in vain, so there is a new one
    ]);
    state.refuses = nothing;
    await world.staffPress('ana', 'Retry');
    expect((await world.thread()).filter((line) => line.includes('[Retry]'))).to.deep.equal([]);
    expect((await world.thread()).at(-1)).to.equal(
      'system: Not delivered at first: The asker takes no messages.',
    );
    expect((await world.transcript()).at(-1)).to.equal('staff Ana: Here I am');
    // Somebody whose page is old presses it too.
    const n = (await world.threadLines()).findIndex(({ voice }) => voice === 'staff');
    const again = await world.act('tom', { action: ACTIONS.retry, value: `1:${n}`, version: 2 });
    expect(again.reply).to.deep.equal({ kind: 'notice', text: phrase('en', 'deskNothingToRetry') });
    expect((await world.transcript()).filter((said) => said.includes('Here I am'))).to.have.length(1);
  });

  it('不再发送已删除的回复 (zh)', async () => {
    const { state, wrap } = refusing(replies, '对方不接收消息');
    world = await World.create({ wrap, settings: { desk: { ...settingsFor().desk, language: 'zh' } } });
    await world.ask('人工');
    const reply = await world.write('li', '发错了');
    expect((await world.thread()).at(-1)).to.equal('system: 未送达：对方不接收消息 [重试]');
    await world.staffRemoves('li', reply);
    state.refuses = nothing;
    const pressed = await world.staffPress('li', '重试');
    expect(pressed.reply).to.deep.equal({ kind: 'notice', text: phrase('zh', 'deskNothingToRetry') });
    expect(
      (await world.transcript()).filter((line) => line.includes('发错了') && !line.includes('not delivered')),
    ).to.deep.equal([]);
  });
});
