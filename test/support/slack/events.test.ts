import { expect } from 'chai';
import { type BoltApp, startHttpApp } from './bolt-apps.js';
import { startFakeSlack } from './fake-slack.js';
import { type JsonObject, objectOf, overTheWire } from './json.js';
import type { FakeSlackOptions } from './options.js';
import type { FakeSlack } from './surface.js';

describe('the fake Slack, by HTTP', () => {
  let slack: FakeSlack;
  let bolt: BoltApp | undefined;
  let heard: JsonObject[];
  let vera: string;
  let help: string;

  async function start(options: FakeSlackOptions = {}): Promise<void> {
    slack = await startFakeSlack({ timing: { redeliverMs: [0, 20, 40] }, ...options });
    vera = slack.workspace.addUser('vera');
    help = slack.workspace.addChannel('help', { members: [vera] });
    heard = [];
    bolt = await startHttpApp(slack, (app) => {
      app.event(/.*/, async ({ event }) => void heard.push(overTheWire(event)));
    });
  }

  const types = () =>
    heard.map(({ type, subtype }) => (subtype ? `${String(type)} ${String(subtype)}` : type)).sort();

  afterEach(async () => {
    await bolt?.stop();
    await slack.stop();
  });

  it('answers the challenge of url_verification through Bolt', async () => {
    await start();
    const ack = await slack.deliveries.verifyUrl();
    expect(ack.ok).to.equal(true);
    expect(objectOf(ack.body).challenge).to.be.a('string');
  });

  it('sends a mention as message and as app_mention under two event ids', async () => {
    await start();
    const { ts } = slack.people.mention(vera, help, 'the printer is on fire');
    await slack.deliveries.settled();
    expect(types()).to.deep.equal(['app_mention', 'message']);
    expect(heard.map((event) => event.ts)).to.deep.equal([ts, ts]);
    expect(heard[0]?.client_msg_id).to.equal(heard[1]?.client_msg_id);
    const ids = slack.deliveries.all.map(({ eventId }) => eventId);
    expect(new Set(ids).size).to.equal(2);
  });

  it('gives a wrong signature, a stale time and no signature to Bolt, which refuses them', async () => {
    await start();
    const body = slack.deliveries.envelope({
      type: 'message',
      user: vera,
      channel: help,
      text: 'forged',
      ts: '1.2',
    });
    const now = Math.floor(Date.now() / 1000);
    const { deliveries } = slack;
    expect((await deliveries.forge(body, { secret: 'guessed' })).status).to.equal(401);
    expect((await deliveries.forge(body, { timestamp: now - 301 })).status).to.equal(401);
    expect((await deliveries.forge(body, { signature: '' })).ok).to.equal(false);
    expect(heard).to.deep.equal([]);
    expect((await deliveries.forge(body)).status).to.equal(200);
    expect(heard).to.have.length(1);
  });

  it('repeats an event with retry headers until it is acknowledged', async () => {
    await start();
    const retries: unknown[] = [];
    bolt?.app.use(async ({ context, next }) => {
      retries.push([context.retryNum, context.retryReason]);
      if (retries.length < 3) throw new Error('not yet committed');
      await next();
    });
    slack.people.say(vera, help, 'hello');
    await slack.deliveries.settled();
    expect(retries).to.deep.equal([
      [undefined, undefined],
      [1, 'http_error'],
      [2, 'http_error'],
    ]);
    expect(slack.deliveries.redeliveries).to.equal(2);
    expect(slack.deliveries.lost).to.deep.equal([]);
  });

  it('gives up after the third redelivery and counts the event as lost', async () => {
    await start();
    await bolt?.stop();
    slack.people.say(vera, help, 'is anybody there?');
    await slack.deliveries.settled();
    expect(slack.deliveries.lost).to.have.length(1);
    expect(slack.deliveries.lost[0]?.attempts.map(({ problem }) => problem)).to.deep.equal(
      Array(4).fill('connection_failed'),
    );
    bolt = undefined;
  });

  it('does not wait for a late acknowledgement longer than the limit', async () => {
    await start({ timing: { ackMs: 60, redeliverMs: [0] } });
    bolt?.app.use(() => new Promise((resolve) => setTimeout(resolve, 120)));
    slack.people.say(vera, help, 'hello');
    await slack.deliveries.settled();
    expect(slack.deliveries.lost[0]?.attempts.map(({ problem }) => problem)).to.deep.equal([
      'http_timeout',
      'http_timeout',
    ]);
  });

  it('tells of edits, unfurls, deletions and tombstones as Slack does', async () => {
    await start();
    const question = slack.people.say(vera, help, 'how do I reset it?');
    slack.people.edit(question, 'how do I reset my password?');
    slack.people.noise(question, 'unfurl');
    const reply = slack.people.say(vera, help, 'anyone?', { thread: question.ts });
    slack.people.delete(question);
    slack.people.delete(reply);
    await slack.deliveries.settled();
    expect(types()).to.deep.equal([
      'message',
      'message',
      'message message_changed',
      'message message_changed',
      'message message_changed',
      'message message_deleted',
      'message message_deleted',
    ]);
    const changes = heard.filter(({ subtype }) => subtype === 'message_changed');
    expect(changes.every(({ hidden }) => hidden === true)).to.equal(true);
    const edit = changes.find(({ message }) => objectOf(message).text === 'how do I reset my password?');
    expect(objectOf(objectOf(edit?.message).edited).user).to.equal(vera);
    const tombstone = changes.find(({ message }) => objectOf(message).subtype === 'tombstone');
    expect(objectOf(tombstone?.previous_message).text).to.equal('how do I reset my password?');
    expect(slack.look.messages(help)).to.deep.equal([]);
  });

  it('says nothing of channels that the bot is not in, and nothing without subscription or scope', async () => {
    await start({
      events: ['message.channels', 'reaction_added'],
      scopes: ['channels:history', 'chat:write'],
    });
    const elsewhere = slack.workspace.addChannel('elsewhere', { members: [vera], bot: false });
    const secret = slack.workspace.addChannel('secret', { kind: 'private', members: [vera] });
    const there = slack.people.mention(vera, elsewhere, 'hello');
    slack.people.edit(there, 'hello again');
    slack.people.say(vera, secret, 'hello');
    slack.people.dm(vera, 'hello');
    const here = slack.people.mention(vera, help, 'hello');
    slack.people.react(vera, here, 'eyes');
    await slack.deliveries.settled();
    expect(types()).to.deep.equal(['message']);
    expect(heard[0]?.channel).to.equal(help);
  });

  it('echoes what the app posts, under another name without a user', async () => {
    await start();
    const client = bolt?.app.client;
    await client?.chat.postMessage({ channel: help, text: 'mine' });
    await client?.chat.postMessage({ channel: help, text: 'relayed', username: 'Vera' });
    await slack.deliveries.settled();
    const [mine, relayed] = heard;
    expect(mine).to.include({ bot_id: slack.botId, user: slack.botUser, app_id: slack.appId });
    expect(mine).not.to.have.property('subtype');
    expect(relayed).to.include({ bot_id: slack.botId, subtype: 'bot_message', username: 'Vera' });
    expect(relayed).not.to.have.property('user');
  });

  it('delivers an event of a shared channel twice when the app is in both organisations', async () => {
    await start();
    const sid = slack.workspace.addUser('sid', { kind: 'stranger' });
    const shared = slack.workspace.addChannel('shared', {
      members: [vera, sid],
      shared: true,
      appInBothTeams: true,
    });
    slack.people.say(sid, shared, 'hello');
    await slack.deliveries.settled();
    expect(heard).to.have.length(2);
    expect(heard[0]?.ts).to.equal(heard[1]?.ts);
    expect(heard[0]?.user_team).not.to.equal(slack.teamId);
    const payloads = slack.deliveries.all.map(({ payload }) => payload);
    expect(payloads.every((payload) => payload.is_ext_shared_channel === true)).to.equal(true);
    expect(payloads[0]?.team_id).not.to.equal(payloads[1]?.team_id);
  });

  it('drops, repeats and reorders on demand, and loses nothing by it', async () => {
    await start({ timing: { redeliverMs: [0, 1, 1, 1, 1, 1, 1, 1] } });
    slack.deliveries.chaos({ seed: 7, drop: 0.3, repeat: 0.3, repeats: 3, delayMs: 20 });
    for (let i = 0; i < 50; i++) slack.people.say(vera, help, `message ${i}`);
    await slack.deliveries.settled();
    const order = heard.map(({ text }) => text);
    expect(new Set(order).size).to.equal(50);
    expect(order.length).to.be.greaterThan(50);
    expect(order).not.to.deep.equal(
      [...order].sort((a, b) => Number(String(a).slice(8)) - Number(String(b).slice(8))),
    );
    expect(slack.deliveries.lost).to.deep.equal([]);
  });

  it('holds events back and lets them go in reverse', async () => {
    await start();
    slack.deliveries.pause();
    const said = ['one', 'two', 'three'].map((text) => slack.people.say(vera, help, text));
    slack.deliveries.resume('reverse');
    await slack.deliveries.settled();
    expect(heard).to.have.length(said.length);
  });

  it('keeps what was said unheard in the history only', async () => {
    await start();
    slack.people.say(vera, help, 'while you were away', { unheard: true });
    await slack.deliveries.settled();
    expect(heard).to.deep.equal([]);
    const history = await bolt?.app.client.conversations.history({ channel: help });
    expect(history?.messages?.[0]?.text).to.equal('while you were away');
  });

  it('tells of the end of the app, whose token is then worth nothing', async () => {
    await start();
    slack.people.uninstall();
    slack.people.say(vera, help, 'goodbye');
    await slack.deliveries.settled();
    // Bolt itself takes note of these two, and hands them on
    expect(types()).to.deep.equal(['app_uninstalled', 'tokens_revoked']);
    const failed = await bolt?.app.client.auth.test().catch((error: unknown) => error);
    expect(failed).to.have.nested.property('data.error', 'account_inactive');
  });

  it('tells of joining, leaving, renaming, archiving and reactions', async () => {
    await start();
    const mo = slack.workspace.addUser('mo');
    const question = slack.people.say(vera, help, 'hello');
    slack.people.react(mo, question, 'eyes');
    slack.people.unreact(mo, question, 'eyes');
    slack.people.rename(vera, help, 'helpdesk');
    slack.people.leave(mo, help);
    slack.people.openHome(vera);
    slack.people.archive(vera, help);
    slack.people.unarchive(vera, help);
    slack.people.removeBot(vera, help);
    slack.people.say(vera, help, 'nobody listens');
    slack.people.inviteBot(vera, help);
    await slack.deliveries.settled();
    expect(types()).to.deep.equal([
      'app_home_opened',
      'channel_archive',
      'channel_left',
      'channel_rename',
      'channel_unarchive',
      'member_joined_channel',
      'member_joined_channel',
      'member_left_channel',
      'message',
      'message channel_join',
      'message channel_join',
      'reaction_added',
      'reaction_removed',
    ]);
  });
});
