import { expect } from 'chai';
import { type Office, openOffice, until } from './office.js';

const VPN =
  'firstline: **Connect to the VPN** / Open the VPN client and **sign in** with your usual account. / -# Source: [Connect to the VPN](<https://help.example.com/it/vpn>) · reviewed 2026-09-15 [That helped] [Ask a person]';

describe('where Firstline answers in Discord', function () {
  this.timeout(30_000);
  let office: Office;
  before(async () => {
    office = await openOffice();
  });
  after(() => office.close());

  const transcript = (channel: string) => office.discord.look.transcript(channel);
  /** What the bot said about a message of a channel, in the thread that it opened from it. */
  const answers = (message: string) => {
    const thread = office.discord.look.threads(office.general).find(({ id }) => id === message);
    return thread ? transcript(thread.id).slice(1) : [];
  };

  it('answers a mention in a thread that it opens from it, which is called as the question begins', async () => {
    const { id } = await office.mention(office.vera, office.general, 'vpn does not work');
    expect(answers(id)).to.deep.equal([VPN]);
    expect(office.discord.world.channel(id).name).to.equal('vpn does not work');
    await office.say(office.vera, id, 'how do I set up a scanner');
    expect(transcript(id).at(-1)).to.match(/^firstline: \*\*Set up a scanner\*\*/);
  });

  it('does not answer another person in the thread, unless they mention it', async () => {
    const { id } = await office.mention(office.vera, office.general, 'vpn does not work');
    await office.say(office.ben, id, 'how do I connect to the VPN? same here');
    expect(transcript(id).at(-1)).to.equal('Ben: how do I connect to the VPN? same here');
    await office.mention(office.ben, id, 'how do I connect to the VPN?');
    expect(transcript(id).at(-1)).to.equal(VPN);
  });

  it('answers a mention in a thread of people there', async () => {
    const thread = office.discord.people.newThread(office.vera, office.general, 'lunch');
    await office.say(office.vera, thread, 'how do I connect to the VPN?');
    await office.mention(office.vera, thread, 'how do I connect to the VPN?');
    expect(transcript(thread).slice(1)).to.deep.equal(['Vera: @firstline how do I connect to the VPN?', VPN]);
  });

  it('stays out of channels where nobody asked it', async () => {
    const before = office.discord.look.posted().length;
    await office.say(office.vera, office.general, 'how do I connect to the VPN?');
    expect(office.discord.look.posted()).to.have.lengthOf(before);
  });

  it('answers in a help channel when it is sure, and is silent when it is not', async () => {
    const { discord, help, vera } = office;
    const sure = await office.say(vera, help, 'how do I connect to the VPN?');
    const unsure = await office.say(vera, help, 'why is the sky blue above our office');
    expect(transcript(sure.id).at(-1)).to.equal(VPN);
    expect(discord.look.threads(help).map(({ id }) => id)).to.deep.equal([sure.id]);
    expect(transcript(help).at(-1)).to.equal('Vera: why is the sky blue above our office');
    await office.say(office.ben, help, 'how do I connect to the VPN?', { reply: unsure });
    expect(discord.look.threads(help)).to.have.lengthOf(1);
  });

  it('answers a new post of a forum in the post, and tags it when its asker says that it helped', async () => {
    const { discord, questions, vera } = office;
    const post = discord.people.newPost(vera, questions, 'VPN', 'how do I connect to the VPN?', {
      tags: ['vpn'],
    });
    await office.quiet();
    expect(transcript(post)).to.deep.equal(['Vera: how do I connect to the VPN?', VPN]);
    await office.press(office.ben, post, 'That helped');
    const tags = () => {
      const names = new Map(discord.world.channel(questions).tags.map(({ id, name }) => [id, name]));
      return discord.world.channel(post).thread?.appliedTags.map((id) => names.get(id));
    };
    expect(tags()).to.deep.equal(['vpn']);
    await office.press(vera, post, 'That helped');
    expect(tags()).to.deep.equal(['solved', 'vpn']);
    const silent = discord.people.newPost(vera, questions, 'Sky', 'why is it blue above our office');
    await office.quiet();
    expect(transcript(silent)).to.have.lengthOf(1);
  });

  for (const [language, question, words, thanks, chosen] of [
    ['en', 'how do I connect to the VPN?', 'Thanks, that helped!', 'Good to hear.', 'That helped'],
    ['zh', 'VPN 连不上怎么办', '谢谢，解决了！', '太好了。', '解决了'],
  ] as const) {
    it(`tags a post of which its asker says in words, or with a reaction, that it is solved (${language})`, async () => {
      const { discord, questions, vera, ben } = office;
      const { look, people, world } = discord;
      const post = async (): Promise<string> => {
        const made = people.newPost(vera, questions, 'VPN', question);
        await office.quiet();
        return made;
      };
      const solved = (id: string): boolean => world.channel(id).thread?.appliedTags.length === 1;
      const inWords = await post();
      await office.say(ben, inWords, words);
      await office.say(vera, inWords, `${words.replace('!', '').replace('！', '')}?`);
      expect(solved(inWords)).to.equal(false);
      await office.say(vera, inWords, words);
      expect(solved(inWords)).to.equal(true);
      expect(transcript(inWords).at(-1)).to.equal(`firstline: ${thanks}`);

      const reacted = await post();
      const answer = { channel: reacted, id: look.lines(reacted).at(-1)?.id ?? '' };
      people.react(ben, answer, '👍');
      people.react(vera, answer, '👀');
      await office.quiet();
      expect(solved(reacted)).to.equal(false);
      people.react(vera, answer, '👍🏽');
      await office.quiet();
      people.react(vera, answer, '✅');
      await office.quiet();
      expect(solved(reacted)).to.equal(true);
      const lines = transcript(reacted);
      expect(lines.filter((line) => line === `firstline: ${thanks}`)).to.have.lengthOf(1);
      expect(lines[1]).to.contain(chosen);
      expect(look.lines(reacted)[1]?.buttons).to.deep.equal([]);
    });
  }

  it('tags a solved post also where Discord takes the tag only after a restart', async () => {
    const { discord, stage, questions, vera } = office;
    const post = discord.people.newPost(vera, questions, 'VPN', 'how do I connect to the VPN?');
    await office.quiet();
    const tags = () => discord.world.channel(post).thread?.appliedTags;
    discord.faults.add({
      route: 'PATCH /channels/:channel',
      channel: post,
      kind: 'error-500',
      times: Number.POSITIVE_INFINITY,
    });
    const button = discord.look.lines(post).at(-1)?.id ?? '';
    await discord.interact.click(vera, { channel: post, id: button }, 'That helped');
    await until(() => (discord.faults.played['error-500'] ?? 0) > 3);
    expect(tags()).to.deep.equal([]);
    await stage.restart(() => discord.faults.clear());
    await office.quiet();
    expect(tags()).to.have.lengthOf(1);
    expect(transcript(post).at(-1)).to.equal('firstline: Good to hear.');
  });

  it('says so all the same where it may not set the tag', async () => {
    const { discord, questions, vera } = office;
    const post = discord.people.newPost(vera, questions, 'VPN', 'how do I connect to the VPN?');
    await office.quiet();
    discord.faults.add({
      route: 'PATCH /channels/:channel',
      channel: post,
      kind: { status: 403, code: 50013 },
      times: Number.POSITIVE_INFINITY,
    });
    await office.press(vera, post, 'That helped');
    expect(transcript(post).at(-1)).to.equal('firstline: Good to hear.');
    discord.faults.clear();
  });

  it('takes a mention of the role that Discord made for it as its own', async () => {
    const { discord, general, vera } = office;
    const role = [...discord.world.guild().roles.values()].find(({ botId }) => botId === discord.botUser)?.id;
    const { id } = await office.say(vera, general, `<@&${role}> vpn does not work`);
    expect(answers(id)).to.deep.equal([VPN]);
  });

  it('never answers bots and webhooks, and two of us in a channel stay quiet', async () => {
    const { discord, general } = office;
    const other = discord.world.addUser('other-firstline', { bot: true });
    const before = discord.look.posted().length;
    await office.mention(other, general, 'how do I connect to the VPN?');
    const { id } = await office.mention(office.vera, general, 'vpn does not work');
    await office.say(other, id, 'how do I connect to the VPN?');
    await office.mention(other, id, 'talk to someone');
    expect(discord.look.posted()).to.have.lengthOf(before + 1);
  });

  it('replies in the channel where it may not open threads', async () => {
    const { discord } = office;
    const quietRoom = discord.world.addChannel('no-threads', {
      overwrites: [{ id: discord.botUser, deny: ['CreatePublicThreads'] }],
    });
    await office.mention(office.vera, quietRoom, 'vpn does not work');
    expect(transcript(quietRoom)[1]).to.equal(`↪ Vera | ${VPN}`);
  });

  it('hands over in a thread, where the staff speaks under its own name', async () => {
    const { discord, ana } = office;
    const { id } = await office.mention(office.vera, office.general, 'my chair is broken');
    const [receipt = ''] = answers(id);
    const number = Number(/#(\d+)/.exec(receipt)?.[1]);
    await office.say(ana, office.opening(number).id, 'A new one is on its way');
    expect(answers(id).at(-1)).to.equal('Ana Weber: A new one is on its way');
    const [reply] = discord.look.calls.filter(
      ({ route, channel }) => channel === id && route.includes('webhook'),
    );
    expect(String(reply?.body?.avatar_url)).to.contain(`https://cdn.discordapp.com/avatars/${ana}/`);
    await office.say(office.vera, id, 'thanks, @everyone <@&1> **loud**');
    expect(office.thread(number).at(-1)).to.equal('Vera: thanks, \\@everyone @1 **loud**');
    const relayed = discord.look.calls.findLast(({ route }) => route === 'POST /webhooks/:webhook/:token');
    expect(String(relayed?.body?.avatar_url)).to.match(
      /^https:\/\/cdn\.discordapp\.com\/avatars\/\d+\/[0-9a-f]+\.png/,
    );
    const rung = discord.look.notifications.filter(({ channel }) => channel === office.opening(number).id);
    expect(rung).to.deep.equal([]);
  });
});

describe('places of Discord whose questions a rule gives to people', function () {
  this.timeout(30_000);
  const yaml = `
handoff:
  rules:
    - { name: access, says: VPN, say: { en: Access is for IT., zh: 权限由 IT 处理。 } }
`;
  let office: Office;
  afterEach(() => office.close());

  it('are left alone, sure as the bot is, until somebody mentions it', async () => {
    office = await openOffice({ yaml });
    const { discord, help, questions, vera, liu } = office;
    await office.say(vera, help, 'how do I connect to the VPN?');
    await office.say(liu, help, '怎么连接 VPN？');
    const post = discord.people.newPost(vera, questions, 'VPN', 'how do I connect to the VPN?');
    await office.quiet();
    expect(discord.look.threads(help)).to.deep.equal([]);
    expect(discord.look.transcript(post)).to.have.lengthOf(1);
    expect(discord.look.transcript(office.desk)).to.deep.equal([]);
    const { id } = await office.mention(liu, help, '怎么连接 VPN？');
    const [, words, receipt] = discord.look.transcript(id);
    expect(words).to.equal('firstline: 权限由 IT 处理。');
    expect(receipt).to.include('Ana Weber');
  });

  it('bring a person to a post where unsure posts get one', async () => {
    office = await openOffice({ yaml, posts: 'person' });
    const { discord, questions, vera } = office;
    const post = discord.people.newPost(vera, questions, 'VPN', 'how do I connect to the VPN?');
    await office.quiet();
    const [, words, receipt] = discord.look.transcript(post);
    expect(words).to.equal('firstline: Access is for IT.');
    expect(receipt).to.include('Ana Weber');
  });
});
