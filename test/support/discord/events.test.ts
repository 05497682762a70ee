import { expect } from 'chai';
import { type Client, Events, GatewayIntentBits } from 'discord.js';
import { isObject, type JsonObject, objectOf } from '../slack/json.js';
import { ALL_INTENTS, startClient } from './clients.js';
import { startFakeDiscord } from './fake-discord.js';
import { refused } from './refused.js';
import type { FakeDiscord } from './surface.js';

describe('what the fake Discord tells', () => {
  let discord: FakeDiscord;
  let client: Client<true>;
  let vera: string;
  let help: string;
  let heard: [string, JsonObject][];

  async function connect(intents: readonly GatewayIntentBits[] = ALL_INTENTS): Promise<void> {
    client = await startClient(discord, { intents });
    client.on(Events.Raw, ({ t, d }: { t: string | null; d: unknown }) => {
      if (t !== null && isObject(d)) heard.push([t, d]);
    });
  }

  beforeEach(async () => {
    heard = [];
    discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
    vera = discord.world.addUser('vera', { globalName: 'Vera Vole' });
    help = discord.world.addChannel('help');
  });

  afterEach(async () => {
    discord.deliveries.chaos(undefined);
    await client.destroy();
    await discord.stop();
  });

  const types = () => heard.map(([type]) => type);
  const last = () => heard.at(-1)?.[1] ?? {};

  it('messages, edits, deletions, reactions and typing, as discord.js understands them', async () => {
    await connect();
    const seen: string[] = [];
    client.on('messageCreate', ({ content, author, member }) => {
      seen.push(`+ ${author.displayName} ${member?.id === vera} ${content}`);
    });
    client.on(
      'messageUpdate',
      (_, { content, editedAt }) => void seen.push(`~ ${content} ${editedAt !== null}`),
    );
    client.on('messageDelete', ({ id }) => void seen.push(`- ${id}`));
    client.on('messageReactionAdd', ({ emoji }, user) => void seen.push(`${emoji.name} ${user.id}`));
    client.on('messageReactionRemove', ({ emoji }) => void seen.push(`not ${emoji.name}`));
    client.on('typingStart', ({ user }) => void seen.push(`… ${user.id}`));
    discord.people.typing(vera, help);
    const ref = discord.people.say(vera, help, 'one');
    discord.people.react(vera, ref, '👀');
    discord.people.unreact(vera, ref, '👀');
    discord.people.edit(ref, 'two');
    discord.people.unfurl(ref);
    discord.people.delete(ref);
    await discord.deliveries.settled();
    expect(seen).to.deep.equal([
      `… ${vera}`,
      '+ Vera Vole true one',
      `👀 ${vera}`,
      'not 👀',
      '~ two true',
      '~ two true',
      `- ${ref.id}`,
    ]);
  });

  it('a reply with the message that it answers, and files with their addresses', async () => {
    await connect();
    const first = discord.people.say(vera, help, 'first');
    discord.people.reply(vera, first, 'second', { files: [{ name: 'log.txt', data: 'x' }] });
    await discord.deliveries.settled();
    expect(last()).to.include({ type: 19, content: 'second' });
    expect(objectOf(last().referenced_message)).to.include({ id: first.id, content: 'first' });
    const [file] = last().attachments as readonly JsonObject[]; // a message has a list of them
    expect(await (await fetch(String(file?.url))).text()).to.equal('x');
    expect(discord.look.transcript(help).at(-1)).to.equal('↪ Vera Vole | Vera Vole: second <log.txt>');
  });

  it('without the intent for content: empty messages, but for mentions, direct messages and its own', async () => {
    discord.world.setIntents({ messageContent: false });
    await connect(ALL_INTENTS.filter((intent) => intent !== GatewayIntentBits.MessageContent));
    const files = [{ name: 'log.txt', data: 'x' }];
    const plain = discord.people.say(vera, help, 'plain', { files });
    discord.people.mention(vera, help, 'mention');
    discord.people.dm(vera, 'direct');
    await client.rest.post(`/channels/${help}/messages`, { body: { content: 'own' } });
    discord.people.reply(vera, plain, `<@${discord.botUser}> reply`);
    await discord.deliveries.settled();
    const told = heard.filter(([type]) => type === 'MESSAGE_CREATE').map(([, data]) => data);
    expect(told.map(({ content }) => content)).to.deep.equal([
      '',
      `<@${discord.botUser}> mention`,
      'direct',
      'own',
      `<@${discord.botUser}> reply`,
    ]);
    expect(told[0]?.attachments).to.deep.equal([]);
    expect(objectOf(told[4]?.referenced_message).content).to.equal('');
    expect(await client.rest.get(`/channels/${help}/messages/${plain.id}`)).to.have.property('content', '');
  });

  it('withholds content from a session that did not ask for it, though the portal grants it', async () => {
    await connect([GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages]);
    const plain = discord.people.say(vera, help, 'plain');
    await discord.deliveries.settled();
    expect(last()).to.include({ content: '' });
    expect(await client.rest.get(`/channels/${help}/messages/${plain.id}`)).to.have.property(
      'content',
      'plain',
    );
  });

  it('direct messages, also the first one of a channel that the client does not know', async () => {
    await connect();
    const seen: unknown[] = [];
    client.on('messageCreate', ({ channel, content, guild, author }) => {
      seen.push([
        content,
        channel.isDMBased() && channel.id === discord.world.dm(vera),
        guild,
        author.id === vera,
      ]);
    });
    discord.people.dm(vera, 'hello');
    await discord.deliveries.settled();
    expect(seen).to.deep.equal([['hello', true, null, true]]);
    expect(last()).to.include({ channel_type: 1 }).and.not.to.have.any.keys('guild_id', 'member');
  });

  it('only what the session’s intents cover', async () => {
    await connect([GatewayIntentBits.Guilds]);
    discord.people.say(vera, help, 'unheard for want of an intent');
    discord.people.dm(vera, 'this too');
    discord.world.addUser('new');
    discord.people.newThread(vera, help, 'heard');
    await discord.deliveries.settled();
    expect(types()).to.deep.equal(['THREAD_CREATE']);
    const lost = discord.deliveries.lost.slice(-4).map(({ type }) => type);
    expect(lost).to.include.members(['MESSAGE_CREATE', 'GUILD_MEMBER_ADD']);
  });

  it('nothing of channels that the bot cannot see, and of what it is told was unheard', async () => {
    const secret = discord.world.addChannel('secret', {
      overwrites: [{ id: discord.botUser, deny: ['ViewChannel'] }],
    });
    await connect();
    discord.people.say(vera, secret, 'psst');
    discord.people.say(vera, help, 'lost', { unheard: true });
    const ref = discord.people.say(vera, help, 'heard');
    discord.people.edit(ref, 'edited unheard', { unheard: true });
    await discord.deliveries.settled();
    expect(heard.filter(([type]) => type.startsWith('MESSAGE')).map(([, d]) => d.content)).to.deep.equal([
      'heard',
    ]);
    expect(discord.look.transcript(help)).to.deep.equal([
      'Vera Vole: lost',
      'Vera Vole: edited unheard (edited)',
    ]);
  });

  it('members, roles, channels and guilds as they come, change and go', async () => {
    await connect();
    const role = discord.world.addRole('support');
    const lead = discord.world.addRole('lead');
    const dora = discord.world.addUser('dora');
    discord.world.setRoles(dora, [role]);
    discord.world.setNick(dora, 'Dora (support)');
    discord.world.orderRoles([lead, role]);
    discord.world.renameChannel(help, 'helpdesk');
    discord.people.leave(dora);
    discord.people.join(dora);
    const other = discord.world.addGuild('Other');
    discord.world.kickBot(other);
    discord.world.deleteChannel(help);
    await discord.deliveries.settled();
    const got = types().filter((type) => type !== 'READY');
    expect(got.slice(got.indexOf('GUILD_ROLE_CREATE'))).to.deep.equal([
      'GUILD_ROLE_CREATE',
      'GUILD_ROLE_CREATE',
      'GUILD_MEMBER_ADD',
      'GUILD_MEMBER_UPDATE',
      'GUILD_MEMBER_UPDATE',
      'GUILD_ROLE_UPDATE',
      'GUILD_ROLE_UPDATE',
      'CHANNEL_UPDATE',
      'GUILD_MEMBER_REMOVE',
      'GUILD_MEMBER_ADD',
      'GUILD_CREATE',
      'GUILD_DELETE',
      'CHANNEL_DELETE',
    ]);
    const roles = client.guilds.cache.get(discord.guildId)?.roles;
    expect(roles?.comparePositions(role, lead)).to.equal(1);
    expect(await refused(client.rest.get(`/guilds/${other}`))).to.equal('10004');
  });

  it('answers who is in the guild: one by one, by name, and as a list for the privileged', async () => {
    await connect();
    const path = `/guilds/${discord.guildId}/members` as const;
    expect(await client.rest.get(`${path}/${vera}`)).to.have.nested.property('user.username', 'vera');
    expect(await client.rest.get(path, { query: new URLSearchParams({ limit: '10' }) })).to.have.length(3);
    expect(
      await client.rest.get(`${path}/search`, { query: new URLSearchParams({ query: 've' }) }),
    ).to.have.length(1);
    const stranger = discord.world.addUser('stranger', { guilds: [] });
    expect(await refused(client.rest.get(`${path}/${stranger}`))).to.equal('10007');
    discord.world.setIntents({ members: false });
    expect(await refused(client.rest.get(path))).to.equal('50001');
    const roles = await client.rest.get(`/guilds/${discord.guildId}/roles`);
    expect(roles).to.have.length(2);
  });

  it('counts permissions as Discord does: roles, then the channel’s overwrites, the member’s last', async () => {
    await connect();
    const role = discord.world.addRole('support', { permissions: ['ManageMessages'] });
    const dora = discord.world.addUser('dora', { roles: [role] });
    const may = () => discord.world.permissions(dora, help);
    expect(may()).to.include.members(['ViewChannel', 'SendMessages', 'ManageMessages']);
    discord.world.setOverwrites(help, [{ id: discord.guildId, deny: ['ViewChannel'] }]);
    expect(may()).to.deep.equal([]);
    const overwrites = [
      { id: discord.guildId, deny: ['ViewChannel'] },
      { id: role, allow: ['ViewChannel'], deny: ['SendMessages'] },
    ] as const;
    discord.world.setOverwrites(help, overwrites);
    expect(may()).to.include('ViewChannel').and.not.to.include.members(['SendMessages']);
    discord.world.setOverwrites(help, [...overwrites, { id: dora, allow: ['SendMessages'] }]);
    expect(may()).to.include('SendMessages');
    await discord.deliveries.settled();
    const channel = client.channels.cache.get(help);
    if (!channel || channel.isDMBased()) expect.fail('no channel of the guild');
    const member = await channel.guild.members.fetch(dora);
    expect(channel.permissionsFor(member).toArray()).to.have.members(may());
  });

  it('is late in chaos, and out of order between channels, never within one', async () => {
    await connect();
    const other = discord.world.addChannel('other');
    discord.deliveries.chaos({ delayMs: 10, seed: 3 });
    for (let i = 0; i < 10; i++) {
      discord.people.say(vera, help, `a${i}`);
      discord.people.say(vera, other, `b${i}`);
    }
    await discord.deliveries.settled();
    const said = heard.filter(([type]) => type === 'MESSAGE_CREATE').map(([, d]) => String(d.content));
    expect(said.filter((text) => text.startsWith('a'))).to.deep.equal(
      said.filter((text) => text.startsWith('a')).sort(),
    );
    expect(said.filter((text) => text.startsWith('b'))).to.deep.equal(
      said.filter((text) => text.startsWith('b')).sort(),
    );
    expect(said).to.have.length(20);
    expect(said).not.to.deep.equal(Array.from({ length: 10 }, (_, i) => [`a${i}`, `b${i}`]).flat());
  });

  it('holds back, lets go in another order of channels, and tells again', async () => {
    await connect();
    const other = discord.world.addChannel('other');
    await discord.deliveries.settled();
    discord.deliveries.pause();
    discord.people.say(vera, help, 'a1');
    discord.people.say(vera, other, 'b1');
    discord.people.say(vera, help, 'a2');
    discord.deliveries.resume('reverse');
    await discord.deliveries.settled();
    discord.deliveries.again(discord.deliveries.all.at(-1) ?? expect.fail('nothing was told'));
    await discord.deliveries.settled();
    const said = heard.filter(([type]) => type === 'MESSAGE_CREATE').map(([, d]) => d.content);
    expect(said).to.deep.equal(['b1', 'a1', 'a2', 'a2']);
  });

  it('loses nothing when connections are cut at random: sessions are resumed', async () => {
    await connect();
    discord.deliveries.chaos({ cut: 0.2, overlap: 1, seed: 5 });
    for (let i = 0; i < 12; i++) {
      discord.people.say(vera, help, String(i));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    discord.deliveries.chaos(undefined);
    await discord.gateway.connected();
    while (discord.gateway.ready === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await discord.deliveries.settled();
    const said = heard.filter(([type]) => type === 'MESSAGE_CREATE').map(([, d]) => Number(d.content));
    expect(new Set(said).size).to.equal(12);
    expect(discord.gateway.resumes).to.be.greaterThan(0);
  });
});
