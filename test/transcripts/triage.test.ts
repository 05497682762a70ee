import { expect } from 'chai';
import { type HandoffRule, USUAL_RULES } from '../../src/core/handoff-rules.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import { settingsFor } from '../support/office.js';
import { World, type World as WorldType } from '../support/world.js';

describe('what an asker’s words lead to', () => {
  let world: WorldType;
  afterEach(() => world.close());

  async function field(label: string): Promise<string | undefined> {
    const [opening] = await world.threadLines();
    return opening?.content.fields?.find((one) => one.label === label)?.value;
  }

  it('brings a person when upset grows over messages, and shows how it grew (en)', async () => {
    world = await World.create();
    await world.ask('I forgot my password');
    expect((await world.transcript()).at(-1)).to.match(/^bot: Reset your password: /);
    await world.ask('I forgot my password and the reset mail still does not come, this is frustrating');
    expect(await world.case()).to.equal(undefined);
    await world.ask('still waiting for the reset mail for my password, I am really disappointed');
    expect((await world.transcript()).slice(-2)).to.deep.equal([
      'system: Sorry that this takes so many tries. A person takes a look.',
      'system: I am asking **Ana**. Your question is with them as #1; the reply comes here.',
    ]);
    const found = await world.case();
    expect(found).to.include({ reason: 'upset', rule: 'growing upset' });
    expect(await field('Why it is here')).to.equal('the asker grows upset');
    expect(await field('Mood')).to.equal('calm → upset');
  });

  it('用户越来越不满时转人工，并显示情绪变化 (zh)', async () => {
    const { desk } = settingsFor();
    world = await World.create({ settings: { desk: { ...desk, language: 'zh' } } });
    await world.ask('我忘记密码了');
    await world.ask('重置密码的邮件还没收到，有点失望');
    await world.ask('密码还是重置不了，等了好久都没人回复，很失望');
    expect((await world.transcript()).slice(-2)).to.deep.equal([
      'system: 抱歉让您问了这么多次，我请人来看一下。',
      'system: 正在联系 **Ana**。您的问题编号是 #1，回复会发到这里。',
    ]);
    expect(await field('转人工原因')).to.equal('提问者越来越不满');
    expect(await field('情绪')).to.equal('平静 → 不满');
  });

  it('does not hold upset against somebody that is half a day old, nor what led to an earlier case', async () => {
    world = await World.create();
    await world.ask('I forgot my password and the reset mail still does not come, this is frustrating');
    await world.sleep(12 * 60 + 1);
    await world.ask('still waiting for the reset mail for my password, I am really disappointed');
    expect(await world.case()).to.equal(undefined);
    await world.ask('I forgot my password, and this is so frustrating');
    expect((await world.case())?.reason).to.equal('upset');
    expect((await world.case())?.moods).to.deep.equal(['upset', 'upset']);
  });

  it('brings a person for a wish to die, a hurt colleague, a system that is down and a locked door, whatever article is near', async () => {
    for (const [said, language] of [
      ["I don't want to live anymore, my boss bullies me", 'en'],
      ['someone got hurt in the parking garage', 'en'],
      ['活着没意思，真的撑不下去了', 'zh'],
      ['整棟樓都沒網了', 'zh'],
      ['production is completely down', 'en'],
      ["I'm locked out of the building", 'en'],
      ['误删了生产数据库', 'zh'],
      ['停电了', 'zh'],
    ] as const) {
      world = await World.create();
      await world.ask(said);
      expect((await world.transcript())[1], said).to.equal(`system: ${phrase(language, 'urgentWords')}`);
      expect(await world.case(), said).to.include({ reason: 'urgent', question: said });
      await world.close();
    }
    world = await World.create();
  });

  it('praise that swears opens no case beside thanks, in either language', async () => {
    world = await World.create();
    await world.ask('I forgot my password');
    await world.ask('fucking awesome, that worked, thank you');
    await world.ask('牛逼，谢谢');
    expect((await world.transcript()).at(-1)).to.equal(`bot: ${phrase('zh', 'thanks')}`);
    expect(await world.case()).to.equal(undefined);
  });

  it('remembers the mood in the record of the place, over a restart', async () => {
    world = await World.create();
    await world.ask('I forgot my password and the reset mail still does not come, this is frustrating');
    await world.restart();
    await world.ask('still waiting for the reset mail for my password, I am really disappointed');
    expect((await world.case())?.reason).to.equal('upset');
  });

  it('says in the asker’s own language that a person is asked', async () => {
    world = await World.create();
    await world.ask('Hola, no puedo entrar en mi cuenta, olvidé la contraseña');
    expect((await world.transcript()).slice(1)).to.deep.equal([
      'system: Solo hablo inglés y chino, así que voy a pedir ayuda a una persona.',
      'system: I am asking **Ana**. Your question is with them as #1; the reply comes here.',
    ]);
    expect((await world.lines())[1]?.content.text).to.match(
      /persona\.\n\nI only speak English and Chinese, so I ask a person\.$/,
    );
    expect(await world.case()).to.include({ reason: 'language', rule: 'other language' });
    const facts = await world.store.facts({ from: 0, limit: 9 });
    expect(facts.find(({ kind }) => kind === 'handed-off')).to.include({ rule: 'other language' });
    expect(await field('Language')).to.equal('Spanish');
    await world.ask('비밀번호를 잊어버렸어요', 'bob');
    expect((await world.transcript('bob'))[1]).to.match(/^system: 저는 영어와 중국어만 할 수 있어서/);
  });

  it('follows the owner’s rules before its own, with the owner’s words in the asker’s language', async () => {
    const rules: readonly HandoffRule[] = [
      { name: 'passwords can wait', says: ['password'], urgency: ['high'], to: 'bot', reason: 'rule' },
      {
        name: 'refunds',
        says: ['refund', '退款'],
        to: 'person',
        reason: 'rule',
        say: { en: 'Refunds are for Finance.', zh: '退款由财务处理。' },
      },
      { name: 'asked thrice', failures: 2, to: 'person', reason: 'rule' },
      ...USUAL_RULES,
    ];
    world = await World.create({ settings: { handoff: rules } });
    await world.ask('This is urgent, I forgot my password');
    expect((await world.transcript()).at(-1)).to.match(/^bot: Reset your password: /);

    await world.ask('how long does a refund take', 'bob');
    expect((await world.transcript('bob'))[1]).to.equal('system: Refunds are for Finance.');
    expect(await world.case(1)).to.include({ reason: 'rule', rule: 'refunds' });
    const [opening] = await world.threadLines();
    expect(opening?.content.fields?.find(({ label }) => label === 'Why it is here')?.value).to.equal(
      'by the rule “refunds”',
    );
    const facts = await world.store.facts({ from: 0, limit: 99 });
    const handedOff = facts.filter(({ kind }) => kind === 'handed-off');
    expect(handedOff.map(({ why, rule }) => [why, rule])).to.deep.equal([['rule', 'refunds']]);
    await world.ask('退款多久到账', 'carl');
    expect((await world.transcript('carl'))[1]).to.equal('system: 退款由财务处理。');

    await world.ask('I forgot my password', 'dora');
    await world.ask('i forgot the password', 'dora');
    expect(await world.case(3)).to.equal(undefined);
    await world.ask('forgot my password', 'dora');
    expect(await world.case(3)).to.include({ reason: 'rule', rule: 'asked thrice' });
  });

  it('用简体写的规则，对繁体的提问同样有效，反之亦然 (zh)', async () => {
    const rules: readonly HandoffRule[] = [
      {
        name: 'passwords',
        says: ['重设密码', '重置密碼'],
        to: 'person',
        reason: 'rule',
        say: { en: 'IT does it.', zh: '由 IT 处理。' },
      },
    ];
    world = await World.create({ settings: { handoff: rules } });
    for (const [visitor, text] of [
      ['wei', '請問如何重設密碼'],
      ['lin', '怎么重置密码'],
    ] as const) {
      await world.ask(text, visitor);
      expect((await world.transcript(visitor))[1]).to.equal('system: 由 IT 处理。');
    }
  });

  it('counts tries afresh half a day later: the same question once a week is no failure', async () => {
    const rules: readonly HandoffRule[] = [{ name: 'twice', failures: 1, to: 'person', reason: 'rule' }];
    world = await World.create({ settings: { handoff: rules } });
    await world.ask('I forgot my password');
    await world.pass(12 * 60);
    await world.ask('I forgot my password');
    expect(await world.case()).to.equal(undefined);
    await world.pass(11 * 60);
    await world.ask('I forgot my password');
    expect((await world.case())?.rule).to.equal('twice');
  });

  it('counts tries afresh once the asker says that it helped', async () => {
    const rules: readonly HandoffRule[] = [{ name: 'twice', failures: 1, to: 'person', reason: 'rule' }];
    world = await World.create({ settings: { handoff: rules } });
    await world.ask('I forgot my password');
    await world.press('That helped');
    await world.ask('I forgot my password');
    expect(await world.case()).to.equal(undefined);
    await world.ask('I forgot my password');
    expect((await world.case())?.rule).to.equal('twice');
  });
});
