import { expect } from 'chai';
import { type Office, openOffice } from './office.js';

describe('a desk in a forum of Discord', function () {
  this.timeout(30_000);
  let office: Office;
  before(async () => {
    office = await openOffice({ desk: 'forum', posts: 'person' });
  });
  after(() => office.close());

  const tags = (post: string) => {
    const names = new Map(office.discord.world.channel(office.desk).tags.map(({ id, name }) => [id, name]));
    return office.discord.world.channel(post).thread?.appliedTags.map((id) => names.get(id));
  };

  it('opens a post for each case, whose tags follow its state', async () => {
    const { discord, ana } = office;
    const moe = office.person('Moe');
    await office.dm(moe, 'my chair is broken');
    const { id } = office.opening(1);
    expect(discord.world.channel(id).name).to.match(/^#1 .* · Moe$/);
    expect(discord.look.notifications.map((one) => one.id)).to.deep.equal([ana]);
    expect(tags(id)).to.include('pinged');
    await office.press(ana, id, 'Claim');
    expect(tags(id)).to.include('claimed').and.not.include('pinged');
    await office.say(ana, id, 'I bring you a new one');
    expect(discord.look.transcript(discord.world.dm(moe)).at(-1)).to.equal(
      'firstline: **Ana Weber** / I bring you a new one',
    );
    await office.dm(moe, 'good');
    expect(office.thread(1).at(-1)).to.equal('Moe: good');
    await office.press(ana, id, 'Resolve');
    expect(tags(id)).to.include('resolved').and.not.include('claimed');
  });

  it('brings a person into a post that it is not sure about', async () => {
    const { discord, questions, vera, ana } = office;
    const post = discord.people.newPost(vera, questions, 'Chair', 'it fell apart under me');
    await office.quiet();
    const number = Number(/#(\d+)/.exec(discord.look.transcript(post)[1] ?? '')?.[1]);
    await office.say(ana, office.opening(number).id, 'Take mine');
    expect(discord.look.transcript(post).at(-1)).to.equal('Ana Weber: Take mine');
  });

  it('is for those who see it and may write there', async () => {
    const { discord, ben, vera } = office;
    const moe = office.person('Mox');
    await office.dm(moe, 'my table is broken');
    const number = Number(/#(\d+)/.exec(discord.look.transcript(discord.world.dm(moe))[1] ?? '')?.[1]);
    const { id } = office.opening(number);
    discord.world.setOverwrites(office.desk, [{ id: discord.botUser, allow: ['ViewChannel'] }]);
    await discord.deliveries.settled();
    discord.world.setOverwrites(office.desk, [
      { id: discord.guildId, deny: ['SendMessages', 'SendMessagesInThreads'] },
      { id: office.staffRole, allow: ['SendMessages', 'SendMessagesInThreads'] },
      { id: discord.botUser, allow: ['SendMessages', 'SendMessagesInThreads'] },
    ]);
    await office.quiet();
    const refused = await office.press(vera, id, 'Claim');
    expect(refused.text).to.equal('Only members of the desk can do this.');
    await office.press(ben, id, 'Claim');
    expect(office.thread(number)[0]).to.equal('firstline: Claimed by Ben.');
  });
});
