import { expect } from 'chai';
import { type JsonObject, listOf, objectOf } from '../slack/json.js';
import { type Bot, startBot } from './bots.js';
import { startFakeTeams } from './fake-teams.js';
import type { FakeTeams } from './surface.js';

describe('the fake Teams, what the bot hears', () => {
  let teams: FakeTeams;
  let bot: Bot;
  let vera: string;
  let ana: string;
  let team: string;
  let help: string;

  beforeEach(async () => {
    teams = await startFakeTeams({ rates: 'off' });
    bot = await startBot(teams);
    vera = teams.world.addPerson('Vera', { personal: true, locale: 'de-DE', timezone: 'Europe/Berlin' });
    ana = teams.world.addPerson('Ana');
    team = teams.world.addTeam('IT', { people: [vera, ana] });
    help = teams.world.addChannel(team, 'Help');
  });

  afterEach(async () => {
    await bot.stop();
    await teams.stop();
  });

  /** What the bot heard since the last time: type, event type and text. */
  async function heard(): Promise<readonly string[]> {
    await teams.deliveries.settled();
    return bot.heard
      .splice(0)
      .map(({ type, channelData, text, action, reactionsAdded, reactionsRemoved }) => {
        const { eventType } = objectOf(channelData);
        const [reaction] = [...listOf(reactionsAdded), ...listOf(reactionsRemoved)].map(objectOf);
        return [type, eventType, text, action, reaction?.type].filter((one) => one !== undefined).join(' ');
      });
  }

  async function last(): Promise<JsonObject> {
    await teams.deliveries.settled();
    return bot.heard.at(-1) ?? {};
  }

  it('is every message of a personal chat, and elsewhere what mentions it', async () => {
    const chat = teams.world.addChat([vera, ana]);
    teams.people.dm(vera, 'one');
    const post = teams.people.say(vera, help, 'two');
    teams.people.say(ana, help, 'three', { root: post.id });
    teams.people.say(vera, chat, 'four');
    expect(await heard()).to.deep.equal(['message one']);
    teams.people.mention(vera, help, 'five');
    expect(await heard()).to.deep.equal(['message <at>Firstline</at> five']);
    teams.people.mention(vera, chat, 'six');
    expect(await heard()).to.deep.equal(['message <at>Firstline</at> six']);
    teams.people.say(vera, help, 'seven', { mentions: [ana] });
    expect(await heard()).to.deep.equal([]);
  });

  it('is everything once resource-specific consent was given, until it is taken back', async () => {
    const chat = teams.world.addChat([vera, ana], { hearsAll: true });
    teams.world.grant(help, true);
    teams.people.say(vera, help, 'one');
    expect(await heard()).to.deep.equal(['message one']);
    teams.people.say(vera, chat, 'two');
    expect(await heard()).to.deep.equal(['message two']);
    teams.world.grant(help, false);
    teams.people.say(vera, help, 'three');
    expect(await heard()).to.deep.equal([]);
  });

  it('is nothing of what it says itself', async () => {
    teams.world.grant(help, true);
    await bot.talk(help, (context) => context.sendActivity('Hello'));
    const [own] = teams.look.posted(help);
    await bot.talk(help, (context) =>
      context.updateActivity({ type: 'message', id: own?.id ?? '', text: 'b' }),
    );
    await bot.talk(help, (context) => context.deleteActivity(own?.id ?? ''));
    expect(await heard()).to.deep.equal([]);
  });

  it('is nothing where it is not installed, nor from who has blocked it', async () => {
    teams.people.say(vera, teams.world.addChat([vera], { bot: false }), 'one', { mentions: [teams.bot] });
    teams.world.setBlocked(vera, true);
    teams.people.dm(vera, 'two');
    expect(await heard()).to.deep.equal([]);
  });

  it('is nothing of what gets lost for good, which stands there all the same', async () => {
    teams.people.dm(vera, 'psst', { unheard: true });
    expect(await heard()).to.deep.equal([]);
    expect(teams.look.transcript(teams.world.personal(vera))).to.deep.equal(['Vera: psst']);
  });

  it('says who speaks, where, in which language and zone', async () => {
    const post = teams.people.mention(vera, help, 'Hello');
    const activity = await last();
    expect(activity).to.deep.include({
      id: post.id,
      channelId: 'msteams',
      serviceUrl: teams.serviceUrl,
      locale: 'de-DE',
    });
    expect(activity.from).to.deep.equal({
      id: vera,
      name: 'Vera',
      aadObjectId: teams.world.person(vera).aadId,
    });
    expect(activity.conversation).to.deep.equal({
      isGroup: true,
      conversationType: 'channel',
      tenantId: teams.tenantId,
      id: `${help};messageid=${post.id}`,
    });
    expect(activity.recipient).to.deep.equal({ id: teams.bot, name: 'Firstline' });
    expect(listOf(activity.entities).map((one) => objectOf(one).type)).to.deep.equal([
      'mention',
      'clientInfo',
    ]);
    expect(objectOf(listOf(activity.entities)[1]).timezone).to.equal('Europe/Berlin');
    expect(String(activity.localTimestamp)).to.match(/\.\d{7}[+-]\d\d:\d\d$/);
  });

  it('has mentions where they were typed', async () => {
    teams.people.mention(vera, help, 'Thanks @Firstline and @Ana, (@Ana)', { mentions: [ana] });
    const { text, entities, attachments } = await last();
    expect(text).to.equal('Thanks <at>Firstline</at> and <at>Ana</at>, (@Ana)');
    const mentioned = listOf(entities).map((one) => objectOf(objectOf(one).mentioned).id);
    expect(mentioned.slice(0, 2)).to.deep.equal([teams.bot, ana]);
    expect(objectOf(listOf(attachments)[0]).content).to.match(
      /^<p>Thanks <span [^>]*itemid="0">Firstline<\/span>&nbsp;and <span [^>]*itemid="1">Ana<\/span>, \(@Ana\)<\/p>$/,
    );
  });

  it('keeps a reply in the conversation of its first message', async () => {
    const post = teams.people.mention(vera, help, 'Hello');
    const reply = teams.people.mention(ana, help, 'Me too', { root: post.id });
    const { id, conversation } = await last();
    expect(id).to.equal(reply.id);
    expect(objectOf(conversation).id).to.equal(`${help};messageid=${post.id}`);
    expect(() => teams.people.say(ana, help, 'x', { root: reply.id })).to.throw('no first message');
  });

  it('brings the HTML that was typed, with the characters that mean something escaped', async () => {
    teams.people.mention(vera, help, 'a < b & "c"\n<script>');
    const { text, attachments } = await last();
    expect(text).to.equal('<at>Firstline</at> a < b & "c"\n<script>');
    const html = listOf(attachments).map(objectOf).at(-1);
    expect(html?.contentType).to.equal('text/html');
    expect(html?.content).to.match(
      /^<p><span itemtype="http:\/\/schema.skype.com\/Mention".*Firstline<\/span>&nbsp;/,
    );
    expect(html?.content).to.contain('a &lt; b &amp; &quot;c&quot;<br>&lt;script&gt;</p>');
    expect(teams.look.lines(help).at(-1)?.text).to.equal('Firstline a < b & "c"\n<script>');
    teams.people.dm(vera, 'a b', { wireText: '<p>a&nbsp;b</p>\n' });
    expect((await last()).text).to.equal('<p>a&nbsp;b</p>\n');
    teams.people.mention(vera, help, 'bold', { html: '<strong>bold</strong>' });
    expect(objectOf(listOf((await last()).attachments).at(-1)).content).to.contain('<strong>bold</strong>');
  });

  it('is every edit, deletion and deletion taken back of what it could hear', async () => {
    const post = teams.people.mention(vera, help, 'Helo');
    await heard();
    teams.people.edit(post, 'Hello');
    expect(await heard()).to.deep.equal(['messageUpdate editMessage <at>Firstline</at> Hello']);
    teams.people.delete(post);
    expect(await heard()).to.deep.equal(['messageDelete softDeleteMessage']);
    expect(teams.look.transcript(help)).to.deep.equal(['Vera: This message has been deleted.']);
    teams.people.undelete(post);
    expect(await heard()).to.deep.equal(['messageUpdate undeleteMessage <at>Firstline</at> Hello']);
    expect(teams.look.transcript(help)).to.deep.equal(['Vera: Firstline Hello (edited)']);
    const unheard = teams.people.say(vera, help, 'psst');
    teams.people.edit(unheard, 'psssst');
    teams.people.delete(unheard);
    expect(await heard()).to.deep.equal([]);
  });

  it('is a reaction to its own messages, and to no other', async () => {
    const post = teams.people.mention(vera, help, 'Hello');
    await bot.talk(`${help};messageid=${post.id}`, (context) => context.sendActivity('Yes?'));
    const [own] = teams.look.posted(help);
    if (!own) expect.fail('the bot said nothing');
    await heard();
    teams.people.react(ana, own, 'like');
    teams.people.react(ana, post, 'heart');
    expect(await heard()).to.deep.equal(['messageReaction like']);
    teams.people.unreact(ana, own, 'like');
    expect((await last()).replyToId).to.equal(own.id);
    expect(await heard()).to.deep.equal(['messageReaction like']);
    teams.people.react(ana, own, 'like');
    teams.people.react(vera, own, 'like');
    expect(teams.look.transcript(help, post.id).at(-1)).to.equal('Firstline: Yes? {like ×2}');
  });

  it('is who comes and goes, itself included', async () => {
    const carl = teams.world.addPerson('Carl');
    teams.people.join(carl, help);
    expect(await heard()).to.deep.equal(['conversationUpdate teamMemberAdded']);
    teams.people.leave(carl, help);
    expect(objectOf(listOf((await last()).membersRemoved)[0]).id).to.equal(carl);
    bot.heard.length = 0;
    teams.people.removeBot(vera, help);
    expect((await heard()).toSorted()).to.deep.equal([
      'conversationUpdate teamMemberRemoved',
      'installationUpdate remove',
    ]);
    teams.people.addBot(vera, help);
    expect((await heard()).toSorted()).to.deep.equal([
      'conversationUpdate teamMemberAdded',
      'installationUpdate add',
    ]);
    teams.people.install(ana);
    expect((await heard()).toSorted()).to.deep.equal(['conversationUpdate', 'installationUpdate add']);
    const chat = teams.world.addChat([vera], { bot: false });
    teams.people.addBot(vera, chat);
    expect((await heard()).toSorted()).to.deep.equal(['conversationUpdate', 'installationUpdate add']);
  });

  it('is a new name, a new channel, and what is deleted', async () => {
    teams.people.renameTeam(team, 'IT desk');
    expect(await heard()).to.deep.equal(['conversationUpdate teamRenamed']);
    const channel = teams.people.createChannel(team, 'Second');
    expect(await heard()).to.deep.equal(['conversationUpdate channelCreated']);
    teams.people.renameChannel(channel, 'Other');
    const { channelData, conversation } = await last();
    expect(objectOf(objectOf(channelData).channel)).to.deep.equal({ id: channel, name: 'Other' });
    expect(objectOf(conversation).id).to.equal(team);
    bot.heard.length = 0;
    teams.people.deleteChannel(channel);
    expect(await heard()).to.deep.equal(['conversationUpdate channelDeleted']);
    teams.people.deleteTeam(team);
    expect(await heard()).to.deep.equal(['conversationUpdate teamDeleted']);
  });

  it('may come with the id of a message in another conversation', async () => {
    const one = teams.people.dm(vera, 'one');
    teams.people.mention(ana, help, 'two', { id: one.id });
    await teams.deliveries.settled();
    expect(bot.heard.map(({ id }) => id)).to.deep.equal([one.id, one.id]);
    expect(() => teams.people.dm(vera, 'three', { id: one.id })).to.throw('has a message');
  });
});
