import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { Json } from './json.js';
import type { Ack, Forgery } from './surface.js';

/** Posts to the app's request URL, signed, and waits for the answer as long as Slack does. */
export class RequestUrl {
  readonly #secret: string;
  readonly #ackMs: number;
  readonly #open = new Set<() => void>();

  constructor(secret: string, ackMs: number) {
    this.#secret = secret;
    this.#ackMs = ackMs;
  }

  post(url: string, contentType: string, body: string, how: Forgery = {}): Promise<Ack> {
    const started = performance.now();
    const headers = { ...signature(body, this.#secret, how), 'content-type': contentType, ...how.headers };
    return new Promise((resolve) => {
      const finish = (ack: Omit<Ack, 'ms'>) => {
        clearTimeout(timer);
        this.#open.delete(abandon);
        resolve({ ...ack, ms: performance.now() - started });
      };
      const fail = (problem: string) => finish({ ok: false, status: 0, body: null, problem });
      const outgoing = request(url, {
        method: 'POST',
        agent: false,
        headers: {
          ...headers,
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          accept: '*/*',
        },
      });
      const abandon = () => {
        fail('connection_failed');
        outgoing.destroy();
      };
      const timer = setTimeout(() => {
        fail('http_timeout');
        outgoing.destroy();
      }, this.#ackMs);
      this.#open.add(abandon);
      outgoing.on('error', () => fail('connection_failed'));
      outgoing.on('response', (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', () => fail('connection_failed'));
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          const ok = status >= 200 && status < 300;
          const text = Buffer.concat(parts).toString();
          const noRetry = response.headers['x-slack-no-retry'] === '1';
          finish({
            ok,
            status,
            body: parsed(text),
            ...(!ok && { problem: noRetry ? 'no_retry' : 'http_error' }),
          });
        });
      });
      outgoing.end(body);
    });
  }

  /** Gives up on everything that is still open. */
  stop(): void {
    for (const abandon of this.#open) abandon();
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json; // whatever JSON text says is Json
  } catch {
    return text;
  }
}

function signature(body: string, secret: string, how: Forgery): Record<string, string> {
  const timestamp = how.timestamp ?? Math.floor(Date.now() / 1000);
  const hash = createHmac('sha256', how.secret ?? secret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  const right = how.signature ?? `v0=${hash}`;
  return { 'x-slack-request-timestamp': String(timestamp), ...(right && { 'x-slack-signature': right }) };
}
