import { expect } from 'chai';
import { REVISABLE_ANSWERS } from '../../src/core/conversation.js';
import { World } from '../support/world.js';

describe('an asker and the bot', () => {
  let world: World;
  afterEach(() => world.close());

  it('is greeted once, in the language of their client', async () => {
    world = await World.create({ locale: 'zh-CN' });
    await world.join();
    await world.join();
    const lines = await world.transcript();
    expect(lines).to.have.length(1);
    expect(lines[0]).to.match(/^bot: 您好，我是自动助手 Firstline/);
  });

  it('gets an answer with its source and two buttons (en)', async () => {
    world = await World.create();
    await world.ask('I forgot my password');
    expect(await world.transcript()).to.have.length(2);
    const answer = (await world.lines())[1];
    expect(answer?.content.title).to.equal('Reset your password');
    expect(answer?.content.source?.reviewed).to.match(/^\d{4}-\d\d-\d\d$/);
    expect(answer?.content.source?.url).to.match(/^https:\/\/help\.example\.com\//);
    expect(answer?.content.buttons?.map((button) => button.label)).to.deep.equal([
      'That helped',
      'Ask a person',
    ]);
    await world.press('That helped');
    expect((await world.transcript()).slice(1)).to.satisfy(
      (lines: string[]) =>
        /^bot: Reset your password: .* <That helped>$/.test(lines[0] ?? '') &&
        lines[1] === 'bot: Good to hear.',
    );
  });

  it('得到带出处和两个按钮的回答 (zh)', async () => {
    world = await World.create();
    await world.ask('密码忘了怎么办');
    const answer = (await world.lines())[1];
    expect(answer?.content.text).to.match(/密码/);
    expect(answer?.content.buttons?.map((button) => button.label)).to.deep.equal(['解决了', '找人工']);
    await world.press('解决了');
    expect((await world.transcript()).at(-1)).to.equal('bot: 太好了。');
  });

  it('may mistype what they ask for (en)', async () => {
    world = await World.create();
    await world.ask('I forgot my pasword');
    expect((await world.lines())[1]?.content.title).to.equal('Reset your password');
  });

  it('打成同音字，也能得到回答 (zh)', async () => {
    world = await World.create();
    for (const [typed, title] of [
      ['我想重设蜜码', '重置密码'],
      ['抱销单怎么填', '费用报销'],
    ] as const) {
      await world.ask(typed);
      expect((await world.lines()).at(-1)?.content.title, typed).to.equal(title);
    }
  });

  it('may say thanks in a sentence, with swearing in it, and opens no case (en)', async () => {
    world = await World.create();
    await world.ask('I forgot my password');
    await world.ask('Holy shit that worked, thank you so much!');
    await world.ask('Wow, fucking brilliant, thanks again, bye');
    expect((await world.transcript()).slice(2)).to.deep.equal([
      'asker: Holy shit that worked, thank you so much!',
      'bot: Good to hear.',
      'asker: Wow, fucking brilliant, thanks again, bye',
      'bot: You are welcome.',
    ]);
  });

  it('整句道谢，哪怕带粗口，也不会转人工 (zh)', async () => {
    world = await World.create();
    await world.ask('密码忘了怎么办');
    await world.ask('卧槽，搞定了，太感谢了！');
    await world.ask('太厉害了，谢谢，辛苦了');
    expect((await world.transcript()).slice(2)).to.deep.equal([
      'asker: 卧槽，搞定了，太感谢了！',
      'bot: 太好了。',
      'asker: 太厉害了，谢谢，辛苦了',
      'bot: 不客气。',
    ]);
  });

  it('may press a button twice without being thanked twice', async () => {
    world = await World.create();
    await world.ask('I forgot my password');
    const [, answer] = await world.lines();
    const button = answer?.content.buttons?.[0];
    expect(button?.label).to.equal('That helped');
    await world.press('That helped');
    const again = await world.submit({
      kind: 'action',
      id: 'again',
      at: world.now,
      place: world.place(),
      author: { id: 'vera', name: 'Vera' },
      action: button?.action ?? '',
      value: button?.value ?? '',
      version: button?.version ?? 0,
      message: answer?.message ?? '',
    });
    expect(again.outcome).to.equal('done');
    expect((await world.transcript()).filter((line) => line === 'bot: Good to hear.')).to.have.length(1);
  });

  for (const [question, words, thanks, welcome] of [
    ['I forgot my password', 'ok, that helped', 'bot: Good to hear.', 'bot: You are welcome.'],
    ['密码忘了怎么办', '谢谢，解决了', 'bot: 太好了。', 'bot: 不客气。'],
  ] as const) {
    it(`may say in words that it helped, once: ${words}`, async () => {
      world = await World.create();
      await world.ask(question);
      await world.ask(words);
      await world.ask(words);
      expect((await world.transcript()).filter((line) => line === thanks || line === welcome)).to.deep.equal([
        thanks,
        welcome,
      ]);
      expect(
        (await world.store.facts({ from: 0, limit: 999 })).filter(({ kind }) => kind === 'helped'),
      ).to.have.length(1);
    });

    it(`may say with a reaction to the answer that it helped, once: ${thanks}`, async () => {
      world = await World.create();
      await world.ask(question);
      const [, answer] = await world.lines();
      for (const emoji of ['🤔', '👍', '🎉']) {
        await world.submit({
          kind: 'reaction',
          id: `reaction-${emoji}`,
          at: world.now,
          place: world.place(),
          author: { id: 'vera', name: 'Vera' },
          message: answer?.message ?? '',
          emoji,
          added: true,
        });
      }
      await world.settle();
      const lines = await world.transcript();
      expect(lines.filter((line) => line === thanks)).to.have.length(1);
      expect((await world.lines())[1]?.content.buttons).to.equal(undefined);
      expect(
        (await world.store.facts({ from: 0, limit: 999 })).filter(({ kind }) => kind === 'helped'),
      ).to.have.length(1);
    });
  }

  it('closes nothing at the desk by saying that it helped', async () => {
    world = await World.create();
    await world.ask('talk to a human');
    await world.ask('my chair is broken');
    await world.ask('that helped');
    expect((await world.case())?.state).to.not.equal('resolved');
  });

  it('is told what the bot can do, and talks small, in both languages, without opening a case', async () => {
    world = await World.create();
    for (const text of [
      'hello',
      'what can you do?',
      'who are you?',
      'thanks',
      '你好',
      '你能做什么？',
      '谢谢',
      'never mind',
      '算了',
    ]) {
      await world.ask(text);
    }
    const said = (await world.transcript()).filter((line) => line.startsWith('bot:'));
    expect(said).to.have.length(9);
    expect(said[0]).to.equal('bot: Hello. What can I help you with?');
    expect(said[3]).to.equal('bot: You are welcome.');
    expect(said[4]).to.equal('bot: 您好，有什么可以帮您？');
    expect(said[6]).to.equal('bot: 不客气。');
    expect(said[7]).to.equal('bot: All right. There is nothing open to cancel.');
    expect(await world.case()).to.equal(undefined);
  });

  it('gets a revised answer when they change the question, after a restart too', async () => {
    world = await World.create();
    const message = await world.ask('I forgot my password');
    await world.restart();
    await world.edit(message, 'how do I connect to the VPN');
    const lines = await world.lines();
    expect(lines).to.have.length(2);
    expect(lines[0]?.content.text).to.equal('how do I connect to the VPN');
    expect(lines[0]?.edited).to.be.a('number');
    expect(lines[1]?.content.title).to.match(/VPN/);
  });

  for (const [language, typed, meant, person] of [
    ['English', 'I forgot my password, it was hunter2', 'I forgot my password', 'human'],
    ['Chinese', '忘记密码了怎么办，原来是 hunter2', '忘记密码了怎么办', '人工'],
  ] as const) {
    it(`is handed over with what they changed the question to, where the answer stays, in ${language}`, async () => {
      world = await World.create();
      const message = await world.ask(typed);
      await world.edit(message, meant);
      expect(await world.lines()).to.have.length(2);
      await world.ask(person);
      expect((await world.case())?.question).to.equal(meant);
      expect(JSON.stringify(await world.threadLines())).to.not.contain('hunter2');
    });
  }

  it('has the answer taken back when they delete the question', async () => {
    world = await World.create();
    const message = await world.ask('I forgot my password');
    await world.remove(message);
    const lines = await world.lines();
    expect(lines.map((line) => line.deleted)).to.deep.equal([true, true]);
    await world.ask('human');
    const found = await world.case();
    expect(found?.question).to.equal('human');
    expect((await world.threadLines())[0]?.content.quotes?.map((quote) => quote.text)).to.deep.equal([]);
  });

  it('has earlier answers revised and taken back too, and goes on with the last one', async () => {
    world = await World.create();
    const first = await world.ask('I forgot my password');
    const second = await world.ask('how do I connect to the VPN');
    await world.ask('I want to take annual leave');
    await world.restart();
    await world.edit(first, 'the printer does not print');
    await world.remove(second);
    const lines = await world.lines();
    expect(lines.map(({ deleted }) => deleted ?? false)).to.deep.equal([
      false,
      false,
      true,
      true,
      false,
      false,
    ]);
    expect(lines[1]?.content.title).to.match(/print/i);
    await world.press('That helped');
    expect((await world.lines())[5]?.content.chosen).to.equal('That helped');
    await world.edit(first, 'zxqv wbrt'); // nothing that an article answers
    expect((await world.lines())[1]?.deleted).to.equal(true);
  });

  it('has so many answers at most that can be taken back, and no more is kept of them', async () => {
    world = await World.create();
    const asked: string[] = [];
    for (let n = 0; n < REVISABLE_ANSWERS + 2; n++) {
      asked.push(await world.ask(n % 2 ? 'I forgot my password' : 'how do I connect to the VPN'));
      await world.pass(1);
    }
    for (const message of asked) await world.remove(message);
    const answers = (await world.lines()).filter(({ voice }) => voice === 'bot');
    expect(answers).to.have.length(asked.length);
    expect(answers.map(({ deleted }) => deleted ?? false)).to.deep.equal(asked.map((_message, n) => n >= 2));
  });

  it('is told once that they write too fast, and is heard again after a while', async () => {
    world = await World.create({
      settings: { limits: { messagesPerMinute: 3, openCases: 3, messageLength: 4000 } },
    });
    for (let i = 0; i < 6; i++) await world.ask('hello');
    let lines = await world.transcript();
    expect(lines.filter((line) => line.startsWith('asker:'))).to.have.length(3);
    expect(lines.filter((line) => line.includes('more than I can take in'))).to.have.length(1);
    await world.pass(1);
    await world.ask('hello');
    lines = await world.transcript();
    expect(lines.at(-1)).to.equal('bot: Hello. What can I help you with?');
  });

  it('is told that a message is too long, with the limit, in both languages', async () => {
    world = await World.create({
      settings: { limits: { messagesPerMinute: 100, openCases: 3, messageLength: 100 } },
    });
    await world.ask('x'.repeat(101));
    await world.ask('你好');
    await world.ask('很'.repeat(101));
    const lines = await world.transcript();
    expect(lines[0]).to.include('too long to pass on (limit 100 characters)');
    expect(lines.at(-1)).to.include('上限 100 字');
    expect(lines.some((line) => line.includes('xxx'))).to.equal(false);
  });
});
