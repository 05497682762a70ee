import { expect } from 'chai';
import { phrase } from '../../src/core/phrases/phrase.js';
import { World } from '../support/world.js';

/** What people say to whatever was said last. */
const ANSWERS = [
  ['en', ['yes', 'Yep.', 'no', 'of course']],
  ['zh', ['对', '是的', '没错', '不是', '没有']],
] as const;
const SIGNS = [
  ['en', ['👍', 'ok', 'haha', 'LOL', '😂']],
  ['zh', ['好的', '嗯嗯', '哈哈', '哈哈哈', '对，好的']],
] as const;

describe('a yes, a no or a laugh where nothing was asked', () => {
  let world: World;
  let messages = 0;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.close());

  const last = async (): Promise<string | undefined> => (await world.transcript()).at(-1);

  /** Said in a place that others read, without the name of the bot. */
  async function overheard(text: string, offer = false): Promise<void> {
    const message = `h${++messages}`;
    const author = { id: 'vera', name: 'Vera' };
    const said = {
      kind: 'message',
      id: message,
      message,
      at: world.now,
      place: world.place(),
      author,
    } as const;
    await world.submit({ ...said, text, addressed: false, private: false, ...(offer && { offer }) });
  }

  for (const [language, words] of ANSWERS)
    it(`is told how to ask at the beginning, and brings nobody (${language})`, async () => {
      await world.ask(language === 'en' ? 'hello' : '你好');
      for (const text of words) {
        await world.ask(text);
        expect(await last(), text).to.equal(`bot: ${phrase(language, 'nothingAsked')}`);
      }
      expect(await world.case()).to.equal(undefined);
    });

  for (const [language, words] of SIGNS)
    it(`gets a short word where it is only a sign of having read, and brings nobody (${language})`, async () => {
      await world.ask(language === 'en' ? 'hello' : '你好');
      for (const text of words) {
        await world.ask(text);
        expect(await last(), text).to.equal(`bot: ${phrase(language, 'okay')}`);
      }
      expect(await world.case()).to.equal(undefined);
    });

  for (const [language, question, yes, no] of [
    ['en', 'I forgot my password', 'yes', 'no'],
    ['zh', '我忘记密码了', '对', '不对'],
  ] as const) {
    it(`is none hours after an answer, and still one of a person's right after it (${language})`, async () => {
      await world.ask(question);
      await world.pass(61);
      await world.ask(yes);
      expect(await last()).to.equal(`bot: ${phrase(language, 'nothingAsked')}`);
      await world.ask(question);
      await world.ask(no);
      expect(await world.case()).to.include({ reason: 'no-article', question: no });
    });

    it(`goes to the people who have the question, as everything does (${language})`, async () => {
      await world.ask(language === 'en' ? 'human' : '人工');
      const lines = (await world.transcript()).length;
      for (const text of [yes, no, '👍', '哈哈', 'haha']) await world.ask(text);
      expect((await world.transcript()).slice(lines)).to.have.lengthOf(5);
      expect((await world.thread()).slice(-5)).to.deep.equal(
        [yes, no, '👍', '哈哈', 'haha'].map((text) => `asker: ${text}`),
      );
    });

    it(`may answer what a person said last in a case that was just closed; a laugh does not (${language})`, async () => {
      await world.ask(language === 'en' ? 'human' : '人工');
      await world.write('ana', 'Does it work now?');
      await world.staffPress('ana', 'Resolve');
      await world.ask(language === 'en' ? 'haha' : '哈哈');
      expect((await world.case())?.state).to.equal('resolved');
      await world.ask(no);
      expect((await world.case())?.state).to.equal('pinged');
      expect((await world.thread()).at(-1)).to.equal(`asker: ${no}`);
    });

    it(`is said to somebody else in a place with others, before and after the bot took part (${language})`, async () => {
      const said = [yes, no, '👍', 'ok', '好的', 'haha', '哈哈', '😂'];
      for (const text of said) await overheard(text, true);
      await overheard(question);
      const lines = await world.lines();
      expect(lines.filter(({ voice }) => voice !== 'asker')).to.have.lengthOf(1);
      for (const text of said) await overheard(text, true);
      expect((await world.lines()).filter(({ voice }) => voice !== 'asker')).to.have.lengthOf(1);
      expect(await world.case()).to.equal(undefined);
    });
  }

  it('is more than that with a file, or where it answers what was asked', async () => {
    await world.ask('leave');
    await world.ask('haha');
    expect(await last()).to.equal(`bot: ${phrase('en', 'okay')}`);
    await world.ask('2');
    expect(await last()).to.match(/^bot: Check your leave balance: /);
    expect(await world.case()).to.equal(undefined);
  });
});
