import type { Hono } from 'hono';
import type { WebSettings } from '../../../adapters/web/setup.js';
import type { Web } from '../../../adapters/web/web.js';
import { createWeb } from '../../../adapters/web/web.js';
import type { Event } from '../../../src/core/event.js';
import { DEFAULT_FILE_RULES, type FileRules } from '../../../src/core/file-rules.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import type { Door, Submitted } from '../../../src/core/ports/channel.js';
import type { Person } from '../../../src/core/roster.js';
import { type WebStore, webStore } from './web-store.js';

/** Where the tests' browsers find us. */
export const ORIGIN = 'http://localhost:3978';

/** The web with a scripted door and a real store. */
export interface WebHarness {
  readonly web: Web;
  readonly store: WebStore;
  readonly events: Event[];
  readonly people: Person[];
  now: number;
  /** Answers an event; the standard answer is `done`. */
  door: (event: Event) => Promise<Submitted>;
  /** A browser with cookies of its own. */
  browser(): TestBrowser;
}

/** How a request differs from one that our own page sends. */
export interface RequestOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A browser: it keeps cookies and sends what our pages send. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  address = '127.0.0.1';
  readonly #routes: Hono;

  constructor(routes: Hono) {
    this.#routes = routes;
  }

  async send(method: string, path: string, { body, headers = {} }: RequestOptions = {}): Promise<Response> {
    const unsafe = method !== 'GET' && method !== 'HEAD';
    const all: Record<string, string | undefined> = {
      host: 'localhost:3978',
      ...(unsafe ? { origin: ORIGIN, 'content-type': 'application/json', 'x-firstline': '1' } : {}),
      ...(this.cookies.size > 0
        ? { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
        : {}),
      ...headers,
    };
    const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const response = await this.#routes.request(
      `${ORIGIN}${path}`,
      {
        method,
        headers: sent,
        ...(unsafe
          ? {
              body:
                typeof body === 'string' || body instanceof Blob || body instanceof ReadableStream
                  ? body
                  : JSON.stringify(body ?? {}),
              duplex: 'half' as const,
            }
          : {}),
      },
      { incoming: { socket: { remoteAddress: this.address } } },
    );
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (/max-age=0/i.test(cookie)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** Sends, and expects JSON. */
  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.send(method, path, { body });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T; // the type of the path, as the test knows it
  }
}

/** A fresh web, listening. */
export async function openWeb(
  settings: Partial<WebSettings> = {},
  options: { readonly started?: boolean; readonly rules?: Partial<FileRules> } = {},
): Promise<WebHarness> {
  const time = { now: Date.UTC(2026, 10, 23, 9) };
  const clock = { now: () => time.now };
  const store = await webStore(clock);
  const events: Event[] = [];
  const people: Person[] = [
    { id: 'ana', name: 'Ana', handles: {} },
    { id: 'wei', name: '李伟', handles: {}, language: 'zh' },
  ];
  const web = createWeb({
    records: store,
    reader: store,
    feed: store,
    people,
    settings: {
      origins: () => [ORIGIN],
      title: 'Help <desk>',
      language: 'en',
      trial: true,
      chat: true,
      desk: true,
      ...settings,
    },
    spool: {
      files: store.files,
      rules: { ...DEFAULT_FILE_RULES, maxBytes: 100_000, perMessage: 3, ...options.rules },
    },
    key: new Uint8Array(32).fill(7),
    clock,
    log: silentLog,
    assets: {
      pages: new URL('../../../adapters/web/page/', import.meta.url),
      scripts: new URL('../../../dist/adapters/web/page/', import.meta.url),
    },
  });
  const harness: WebHarness = {
    web,
    store,
    events,
    people,
    get now() {
      return time.now;
    },
    set now(now) {
      time.now = now;
    },
    door: async () => ({ outcome: 'done' }),
    browser: () => new TestBrowser(web.routes),
  };
  const door: Door = {
    submit: async (event) => {
      const submitted = await harness.door(event);
      events.push(event);
      return submitted;
    },
  };
  if (options.started !== false) await web.channel.start(door);
  return harness;
}

/** A browser that has arrived at the chat, and who it is. */
export async function arrive(
  harness: WebHarness,
): Promise<{ readonly browser: TestBrowser; readonly visitor: string }> {
  const browser = harness.browser();
  const { visitor } = await browser.json<{ visitor: string }>('POST', '/api/chat/session', {
    zone: 'Europe/Lisbon',
    locale: 'en',
  });
  return { browser, visitor };
}

/** A browser that is signed in at the desk. */
export async function signIn(harness: WebHarness, person = 'ana'): Promise<TestBrowser> {
  const browser = harness.browser();
  await browser.json('POST', '/api/desk/sign-in', { token: tokenOf(harness.web.signInLink(person)) });
  return browser;
}

/** The token of a link. */
export function tokenOf(link: string): string {
  return new URL(link).hash.slice(1);
}

/** Frames of a stream of server-sent events, one at a time. */
export async function* frames(
  response: Response,
): AsyncGenerator<{ event: string; id: string; data: unknown }> {
  if (!response.body) throw new Error('the response has no body');
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = new Map(
        text
          .slice(0, end)
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      text = text.slice(end + 2);
      yield {
        event: fields.get('event') ?? '',
        id: fields.get('id') ?? '',
        data: JSON.parse(fields.get('data') ?? 'null'),
      };
    }
  }
}
