import { Agent, request } from 'node:http';
import { Gone, type Life, sleep } from './life.js';
import type { Supervisor } from './supervisor.js';
import { Violation } from './violation.js';

/** What a page gets back. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly cookie?: string;
}

/** One browser: it keeps its session, and sends again what was not answered. */
export class Browser {
  #token: string | undefined;

  constructor(
    private readonly supervisor: Supervisor,
    private readonly kind: 'visitor' | 'staff',
    private readonly speed: number,
  ) {}

  /** Sends until it is answered, across restarts. A session that is not known any more was lost. */
  async send(method: string, path: string, body?: object): Promise<unknown> {
    for (;;) {
      const answer = await this.once(await this.supervisor.current, method, path, body);
      if (answer === undefined) continue;
      if (answer.status === 200) return answer.body;
      throw new Violation(
        `${method} ${path} was answered with ${answer.status} ${JSON.stringify(answer.body)}`,
      );
    }
  }

  /** One attempt. Undefined where it is to be sent again: no answer, or one that asks for it. */
  async once(life: Life, method: string, path: string, body?: object): Promise<Answer | undefined> {
    try {
      const answer = await call(life, {
        method,
        path,
        body,
        cookie: this.#token === undefined ? undefined : `firstline-${this.kind}-${life.port}=${this.#token}`,
      });
      if (answer.cookie) this.#token = /=([^;]*)/.exec(answer.cookie)?.[1];
      if (answer.status !== 429 && answer.status !== 503) return answer;
      await sleep(answer.status === 429 ? Math.max(10, 1000 / this.speed) : 20);
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      await Promise.race([life.ended, sleep(20)]);
    }
    return undefined;
  }
}

/** A process that serves HTTP, as long as it lives. */
interface Host {
  readonly port: number;
  readonly over: boolean;
}

const agents = new WeakMap<Host, Agent>();

/** One request to a process. Rejects with {@link Gone} where the connection broke. */
export function call(
  life: Host,
  options: {
    readonly method: string;
    readonly path: string;
    readonly body?: object | undefined;
    readonly cookie?: string | undefined;
  },
): Promise<Answer> {
  const { method, path, body, cookie } = options;
  if (life.over) return Promise.reject(new Gone());
  let agent = agents.get(life);
  if (!agent) {
    agent = new Agent({ keepAlive: true });
    agents.set(life, agent);
  }
  const origin = `http://127.0.0.1:${life.port}`;
  const text = method === 'GET' ? undefined : JSON.stringify(body ?? {});
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent,
        host: '127.0.0.1',
        port: life.port,
        method,
        path,
        headers: {
          host: `127.0.0.1:${life.port}`,
          ...(cookie !== undefined && { cookie }),
          ...(text !== undefined && {
            origin,
            'content-type': 'application/json',
            'x-firstline': '1',
            'content-length': Buffer.byteLength(text),
          }),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => reject(new Gone()));
        response.on('aborted', () => reject(new Gone()));
        response.on('end', () => {
          if (!response.complete) return reject(new Gone());
          const said = Buffer.concat(chunks).toString();
          const [set] = response.headers['set-cookie'] ?? [];
          const json = response.headers['content-type']?.startsWith('application/json');
          resolve({
            status: response.statusCode ?? 0,
            body: json ? JSON.parse(said) : said,
            ...(set !== undefined && { cookie: set }),
          });
        });
      },
    );
    sent.on('error', () => reject(new Gone()));
    sent.end(text);
  });
}
