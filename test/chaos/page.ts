import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WireLine, WireLines } from '../../adapters/web/page/wire.js';
import type { Attached, Bot } from './platform.js';

/** What goes wrong on the way between pages and the bot. */
export interface Way {
  /** From 0 to 1; undefined in peace. */
  random: (() => number) | undefined;
  readonly counts: Record<WayFault, number> & { requests: number; 'streams lost': number };
  /** Called when what was done on a page has gone out, before it is answered. */
  sent: () => void;
}

/** `unsent`: cut before it went out. `cut`: right after. `unheard`: the answer is lost. `again`: sent twice. */
type WayFault = 'unsent' | 'cut' | 'unheard' | 'again' | 'late';

const CHANCES: readonly (readonly [WayFault, number])[] = [
  ['unsent', 0.05],
  ['cut', 0.06],
  ['unheard', 0.06],
  ['again', 0.05],
  ['late', 0.1],
];

/** The connection broke before there was an answer. */
class Broken extends Error {}

/** A body and what it is. */
interface Body {
  readonly type: string;
  readonly data: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** One page in a browser: it keeps its session, sends again what was not answered, and reads what is new as it comes. */
export class Page {
  readonly #agent = new Agent({ keepAlive: true });
  #cookie: string | undefined;
  #doing: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(
    private readonly bot: Bot,
    private readonly way: Way,
  ) {}

  /** Sends until it is answered, across kills. Things done on one page go out one after the other. */
  do<T>(method: string, path: string, body: object): Promise<T> {
    return this.#next(() => this.ask<T>(method, path, json(body)));
  }

  /** Uploads a file; what it answers is what a message names it by. */
  upload(path: string, { name, data }: Attached): Promise<{ readonly token: string }> {
    const headers = { 'x-firstline-name': encodeURIComponent(name), 'x-firstline-type': 'text/plain' };
    return this.#next(() => this.ask('POST', path, { type: 'application/octet-stream', data, headers }));
  }

  /** What stands at a path, as text. */
  read(path: string): Promise<string> {
    return this.#until(path, 'GET');
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#doing.then(work);
    this.#doing = mine.catch(() => {});
    return mine;
  }

  /** Everything that was done is answered. */
  async done(): Promise<void> {
    await this.#doing;
  }

