import { once } from 'node:events';
import { expect } from 'chai';
import { type Client, Events, GatewayIntentBits } from 'discord.js';
import { WebSocket } from 'ws';
import { isObject, type JsonObject, objectOf } from '../slack/json.js';
import { createClient, startClient } from './clients.js';
import { startFakeDiscord } from './fake-discord.js';
import type { FakeDiscordOptions } from './options.js';
import type { FakeDiscord } from './surface.js';

/** A client of four lines, for what the real one never does. */
class Plain {
  readonly heard: JsonObject[] = [];
  readonly #socket: WebSocket;
  readonly closed: Promise<number>;

  constructor(discord: FakeDiscord, query = '?v=10&encoding=json') {
    this.#socket = new WebSocket(`${discord.apiUrl.replace('http', 'ws').replace('/api', '/')}${query}`);
    this.#socket.on('message', (data) => {
      const payload: unknown = JSON.parse(String(data));
      if (isObject(payload)) this.heard.push(payload);
    });
    this.closed = once(this.#socket, 'close').then(([code]) => Number(code));
  }

  async send(op: number, d: JsonObject | number | null): Promise<void> {
    if (this.#socket.readyState === WebSocket.CONNECTING) await once(this.#socket, 'open');
    this.#socket.send(JSON.stringify({ op, d }));
  }

  identify(token: string, intents = GatewayIntentBits.Guilds as number): Promise<void> {
    return this.send(2, { token, intents, properties: { os: 'linux', browser: 'x', device: 'x' } });
  }

  async until(is: (payload: JsonObject) => boolean): Promise<JsonObject> {
    for (;;) {
      const found = this.heard.find(is);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  end(): void {
    this.#socket.close();
  }
}

describe('the gateway of the fake Discord', () => {
  let discord: FakeDiscord;
  let vera: string;
  let help: string;
  const clients: Client[] = [];

  async function start(options: FakeDiscordOptions = {}): Promise<void> {
    discord = await startFakeDiscord({ ...options, timing: { identifyMs: 0, ...options.timing } });
    vera = discord.world.addUser('vera');
    help = discord.world.addChannel('help');
  }

  async function connect(heard: string[] = []): Promise<Client<true>> {
    const client = await startClient(discord);
    clients.push(client);
    client.on(Events.MessageCreate, ({ content }) => void heard.push(content));
    return client;
  }

  /** When the client has come back by itself. */
  async function back(resumes: number, identified: number): Promise<void> {
    while (discord.gateway.resumes < resumes || discord.gateway.identified < identified) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await discord.gateway.connected();
    await discord.deliveries.settled();
  }

  afterEach(async () => {
    for (const client of clients.splice(0)) await client.destroy();
    await discord.stop();
  });

  it('makes a client ready, with its guild, channels, threads, roles and itself', async () => {
    await start();
    const role = discord.world.addRole('support');
    const thread = discord.people.newThread(vera, help, 'Printer');
    const client = await connect();
    expect(client.user.username).to.equal('firstline');
    expect(client.application.flags.has('GatewayMessageContentLimited')).to.equal(true);
    const guild = client.guilds.cache.get(discord.guildId);
    expect(guild?.channels.cache.has(help)).to.equal(true);
    expect(guild?.channels.cache.has(thread)).to.equal(true);
    expect(guild?.roles.cache.get(role)?.name).to.equal('support');
    expect(guild?.members.me?.permissions.has('ManageWebhooks')).to.equal(true);
    expect(guild?.members.cache.has(vera)).to.equal(false);
    expect(guild?.memberCount).to.equal(3);
  });

  it('fetches members over the gateway', async () => {
    await start();
    const client = await connect();
    const guild = await client.guilds.fetch(discord.guildId);
    const members = await guild.members.fetch();
    expect(members.map(({ user }) => user.username)).to.have.members(['owner', 'firstline', 'vera']);
    const some = await guild.members.fetch({ user: [vera] });
    expect([...some.keys()]).to.deep.equal([vera]);
  });

  it('refuses a wrong token, by REST and with close code 4004', async () => {
    await start();
    const client = createClient(discord);
    clients.push(client);
    const failed = await client.login('wrong.to.ken').catch((error: unknown) => error);
    expect(failed).to.have.property('code', 'TokenInvalid');
    const plain = new Plain(discord);
    await plain.identify('wrong.to.ken');
    expect(await plain.closed).to.equal(4004);
  });

  it('closes with 4014 what asks for an intent that the portal does not grant', async () => {
    await start();
    discord.world.setIntents({ messageContent: false });
    const client = createClient(discord);
    clients.push(client);
    client.on(Events.Error, () => {});
    const failed = await client.login(discord.token).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(Error).and.to.have.property('message', 'Used disallowed intents');
    while (discord.gateway.open > 0) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(discord.gateway.closes).to.deep.equal([4014]);
  });

  it('closes with its codes what is not the protocol', async () => {
    await start();
    const codes: number[] = [];
    const attempt = async (act: (plain: Plain) => Promise<void>, query?: string) => {
      const plain = new Plain(discord, query);
      await act(plain);
      codes.push(await plain.closed);
    };
    await attempt((plain) => plain.send(99, null));
    await attempt((plain) => plain.send(8, { guild_id: discord.guildId }));
    await attempt((plain) => plain.send(2, { token: 'x'.repeat(5000) }));
    await attempt((plain) => plain.identify(discord.token, 1 << 30));
    await attempt(async (plain) => {
      await plain.identify(discord.token);
      await plain.identify(discord.token);
    });
    await attempt(async (plain) => {
      for (let i = 0; i < 125; i++) await plain.send(1, null);
    });
    await attempt(async () => {}, '?v=6&encoding=json');
    expect(codes).to.deep.equal([4001, 4003, 4002, 4013, 4005, 4008, 4012]);
  });

  it('says hello with its interval, acknowledges heartbeats, asks for them, and closes who is silent with 4009', async () => {
    await start({ timing: { heartbeatMs: 200 } });
    const plain = new Plain(discord);
    const hello = await plain.until(({ op }) => op === 10);
    expect(hello.d).to.include({ heartbeat_interval: 200 });
    await plain.send(1, null);
    await plain.until(({ op }) => op === 11);
    discord.gateway.askForHeartbeat();
    await plain.until(({ op }) => op === 1);
    expect(await plain.closed).to.equal(4009);
  });

  it('takes two identifies in a row for one too many: op 9', async () => {
    await start({ timing: { identifyMs: 60_000 } });
    await connect();
    const plain = new Plain(discord);
    await plain.identify(discord.token);
    expect(await plain.until(({ op }) => op === 9)).to.include({ d: false });
    expect(discord.gateway.identified).to.equal(1);
    plain.end();
  });

  it('resets the token of who has used up the identifies of the day', async () => {
    await start({ identifies: 1 });
    const client = await connect();
    const { token } = discord;
    const gateway = await client.rest.get('/gateway/bot');
    expect(gateway).to.have.nested.property('session_start_limit.remaining', 0);
    const plain = new Plain(discord);
    await plain.identify(token);
    expect(await plain.closed).to.equal(4004);
    expect(discord.token).not.to.equal(token);
  });

  it('replays by RESUME what happened while the connection was cut, to the address that READY gave', async () => {
    await start();
    const heard: string[] = [];
    await connect(heard);
    discord.people.say(vera, help, 'one');
    await discord.deliveries.settled();
    discord.gateway.drop();
    await discord.deliveries.settled();
    discord.people.say(vera, help, 'two');
    expect(discord.deliveries.all.at(-1)?.state).to.equal('kept');
    await back(1, 1);
    discord.people.say(vera, help, 'three');
    await discord.deliveries.settled();
    expect(heard).to.deep.equal(['one', 'two', 'three']);
  });

  it('repeats after a RESUME what had been received, if told to', async () => {
    await start();
    const raw: unknown[] = [];
    const client = await connect();
    client.on(Events.Raw, ({ t, d }: { t: string; d: JsonObject }) => {
      if (t === 'MESSAGE_CREATE') raw.push(d.content);
    });
    discord.deliveries.chaos({ overlap: 2 });
    for (const text of ['one', 'two', 'three']) discord.people.say(vera, help, text);
    await discord.deliveries.settled();
    discord.gateway.drop();
    await back(1, 1);
    expect(raw).to.deep.equal(['one', 'two', 'three', 'two', 'three']);
  });

  it('tells to reconnect with op 7', async () => {
    await start();
    const heard: string[] = [];
    await connect(heard);
    discord.gateway.reconnect();
    await back(1, 1);
    discord.people.say(vera, help, 'still here');
    await discord.deliveries.settled();
    expect(heard).to.deep.equal(['still here']);
    expect(discord.gateway.closes).to.include(4200);
  });

  it('says with op 9 whether a session can be resumed', async () => {
    await start();
    const heard: string[] = [];
    await connect(heard);
    discord.gateway.invalidate(true);
    await back(1, 1);
    discord.gateway.invalidate(false);
    discord.people.say(vera, help, 'lost');
    expect(discord.deliveries.all.at(-1)).to.include({ type: 'MESSAGE_CREATE', state: 'lost' });
    await back(1, 2);
    discord.people.say(vera, help, 'heard');
    await discord.deliveries.settled();
    expect(heard).to.deep.equal(['heard']);
  });

  it('forgets a session that waited too long: what happened is never told', async () => {
    await start({ timing: { sessionMs: 50 } });
    const heard: string[] = [];
    await connect(heard);
    discord.gateway.refuse(true);
    discord.gateway.drop();
    await discord.deliveries.settled();
    discord.people.say(vera, help, 'kept for a while');
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(discord.gateway.sessions).to.equal(0);
    discord.people.say(vera, help, 'lost');
    discord.gateway.refuse(false);
    await back(0, 2);
    expect(heard).to.deep.equal([]);
  });

  it('ends a session that is closed with 1000, and closes a resumed sequence from the future with 4007', async () => {
    await start();
    const plain = new Plain(discord);
    await plain.identify(discord.token);
    const { d } = await plain.until(({ t }) => t === 'READY');
    const { session_id } = objectOf(d);
    const again = new Plain(discord);
    await again.send(6, { token: discord.token, session_id, seq: 99 });
    expect(await again.closed).to.equal(4007);
    plain.end();
    await plain.closed;
    const late = new Plain(discord);
    await late.send(6, { token: discord.token, session_id: 'gone', seq: 1 });
    expect(await late.until(({ op }) => op === 9)).to.include({ d: false });
    late.end();
  });

  it('forgets sessions at once when told to', async () => {
    await start();
    await connect();
    discord.gateway.drop(4000);
    while (discord.gateway.open > 0) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(discord.gateway.sessions).to.equal(1);
    discord.gateway.expireSessions();
    expect(discord.gateway.sessions).to.equal(0);
    await back(0, 2);
  });

  it('leaves a frozen client without a word until it notices: a zombie', async () => {
    await start({ timing: { heartbeatMs: 250 } });
    const heard: string[] = [];
    const client = await connect(heard);
    const debug: string[] = [];
    client.on(Events.Debug, (line) => void debug.push(line));
    discord.gateway.freeze(true);
    discord.people.say(vera, help, 'while frozen');
    while (!debug.some((line) => line.includes('Zombie')))
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(heard).to.deep.equal([]);
    discord.gateway.drop(); // the system ends the dead connection; discord.js waits for that
    await back(1, 1);
    expect(heard).to.deep.equal(['while frozen']);
  });

  it('closes everybody with 4004 when the token is reset', async () => {
    await start();
    const client = await connect();
    const gone = once(client, Events.ShardDisconnect);
    client.on(Events.ShardError, () => {});
    discord.world.resetToken();
    const [event] = await gone;
    expect(event).to.have.property('code', 4004);
  });

  it('tells every session of a bot that is started twice', async () => {
    await start();
    const first: string[] = [];
    const second: string[] = [];
    await connect(first);
    await connect(second);
    expect(discord.gateway.ready).to.equal(2);
    discord.people.say(vera, help, 'hello');
    await discord.deliveries.settled();
    expect([first, second]).to.deep.equal([['hello'], ['hello']]);
  });
});
