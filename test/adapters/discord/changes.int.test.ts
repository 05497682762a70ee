import { expect } from 'chai';
import type { MessageRef } from '../../support/discord/model.js';
import { type Office, openOffice, until } from './office.js';

describe('what changes after it was said, in Discord', function () {
  this.timeout(30_000);
  let office: Office;
  before(async () => {
    office = await openOffice();
  });
  after(() => office.close());

  const direct = (user: string) => office.discord.look.transcript(office.discord.world.dm(user));
  async function asked(name: string, text: string) {
    const asker = office.person(name);
    const question = office.discord.people.dm(asker, text);
    await office.quiet();
    const number = Number(/#(\d+)/.exec(direct(asker)[1] ?? '')?.[1]);
    return { asker, question, number };
  }
  async function edit(ref: MessageRef, text: string) {
    await new Promise((resolve) => setTimeout(resolve, 2)); // two edits of one moment are one
    office.discord.people.edit(ref, text);
    await office.quiet();
  }
  async function remove(ref: MessageRef) {
    office.discord.people.delete(ref);
    await office.quiet();
  }

  it('answers a question that was edited in place of the first answer', async () => {
    const { asker, question } = await asked('Eva', 'how do I connect to the VPN?');
    await edit(question, 'how do I set up a scanner');
    expect(direct(asker)).to.have.lengthOf(2);
    expect(direct(asker)[1]).to.match(
      /^firstline: \*\*Set up a scanner\*\* \/ Scanners are in the basement.*\(edited\)/,
    );
  });

  it('makes an answer of several messages shorter and longer, and takes all of one back', async () => {
    const { asker, question } = await asked('Fay', 'how do I drive a forklift');
    const many = direct(asker).length;
    expect(many).to.be.above(5);
    await edit(question, 'how do I set up a scanner');
    expect(direct(asker)).to.have.lengthOf(2);
    expect(direct(asker)[1]).to.contain('Set up a scanner');
    await edit(question, 'how do I drive a forklift');
    const text = direct(asker).slice(1).join('\n');
    expect(direct(asker)).to.have.lengthOf(many);
    expect(text.match(/Drive slowly/g)).to.have.lengthOf(250);
    expect(direct(asker).at(-1)).to.contain('[That helped]');
    await edit(question, 'how do I connect to the VPN?');
    expect(direct(asker)).to.have.lengthOf(2);
    await edit(question, 'how do I drive a forklift');
    await remove(question);
    expect(direct(asker)).to.deep.equal([]);
  });

  it('keeps the name above a reply that is edited while Discord does not say what stands there', async () => {
    const { discord, ana } = office;
    const { asker, number } = await asked('Gil', 'my chair is broken');
    const reply = await office.say(ana, office.opening(number).id, 'Which chair?');
    discord.faults.add({ route: 'GET /channels/:channel/messages/:message', kind: 'error-500' });
    await edit(reply, 'Which of the two chairs?');
    await until(() => discord.faults.played['error-500'] === 1);
    await until(() => direct(asker).at(-1)?.includes('Which of the two chairs?') ?? false);
    expect(direct(asker).at(-1)).to.match(
      /^firstline: \*\*Ana Weber\*\* \/ Which of the two chairs\? \(edited\)/,
    );
  });

  it('takes back the answer to a question that is deleted in a channel', async () => {
    const { discord, general, vera } = office;
    const mention = await office.mention(vera, general, 'how do I connect to the VPN?');
    const thread = discord.look.threads(general).at(-1)?.id ?? '';
    expect(discord.look.transcript(thread)).to.have.lengthOf(2);
    await remove(mention);
    expect(discord.look.transcript(thread)).to.have.lengthOf(1);
  });

  it('shows the desk what an asker changed and deleted', async () => {
    const { asker, question, number } = await asked('Hal', 'my chair is broken');
    await edit(question, 'my table is broken');
    const more = office.discord.people.dm(asker, 'it has three legs');
    await office.quiet();
    await edit(more, 'it has two legs');
    await remove(more);
    const lines = office.thread(number);
    expect(lines.join('\n')).to.contain('Before: my chair is broken / Now: my table is broken');
    expect(lines.join('\n')).to.contain('Before: it has three legs / Now: it has two legs');
    expect(lines.at(-1)).to.equal('firstline: The asker deleted a message: it has two legs');
  });

  it('is not moved by previews of links', async () => {
    const { discord } = office;
    const { asker, question, number } = await asked('Ida', 'my chair https://example.com is broken');
    const before = [direct(asker), office.thread(number)];
    discord.people.unfurl(question);
    await edit(question, 'my chair https://example.com is broken indeed');
    const after = office.thread(number).length;
    discord.people.unfurl(question);
    await office.quiet();
    expect(office.thread(number)).to.have.lengthOf(after);
    expect(direct(asker).length).to.equal(before[0]?.length);
  });

  it('takes an edit that calls the bot for a question, once', async () => {
    const { discord, general } = office;
    const kim = office.person('Kim');
    const chatter = await office.say(kim, general, 'how do I connect to the VPN?');
    await edit(chatter, `<@${discord.botUser}> how do I connect to the VPN?`);
    expect(discord.look.transcript(chatter.id)[1]).to.contain('**Connect to the VPN**');
    await edit(chatter, `<@${discord.botUser}> how do I set up a scanner`);
    expect(discord.look.transcript(chatter.id)).to.have.lengthOf(2);
    expect(discord.look.transcript(chatter.id)[1]).to.contain('**Set up a scanner**');
  });

  it('passes on what staff changes in a reply, and takes back what they delete', async () => {
    const { ana, vera, general, discord } = office;
    for (const where of ['direct', 'channel'] as const) {
      const { asker, number } = await asked(`Mia ${where}`, 'my chair is broken');
      let shown = () => direct(asker);
      let opening = number;
      if (where === 'channel') {
        const { id } = await office.mention(vera, general, 'my lamp is broken');
        shown = () => discord.look.transcript(id);
        opening = Number(/#(\d+)/.exec(shown().at(-1) ?? '')?.[1]);
      }
      const name = where === 'direct' ? 'firstline: **Ana Weber** /' : 'Ana Weber:';
      const { id } = office.opening(opening);
      const reply = await office.say(ana, id, 'I come tomorow');
      expect(shown().at(-1)).to.equal(`${name} I come tomorow`);
      await edit(reply, 'I come tomorrow');
      expect(shown().at(-1)).to.equal(`${name} I come tomorrow (edited)`);
      await remove(reply);
      expect(shown().at(-1)).to.not.contain('I come');
    }
  });

  it('says at the desk what it does not take', async () => {
    const { ana } = office;
    const { number } = await asked('Nora', 'my chair is broken');
    await office.say(ana, office.opening(number).id, '!clam');
    expect(office.thread(number).at(-1)).to.match(
      /^firstline: Not sent: “!clam” is no command|^↪ Ana \| firstline: Not sent/,
    );
  });

  it('lets reactions cross, both ways, on and off and on again', async () => {
    const { discord, ana } = office;
    const { asker, question, number } = await asked('Noa', 'my chair is broken');
    const { id } = office.opening(number);
    await office.say(ana, id, 'I come at nine');
    const reply = discord.look.messages(discord.world.dm(asker)).at(-1);
    if (!reply) throw new Error('no reply');
    const react = async (who: string, on: MessageRef, how: 'react' | 'unreact') => {
      discord.people[how](who, on, '🎉');
      await office.quiet();
    };
    await react(asker, reply, 'react');
    expect(office.thread(number)).to.include('Ana: I come at nine {✅ ×1} {🎉 ×1}');
    await react(asker, reply, 'unreact');
    expect(office.thread(number)).to.include('Ana: I come at nine {✅ ×1}');
    await react(asker, reply, 'react');
    expect(office.thread(number)).to.include('Ana: I come at nine {✅ ×1} {🎉 ×1}');
    discord.people.dm(asker, 'thanks');
    await office.quiet();
    const copy = discord.look.messages(id).at(-1);
    if (!copy) throw new Error('no copy');
    await react(ana, copy, 'react');
    expect(direct(asker).at(-1)).to.equal('Noa: thanks {🎉 ×1}');
    expect(question.channel).to.equal(discord.world.dm(asker));
  });
});
