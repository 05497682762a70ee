import { expect } from 'chai';
import { phrase } from '../../src/core/phrases/phrase.js';
import { World, type World as WorldType } from '../support/world.js';

/** What has happened before. */
interface Situation {
  readonly name: string;
  readonly before: readonly string[];
  /** Something is open that can be cancelled. */
  readonly opens: boolean;
  /** The question that a person gets; without one, what was said last. */
  readonly question?: string;
}

const situations: readonly Situation[] = [
  { name: 'before anything was said', before: [], opens: false },
  {
    name: 'after an answer',
    before: ['I forgot my password'],
    opens: false,
    question: 'I forgot my password',
  },
  { name: 'after small talk', before: ['hello', 'thanks'], opens: false },
  { name: 'at a clarification', before: ['leave'], opens: true, question: 'leave' },
  { name: 'at its second round', before: ['leave', 'my account'], opens: true, question: 'my account' },
  { name: 'at a clarification (zh)', before: ['我的账号'], opens: true, question: '我的账号' },
];

describe('whatever an asker is in the middle of', () => {
  let world: WorldType;
  afterEach(() => world.close());

  const talked = async (lines: readonly string[]): Promise<void> => {
    world = await World.create();
    for (const line of lines) await world.ask(line);
  };
  const open = async (): Promise<boolean> => {
    const { value } = (await world.store.read([`conversation/${world.place()}`])).values().next().value ?? {};
    return value !== undefined && 'participants' in value && value.participants.vera?.dialog !== undefined;
  };

  for (const { name, before, opens, question } of situations) {
    it(`a person comes when they are asked for, in either language: ${name}`, async () => {
      for (const said of ['human', '人工', 'Can I talk to someone please', '转人工']) {
        await talked(before);
        expect(await open(), name).to.equal(opens);
        await world.ask(said);
        expect((await world.case())?.reason).to.equal('asked-for-a-person');
        expect((await world.case())?.question).to.equal(question ?? said);
        expect(await open()).to.equal(false);
        if (said !== '转人工') await world.close();
      }
    });

    it(`"never mind" ends it, in either language: ${name}`, async () => {
      for (const [said, language] of [
        ['never mind', 'en'],
        ['算了', 'zh'],
      ] as const) {
        await talked(before);
        await world.ask(said);
        expect((await world.transcript()).at(-1)).to.equal(
          `bot: ${phrase(language, opens ? 'cancelled' : 'nothingToCancel')}`,
        );
        expect(await open()).to.equal(false);
        expect(await world.case()).to.equal(undefined);
        if (language === 'en') await world.close();
      }
    });
  }

  it('a word that it was read opens no case, in either language', async () => {
    for (const [question, said, reply] of [
      ['I forgot my password', 'ok', phrase('en', 'okay')],
      ['忘记密码了', '好的', phrase('zh', 'okay')],
      ['忘记密码了', 'OK', phrase('zh', 'okay')],
    ] as const) {
      await talked([question, said]);
      expect((await world.transcript()).at(-1)).to.equal(`bot: ${reply}`);
      expect(await world.case()).to.equal(undefined);
      if (said !== 'OK') await world.close();
    }
  });

  it('a restart in the middle changes nothing, at any step', async () => {
    const conversation = async (restarts: boolean): Promise<string[]> => {
      world = await World.create();
      for (const line of ['leave', 'my account', '2', '我的账号', '都不是', 'are you there']) {
        await world.ask(line);
        if (restarts) await world.restart();
      }
      const said = await world.transcript();
      await world.close();
      return said;
    };
    const calm = await conversation(false);
    expect(calm.join('\n')).to.include('[None of these]').and.include('[都不是]');
    expect(await conversation(true)).to.deep.equal(calm);
    world = await World.create();
  });
});