  async ask<T>(method: string, path: string, body?: Body): Promise<T> {
    return JSON.parse(await this.#until(path, method, body)) as T; // what the path answers
  }

  async #until(path: string, method: string, body?: Body): Promise<string> {
    while (!this.#closed) {
      const answer = await this.#try(method, path, body).catch((error: unknown) => {
        if (!(error instanceof Broken)) throw error;
      });
      if (answer?.status === 200) return answer.text;
      if (answer && answer.status !== 429 && answer.status !== 503)
        throw new Refused(answer.status, `${method} ${path}: ${answer.status} ${answer.text}`);
      await sleep(answer ? 300 : 40);
    }
    throw new Error(`${method} ${path}: the page is closed`);
  }

  async #try(method: string, path: string, body: Body | undefined): Promise<Answer> {
    const { way } = this;
    way.counts.requests += 1;
    const fault = method === 'GET' ? undefined : this.#fault();
    if (fault) way.counts[fault] += 1;
    if (fault === 'unsent') throw new Broken();
    if (fault === 'late') await sleep((way.random?.() ?? 0) * 300);
    const cutAfter = fault === 'cut' ? (way.random?.() ?? 0) * 40 : undefined;
    const answer = await this.#send(method, path, body, cutAfter);
    if (fault === 'unheard') throw new Broken();
    if (fault === 'again') this.#send(method, path, body, undefined).catch(() => {});
    return answer;
  }

  #fault(): WayFault | undefined {
    let chance = this.way.random?.() ?? 1;
    return CHANCES.find(([, rate]) => {
      chance -= rate;
      return chance < 0;
    })?.[0];
  }

  #headers(): Record<string, string> {
    const host = `127.0.0.1:${this.bot.port}`;
    return { host, ...(this.#cookie !== undefined && { cookie: this.#cookie }) };
  }

  #send(method: string, path: string, body: Body | undefined, cutAfter?: number): Promise<Answer> {
    const headers = {
      ...this.#headers(),
      ...(body && {
        origin: `http://127.0.0.1:${this.bot.port}`,
        'x-firstline': '1',
        'content-type': body.type,
        'content-length': String(Buffer.byteLength(body.data)),
        ...body.headers,
      }),
    };
    return new Promise((resolve, reject) => {
      const options = { agent: this.#agent, host: '127.0.0.1', port: this.bot.port, method, path, headers };
      const sending = request({ ...options, timeout: 20_000 }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => reject(new Broken()));
        response.on('close', () => {
          if (!response.complete) return reject(new Broken());
          const [set] = response.headers['set-cookie'] ?? [];
          if (set !== undefined) this.#cookie = set.split(';')[0];
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
        });
      });
      sending.on('timeout', () => sending.destroy());
      sending.on('error', () => reject(new Broken()));
      sending.end(body?.data, () => {
        if (method === 'GET') return;
        this.way.sent();
        if (cutAfter !== undefined) setTimeout(() => sending.destroy(), cutAfter);
      });
    });
  }

  /** Reads live updates until the page is closed; what breaks goes on from where it was. */
  listen(path: string, hear: (event: string, data: string) => void): Listening {
    let reading: IncomingMessage | undefined;
    let id: string | undefined;
    const once = (): Promise<void> =>
      new Promise((resolve) => {
        const headers = { ...this.#headers(), ...(id !== undefined && { 'last-event-id': id }) };
        const asking = request({ host: '127.0.0.1', port: this.bot.port, path, headers }, (response) => {
          reading = response;
          response.setEncoding('utf8');
          if (response.statusCode !== 200) {
            response.resume();
            response.on('close', resolve);
            return;
          }
          let rest = '';
          response.on('data', (text: string) => {
            const frames = (rest + text).split('\n\n');
            rest = frames.pop() ?? '';
            for (const frame of frames) {
              const fields = new Map(
                frame.split('\n').map((line): [string, string] => {
                  const [name = '', ...value] = line.split(': ');
                  return [name, value.join(': ')];
                }),
              );
              id = fields.get('id') ?? id;
              hear(fields.get('event') ?? '', fields.get('data') ?? '');
            }
          });
          response.on('error', () => {});
          response.on('close', resolve);
        });
        asking.on('error', () => resolve());
        asking.end();
      });
    const go = async (): Promise<void> => {
      while (!this.#closed && !over) {
        await once();
        await sleep(30 + (this.way.random?.() ?? 0) * 200);
      }
    };
    let over = false;
    void go();
    return {
      cut: () => {
        if (!reading || reading.destroyed) return;
        this.way.counts['streams lost'] += 1;
        reading.destroy();
      },
      end() {
        over = true;
        reading?.destroy();
      },
    };
  }

  close(): void {
    this.#closed = true;
    this.#agent.destroy();
  }
}

/** Answered with a no. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Live updates of a page. */
export interface Listening {
  cut(): void;
  end(): void;
}

function json(body: object): Body {
  return { type: 'application/json', data: JSON.stringify(body) };
}

/** The lines of one conversation as a page has them. */
export class Lines {
  readonly #lines = new Map<number, WireLine>();
  seq = -1;

  take({ reset, lines, seq }: WireLines): void {
    if (reset) this.#lines.clear();
    for (const line of lines) this.#lines.set(line.n, line);
    this.seq = Math.max(this.seq, seq);
  }

  get all(): readonly WireLine[] {
    return [...this.#lines.values()].sort((a, b) => a.n - b.n);
  }

  get texts(): readonly string[] {
    return this.all.filter(({ deleted }) => !deleted).map(textOf);
  }
}

function textOf(line: WireLine): string {
  const { voice, author, state, title, text, source, fields = [], quotes = [], buttons = [], chosen } = line;
  const { files = [], reactions = [], edited, reason } = line;
  return [
    `${author?.name ?? voice} (${voice}):`,
    ...(title === undefined ? [] : [`${title} |`]),
    text,
    ...(source ? [`source: ${source.title}`] : []),
    ...fields.map(({ label, value }) => `${label}: ${value}`),
    ...quotes.map((quote) => `“${quote.who}: ${quote.text}”`),
    ...(chosen === undefined ? [] : [`chosen: ${chosen}`]),
    ...buttons.map(({ label }) => `[${label}]`),
    ...files.map(({ name, refused }) => `<${name}${refused === undefined ? '' : `, ${refused}`}>`),
    ...(edited === undefined ? [] : ['(edited)']),
    ...reactions.map((emoji) => `{${emoji}}`),
    ...(state === 'received' || state === 'delivered' ? [] : [`(${state})`]),
    ...(reason === undefined ? [] : [reason]),
  ]
    .join(' ')
    .replaceAll('\n', ' / ');
}
