import { expect } from 'chai';
import { type Office, openOffice } from './office.js';

describe('a desk in Slack, with askers in Slack', function () {
  this.timeout(30_000);
  let office: Office;
  before(async () => {
    office = await openOffice();
  });
  after(() => office.close());

  /** Somebody new asks what no article covers. Returns who, and the number of their case. */
  async function ask(name: string, text = 'my chair is broken'): Promise<{ asker: string; number: number }> {
    const asker = office.person(name);
    const [receipt = ''] = await office.dm(asker, text);
    return { asker, number: Number(/#(\d+)/.exec(receipt)?.[1]) };
  }

  const direct = (asker: string): readonly string[] =>
    office.slack.look.transcript(office.slack.workspace.dm(asker)).slice(2);
  const openingOf = (number: number) => office.slack.look.message(office.opening(number));
  const buttons = (number: number): string => {
    const [line] = office.slack.look.lines(office.desk, office.opening(number).ts);
    return (line?.buttons ?? []).map((label) => `[${label}]`).join(' ');
  };
  const state = (number: number): string => {
    const text = office.slack.look.textOf(openingOf(number));
    return text[text.indexOf('*State*') + 1] ?? '';
  };

  it('gets an opening message that is enough to act on, and pings exactly one person', async () => {
    const { slack, ana } = office;
    const before = slack.look.notifications.length;
    const asker = office.person('Eva');
    await office.dm(asker, 'how do I connect to the VPN?');
    await office.press(asker, slack.workspace.dm(asker), 'Ask a person');
    const opening = office.opening(1);
    const lines = slack.look.textOf(slack.look.message(opening));
    const time = /^\d\d:\d\d$/;
    expect(lines.filter((line) => !time.test(line) && !/ · \d{4}-/.test(line))).to.deep.equal([
      '#1 Connect to the VPN · Eva',
      'how do I connect to the VPN?',
      '*State*',
      'asked: Ana Weber',
      '*Asker*',
      'Eva',
      '*Platform*',
      'Slack',
      '*Local time*',
      '*Earlier cases*',
      'none',
      '*Why it is here*',
      'the answer did not help',
      '*What the bot tried*',
      lines.find((line) => /^Connect to the VPN \(\d+%\)$/.test(line)),
      '*The bot had answered from*',
      lines.find((line) => /^vpn\.md · [0-9a-f]{12} · reviewed 2026-09-15$/.test(line)),
      '*Category*',
      'network',
      '*Urgency*',
      'normal',
      '*Mood*',
      'calm',
      '*Language*',
      'English',
      'how do I connect to the VPN?',
      'Connect to the VPN',
      'Open the VPN client and sign in with your usual account.',
      '@Ana',
    ]);
    expect(buttons(1)).to.equal('[Claim] [Not mine] [Resolve]');
    expect(slack.look.notifications.slice(before)).to.deep.equal([
      { ...opening, target: 'user', id: ana, how: 'markup', where: 'blocks', edit: false },
    ]);
  });

  it('is worked with the buttons, and its opening message says how far it is', async () => {
    const { slack, ana, desk } = office;
    const { asker, number } = await ask('Moe');
    expect(state(number)).to.equal('asked: Ana Weber');
    await office.press(ana, desk, 'Claim', office.opening(number).ts);
    expect([state(number), buttons(number)]).to.deep.equal(['with Ana Weber', '[Resolve] [Not mine]']);
    await office.press(ana, desk, 'Resolve', office.opening(number).ts);
    expect([state(number), buttons(number)]).to.deep.equal(['resolved (was with Ana Weber)', '[Reopen]']);
    expect(office.thread(number)).to.deep.equal([
      'Firstline: Claimed by Ana Weber.',
      'Firstline: Resolved by Ana Weber.',
    ]);
    expect(direct(asker)).to.deep.equal([
      'Firstline: Ana Weber has taken over.',
      `Firstline: #${number} is closed. If something is missing, just reply here within 3 days. How was it? [1] [2] [3] [4] [5]`,
    ]);
    slack.people.dm(asker, 'it is still broken');
    await office.quiet();
    expect(state(number)).to.equal('asked: Ana Weber');
    expect(office.thread(number).slice(2)).to.deep.equal([
      'Firstline: @Ana Reopened: the asker replied.',
      'Moe: it is still broken',
    ]);
    await office.press(ana, desk, 'Not mine', office.opening(number).ts);
    expect(state(number)).to.equal('waiting');
    expect(office.thread(number).at(-1)).to.equal('Firstline: Ana Weber passes this on.');
  });

  it('is worked with commands, and a stale one is answered to its writer alone', async () => {
    const { slack, ana, ben, desk } = office;
    const { number } = await ask('Nia');
    const { ts } = office.opening(number);
    await office.say(ana, desk, '!claim', ts);
    await office.say(ben, desk, '!reopen', ts);
    await office.say(ana, desk, '!close', ts);
    await office.say(ana, desk, '!reopen', ts);
    await office.say(ben, desk, '!pass', ts);
    expect(office.thread(number).filter((line) => line.startsWith('Firstline'))).to.deep.equal([
      'Firstline: Claimed by Ana Weber.',
      'Firstline: Resolved by Ana Weber.',
      'Firstline: Reopened by Ana Weber.',
      'Firstline: Claimed by Ana Weber.',
      'Firstline: Ben passes this on.',
      'Firstline: @Ana Nobody has claimed this yet. Please have a look.',
    ]);
    const told = slack.look.ephemerals(ben, desk).map(({ text, threadTs }) => [text, threadTs]);
    expect(told).to.deep.equal([['Already done: claimed', ts]]);
  });

  it('keeps a note to itself, and marks what was delivered', async () => {
    const { ana, ben, desk } = office;
    const { asker, number } = await ask('Oda');
    const { ts } = office.opening(number);
    await office.say(ana, desk, '// a nice person', ts);
    await office.say(ana, desk, 'On my way', ts);
    await office.say(ben, desk, 'I come along', ts);
    expect(direct(asker)).to.deep.equal(['Ana Weber: On my way', 'Ben: I come along']);
    const marked = office.thread(number).filter((line) => !line.startsWith('Firstline'));
    expect(marked).to.deep.equal([
      'Ana: // a nice person',
      'Ana: On my way {white_check_mark ×1}',
      'Ben: I come along {white_check_mark ×1}',
    ]);
  });

  it('sends a suggestion by one press, once', async () => {
    const { slack, ana, desk } = office;
    const asker = office.person('Pia');
    await office.dm(asker, 'set up my printer and scanner');
    await office.press(asker, slack.workspace.dm(asker), 'None of these');
    const number = Number(/#(\d+)/.exec(direct(asker)[0] ?? '')?.[1]);
    const { ts } = office.opening(number);
    expect(buttons(number)).to.equal(
      '[Claim] [Send “Set up a printer”] [Send “Set up a scanner”] [Not mine] [Resolve]',
    );
    await office.press(ana, desk, 'Send “Set up a scanner”', ts);
    expect(direct(asker).at(-1)).to.equal(
      'Ana Weber: Set up a scanner / Scanners are in the basement. / Source: Set up a scanner',
    );
    expect(buttons(number)).to.equal('[Resolve] [Send “Set up a printer”] [Not mine]');
  });

  it('says at the desk that a reply did not arrive, and sends it again by a press', async () => {
    const { slack, vera, ana, desk } = office;
    const lamps = slack.workspace.addChannel('lamps', { members: [vera] });
    const question = await office.mention(vera, lamps, 'my desk lamp flickers');
    const number = Number(/#(\d+)/.exec(slack.look.transcript(lamps, question.ts)[1] ?? '')?.[1]);
    const { ts } = office.opening(number);
    slack.people.archive(vera, lamps);
    await office.quiet();
    await office.say(ana, desk, 'Take mine', ts);
    expect(office.thread(number)).to.deep.equal([
      'Ana: Take mine {warning ×1}',
      'Firstline: Claimed by Ana Weber.',
      'Firstline: Not delivered: the channel is archived. [Retry]',
    ]);
    slack.people.unarchive(vera, lamps);
    await office.quiet();
    await office.press(ana, desk, 'Retry', ts);
    expect(office.thread(number)).to.deep.equal([
      'Ana: Take mine {white_check_mark ×1}',
      'Firstline: Claimed by Ana Weber.',
      'Firstline: Not delivered at first: the channel is archived. / Sent again by Ana Weber. (edited)',
    ]);
    expect(slack.look.transcript(lamps, question.ts).at(-1)).to.equal('Ana Weber: Take mine');
  });

  it('pings the next person, and at last the group, each once', async () => {
    const { slack, ana } = office;
    const { number } = await ask('Rob');
    const before = slack.look.notifications.length;
    office.later += 6 * 60_000;
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await office.quiet();
    expect(office.thread(number)).to.deep.equal([
      'Firstline: @Ana Still unclaimed, so everybody on duty is asked.',
    ]);
    const pinged = slack.look.notifications
      .slice(before)
      .filter(({ ts }) =>
        slack.look.messages(office.desk, office.opening(number).ts).some((one) => one.ts === ts),
      );
    expect(pinged.map(({ id }) => id)).to.deep.equal([ana]);
  });

  it('relays everybody in a thread under their own name, and replies to all of them', async () => {
    const { slack, vera, liu, ben, ana, desk, general } = office;
    const question = await office.mention(vera, general, 'the door is locked');
    const number = Number(/#(\d+)/.exec(slack.look.transcript(general, question.ts)[1] ?? '')?.[1]);
    await office.say(liu, general, '我也打不开', question.ts);
    await office.say(ben, general, 'me neither', question.ts);
    await office.say(ana, desk, 'Which door?', office.opening(number).ts);
    await office.say(vera, general, 'the red one', question.ts);
    expect(office.thread(number)).to.deep.equal([
      'Liu: 我也打不开',
      'Ben: me neither',
      'Ana: Which door? {white_check_mark ×1}',
      'Firstline: Claimed by Ana Weber.',
      'Vera: the red one',
    ]);
    expect(slack.look.transcript(general, question.ts).slice(2)).to.deep.equal([
      'Liu: 我也打不开',
      'Ben: me neither',
      'Ana Weber: Which door?',
      'Vera: the red one',
    ]);
  });
});
