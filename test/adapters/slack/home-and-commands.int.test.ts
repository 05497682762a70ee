import { expect } from 'chai';
import { type Office, openOffice } from './office.js';

describe('the slash command, the shortcut and the App Home', function () {
  this.timeout(30_000);
  let office: Office;
  before(async () => {
    office = await openOffice();
  });
  after(() => office.close());

  const direct = (user: string): readonly string[] =>
    office.slack.look.transcript(office.slack.workspace.dm(user));
  async function command(user: string, channel: string, text?: string): Promise<string> {
    const { ok, body } = await office.slack.interact.command(user, channel, '/firstline', text);
    expect(ok).to.equal(true);
    await office.quiet();
    return typeof body === 'object' && body !== null && 'text' in body
      ? String(body.text)
      : String(body ?? '');
  }

  it('answers a command in the direct messages, and says where', async () => {
    const { slack, general } = office;
    const eva = office.person('Eva');
    const said = await command(eva, general, 'how do I connect to the VPN?');
    const dm = slack.workspace.dm(eva);
    expect(said).to.equal(
      `I have answered in our <slack://channel?team=${slack.teamId}&id=${dm}|direct messages>.`,
    );
    expect(direct(eva)).to.have.lengthOf(1);
    expect(direct(eva)[0]).to.match(/^Firstline: Connect to the VPN/);
    expect(slack.look.lines(general).filter(({ bot }) => bot)).to.deep.equal([]);
    await office.press(eva, dm, 'That helped');
    expect(direct(eva).at(-1)).to.equal('Firstline: Good to hear.');
  });

  it('adds no word of its own to a command inside the direct messages', async () => {
    const fay = office.person('Fay');
    expect(await command(fay, office.slack.workspace.dm(fay), 'how do I connect to the VPN?')).to.equal('');
    expect(direct(fay)).to.have.lengthOf(1);
  });

  it('says what it can do to a command without words', async () => {
    const gil = office.person('Gil', { locale: 'zh-CN' });
    expect(await command(gil, office.general)).to.match(/^已在<slack:/);
    expect(direct(gil)[0]).to.match(/^Firstline: 常见问题我会/);
  });

  it('pauses for staff in the desk channel only', async () => {
    const { slack, ana, desk, general } = office;
    slack.workspace.addUser('spy', { id: 'U0SPY', kind: 'guest' });
    slack.people.join('U0SPY', desk);
    await office.quiet();
    expect(await command('U0SPY', desk, 'pause')).to.equal('Only members of the desk can do this.');
    expect(await command(ana, general, 'pause')).to.match(/^I have answered in our/); // a question there
    const hal = office.person('Hal');
    expect((await office.dm(hal, 'how do I connect to the VPN?'))[0]).to.match(/^Firstline: Connect/);
    expect(await command(ana, desk, 'PAUSE')).to.match(/^The bot is paused by Ana Weber/);
    expect(await command(ana, desk, 'resume')).to.equal('The bot answers again (Ana Weber).');
  });

  it('answers what somebody else wrote for the one who used the shortcut, in private', async () => {
    const { slack, vera, general } = office;
    const ida = office.person('Ida');
    const said = slack.people.say(vera, general, 'vpn does not work, who can help?');
    expect((await slack.interact.messageShortcut(ida, said, 'firstline_ask')).ok).to.equal(true);
    await office.quiet();
    expect(direct(ida)[0]).to.match(/^Firstline: Connect to the VPN/);
    expect(slack.look.transcript(general, said.ts)).to.have.lengthOf(1);
    await office.press(ida, slack.workspace.dm(ida), 'Ask a person');
    expect(direct(ida).at(-1)).to.match(/^Firstline: I am asking Ana Weber/);
  });

  it('shows at home what it can do and the cases of its viewer, and only theirs', async () => {
    const { slack, ana, desk } = office;
    const home = (user: string): readonly string[] => {
      const view = slack.look.home(user);
      return view ? slack.look.textOf(view) : [];
    };
    const jon = office.person('Jon');
    slack.people.openHome(jon);
    await office.quiet();
    await settled(() => home(jon).length > 0);
    expect(home(jon)[0]).to.equal('Firstline');
    expect(home(jon)[1]).to.match(/^I answer common questions/);
    expect(home(jon).slice(-2)).to.deep.equal(['Your cases', 'None of your questions is with a person.']);
    const [receipt = ''] = await office.dm(jon, 'my *chair* <!here> is broken');
    const number = Number(/#(\d+)/.exec(receipt)?.[1]);
    await settled(() => home(jon).at(-1) === 'my *chair* @here is broken');
    expect(home(jon).at(-2)).to.match(new RegExp(`^🟡 \\*#${number}\\* · open · `));
    await office.press(ana, desk, 'Resolve', office.opening(number).ts);
    await settled(() => /✅ \*#\d+\* · resolved/.test(home(jon).at(-2) ?? ''));
    const kim = office.person('Kim', { locale: 'zh-CN' });
    slack.people.openHome(kim);
    await settled(() => home(kim).length > 0);
    expect(home(kim).slice(-2)).to.deep.equal(['您的问题', '您没有转给人工的问题。']);
    expect(slack.look.notifications.filter(({ target }) => target !== 'user')).to.deep.equal([]);
  });
});

describe('stars and a comment after a case', function () {
  this.timeout(30_000);
  let office: Office;
  let asker: string;
  let dm: string;
  before(async () => {
    office = await openOffice();
    asker = office.person('Eva');
    dm = office.slack.workspace.dm(asker);
    await office.dm(asker, 'my chair is broken');
    await office.press(office.ana, office.desk, 'Resolve');
  });
  after(() => office.close());

  const last = (): string | undefined => office.slack.look.transcript(dm).at(-1);
  const modal = (): string => {
    const open = office.slack.look.modals(asker).at(-1);
    if (!open) throw new Error('no form is open');
    return open.id;
  };

  it('takes the stars once, and shows which', async () => {
    await office.press(asker, dm, '4');
    expect(office.slack.look.transcript(dm).slice(-2)).to.deep.equal([
      'Firstline: #1 is closed. If something is missing, just reply here within 3 days. How was it? / ✓ 4 (edited)',
      'Firstline: Thank you, noted. [Add a comment]',
    ]);
    expect(office.thread(1).at(-1)).to.equal('Firstline: The asker rated this 4 of 5.');
  });

  it('says in the form what is wrong with a comment', async () => {
    const { slack } = office;
    await office.press(asker, dm, 'Add a comment');
    const view = modal();
    expect((await slack.interact.submit(view, { comment: '   ' })).ok).to.equal(true);
    expect(slack.interact.errors(view)).to.deep.equal({ comment: 'Please write something, or cancel.' });
    await slack.interact.submit(view, { comment: 'x'.repeat(501) });
    expect(slack.interact.errors(view)).to.deep.equal({ comment: 'Please keep it under 500 characters.' });
    expect(office.thread(1).at(-1)).to.equal('Firstline: The asker rated this 4 of 5.');
  });

  it('passes a good one on to the desk, once', async () => {
    const { slack } = office;
    const view = modal();
    await slack.interact.submit(view, { comment: 'Friendly & <!here> quick' });
    await office.quiet();
    expect(slack.look.modals(asker)).to.deep.equal([]);
    expect(office.thread(1).at(-1)).to.equal('Firstline: The asker adds: Friendly & <!here> quick');
    expect(last()).to.equal('Firstline: Thank you, noted. / ✓ comment sent (edited)');
    expect(slack.look.notifications.filter(({ target }) => target !== 'user')).to.deep.equal([]);
  });

  it('tells whoever sends a second one from an old screen that it is over', async () => {
    const { slack } = office;
    const bob = office.person('Bob');
    const general = office.general;
    const question = await office.mention(bob, general, 'my lamp is broken');
    const number = Number(/#(\d+)/.exec(slack.look.transcript(general, question.ts)[1] ?? '')?.[1]);
    await office.press(office.ana, office.desk, 'Resolve', office.opening(number).ts);
    await office.press(office.vera, general, '1', question.ts);
    expect(office.thread(number).at(-1), 'stars of somebody else').to.equal(
      'Firstline: Resolved by Ana Weber.',
    );
    await office.press(bob, general, '5', question.ts);
    const button = slack.look.messages(general, question.ts).at(-1);
    if (!button) throw new Error('no message');
    await slack.interact.click(bob, button, 'firstline:comment:0');
    await slack.interact.click(bob, button, 'firstline:comment:0');
    const [first, second] = slack.look.modals(bob);
    await slack.interact.submit(first?.id ?? '', { comment: 'thanks' });
    await office.quiet();
    if (second) {
      await slack.interact.submit(second.id, { comment: 'thanks again' });
      expect(slack.interact.errors(second.id)).to.deep.equal({
        comment: 'That button belongs to something that is over. Just write what you need.',
      });
    }
    await office.quiet();
    expect(office.thread(number).filter((line) => line.includes('The asker adds'))).to.deep.equal([
      'Firstline: The asker adds: thanks',
    ]);
  });
});

/** What is drawn in the background, soon after. */
async function settled(what: () => boolean): Promise<void> {
  const end = Date.now() + 3_000;
  while (!what()) {
    if (Date.now() > end) throw new Error(`It did not happen: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
