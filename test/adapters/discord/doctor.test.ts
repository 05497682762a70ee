import { expect } from 'chai';
import { createApi } from '../../../adapters/discord/api.js';
import { registerCommands } from '../../../adapters/discord/commands.js';
import { checkDiscord, type DoctorOptions } from '../../../adapters/discord/doctor.js';
import { PERMISSION_NAMES } from '../../../adapters/discord/manifest.js';
import { type Check, checkText } from '../../../src/core/check.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import { startFakeDiscord } from '../../support/discord/fake-discord.js';
import type { FakeDiscord, OverwriteInput } from '../../support/discord/surface.js';

const ALLOW = 'Allow it for the bot’s role in the channel’s settings, “Permissions”.';

describe('the doctor of Discord', () => {
  let discord: FakeDiscord;
  let staff: string;
  let ana: string;
  let desk: string;
  let help: string;
  let questions: string;

  beforeEach(async () => {
    discord = await startFakeDiscord({ rates: 'off' });
    const { world } = discord;
    staff = world.addRole('staff');
    ana = world.addUser('ana', { roles: [staff] });
    desk = world.addChannel('desk', { overwrites: hidden() });
    help = world.addChannel('help');
    questions = world.addForum('questions', { tags: ['Solved', 'vpn'] });
    // What everybody may do is not what the bot may do.
    world.setRolePermissions(discord.guildId, ['ViewChannel', 'SendMessages']);
    world.setBotPermissions(PERMISSION_NAMES);
  });
  afterEach(() => discord.stop());

  /** Only the staff and the bot see it. */
  function hidden(more: readonly OverwriteInput[] = []): readonly OverwriteInput[] {
    return [
      { id: discord.guildId, deny: ['ViewChannel'] },
      { id: staff, allow: ['ViewChannel', 'SendMessages'] },
      { id: discord.botUser, allow: ['ViewChannel'] },
      ...more,
    ];
  }

  function config(more: Partial<DoctorOptions['config']> = {}): DoctorOptions['config'] {
    return {
      guilds: [],
      'help-channels': [{ channel: help, unsure: 'silent' }],
      forums: [{ channel: questions, unsure: 'silent', 'solved-tag': 'solved' }],
      ...more,
    };
  }

  function run(options: Partial<DoctorOptions> = {}): Promise<readonly Check[]> {
    return checkDiscord({
      variables: discord.env,
      config: config(),
      desk: `discord:${discord.guildId}/${desk}`,
      people: [{ id: 'ana', name: 'Ana Weber', handles: { discord: ana } }],
      name: 'Firstline',
      ...options,
    });
  }

  /** What is not well, as `level about: text fix`. */
  async function troubles(options: Parameters<typeof run>[0] = {}): Promise<readonly string[]> {
    const checks = await run(options);
    return checks
      .filter(({ level }) => level !== 'ok')
      .map(
        ({ level, about, text, fix }) => `${level} ${about}: ${text}${fix === undefined ? '' : ` ${fix}`}`,
      );
  }

  async function trouble(options: Parameters<typeof run>[0] = {}): Promise<string> {
    const found = await troubles(options);
    expect(found, found.join('\n')).to.have.length(1);
    return found[0] ?? '';
  }

  it('says of each thing that is well what it is', async () => {
    const checks = await run();
    const text = checkText(checks);
    expect(text).to.match(/Everything is well\.$/);
    expect(text).to.include(`valid for firstline (application ${discord.applicationId})`);
    expect(text).to.include(`the bot is on “Vole Games” (${discord.guildId})`);
    for (const [name, id] of Object.entries({ desk, help, questions }))
      expect(text).to.include(`the bot can work in #${name} (${id}).`);
    expect(text).to.include(`Ana Weber (${ana}) sees the desk channel.`);
    expect(text).to.include('/ask, /cases, /desk, “Ask Firstline” are registered when the bot starts.');
    expect(checks.map(({ about }) => about)).to.deep.equal([
      'Discord bot token',
      'Discord intents',
      'Discord gateway',
      'Discord commands',
      'Discord server',
      'Discord permissions',
      'Discord role order',
      'desk channel',
      'roster',
      'help channel',
      'forum',
    ]);
  });

  it('posts nothing and changes nothing', async () => {
    await run();
    expect(discord.look.posted()).to.deep.equal([]);
    expect(discord.gateway.opened).to.equal(0);
    expect(discord.look.commands()).to.deep.equal([]);
    expect(discord.look.calls.map(({ method }) => method).filter((method) => method !== 'GET')).to.deep.equal(
      [],
    );
    expect(Object.keys(discord.look.counts())).to.have.members([
      'GET /applications/@me',
      'GET /users/@me',
      'GET /gateway/bot',
      'GET /applications/:application/commands',
      'GET /guilds/:guild',
      'GET /guilds/:guild/members/:user',
      'GET /channels/:channel',
    ]);
  });

  it('is silent where Discord is not configured', async () => {
    expect(await run({ variables: {} })).to.deep.equal([]);
    expect(await run({ variables: { DISCORD_API_URL: discord.apiUrl } })).to.deep.equal([]);
    expect(discord.look.calls).to.deep.equal([]);
  });

  it('tells what is no token, without asking Discord', async () => {
    const variables = { ...discord.env, DISCORD_TOKEN: 'Bot abc' };
    expect(await trouble({ variables })).to.match(/^failed Discord: DISCORD_TOKEN is no bot token/);
    expect(discord.look.calls).to.deep.equal([]);
  });

  it('tells a token that is refused, and where a new one comes from', async () => {
    discord.world.setToken('invalid');
    expect(await trouble()).to.equal(
      'failed Discord bot token: Discord refuses DISCORD_TOKEN. Press “Reset Token” on the page “Bot” of the application, and put the new one into .env.',
    );
  });

  it('stops at a Discord that cannot be reached', async () => {
    const variables = { ...discord.env, DISCORD_API_URL: 'http://127.0.0.1:1/api' };
    expect(await trouble({ variables })).to.match(
      /^failed Discord: Discord could not be reached: .*DISCORD_API_URL/,
    );
  });

  it('tells that the text of messages is withheld, and where to switch it on', async () => {
    discord.world.setIntents({ messageContent: false });
    expect(await trouble()).to.equal(
      `failed Discord intents: the “Message Content Intent” is off, so the bot reads only direct messages and mentions. Switch it on at https://discord.com/developers/applications/${discord.applicationId}/bot.`,
    );
    discord.world.setIntents({ messageContent: true, members: false });
    expect(await troubles()).to.deep.equal([]);
  });

  it('tells of switches that keep clicks and invitations away', async () => {
    discord.world.setPortal({ interactionsUrl: 'https://example.com/', codeGrant: true });
    const [clicks, invitation, ...rest] = await troubles();
    expect(clicks).to.match(/^failed Discord interactions: .*“Interactions Endpoint URL”.*\/information\.$/);
    expect(invitation).to.match(/^warning Discord invitation: “Requires OAuth2 Code Grant” is on/);
    expect(rest).to.deep.equal([]);
  });

  it('counts the starts of the day that are left', async () => {
    const busy = await startFakeDiscord({ rates: 'off', identifies: 3 });
    const empty = await startFakeDiscord({ rates: 'off', identifies: 0 });
    try {
      const gatewayOf = async ({ env }: FakeDiscord) => {
        const checks = await run({
          variables: env,
          desk: 'web',
          config: config({ 'help-channels': [], forums: [] }),
        });
        return checks.find(({ about }) => about === 'Discord gateway');
      };
      expect(await gatewayOf(busy)).to.deep.include({
        level: 'warning',
        text: '3 of the 1000 starts of the day are left, for 1440 minutes.',
      });
      expect(await gatewayOf(empty)).to.have.property('level', 'failed');
    } finally {
      await busy.stop();
      await empty.stop();
    }
  });

  it('tells whether the commands are registered, and by whom', async () => {
    const alarm = { raise() {}, clear() {} };
    const api = createApi({ token: () => discord.token, url: () => discord.apiUrl, log: silentLog, alarm });
    const application = discord.applicationId;
    await registerCommands({
      api,
      application,
      name: 'Firstline',
      mounted: false,
      ours() {},
      log: silentLog,
    });
    expect(checkText(await run())).to.include('“Ask Firstline” are registered.');
    await api.call('POST', `/applications/${application}/commands`, {
      body: { name: 'ask', type: 1, description: 'Asks the oracle' },
    });
    expect(await trouble()).to.match(
      /^warning Discord commands: ask: a command of that name is there already/,
    );
    api.stop();
  });

  it('tells that the bot is not on the server', async () => {
    discord.world.kickBot();
    const found = await troubles({ config: config({ 'help-channels': [], forums: [] }) });
    expect(found).to.deep.equal([
      `failed Discord server: the bot is not on the server ${discord.guildId}, or there is none. Open the link that \`firstline manifest discord\` prints, and choose the server.`,
    ]);
    expect(
      await trouble({ desk: 'web', people: [], config: config({ 'help-channels': [], forums: [] }) }),
    ).to.match(/^failed Discord server: the bot is on no server\./);
  });

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

  it('passes on what Discord says where it cannot tell', async () => {
    discord.faults.add({ kind: 'error-500', route: 'GET /channels/:channel', channel: help });
    discord.faults.add({ kind: 'rate-limit', route: 'GET /guilds/:guild/members/:user', skip: 1 });
    expect(await troubles()).to.deep.equal([
      'failed roster: Discord does not say: Discord asks to wait.',
      `failed help channel: Discord does not say: Discord answered 500 to GET /channels/${help}.`,
    ]);
  });

  it('never shows the token', async () => {
    const texts = [checkText(await run())];
    discord.world.setToken('invalid');
    texts.push(checkText(await run()));
    texts.push(
      checkText(await run({ variables: { ...discord.env, DISCORD_API_URL: 'http://127.0.0.1:1/api' } })),
    );
    texts.push(
      checkText(await run({ variables: { ...discord.env, DISCORD_TOKEN: `Bot ${discord.token}` } })),
    );
    for (const text of texts) {
      expect(text).not.to.include(discord.token);
      expect(text).not.to.include(discord.token.split('.')[2]);
    }
  });
});
