import { expect } from 'chai';
import { type Client, type ForumChannel, REST, type TextChannel, type ThreadChannel } from 'discord.js';
import { z } from 'zod';
import { startClient } from './clients.js';
import { startFakeDiscord } from './fake-discord.js';
import { refused } from './refused.js';
import type { FakeDiscord } from './surface.js';

describe('threads and forums in the fake Discord', () => {
  let discord: FakeDiscord;
  let client: Client<true>;
  let vera: string;
  let moderator: string;
  let help: string;
  let channel: TextChannel;

  before(async () => {
    discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
    vera = discord.world.addUser('vera');
    const role = discord.world.addRole('mods', { permissions: ['ManageThreads'] });
    moderator = discord.world.addUser('mod', { roles: [role] });
    client = await startClient(discord);
  });

  after(async () => {
    await client.destroy();
    await discord.stop();
  });

  beforeEach(async () => {
    help = discord.world.addChannel('help');
    channel = (await client.channels.fetch(help)) as TextChannel; // addChannel makes text channels
  });

  afterEach(() => discord.world.setBotPermissions(['ManageThreads', 'ManageChannels', 'ReadMessageHistory']));

  const without = (...names: Parameters<FakeDiscord['world']['setBotPermissions']>[0]) => {
    discord.world.setOverwrites(help, [{ id: discord.botUser, deny: names }]);
  };

  it('opens one thread on a message, with the message’s id', async () => {
    const ref = discord.people.say(vera, help, 'printer broken');
    const message = await channel.messages.fetch(ref.id);
    const thread = await message.startThread({ name: '#1042 printer' });
    expect(thread.id).to.equal(ref.id);
    expect(
      await refused(
        client.rest.post(`/channels/${help}/messages/${ref.id}/threads`, { body: { name: 'again' } }),
      ),
    ).to.equal('160004');
    await thread.send('looking');
    expect(discord.look.transcript(thread.id)).to.deep.equal(['vera: printer broken', 'firstline: looking']);
    expect((await message.fetch()).hasThread).to.equal(true);
    expect([...(discord.world.channel(thread.id).thread?.members.keys() ?? [])]).to.have.members([
      vera,
      discord.botUser,
    ]);
  });

  it('opens threads without a message, public and private', async () => {
    const open = await channel.threads.create({ name: 'open', type: 11 });
    const closed = await channel.threads.create({ name: 'closed', type: 12, invitable: false });
    expect(discord.look.transcript(help)).to.deep.equal(['firstline: started a thread: open']);
    expect(discord.look.threads(help).map(({ id }) => id)).to.deep.equal([open.id, closed.id]);
    expect(() => discord.people.say(vera, closed.id, 'hi')).to.throw('lacks SendMessages');
    await closed.members.add(vera);
    discord.people.say(vera, closed.id, 'hi');
    expect((await closed.members.fetch()).map(({ id }) => id)).to.have.members([vera, discord.botUser]);
    await closed.members.remove(vera);
    expect(() => discord.people.say(vera, closed.id, 'hi')).to.throw('lacks SendMessages');
  });

  it('pings nobody by the name of a thread', async () => {
    const before = discord.look.notifications.length;
    await channel.threads.create({ name: '@everyone look', type: 11 });
    discord.people.newThread(vera, help, `<@${moderator}>`);
    expect(discord.look.notifications).to.have.length(before);
  });

  it('hides private threads from a bot that is not in them and manages no threads', async () => {
    discord.world.setBotPermissions(['ReadMessageHistory']);
    const hidden = discord.people.newThread(vera, help, 'secret', { private: true });
    expect(await refused(client.rest.get(`/channels/${hidden}`))).to.equal('50001');
    discord.people.say(vera, hidden, 'psst');
    await discord.deliveries.settled();
    expect(discord.deliveries.all.some(({ data }) => data.content === 'psst')).to.equal(false);
    discord.people.joinThread(moderator, hidden);
    discord.people.mention(moderator, hidden, 'come');
    await discord.deliveries.settled();
    const told = discord.deliveries.all.filter(({ data }) => data.id === hidden).map(({ type }) => type);
    expect(told).to.include.members(['THREAD_CREATE', 'THREAD_MEMBERS_UPDATE']);
    expect(await client.rest.get(`/channels/${hidden}`)).to.have.property('name', 'secret');
  });

  it('refuses names and places that do not fit', async () => {
    expect(await refused(channel.threads.create({ name: 'x'.repeat(101) }))).to.equal(
      '50035 name[BASE_TYPE_BAD_LENGTH]',
    );
    expect(await refused(client.rest.post(`/channels/${help}/threads`, { body: { name: '' } }))).to.equal(
      '50035 name[BASE_TYPE_REQUIRED]',
    );
    const body = { name: 'x', auto_archive_duration: 61 };
    expect(await refused(client.rest.post(`/channels/${help}/threads`, { body }))).to.equal(
      '50035 auto_archive_duration[BASE_TYPE_CHOICES]',
    );
    const thread = await channel.threads.create({ name: 'x', type: 11 });
    expect(
      await refused(client.rest.post(`/channels/${thread.id}/threads`, { body: { name: 'y' } })),
    ).to.equal('50024');
    without('CreatePublicThreads');
    expect(await refused(channel.threads.create({ name: 'x', type: 11 }))).to.equal('50013');
  });

  it('wakes an archived thread by a message, and by nothing else', async () => {
    const thread = await channel.threads.create({ name: 'x', type: 11 });
    const message = await thread.send('one');
    await thread.setArchived(true);
    expect(await refused(message.edit('two'))).to.equal('50083');
    expect(await refused(message.react('👀'))).to.equal('50083');
    expect(await refused(thread.setName('y'))).to.equal('50083');
    expect(await refused(thread.members.add(vera))).to.equal('50083');
    await message.delete();
    expect(discord.look.transcript(thread.id)).to.deep.equal([]);
    await thread.send('awake');
    expect(discord.world.channel(thread.id).thread?.archived).to.equal(false);
    discord.people.archive(moderator, thread.id);
    discord.people.say(vera, thread.id, 'me too');
    expect(discord.world.channel(thread.id).thread?.archived).to.equal(false);
    const states = discord.deliveries.all.filter(
      ({ type, data }) => type === 'THREAD_UPDATE' && data.id === thread.id,
    );
    expect(states.map(({ data }) => data.thread_metadata)).to.have.length(4);
  });

  it('leaves a locked thread to who manages threads', async () => {
    const thread = await channel.threads.create({ name: 'x', type: 11 });
    discord.people.lock(moderator, thread.id);
    expect(() => discord.people.say(vera, thread.id, 'hm')).to.throw('locked');
    const sent = await thread.send('still allowed');
    discord.world.setBotPermissions([]);
    expect(await refused(sent.edit('x'))).to.equal('160005');
    expect(await refused(thread.send('not any more'))).to.equal('160005');
    discord.people.archive(moderator, thread.id);
    expect(await refused(thread.send('nor now'))).to.equal('50083');
    expect(await refused(thread.setArchived(false))).to.equal('50013');
    expect(
      await refused(
        client.rest.patch(`/channels/${thread.id}`, { body: { archived: false, locked: false } }),
      ),
    ).to.equal('50013');
    discord.world.setBotPermissions(['ManageThreads']);
    await thread.edit({ archived: false, locked: false });
    expect(discord.world.channel(thread.id).thread).to.include({ archived: false, locked: false });
  });

  it('lets its owner change a thread, and others only wake it', async () => {
    discord.world.setBotPermissions([]);
    const own = await channel.threads.create({ name: 'own', type: 11 });
    const path = `/channels/${discord.people.newThread(vera, help, 'hers')}` as const;
    await own.setName('still own');
    await own.setArchived(true);
    expect(await refused(client.rest.patch(path, { body: { archived: true } }))).to.equal('50013');
    expect(await refused(client.rest.patch(path, { body: { name: 'x' } }))).to.equal('50013');
    expect(await refused(own.setLocked(true))).to.equal('50083');
    discord.people.archive(moderator, path.split('/')[2] ?? '');
    expect(await client.rest.patch(path, { body: { archived: false } })).to.have.property('name', 'hers');
    await own.setArchived(false);
    expect(await refused(own.setLocked(true))).to.equal('50013');
  });

  it('archives a thread that is silent for as long as it says', async () => {
    const other = await startFakeDiscord({ timing: { archiveMinuteMs: 1 } });
    const place = other.world.addChannel('help');
    const rest = new REST({ api: other.apiUrl, version: '10', retries: 0 }).setToken(other.token);
    const body = { name: 'x', type: 11, auto_archive_duration: 60 };
    const { id } = z
      .object({ id: z.string() })
      .parse(await rest.post(`/channels/${place}/threads`, { body }));
    expect(other.world.channel(id).thread?.archived).to.equal(false);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(other.world.channel(id).thread?.archived).to.equal(true);
    await other.stop();
  });

  it('lists threads: the guild’s active ones, a channel’s archived ones', async () => {
    const one = await channel.threads.create({ name: 'one', type: 11 });
    const two = await channel.threads.create({ name: 'two', type: 11 });
    const three = await channel.threads.create({ name: 'three', type: 12 });
    for (const thread of [two, three]) await thread.setArchived(true);
    const active = await channel.threads.fetchActive();
    expect(active.threads.map(({ id }) => id)).to.deep.equal([one.id]);
    const archived = await channel.threads.fetchArchived();
    expect([...archived.threads.keys()]).to.deep.equal([two.id]);
    const joined = await channel.threads.fetchArchived({ type: 'private' });
    expect([...joined.threads.keys()]).to.deep.equal([three.id]);
    const secret = await channel.threads.fetchArchived({ type: 'private', fetchAll: true });
    expect([...secret.threads.keys()]).to.deep.equal([three.id]);
    without('ReadMessageHistory');
    expect(await refused(channel.threads.fetchArchived())).to.equal('50013');
  });

  it('pulls into a thread whom a message mentions', async () => {
    const thread = await channel.threads.create({ name: 'x', type: 11 });
    await thread.send({ content: `<@${moderator}>`, allowedMentions: { parse: [] } });
    expect(discord.world.channel(thread.id).thread?.members.has(moderator)).to.equal(false);
    await thread.send({ content: `<@${moderator}>`, allowedMentions: { users: [moderator] } });
    expect(discord.world.channel(thread.id).thread?.members.has(moderator)).to.equal(true);
  });

  it('posts in a forum: thread and first message have one id; tags are the forum’s, and a nonce means nothing', async () => {
    const id = discord.world.addForum('desk', { tags: ['open', 'closed'], requireTag: true });
    const forum = (await client.channels.fetch(id)) as ForumChannel; // addForum makes forums
    const [open] = forum.availableTags;
    expect(open?.name).to.equal('open');
    const message = { content: 'first', nonce: 'n', enforceNonce: true };
    expect(await refused(forum.threads.create({ name: 'x', message }))).to.equal('40067');
    const appliedTags = [open?.id ?? ''];
    const post = await forum.threads.create({ name: '#1', message, appliedTags });
    const again = await forum.threads.create({ name: '#1', message, appliedTags });
    expect(again.id).not.to.equal(post.id);
    expect((await post.fetchStarterMessage())?.content).to.equal('first');
    expect((await post.messages.fetch(post.id)).nonce).to.equal(null);
    expect(post.appliedTags).to.deep.equal(appliedTags);
    const raw = (body: object) => refused(client.rest.post(`/channels/${id}/threads`, { body }));
    expect(await raw({ name: 'x', message: {}, applied_tags: appliedTags })).to.equal('50006');
    expect(await raw({ name: 'x', message, applied_tags: [id] })).to.equal(
      '50035 applied_tags[0][CHANNEL_TAG_UNKNOWN]',
    );
    expect(await refused(client.rest.post(`/channels/${id}/messages`, { body: { content: 'x' } }))).to.equal(
      '50008',
    );
    await post.setAppliedTags([forum.availableTags[1]?.id ?? '']);
    expect(discord.world.channel(post.id).thread?.appliedTags).to.deep.equal([forum.availableTags[1]?.id]);
  });

  it('tells of people’s posts: the thread first, then its message', async () => {
    const forum = discord.world.addForum('ideas', { tags: ['new'] });
    const seen: string[] = [];
    client.on('threadCreate', (thread, isNew) => void seen.push(`thread ${thread.name} ${isNew}`));
    client.on(
      'messageCreate',
      (message) => void seen.push(`message ${(message.channel as ThreadChannel).name}`),
    );
    const post = discord.people.newPost(vera, forum, 'Faster', 'please', { tags: ['new'] });
    await discord.deliveries.settled();
    client.removeAllListeners('threadCreate').removeAllListeners('messageCreate');
    expect(seen).to.deep.equal(['thread Faster true', 'message Faster']);
    expect(discord.look.transcript(post)).to.deep.equal(['vera: please']);
    expect(() => discord.people.newPost(vera, forum, 'x', 'y', { tags: ['none'] })).to.throw('no tag');
  });

  it('follows what people do to a thread', async () => {
    const thread = discord.people.newThread(vera, help, 'mine');
    discord.people.renameThread(vera, thread, 'ours');
    discord.people.joinThread(moderator, thread);
    discord.people.leaveThread(moderator, thread);
    discord.people.archive(vera, thread);
    discord.people.unarchive(vera, thread);
    discord.people.lock(moderator, thread);
    expect(() => discord.people.unarchive(vera, thread)).to.throw('locked');
    discord.people.unlock(moderator, thread);
    await discord.deliveries.settled();
    expect(client.channels.cache.get(thread)).to.include({ name: 'ours', archived: false, locked: false });
    expect(() => discord.people.deleteThread(vera, thread)).to.throw('lacks ManageThreads');
    discord.people.deleteThread(moderator, thread);
    await discord.deliveries.settled();
    expect(client.channels.cache.has(thread)).to.equal(false);
    const quiet = discord.people.newThread(vera, help, 'unheard', { unheard: true });
    await discord.deliveries.settled();
    expect(client.channels.cache.has(quiet)).to.equal(false);
    expect(await client.channels.fetch(quiet)).to.have.property('name', 'unheard');
  });

  it('lets the bot join, look and leave', async () => {
    const thread = discord.people.newThread(vera, help, 'x');
    const path = `/channels/${thread}/thread-members/@me` as const;
    expect(await refused(client.rest.get(path))).to.equal('10007');
    await client.rest.put(path);
    expect(await client.rest.get(path)).to.have.property('user_id', discord.botUser);
    await client.rest.delete(path);
    expect(discord.world.channel(thread).thread?.members.has(discord.botUser)).to.equal(false);
  });

  it('forgets a thread that is deleted', async () => {
    const thread = await channel.threads.create({ name: 'x', type: 11 });
    await thread.delete();
    expect(await refused(thread.send('x'))).to.equal('10003');
    await discord.deliveries.settled();
    expect(discord.deliveries.all.at(-1)).to.include({ type: 'THREAD_DELETE' });
  });
});
