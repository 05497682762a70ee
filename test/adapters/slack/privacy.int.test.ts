import { expect } from 'chai';
import { type Office, openOffice } from './office.js';

/** Words that only employees may read: titles and texts of the restricted articles. */
const SECRETS = /Days of leave|30 days|HR portal|Working from abroad|secret countries/;

describe('what is not for everyone who reads the place', function () {
  this.timeout(30_000);
  let office: Office;
  before(async () => {
    office = await openOffice();
  });
  after(() => office.close());

  /** A channel of its own, with an employee and a guest. */
  function sharedWith(name: string): {
    readonly asker: string;
    readonly channel: string;
    direct: () => readonly string[];
  } {
    const { slack, gus } = office;
    const asker = office.person(name);
    const channel = slack.workspace.addChannel(`with-guests-${name.toLowerCase()}`, {
      members: [asker, gus],
    });
    return { asker, channel, direct: () => slack.look.transcript(slack.workspace.dm(asker)) };
  }

  it('goes to the asker alone, in a direct message whose buttons work', async () => {
    const { slack } = office;
    const { asker, channel, direct } = sharedWith('Eva');
    const { ts } = await office.mention(asker, channel, 'how do I take a vacation');
    expect(slack.look.transcript(channel, ts)).to.have.lengthOf(1);
    expect(direct()).to.deep.equal([
      'Firstline: Days of leave / You have 30 days a year; ask for them in the HR portal. / Source: Days of leave / Only you see this. You asked in #with-guests-eva. [That helped] [Ask a person]',
    ]);
    await office.press(asker, slack.workspace.dm(asker), 'Ask a person');
    expect(direct()).to.deep.equal([
      'Firstline: Days of leave / You have 30 days a year; ask for them in the HR portal. / Source: Days of leave / Only you see this. You asked in #with-guests-eva. / ✓ Ask a person (edited)',
    ]);
    const [, receipt] = slack.look.transcript(channel, ts);
    expect(receipt).to.match(/^Firstline: I am asking Ana Weber\. Your question is with them as #\d+/);
  });

  it('stays in the thread where nobody from outside reads it', async () => {
    const { slack, vera, general } = office;
    const { ts } = await office.mention(vera, general, 'how do I take a vacation');
    expect(slack.look.transcript(general, ts)[1]).to.match(/^Firstline: Days of leave/);
  });

  it('goes privately in a channel that is shared with another organisation', async () => {
    const { slack } = office;
    const asker = office.person('Fay');
    const channel = slack.workspace.addChannel('with-partners', { members: [asker], shared: true });
    const { ts } = await office.mention(asker, channel, 'how do I take a vacation');
    expect(slack.look.transcript(channel, ts)).to.have.lengthOf(1);
    expect(slack.look.transcript(slack.workspace.dm(asker))[0]).to.match(/^Firstline: Days of leave/);
  });

  it('goes privately from the moment at which a guest comes in', async () => {
    const { slack, gus } = office;
    const asker = office.person('Gil');
    const channel = slack.workspace.addChannel('was-ours', { members: [asker, office.vera] });
    const first = await office.mention(asker, channel, 'how do I take a vacation');
    expect(slack.look.transcript(channel, first.ts)).to.have.lengthOf(2);
    slack.people.join(gus, channel);
    await office.quiet();
    const second = await office.mention(asker, channel, 'how do I take a vacation');
    expect(slack.look.transcript(channel, second.ts)).to.have.lengthOf(1);
  });

  it('does not take another bot of the channel for somebody from outside', async () => {
    const { slack } = office;
    const asker = office.person('Hal');
    const bot = slack.workspace.addUser('calendar', { kind: 'bot' });
    const channel = slack.workspace.addChannel('with-a-bot', { members: [asker, bot] });
    const { ts } = await office.mention(asker, channel, 'how do I take a vacation');
    expect(slack.look.transcript(channel, ts)[1]).to.match(/^Firstline: Days of leave/);
  });

  it('asks back in private, since the titles are not for everyone either', async () => {
    const { slack } = office;
    const { asker, channel, direct } = sharedWith('Ida');
    const { ts } = await office.mention(asker, channel, 'take leave in another country');
    expect(direct()).to.have.lengthOf(1);
    const asked =
      /^Firstline: Which of these is closest\? \/ Only you see this\. You asked in #with-guests-ida\. /;
    expect(direct()[0]).to.match(asked);
    for (const label of ['[Days of leave]', '[Working from abroad]', '[None of these]'])
      expect(direct()[0]).to.include(label);
    await office.press(asker, slack.workspace.dm(asker), 'Days of leave');
    expect(direct()[0]).to.equal(
      'Firstline: Which of these is closest? / Only you see this. You asked in #with-guests-ida. / ✓ Days of leave (edited)',
    );
    expect(direct()[1]).to.match(/^Firstline: Days of leave \/ You have 30 days/);
    expect(slack.look.transcript(channel, ts)).to.have.lengthOf(1);
  });

  it('says the words of a restricted policy in private, also after a choice', async () => {
    const { slack } = office;
    const { asker, channel, direct } = sharedWith('Jon');
    const { ts } = await office.mention(asker, channel, 'can I work from abroad');
    expect(direct()[0]).to.match(/secret countries/);
    const { asker: other, channel: elsewhere, direct: theirs } = sharedWith('Kim');
    const second = await office.mention(other, elsewhere, 'take leave in another country');
    await office.press(other, slack.workspace.dm(other), 'Working from abroad');
    expect(theirs().join('\n')).to.match(/secret countries/);
    for (const line of [
      ...slack.look.transcript(channel, ts),
      ...slack.look.transcript(elsewhere, second.ts),
    ])
      expect(line).not.to.match(SECRETS);
  });

  it('does not put a restricted answer in the place of an open one when the question changes', async () => {
    const { slack } = office;
    const { asker, channel, direct } = sharedWith('Lea');
    const question = await office.mention(asker, channel, 'how do I connect to the VPN?');
    expect(slack.look.transcript(channel, question.ts)[1]).to.match(/^Firstline: Connect to the VPN/);
    slack.people.edit(question, `<@${slack.botUser}> how do I take a vacation`);
    await office.quiet();
    expect(slack.look.transcript(channel, question.ts)).to.deep.equal([
      'Lea: @Firstline how do I take a vacation (edited)',
    ]);
    expect(direct()[0]).to.match(/^Firstline: Days of leave/);
  });

  it('gives a guest what is for everyone, and nothing else', async () => {
    const { slack, gus, shared } = office;
    const open = await office.mention(gus, shared, 'how do I connect to the VPN?');
    expect(slack.look.transcript(shared, open.ts)[1]).to.match(/^Firstline: Connect to the VPN/);
    await office.mention(gus, shared, 'how do I take a vacation');
    await office.dm(gus, 'can I work from abroad');
    const seen = [
      ...slack.look.transcript(slack.workspace.dm(gus)),
      ...slack.look.messages(shared).flatMap(({ ts }) => slack.look.transcript(shared, ts)),
    ];
    for (const line of seen) expect(line).not.to.match(SECRETS);
  });

  it('sends what staff suggests to the asker alone, under the name of who sent it', async () => {
    const { slack, ana, desk } = office;
    const { asker, channel, direct } = sharedWith('Mia');
    const { ts } = await office.mention(asker, channel, 'take leave in another country');
    await office.press(asker, slack.workspace.dm(asker), 'None of these');
    const number = Number(/#(\d+)/.exec(slack.look.transcript(channel, ts)[1] ?? '')?.[1]);
    await office.press(ana, desk, 'Send “Days of leave”', office.opening(number).ts);
    expect(direct().at(-1)).to.match(/^Ana Weber: Days of leave/);
    await office.say(ana, desk, '// Days of leave is what they need', office.opening(number).ts);
    for (const line of slack.look.transcript(channel, ts)) expect(line).not.to.match(SECRETS);
  });

  it('offers the desk no suggestion that its asker may not read', async () => {
    const { slack, desk } = office;
    const pat = office.person('Pat', { kind: 'guest' });
    await office.dm(pat, 'take leave in another country');
    const number = Number(/#(\d+)/.exec(slack.look.transcript(slack.workspace.dm(pat)).at(-1) ?? '')?.[1]);
    const [opening] = slack.look.lines(desk, office.opening(number).ts);
    expect(opening?.buttons).to.deep.equal(['Claim', 'Not mine', 'Resolve']);
    expect(slack.look.transcript(slack.workspace.dm(pat)).join('\n')).not.to.match(SECRETS);
  });

  it('never shows a note to an asker', async () => {
    const { slack, ana, desk } = office;
    const { asker, channel } = sharedWith('Noa');
    const { ts } = await office.mention(asker, channel, 'my lamp is broken');
    const number = Number(/#(\d+)/.exec(slack.look.transcript(channel, ts)[1] ?? '')?.[1]);
    const note = await office.say(ana, desk, '// a difficult one', office.opening(number).ts);
    slack.people.edit(note, '// a very difficult one');
    await office.quiet();
    slack.people.edit(note, 'a difficult one, no note any more');
    await office.quiet();
    expect(slack.look.transcript(channel, ts)).to.have.lengthOf(2);
  });
});
