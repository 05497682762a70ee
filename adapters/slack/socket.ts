import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import { textIn } from '../../src/core/json.js';
import type { Alarm, Log } from '../../src/core/ports/ambient.js';
import { sdkLogger } from './sdk-log.js';
import { troubleOf } from './troubles.js';

/** The first wait after a lost connection, and the longest, in milliseconds. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
/** A start waits so long for the first connection; then it goes on in the background. */
const START_WITHIN = 8_000;
/** A connection on which Slack does not say hello for so long is none. */
const HELLO_WITHIN = 20_000;
/** A stop waits so long for the events under way, and as long for the connection to be closed in order. */
const STOP_WITHIN = 1_000;

/** A Bolt receiver for Socket Mode. */
export interface SocketReceiver extends Receiver {
  readonly connected: boolean;
  /** Called at every new connection, the first one included. */
  onConnected: () => void;
}

const receivers = new WeakMap<App, SocketReceiver>();

/** The receiver of this kind that an app was made with, if it was. */
export function socketReceiverOf(app: App): SocketReceiver | undefined {
  return receivers.get(app);
}

/**
 * A receiver for Socket Mode that tells of each new connection, so that what came in between is read from history. It
 * keeps its connection by itself, since the client's own loop ends with an unhandled rejection where a token was
 * revoked.
 */
export function createSocketReceiver(options: {
  readonly appToken: string;
  readonly apiUrl?: string;
  readonly log: Log;
  readonly alarm?: Alarm;
}): SocketReceiver {
  const { appToken, apiUrl, log, alarm } = options;
  let app: App | undefined;
  let stopping = false;
  let connected = false;
  let wake: (() => void) | undefined;
  let loop: Promise<void> | undefined;
  const underway = new Set<Promise<void>>();

  const client = new SocketModeClient({
    appToken,
    autoReconnectEnabled: false,
    logger: sdkLogger(log),
    // An object of its own, since the client changes it.
    clientOptions: {
      retryConfig: { retries: 0 },
      timeout: 10_000,
      ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    },
  });
  client.on('slack_event', (envelope: Envelope) => {
    const handling = handle(envelope).finally(() => underway.delete(handling));
    underway.add(handling);
  });
  client.on('disconnected', () => {
    connected = false;
    wake?.();
  });

  async function handle({ ack, body, retry_num, retry_reason }: Envelope): Promise<void> {
    const event: ReceiverEvent = {
      body,
      ack: (answer?: object | string) =>
        ack(answer).catch((error: unknown) => {
          // The connection went meanwhile: Slack sends it again, and it is recognised.
          log.debug({ err: error }, 'an acknowledgement did not go out');
        }),
      ...(retry_num !== undefined && { retryNum: retry_num }),
      ...(retry_reason !== undefined && { retryReason: retry_reason }),
    };
    try {
      await app?.processEvent(event);
    } catch (error) {
      log.warn({ err: error }, 'an event of Slack failed; unless it was acknowledged, Slack sends it again');
    }
  }

  async function connect(): Promise<void> {
    const late = setTimeout(() => void client.disconnect(), HELLO_WITHIN);
    try {
      await client.start();
      connected = true;
    } finally {
      clearTimeout(late);
    }
  }

  /** Says goodbye; where Slack does not answer that, the second time cuts the connection. */
  async function disconnect(): Promise<void> {
    if (!connected) return;
    const closing = client.disconnect();
    const cut = setTimeout(() => void client.disconnect(), STOP_WITHIN);
    await closing;
    clearTimeout(cut);
  }

  async function keep(first: () => void): Promise<void> {
    for (let wait = FIRST_WAIT; !stopping; ) {
      try {
        await connect();
        if (stopping) break;
        wait = FIRST_WAIT;
        alarm?.clear('slack-socket');
        first();
        receiver.onConnected();
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (!connected || stopping) resolve();
        });
        log.info({}, 'the connection to Slack ended; a new one is made');
        continue;
      } catch (error) {
        const code = codeOf(error);
        const words = troubleOf(code ?? '')?.words.replace('SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN');
        const reason =
          words ?? (error instanceof Error ? error.message : String(error ?? 'the connection was refused'));
        log.warn({ reason }, 'no connection to Slack; it is tried again');
        alarm?.raise('slack-socket', `Slack cannot be connected to: ${reason}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, wait * (0.5 + Math.random() / 2));
        wake = () => {
          if (!stopping) return;
          clearTimeout(timer);
          resolve();
        };
      });
      wait = Math.min(LONGEST_WAIT, wait * 2);
    }
    await disconnect();
  }

  const receiver: SocketReceiver = {
    onConnected: () => {},
    get connected() {
      return connected;
    },
    init(bolt) {
      app = bolt;
      receivers.set(bolt, receiver);
    },
    async start() {
      stopping = false;
      const firstConnection = new Promise<void>((resolve) => {
        loop ??= keep(resolve);
      });
      await within(START_WITHIN, firstConnection);
    },
    async stop() {
      stopping = true;
      await within(STOP_WITHIN, Promise.allSettled(underway));
      wake?.();
      // A connection that is just being made ends by itself, and is closed then.
      await within(2 * STOP_WITHIN, loop);
      loop = undefined;
    },
  };
  return receiver;
}

/** Waits for something, but not for longer. */
function within(ms: number, what: Promise<unknown> | undefined): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return Promise.race([what, late]).finally(() => clearTimeout(timer));
}

interface Envelope {
  readonly ack: (response?: object | string) => Promise<void>;
  readonly body: Record<string, unknown>;
  readonly retry_num?: number;
  readonly retry_reason?: string;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'data' in error ? textIn(error.data, 'error') : undefined;
}
