import { expect } from 'chai';
import { phrase } from '../../src/core/phrases/phrase.js';
import { World, type World as WorldType } from '../support/world.js';

const DAY = 24 * 60;

/** Opens a case about nothing that an article knows, and has a person close it; so long ago, in minutes. */
async function closedCase(language: 'en' | 'zh', minutes = DAY): Promise<WorldType> {
  const world = await World.create();
  await world.ask(language === 'en' ? 'qwertz uiop is broken' : '外星人入侵了');
  await world.write('ana', 'Done.');
  await world.staffPress('ana', 'Resolve');
  await world.sleep(minutes);
  return world;
}

/** Questions that several articles may answer, and other words in their place. */
const OFFERED = [
  ['en', 'how do I change my account name?', 'None of these', 'I mean the zzyzx', 'any update?'],
  ['zh', '我的账号怎么改名？', '都不是', '我说的是外星人', '什么时候能好'],
] as const;

describe('a question that opens a recent case again', () => {
  let world: WorldType;
  afterEach(() => world.close());

  for (const [first, second, question, words] of [
    ['human', 'never mind', 'I want to report harassment by a colleague', 'policyWords'],
    ['人工', '算了', '我要举报同事性骚扰', 'policyWords'],
    ['human', 'never mind', 'the server room is on fire', 'urgentWords'],
    ['人工', '算了', '机房着火了', 'urgentWords'],
  ] as const) {
    it(`is told what it has to know though an older case takes it: "${question}"`, async () => {
      world = await World.create();
      await world.ask(first);
      await world.ask(second);
      await world.pass(60);
      await world.ask(question);
      const language = first === 'human' ? 'en' : 'zh';
      const [said, notice] = (await world.transcript()).slice(-2);
      expect(said).to.match(new RegExp(`^system: ${phrase(language, words)}`));
      expect(notice).to.equal(`system: ${phrase(language, 'reopenedNotice', { number: 1 })}`);
      expect((await world.thread()).at(-1)).to.equal(`asker: ${question}`);
      expect(await world.case(2)).to.equal(undefined);
    });
  }
});

