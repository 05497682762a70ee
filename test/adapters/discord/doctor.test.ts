import { expect } from 'chai';
import { createApi } from '../../../adapters/discord/api.js';
import { registerCommands } from '../../../adapters/discord/commands.js';
import { checkText } from '../../../src/core/check.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import { startFakeDiscord } from '../../support/discord/fake-discord.js';
import type { FakeDiscord } from '../../support/discord/surface.js';
import { type Examination, openExamination } from './examination.js';

describe('the doctor of Discord', () => {
  let discord: Examination['discord'];
  let ana: Examination['ana'];
  let desk: Examination['desk'];
  let help: Examination['help'];
  let questions: Examination['questions'];
  let config: Examination['config'];
  let run: Examination['run'];
  let troubles: Examination['troubles'];
  let trouble: Examination['trouble'];

  beforeEach(async () => {
    ({ discord, ana, desk, help, questions, config, run, troubles, trouble } = await openExamination());
  });
  afterEach(() => discord.stop());

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
