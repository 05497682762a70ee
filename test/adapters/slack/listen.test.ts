import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  App,
  ExpressReceiver,
  HTTPReceiver,
  type Receiver,
  type ReceiverEvent,
  SocketModeReceiver,
} from '@slack/bolt';
import { expect } from 'chai';
import { type Handlers, listen } from '../../../adapters/slack/listen.js';
import { createSocketReceiver } from '../../../adapters/slack/socket.js';
import { type Log, silentLog } from '../../../src/core/ports/ambient.js';
import { startFakeSlack } from '../../support/slack/fake-slack.js';
import { quietLogger } from '../../support/slack/quiet-logger.js';
import type { FakeSlack } from '../../support/slack/surface.js';
import { until } from './stage.js';

/** Handlers that commit nothing: each call is noted, and does what the test says. */
class Noted implements Handlers {
  readonly calls: string[] = [];
  /** What the next calls do, first come first served; after them, all is well. */
  readonly next: (() => Promise<void>)[] = [];

  async #note(what: string): Promise<void> {
    this.calls.push(what);
    await this.next.shift()?.();
  }

  event(event: unknown): Promise<void> {
    return this.#note(`event ${(event as { type: string }).type}`);
  }
  async press(): Promise<undefined> {
    await this.#note('press');
  }
  async command(): Promise<string> {
    await this.#note('command');
    return 'committed';
  }
  shortcut(): Promise<void> {
    return this.#note('shortcut');
  }
  async form(): Promise<undefined> {
    await this.#note('form');
  }
}

const failing = async (): Promise<void> => {
  throw new Error('the disk is full');
};

/** Every receiver that a host may have. */
const RECEIVERS: readonly (readonly [
  name: string,
  make: (slack: FakeSlack) => Receiver,
  options: { readonly over: 'http' | 'socket'; readonly waits?: true },
])[] = [
  ['Bolt’s HTTPReceiver', (slack) => new HTTPReceiver(http(slack, false)), { over: 'http' }],
  [
    'Bolt’s HTTPReceiver with processBeforeResponse',
    (slack) => new HTTPReceiver(http(slack, true)),
    { over: 'http', waits: true },
  ],
  ['Bolt’s ExpressReceiver', (slack) => new ExpressReceiver(http(slack, false)), { over: 'http' }],
  [
    'Bolt’s ExpressReceiver with processBeforeResponse',
    (slack) => new ExpressReceiver(http(slack, true)),
    { over: 'http', waits: true },
  ],
  [
    'Bolt’s SocketModeReceiver',
    ({ appToken, apiUrl }) =>
      new SocketModeReceiver({
        appToken,
        logger: quietLogger,
        installerOptions: { clientOptions: { slackApiUrl: apiUrl } },
      }),
    { over: 'socket' },
  ],
  [
    'our receiver for Socket Mode',
    ({ appToken, apiUrl }) => createSocketReceiver({ appToken, apiUrl, log: silentLog }),
    { over: 'socket' },
  ],
];

function http({ signingSecret }: FakeSlack, processBeforeResponse: boolean) {
  return { signingSecret, processBeforeResponse, logger: quietLogger };
}

