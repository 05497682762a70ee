import { expect } from 'chai';
import {
  type Client,
  type DMChannel,
  MessageFlags,
  type MessageMentionOptions,
  type TextChannel,
} from 'discord.js';
import { isObject, type JsonObject } from '../slack/json.js';
import { startClient } from './clients.js';
import { startFakeDiscord } from './fake-discord.js';
import { refused } from './refused.js';
import type { FakeDiscord } from './surface.js';

describe('messages in the fake Discord', () => {
  let discord: FakeDiscord;
  let client: Client<true>;
  let vera: string;
  let help: string;
  let channel: TextChannel;

  before(async () => {
    discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
    vera = discord.world.addUser('vera', { globalName: 'Vera Vole' });
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

  const row = (...components: JsonObject[]) => ({ type: 1 as const, components });
  /** Sends what the library's types would not allow. */
  const raw = (body: JsonObject) => client.rest.post(`/channels/${help}/messages`, { body });

  it('sends, edits and deletes, and tells the bot of its own messages', async () => {
    const heard: string[] = [];
    const note = (what: string) => (message: { readonly content: string | null }) =>
      void heard.push(`${what} ${message.content}`);
    client.on('messageCreate', note('create')).on('messageDelete', note('delete'));
    client.on('messageUpdate', (_, message) => note('update')(message));
    const sent = await channel.send('hello');
    await sent.edit('hello there');
    expect(discord.look.transcript(help)).to.deep.equal(['firstline: hello there (edited)']);
    await sent.delete();
    await discord.deliveries.settled();
    client.removeAllListeners('messageCreate').removeAllListeners('messageUpdate');
    client.removeAllListeners('messageDelete');
    expect(heard).to.deep.equal(['create hello', 'update hello there', 'delete hello there']);
    expect(discord.look.transcript(help)).to.deep.equal([]);
  });

  it('pages through history, newest first', async () => {
    for (let i = 1; i <= 7; i++) discord.people.say(vera, help, String(i));
    const ids = discord.look.messages(help).map(({ id }) => id);
    const read = async (options: object) => {
      const found = await channel.messages.fetch({ cache: false, ...options });
      return [...found.values()].map(({ content }) => content).join('');
    };
    expect(await read({ limit: 3 })).to.equal('765');
    expect(await read({ limit: 2, before: ids[4] })).to.equal('43');
    expect(await read({ limit: 2, after: ids[1] })).to.equal('43');
    expect(await read({ limit: 3, around: ids[3] })).to.equal('543');
    expect(await read({ limit: 100, after: '0' }).catch(() => 'no snowflake')).to.equal('no snowflake');
    expect(await refused(channel.messages.fetch({ limit: 101 }))).to.equal('50035 limit[NUMBER_TYPE_MAX]');
  });

  it('refuses what is too long, too much or nothing', async () => {
    expect(await refused(channel.send('x'.repeat(2001)))).to.equal('50035 content[BASE_TYPE_MAX_LENGTH]');
    expect(await refused(channel.send(' \n '))).to.equal('50006');
    expect(await refused(raw({}))).to.equal('50006');
    expect(await refused(raw({ content: 'x', nonce: 'n'.repeat(26) }))).to.equal(
      '50035 nonce[BASE_TYPE_MAX_LENGTH]',
    );
    const embeds = [{ title: 't'.repeat(257), description: 'd'.repeat(4097) }];
    expect(await refused(raw({ embeds }))).to.equal(
      '50035 embeds[0].title[BASE_TYPE_MAX_LENGTH] embeds[0].description[BASE_TYPE_MAX_LENGTH]',
    );
    expect(await refused(raw({ embeds: [{}] }))).to.equal('50035 embeds[0].description[BASE_TYPE_REQUIRED]');
    const long = { description: 'd'.repeat(4000) };
    expect(await refused(raw({ embeds: [long, long] }))).to.equal('50035 embeds[MAX_EMBED_SIZE_EXCEEDED]');
    expect(await refused(raw({ embeds: Array(11).fill({ title: 'x' }) }))).to.equal(
      '50035 embeds[BASE_TYPE_MAX_LENGTH]',
    );
    expect(discord.look.messages(help)).to.have.length(0);
  });

  it('refuses components that break the rules, and numbers those that do not', async () => {
    const button = (id: string, more: JsonObject = {}) => ({
      type: 2,
      style: 1,
      label: 'Go',
      custom_id: id,
      ...more,
    });
    const option = (value: string) => ({ label: value, value });
    const select = (options: readonly JsonObject[], more: JsonObject = {}) => {
      return { type: 3, custom_id: 'menu', options, ...more };
    };
    const attempt = (...rows: JsonObject[]) => refused(raw({ content: 'x', components: rows }));
    const at = 'components[0].components';
    expect(await attempt(...Array.from({ length: 6 }, (_, i) => row(button(`b${i}`))))).to.equal(
      '50035 components[BASE_TYPE_BAD_LENGTH]',
    );
    expect(await attempt(row())).to.equal(`50035 ${at}[BASE_TYPE_BAD_LENGTH]`);
    expect(await attempt(row(...Array.from({ length: 6 }, (_, i) => button(`b${i}`))))).to.equal(
      `50035 ${at}[BASE_TYPE_BAD_LENGTH]`,
    );
    expect(await attempt(row(button('x'.repeat(101))))).to.equal(
      `50035 ${at}[0].custom_id[BASE_TYPE_BAD_LENGTH]`,
    );
    expect(await attempt(row(button('a'), button('a')))).to.equal(
      `50035 ${at}[1].custom_id[COMPONENT_CUSTOM_ID_DUPLICATED]`,
    );
    expect(await attempt(row(button('a', { label: 'x'.repeat(81) })))).to.equal(
      `50035 ${at}[0].label[BASE_TYPE_MAX_LENGTH]`,
    );
    expect(await attempt(row({ type: 2, style: 5, label: 'Link' }))).to.equal(
      `50035 ${at}[0].url[BASE_TYPE_REQUIRED]`,
    );
    const many = Array.from({ length: 26 }, (_, i) => option(String(i)));
    expect(await attempt(row(select(many)))).to.equal(`50035 ${at}[0].options[BASE_TYPE_BAD_LENGTH]`);
    expect(await attempt(row(select([option('a'), option('a')])))).to.equal(
      `50035 ${at}[0].options[1].value[SELECT_COMPONENT_OPTION_VALUE_DUPLICATED]`,
    );
    expect(await attempt(row(select([option('a')]), button('b')))).to.equal(
      `50035 ${at}[COMPONENT_LAYOUT_WIDTH_EXCEEDED]`,
    );
    expect(await attempt(row(select([option('x'.repeat(101))])))).to.equal(
      `50035 ${at}[0].options[0].label[BASE_TYPE_BAD_LENGTH] ${at}[0].options[0].value[BASE_TYPE_BAD_LENGTH]`,
    );
    expect(await attempt(row(button('a', { label: '' })))).to.equal(
      `50035 ${at}[0][BUTTON_COMPONENT_INVALID_LABEL]`,
    );
    expect(await attempt(row(button('a', { url: 'https://example.com' })))).to.equal(
      `50035 ${at}[0].url[BUTTON_COMPONENT_URL_NOT_ALLOWED]`,
    );
    expect(await attempt(row(select([option('a')], { max_values: 2, min_values: 26 })))).to.equal(
      `50035 ${at}[0].min_values[NUMBER_TYPE_MAX] ${at}[0].options[BASE_TYPE_BAD_LENGTH]`,
    );
    expect(await attempt(row({ type: 4, custom_id: 'a' }))).to.equal(
      `50035 ${at}[0].type[BASE_TYPE_CHOICES]`,
    );
    expect(await attempt({ type: 17, components: [] })).to.equal(
      `50035 components[0].type[BASE_TYPE_CHOICES] ${at}[BASE_TYPE_BAD_LENGTH]`,
    );
    const sent = await raw({
      content: 'x',
      components: [row(button('a'), button('b')), row(select([option('c')]))],
    });
    const rows = isObject(sent) && Array.isArray(sent.components) ? sent.components.filter(isObject) : [];
    expect(rows.map(({ id }) => id)).to.deep.equal([1, 4]);
    expect(discord.look.transcript(help)).to.deep.equal(['firstline: x [Go] [Go] [menu ▾]']);
  });

  it('sends files as parts of a form, up to ten megabytes, and keeps or drops them in an edit', async () => {
    const sent = await channel.send({
      content: 'log',
      files: [
        { attachment: Buffer.from('one'), name: 'my log.txt', description: 'the log' },
        { attachment: Buffer.from('two'), name: 'b.png' },
      ],
    });
    expect(discord.look.transcript(help)).to.deep.equal(['firstline: log <my_log.txt> <b.png>']);
    expect(discord.look.file({ channel: help, id: sent.id }, 'b.png').toString()).to.equal('two');
    const [first, second] = [...sent.attachments.values()];
    expect(first).to.include({
      name: 'my_log.txt',
      description: 'the log',
      contentType: 'text/plain',
      size: 3,
    });
    const answer = await fetch(first?.url ?? '');
    expect(await answer.text()).to.equal('one');
    await sent.edit({ content: 'log', attachments: second ? [second] : [] });
    expect(discord.look.transcript(help)).to.deep.equal(['firstline: log <b.png> (edited)']);
    const large = { attachment: Buffer.alloc(10 * 1024 * 1024 + 1), name: 'large.bin' };
    expect(await refused(channel.send({ files: [large] }))).to.equal('40005');
  });

  it('lets the address of a file expire, and serves no other', async () => {
    const now = { ms: Date.now() };
    const other = await startFakeDiscord({ now: () => now.ms });
    const dora = other.world.addUser('dora');
    const place = other.world.addChannel('help');
    const files = [{ name: 'a.txt', data: 'secret' }];
    const ref = other.people.say(dora, place, 'look', { files });
    const url = () => {
      const [file] = other.look.shape(ref).attachments as readonly JsonObject[]; // a message has a list of them
      return String(file?.url);
    };
    const old = url();
    expect((await fetch(old)).status).to.equal(200);
    expect((await fetch(old.replace(/hm=./, 'hm=x'))).status).to.equal(404);
    expect((await fetch(old.split('?')[0] ?? '')).status).to.equal(404);
    now.ms += 25 * 3_600_000;
    expect((await fetch(old)).status).to.equal(404);
    expect((await fetch(url())).status).to.equal(200);
    await other.stop();
  });

  it('recognises an enforced nonce for a while, and returns the message that is there', async () => {
    const first = await channel.send({ content: 'once', nonce: 'effect-1', enforceNonce: true });
    const second = await channel.send({ content: 'twice?', nonce: 'effect-1', enforceNonce: true });
    expect(second.id).to.equal(first.id);
    await channel.send({ content: 'unenforced', nonce: 'effect-1' });
    await channel.send({ content: 'other', nonce: 'effect-2', enforceNonce: true });
    expect(discord.look.messages(help).map(({ content }) => content)).to.deep.equal([
      'once',
      'unenforced',
      'other',
    ]);
    expect(first.nonce).to.equal('effect-1');
  });

  it('forgets a nonce after its time', async () => {
    const now = { ms: Date.now() };
    const other = await startFakeDiscord({ now: () => now.ms, timing: { nonceMs: 1000 } });
    const place = other.world.addChannel('help');
    const send = () =>
      fetch(`${other.apiUrl}/v10/channels/${place}/messages`, {
        method: 'POST',
        headers: { authorization: `Bot ${other.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ content: 'x', nonce: 'n', enforce_nonce: true }),
      });
    await send();
    await send();
    now.ms += 1001;
    await send();
    expect(other.look.messages(place)).to.have.length(2);
    await other.stop();
  });

  it('replies, also to what is gone if told so', async () => {
    const ref = discord.people.say(vera, help, 'question');
    const sent = await channel.send({ content: 'answer', reply: { messageReference: ref.id } });
    expect((await sent.fetchReference()).content).to.equal('question');
    discord.people.delete(ref);
    const gone = { messageReference: ref.id };
    expect(await refused(channel.send({ content: 'late', reply: gone }))).to.equal(
      '50035 message_reference[MESSAGE_REFERENCE_UNKNOWN_MESSAGE]',
    );
    await channel.send({ content: 'late', reply: { ...gone, failIfNotExists: false } });
    expect(discord.look.transcript(help)).to.deep.equal([
      '↪ deleted message | firstline: answer',
      'firstline: late',
    ]);
  });

  it('counts who would have been pinged, by what the message allows and the bot may', async () => {
    const role = discord.world.addRole('support');
    const quiet = discord.world.addRole('quiet', { mentionable: true });
    const blind = discord.world.addUser('blind');
    discord.world.setOverwrites(help, [{ id: blind, deny: ['ViewChannel'] }]);
    const text = `@everyone @here <@${vera}> <@${blind}> <@&${role}> <@&${quiet}> \`<@${discord.world.guild().ownerId}>\``;
    const pings = async (allowedMentions?: MessageMentionOptions) => {
      const before = discord.look.notifications.length;
      await channel.send({ content: text, ...(allowedMentions && { allowedMentions }) });
      return discord.look.notifications
        .slice(before)
        .map(({ target, id }) => (id ? `${target} ${id}` : target));
    };
    expect(await pings()).to.deep.equal([
      'everyone',
      'here',
      `role ${role}`,
      `role ${quiet}`,
      `user ${vera}`,
    ]);
    expect(await pings({ parse: [] })).to.deep.equal([]);
    discord.people.say(vera, help, 'mail\\@everyone');
    expect(discord.look.notifications.at(-1)).to.include({ target: 'everyone', by: vera });
    expect(await pings({ parse: ['roles'] })).to.deep.equal([`role ${role}`, `role ${quiet}`]);
    expect(await pings({ users: [vera] })).to.deep.equal([`user ${vera}`]);
    discord.world.setOverwrites(help, [{ id: discord.guildId, deny: ['MentionEveryone'] }]);
    expect(await pings({ parse: ['everyone', 'roles'] })).to.deep.equal([`role ${quiet}`]);
    expect(
      await refused(channel.send({ content: 'x', allowedMentions: { parse: ['users'], users: [vera] } })),
    ).to.equal('50035 allowed_mentions[MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE]');
  });

  it('pings who is replied to unless told not to, and nobody by an edit or silently', async () => {
    const ref = discord.people.say(vera, help, 'question');
    const before = discord.look.notifications.length;
    const reply = { messageReference: ref.id };
    await channel.send({ content: 'a', reply, allowedMentions: { parse: [], repliedUser: false } });
    await channel.send({ content: 'b', reply, allowedMentions: { parse: [] } });
    const sent = await channel.send({ content: 'c', reply });
    await sent.edit(`<@${vera}>`);
    await channel.send({ content: `<@${vera}>`, flags: MessageFlags.SuppressNotifications });
    const rings = discord.look.notifications.slice(before);
    expect(rings.map(({ target, id }) => `${target} ${id}`)).to.deep.equal([`reply ${vera}`]);
  });

  it('reacts, and refuses what is no emoji', async () => {
    const { id } = discord.people.say(vera, help, 'question');
    const message = await channel.messages.fetch(id);
    const reaction = await message.react('👀');
    discord.people.react(vera, { channel: help, id }, '👀');
    expect(discord.look.transcript(help)).to.deep.equal(['Vera Vole: question {👀 ×2}']);
    expect([...(await reaction.users.fetch()).keys()]).to.have.members([discord.botUser, vera]);
    await reaction.users.remove();
    expect(discord.look.transcript(help)).to.deep.equal(['Vera Vole: question {👀 ×1}']);
    expect(await refused(client.rest.put(`/channels/${help}/messages/${id}/reactions/x/@me`))).to.equal(
      '10014',
    );
  });

  it('refuses what is not there, not visible, not permitted or not the bot’s', async () => {
    const { id } = discord.people.say(vera, help, 'mine');
    const message = await channel.messages.fetch(id);
    expect(await refused(message.edit('yours'))).to.equal('50005');
    expect(await refused(client.rest.get('/channels/100000000000000000'))).to.equal('10003');
    expect(await refused(client.rest.get(`/channels/${help}/messages/100000000000000000`))).to.equal('10008');
    expect(await refused(client.rest.get('/channels/x'))).to.equal('50035 channel_id[NUMBER_TYPE_COERCE]');
    discord.world.setOverwrites(help, [{ id: discord.botUser, deny: ['SendMessages'] }]);
    expect(await refused(channel.send('x'))).to.equal('50013');
    discord.world.setOverwrites(help, [{ id: discord.botUser, deny: ['ViewChannel'] }]);
    expect(await refused(client.rest.get(`/channels/${help}/messages`))).to.equal('50001');
    discord.world.setOverwrites(help, [{ id: discord.botUser, deny: ['ManageMessages'] }]);
    expect(await refused(message.delete())).to.equal('50013');
    discord.world.deleteChannel(help);
    expect(await refused(raw({ content: 'x' }))).to.equal('10003');
  });

  it('drops embeds without a word where the bot may not send any', async () => {
    discord.world.setBotPermissions([]);
    discord.world.setOverwrites(help, [{ id: discord.guildId, deny: ['EmbedLinks'] }]);
    const sent = await channel.send({ content: 'x', embeds: [{ title: 'y' }] });
    expect(sent.embeds).to.deep.equal([]);
  });

  it('writes to people directly, if they take it', async () => {
    const user = await client.users.fetch(vera);
    await user.send('psst');
    const dm = (await user.createDM()) as DMChannel; // as its name says
    expect(dm.id).to.equal(discord.world.dm(vera));
    discord.world.closeDms(vera);
    expect(await refused(user.send('psst'))).to.equal('50007');
    discord.world.closeDms(vera, false);
    const stranger = discord.world.addUser('stranger', { guilds: [] });
    expect(await refused(client.users.fetch(stranger).then((one) => one.send('hi')))).to.equal('50278');
    expect(discord.look.transcript(dm.id)).to.deep.equal(['firstline: psst']);
  });

  it('knows what it does not know: polls, forwards, components of version 2', async () => {
    const fake = 'NOT_IN_THE_FAKE';
    expect(await refused(raw({ poll: { question: { text: 'x' } } }))).to.equal(`50035 poll[${fake}]`);
    expect(await refused(raw({ content: 'x', flags: 1 << 15 }))).to.equal(`50035 flags[${fake}]`);
    const { id } = discord.people.say(vera, help, 'x');
    const message_reference = { type: 1, message_id: id, channel_id: help };
    expect(await refused(raw({ message_reference }))).to.equal(`50035 message_reference.type[${fake}]`);
  });

  it('refuses replies to other channels, to system messages and to what the bot may not read', async () => {
    const elsewhere = discord.people.say(vera, discord.world.addChannel('other'), 'x');
    const reply = (message_id: string, channel_id?: string) => {
      return refused(
        raw({ content: 'x', message_reference: { message_id, ...(channel_id && { channel_id }) } }),
      );
    };
    expect(await reply(elsewhere.id, elsewhere.channel)).to.equal(
      '50035 message_reference[REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL]',
    );
    discord.people.newThread(vera, help, 'x');
    const [system] = discord.look.messages(help);
    expect(await reply(system?.id ?? '')).to.equal(
      '50035 message_reference[REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE]',
    );
    const { id } = discord.people.say(vera, help, 'x');
    discord.world.setOverwrites(help, [{ id: discord.botUser, deny: ['ReadMessageHistory'] }]);
    expect(await reply(id)).to.equal('160002');
    expect(await client.rest.get(`/channels/${help}/messages`)).to.deep.equal([]);
  });

  it('shows that the bot is typing, until it speaks', async () => {
    await channel.sendTyping();
    expect(discord.look.typing(help)).to.equal(true);
    await new Promise((resolve) => setTimeout(resolve, 2));
    await channel.send('here');
    expect(discord.look.typing(help)).to.equal(false);
  });
});
