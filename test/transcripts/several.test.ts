import { expect } from 'chai';
import { World } from '../support/world.js';

describe('a message that asks for more than one thing', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.close());

  it('is answered, and what else it asks for is offered below, by itself (en)', async () => {
    await world.ask('How do I connect to the VPN and where is my payslip?');
    const [, first, second] = await world.transcript();
    expect(first).to.match(/^bot: Connect to the VPN: /);
    expect(second).to.equal(
      'bot: You asked about more than one thing. Is this the other one? [Find and read your payslip] [No, something else]',
    );
    await world.press('Find and read your payslip');
    expect((await world.transcript()).at(-1)).to.match(/^bot: Find and read your payslip: /);
    expect(await world.case()).to.equal(undefined);
  });

  it('先答一个，另一个问是不是也要 (zh)', async () => {
    await world.ask('VPN 连不上，另外工资条在哪看？');
    const [, first, second] = await world.transcript();
    expect(first).to.match(/^bot: 连接公司 VPN: /);
    expect(second).to.equal('bot: 您问的不止一件事。另一件是这个吗？ [查看工资条] [不是，是别的]');
    await world.ask('是的');
    expect((await world.transcript()).at(-1)).to.match(/^bot: 查看工资条: /);
    expect(await world.case()).to.equal(undefined);
  });

  it('says that no article answers the rest, without its words, in both languages', async () => {
    for (const [text, answer, words] of [
      [
        'How do I connect to the VPN and where do I park my *bike*?',
        /^bot: Connect to the VPN: /,
        'bot: You asked about more than one thing, and no article answers the rest. Ask that by itself in other words, or choose *Ask a person*.',
      ],
      [
        'VPN 连不上怎么办？另外公司有健身房吗？',
        /^bot: 连接公司 VPN: /,
        'bot: 您问的不止一件事，其余的没有对应的文章。可以单独换个说法再问，或者选择“找人工”。',
      ],
    ] as const) {
      await world.ask(text, text);
      const [first, second] = (await world.transcript(text)).slice(-2);
      expect(first).to.match(answer);
      expect(second).to.equal(words);
      expect(await world.case()).to.equal(undefined);
    }
  });

  it('is not told that a part has no answer where that only goes on about the first, or is small talk', async () => {
    for (const text of [
      'How do I connect to the VPN? And how long does it take?',
      'How do I connect to the VPN? Can you help me? How are you?',
      'Why does the VPN not connect? Is that normal?',
      'VPN 连不上怎么办？这个正常吗？',
    ]) {
      await world.ask(text, text);
      expect((await world.transcript(text)).join('\n'), text).to.not.match(
        /no article answers|没有对应的文章/,
      );
    }
  });

  it('keeps the buttons of the answer, and goes to a person where neither helps', async () => {
    await world.ask('How do I connect to the VPN and where is my payslip?');
    await world.press('That helped');
    const facts = await world.store.facts({ from: 0, limit: 9 });
    expect(facts.filter(({ kind }) => kind === 'helped').map(({ article }) => article)).to.deep.equal([
      'vpn-connection',
    ]);
    await world.press('No, something else');
    expect(await world.case()).to.include({
      reason: 'none-of-these',
      question: 'How do I connect to the VPN and where is my payslip?',
    });
  });

  it('follows the message when it is edited: the answer is changed, not given again', async () => {
    const asked = await world.ask('How do I connect to the VPN and where is my payslip?');
    await world.edit(asked, 'printer is out of toner');
    const lines = await world.transcript();
    expect(lines).to.have.length(3);
    expect(lines[1]).to.match(/^bot: Print, scan and fix printer problems: /);
    await world.press('Find and read your payslip');
    expect((await world.transcript()).at(-1)).to.match(/^bot: Find and read your payslip: /);
  });

  it('goes to a person in the words that it was changed to', async () => {
    const asked = await world.ask('How do I connect to the VPN with pin 4711 and where is my payslip?');
    await world.edit(asked, 'How do I connect to the VPN and where is my payslip?');
    await world.press('No, something else');
    expect((await world.case())?.question).to.equal('How do I connect to the VPN and where is my payslip?');
    expect(JSON.stringify(await world.threadLines())).to.not.contain('4711');
  });

  it('offers all of them where no answer is for the whole', async () => {
    await world.ask('1. I forgot my password\n2. how do I take annual leave?\n3. printer is out of toner');
    const [, line] = await world.lines();
    expect(line?.content.buttons?.map(({ label }) => label)).to.deep.equal([
      'Reset your password',
      'Request annual leave',
      'Print, scan and fix printer problems',
      'None of these',
    ]);
  });

  it('is left as it is where it only tells more of the same', async () => {
    await world.ask('My printer is old. It is out of toner. How do I get toner?');
    expect((await world.transcript()).join('\n')).to.not.contain('more than one thing');
  });
});
