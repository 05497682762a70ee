import { expect } from 'chai';
import { type Client, EmbedBuilder, type TextChannel } from 'discord.js';
import { startClient } from './clients.js';
import { startFakeDiscord } from './fake-discord.js';
import type { FakeDiscord } from './surface.js';

describe('what is to be seen in the fake Discord', () => {
  let discord: FakeDiscord;
  let client: Client<true>;
  let vera: string;
  let help: string;

  before(async () => {
    discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
    vera = discord.world.addUser('vera', { globalName: 'Vera Vole', nick: 'Vera (EU)' });
    help = discord.world.addChannel('help');
    client = await startClient(discord);
  });

  after(async () => {
    await client.destroy();
    await discord.stop();
  });

  it('is a channel as on the screen', async () => {
    const role = discord.world.addRole('support');
    const channel = (await client.channels.fetch(help)) as TextChannel; // addChannel makes text channels
    const embed = new EmbedBuilder()
      .setTitle('Reset')
      .setDescription('Like so')
      .addFields({ name: 'See', value: 'here' });
    await channel.send({
      content: `<@${vera}> <@&${role}> <#${help}> <@1>`,
      embeds: [embed],
      components: [
        { type: 1, components: [{ type: 2, style: 2, label: 'That helped', custom_id: 'helped' }] },
      ],
    });
    discord.people.say(vera, help, 'thanks', { files: [{ name: 'a.png', data: 'x' }] });
    expect(discord.look.transcript(help)).to.deep.equal([
      'firstline: @Vera (EU) @support #help @unknown-user / ┃ Reset / Like so / See: here [That helped]',
      'Vera (EU): thanks <a.png>',
    ]);
    const [first] = discord.look.lines(help);
    expect(first).to.include({ sender: 'firstline', bot: true, edited: false });
    expect(discord.look.posted().map(({ content }) => content.slice(0, 2))).to.deep.equal(['<@']);
  });

  it('throws for people what Discord’s client would not let them do', () => {
    const { people, world } = discord;
    const place = world.addChannel('rules', {
      overwrites: [{ id: vera, deny: ['SendMessages', 'CreatePublicThreads'] }],
    });
    expect(() => people.say(vera, place, 'x')).to.throw('lacks SendMessages');
    expect(() => people.newThread(vera, place, 'x')).to.throw('lacks CreatePublicThreads');
    expect(() => people.say(vera, help, 'x'.repeat(2001))).to.throw('2000 characters');
    expect(() => people.say(vera, world.addForum('ideas'), 'x')).to.throw('takes posts');
    const thread = people.newThread(world.guild().ownerId, help, 'x');
    expect(() => people.archive(vera, thread)).to.throw('may not archive');
    expect(() => people.lock(vera, thread)).to.throw('lacks ManageThreads');
    expect(() => people.say(vera, 'nowhere', 'x')).to.throw('no channel nowhere');
    expect(() => people.delete({ channel: help, id: '1' })).to.throw('no message 1');
  });

  it('is what a child process needs to know', () => {
    expect(discord.env).to.deep.equal({ DISCORD_API_URL: discord.apiUrl, DISCORD_TOKEN: discord.token });
  });

  it('is the intents and permissions that were of use', async () => {
    discord.people.say(vera, help, 'hello');
    await discord.deliveries.settled();
    const { intents, permissions, routes } = discord.look.usage();
    expect(intents).to.include.members(['Guilds', 'GuildMessages', 'MessageContent']);
    expect(intents).not.to.include('GuildMessageTyping');
    expect(permissions).to.include.members(['ViewChannel', 'SendMessages', 'EmbedLinks', 'MentionEveryone']);
    expect(permissions).not.to.include('SendMessagesInThreads');
    const thread = discord.people.newThread(vera, help, 'x');
    await client.rest.post(`/channels/${thread}/messages`, { body: { content: 'x' } });
    expect(discord.look.usage().permissions)
      .to.include('SendMessagesInThreads')
      .and.not.to.include('ManageWebhooks');
    expect(routes).to.include('POST /channels/:channel/messages');
  });
});
