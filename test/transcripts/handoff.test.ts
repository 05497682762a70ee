import { expect } from 'chai';
import { phrase } from '../../src/core/phrases/phrase.js';
import { World, type World as WorldType } from '../support/world.js';

describe('a question that goes to a person', () => {
  let world: WorldType;
  afterEach(() => world.close());

  for (const [words, article] of [
    ['a person please', undefined],
    ['人工', undefined],
    ['can I talk to someone please?', undefined],
    ['你好，我想找人工客服', undefined],
    ['can I talk to someone about my payslip?', 'payslip'],
    ['我的工资条不对，转人工', 'payslip'],
    ['my laptop was stolen, a person please', 'lost-device'],
    ['A person please. How do I reset my password?', 'reset-password'],
    ['人工，我的工资条不对', 'payslip'],
  ] as const) {
    it(`counts for the article that it is about, if for any: "${words}"`, async () => {
      world = await World.create();
      await world.ask(words);
      const facts = await world.store.facts({ from: 0, limit: 9 });
      const fact = facts.find(({ kind }) => kind === 'handed-off');
      expect(fact?.article).to.equal(article);
      expect(fact?.confidence === undefined).to.equal(article === undefined);
      const [opening] = await world.threadLines();
      const sends = opening?.content.buttons?.filter(({ label }) => label.startsWith('Send '));
      expect(sends).to.have.lengthOf(article === undefined ? 0 : 1);
    });
  }

  it('opens a thread that is enough to act on, with a ping of one person (en)', async () => {
    world = await World.create({ zone: 'Asia/Shanghai' });
    await world.ask('I forgot my password');
    await world.press('Ask a person');
    const lines = await world.transcript();
    expect(lines.at(-1)).to.equal(
      'system: I am asking **Ana**. Your question is with them as #1; the reply comes here.',
    );
    const [opening] = await world.threadLines();
    expect(opening?.state).to.equal('delivered');
    expect(opening?.content.text).to.equal('I forgot my password');
    const fields = Object.fromEntries(
      opening?.content.fields?.map(({ label, value }) => [label, value]) ?? [],
    );
    expect(fields).to.include({
      Asker: 'Vera',
      Platform: 'Web',
      'Local time': '18:00',
      'Earlier cases': 'none',
      'Why it is here': 'the answer did not help',
      Urgency: 'normal',
      Mood: 'calm',
      Language: 'English',
    });
    expect(fields['What the bot tried']).to.match(/^Reset your password \(\d+%\)/);
    expect(fields.Category).to.be.a('string');
    expect(opening?.content.quotes?.map((quote) => quote.who)).to.deep.equal(['Vera', 'Firstline']);
    expect(opening?.content.buttons?.map((button) => button.label)).to.deep.equal([
      'Claim',
      'Not mine',
      'Resolve',
    ]);
    const found = await world.case();
    expect(found?.state).to.equal('pinged');
    expect(found?.pinged).to.deep.equal(['ana']);
  });

  it('tells what the bot tried for the question, whatever words or button called the person', async () => {
    for (const said of ['>None of these', 'human']) {
      world = await World.create();
      await world.ask('Leave');
      if (said.startsWith('>')) await world.press(said.slice(1));
      else await world.ask(said);
      const [opening] = await world.threadLines();
      const tried = opening?.content.fields?.find(({ label }) => label === 'What the bot tried')?.value;
      expect(tried, said).to.match(
        /^Request annual leave \(\d+%\), Check your leave balance \(\d+%\), Parental/,
      );
      const asked = opening?.content.quotes?.at(-1)?.text;
      expect(asked).to.equal(
        'Which of these is closest?\n[Request annual leave] [Check your leave balance] [Parental leave]',
      );
      if (said !== 'human') await world.close();
    }
  });

  it('names an asker in all of the opening once the platform says who it is', async () => {
    world = await World.create();
    await world.submit({
      kind: 'message',
      id: 'first',
      at: world.now,
      place: world.place(),
      author: { id: 'vera', name: 'vera' }, // an id, for want of a name
      message: 'first',
      text: 'I forgot my password',
      addressed: true,
      private: true,
    });
    await world.ask('human');
    const quotes = (await world.threadLines())[0]?.content.quotes;
    expect(quotes?.map(({ who }) => who)).to.deep.equal(['Vera', 'Firstline']);
  });

  it('offers what the bot found, to be sent by a press, once', async () => {
    world = await World.create();
    await world.ask('Leave');
    await world.press('None of these');
    const buttons = async () => (await world.threadLines())[0]?.content.buttons?.map(({ label }) => label);
    expect(await buttons()).to.deep.equal([
      'Claim',
      'Send “Request annual leave”',
      'Send “Check your leave balance”',
      'Send “Parental leave”',
      'Not mine',
      'Resolve',
    ]);
    const [stale] = await world.threadLines();
    await world.staffPress('ana', 'Send “Request annual leave”');
    expect((await world.transcript()).at(-1)).to.match(/^staff Ana: Request annual leave: /);
    expect((await world.thread()).at(-1)).to.match(/^staff Ana: Request annual leave: /);
    expect((await world.lines()).at(-1)?.content.source?.title).to.equal('Request annual leave');
    expect(await world.case()).to.include({ state: 'claimed', holder: 'ana' }); // writing is claiming
    expect(await buttons()).to.deep.equal([
      'Resolve',
      'Send “Check your leave balance”',
      'Send “Parental leave”',
      'Not mine',
    ]);
    // An old page, or somebody who makes it up.
    const old = stale?.content.buttons?.find(({ value }) => value === 'request-annual-leave');
    if (!old) throw new Error('there was no such button');
    expect((await world.act('li', old)).reply?.kind).to.equal('notice');
    const version = (await world.case())?.revision ?? 0;
    for (const value of ['request-annual-leave', 'vpn-connection', 'nonsense']) {
      const { reply } = await world.act('li', { action: 'suggest', value, version });
      expect(reply).to.deep.equal({ kind: 'notice', text: phrase('en', 'deskNoArticle') });
    }
    expect((await world.transcript()).filter((line) => line.startsWith('staff'))).to.have.length(1);
  });

  it('发送机器人找到的文章，用提问者的语言 (zh)', async () => {
    const { settingsFor } = await import('../support/office.js');
    world = await World.create({ settings: { desk: { ...settingsFor().desk, language: 'zh' } } });
    await world.ask('我的账号');
    await world.ask('人工');
    await world.staffPress('li', '发送《关联账号》');
    expect((await world.transcript()).at(-1)).to.match(/^staff 李雷: 关联账号: /);
  });

  it('never sends an article that its asker may not read (rule 6)', async () => {
    const { article, settingsFor } = await import('../support/office.js');
    const own = [
      article(
        'safe',
        { en: ['open the safe', 'the safe is shut'] },
        { audience: 'employees', handoff: 'always' },
      ),
      article('door', { en: ['open the door', 'the door is shut'] }),
    ];
    const settings = settingsFor();
    world = await World.create({ articles: own });
    await world.ask('open the safe');
    expect((await world.thread())[0]).to.include('[Send “safe”]');
    // The owner restricts who reads there.
    Object.assign(world.settings.readers, { web: ['everyone'] });
    const { reply } = await world.staffPress('ana', 'Send “safe”');
    expect(reply).to.deep.equal({ kind: 'notice', text: phrase(settings.desk.language, 'deskNoArticle') });
    expect((await world.transcript()).join()).not.to.include('staff');
  });

  it('说“人工”就转人工，双方都用中文 (zh)', async () => {
    const { office, settingsFor } = await import('../support/office.js');
    world = await World.create({
      settings: { desk: { ...settingsFor().desk, language: 'zh', roster: office } },
    });
    await world.ask('我的工牌刷不开三楼的门，前台也没人');
    await world.ask('人工');
    const lines = await world.transcript();
    expect(lines.at(-1)).to.match(
      /^system: 正在联系 \*\*Ana\*\*。您的问题编号是 #1，回复会发到这里。$|^asker: 人工$/,
    );
    await world.staffPress('li', '认领');
    await world.write('li', '我马上过去看看');
    expect((await world.transcript()).slice(-2)).to.deep.equal([
      'system: 李雷 已接手。',
      'staff 李雷: 我马上过去看看',
    ]);
    await world.staffPress('li', '结束');
    expect((await world.thread()).at(-1)).to.equal('system: 李雷 已结束此问题。');
    expect((await world.transcript()).at(-1)).to.match(
      /^system: #1 已结束。.*这次服务怎么样？ \[1\] \[2\] \[3\] \[4\] \[5\]$/,
    );
    await world.press('5');
    expect((await world.thread()).at(-1)).to.equal('system: 提问者评分：5/5。');
    expect((await world.transcript()).at(-1)).to.equal('system: 谢谢，已记录。 [补充一句]');
    expect((await world.pressWith('补充一句', { comment: ' ' })).reply).to.deep.equal({
      kind: 'errors',
      fields: { comment: '请写点内容，或者取消。' },
    });
    await world.pressWith('补充一句', { comment: '很快' });
    expect((await world.thread()).at(-1)).to.equal('system: 提问者补充：很快');
  });

  it('takes one line of comment beside the stars, once, and says in the form what is wrong with it (en)', async () => {
    world = await World.create();
    await world.ask('human');
    await world.staffPress('ana', 'Claim');
    await world.staffPress('ana', 'Resolve');
    await world.press('2');
    expect((await world.transcript()).at(-1)).to.equal('system: Thank you, noted. [Add a comment]');
    const before = (await world.thread()).length;
    for (const [comment, words] of [
      ['', 'Please write something, or cancel.'],
      ['x'.repeat(501), 'Please keep it under 500 characters.'],
    ] as const) {
      const { reply } = await world.pressWith('Add a comment', { comment });
      expect(reply).to.deep.equal({ kind: 'errors', fields: { comment: words } });
    }
    expect((await world.thread()).length).to.equal(before);
    await world.pressWith('Add a comment', { comment: ' it took *three* days ' });
    expect((await world.thread()).slice(before)).to.deep.equal([
      'system: The asker adds: it took *three* days',
    ]);
    expect((await world.transcript()).at(-1)).to.equal('system: Thank you, noted. <comment sent>');
  });

  it('is relayed both ways, with notes that stay, receipts, and a rating that counts once', async () => {
    world = await World.create();
    await world.ask('human');
    await world.staffPress('ana', 'Claim');
    await world.write('ana', '// looks like the old badge system');
    await world.write('ana', 'Hello Vera, what is it about?');
    await world.ask('the door on the third floor');
    await world.write('tom', 'I can open it for you');
    const asker = await world.transcript();
    expect(asker.slice(1)).to.deep.equal([
      'system: I am asking **Ana**. Your question is with them as #1; the reply comes here.',
      'system: Ana has taken over.',
      'staff Ana: Hello Vera, what is it about?',
      'asker: the door on the third floor',
      'staff Tom: I can open it for you',
    ]);
    expect(asker.join('\n')).not.to.include('old badge');
    const thread = await world.thread();
    expect(thread.slice(1)).to.deep.equal([
      'system: Claimed by Ana.',
      'note: // looks like the old badge system',
      'staff Ana: Hello Vera, what is it about?',
      'asker: the door on the third floor',
      'staff Tom: I can open it for you',
    ]);
    await world.staffPress('ana', 'Resolve');
    await world.press('4');
    const found = await world.case();
    expect(found?.rated).to.equal(4);
    expect(found?.holder).to.equal('ana');
  });

  it('takes what begins like a command for one: a mistyped one is refused, and not relayed', async () => {
    const { settingsFor } = await import('../support/office.js');
    for (const [language, words] of [
      ['en', 'Not sent: “!!vpn and more” is no command. There are !claim !pass !close !resolve !reopen'],
      ['zh', '没有发送：“!!vpn and more”不是命令。可用的命令：!claim !pass'],
    ] as const) {
      world = await World.create({ settings: { desk: { ...settingsFor().desk, language } } });
      await world.ask('human');
      const before = await world.transcript();
      const typed = (text: string) => world.staffTypes('ana', text);
      expect((await typed('!!vpn and more\nplease')).reply)
        .to.include({ kind: 'notice' })
        .and.to.have.property('text')
        .that.includes(words);
      expect((await typed('!pass @li')).reply?.kind).to.equal('notice');
      expect((await typed('!constructor')).reply)
        .to.have.property('text')
        .that.includes('!constructor');
      expect(await world.transcript()).to.deep.equal(before);
      expect((await typed('!Claim ')).reply).to.equal(undefined);
      expect((await world.case())?.holder).to.equal('ana');
      await world.write('ana', '! that is all, != is fine');
      expect((await world.transcript()).at(-1)).to.equal('staff Ana: ! that is all, != is fine');
      if (language === 'en') await world.close();
    }
  });

  it('goes at once when it is urgent or angry, with words that fit', async () => {
    world = await World.create();
    await world.ask(
      'URGENT: the whole office is locked out and the server is down, production is losing money',
    );
    expect((await world.transcript())[1]).to.equal(
      'system: That sounds urgent, so a person gets it right away.',
    );
    expect((await world.case(1))?.reason).to.equal('urgent');
    await world.ask('this is fucking ridiculous, you idiots never fix anything!!!', 'bob');
    expect((await world.transcript('bob'))[1]).to.equal(
      'system: I am sorry, this should not be so hard. A person looks at it.',
    );
    expect((await world.case(2))?.reason).to.equal('angry');
  });

  it('goes to a person when the article says so, and shows what to have ready', async () => {
    world = await World.create();
    await world.ask('I want to report harassment by a colleague');
    const lines = await world.lines();
    expect(lines[1]?.content.text).to.match(/^A person answers this kind of question\.\n\n/);
    expect((await world.case())?.reason).to.equal('policy');
  });

  it('is ended by "never mind", and opened again by a reply with its history', async () => {
    world = await World.create();
    await world.ask('human');
    await world.ask('never mind');
    expect((await world.transcript()).at(-1)).to.equal(
      'system: All right, I told them that #1 is not needed any more.',
    );
    expect((await world.case())?.state).to.equal('resolved');
    await world.ask('thanks');
    expect((await world.case())?.state).to.equal('resolved');
    await world.pass(60);
    await world.ask('qwertz uiop, it happens again with the zzyzx');
    expect((await world.transcript()).at(-1)).to.equal(
      'system: #1 is open again, with everything said so far.',
    );
    const found = await world.case();
    expect(found?.state).to.equal('pinged');
    expect(found?.reopened).to.equal(1);
    expect((await world.thread()).at(-1)).to.equal('asker: qwertz uiop, it happens again with the zzyzx');
  });

  it('becomes a new case when the old one is closed for longer than three days', async () => {
    world = await World.create();
    await world.ask('human');
    await world.staffPress('ana', 'Resolve');
    await world.sleep(3 * 24 * 60 + 1);
    await world.ask('human');
    expect((await world.case(2))?.state).to.equal('pinged');
    expect((await world.case(2))?.asker.earlier).to.equal(1);
  });

  it('comes from an asker who has too many open, and is refused with the number', async () => {
    world = await World.create({
      settings: { limits: { messagesPerMinute: 100, openCases: 1, messageLength: 4000 } },
    });
    await world.ask('human');
    const elsewhere = { ...(await askElsewhere(world)) };
    expect(elsewhere.lines.at(-1)).to.include('People are already working on 1 of your questions.');
  });

  it('shows the desk what the asker changed and deleted', async () => {
    world = await World.create();
    await world.ask('human');
    const message = await world.ask('third floor');
    await world.edit(message, 'fourth floor');
    let thread = await world.threadLines();
    expect(thread.at(-1)?.content.text).to.equal(
      'The asker changed a message.\nBefore: third floor\nNow: fourth floor',
    );
    expect(thread.at(-2)?.content.text).to.equal('fourth floor');
    await world.remove(message);
    thread = await world.threadLines();
    expect(thread.at(-1)?.content.text).to.equal('The asker deleted a message: fourth floor');
    expect(thread.find((line) => line.voice === 'asker')?.deleted).to.equal(true);
  });

  it('is answered by nobody else while the bot is paused, and still reaches people', async () => {
    world = await World.create();
    await world.act('ana', { action: 'pause', value: '', version: 0 }, 0).catch(() => undefined);
    await world.ask('I forgot my password');
    expect((await world.case())?.reason).to.equal('paused');
    await world.act('ana', { action: 'resume', value: '', version: 0 });
    await world.ask('I forgot my password', 'bob');
    expect((await world.lines('bob'))[1]?.content.title).to.equal('Reset your password');
  });
});

async function askElsewhere(world: WorldType): Promise<{ lines: string[] }> {
  const place = `${world.place()}-second`;
  await world.submit({
    kind: 'message',
    id: 'elsewhere',
    at: world.now,
    place,
    author: { id: 'vera', name: 'Vera' },
    message: 'x',
    text: 'human',
    addressed: true,
    private: true,
  });
  return { lines: await world.transcript('vera-second') };
}
