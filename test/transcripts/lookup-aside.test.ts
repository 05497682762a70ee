import { expect } from 'chai';
import { json, LookupService } from '../support/lookup-service.js';
import { openOf } from '../support/lookup-waiting.js';
import { articlesOf, lookupWorker, officeFiles } from '../support/lookup-world.js';
import { World, type WorldOptions } from '../support/world.js';

describe('a lookup between other things', () => {
  let world: World;
  let service: LookupService;
  beforeEach(async () => {
    service = await LookupService.start(
      json({ days: { left: 7 }, balance: { amount: 12, currency: 'EUR' } }),
    );
  });
  afterEach(async () => {
    await world.close();
    await service.stop();
  });

  async function open(options: WorldOptions = {}): Promise<void> {
    world = await World.create({
      articles: await articlesOf(officeFiles(service.origin)),
      workers: [lookupWorker(service.origin)],
      ...options,
    });
  }
  const last = async (): Promise<string | undefined> => (await world.transcript()).at(-1);

  for (const [language, lines, asks] of [
    [
      'en',
      ['how many leave days have I left?', 'how do I add a printer', '2026'],
      'Which office do you work in?',
    ],
    [
      'en',
      ['how many leave days have I left?', 'what is my balance', 'thanks', 'year 2026 please'],
      'Which office',
    ],
    ['en', ['how many leave days have I left?', 'never mind', '2026'], 'Which office do you work in?'],
    ['zh', ['我还剩几天年假', '我的余额是多少', '2026'], '您在哪个办公室？'],
    ['zh', ['我还剩几天年假', '算了', '2026'], '您在哪个办公室？'],
  ] as const) {
    it(`goes on with what it had asked: ${lines.slice(1).join(', ')} (${language})`, async () => {
      await open();
      for (const text of lines.slice(0, -1)) await world.ask(text);
      await world.restart();
      await world.ask(lines.at(-1) ?? '');
      expect(await last()).to.include(asks);
      await world.ask('BER');
      expect(JSON.parse(service.calls.at(-1)?.body ?? '')).to.include({ year: '2026', office: 'BER' });
      expect(await world.case()).to.equal(undefined);
    });
  }

  it('is over after more than a message or two, and once a person takes over', async () => {
    await open();
    for (const text of [
      'how many leave days have I left?',
      'how do I add a printer',
      'hello',
      'hello',
      '2026',
    ])
      await world.ask(text);
    expect(await last()).to.match(/^bot: I answer common questions/);
    expect(await world.case()).to.equal(undefined);
    for (const text of ['how many leave days have I left?', 'human']) await world.ask(text, 'wei');
    await world.staffPress('ana', 'Resolve');
    await world.ask('2026', 'wei');
    expect((await world.transcript('wei')).filter((line) => line.includes('Which office'))).to.deep.equal([]);
  });

  it('does not take for a value what is a question, or asks for a person', async () => {
    await open();
    for (const text of ['how many leave days have I left in 2026?', 'how do I add a printer'])
      await world.ask(text);
    await world.ask('who waters the plants in Berlin?');
    expect(service.calls).to.have.length(0);
    expect((await world.case())?.question).to.equal('who waters the plants in Berlin?');
  });

  it('goes on at the press of a choice that it had asked for', async () => {
    await open();
    for (const text of ['how many leave days have I left in 2026?', 'how do I add a printer'])
      await world.ask(text);
    await world.press('Berlin');
    expect(await last()).to.include('In Berlin you have **7** days left in 2026.');
    expect((await world.transcript())[1]).to.match(/<Berlin>$/);
  });

  it('goes by what was said last also while it is left alone', async () => {
    await open();
    const question = await world.ask('how many leave days have I left?');
    const year = await world.ask('2025');
    await world.ask('how do I add a printer');
    const lines = (await world.lines()).length;
    await world.edit(year, '2026');
    expect((await world.lines()).length).to.equal(lines);
    await world.ask('Berlin');
    expect(JSON.parse(service.calls.at(-1)?.body ?? '')).to.include({ year: '2026', office: 'BER' });
    await world.remove(question);
    expect((await world.transcript()).filter((line) => /days left.*\(deleted\)/.test(line))).to.have.length(
      1,
    );
  });

  /** Asks, lets the article change while the service thinks, and waits for what comes of it. */
  async function changedMeanwhile(
    question: string,
    change: (files: Record<string, string>) => void,
  ): Promise<void> {
    const answer = service.serve;
    let go: () => void = () => {};
    service.serve = (call, response) => {
      go = () => answer(call, response);
    };
    world.hurried = true;
    await world.ask(question);
    await openOf(service, 1);
    const files = { ...officeFiles(service.origin) };
    change(files);
    world.publish(await articlesOf(files));
    service.serve = answer;
    go();
    world.hurried = false;
    await world.settle();
  }
  const edit = (file: string, from: string, to: string) => (files: Record<string, string>) => {
    const text = files[file] ?? '';
    expect(text).to.include(from);
    files[file] = text.replace(from, to);
  };

  for (const [language, file, question, from, to, answer] of [
    ['en', 'balance.en.md', 'what is my balance', 'There are', 'You own', 'You own **12 EUR** on your card.'],
    ['zh', 'balance.zh.md', '我的余额是多少', '您的饭卡里还有', '卡内余额', '卡内余额 **12 EUR**。'],
  ] as const) {
    it(`is looked up again where the answer of its article was changed meanwhile (${language})`, async () => {
      await open();
      await changedMeanwhile(question, edit(file, from, to));
      expect(service.calls).to.have.length(2);
      expect(await world.transcript()).to.have.length(2);
      expect(await last()).to.include(answer);
    });
  }

  it('is looked up as the article says now, and asks for what it wants now', async () => {
    await open();
    service.serve = json({ amount: 5, balance: { currency: 'EUR' } });
    await changedMeanwhile('what is my balance', edit('balance.en.md', '$.balance.amount', '$.amount'));
    expect(await last()).to.include('There are **5 EUR** on your card.');
    await world.close();
    await open();
    service.calls.length = 0;
    service.serve = json({ days: { left: 7 } });
    await changedMeanwhile('how many leave days have I left in 2026 in Berlin?', (files) => {
      edit('leave.en.md', '20[0-9]{2}', 'FY[0-9]{2}')(files);
    });
    expect(await last()).to.match(/^bot: For which year\?/);
  });

  it('asks again for what was said before the article wanted it otherwise', async () => {
    await open();
    await world.ask('how many leave days have I left in 2026?');
    const files = { ...officeFiles(service.origin) };
    edit('leave.en.md', '20[0-9]{2}', 'FY[0-9]{2}')(files);
    world.publish(await articlesOf(files));
    await world.ask('Berlin');
    expect(await last()).to.equal('bot: For which year?');
    await world.ask('FY26');
    expect(JSON.parse(service.calls.at(-1)?.body ?? '')).to.include({ year: 'FY26', office: 'BER' });
  });

  /** Takes the lookup out of an article. */
  const settled = (name: string) => (files: Record<string, string>) => {
    for (const file of [`${name}.en.md`, `${name}.zh.md`])
      files[file] = (files[file] ?? '').replace(
        /lookup:[\s\S]*---\n[\s\S]*/,
        file.endsWith('en.md') ? '---\nIt is on the receipt.\n' : '---\n写在收据上。\n',
      );
  };

  for (const [language, question, slots, answer] of [
    ['en', 'what is my balance', 'how many leave days have I left?', 'It is on the receipt.'],
    ['zh', '我的余额是多少', '我还剩几天年假', '写在收据上。'],
  ] as const)
    it(`answers with the article where that is not looked up any more (${language})`, async () => {
      await open();
      await changedMeanwhile(question, settled('balance'));
      expect(await last()).to.include(answer);
      expect(service.calls).to.have.length(1);
      await world.ask(slots);
      const files = { ...officeFiles(service.origin) };
      settled('leave')(files);
      world.publish(await articlesOf(files));
      await world.ask('2026');
      expect(await last()).to.include(answer);
      expect(await world.case()).to.equal(undefined);
    });

  it('asks what its article wants now, where the slot that it had asked for is gone', async () => {
    await open();
    await world.ask('how many leave days have I left?');
    const files = { ...officeFiles(service.origin) };
    for (const file of ['leave.en.md', 'leave.zh.md'])
      files[file] = (files[file] ?? '').replaceAll('year:', 'term:').replaceAll('{year}', '{term}');
    world.publish(await articlesOf(files));
    await world.ask('2026');
    expect(await last()).to.equal('bot: For which year?');
    await world.ask('2026');
    expect(await last()).to.equal('bot: Which office do you work in? [Berlin] [Shanghai]');
  });

  it('shows nobody else what was asked for the asker, though the article is for everybody now (rule 6)', async () => {
    await open({ shared: true });
    service.serve = (call, response) =>
      json({ balance: { amount: call.url.endsWith('vera') ? 12 : 99, currency: 'EUR' } })(call, response);
    await changedMeanwhile('what is my balance', edit('balance.en.md', '{asker.platform}/{asker.id}', 'all'));
    expect(service.calls.map(({ url }) => url)).to.deep.equal(['/cards/web/vera', '/cards/all']);
    const said = (await world.transcript()).join('\n');
    expect(said).to.include('**99 EUR**').and.not.include('**12 EUR**');
  });

  it('is not looked up again where only something else of its article was changed', async () => {
    await open();
    await changedMeanwhile(
      'what is my balance',
      edit('balance.en.md', '  - canteen card balance', '  - the balance of my card'),
    );
    expect(service.calls).to.have.length(1);
    expect(await last()).to.include('There are **12 EUR** on your card.');
  });
});
