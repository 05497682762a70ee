import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import type { Effect } from '../../src/core/effect.js';
import type { Channel } from '../../src/core/ports/channel.js';
import { json, LookupService, silence } from '../support/lookup-service.js';
import { openOf } from '../support/lookup-waiting.js';
import { articlesOf, lookupWorker, officeFiles } from '../support/lookup-world.js';
import { World, type WorldOptions } from '../support/world.js';

const card = json({ balance: { amount: 12.5, currency: 'EUR' } });
const days = json({ days: { left: 7 } });

describe('an answer that is looked up', () => {
  let world: World;
  let service: LookupService;
  beforeEach(async () => {
    service = await LookupService.start();
  });
  afterEach(async () => {
    await world.close();
    await service.stop();
  });

  async function open({ timeout, ...options }: WorldOptions & { timeout?: number } = {}): Promise<void> {
    world = await World.create({
      articles: await articlesOf(officeFiles(service.origin)),
      workers: [lookupWorker(service.origin, timeout === undefined ? {} : { timeout })],
      ...options,
    });
  }

  it('tells an asker their balance (en)', async () => {
    await open();
    service.serve = card;
    await world.ask('what is my balance');
    expect(await world.transcript()).to.deep.equal([
      'asker: what is my balance',
      'bot: Your balance: There are **12\\.5 EUR** on your card. [That helped] [Ask a person]',
    ]);
    expect(service.calls.map(({ method, url }) => `${method} ${url}`)).to.deep.equal(['GET /cards/web/vera']);
    expect(service.calls[0]?.headers.authorization).to.equal('Bearer s3cret');
    await world.press('That helped');
    expect((await world.transcript()).at(-1)).to.equal('bot: Good to hear.');
  });

  it('告诉提问者饭卡余额 (zh)', async () => {
    await open();
    service.serve = card;
    await world.ask('我的余额是多少');
    expect((await world.transcript()).at(-1)).to.equal(
      'bot: 饭卡余额: 您的饭卡里还有 **12\\.5 EUR**。 [解决了] [找人工]',
    );
  });

  it('tells whether the VPN is down, in the words of the article', async () => {
    await open();
    service.serve = json({
      since: '09:40',
      components: [
        { name: 'Mail', up: true },
        { name: 'VPN', up: false },
      ],
    });
    await world.ask('is the VPN down?');
    await world.ask('VPN 是不是挂了', 'wei');
    expect((await world.transcript()).at(-1)).to.include('The VPN is **down** (since 09\\:40).');
    expect((await world.transcript('wei')).at(-1)).to.include('VPN 出了**故障**（自 09\\:40 起）。');
  });

  it('asks for what is missing first, says what it cannot use, and sends what was chosen (en)', async () => {
    await open();
    service.serve = days;
    await world.ask('how many leave days have I left?');
    await world.ask('the usual one');
    await world.ask('２０２６');
    await world.ask('hm');
    await world.press('Shanghai');
    expect(await world.transcript()).to.deep.equal([
      'asker: how many leave days have I left?',
      'bot: For which year?',
      'asker: the usual one',
      'bot: Please write the year in four digits, such as 2026.',
      'asker: ２０２６',
      'bot: Which office do you work in? [Berlin] [Shanghai]',
      'asker: hm',
      'bot: Please choose one of these. <Shanghai>',
      'bot: Your leave days: In Shanghai you have **7** days left in 2026. [That helped] [Ask a person]',
    ]);
    expect(service.calls).to.have.length(1);
    expect(JSON.parse(service.calls[0]?.body ?? '')).to.deep.equal({
      person: 'vera',
      year: '2026',
      office: 'SHA',
      strict: true,
    });
  });

  it('用英文单词回答时语言不变 (zh)', async () => {
    await open();
    service.serve = days;
    for (const said of ['我还剩几天年假', 'ok', '2026', 'BER']) await world.ask(said);
    const said = (await world.transcript()).filter((line) => line.startsWith('bot: '));
    expect(said.slice(0, 3)).to.deep.equal([
      'bot: 要查哪一年？',
      'bot: 请输入四位数的年份，例如 2026。',
      'bot: 您在哪个办公室？ [柏林] [上海]',
    ]);
    expect(said.at(-1)).to.include('您在柏林，2026 年还剩 **7** 天年假。');
  });

  it('先问清楚再查 (zh)', async () => {
    await open();
    service.serve = days;
    await world.ask('我还剩几天年假');
    await world.ask('今年');
    await world.ask('2026');
    await world.ask('上海');
    expect(await world.transcript()).to.deep.equal([
      'asker: 我还剩几天年假',
      'bot: 要查哪一年？',
      'asker: 今年',
      'bot: 请输入四位数的年份，例如 2026。',
      'asker: 2026',
      'bot: 您在哪个办公室？ [柏林] [上海]',
      'asker: 上海',
      'bot: 剩余年假: 您在上海，2026 年还剩 **7** 天年假。 [解决了] [找人工]',
    ]);
  });

  it('asks for nothing that the question says already, in either language', async () => {
    await open();
    service.serve = days;
    await world.ask('how many leave days have I left in 2026 in Berlin?');
    await world.ask('我2026年在上海还剩几天年假', 'wei');
    expect((await world.transcript()).at(-1)).to.include('In Berlin you have **7** days left in 2026.');
    expect((await world.transcript('wei')).at(-1)).to.include('您在上海，2026 年还剩 **7** 天年假。');
    expect(service.calls).to.have.length(2);
  });

  it('keeps the slots of each participant apart, over a restart', async () => {
    await open();
    service.serve = days;
    await world.ask('how many leave days have I left?');
    await world.ask('how many leave days have I left in 2025?', 'wei');
    await world.restart();
    await world.ask('2026');
    await world.ask('Berlin', 'wei');
    await world.ask('1');
    expect((await world.transcript()).at(-1)).to.include('In Berlin you have **7** days left in 2026.');
    expect((await world.transcript('wei')).at(-1)).to.include('In Berlin you have **7** days left in 2025.');
  });

  it('keeps the slots of several people in one place apart', async () => {
    await open();
    service.serve = days;
    let n = 0;
    const say = (id: string, text: string) =>
      world.submit({
        kind: 'message',
        id: `one/${++n}`,
        at: world.now,
        place: world.place(),
        author: { id, name: id },
        message: `one-${n}`,
        text,
        addressed: true,
        private: false,
      });
    await say('ana', 'how many leave days have I left in 2026?');
    await say('bo', 'how many leave days have I left in 2025?');
    await say('ana', 'Berlin');
    await say('bo', '2');
    const sent = service.calls.map(({ body }) => JSON.parse(body));
    expect(sent).to.deep.equal([
      { person: 'ana', year: '2026', office: 'BER', strict: true },
      { person: 'bo', year: '2025', office: 'SHA', strict: true },
    ]);
    expect((await world.lines()).filter(({ personal }) => personal)).to.have.length(2);
  });

  it('is cancelled by “never mind”, before and while it is looked up', async () => {
    await open({ timeout: 300 });
    service.serve = silence;
    await world.ask('how many leave days have I left?');
    await world.ask('never mind');
    world.hurried = true;
    await world.ask('what is my balance');
    await openOf(service, 1);
    await world.ask('算了');
    world.hurried = false;
    await world.settle();
    expect(await world.transcript()).to.deep.equal([
      'asker: how many leave days have I left?',
      'bot: For which year?',
      'asker: never mind',
      'bot: All right, cancelled.',
      'asker: what is my balance',
      'asker: 算了',
      'bot: 好的，已取消。',
    ]);
  });

  it('hands over at “a person, please”, with what was said so far', async () => {
    await open();
    await world.ask('how many leave days have I left?');
    await world.ask('2026');
    await world.ask('a person, please');
    expect((await world.transcript()).at(-1)).to.match(/^system: I am asking \*\*Ana\*\*/);
    const found = await world.case();
    expect(found).to.include({ question: 'how many leave days have I left?', reason: 'asked-for-a-person' });
    expect(service.calls).to.have.length(0);
    // What has to be looked up cannot be sent by hand.
    const [opening] = await world.threadLines();
    expect(opening?.content.buttons?.map(({ action }) => action)).not.to.include('suggest');
  });

  it('answers a sure question about something else, and calls a person after three answers that do not fit', async () => {
    await open();
    await world.ask('how many leave days have I left?');
    await world.ask('how do I add a printer');
    expect((await world.transcript()).at(-1)).to.match(/^bot: Add a printer/);
    await world.ask('how many leave days have I left?', 'wei');
    for (const text of ['the blue one', 'well, the blue one', 'I said so']) await world.ask(text, 'wei');
    expect((await world.transcript('wei')).at(-1)).to.match(/^system: I am asking/);
    expect((await world.case())?.reason).to.equal('failed-dialog');
  });

  it('takes the changed question for what it is, while it asks and while it looks up', async () => {
    await open({ timeout: 300 });
    service.serve = silence;
    const first = await world.ask('how many leave days have I left?');
    await world.edit(first, 'how do I add a printer');
    expect((await world.transcript()).at(-1)).to.match(/^bot: Add a printer/);
    world.hurried = true;
    const second = await world.ask('what is my balance', 'wei');
    await openOf(service, 1);
    await world.edit(second, 'how do I add a printer', 'wei');
    world.hurried = false;
    await world.settle();
    expect((await world.transcript('wei')).slice(1)).to.have.length(1);
    expect((await world.transcript('wei')).at(-1)).to.match(/^bot: Add a printer/);
  });

  it('drops what it looks up for a question that is deleted', async () => {
    await open({ timeout: 300 });
    service.serve = silence;
    world.hurried = true;
    const message = await world.ask('what is my balance');
    await openOf(service, 1);
    await world.remove(message);
    world.hurried = false;
    await world.settle();
    expect(await world.transcript()).to.deep.equal(['asker: what is my balance (deleted)']);
  });

  it('answers other questions meanwhile, and each one once', async () => {
    await open();
    let go: () => void = () => {};
    service.serve = (call, response) => {
      go = () => card(call, response);
    };
    world.hurried = true;
    await world.ask('what is my balance');
    await openOf(service, 1);
    await world.ask('how do I add a printer');
    go();
    world.hurried = false;
    await world.settle();
    const lines = await world.transcript();
    expect(lines).to.have.length(4);
    expect(lines[2]).to.match(/^bot: Add a printer/);
    expect(lines[3]).to.match(/^bot: Your balance: There are/);
  });

  it('is not held up by what others in the place wait for, and all of it is dropped once a person takes over', async () => {
    await open({ shared: true });
    const status = json({ components: [{ name: 'VPN', up: true }], since: '10:00' });
    const held: (() => void)[] = [];
    service.serve = (call, response) => {
      if (call.url.startsWith('/status')) status(call, response);
      else held.push(() => card(call, response));
    };
    world.hurried = true;
    for (const [who, text] of [
      ['ann', 'what is my balance'],
      ['bob', 'what is my balance'],
      ['cyd', '我的余额是多少'],
      ['dan', 'is the VPN down'],
    ] as const) {
      await world.submit({
        kind: 'message',
        id: `room/${who}`,
        at: world.now,
        place: world.place('room'),
        author: { id: who, name: who },
        message: `room-${who}`,
        text,
        addressed: true,
        private: false,
      });
    }
    await openOf(service, 3);
    const answered = async (): Promise<boolean> =>
      (await world.transcript('room')).some((line) => line.startsWith('bot: ') && line.includes('VPN'));
    for (let n = 0; n < 100 && !(await answered()); n++) await setTimeout(20);
    expect(await answered()).to.equal(true);
    expect(held).to.have.length(3);
    await world.ask('human', 'room');
    for (const go of held) go();
    world.hurried = false;
    await world.settle();
    const lines = await world.transcript('room');
    expect(
      lines.filter((line) => line.includes('on your card') || line.includes('饭卡里还有')),
    ).to.deep.equal([]);
  });

  it('says so in the owner’s words where it fails, and a press brings a person who reads why (en)', async () => {
    await open();
    service.serve = json({}, 500);
    await world.ask('what is my balance');
    expect((await world.transcript()).at(-1)).to.equal(
      'bot: The canteen does not answer. Please try again later. [Ask a person]',
    );
    await world.press('Ask a person');
    const [opening] = await world.threadLines();
    const fields = opening?.content.fields?.map(({ label, value }) => `${label}: ${value}`) ?? [];
    expect(fields).to.include('Why it is here: it could not be looked up');
    expect(fields).to.include('Looked up: Your balance (the service reported an error)');
    expect((await world.transcript())[1]).to.match(/<Ask a person>$/);
  });

  it('查不到时如实说明 (zh)', async () => {
    await open({ timeout: 300 });
    service.serve = silence;
    await world.ask('我的余额是多少');
    expect((await world.transcript()).at(-1)).to.equal('bot: 食堂系统没有回应，请稍后再试。 [找人工]');
    await world.ask('VPN 现在能用吗');
    expect((await world.transcript()).at(-1)).to.equal('bot: 暂时查不到。 [找人工]');
  });

  it('brings a person by itself where the article says so', async () => {
    await open();
    service.serve = json({}, 503);
    await world.ask('how many leave days have I left in 2026 in Berlin?');
    expect((await world.transcript()).slice(1)).to.satisfy(
      ([words, receipt]: string[]) =>
        words === 'system: The leave system does not answer, so a person looks it up.' &&
        /^system: I am asking/.test(receipt ?? ''),
    );
    expect((await world.case())?.reason).to.equal('lookup-failed');
  });

  it('says nothing once a person has taken over (rule 4), and the desk reads that it was under way', async () => {
    await open();
    let go: () => void = () => {};
    service.serve = (call, response) => {
      go = () => card(call, response);
    };
    world.hurried = true;
    await world.ask('what is my balance');
    await openOf(service, 1);
    await world.ask('human');
    go();
    world.hurried = false;
    await world.settle();
    expect((await world.transcript()).filter((line) => line.includes('on your card'))).to.deep.equal([]);
    const [opening] = await world.threadLines();
    const fields = opening?.content.fields?.map(({ value }) => value);
    expect(fields).to.include('Your balance (not finished when a person was brought in)');
  });

  it('goes privately where others read the place, and is not quoted at the desk (rule 6)', async () => {
    const delivered: Effect[] = [];
    const wrap = (channel: Channel): Channel => ({
      ...channel,
      deliver: (outgoing, signal) => {
        delivered.push(outgoing.effect);
        return channel.deliver(outgoing, signal);
      },
    });
    await open({ shared: true, wrap });
    service.serve = card;
    await world.ask('what is my balance');
    const answer = (await world.lines()).at(-1);
    expect(answer?.personal).to.equal(true);
    expect(delivered.at(-1)).to.include({ kind: 'whisper', to: 'vera' });
    service.serve = json({ since: '9', components: [{ name: 'VPN', up: true }] });
    await world.ask('is the VPN down?');
    expect(delivered.at(-1)?.kind).to.equal('say');
    await world.ask('human');
    const quotes = (await world.threadLines())[0]?.content.quotes?.map(({ text }) => text).join('\n') ?? '';
    expect(quotes).to.include('Your balance (a personal answer, for the asker alone)');
    expect(quotes).to.include('The VPN works');
    expect(quotes).not.to.include('12.5');
  });

  it('is one answer in the figures, and a failure is none', async () => {
    await open();
    service.serve = card;
    await world.ask('what is my balance');
    service.serve = json({}, 404);
    await world.ask('what is my balance');
    const facts = await world.store.facts({ from: 0, limit: 100 });
    expect(facts.map(({ kind, article, why }) => `${kind} ${article} ${why}`)).to.deep.equal([
      `looked-up balance ${service.origin}`,
      'answered balance lookup',
      `looked-up balance ${service.origin}`,
      'lookup-failed balance status 404',
    ]);
    expect(facts[1]?.confidence).to.be.greaterThan(0.5);
  });
});
