import { expect } from 'chai';
import { type Office, openOffice } from './office.js';

const VPN =
  'Firstline: Connect to the VPN / Open the VPN client and sign in with your usual account. / Source: Connect to the VPN · reviewed 2026-09-15';
const BUTTONS = '[That helped] [Ask a person]';

for (const over of ['socket', 'http'] as const) {
  describe(`asking in Slack, over ${over}`, function () {
    this.timeout(30_000);
    let office: Office;
    before(async () => {
      office = await openOffice({ over });
    });
    after(() => office.close());

    it('answers a direct message, with source and buttons', async () => {
      const nia = office.person('Nia');
      expect(await office.dm(nia, 'how do I connect to the VPN?')).to.deep.equal([`${VPN} ${BUTTONS}`]);
      const [answer] = office.slack.look.posted(office.slack.workspace.dm(nia));
      expect(answer?.text).to.equal(
        'Connect to the VPN\nOpen the VPN client and sign in with your usual account.',
      );
    });

    it('answers a mention in a channel in its thread', async () => {
      const { slack, general } = office;
      const { ts } = await office.mention(office.vera, general, 'vpn does not work');
      expect(slack.look.transcript(general, ts)).to.deep.equal([
        'Vera: @Firstline vpn does not work',
        `${VPN} ${BUTTONS}`,
      ]);
    });

    it('hands over to a person, who claims and replies', async () => {
      const { slack, ana } = office;
      const { look, workspace } = slack;
      const moe = office.person('Moe');
      await office.dm(moe, 'my chair is broken');
      const opening = office.opening(1);
      expect(look.notifications.map(({ id, channel, ts }) => ({ id, channel, ts }))).to.deep.equal([
        { id: ana, ...opening },
      ]);
      const { ok } = await office.press(ana, office.desk, 'Claim');
      expect(ok).to.equal(true);
      await office.say(ana, office.desk, 'I bring you a new one', opening.ts);
      expect(look.transcript(workspace.dm(moe))).to.deep.equal([
        'Moe: my chair is broken',
        'Firstline: I am asking Ana Weber. Your question is with them as #1; the reply comes here.',
        'Firstline: Ana Weber has taken over.',
        'Ana Weber: I bring you a new one',
      ]);
      expect(office.thread(1)).to.deep.equal([
        'Firstline: Claimed by Ana Weber.',
        'Ana: I bring you a new one {white_check_mark ×1}',
      ]);
    });
  });
}

