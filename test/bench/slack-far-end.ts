import { createHmac } from 'node:crypto';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What both bots are told. */
export const SECRET = 'a-signing-secret-for-the-bench';
export const TOKEN = 'xoxb-bench';
export const TEAM = 'T0BENCH';
const BOT_USER = 'U0BOT';

/** The far end of both bots: Slack's Web API as one that answers “ok” to everything, and Slack's posts to the bot. */
export interface FarEnd {
  /** For `SLACK_API_URL`. */
  readonly url: string;
  /** Posts the direct message of the n-th asker, signed. Resolves when the bot has acknowledged it. */
  post(port: number, asker: number, text: string): Promise<void>;
  /**
   * The same, and then waits until as many messages were posted to the asker as they have sent; where that takes too
   * long, those are taken for lost.
   */
  postAndHear(port: number, asker: number, text: string): Promise<void>;
  /** Messages that the bot posted, and direct messages that were posted to it. */
  readonly posted: number;
  readonly asked: number;
  /** Messages that were given up as never answered. */
  readonly lost: number;
  /** Waits until the one has reached the other; what is still missing then is lost. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

interface Talk {
  asked: number;
  heard: number;
  /** Who waits, each for so many messages. */
  readonly waiting: { readonly count: number; readonly wake: () => void }[];
}

/** An answer that takes longer has been lost. */
const PATIENCE = 20_000;
/** Connections to the Web API stay open: none is closed just when something is sent over it. */
const KEEP_ALIVE = 600_000;
/** A connection that rests is closed from here, before the bot does it while something is on its way to it. */
const IDLE = 3_000;

/** Opens the far end. */
export async function openFarEnd(): Promise<FarEnd> {
  const talks = new Map<string, Talk>();
  const talkOf = (channel: string): Talk => {
    let talk = talks.get(channel);
    if (!talk) {
      talk = { asked: 0, heard: 0, waiting: [] };
      talks.set(channel, talk);
    }
    return talk;
  };
  let posted = 0;
  let asked = 0;
  let lost = 0;
  let stamps = 0;
  /** Each is later than those before it, whoever wrote, also in a folder that was used before. */
  const stamp = (): string =>
    `${Math.floor(Date.now() / 1000)}.${String(++stamps % 1_000_000).padStart(6, '0')}`;

  const answer = (method: string, args: URLSearchParams): object => {
    const user = args.get('user') ?? '';
    switch (method) {
      case 'auth.test':
        return { team_id: TEAM, user_id: BOT_USER, user: 'bot', bot_id: 'B0BENCH' };
      case 'bots.info':
        return { bot: { id: 'B0BENCH', app_id: 'A0BENCH', user_id: BOT_USER } };
      case 'users.info':
        return {
          user: {
            id: user,
            team_id: TEAM,
            name: user,
            tz: 'Etc/UTC',
            locale: 'en-US',
            profile: { real_name: user },
          },
        };
      case 'chat.postMessage': {
        const channel = args.get('channel') ?? '';
        const talk = talkOf(channel);
        posted += 1;
        talk.heard += 1;
        while ((talk.waiting[0]?.count ?? Number.POSITIVE_INFINITY) <= talk.heard)
          talk.waiting.shift()?.wake();
        const ts = stamp();
        return { channel, ts, message: { ts } };
      }
      default:
        return {};
    }
  };
  const server = createServer(async (incoming, outgoing) => {
    let body = '';
    for await (const part of incoming) body += String(part);
    const method = new URL(incoming.url ?? '/', 'http://slack').pathname.slice('/api/'.length);
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify({ ok: true, ...answer(method, new URLSearchParams(body)) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.keepAliveTimeout = KEEP_ALIVE;
  const agent = new Agent({ keepAlive: true, timeout: IDLE });

  async function post(port: number, asker: number, text: string): Promise<void> {
    asked += 1;
    const channel = `D${asker}`;
    talkOf(channel).asked += 1;
    await deliver(agent, port, JSON.stringify(envelope(asker, channel, text, asked, stamp())));
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`, // a port, no pipe
    post,
    async postAndHear(port, asker, text) {
      const talk = talkOf(`D${asker}`);
      const count = talk.asked + 1;
      await post(port, asker, text);
      if (talk.heard >= count) return;
      await new Promise<void>((resolve) => {
        const late = setTimeout(() => {
          lost += count - talk.heard;
          talk.heard = count;
          resolve();
        }, PATIENCE);
        talk.waiting.push({
          count,
          wake() {
            clearTimeout(late);
            resolve();
          },
        });
      });
    },
    get posted() {
      return posted;
    },
    get asked() {
      return asked;
    },
    get lost() {
      return lost;
    },
    async drain() {
      const until = performance.now() + PATIENCE;
      while (posted + lost < asked) {
        if (performance.now() > until) lost = asked - posted;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The event as Slack sends it. */
function envelope(asker: number, channel: string, text: string, count: number, ts: string): object {
  const block = { type: 'rich_text_section', elements: [{ type: 'text', text }] };
  return {
    token: 'verification-token',
    team_id: TEAM,
    context_team_id: TEAM,
    context_enterprise_id: null,
    api_app_id: 'A0BENCH',
    event: {
      type: 'message',
      channel_type: 'im',
      channel,
      user: `U${asker}`,
      text,
      ts,
      event_ts: ts,
      client_msg_id: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
      team: TEAM,
      blocks: [{ type: 'rich_text', block_id: 'b', elements: [block] }],
    },
    type: 'event_callback',
    event_id: `Ev${count}`,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: TEAM, user_id: BOT_USER, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${count}`,
  };
}

function deliver(agent: Agent, port: number, body: string): Promise<void> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const hash = createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        path: '/slack/events',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': `v0=${hash}`,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`The bot answered ${response.statusCode}.`));
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
