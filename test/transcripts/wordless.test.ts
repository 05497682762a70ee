import { expect } from 'chai';
import { phrase } from '../../src/core/phrases/phrase.js';
import { World, type World as WorldType } from '../support/world.js';

describe('a message without words', () => {
  let world: WorldType;
  afterEach(() => world.close());

  const last = async (asker?: string): Promise<string | undefined> => (await world.transcript(asker)).at(-1);
  const help = (language: 'en' | 'zh'): string => `bot: ${phrase(language, 'help', { name: 'Firstline' })}`;

  it('is told once what can be asked, and the second in a row goes to a person', async () => {
    for (const [first, second] of [
      ['?', '???'],
      ['...', '123456'],
      ['!', ':-/'],
    ] as const) {
      world = await World.create();
      await world.ask(first);
      expect(await last(), first).to.equal(help('en'));
      expect(await world.case()).to.equal(undefined);
      await world.ask(second);
      expect(await world.case(), second).to.include({ reason: 'no-article', question: second });
      await world.close();
    }
    world = await World.create();
  });

  it('没有文字的消息：先说明能帮什么，连续第二次转人工 (zh)', async () => {
    world = await World.create();
    await world.ask('你好');
    await world.ask('？？');
    expect(await last()).to.equal(help('zh'));
    expect(await world.case()).to.equal(undefined);
    await world.ask('……');
    expect(await world.case()).to.include({ reason: 'no-article', question: '……' });
  });

  it('followed by a question, or by "OK", is forgotten', async () => {
    world = await World.create();
    await world.ask('?');
    await world.ask('I forgot my password');
    expect(await last()).to.match(/^bot: Reset your password: /);
    await world.ask('?');
    expect(await last()).to.equal(help('en'));
    await world.ask('ok');
    expect(await last()).to.equal(`bot: ${phrase('en', 'okay')}`);
    await world.ask('123');
    expect(await last()).to.equal(help('en'));
    expect(await world.case()).to.equal(undefined);
  });

  it('after a question takes that question to the person', async () => {
    world = await World.create();
    await world.ask('I forgot my password');
    await world.ask('?');
    await world.ask('??');
    expect((await world.case())?.question).to.equal('I forgot my password');
  });

  it('is told once how to choose where articles are offered; the second time the question goes to a person', async () => {
    world = await World.create();
    await world.ask('leave');
    await world.ask('?');
    expect(await last()).to.equal(`bot: ${phrase('en', 'chooseAgain')}`);
    expect(await world.case()).to.equal(undefined);
    await world.ask('2');
    expect(await world.case()).to.equal(undefined);
    await world.ask('leave');
    await world.ask('?');
    await world.ask('???');
    expect(await world.case()).to.include({ reason: 'none-of-these', question: 'leave' });
  });

  it('给出选项时只发标点：先说明怎么选，第二次转人工 (zh)', async () => {
    world = await World.create();
    await world.ask('年假');
    await world.ask('？');
    expect(await last()).to.equal(`bot: ${phrase('zh', 'chooseAgain')}`);
    await world.ask('。。。');
    expect(await world.case()).to.include({ reason: 'none-of-these', question: '年假' });
  });

  it('is an answer where a dialog is open', async () => {
    world = await World.create();
    await world.ask('leave');
    await world.ask('2');
    expect(await last()).to.match(/^bot: /);
    expect(await last()).to.not.equal(help('en'));
    expect(await world.case()).to.equal(undefined);
  });

  it('goes to the people who have the question', async () => {
    world = await World.create();
    await world.ask('human');
    const before = (await world.threadLines()).length;
    await world.ask('?');
    expect((await world.threadLines()).length).to.equal(before + 1);
    expect((await world.transcript()).filter((line) => line === help('en'))).to.deep.equal([]);
  });

  it('is still a question with letters or an emoji in it', async () => {
    for (const text of ['asdfgh', '😡', '12b']) {
      world = await World.create();
      await world.ask(text);
      expect((await world.case())?.reason, text).to.equal('no-article');
      await world.close();
    }
    world = await World.create();
  });
});
