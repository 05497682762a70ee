import { once } from 'node:events';
import { SocketModeClient } from '@slack/socket-mode';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import { type BoltApp, startSocketApp } from './bolt-apps.js';
import { startFakeSlack } from './fake-slack.js';
import { type JsonObject, overTheWire } from './json.js';
import type { Timing } from './options.js';
import { quietLogger } from './quiet-logger.js';
import type { FakeSlack } from './surface.js';

/** What the client hands to a listener of `slack_event`. */
interface Envelope {
  readonly ack: (body?: object) => Promise<void>;
  readonly type: string;
  readonly body: JsonObject;
  readonly envelope_id: string;
  readonly retry_num?: number;
  readonly retry_reason?: string;
  readonly accepts_response_payload: boolean;
}

describe('the fake Slack, in Socket Mode', () => {
  let slack: FakeSlack;
  let vera: string;
  let help: string;
  const ends: (() => Promise<unknown>)[] = [];

  async function start(timing: Partial<Timing> = {}): Promise<void> {
    slack = await startFakeSlack({ timing: { redeliverMs: [0, 200, 400], ...timing } });
    vera = slack.workspace.addUser('vera');
    help = slack.workspace.addChannel('help', { members: [vera] });
  }

  /** A client that acknowledges only what `listener` does. */
  async function connect(listener: (envelope: Envelope) => void): Promise<SocketModeClient> {
    const client = new SocketModeClient({
      appToken: slack.appToken,
      clientPingTimeout: 100,
      logger: quietLogger,
      clientOptions: { slackApiUrl: slack.apiUrl },
    });
    client.on('slack_event', listener);
    await client.start();
    ends.push(() => client.disconnect());
    return client;
  }

  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    await slack.stop();
  });

  it('speaks to a Bolt app that connects with the app token', async () => {
    await start();
    const heard: JsonObject[] = [];
    const bolt: BoltApp = await startSocketApp(slack, (app) => {
      app.event(/.*/, async ({ event }) => void heard.push(overTheWire(event)));
    });
    ends.push(() => bolt.stop());
    slack.people.mention(vera, help, 'hello');
    await slack.deliveries.settled();
    expect(heard.map(({ type }) => type).sort()).to.deep.equal(['app_mention', 'message']);
    expect(slack.look.counts()).to.include({ 'apps.connections.open': 1 });
  });

  it('refuses a socket to the bot token', async () => {
    await start();
    const client = new SocketModeClient({
      appToken: slack.botToken,
      logger: quietLogger,
      autoReconnectEnabled: false,
      clientOptions: { slackApiUrl: slack.apiUrl },
    });
    const failed = await client.start().catch((error: unknown) => error);
    expect(failed).to.have.nested.property('data.error', 'not_allowed_token_type');
  });

  it('repeats an envelope under a new id, with the attempt and the reason, until it is acknowledged', async () => {
    await start({ ackMs: 100 });
    const envelopes: Envelope[] = [];
    await connect((envelope) => {
      envelopes.push(envelope);
      if (envelopes.length === 3) void envelope.ack();
    });
    slack.people.say(vera, help, 'hello');
    await slack.deliveries.settled();
    expect(envelopes.map(({ retry_num, retry_reason }) => [retry_num, retry_reason])).to.deep.equal([
      [0, ''],
      [1, 'timeout'],
      [2, 'timeout'],
    ]);
    expect(new Set(envelopes.map(({ envelope_id }) => envelope_id)).size).to.equal(3);
    expect(new Set(envelopes.map(({ body }) => body.event_id)).size).to.equal(1);
  });

  it('redelivers over the next connection what a dropped one left unacknowledged', async () => {
    await start();
    const envelopes: Envelope[] = [];
    await connect((envelope) => {
      envelopes.push(envelope);
      if (envelopes.length > 1) void envelope.ack();
      else slack.sockets.drop();
    });
    slack.people.say(vera, help, 'hello');
    await slack.deliveries.settled();
    expect(slack.sockets.opened).to.equal(2);
    expect(envelopes.map(({ retry_num }) => retry_num)).to.deep.equal([0, 1]);
    expect(slack.deliveries.lost).to.deep.equal([]);
  });

  it('asks for a new connection and closes the old one', async () => {
    await start();
    await connect((envelope) => void envelope.ack());
    slack.sockets.disconnect('refresh_requested');
    while (slack.sockets.opened < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    slack.people.say(vera, help, 'hello');
    await slack.deliveries.settled();
    expect(slack.deliveries.lost).to.deep.equal([]);
  });

  it('uses one of several connections for each envelope', async () => {
    await start();
    const counts = [0, 0];
    for (const i of [0, 1]) {
      await connect((envelope) => {
        counts[i] = (counts[i] ?? 0) + 1;
        void envelope.ack();
      });
    }
    expect(slack.sockets.open).to.equal(2);
    for (let i = 0; i < 20; i++) slack.people.say(vera, help, `message ${i}`);
    await slack.deliveries.settled();
    expect((counts[0] ?? 0) + (counts[1] ?? 0)).to.equal(20);
    expect(Math.min(...counts)).to.be.greaterThan(0);
  });

  it('allows ten connections, and sends the eleventh away', async () => {
    await start();
    for (let i = 0; i < 10; i++) await connect((envelope) => void envelope.ack());
    const { url } = await fetch(`${slack.apiUrl}apps.connections.open`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.appToken}` },
    }).then((response) => response.json() as Promise<{ url: string }>);
    const socket = new WebSocket(url);
    const [said] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(String(said))).to.include({ type: 'disconnect', reason: 'too_many_websockets' });
    await once(socket, 'close');
    expect(slack.sockets.open).to.equal(10);
  });

  it('loses an event when nobody is connected for all attempts', async () => {
    await start({ ackMs: 10, redeliverMs: [0, 10] });
    slack.people.say(vera, help, 'is anybody there?');
    await slack.deliveries.settled();
    expect(slack.deliveries.lost[0]?.attempts.map(({ via }) => via)).to.deep.equal([
      'nobody',
      'nobody',
      'nobody',
    ]);
  });

  it('says nothing any more on a frozen connection, and its envelopes time out', async () => {
    await start({ ackMs: 50, redeliverMs: [0] });
    const envelopes: Envelope[] = [];
    await connect((envelope) => {
      envelopes.push(envelope);
      void envelope.ack();
    });
    slack.sockets.freeze(true);
    slack.people.say(vera, help, 'hello');
    await slack.deliveries.settled();
    expect(envelopes).to.deep.equal([]);
    expect(slack.deliveries.lost).to.have.length(1);
    slack.sockets.freeze(false);
  });

  it('takes the answer to a command from the acknowledgement', async () => {
    await start();
    await connect((envelope) => {
      expect(envelope).to.include({ type: 'slash_commands', accepts_response_payload: true });
      expect(envelope.body).to.include({ command: '/firstline', text: 'status', user_id: vera });
      void envelope.ack({ text: 'all is well' });
    });
    const ack = await slack.interact.command(vera, help, '/firstline', 'status');
    expect(ack.ok).to.equal(true);
    expect(slack.look.ephemerals(vera, help).map(({ text }) => text)).to.deep.equal(['all is well']);
  });
});
