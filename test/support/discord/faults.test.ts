import { expect } from 'chai';
import { DiscordAPIError, HTTPError, RateLimitError, REST } from 'discord.js';
import { startFakeDiscord } from './fake-discord.js';
import type { FakeDiscordOptions } from './options.js';
import { refused } from './refused.js';
import type { FakeDiscord } from './surface.js';
import type { FaultKind } from './surface-network.js';

describe('faults and limits of the fake Discord', () => {
  let discord: FakeDiscord;
  let rest: REST;
  let help: string;

  async function start(options: FakeDiscordOptions = {}): Promise<void> {
    discord = await startFakeDiscord(options);
    help = discord.world.addChannel('help');
    rest = client();
  }

  const client = (more: object = {}) => {
    const { apiUrl: api, token } = discord;
    const options = { api, version: '10', retries: 0, rejectOnRateLimit: () => true, offset: 0, ...more };
    return new REST(options).setToken(token);
  };

  afterEach(() => discord.stop());

  const say = (content = 'x', via = rest) => via.post(`/channels/${help}/messages`, { body: { content } });
  const outcome = (call: Promise<unknown>) => call.catch((error: unknown) => error);
  const said = () => discord.look.messages(help).length;

  it('answers 500 and 502 without effect, or after it', async () => {
    await start({ rates: 'off' });
    const kinds: readonly FaultKind[] = ['error-500', 'error-502', 'accept-then-500'];
    for (const kind of kinds) discord.faults.add({ kind, route: 'POST /channels/:channel/messages' });
    const statuses = [];
    for (const _ of kinds) {
      const error = await outcome(say());
      statuses.push(error instanceof HTTPError ? error.status : 0);
    }
    expect(statuses).to.deep.equal([500, 502, 500]);
    expect(said()).to.equal(1);
    expect(discord.faults.played).to.deep.equal({ 'error-500': 1, 'error-502': 1, 'accept-then-500': 1 });
    expect(discord.look.calls.map(({ fault, status }) => `${fault} ${status}`)).to.deep.equal([
      'error-500 500',
      'error-502 502',
      'accept-then-500 500',
    ]);
  });

  it('cuts and hangs, before or after it happened', async () => {
    await start({ rates: 'off' });
    const hasty = client({ timeout: 60 });
    const kinds: readonly FaultKind[] = ['drop', 'hang', 'accept-then-drop', 'accept-then-hang'];
    const names = [];
    for (const kind of kinds) {
      discord.faults.add({ kind });
      const error = await outcome(say(String(kind), hasty));
      names.push(error instanceof Error ? error.name : 'accepted');
    }
    expect(names).to.deep.equal(['SocketError', 'AbortError', 'SocketError', 'AbortError']);
    expect(discord.look.messages(help).map(({ content }) => content)).to.deep.equal([
      'accept-then-drop',
      'accept-then-hang',
    ]);
  });

  it('is slow, or answers any error, for chosen calls', async () => {
    await start({ rates: 'off' });
    const other = discord.world.addChannel('other');
    discord.faults.add({ kind: 'slow', ms: 60, channel: help });
    discord.faults.add({ kind: { status: 403, code: 40333 }, channel: help, skip: 1 });
    const take = discord.faults.add({ kind: 'error-500', channel: other, times: Number.POSITIVE_INFINITY });
    const before = Date.now();
    await say();
    expect(Date.now() - before).to.be.at.least(55);
    await say(); // the first one that the second rule sees, and skips
    expect(await refused(say())).to.equal('40333');
    const error = await outcome(rest.post(`/channels/${other}/messages`, { body: { content: 'x' } }));
    expect(error).to.be.instanceOf(HTTPError);
    take();
    await rest.post(`/channels/${other}/messages`, { body: { content: 'x' } });
    expect(said()).to.equal(2);
  });

  it('plays chaos by its seed, and stops when told', async () => {
    await start({ rates: 'off' });
    discord.faults.chaos({ seed: 7, rates: { 'error-500': 0.3, 'accept-then-drop': 0.3 } });
    for (let i = 0; i < 30; i++) await outcome(say());
    const played = { ...discord.faults.played };
    expect(Object.keys(played)).to.have.members(['error-500', 'accept-then-drop']);
    expect(said()).to.equal(30 - (played['error-500'] ?? 0));
    discord.faults.clear();
    await say();
    expect(discord.faults.played).to.deep.equal(played);
  });

  it('says 429 for a route and channel, and again when the window is over', async () => {
    await start({ rates: { speed: 4 } });
    const responses: (string | null)[] = [];
    rest.on('response', (_, { headers }) => void responses.push(headers.get('x-ratelimit-remaining')));
    for (let i = 0; i < 5; i++) await say();
    expect(responses).to.deep.equal(['4', '3', '2', '1', '0']);
    const warned = await outcome(say());
    expect(warned).to.be.instanceOf(RateLimitError).and.to.include({ global: false, limit: 5 });
    const fresh = client(); // knows nothing of the bucket yet
    const refusedOne = await outcome(say('x', fresh));
    expect(refusedOne).to.be.instanceOf(RateLimitError).and.to.include({ scope: 'user' });
    const last = discord.look.calls.at(-1);
    expect(last).to.include({ status: 429, route: 'POST /channels/:channel/messages' });
    const other = discord.world.addChannel('other');
    await fresh.post(`/channels/${other}/messages`, { body: { content: 'another bucket' } });
    await new Promise((resolve) => setTimeout(resolve, 1300));
    await say();
    expect(said()).to.equal(6);
  });

  it('says 429 for the whole bot, but not to interactions and webhooks', async () => {
    await start({ rates: { global: 3, speed: 0.2 } });
    for (let i = 0; i < 3; i++) await rest.get('/users/@me');
    const error = await outcome(rest.get(`/channels/${help}`));
    expect(error).to.be.instanceOf(RateLimitError).and.to.include({ global: true });
    const answer = await fetch(`${discord.apiUrl}/v10/users/@me`, {
      headers: { authorization: `Bot ${discord.token}` },
    });
    expect(answer.status).to.equal(429);
    expect(answer.headers.get('x-ratelimit-global')).to.equal('true');
    const body: unknown = await answer.json();
    expect(body).to.include({ global: true, message: 'You are being rate limited.' });
    const callback = await fetch(`${discord.apiUrl}/v10/interactions/1/x/callback`, { method: 'POST' });
    expect(callback.status).to.equal(404);
    const hook = await fetch(`${discord.apiUrl}/v10/webhooks/100000000000000000/x`, { method: 'POST' });
    expect(hook.status).to.equal(404);
  });

  it('lets a channel or thread be renamed twice in ten minutes', async () => {
    await start();
    const thread = discord.people.newThread(discord.world.guild().ownerId, help, 'x');
    const rename = (name: string) => rest.patch(`/channels/${thread}`, { body: { name } });
    await rename('a');
    await rename('b');
    const error = await outcome(rename('c'));
    expect(error).to.be.instanceOf(RateLimitError);
    expect(error instanceof RateLimitError && error.sublimitTimeout > 500_000).to.equal(true);
    await rest.patch(`/channels/${thread}`, { body: { archived: true } });
    expect(discord.world.channel(thread)).to.have.property('name', 'b');
  });

  it('plays a 429 of any scope', async () => {
    await start({ rates: 'off' });
    discord.faults.add({ kind: 'rate-limit', retryAfter: 0.3, scope: 'shared' });
    const error = await outcome(say());
    expect(error).to.be.instanceOf(RateLimitError).and.to.include({ scope: 'shared', retryAfter: 300 });
    expect(said()).to.equal(0);
  });

  it('refuses wrong tokens, unknown addresses and bodies that are no JSON', async () => {
    await start();
    expect(await refused(client().setToken('wrong').get('/users/@me'))).to.equal('0');
    expect(await refused(rest.get('/nowhere'))).to.equal('0');
    expect(await refused(rest.put('/users/@me'))).to.equal('0');
    expect(discord.look.calls.map(({ status }) => status)).to.deep.equal([401, 404, 405]);
    const answer = await fetch(`${discord.apiUrl}/v10/channels/${help}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
      body: '{',
    });
    expect(await answer.json()).to.include({ code: 50109 });
  });

  it('refuses a token that is no longer good; the client then forgets it', async () => {
    await start();
    discord.world.setToken('invalid');
    expect(await refused(rest.get('/users/@me'))).to.equal('0');
    discord.world.setToken('valid');
    expect(await outcome(rest.get('/users/@me')))
      .to.have.property('message')
      .that.includes('Expected token to be set');
    expect(await client().get('/users/@me')).to.have.property('id', discord.botUser);
  });

  it('counts calls and what they needed', async () => {
    await start();
    await say();
    await outcome(say(''));
    expect(discord.look.counts()).to.deep.equal({ 'POST /channels/:channel/messages': 2 });
    expect(discord.look.counts({ ok: false })).to.deep.equal({ 'POST /channels/:channel/messages': 1 });
    expect(discord.look.usage().permissions).to.deep.equal(['SendMessages', 'ViewChannel']);
    expect(await outcome(say(''))).to.be.instanceOf(DiscordAPIError);
  });
});
