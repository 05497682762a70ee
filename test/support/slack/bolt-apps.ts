import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import { quietLogger } from './quiet-logger.js';
import type { FakeSlack } from './surface.js';

/** A Bolt app that talks to the fake. */
export interface BoltApp {
  readonly app: App;
  stop(): Promise<void>;
}

/** A Bolt app on a free port, which acknowledges when its listeners are done. `listen` adds them before it starts. */
export async function startHttpApp(slack: FakeSlack, listen: (app: App) => void): Promise<BoltApp> {
  const receiver = new HTTPReceiver({
    signingSecret: slack.signingSecret,
    processBeforeResponse: true,
    logger: quietLogger,
  });
  const app = new App({ receiver, ...options(slack) });
  app.error(async (error) => {
    throw error; // not acknowledged
  });
  listen(app);
  const server = (await app.start(0)) as Server; // plain HTTP, no TLS options given
  const { port } = server.address() as AddressInfo; // a port, not a pipe
  slack.deliverTo({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
  return { app, stop: async () => void (await app.stop()) };
}

/** A Bolt app in Socket Mode, connected; it reconnects within a tenth of a second. */
export async function startSocketApp(slack: FakeSlack, listen: (app: App) => void): Promise<BoltApp> {
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    clientPingTimeout: 100,
    logger: quietLogger,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  const app = new App({ receiver, ...options(slack) });
  listen(app);
  await app.start();
  return { app, stop: async () => void (await app.stop()) };
}

function options(slack: FakeSlack) {
  return {
    token: slack.botToken,
    clientOptions: {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: 2000,
    },
    ignoreSelf: false,
    logger: quietLogger,
  };
}
