import { expect } from 'chai';
import { PERMISSION_NAMES } from '../../../adapters/discord/manifest.js';
import { type Examination, openExamination } from './examination.js';

const ALLOW = 'Allow it for the bot’s role in the channel’s settings, “Permissions”.';

describe('the doctor of Discord, of servers, channels and people', () => {
  let discord: Examination['discord'];
  let staff: Examination['staff'];
  let desk: Examination['desk'];
  let help: Examination['help'];
  let questions: Examination['questions'];
  let hidden: Examination['hidden'];
  let config: Examination['config'];
  let run: Examination['run'];
  let troubles: Examination['troubles'];
  let trouble: Examination['trouble'];

  beforeEach(async () => {
    ({ discord, staff, desk, help, questions, hidden, config, run, troubles, trouble } =
      await openExamination());
  });
  afterEach(() => discord.stop());

  it('names the permissions that the bot’s roles lack, and warns of an administrator', async () => {
    const { world } = discord;
    world.setBotPermissions(PERMISSION_NAMES.filter((name) => name !== 'CreatePrivateThreads'));
    const found = await troubles({ config: config({ 'help-channels': [] }) });
    expect(found).to.deep.equal([
      'warning Discord permissions: the bot’s roles lack “Create Private Threads” on “Vole Games”. Open the link that `firstline manifest discord` prints, and choose the server again, or give the bot’s role what is missing.',
    ]);
    world.setBotPermissions(['Administrator']);
    expect(await trouble()).to.match(
      /^warning Discord permissions: the bot is an administrator of “Vole Games”/,
    );
  });

  it('says of each permission that a channel denies what is lost with it', async () => {
    const { world, botUser } = discord;
    world.setOverwrites(
      desk,
      hidden([{ id: botUser, allow: ['ViewChannel'], deny: ['CreatePublicThreads', 'ManageWebhooks'] }]),
    );
    world.setOverwrites(help, [
      { id: botUser, deny: ['ReadMessageHistory', 'AddReactions', 'CreatePublicThreads'] },
    ]);
    world.setOverwrites(questions, [{ id: botUser, deny: ['SendMessagesInThreads', 'ManageThreads'] }]);
    expect(await troubles()).to.deep.equal([
      `failed desk channel: the bot lacks “Create Public Threads” in #desk (${desk}). ${ALLOW}`,
      `warning desk channel: the bot lacks “Manage Webhooks” in #desk (${desk}): names stand above relayed words instead of being their senders. ${ALLOW}`,
      `failed help channel: the bot lacks “Read Message History” in #help (${help}). ${ALLOW}`,
      `warning help channel: the bot lacks “Create Public Threads” in #help (${help}): it answers in the channel instead of a thread. ${ALLOW}`,
      `warning help channel: the bot lacks “Add Reactions” in #help (${help}): reactions do not cross and replies get no receipts. ${ALLOW}`,
      `failed forum: the bot lacks “Send Messages in Posts”, “Manage Posts” in #questions (${questions}). ${ALLOW}`,
    ]);
  });

  it('tells a channel that is not there, and one that the bot cannot see', async () => {
    discord.world.setOverwrites(desk, hidden().slice(0, 2));
    const found = await troubles({
      config: config({ 'help-channels': [{ channel: '123456789012345678', unsure: 'silent' }] }),
    });
    expect(found).to.deep.equal([
      `failed desk channel: the bot cannot see the channel ${desk}. In its settings, “Permissions”, add the bot’s role and allow “View Channel”.`,
      'failed help channel: there is no channel 123456789012345678. Switch on Developer Mode in Discord’s settings, then “Copy Channel ID” on the channel.',
    ]);
  });

  it('tells a desk that is nowhere, on another server, or of a kind that holds no cases', async () => {
    const { world, guildId } = discord;
    expect(await trouble({ desk: `discord:dm/${desk}` })).to.equal(
      `failed desk channel: discord:dm/${desk} is no channel of a Discord server. Write desk.place: discord:SERVER/CHANNEL, with the two ids in the channel’s link.`,
    );
    const other = world.addGuild('Other Games');
    const far = world.addChannel('far', { guild: other });
    expect(await trouble({ desk: `discord:${guildId}/${far}` })).to.equal(
      `failed desk channel: #far (${far}) is on the server ${other}, and not on ${guildId}. Write desk.place: discord:${other}/${far} if that is the desk.`,
    );
    const category = world.addChannel('all', { kind: 'category' });
    expect(await trouble({ desk: `discord:${guildId}/${category}` })).to.equal(
      `failed desk channel: #all (${category}) is a category, in which no cases can be worked. Name a text channel or a forum under desk.place.`,
    );
  });

  it('tells a forum among the help channels, and a channel among the forums', async () => {
    const found = await troubles({
      config: config({
        'help-channels': [{ channel: questions, unsure: 'silent' }],
        forums: [{ channel: help, unsure: 'silent' }],
      }),
    });
    expect(found).to.deep.equal([
      `failed help channel: #questions (${questions}) is a forum. Name it under discord.forums instead.`,
      `failed forum: #help (${help}) is a text channel. Name it under discord.help-channels instead.`,
    ]);
  });

  it('tells a tag for what is solved that the forum has not', async () => {
    const forums = [{ channel: questions, unsure: 'silent', 'solved-tag': 'done' }] as const;
    expect(await trouble({ config: config({ forums: [...forums] }) })).to.equal(
      `failed forum: #questions (${questions}) has no tag “done”, only “solved”, “vpn”. Make the tag in the forum’s settings, or correct solved-tag.`,
    );
  });

  it('wants the tags of cases where the desk is a forum', async () => {
    const { world, guildId } = discord;
    const tags = ['queued', 'pinged', 'claimed', 'resolved'];
    const full = world.addForum('cases', { overwrites: hidden(), tags, requireTag: true });
    expect(await troubles({ desk: `discord:${guildId}/${full}` })).to.deep.equal([]);
    const bare = world.addForum('bare', { overwrites: hidden(), tags: tags.slice(1) });
    expect(await trouble({ desk: `discord:${guildId}/${bare}` })).to.equal(
      `warning desk channel: #bare (${bare}) has no “queued”: its posts do not show how far a case is. Make the tag in the forum’s settings.`,
    );
    const strict = world.addForum('strict', { overwrites: hidden(), requireTag: true });
    expect(await trouble({ desk: `discord:${guildId}/${strict}` })).to.match(
      /^failed desk channel: #strict \(\d+\) wants a tag on each post and has no “queued”, “pinged”,/,
    );
  });

  it('tells tags of cases that only moderators may set, where the bot is none', async () => {
    const { world, guildId, botUser } = discord;
    const tags = ['queued', 'pinged', 'claimed', 'resolved'];
    const id = world.addForum('cases', { overwrites: hidden(), tags });
    Object.assign(world.channel(id).tags[0] ?? {}, { moderated: true });
    expect(await troubles({ desk: `discord:${guildId}/${id}` })).to.deep.equal([]);
    world.setOverwrites(id, hidden([{ id: botUser, allow: ['ViewChannel'], deny: ['ManageThreads'] }]));
    expect(await trouble({ desk: `discord:${guildId}/${id}` })).to.equal(
      `failed desk channel: only moderators may set “queued” in #cases (${id}). Let everybody set it, or allow “Manage Posts” for the bot’s role.`,
    );
  });

  it('warns of a desk that every member sees', async () => {
    discord.world.setOverwrites(desk, []);
    expect(await trouble()).to.equal(
      `warning desk channel: every member of the server sees #desk (${desk}), reads every case and note, and can act as staff. In its settings, “Permissions”, make it private, and add the staff’s role and the bot’s.`,
    );
    expect(await trouble({ config: config({ 'staff-role': staff }) })).to.not.contain('act as staff');
  });

  it('tells a role of the staff that nobody can have, or everybody has', async () => {
    const { guildId, world } = discord;
    const bots = [...world.guild().roles.values()].find(({ botId }) => botId !== undefined)?.id ?? '';
    const found = async (role: string) =>
      (await troubles({ people: [], config: config({ 'staff-role': role }) })).join('\n');
    expect(await found(staff)).to.equal('');
    expect(await found('123456789012345678')).to.match(
      /^failed staff role: “Vole Games” has no role 123456789012345678\./,
    );
    expect(await found(guildId)).to.match(/^failed staff role: discord\.staff-role is @everyone/);
    expect(await found(bots)).to.match(/^failed staff role: @firstline is the role of a bot/);
  });

  it('tells who of the roster cannot be staff, and why', async () => {
    const { world } = discord;
    const reader = world.addRole('reader');
    const blind = world.addUser('bo');
    const mute = world.addUser('cy', { roles: [reader] });
    const away = world.addUser('di', { guilds: [] });
    const robot = world.addUser('ed', { bot: true });
    world.setOverwrites(
      desk,
      hidden([{ id: reader, allow: ['ViewChannel'], deny: ['SendMessages', 'SendMessagesInThreads'] }]),
    );
    const people = [
      ['bo', blind],
      ['cy', mute],
      ['di', away],
      ['ed', robot],
      ['fay', '123456789012345678'],
      ['gus', 'gus#1234'],
      ['web', undefined],
    ].map(([name = '', user]) => ({ id: name, name, handles: user === undefined ? {} : { discord: user } }));
    const found = await troubles({ people });
    expect(found.map((line) => line.replace(/ \([\w#]+\)/, ''))).to.deep.equal([
      'failed roster: bo cannot see the desk channel, so a ping does not reach them. Let them view the channel and write there, or give them a role that may.',
      'failed roster: cy may not write in the desk channel, and so cannot act as staff. Let them view the channel and write there, or give them a role that may.',
      'failed roster: di is not on “Vole Games”. Invite them, or take them off the roster.',
      'failed roster: ed is a bot and cannot act as staff. Take it off the roster.',
      'failed roster: Discord knows nobody with the handle of fay. Switch on Developer Mode, “Copy User ID” on the person, and put it into handles.discord.',
      'failed roster: the handle of gus is no id of Discord’s. Switch on Developer Mode, “Copy User ID” on the person, and put it into handles.discord.',
    ]);
    const [roleless] = await troubles({
      config: config({ 'staff-role': staff }),
      people: [{ id: 'bo', name: 'bo', handles: { discord: mute } }],
    });
    expect(roleless).to.match(/^failed roster: bo \(\d+\) has not the role of discord\.staff-role/);
  });

  it('asks nothing about the desk where that is elsewhere, and looks at the other servers once', async () => {
    const { world, guildId } = discord;
    const other = world.addGuild('Other Games');
    world.setBotPermissions(PERMISSION_NAMES, other);
    const far = world.addChannel('far', { guild: other });
    const found = await run({
      desk: 'web',
      config: config({ guilds: [guildId], 'help-channels': [{ channel: far, unsure: 'silent' }] }),
    });
    expect(found.filter(({ about }) => about === 'Discord server')).to.have.length(2);
    expect(found.map(({ about }) => about)).not.to.include.members(['desk channel', 'roster']);
    expect(found.filter(({ level }) => level !== 'ok').map(({ text }) => text)).to.deep.equal([
      `#far (${far}) is on “Other Games”, whose members are guests: they get only what is for everyone.`,
    ]);
  });
});
