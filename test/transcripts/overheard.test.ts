import { expect } from 'chai';
import type { Whisper } from '../../src/core/effect.js';
import { type HandoffRule, USUAL_RULES } from '../../src/core/handoff-rules.js';
import type { Channel } from '../../src/core/ports/channel.js';
import { World } from '../support/world.js';

/** Each says of a question that an article answers for sure that a person gives the answer. */
const RULES: readonly HandoffRule[] = [
  {
    name: 'passwords',
    says: ['password', '密码'],
    to: 'person',
    reason: 'rule',
    say: { en: 'IT resets passwords.', zh: '密码由 IT 重置。' },
  },
  ...USUAL_RULES,
];

describe('a help channel whose owner has rules for handing off', () => {
  let world: World;
  /** Offers that only the asker sees. */
  let offers: Whisper['content'][];
  let messages: number;
  beforeEach(() => {
    offers = [];
    messages = 0;
  });
  afterEach(() => world.close());

  async function open(handoff: readonly HandoffRule[]): Promise<void> {
    const wrap = (channel: Channel): Channel => ({
      ...channel,
      deliver: (outgoing, signal) => {
        if (outgoing.effect.kind === 'whisper') offers.push(outgoing.effect.content);
        return channel.deliver(outgoing, signal);
      },
    });
    world = await World.create({ settings: { handoff }, shared: true, wrap });
  }

  /** Somebody writes there, and does not mention the bot. */
  async function says(text: string, offer: boolean, id = 'vera'): Promise<string> {
    const message = `h${++messages}`;
    await world.submit({
      kind: 'message',
      id: `${id}/${message}`,
      at: world.now,
      place: world.place(id),
      author: { id, name: id },
      message,
      text,
      addressed: false,
      private: false,
      ...(offer && { offer }),
    });
    return message;
  }

  /** Takes the last offer. */
  async function accept(id = 'vera'): Promise<void> {
    const button = offers.at(-1)?.buttons?.[0];
    if (!button) throw new Error('Nothing was offered.');
    const { action, value, version } = button;
    await world.submit({
      kind: 'action',
      id: `${id}/accept`,
      at: world.now,
      place: world.place(id),
      author: { id, name: id },
      action,
      value,
      version,
    });
  }

  it('stays silent there, and asks nobody, where it offers no help', async () => {
    await open(RULES);
    for (const text of ['I forgot my password', '我忘记密码了']) await says(text, false);
    expect(await world.transcript()).to.deep.equal(['asker: I forgot my password', 'asker: 我忘记密码了']);
    expect(offers).to.deep.equal([]);
    expect(await world.case()).to.equal(undefined);
  });

  it('offers a person to the asker alone; taken, one is asked with the words of the rule (en)', async () => {
    await open(RULES);
    await says('I forgot my password', true);
    expect(await world.transcript()).to.deep.equal(['asker: I forgot my password']);
    expect(offers.map(({ text }) => text)).to.deep.equal([
      'This is for a person to answer, so I stay out of it. Shall I ask one?',
    ]);
    expect(await world.case()).to.equal(undefined);
    await accept();
    expect((await world.transcript()).slice(1)).to.deep.equal([
      'system: IT resets passwords.',
      'system: I am asking **Ana**. Your question is with them as #1; the reply comes here.',
    ]);
    expect(await world.case()).to.include({
      reason: 'rule',
      rule: 'passwords',
      question: 'I forgot my password',
    });
  });

  it('只向提问者本人提议找人工；接受后用规则里的话转人工 (zh)', async () => {
    await open(RULES);
    await says('我忘记密码了', true, 'liu');
    expect(await world.transcript('liu')).to.deep.equal(['asker: 我忘记密码了']);
    expect(offers.map(({ text }) => text)).to.deep.equal([
      '这个问题要由人工来答复，我就不插话了。要我请人来帮忙吗？',
    ]);
    await accept('liu');
    expect((await world.transcript('liu')).slice(1)).to.deep.equal([
      'system: 密码由 IT 重置。',
      'system: 正在联系 **Ana**。您的问题编号是 #1，回复会发到这里。',
    ]);
    expect(await world.case()).to.include({ reason: 'rule', rule: 'passwords' });
    const facts = await world.store.facts({ from: 0, limit: 9 });
    const told = facts.filter(({ kind }) => kind !== 'pinged');
    expect(told.map(({ kind, rule }) => [kind, rule])).to.deep.equal([
      ['silent', 'passwords'],
      ['handed-off', 'passwords'],
    ]);
  });

  it('holds the rules that are there by themselves, too', async () => {
    await open(USUAL_RULES);
    await says('This is urgent, I forgot my password', true);
    expect(await world.transcript()).to.have.lengthOf(1);
    await accept();
    expect((await world.transcript())[1]).to.equal(
      'system: That sounds urgent, so a person gets it right away.',
    );
    expect((await world.case())?.rule).to.equal('urgent');
  });

  it('answers where an earlier rule leaves the question with the bot', async () => {
    const exempt: HandoffRule = { name: 'forgotten', says: ['forgot', '忘记'], to: 'bot', reason: 'rule' };
    await open([exempt, ...RULES]);
    await says('I forgot my password', true);
    await says('我忘记密码了', false, 'liu');
    expect((await world.transcript()).at(-1)).to.match(/^bot: Reset your password: /);
    expect((await world.transcript('liu')).at(-1)).to.match(/^bot: 重置密码: /);
    expect(offers).to.deep.equal([]);
  });

  it('hands off what the asker goes on with, once the bot takes part', async () => {
    await open(RULES);
    await says('how do I connect to the VPN?', false);
    expect((await world.transcript()).at(-1)).to.match(/^bot: /);
    await says('and I forgot my password', false);
    expect((await world.transcript()).at(-2)).to.equal('system: IT resets passwords.');
    expect((await world.case())?.rule).to.equal('passwords');
  });
});
