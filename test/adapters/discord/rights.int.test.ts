import { expect } from 'chai';
import { type Office, openOffice, until } from './office.js';

const QUESTION = 'how do I connect to the VPN?';
const RESTRICTED = 'how many days of leave do I have';

describe('who is who in Discord', function () {
  this.timeout(30_000);
  let office: Office;
  afterEach(() => office.close());

  it('lets only those with the role of the staff act, where there is one, and for as long as they have it', async () => {
    office = await openOffice({ byRole: true });
    const { discord, ana, vera } = office;
    const moe = office.person('Moe');
    await office.dm(moe, 'my chair is broken');
    const refused = await office.press(vera, office.desk, 'Claim');
    expect(refused.text).to.equal('Only members of the desk can do this.');
    await office.say(vera, office.opening(1).id, 'I know nothing');
    await office.press(ana, office.desk, 'Claim');
    expect(office.thread(1).slice(-1)).to.deep.equal(['firstline: Claimed by Ana Weber.']);
    // Nobody tells of members without a privilege: what she does carries the roles that she has by then.
    discord.world.setRoles(ana, []);
    const late = await office.press(ana, office.desk, 'Resolve');
    expect(late.text).to.equal('Only members of the desk can do this.');
    discord.world.setRoles(ana, [office.staffRole]);
    const reply = await office.say(ana, office.opening(1).id, 'Which chair is it?');
    discord.world.setRoles(ana, []);
    office.later += 3_000; // a deletion carries no roles: they are asked for
    discord.people.delete(reply);
    await office.quiet();
    expect(discord.look.transcript(discord.world.dm(moe)).at(-1)).to.contain('Which chair is it?');
  });

  it('knows half a minute later at most who has left the server', async () => {
    office = await openOffice();
    const { discord } = office;
    const other = discord.world.addGuild('Elsewhere');
    const nia = office.person('Nia', { guilds: [discord.guildId, other] });
    expect((await office.dm(nia, RESTRICTED))[0]).to.contain('You have 30 days a year');
    discord.people.leave(nia);
    office.later += 31_000;
    expect((await office.dm(nia, RESTRICTED)).join('\n')).to.not.contain('30 days');
  });

  it('treats people of other servers as guests: they read what everyone may read', async () => {
    office = await openOffice();
    const { discord, vera } = office;
    const other = discord.world.addGuild('Elsewhere');
    const lobby = discord.world.addChannel('lobby', { guild: other });
    const guest = discord.world.addUser('gus', { globalName: 'Gus', guilds: [other] });
    await office.quiet();
    const { id } = await office.mention(guest, lobby, QUESTION);
    expect(discord.look.transcript(id)[1]).to.contain('Connect to the VPN');
    const { id: asked } = await office.mention(guest, lobby, RESTRICTED);
    expect(discord.look.transcript(asked).join('\n')).to.not.contain('30 days');
    expect((await office.dm(guest, RESTRICTED)).join('\n')).to.not.contain('30 days');
    expect((await office.dm(vera, RESTRICTED))[0]).to.contain('You have 30 days a year');
  });

  it('gives a member who asks elsewhere what is for members in private', async () => {
    office = await openOffice();
    const { discord } = office;
    const other = discord.world.addGuild('Elsewhere');
    const lobby = discord.world.addChannel('lobby', { guild: other });
    const nia = discord.world.addUser('nia', { globalName: 'Nia', guilds: [discord.guildId, other] });
    await office.quiet();
    const { id } = await office.mention(nia, lobby, RESTRICTED);
    const here = discord.look.threads(lobby).find((thread) => thread.id === id);
    expect(here ? discord.look.transcript(here.id).join('\n') : '').to.not.contain('30 days');
    expect(discord.look.transcript(discord.world.dm(nia)).join('\n')).to.contain('You have 30 days a year');
    await office.press(nia, discord.world.dm(nia), 'That helped');
    expect(discord.look.transcript(discord.world.dm(nia))[0]).to.contain('✓ That helped');
  });

  it('answers nothing that was said before its very first start', async () => {
    office = await openOffice({
      prepare: ({ world, people }) => {
        const early = world.addUser('early');
        const [lobby] = [world.addChannel('lobby')];
        people.mention(early, lobby, QUESTION);
      },
    });
    await office.quiet();
    expect(office.discord.look.posted()).to.deep.equal([]);
    expect((await office.dm(office.vera, QUESTION))[0]).to.contain('Connect to the VPN');
    await until(() => office.discord.look.posted().length === 1);
  });
});
