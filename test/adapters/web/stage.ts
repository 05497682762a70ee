import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Content, markdown, plain } from '../../../src/core/content.js';
import type { Event } from '../../../src/core/event.js';
import { caseStream, type Line, placeStream } from '../../../src/core/line.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import { createServer, type Server } from '../../../src/server/server.js';
import { openWeb, type WebHarness } from './harness.js';

/** The pages on a real server, with an engine that only echoes. */
export class Stage {
  readonly harness: WebHarness;
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];
  /** What the browser complained about: violations of the content policy above all. */
  readonly #complaints: string[] = [];
  #server!: Server; // set by serve, before anybody has the stage
  #port = 0;

  private constructor(browser: Browser, harness: WebHarness) {
    this.#browser = browser;
    this.harness = harness;
  }

  static async open(browser: Browser): Promise<Stage> {
    const harness = await openWeb({ origins: () => [stage.url('')], title: 'Firstline' });
    const stage: Stage = new Stage(browser, harness);
    harness.now = Date.now();
    harness.door = stage.answer;
    await stage.serve();
    return stage;
  }

  url(path: string): string {
    return `http://localhost:${this.#port}${path}`;
  }

  /** Listens, again on the same port where it did before. */
  async serve(): Promise<void> {
    this.#server = createServer({
      host: '127.0.0.1',
      port: this.#port,
      mounts: [this.harness.web.routes],
      health: async () => ({ live: true, ready: true }),
      metrics: async () => '',
      log: silentLog,
    });
    this.#port = await this.#server.listen();
  }

  /** The server is gone. */
  async hide(): Promise<void> {
    await this.#server.close();
  }

  /** A tab of a browser that was never here. */
  async tab(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const viewport = { width: 1280, height: 800 };
    const context = await this.#browser.newContext({ locale: 'en-GB', viewport, ...options });
    this.#contexts.push(context);
    const page = await context.newPage();
    page.on('console', (message) => this.#complaints.push(message.text()));
    page.on('pageerror', (error) => this.#complaints.push(`PAGE ${error.stack}`));
    return page;
  }

  async addLine(stream: string, line: Partial<Line> & { readonly content: Content }): Promise<void> {
    const n = (await this.harness.store.lines({ stream, limit: 10_000 })).length;
    const at = this.harness.now;
    const full: Line = { at, voice: 'bot', state: 'delivered', message: `e${n}`, ...line };
    await this.harness.store.commit({
      records: [],
      lines: [{ kind: 'add', stream, n, line: full }],
      effects: [],
      withdraw: [],
      timers: [],
      facts: [],
    });
  }

  /** Stands in for the engine: it keeps what was written, each message once, and answers with its length. */
  readonly answer = async (event: Event): Promise<{ outcome: 'done' | 'duplicate' }> => {
    const stream = placeStream(event.place);
    if (this.harness.events.some(({ id }) => id === event.id)) return { outcome: 'duplicate' };
    if (event.kind === 'join') await this.addLine(stream, { content: markdown('Hello, ask me anything.') });
    if (event.kind !== 'message') return { outcome: 'done' };
    const { text, author, message } = event;
    const content = plain(text);
    const number = /^web:desk\/cases\/(\d+)$/.exec(event.place)?.[1];
    if (number !== undefined) {
      const note = text.startsWith('//');
      const state = note ? 'received' : 'delivered';
      const voice = note ? 'note' : 'staff';
      await this.addLine(caseStream(Number(number)), { author, message, voice, state, content });
      return { outcome: 'done' };
    }
    await this.addLine(stream, { author, message, voice: 'asker', state: 'received', content });
    const buttons = [{ action: 'helped', label: 'That helped', value: 'k1', version: 1 }];
    await this.addLine(stream, { content: markdown(`You wrote: ${text.length} letters.`, { buttons }) });
    return { outcome: 'done' };
  };

  /** What was written, in order. */
  get written(): readonly string[] {
    return this.harness.events.flatMap((event) => (event.kind === 'message' ? [event.text] : []));
  }

  /** Waits until something holds. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      if (await holds()) return;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect.fail('it did not become true');
  }

  /** Ends everything, and fails where the browser has seen a script fail or the content policy violated. */
  async close(): Promise<void> {
    for (const context of this.#contexts) await context.close();
    await this.harness.web.channel.stop();
    await this.#server.close();
    expect(this.#complaints.filter((text) => /policy|PAGE/i.test(text))).to.deep.equal([]);
  }
}

/** Writes into the composer of a page and sends it. */
export async function write(page: Page, text: string): Promise<void> {
  await page.fill('#box', text);
  await page.press('#box', 'Enter');
}
