import { expect } from 'chai';
import { type Office, openOffice } from './office.js';

describe('commands, menus and forms in Discord', function () {
  this.timeout(30_000);
  let office: Office;
  before(async () => {
    office = await openOffice();
    await office.quiet();
  });
  after(() => office.close());

  const transcript = (channel: string) => office.discord.look.transcript(channel);

  it('registers its commands once', async () => {
    const { discord, stage } = office;
    expect(discord.look.commands()).to.have.members(['ask', 'cases', 'desk', 'Ask Firstline']);
    const made = discord.look.counts()['POST /applications/:application/commands'];
    await stage.restart();
    await office.quiet();
    expect(discord.look.counts()['POST /applications/:application/commands']).to.equal(made);
  });

  it('/ask answers privately, with the question quoted', async () => {
    const { discord, general } = office;
    const nia = office.person('Nia');
    const seen = await discord.interact.slash(nia, general, 'ask', {
      question: 'how do I connect to the VPN?',
    });
    const direct = discord.world.dm(nia);
    expect(await discord.interact.filled(seen)).to.equal(
      `I have answered in our [direct messages](https://discord.com/channels/@me/${direct}).`,
    );
    await office.quiet();
    expect(seen.ephemeral).to.equal(true);
    const [quote, answer] = transcript(direct);
    expect(quote).to.equal('firstline: -# You asked: / > how do I connect to the VPN?');
    expect(answer).to.match(/^firstline: \*\*Connect to the VPN\*\*/);
  });

  it('/ask in a direct message answers there', async () => {
    const { discord } = office;
    const nia = office.person('Nia');
    const direct = discord.world.dm(nia);
    await discord.interact.slash(nia, direct, 'ask', { question: 'how do I connect to the VPN?' });
    await office.quiet();
    expect(transcript(direct).map((line) => line.slice(0, 35))).to.deep.equal([
      'firstline: -# You asked: / > how do',
      'firstline: **Connect to the VPN** /',
    ]);
  });

  it('/ask answers in a private thread where direct messages are closed', async () => {
    const { discord, general } = office;
    const oda = office.person('Oda', { dmsClosed: true });
    const seen = await discord.interact.slash(oda, general, 'ask', {
      question: 'how do I connect to the VPN?',
    });
    const words = await discord.interact.filled(seen);
    await office.quiet();
    const thread = discord.look.threads(general).find(({ name }) => name === 'For Oda');
    expect(words).to.equal(`I have answered in our <#${thread?.id}>.`);
    expect([...(thread?.thread?.members.keys() ?? [])]).to.include(oda);
    expect(transcript(thread?.id ?? '').at(-1)).to.match(/^firstline: \*\*Connect to the VPN\*\*/);
    await office.say(oda, thread?.id ?? '', 'how do I set up a scanner');
    expect(transcript(thread?.id ?? '').at(-1)).to.match(/^firstline: \*\*Set up a scanner\*\*/);
  });

  it('“Ask Firstline” on a message answers whoever asked for it', async () => {
    const { discord, general, vera } = office;
    const pia = office.person('Pia');
    const ref = await office.say(vera, general, 'vpn does not work');
    await discord.interact.messageCommand(pia, ref, 'Ask Firstline');
    await office.quiet();
    expect(transcript(discord.world.dm(pia))[0]).to.equal('firstline: -# You asked: / > vpn does not work');
    expect(transcript(discord.world.dm(pia))[1]).to.match(/^firstline: \*\*Connect to the VPN\*\*/);
  });

  it('/cases shows one’s own cases to oneself', async () => {
    const { discord, general } = office;
    const rob = office.person('Rob');
    const none = await discord.interact.slash(rob, general, 'cases');
    expect(none).to.include({ ephemeral: true, text: 'None of your questions is with a person.' });
    await office.dm(rob, 'my chair is broken');
    const one = await discord.interact.slash(rob, general, 'cases');
    expect(one.text).to.match(/🟡 \*\*#\d+\*\* · open · <t:\d+:D> — my chair is broken/);
    const others = await discord.interact.slash(office.vera, general, 'cases');
    expect(others.text).to.not.contain('chair');
  });

  it('a menu asks which article is meant, and the message then shows what was chosen', async () => {
    const { discord } = office;
    const sam = office.person('Sam');
    await office.dm(sam, 'printer or scanner setup');
    const direct = discord.world.dm(sam);
    const [, asked] = discord.look.messages(direct);
    expect(discord.look.lines(direct)[1]?.buttons).to.have.lengthOf(2);
    const menu = JSON.stringify(asked?.components ?? []);
    const customId = /"custom_id":"(firstline\|choose[^"]*)"/.exec(menu)?.[1] ?? '';
    await discord.interact.select(
      sam,
      { channel: direct, id: asked?.id ?? '' },
      customId,
      'Set up a scanner',
    );
    await office.quiet();
    expect(transcript(direct)[1]).to.equal(
      'firstline: Which of these is closest? / ✓ Set up a scanner (edited)',
    );
    expect(transcript(direct)[2]).to.match(/^firstline: \*\*Set up a scanner\*\*/);
  });

  it('says to one person alone that a button is not theirs', async () => {
    const { discord, general } = office;
    const { id } = await office.mention(office.vera, general, 'vpn does not work');
    const seen = await office.press(office.ben, id, 'That helped');
    expect(seen).to.include({
      ephemeral: true,
      text: 'That is for the one who asked. Mention me with your own question, and I answer you.',
    });
    expect(discord.look.transcript(id)).to.have.lengthOf(2);
  });

  it('takes a comment beside the stars in a form', async () => {
    const { discord, ana } = office;
    const tim = office.person('Tim');
    await office.dm(tim, 'my lamp is broken');
    const direct = discord.world.dm(tim);
    const number = Number(/#(\d+)/.exec(transcript(direct)[1] ?? '')?.[1]);
    await office.press(ana, office.desk, 'Claim');
    await office.press(ana, office.desk, 'Resolve');
    await office.press(tim, direct, '5');
    const seen = await office.press(tim, direct, 'Add a comment');
    expect(seen.answer).to.equal('modal');
    if (!seen.modal) throw new Error('there is no form');
    const sent = await discord.interact.submitModal(tim, seen.modal, { comment: 'Quick and *kind*' });
    await office.quiet();
    expect(sent.ok).to.equal(true);
    expect(office.thread(number).join('\n')).to.contain('Quick and');
  });

  it('/desk pauses the bot, at the desk and for staff only', async () => {
    const { discord, ana, desk, general } = office;
    const elsewhere = await discord.interact.slash(ana, general, 'desk', { action: 'pause' });
    expect(elsewhere.text).to.equal('This works in the channel of the desk only.');
    const paused = await discord.interact.slash(ana, desk, 'desk', { action: 'pause' });
    expect(paused.text).to.contain('The bot is paused by Ana Weber');
    const uma = office.person('Uma');
    const [receipt] = await office.dm(uma, 'how do I connect to the VPN?');
    expect(receipt).to.match(/^firstline: I am asking \*\*Ana Weber/);
    await discord.interact.slash(ana, desk, 'desk', { action: 'resume' });
    const wim = office.person('Wim');
    expect((await office.dm(wim, 'how do I connect to the VPN?'))[0]).to.match(/^firstline: \*\*Connect/);
  });

  it('fails visibly where it cannot be committed', async () => {
    const { discord, stage, general } = office;
    await stage.firstline.stop();
    const seen = await discord.interact
      .slash(office.vera, general, 'cases')
      .catch((error: Error) => ({ ok: false, error: error.message }));
    expect(seen.ok).to.equal(false);
    await stage.restart();
  });
});
