import { expect } from 'chai';
import { phrase } from '../../src/core/phrases/phrase.js';
import { World, type World as WorldType } from '../support/world.js';

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