describe('conversations in Slack', function () {
  this.timeout(30_000);
  let office: Office;
  before(async () => {
    office = await openOffice();
  });
  after(() => office.close());

  it('goes on in the thread with the one who asked, without a mention', async () => {
    const { slack, vera, general } = office;
    const { ts } = await office.mention(vera, general, 'vpn does not work');
    await office.say(vera, general, 'how do I set up a printer', ts);
    expect(slack.look.transcript(general, ts).slice(2)).to.deep.equal([
      'Vera: how do I set up a printer',
      `Firstline: Set up a printer / Pick the printer in the settings: / • Open Printers. / • Press Add. / It prints a test page. / Source: Set up a printer ${BUTTONS}`,
    ]);
  });

  it('does not answer another person in the thread, unless they mention it', async () => {
    const { slack, vera, ben, general } = office;
    const { ts } = await office.mention(vera, general, 'vpn does not work');
    await office.say(ben, general, 'how do I connect to the VPN? same here', ts);
    await office.say(ben, general, 'it must be the weather', ts);
    await office.say(ben, general, 'thanks', ts);
    const before = slack.look.transcript(general, ts);
    expect(before.slice(2)).to.deep.equal([
      'Ben: how do I connect to the VPN? same here',
      'Ben: it must be the weather',
      'Ben: thanks',
    ]);
    await office.mention(ben, general, 'how do I connect to the VPN?', ts);
    expect(slack.look.transcript(general, ts).at(-1)).to.equal(`${VPN} ${BUTTONS}`);
  });

  it('asks which article is meant, and the message then shows what was chosen', async () => {
    const { slack } = office;
    const nia = office.person('Nia');
    expect(await office.dm(nia, 'printer or scanner setup')).to.deep.equal([
      'Firstline: Which of these is closest? [Set up a printer] [Set up a scanner] [None of these]',
    ]);
    const direct = slack.workspace.dm(nia);
    await office.press(nia, direct, 'Set up a scanner');
    expect(slack.look.transcript(direct).slice(1)).to.deep.equal([
      'Firstline: Which of these is closest? / ✓ Set up a scanner (edited)',
      `Firstline: Set up a scanner / Scanners are in the basement. / Source: Set up a scanner ${BUTTONS}`,
    ]);
  });

  it('hands over after “None of these”', async () => {
    const { slack } = office;
    const oda = office.person('Oda');
    await office.dm(oda, 'printer or scanner setup');
    const direct = slack.workspace.dm(oda);
    await office.press(oda, direct, 'None of these');
    const [, asked, receipt] = slack.look.transcript(direct);
    expect(asked).to.equal('Firstline: Which of these is closest? / ✓ None of these (edited)');
    expect(receipt).to.match(/^Firstline: I am asking Ana Weber\. Your question is with them as #\d+/);
  });

  it('shows “That helped” once it was pressed, and takes it once', async () => {
    const { slack } = office;
    const pia = office.person('Pia');
    await office.dm(pia, 'how do I connect to the VPN?');
    const direct = slack.workspace.dm(pia);
    await office.press(pia, direct, 'That helped');
    expect(slack.look.transcript(direct).slice(1)).to.deep.equal([
      `${VPN} / ✓ That helped (edited)`,
      'Firstline: Good to hear.',
    ]);
  });

  it('brings in a person on “Ask a person”, with the question that was answered', async () => {
    const { slack } = office;
    const rob = office.person('Rob');
    await office.dm(rob, 'how do I connect to the VPN?');
    const direct = slack.workspace.dm(rob);
    await office.press(rob, direct, 'Ask a person');
    const [, answer, receipt = ''] = slack.look.transcript(direct);
    expect(answer).to.equal(`${VPN} / ✓ Ask a person (edited)`);
    const number = Number(/#(\d+)/.exec(receipt)?.[1]);
    const text = slack.look.textOf(slack.look.message(office.opening(number)));
    expect(text.slice(0, 2)).to.deep.equal([
      `#${number} Connect to the VPN · Rob`,
      'how do I connect to the VPN?',
    ]);
  });

  it('lets nobody but its asker press the buttons of an answer', async () => {
    const { slack, vera, ben, general } = office;
    const { ts } = await office.mention(vera, general, 'vpn does not work');
    const before = slack.look.transcript(general, ts);
    await office.press(ben, general, 'Ask a person', ts);
    await office.press(ben, general, 'That helped', ts);
    expect(slack.look.transcript(general, ts)).to.deep.equal(before);
    const notices = slack.look.ephemerals(ben, general).map(({ text }) => text);
    expect(notices).to.deep.equal([
      'That is for the one who asked. Mention me with your own question, and I answer you.',
      'That is for the one who asked. Mention me with your own question, and I answer you.',
    ]);
    await office.press(vera, general, 'That helped', ts);
    expect(slack.look.transcript(general, ts).at(-1)).to.equal('Firstline: Good to hear.');
  });

  it('makes small talk, and says what it can do', async () => {
    const sam = office.person('Sam');
    expect(await office.dm(sam, 'hello')).to.deep.equal(['Firstline: Hello. What can I help you with?']);
    expect(await office.dm(sam, 'thanks')).to.deep.equal(['Firstline: You are welcome.']);
    expect((await office.dm(sam, 'help'))[0]).to.match(/^Firstline: I answer common questions/);
    const { ts } = await office.mention(sam, office.general, '');
    expect(office.slack.look.transcript(office.general, ts)[1]).to.match(
      /^Firstline: I answer common questions/,
    );
  });

  it('speaks Chinese with those who do', async () => {
    const { slack } = office;
    const mei = office.person('Mei', { locale: 'zh-CN' });
    expect(await office.dm(mei, '怎么连接 VPN？')).to.deep.equal([
      'Firstline: 连接 VPN / 打开 VPN 客户端，用平时的账号登录。 / 来源：连接 VPN · 2026-09-15 审阅 [解决了] [找人工]',
    ]);
    const direct = slack.workspace.dm(mei);
    await office.press(mei, direct, '解决了');
    expect(slack.look.transcript(direct).at(-1)).to.equal('Firstline: 太好了。');
    const [receipt = ''] = await office.dm(mei, '我的椅子坏了，咖啡机在唱歌');
    expect(receipt).to.match(/^Firstline: 正在联系 Ana Weber/);
    const number = Number(/#(\d+)/.exec(receipt)?.[1]);
    await office.say(office.ana, office.desk, '马上来', office.opening(number).ts);
    expect(slack.look.transcript(direct).at(-1)).to.equal('Ana Weber: 马上来');
  });

  it('says once that it is too fast, and what is too long', async () => {
    const { slack } = office;
    const tim = office.person('Tim');
    const [refusal = ''] = await office.dm(tim, 'x'.repeat(4_001));
    expect(refusal).to.equal(
      'Firstline: That message is too long to pass on (limit 4000 characters). Please shorten it; nothing of it was sent.',
    );
    for (let n = 0; n < 30; n++) slack.people.dm(tim, 'hello');
    await office.quiet();
    const said = slack.look.transcript(slack.workspace.dm(tim));
    expect(
      said.filter((line) => line.startsWith('Firstline: That is more than I can take in')),
    ).to.have.lengthOf(1);
    expect(said.filter((line) => line.startsWith('Firstline: Hello.')).length).to.be.within(18, 20);
  });

  it('answers nothing by itself while it is paused, and says so at the desk', async () => {
    const { slack, ana, desk } = office;
    const command = async (user: string, channel: string, text: string): Promise<unknown> =>
      (await slack.interact.command(user, channel, '/firstline', text)).body;
    expect(await command(ana, desk, 'pause')).to.deep.include({
      text: 'The bot is paused by Ana Weber. Every question comes to you until it is resumed.',
    });
    const uma = office.person('Uma');
    const [receipt] = await office.dm(uma, 'how do I connect to the VPN?');
    expect(receipt).to.match(/^Firstline: I am asking Ana Weber/);
    expect(await command(ana, desk, 'resume')).to.deep.include({
      text: 'The bot answers again (Ana Weber).',
    });
    const wim = office.person('Wim');
    expect(await office.dm(wim, 'how do I connect to the VPN?')).to.deep.equal([`${VPN} ${BUTTONS}`]);
  });
});
