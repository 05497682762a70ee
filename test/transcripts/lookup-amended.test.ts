import { expect } from 'chai';
import { json, LookupService } from '../support/lookup-service.js';
import { openOf } from '../support/lookup-waiting.js';
import { absenceFiles, articlesOf, lookupWorker, officeFiles } from '../support/lookup-world.js';
import { World } from '../support/world.js';

describe('a message that a lookup knows something from', () => {
  let world: World;
  let service: LookupService;
  beforeEach(async () => {
    service = await LookupService.start(
      json({ days: { left: 7 }, count: 3, balance: { amount: 1, currency: 'EUR' } }),
    );
    world = await World.create({
      articles: await articlesOf({ ...officeFiles(service.origin), ...absenceFiles(service.origin) }),
      workers: [lookupWorker(service.origin)],
    });
  });
  afterEach(async () => {
    await world.close();
    await service.stop();
  });

  const urls = (): readonly string[] => service.calls.map(({ url }) => url);
  const sent = (): readonly string[] =>
    service.calls.flatMap(({ body }) => {
      if (body === '') return [];
      const { year, office } = JSON.parse(body);
      return [`${year} ${office}`];
    });
  const last = async (): Promise<string | undefined> => (await world.transcript()).at(-1);

  /** Lets the next calls wait until the returned function is called. */
  function held(): () => void {
    const waiting: (() => void)[] = [];
    const serve = service.serve;
    service.serve = (call, response) => void waiting.push(() => serve(call, response));
    world.hurried = true;
    return () => {
      service.serve = serve;
      for (const go of waiting) go();
      world.hurried = false;
    };
  }

  for (const [language, question, asked] of [
    ['en', 'absence report', ['From which day?', 'Until which day?', 'Which team?']],
    ['zh', '缺勤报表', ['从哪天开始？', '到哪天为止？', '哪个团队？']],
  ] as const) {
    it(`replaces the value that it was the answer to, and no other (${language})`, async () => {
      await world.ask(question);
      const first = await world.ask('2025-01-01');
      await world.edit(first, '2025-02-01');
      await world.ask('2025-03-01');
      await world.edit(first, '2025-02-02');
      await world.ask('it');
      const bot = (await world.transcript()).filter((line) => line.startsWith('bot: '));
      expect(bot.slice(0, 3)).to.deep.equal(asked.map((words) => `bot: ${words}`));
      expect(urls()).to.deep.equal(['/absences?from=2025-02-02&to=2025-03-01&team=it']);
    });

    it(`is asked for again where it does not fit any more, or is gone (${language})`, async () => {
      await world.ask(question);
      const first = await world.ask('2025-01-01');
      await world.edit(first, language === 'en' ? 'on new year' : '元旦');
      const again = (await world.lines()).at(-1)?.content.text ?? '';
      expect(again.split('\n\n')).to.have.length(2);
      expect(again.endsWith(asked[0])).to.equal(true);
      const second = await world.ask('2025-01-02');
      await world.remove(second);
      expect(await last()).to.equal(`bot: ${asked[0]}`);
      await world.ask('2025-01-03');
      await world.ask('2025-03-01');
      await world.ask('it');
      expect(urls()).to.deep.equal(['/absences?from=2025-01-03&to=2025-03-01&team=it']);
    });
  }

  it('takes an answer that did not fit once it is corrected', async () => {
    await world.ask('how many leave days have I left?');
    const typo = await world.ask('2o26');
    await world.edit(typo, '2O26');
    await world.edit(typo, '2026');
    expect(await last()).to.equal('bot: Which office do you work in? [Berlin] [Shanghai]');
    await world.edit(typo, '2025');
    await world.ask('Berlin');
    expect(sent()).to.deep.equal(['2025 BER']);
    expect(await world.case()).to.equal(undefined);
  });

  it('is none of the lines before it, whatever becomes of them', async () => {
    const thanks = await world.ask('thanks');
    const printer = await world.ask('how do I add a printer');
    await world.ask('how many leave days have I left?');
    for (const text of ['thanks 2', '2025', 'thanks 4']) await world.edit(thanks, text);
    await world.remove(thanks);
    await world.edit(printer, 'what is my balance');
    expect(await last()).to.include('on your card');
    await world.ask('2026');
    expect(await last()).to.equal('bot: Which office do you work in? [Berlin] [Shanghai]');
    await world.remove(printer);
    await world.ask('Berlin');
    expect(sent().at(-1)).to.equal('2026 BER');
    expect(await world.case()).to.equal(undefined);
  });

  it('ends what it is for, where that is what it says now', async () => {
    await world.ask('how many leave days have I left?');
    const year = await world.ask('2026');
    await world.edit(year, 'never mind');
    expect(await last()).to.equal('bot: All right, cancelled.');
    expect(await world.case()).to.equal(undefined);
  });

  it('calls a person, where that is what it says now', async () => {
    await world.ask('how many leave days have I left?');
    const year = await world.ask('2026');
    await world.edit(year, 'a person, please');
    expect(await world.case()).to.include({
      question: 'how many leave days have I left?',
      reason: 'asked-for-a-person',
    });
  });

  it('calls a person, also where it had not fitted', async () => {
    await world.ask('我还剩几天年假');
    const wish = await world.ask('今年');
    await world.edit(wish, '转人工');
    expect(await world.case()).to.include({ question: '我还剩几天年假', reason: 'asked-for-a-person' });
  });

  it('is a question that is taken anew while a slot is asked, with what was said since', async () => {
    const question = await world.ask('how many leave days have I lef');
    await world.ask('2025');
    const lines = (await world.lines()).length;
    await world.edit(question, 'how many leave days have I left');
    expect((await world.lines()).length).to.equal(lines);
    await world.edit(question, 'how many leave days have I left in Berlin');
    expect(await last()).to.include('In Berlin you have **7** days left in 2025.');
    expect(sent()).to.deep.equal(['2025 BER']);
  });

  it('is a question that becomes another one, before and after the last slot was said', async () => {
    const early = await world.ask('how many leave days have I left?');
    await world.ask('2025');
    await world.edit(early, 'how do I add a printer');
    expect(await last()).to.match(/^bot: Add a printer/);
    const late = await world.ask('how many leave days have I left?', 'wei');
    for (const text of ['2025', 'Berlin']) await world.ask(text, 'wei');
    await world.edit(late, 'how do I add a printer', 'wei');
    const lines = await world.transcript('wei');
    expect(lines.at(-1)).to.match(/^bot: Add a printer/);
    expect(lines.filter((line) => line.includes('days left'))).to.deep.equal([]);
  });

  it('is a question with a slot that was chosen by a button: looked up again, or taken back', async () => {
    const question = await world.ask('how many leave days have I left in 2025');
    await world.press('Berlin');
    await world.edit(question, 'how many leave days have I left in 2026');
    expect((await world.transcript()).slice(-2)).to.satisfy(
      ([before, after]: string[]) =>
        /left in 2025\. \(deleted\)/.test(before ?? '') && /In Berlin .* left in 2026\. \[/.test(after ?? ''),
    );
    expect(sent()).to.deep.equal(['2025 BER', '2026 BER']);
    await world.edit(question, 'how many leave days have I left in 2026?');
    expect(service.calls).to.have.length(2);
    await world.remove(question);
    expect(await last()).to.match(/left in 2026\. \(deleted\)/);
  });

  it('用按钮选过之后，改了问题就重新查 (zh)', async () => {
    const question = await world.ask('我2025年还剩几天年假');
    await world.press('柏林');
    await world.edit(question, '我2026年还剩几天年假');
    expect(sent()).to.deep.equal(['2025 BER', '2026 BER']);
    expect(await last()).to.include('您在柏林，2026 年还剩 **7** 天年假。');
  });

  for (const [language, question, typo, same, other, answer] of [
    ['en', 'how many leave days have I left in 2025', 'berlin', 'Berlin', 'Shanghai', 'In Shanghai you have'],
    ['zh', '我2025年还剩几天年假', '柏林办公室', '柏林', '上海', '您在上海，2025 年还剩'],
  ] as const) {
    it(`is the last slot: looked up again with another value, left alone with the same (${language})`, async () => {
      await world.ask(question);
      const office = await world.ask(typo);
      const lines = (await world.lines()).length;
      await world.edit(office, same);
      expect((await world.lines()).length).to.equal(lines);
      expect(sent()).to.deep.equal(['2025 BER']);
      await world.edit(office, other);
      expect(await last()).to.include(answer);
      expect(sent()).to.deep.equal(['2025 BER', '2025 SHA']);
      expect((await world.transcript()).at(-2)).to.include('(deleted)');
      await world.remove(office);
      expect(await last()).to.include('(deleted)');
      expect(await world.case()).to.equal(undefined);
    });

    it(`is changed while the call is under way: one answer, of what was said last (${language})`, async () => {
      await world.ask(question);
      const go = held();
      const office = await world.ask(typo);
      await openOf(service, 1);
      await world.edit(office, same);
      await world.edit(office, other);
      go();
      await world.settle();
      expect(sent()).to.deep.equal(['2025 BER', '2025 SHA']);
      const answers = (await world.transcript()).filter((line) => line.includes('**7**'));
      expect(answers).to.have.length(1);
      expect(answers[0]).to.include(answer);
      expect(await world.case()).to.equal(undefined);
    });
  }

  it('asks again for a slot whose answer no longer fits once it was looked up', async () => {
    await world.ask('how many leave days have I left in 2025');
    const office = await world.ask('Berlin');
    await world.edit(office, 'Bergen');
    const lines = await world.transcript();
    expect(lines.at(-2)).to.include('(deleted)');
    expect(lines.at(-1)).to.equal('bot: Please choose one of these. [Berlin] [Shanghai]');
    await world.press('Shanghai');
    expect(sent()).to.deep.equal(['2025 BER', '2025 SHA']);
  });

  it('is the question also where the bot first asked which article is meant', async () => {
    const question = await world.ask('connect the card');
    expect(await last()).to.include('[Your balance]');
    await world.press('Your balance');
    expect(await last()).to.include('on your card');
    await world.edit(question, 'how do I add a printer');
    const lines = await world.transcript();
    expect(lines.at(-1)).to.match(/^bot: Add a printer/);
    expect(lines.filter((line) => line.includes('on your card'))).to.deep.equal([]);
  });

  it('asks which article is meant anew where that question was changed, and no other line', async () => {
    const thanks = await world.ask('thanks');
    const question = await world.ask('connect the card');
    const lines = (await world.lines()).length;
    await world.edit(thanks, '1');
    expect((await world.lines()).length).to.equal(lines);
    await world.edit(question, 'how do I add a printer');
    expect(await last()).to.match(/^bot: Add a printer/);
  });

  for (const which of ['question', 'slot'] as const)
    it(`withdraws what is under way where it is deleted: the ${which}`, async () => {
      const question = await world.ask('how many leave days have I left in 2025');
      const go = held();
      const office = await world.ask('Berlin');
      await openOf(service, 1);
      await world.remove(which === 'question' ? question : office);
      go();
      await world.settle();
      expect((await world.transcript()).filter((line) => line.includes('**7**'))).to.deep.equal([]);
      expect(await world.case()).to.equal(undefined);
    });

  it('leaves the dialog open that is about something else, after a restart too', async () => {
    await world.ask('how many leave days have I left in 2025');
    const office = await world.ask('Berlin');
    await world.ask('absence report');
    await world.restart();
    await world.edit(office, 'Shanghai');
    expect(await last()).to.include('In Shanghai');
    for (const text of ['2025-01-01', '2025-02-01', 'it']) await world.ask(text);
    expect(urls().at(-1)).to.equal('/absences?from=2025-01-01&to=2025-02-01&team=it');
  });

  for (const [language, question, corrected, answer] of [
    ['en', 'what is my balance', 'What is my balance?', 'There are **1 EUR** on your card.'],
    ['zh', '我的余额是多少', '我的余额是多少？', '您的饭卡里还有 **1 EUR**。'],
  ] as const) {
    it(`is looked up again after a lookup that failed, and what said so goes (${language})`, async () => {
      const { serve } = service;
      service.serve = json({}, 500);
      const message = await world.ask(question);
      service.serve = serve;
      await world.restart();
      await world.edit(message, corrected);
      const lines = await world.transcript();
      expect(lines.at(-2)).to.include('(deleted)');
      expect(lines.at(-1)).to.include(answer);
      expect(await world.case()).to.equal(undefined);
    });
  }

  it('is looked up again after a failure also where another question came between, and one slot was changed', async () => {
    const { serve } = service;
    service.serve = json({}, 500);
    await world.ask('absence report');
    await world.ask('2025-01-01');
    await world.ask('2025-03-01');
    const team = await world.ask('itt');
    await world.ask('how do I add a printer');
    service.serve = serve;
    await world.edit(team, 'it');
    expect(urls().at(-1)).to.equal('/absences?from=2025-01-01&to=2025-03-01&team=it');
    expect(await last()).to.include('**3** people are absent');
  });

  it('takes back what said that it could not be looked up where it is deleted', async () => {
    service.serve = json({}, 500);
    const message = await world.ask('what is my balance');
    await world.remove(message);
    expect(await last()).to.match(/^bot: The canteen does not answer.*\(deleted\)/);
    await world.ask('human');
    expect((await world.case())?.question).to.equal('human');
  });

  it('goes to the people who have the question since the lookup failed', async () => {
    service.serve = json({}, 500);
    const message = await world.ask('what is my balance');
    await world.press('Ask a person');
    const calls = service.calls.length;
    await world.edit(message, 'what is my balance?');
    expect(service.calls.length).to.equal(calls);
    expect((await world.threadLines()).at(-1)?.content.text).to.match(/^The asker changed a message\./);
  });
});
