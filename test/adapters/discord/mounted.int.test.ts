import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Client, Events, GatewayIntentBits } from 'discord.js';
import { hostGateway } from '../../../adapters/discord/gateway.js';
import { createFirstline, type MountedFirstline } from '../../../main.js';
import { FirstlineError } from '../../../src/core/error.js';
import { silentLog, systemClock } from '../../../src/core/ports/ambient.js';
import { createClient } from '../../support/discord/clients.js';
import { startFakeDiscord } from '../../support/discord/fake-discord.js';
import type { FakeDiscord } from '../../support/discord/surface.js';
import { until, writeArticles } from '../slack/stage.js';

const QUESTION = 'how do I connect to the VPN?';

describe('Firstline in a discord.js client of somebody else’s', function () {
  this.timeout(30_000);
  let discord: FakeDiscord;
  let client: Client;
  let firstline: MountedFirstline | undefined;
  let folder: string;
  let vera: string;
  let desk: string;

  beforeEach(async () => {
    discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
    vera = discord.world.addUser('vera', { globalName: 'Vera' });
    desk = discord.world.addChannel('desk');
    folder = await mkdtemp(join(tmpdir(), 'firstline-discord-'));
    await writeArticles(folder);
    client = createClient(discord);
    client.on(Events.Error, () => {});
  });
  afterEach(async () => {
    await firstline?.stop();
    firstline = undefined;
    await client.destroy();
    await discord.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function mount(host: Parameters<typeof createFirstline>[0]['discord'] = client): MountedFirstline {
    firstline = createFirstline({
      config: {
        knowledge: { folders: [folder], readers: { discord: ['everyone', 'employees'] } },
        desk: {
          place: `discord:${discord.guildId}/${desk}`,
          people: [{ id: 'ana', name: 'Ana Weber', handles: { discord: '1234567890123456789' } }],
        },
      },
      dataDir: join(folder, 'data'),
      log: silentLog,
      ...(host && { discord: host }),
    });
    return firstline;
  }
  const direct = () => discord.look.transcript(discord.world.dm(vera));
  const login = async (): Promise<void> => {
    const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
    await client.login(discord.token);
    await ready;
  };

  it('answers beside the bot’s own listeners and commands', async () => {
    const heard: string[] = [];
    client.on(Events.MessageCreate, ({ content, author }) => {
      if (!author.bot) heard.push(content);
    });
    await client.rest.setToken(discord.token).post(`/applications/${discord.applicationId}/commands`, {
      body: { name: 'ask', type: 1, description: 'Ask the oracle' },
    });
    client.on(Events.InteractionCreate, (interaction) => {
      if (interaction.isChatInputCommand() && interaction.commandName === 'ask') void interaction.reply('42');
    });
    await mount().start();
    await login();
    discord.people.dm(vera, QUESTION);
    await until(() => direct().length === 2);
    expect(direct()[1]).to.contain('Connect to the VPN');
    expect(heard).to.deep.equal([QUESTION]);
    await until(() => discord.look.commands().includes('cases'));
    const seen = await discord.interact.slash(vera, desk, 'ask');
    expect(seen).to.include({ text: '42', ok: true });
    const cases = await discord.interact.slash(vera, desk, 'cases');
    expect(cases.text).to.equal('None of your questions is with a person.');
  });

  it('is there at once in a client that is logged in already, and leaves it running', async () => {
    await login();
    await mount().start();
    discord.people.dm(vera, QUESTION);
    await until(() => direct().length === 2);
    await firstline?.stop();
    firstline = undefined;
    expect(client.isReady()).to.equal(true);
    discord.people.dm(vera, QUESTION);
    await discord.deliveries.settled();
    expect(direct()).to.have.lengthOf(3);
    expect(client.listenerCount(Events.Raw)).to.equal(0);
  });

  it('is told of a login that is under way when it begins to listen', async () => {
    const fresh: unknown[] = [];
    const gateway = hostGateway(client, systemClock);
    client.on(Events.Raw, (packet: { readonly t: string | null }) => {
      if (packet.t === 'READY')
        gateway.start({ dispatch() {}, begins() {}, fresh: (self) => void fresh.push(self) });
    });
    await login();
    await until(() => fresh.length > 0);
    expect(fresh).to.deep.equal([{ user: discord.botUser, application: discord.applicationId }]);
    await gateway.stop();
  });

  it('is told of a session whose connection broke before it was complete, and was resumed', async () => {
    const told: string[] = [];
    const gateway = hostGateway(client, systemClock);
    gateway.start({
      dispatch: ({ type }) => void told.push(type),
      begins: () => void told.push('begins'),
      fresh: ({ user }) => void told.push(`fresh ${user}`),
    });
    const { botUser: id, applicationId } = discord;
    const d = { user: { id }, application: { id: applicationId }, session_id: 'one' };
    client.emit(Events.Raw, { op: 0, t: 'READY', s: 1, d }, 0);
    client.emit(Events.Raw, { op: 0, t: 'RESUMED', s: 2, d: {} }, 0);
    client.emit(Events.Raw, { op: 0, t: 'RESUMED', s: 3, d: {} }, 0);
    expect(told).to.deep.equal(['begins', `fresh ${id}`, 'RESUMED', 'RESUMED']);
    await gateway.stop();
  });

  it('tells reactions of one process from those of another where it came after the login', async () => {
    const stamps: string[] = [];
    for (const times of [2, 1]) {
      const gateway = hostGateway(client, systemClock);
      gateway.start({ dispatch: ({ stamp }) => void stamps.push(stamp), begins() {}, fresh() {} });
      const packet = { op: 0, t: 'MESSAGE_REACTION_ADD', s: 5, d: { emoji: { name: '👍' } } };
      for (let n = 0; n < times; n++) client.emit(Events.Raw, packet, 0);
      await gateway.stop();
    }
    const [first, again, later] = stamps;
    expect(again).to.equal(first);
    expect(later).to.not.equal(first);
  });

  it('registers an older version of its own commands anew, and lets those of the bot stand', async () => {
    const { token, applicationId, look } = discord;
    const put = (body: object) =>
      client.rest.setToken(token).post(`/applications/${applicationId}/commands`, { body });
    await put({ name: 'lunch', type: 1, description: 'What there is' });
    await put({ name: 'ask', type: 1, description: 'Ask the oracle' });
    const cases = { name: 'cases', type: 1, description: 'Your questions that are with a person' };
    await put(cases);
    await login();
    await mount().start();
    await until(() => look.commands().includes('desk'));
    const listed = await client.rest.get(`/applications/${applicationId}/commands`);
    const found = (name: string) => (listed as { name: string }[]).find((one) => one.name === name); // as the fake lists
    expect(found('lunch')).to.include({ description: 'What there is' });
    expect(found('ask')).to.include({ description: 'Ask the oracle' });
    expect(found('cases')).to.deep.include({ contexts: [0, 1], integration_types: [0] });
    expect(found('desk')).to.deep.include({ contexts: [0] });
    expect(look.calls.some(({ method, route }) => method === 'PUT' && route.includes('commands'))).to.equal(
      false,
    );
  });

  it('leaves alone what the bot answers by itself', async () => {
    await login();
    await mount({ client, except: ({ text }) => text.startsWith('!play') }).start();
    discord.people.dm(vera, '!play how do I connect to the VPN?');
    discord.people.dm(vera, QUESTION);
    await until(() => direct().length === 3);
    await discord.deliveries.settled();
    expect(direct()).to.have.lengthOf(3);
  });

  it('refuses a client that would not hear, and names the intents', async () => {
    const deaf = createClient(discord, [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages]);
    const error = await mount(deaf)
      .start()
      .then(
        () => undefined,
        (reason: unknown) => reason,
      );
    firstline = undefined;
    await deaf.destroy();
    expect(error).to.be.instanceOf(FirstlineError);
    expect(error).to.have.property('code', 'config.invalid');
    expect(error)
      .to.have.property('message')
      .that.contains('DirectMessages, DirectMessageReactions, MessageContent');
  });
});