describe('a message after a case was closed', () => {
  let world: WorldType;
  afterEach(() => world.close());

  const last = async (): Promise<string | undefined> => (await world.transcript()).at(-1);
  const isOpen = async (): Promise<boolean> => (await world.case())?.state !== 'resolved';
  /** What the desk was told of the conversation since, where the case was opened again. */
  const quoted = async (): Promise<readonly string[]> => {
    const line = (await world.threadLines()).findLast(({ content }) => content.text.startsWith('Reopened'));
    return line?.content.quotes?.map(({ who, text }) => `${who}: ${text.replaceAll('\n', ' ')}`) ?? [];
  };

  for (const text of [
    ...[
      'still broken',
      'thanks but it does not work',
      'it stopped working again this morning',
      'any update?',
    ],
    ...['did you hear back from HR?', 'when will my laptop arrive?', 'what about the other account?', 'no'],
    ...['还是不行', '谢谢，但还是不行', '什么时候能好', '怎么还没人回复', '好了吗？', '不对'],
  ])
    it(`that goes on with it opens it again at once, whatever might be offered: "${text}"`, async () => {
      world = await closedCase(/\p{Script=Han}/u.test(text) ? 'zh' : 'en');
      await world.ask(text);
      expect(await isOpen()).to.equal(true);
      expect((await world.thread()).at(-1)).to.equal(`asker: ${text}`);
      expect(await world.case(2)).to.equal(undefined);
    });

  for (const [language, question, none, other, followUp] of OFFERED) {
    const notice = `system: ${phrase(language, 'reopenedNotice', { number: 1 })}`;

    it(`that is a new question is offered what may answer it, and the case stays closed (${language})`, async () => {
      world = await closedCase(language);
      await world.ask(question);
      expect(await last()).to.include(`[${none}]`);
      await world.ask('1');
      expect(await last()).to.match(/^bot: .*: /);
      expect(await isOpen()).to.equal(false);
    });

    for (const by of ['a button', 'words', 'other words'] as const)
      it(`that is offered nothing right leads to the person of the case, by ${by} (${language})`, async () => {
        world = await closedCase(language);
        await world.ask(question);
        if (by === 'a button') await world.press(none);
        else await world.ask(by === 'words' ? none : other);
        expect(await last()).to.equal(notice);
        const [asked, offer] = await quoted();
        expect(asked).to.equal(`Vera: ${question}`);
        expect(offer).to.match(/^Firstline: .*\[.*\]/);
        if (by !== 'a button')
          expect((await world.thread()).at(-1)).to.equal(`asker: ${by === 'words' ? none : other}`);
        expect(await world.case(2)).to.equal(undefined);
      });

    it(`that is offered something and needs nothing more leaves the case closed (${language})`, async () => {
      world = await closedCase(language);
      await world.ask(question);
      await world.ask(language === 'en' ? 'no thanks' : '不用了，谢谢');
      expect(await isOpen()).to.equal(false);
      expect(await world.case(2)).to.equal(undefined);
    });

    it(`that was offered something opens it again once it is changed into going on with it (${language})`, async () => {
      world = await closedCase(language);
      const message = await world.ask(question);
      await world.edit(message, followUp);
      expect(await last()).to.equal(notice);
      expect((await quoted())[0]).to.equal(`Vera: ${question}`);
      expect((await world.threadLines()).at(-1)?.content.text).to.equal(
        phrase('en', 'deskEdited', { before: question, now: followUp }),
      );
    });

    it(`that was offered something and is deleted is over (${language})`, async () => {
      world = await closedCase(language);
      await world.remove(await world.ask(question));
      const { reply } = await world.press(none);
      expect(reply).to.deep.equal({ kind: 'notice', text: phrase(language, 'staleButton') });
      expect(await isOpen()).to.equal(false);
    });

    it(`that is answered late, while it is offered something, is in the hands of the desk (${language})`, async () => {
      world = await closedCase(language, 60);
      await world.ask(question);
      await world.write('ana', 'One more thing.');
      expect((await world.thread()).at(-1)).to.equal(`system: ${phrase('en', 'deskReplyToClosed')}`);
      await world.staffPress('ana', 'Reopen');
      expect((await quoted())[0]).to.equal(`Vera: ${question}`);
      await world.write('ana', 'One more thing.');
      expect(await last()).to.equal('staff Ana: One more thing.');
      const { reply } = await world.press(none);
      expect(reply).to.deep.equal({ kind: 'notice', text: phrase(language, 'staleButton') });
      await world.ask('1');
      expect((await world.thread()).at(-1)).to.equal('asker: 1');
      // The offer is over for good.
      await world.staffPress('ana', 'Resolve');
      await world.ask('1');
      expect(await isOpen()).to.equal(true);
    });

    it(`that is offered something belongs to a new case once three days are over (${language})`, async () => {
      world = await closedCase(language, 3 * DAY - 10);
      await world.ask(question);
      await world.sleep(11);
      await world.press(none);
      expect(await world.case(2)).to.include({ reason: 'none-of-these', question });
      expect(await isOpen()).to.equal(false);
    });
  }

  for (const [language, question, person, other] of [
    ['en', 'I forgot my password', 'Ask a person', 'how do I book a meeting room?'],
    ['zh', '我忘记密码了', '找人工', '怎么预订会议室？'],
  ] as const) {
    it(`about the article that did not help is not answered with it again; others are (${language})`, async () => {
      world = await World.create();
      await world.ask(question);
      await world.press(person);
      await world.staffPress('ana', 'Resolve');
      await world.sleep(DAY);
      await world.ask(other);
      expect(await last()).to.match(new RegExp(`^bot: .*\\[${person}\\]$`));
      await world.ask(question);
      expect(await last()).to.equal(`system: ${phrase(language, 'reopenedNotice', { number: 1 })}`);
      expect((await world.thread()).at(-1)).to.equal(`asker: ${question}`);
    });

    it(`whose answer does not help is read by the person who is asked by a press (${language})`, async () => {
      world = await closedCase(language);
      await world.ask(question);
      await world.press(person);
      expect(await last()).to.equal(`system: ${phrase(language, 'reopenedNotice', { number: 1 })}`);
      expect((await quoted())[0]).to.equal(`Vera: ${question}`);
    });
  }
});