/** A host's app, whose error handler swallows everything, with us as its guest. */
async function openHost(
  slack: FakeSlack,
  receiver: Receiver,
  over: 'http' | 'socket',
  guest: { readonly handlers: Handlers; readonly listening?: () => boolean; readonly log?: Log },
) {
  const app = new App({
    receiver,
    token: slack.botToken,
    clientOptions: { slackApiUrl: slack.apiUrl },
    logger: quietLogger,
  });
  const errors: string[] = [];
  app.error(async (error) => {
    errors.push(error.message);
  });
  listen(app, {
    team: () => slack.teamId,
    listening: () => true,
    sentAgain: () => {},
    log: silentLog,
    ...guest,
  });
  const started: unknown = await app.start(0);
  if (over === 'http') {
    const { port } = (started as Server).address() as AddressInfo; // plain HTTP on a port
    slack.deliverTo({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
  } else {
    await slack.sockets.connected();
  }
  return { app, errors, close: () => app.stop() };
}

for (const [name, make, { over, waits }] of RECEIVERS) {
  describe(`what is ours in an app with ${name}, whose error handler swallows`, () => {
    let slack: FakeSlack;
    let host: Awaited<ReturnType<typeof openHost>>;
    let handlers: Noted;
    let vera: string;
    let listening: boolean;
    /** What the host's own listeners heard. */
    let heard: string[];
    let hostDoes: () => Promise<void>;

    beforeEach(async () => {
      slack = await startFakeSlack({
        rates: 'off',
        commands: ['/firstline', '/lunch'],
        timing: { redeliverMs: [0, 20, 40], ackMs: 1_000 },
      });
      vera = slack.workspace.addUser('vera');
      handlers = new Noted();
      heard = [];
      listening = true;
      hostDoes = async () => {};
      host = await openHost(slack, make(slack), over, { handlers, listening: () => listening });
      host.app.message(async ({ message }) => {
        heard.push('text' in message ? (message.text ?? '') : '');
        await hostDoes();
      });
      host.app.action(/.*/, async ({ ack }) => {
        await ack();
        heard.push('press');
      });
      host.app.command('/lunch', async ({ ack }) => {
        await ack('soup');
        heard.push('lunch');
      });
    });

    afterEach(async () => {
      await host.close();
      await slack.stop();
    });

    const attempts = (): readonly boolean[] => slack.deliveries.all[0]?.attempts.map(({ ok }) => ok) ?? [];

    it('is not acknowledged where the commit failed, and comes again', async () => {
      handlers.next.push(failing);
      slack.people.dm(vera, 'hello');
      await slack.deliveries.settled();
      expect(attempts()).to.deep.equal([false, true]);
      expect(handlers.calls).to.deep.equal(['event message', 'event message']);
      expect(host.errors).to.deep.equal(['the disk is full']);
      expect(heard).to.deep.equal(['hello', 'hello']);
    });

    it('is acknowledged after the commit, not before', async () => {
      let commit = (): void => {};
      handlers.next.push(
        () =>
          new Promise((resolve) => {
            commit = resolve;
          }),
      );
      slack.people.dm(vera, 'hello');
      await until(() => handlers.calls.length === 1 && heard.length === 1);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(attempts()).to.deep.equal([]);
      commit();
      await slack.deliveries.settled();
      expect(attempts()).to.deep.equal([true]);
    });

    it('is acknowledged once where a listener of the host throws', async () => {
      hostDoes = failing;
      slack.people.dm(vera, 'hello');
      await slack.deliveries.settled();
      expect(attempts()).to.deep.equal([true]);
      expect(handlers.calls).to.deep.equal(['event message']);
      expect(host.errors).to.deep.equal(['the disk is full']);
    });

    it('is not acknowledged where both fail', async () => {
      hostDoes = failing;
      handlers.next.push(failing);
      slack.people.dm(vera, 'hello');
      await slack.deliveries.settled();
      expect(attempts()).to.deep.equal([false, true]);
    });

    if (!waits) {
      it('does not wait for what the host does longer', async () => {
        let end = (): void => {};
        hostDoes = () =>
          new Promise((resolve) => {
            end = resolve;
          });
        slack.people.dm(vera, 'hello');
        await slack.deliveries.settled();
        expect(attempts()).to.deep.equal([true]);
        end();
      });
    }

    it('is answered by us, though the host acknowledges every button', async () => {
      const general = slack.workspace.addChannel('general', { members: [vera] });
      const blocks = ['firstline:claim:0', 'order'].map((action_id) => ({
        type: 'actions',
        elements: [{ type: 'button', action_id, value: 'x', text: { type: 'plain_text', text: action_id } }],
      }));
      const { ts = '' } = await host.app.client.chat.postMessage({ channel: general, text: 'hi', blocks });
      await slack.deliveries.settled();
      handlers.calls.length = 0;
      const message = { channel: general, ts };
      handlers.next.push(failing);
      expect((await slack.interact.click(vera, message, 'firstline:claim:0')).ok).to.equal(false);
      expect((await slack.interact.click(vera, message, 'firstline:claim:0')).ok).to.equal(true);
      expect(handlers.calls).to.deep.equal(['press', 'press']);
      expect((await slack.interact.click(vera, message, 'order')).ok).to.equal(true);
      expect(handlers.calls).to.deep.equal(['press', 'press']);
      expect(heard).to.deep.equal(['press', 'press', 'press']);
    });

    it('is our command; the host’s own is the host’s', async () => {
      const channel = slack.workspace.dm(vera);
      const ours = await slack.interact.command(vera, channel, '/firstline', 'help');
      expect(ours.body).to.have.property('text', 'committed');
      handlers.next.push(failing);
      expect((await slack.interact.command(vera, channel, '/firstline', 'help')).ok).to.equal(false);
      const theirs = await slack.interact.command(vera, channel, '/lunch', '');
      expect(JSON.stringify(theirs.body)).to.include('soup');
      expect(handlers.calls).to.deep.equal(['command', 'command']);
      expect(heard).to.deep.equal(['lunch']);
    });

    it('is nothing any more once we have stopped listening', async () => {
      listening = false;
      slack.people.dm(vera, 'hello');
      await slack.deliveries.settled();
      expect([attempts(), handlers.calls, heard]).to.deep.equal([[true], [], ['hello']]);
    });
  });
}

describe('listening in an app', () => {
  let slack: FakeSlack;

  beforeEach(async () => {
    slack = await startFakeSlack({ rates: 'off', timing: { redeliverMs: [0, 20, 40] } });
  });

  afterEach(() => slack.stop());

  it('leaves alone what happens in other workspaces of the app, but for channels that several share', async () => {
    const handlers = new Noted();
    const host = await openHost(slack, new HTTPReceiver(http(slack, false)), 'http', { handlers });
    const vera = slack.workspace.addUser('vera');
    const event = { type: 'message', channel: slack.workspace.dm(vera), user: vera, ts: '1.1', text: 'hi' };
    const ours = slack.deliveries.envelope(event);
    const authorizations = [{ team_id: 'T0OTHER', enterprise_id: null, user_id: 'U1', is_bot: true }];
    const there = { ...ours, team_id: 'T0OTHER', authorizations };
    expect((await slack.deliveries.forge(there)).ok).to.equal(true);
    expect(handlers.calls).to.deep.equal([]);
    await slack.deliveries.forge({ ...there, is_ext_shared_channel: true });
    await slack.deliveries.forge(ours);
    expect(handlers.calls).to.deep.equal(['event message', 'event message']);
    await host.close();
  });

  it('does not hear what a middleware of the app keeps back, and does not hold it either', async () => {
    const handlers = new Noted();
    const host = await openHost(slack, new HTTPReceiver(http(slack, false)), 'http', { handlers });
    host.app.use(async ({ body, next }) => {
      if (!JSON.stringify(body).includes('secret')) await next();
    });
    slack.people.dm(slack.workspace.addUser('vera'), 'a secret');
    await slack.deliveries.settled();
    expect(slack.deliveries.all[0]?.attempts).to.have.length(1);
    expect(handlers.calls).to.deep.equal([]);
    await host.close();
  });

  it('says once that the guarantee is weaker where a receiver goes past us', async () => {
    const warnings: string[] = [];
    const log: Log = { ...silentLog, warn: (_fields, message) => warnings.push(message) };
    const handlers = new Noted();
    let process: ((event: ReceiverEvent) => Promise<void>) | undefined;
    const receiver: Receiver = {
      init(app) {
        process = app.processEvent.bind(app);
      },
      start: async () => {},
      stop: async () => {},
    };
    const app = new App({
      receiver,
      token: slack.botToken,
      clientOptions: { slackApiUrl: slack.apiUrl },
      logger: quietLogger,
    });
    listen(app, { handlers, team: () => slack.teamId, listening: () => true, sentAgain: () => {}, log });
    const event = { type: 'message', channel: 'D1', user: 'U1', ts: '1.1', text: 'hi' };
    const body = slack.deliveries.envelope(event);
    let acks = 0;
    const ack = async (): Promise<void> => {
      acks += 1;
    };
    await process?.({ body, ack });
    await process?.({ body, ack });
    expect(handlers.calls).to.deep.equal(['event message', 'event message']);
    expect(acks).to.equal(2);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include('goes past Firstline');
  });

  it('is not doubled by a second guest that comes after the first has gone', async () => {
    const [first, second] = [new Noted(), new Noted()];
    let gone = false;
    const host = await openHost(slack, new HTTPReceiver(http(slack, false)), 'http', {
      handlers: first,
      listening: () => !gone,
    });
    gone = true;
    listen(host.app, {
      handlers: second,
      team: () => slack.teamId,
      listening: () => true,
      sentAgain: () => {},
      log: silentLog,
    });
    second.next.push(failing);
    slack.people.dm(slack.workspace.addUser('vera'), 'hello');
    await slack.deliveries.settled();
    expect([first.calls, second.calls]).to.deep.equal([[], ['event message', 'event message']]);
    await host.close();
  });
});
