import { expect } from 'chai';
import type { MessageRef } from '../../support/slack/model.js';
import { type Office, openOffice } from './office.js';

describe('what askers and staff change in Slack', function () {
  this.timeout(30_000);
  let office: Office;
  before(async () => {
    office = await openOffice();
  });
  after(() => office.close());

  const direct = (user: string): readonly string[] =>
    office.slack.look.transcript(office.slack.workspace.dm(user));
  /** Somebody new asks in a direct message. */
  async function asked(
    name: string,
    text: string,
  ): Promise<{ readonly asker: string; readonly question: MessageRef; readonly number: number }> {
    const asker = office.person(name);
    const question = office.slack.people.dm(asker, text);
    await office.quiet();
    return { asker, question, number: Number(/#(\d+)/.exec(direct(asker)[1] ?? '')?.[1]) };
  }
  async function edit(message: MessageRef, text: string): Promise<void> {
    office.slack.people.edit(message, text);
    await office.quiet();
  }
  async function remove(message: MessageRef): Promise<void> {
    office.slack.people.delete(message);
    await office.quiet();
  }

  it('revises the answer to a question that was edited', async () => {
    const { asker, question } = await asked('Eva', 'how do I connect to the VPN?');
    await edit(question, 'how do I set up a printer');
    expect(direct(asker)).to.have.lengthOf(2);
    expect(direct(asker)[1]).to.match(/^Firstline: Set up a printer .* \(edited\)$/);
    await office.press(asker, office.slack.workspace.dm(asker), 'That helped');
    expect(direct(asker).at(-1)).to.equal('Firstline: Good to hear.');
  });

  it('sends a long answer in parts, and revises and takes back all of them', async () => {
    const { asker, question } = await asked('Eli', 'how do I drive a forklift');
    const parts = office.slack.look.posted(office.slack.workspace.dm(asker));
    expect(parts).to.have.lengthOf(2);
    const text = (): string =>
      office.slack.look
        .lines(office.slack.workspace.dm(asker))
        .filter(({ bot }) => bot)
        .map((line) => line.text)
        .join('\n');
    expect(text().match(/Drive slowly/g)).to.have.lengthOf(250);
    expect(direct(asker)[1]).not.to.match(/\[/);
    expect(direct(asker)[2]).to.match(/Source: Drive a forklift \[That helped\] \[Ask a person\]$/);
    await edit(question, 'how do I connect to the VPN?');
    expect(direct(asker)).to.have.lengthOf(2);
    expect(direct(asker)[1]).to.match(
      /^Firstline: Connect to the VPN .*\[That helped\] \[Ask a person\] \(edited\)$/,
    );
    await edit(question, 'how do I drive a forklift');
    expect(direct(asker)).to.have.lengthOf(3);
    expect(text().match(/Drive slowly/g)).to.have.lengthOf(250);
    await remove(question);
    expect(direct(asker)).to.deep.equal([]);
  });

  it('takes back the answer to a question that is deleted, in a thread too, where a tombstone stays', async () => {
    const { slack, vera, general } = office;
    const { asker, question } = await asked('Fay', 'how do I connect to the VPN?');
    await remove(question);
    expect(direct(asker)).to.deep.equal([]);
    const mention = await office.mention(vera, general, 'how do I connect to the VPN?');
    expect(slack.look.transcript(general, mention.ts)).to.have.lengthOf(2);
    await remove(mention);
    expect(slack.look.lines(general).filter(({ ts }) => ts === mention.ts)).to.deep.equal([]);
    expect(slack.look.messages(general).filter(({ threadTs }) => threadTs === mention.ts)).to.deep.equal([]);
  });

  it('asks anew what cannot be answered any more', async () => {
    const { asker, question } = await asked('Gil', 'how do I connect to the VPN?');
    await edit(question, 'my chair is broken');
    expect(direct(asker)).to.have.lengthOf(2);
    expect(direct(asker)[1]).to.match(/^Firstline: I am asking Ana Weber/);
  });

  it('shows the desk what an asker changed and deleted, and the relayed copy follows', async () => {
    const { slack } = office;
    const { people } = slack;
    const { asker, question, number } = await asked('Hal', 'my chair is broken');
    await edit(question, 'my table is broken');
    const more = people.dm(asker, 'it has three legs');
    await office.quiet();
    await edit(more, 'it has two legs');
    await remove(more);
    expect(office.thread(number)).to.deep.equal([
      'Firstline: The asker changed a message. / Before: my chair is broken / Now: my table is broken',
      'Firstline: The asker changed a message. / Before: it has three legs / Now: it has two legs',
      'Firstline: The asker deleted a message: it has two legs',
    ]);
    await remove(question);
    expect(office.thread(number).at(-1)).to.equal(
      'Firstline: The asker deleted a message: my table is broken',
    );
    expect(slack.look.notifications.filter(({ edit: again }) => again)).to.deep.equal([]);
  });

  it('is not moved by unfurled links, bookkeeping of threads and locales', async () => {
    const { slack } = office;
    const { asker, question, number } = await asked('Ida', 'my chair https://example.com is broken');
    const before = [direct(asker), office.thread(number)];
    for (const kind of ['unfurl', 'thread', 'locale'] as const) slack.people.noise(question, kind);
    const answered = await asked('Jon', 'how do I connect to the VPN?');
    const answer = direct(answered.asker);
    for (const kind of ['unfurl', 'thread', 'locale'] as const) slack.people.noise(answered.question, kind);
    await office.quiet();
    expect([direct(asker), office.thread(number)]).to.deep.equal(before);
    expect(direct(answered.asker)).to.deep.equal(answer);
  });

  it('takes an edit that calls the bot for a question, once', async () => {
    const { slack, general } = office;
    const kim = office.person('Kim');
    const chatter = await office.say(kim, general, 'how do I connect to the VPN?');
    expect(slack.look.transcript(general, chatter.ts)).to.have.lengthOf(1);
    await edit(chatter, `<@${slack.botUser}> how do I connect to the VPN?`);
    expect(slack.look.transcript(general, chatter.ts)[1]).to.match(/^Firstline: Connect to the VPN/);
    await edit(chatter, `<@${slack.botUser}> how do I set up a printer`);
    expect(slack.look.transcript(general, chatter.ts)).to.have.lengthOf(2);
    expect(slack.look.transcript(general, chatter.ts)[1]).to.match(/^Firstline: Set up a printer/);
  });

  it('hears an edit that calls the bot in a thread that it listens to', async () => {
    const { slack, vera, general } = office;
    const lea = office.person('Lea');
    const { ts } = await office.mention(vera, general, 'vpn does not work');
    const aside = await office.say(lea, general, 'and how do I set up a printer', ts);
    expect(slack.look.transcript(general, ts)).to.have.lengthOf(3);
    await edit(aside, `<@${slack.botUser}> how do I set up a printer`);
    expect(slack.look.transcript(general, ts)).to.have.lengthOf(4);
    expect(slack.look.transcript(general, ts)[3]).to.match(/^Firstline: Set up a printer/);
  });

  it('passes on what staff changes in a reply, and takes back what they delete', async () => {
    const { ana, desk } = office;
    const { asker, number } = await asked('Mia', 'my chair is broken');
    const { ts } = office.opening(number);
    const reply = await office.say(ana, desk, 'I come tomorow', ts);
    await edit(reply, 'I come tomorrow');
    expect(direct(asker).at(-1)).to.equal('Ana Weber: I come tomorrow (edited)');
    await remove(reply);
    expect(direct(asker)).to.have.lengthOf(2);
    const second = await office.say(ana, desk, 'At nine', ts);
    await edit(second, '// at nine, he is nice');
    expect(direct(asker).at(-1)).to.equal('Ana Weber: At nine');
    expect(office.thread(number).at(-1)).to.equal(
      'Firstline: This change was not passed on: a reply that was sent cannot become a note; delete it instead. The asker still sees the earlier version.',
    );
    const written = () => office.thread(number).find((line) => line.startsWith('Ana: // at nine'));
    expect(written()).to.include('{warning ×1}');
    await edit(second, 'At ten');
    expect(direct(asker).at(-1)).to.equal('Ana Weber: At ten (edited)');
    expect(office.thread(number).join('\n')).not.to.include('warning');
  });

  it('puts an asker’s reaction to a reply on what the staff wrote, and tells the desk of others', async () => {
    const { slack, ana, desk } = office;
    const { asker, number } = await asked('Noa', 'my chair is broken');
    await office.say(ana, desk, 'I come at nine', office.opening(number).ts);
    const reply = slack.look.messages(slack.workspace.dm(asker)).at(-1);
    if (!reply) throw new Error('no reply');
    slack.people.react(asker, reply, 'tada');
    await office.quiet();
    const written = () => office.thread(number).find((line) => line.startsWith('Ana: I come at nine'));
    expect(written()).to.equal('Ana: I come at nine {white_check_mark ×1} {tada ×1}');
    slack.people.unreact(asker, reply, 'tada');
    slack.people.react(asker, reply, 'company-logo');
    slack.people.react(asker, reply, 'white_check_mark');
    await office.quiet();
    expect(written()).to.equal('Ana: I come at nine {white_check_mark ×1} {company-logo ×1}');
    expect(office.thread(number).at(-1)).to.equal('Firstline: The asker reacted with ✅.');
    slack.people.unreact(asker, reply, 'white_check_mark'); // not the receipt
    await office.quiet();
    expect(written()).to.include('{white_check_mark ×1}');
    const own = slack.look.posted(slack.workspace.dm(asker))[0];
    if (!own) throw new Error('the bot said nothing');
    slack.people.react(asker, own, 'tada');
    await office.quiet();
    expect(office.thread(number).at(-1)).to.equal('Firstline: The asker reacted with 🎉.');
  });

  it('passes on the file that came with a message', async () => {
    const { slack } = office;
    const { asker, number } = await asked('Oda', 'my chair is broken');
    slack.people.dm(asker, 'see the picture', { files: [{ name: 'chair.png', data: 'x' }] });
    await office.quiet();
    expect(office.thread(number).slice(-2)).to.deep.equal([
      'Oda: see the picture',
      'Firstline:  <chair.png>',
    ]);
  });
});
