import { expect } from 'chai';
import { type Client, type TextChannel, type Webhook, WebhookClient } from 'discord.js';
import { startClient } from './clients.js';
import { startFakeDiscord } from './fake-discord.js';
import { refused } from './refused.js';
import type { FakeDiscord } from './surface.js';

describe('webhooks in the fake Discord', () => {
  let discord: FakeDiscord;
  let client: Client<true>;
  let vera: string;
  let help: string;
  let channel: TextChannel;
  let hook: Webhook;

  before(async () => {
    discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
    vera = discord.world.addUser('vera');
    client = await startClient(discord);
  });

  after(async () => {
    await client.destroy();
    await discord.stop();
  });

  beforeEach(async () => {
    help = discord.world.addChannel('help');
    channel = (await client.channels.fetch(help)) as TextChannel; // addChannel makes text channels
    hook = await channel.createWebhook({ name: 'Relay' });
  });

  it('speaks under any name, and the bot hears it as from a webhook of its own', async () => {
    const heard: string[] = [];
    client.on('messageCreate', ({ author, webhookId, member, content, applicationId }) => {
      heard.push(`${author.username} ${author.bot} ${webhookId === hook.id} ${member} ${content}`);
      expect(applicationId).to.equal(discord.applicationId);
    });
    const sent = await hook.send({
      content: 'hello',
      username: 'Vera Vole',
      avatarURL: 'https://example.com/a.png',
    });
    await discord.deliveries.settled();
    client.removeAllListeners('messageCreate');
    expect(heard).to.deep.equal(['Vera Vole true true null hello']);
    await hook.editMessage(sent.id, 'hello again');
    expect((await hook.fetchMessage(sent.id)).content).to.equal('hello again');
    expect(discord.look.transcript(help)).to.deep.equal(['Vera Vole: hello again (edited)']);
    await hook.deleteMessage(sent.id);
    expect(await refused(hook.fetchMessage(sent.id))).to.equal('10008');
    expect(discord.look.posted(help)).to.have.length(0);
  });

  it('refuses names that would pass for Discord, and too long ones', async () => {
    const contains = 'USERNAME_INVALID_CONTAINS';
    expect(await refused(channel.createWebhook({ name: 'Discord relay' }))).to.equal(
      `50035 name[${contains}]`,
    );
    expect(await refused(hook.send({ content: 'x', username: 'Clyde' }))).to.equal(
      `50035 username[${contains}]`,
    );
    expect(await refused(hook.send({ content: 'x', username: 'x'.repeat(81) }))).to.equal(
      '50035 username[BASE_TYPE_BAD_LENGTH]',
    );
    expect(await refused(hook.send({ content: 'x'.repeat(2001) }))).to.equal(
      '50035 content[BASE_TYPE_MAX_LENGTH]',
    );
    expect(await refused(hook.send({ content: '' }))).to.equal('50006');
  });

  it('takes fifteen in a channel, and lists them with the tokens of the bot’s own', async () => {
    discord.world.addWebhook(help, 'Build');
    for (let i = 2; i < 15; i++) await channel.createWebhook({ name: `hook ${i}` });
    expect(await refused(channel.createWebhook({ name: 'one more' }))).to.equal('30007');
    const listed = await channel.fetchWebhooks();
    expect(listed.size).to.equal(15);
    expect(listed.get(hook.id)?.owner?.id).to.equal(discord.botUser);
    await hook.delete();
    expect(await refused(hook.send('x'))).to.equal('10015');
    discord.world.setOverwrites(help, [{ id: discord.botUser, deny: ['ManageWebhooks'] }]);
    expect(await refused(channel.fetchWebhooks())).to.equal('50013');
  });

  it('needs no bot, only its token', async () => {
    const url = `https://discord.com/api/webhooks/${hook.id}/${hook.token}`;
    const alone = new WebhookClient({ url }, { rest: { api: discord.apiUrl, version: '10', retries: 0 } });
    await alone.send('from elsewhere');
    const wrong = new WebhookClient(
      { id: hook.id, token: 'x' },
      { rest: { api: discord.apiUrl, retries: 0 } },
    );
    expect(await refused(wrong.send('x'))).to.equal('50027');
    expect(discord.look.transcript(help)).to.deep.equal(['Relay: from elsewhere']);
  });

  it('writes in the channel’s threads and wakes them, unless they are locked', async () => {
    const thread = discord.people.newThread(vera, help, 'x');
    const elsewhere = discord.people.newThread(vera, discord.world.addChannel('other'), 'y');
    discord.people.archive(vera, thread);
    const sent = await hook.send({ content: 'in the thread', threadId: thread });
    expect(discord.world.channel(thread).thread?.archived).to.equal(false);
    await hook.editMessage(sent.id, { content: 'edited', threadId: thread });
    expect(discord.look.transcript(thread)).to.deep.equal(['Relay: edited (edited)']);
    expect(await refused(hook.editMessage(sent.id, 'x'))).to.equal('10008');
    expect(await refused(hook.send({ content: 'x', threadId: elsewhere }))).to.equal('10003');
    discord.people.lock(discord.world.guild().ownerId, thread);
    expect(await refused(hook.send({ content: 'x', threadId: thread }))).to.equal('160005');
    discord.people.archive(discord.world.guild().ownerId, thread);
    expect(await refused(hook.send({ content: 'x', threadId: thread }))).to.equal('50083');
    expect(discord.world.channel(thread).thread?.members.has(hook.id)).to.equal(false);
  });

  it('posts in a forum with a thread name', async () => {
    const forum = discord.world.addForum('desk');
    const desk = await client.channels.fetch(forum);
    if (!desk?.isThreadOnly()) expect.fail('a forum has threads only');
    const poster = await desk.createWebhook({ name: 'Desk' });
    expect(await refused(poster.send('x'))).to.equal('220001');
    expect(await refused(hook.send({ content: 'x', threadName: 'x' }))).to.equal('220003');
    const sent = await poster.send({ content: 'first', threadName: '#1042' });
    expect(sent.channelId).to.equal(sent.id);
    const both = { content: 'x', threadName: 'x', threadId: sent.channelId };
    expect(await refused(poster.send(both))).to.equal('220002');
    expect(discord.look.transcript(sent.channelId)).to.deep.equal(['Desk: first']);
  });

  it('recognises no nonce, and pings whom it is allowed to, everyone included', async () => {
    const before = discord.look.notifications.length;
    discord.world.setOverwrites(help, [{ id: discord.guildId, deny: ['MentionEveryone'] }]);
    const body = { content: `@everyone <@${vera}>`, nonce: 'n', enforce_nonce: true };
    const path = `/webhooks/${hook.id}/${hook.token}` as const;
    for (let i = 0; i < 2; i++) await client.rest.post(path, { body, auth: false });
    await hook.send({ content: `@everyone <@${vera}>`, allowedMentions: { parse: [] } });
    expect(discord.look.messages(help)).to.have.length(3);
    const rings = discord.look.notifications.slice(before);
    expect(rings.map(({ target }) => target)).to.deep.equal(['everyone', 'user', 'everyone', 'user']);
  });

  it('carries files and buttons that reach the application', async () => {
    const button = { type: 2, style: 1, label: 'Go', custom_id: 'go' } as const;
    const sent = await hook.send({
      content: 'look',
      files: [{ attachment: Buffer.from('x'), name: 'x.txt' }],
      components: [{ type: 1, components: [button] }],
    });
    client.once('interactionCreate', (interaction) => {
      if (interaction.isButton())
        void interaction.update({ content: `clicked ${interaction.customId}`, components: [] });
    });
    const seen = await discord.interact.click(vera, { channel: help, id: sent.id }, 'Go');
    expect(seen.answer).to.equal('update');
    expect(discord.look.transcript(help)).to.deep.equal(['Relay: clicked go <x.txt> (edited)']);
  });
});
