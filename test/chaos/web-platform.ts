import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadKey } from '../../adapters/web/key.js';
import type { WireButton, WireCases, WireLine, WireLines, WireVisit } from '../../adapters/web/page/wire.js';
import { visitorPlace } from '../../adapters/web/places.js';
import { mintSignIn } from '../../adapters/web/sign-in.js';
import { seeded } from '../support/random.js';
import { Lines, type Listening, Page, Refused, type Way } from './page.js';
import type {
  Act,
  AskerSeat,
  Attached,
  Bot,
  DeskSeat,
  OpenPlatform,
  Platform,
  Pressed,
  Said,
  Seat,
  Storm,
} from './platform.js';
import type { Staff } from './scripts.js';

/** The web: visitors in the chat, the staff at the web desk, on pages that send again what was not answered. */
export const webPlatform: OpenPlatform = async ({ bot }): Promise<Platform> => {
  const way: Way = {
    random: undefined,
    counts: { requests: 0, unsent: 0, cut: 0, unheard: 0, again: 0, late: 0, 'streams lost': 0 },
    sent: () => {},
  };
  const office = new Office(bot, way);
  return {
    name: 'web',
    env: {},
    yaml: '',
    deskPlace: 'web',
    wheres: ['alone'],
    sweeps: false,
    losesDeletions: false,
    asker: () => office.visitor(),
    desk: ({ names }) => office.desk(names[0] ?? ''),
    settled: () => office.settled(),
    storm: (seed) => new WebStorm(office, way, seed),
    twice: () => [],
    counts() {
      const { requests, 'streams lost': lost, ...faults } = way.counts;
      return {
        events: office.done,
        deliveries: requests,
        redeliveries: Math.max(0, requests - office.done),
        'given up': 0,
        'connections lost': lost,
        'calls limited': 0,
        'calls failed': Object.values(faults).reduce((sum, count) => sum + count, 0),
        ...faults,
      };
    },
    stop: async () => office.close(),
  };
};

/** One page with live updates of one conversation. */
interface Open {
  readonly page: Page;
  readonly lines: Lines;
  readonly path: string;
  readonly listening: Listening;
}

class Office {
  done = 0;
  readonly open = new Set<Open>();
  readonly #pages = new Set<Page>();
  readonly #visitors = new Set<string>();
  /** Cases by the name of their asker, as the desk's list has them. */
  readonly #cases = new Map<string, number[]>();
  #list: Promise<{ readonly page: Page; readonly listening: Listening }> | undefined;
  /** Opens the threads that the list has. */
  readonly #desks = new Set<() => unknown>();

  constructor(
    private readonly bot: Bot,
    private readonly way: Way,
  ) {}

  async visitor(): Promise<AskerSeat> {
    for (;;) {
      const page = this.#page();
      const { visitor } = await page.do<WireVisit>('POST', '/api/chat/session', { locale: 'en' });
      const name = `Visitor ${visitor.slice(-4)}`;
      // Of two visitors with one name nobody could tell whose case it is.
      if (this.#visitors.has(name)) {
        this.#leave(page);
        continue;
      }
      this.#visitors.add(name);
      const open = this.#listen(page, '/api/chat/lines', '/api/chat/events');
      // The greeting is withdrawn where somebody asks for a person before it is out.
      while (!open.lines.all.some(({ state }) => state === 'delivered')) await sleep(20);
      return {
        ...this.#seat(page, '/api/chat', () => open.lines.all, {}),
        names: [name, visitor],
        place: visitorPlace(visitor),
        sees: () => open.lines.texts,
        files: () => filesOf(page, '/api/chat/files', open.lines.all),
        leave: () => this.#leave(page),
      };
    }
  }

  async desk(name: string): Promise<DeskSeat> {
    this.#list ??= this.#readList();
    await this.#list;
    const [ana, bo] = await Promise.all([this.#signIn('ana'), this.#signIn('bo')]);
    const pages: Readonly<Record<Staff, Page>> = { ana, bo };
    const threads = new Map<number, Open>();
    const cases = (): readonly Open[] =>
      (this.#cases.get(name) ?? []).map((number) => {
        const known = threads.get(number);
        if (known) return known;
        const open = this.#listen(ana, `/api/desk/cases/${number}/lines`, `/api/desk/events?case=${number}`);
        threads.set(number, open);
        return open;
      });
    this.#desks.add(cases);
    return {
      as: (who) => {
        const number = (): number => {
          const newest = this.#cases.get(name)?.at(-1);
          if (newest === undefined) throw new Error(`${name} has no case at the desk of the web`);
          return newest;
        };
        return this.#seat(pages[who], '/api/desk', () => cases().flatMap(({ lines }) => lines.all), {
          thread: () => `/cases/${number()}`,
          more: () => ({ case: number() }),
        });
      },
      sees: () => cases().map(({ lines }) => lines.texts),
      files: () =>
        filesOf(
          ana,
          '/api/desk/files',
          cases().flatMap(({ lines }) => lines.all),
        ),
      leave: () => {
        this.#desks.delete(cases);
        for (const page of Object.values(pages)) void this.#signOut(page);
      },
    };
  }

  #seat(
    page: Page,
    area: string,
    lines: () => readonly WireLine[],
    at: { readonly thread?: () => string; readonly more?: () => object },
  ): Seat {
    const { thread = () => '', more = () => ({}) } = at;
    /** Sent until it is answered: nothing that is done on a page is lost. */
    const go = (method: string, path: string, body: object): Promise<unknown> => {
      this.done += 1;
      return page.do(method, path, body);
    };
    const kept = (work: Promise<unknown>, ref: unknown = undefined): Said => {
      work.catch((error: unknown) => this.failed.push(String(error)));
      return { ref, event: '', gone: () => false };
    };
    const message = ({ ref }: Said): string => `${area}${thread()}/messages/${String(ref)}`;
    return {
      longest: 12_000,
      say: (text) => {
        const id = randomUUID();
        return kept(go('POST', `${area}${thread()}/messages`, { id, text }), id);
      },
      attach: (text, file) => {
        const id = randomUUID();
        const path = `${area}${thread()}/messages`;
        const sent = page
          .upload(`${area}/files`, file)
          .then(({ token }) => go('POST', path, { id, text, files: [token] }));
        return kept(sent, id);
      },
      edit: (said, text) => void kept(go('PUT', message(said), { revision: randomUUID(), text })),
      remove: (said): Act => kept(go('DELETE', message(said), {})),
      press: (label) => {
        const found = lines()
          .flatMap((line) => (line.buttons ?? []).map((button) => ({ line, button })))
          .findLast(({ button }) => button.label === label);
        if (!found) return undefined;
        const { action, value, version }: WireButton = found.button;
        const on = found.line.message === undefined ? {} : { message: found.line.message };
        const body = { id: randomUUID(), action, value, version, ...on, ...more() };
        return go('POST', `${area}/actions`, body).then(
          (): Pressed => 'taken',
          (error: unknown): Pressed => {
            this.failed.push(String(error));
            return 'refused';
          },
        );
      },
    };
  }

  /** What was answered with a no. */
  readonly failed: string[] = [];

  async #signIn(person: Staff): Promise<Page> {
    const page = this.#page();
    for (;;) {
      const token = mintSignIn(await loadKey(this.bot.dataDir), person, Date.now());
      try {
        await page.do('POST', '/api/desk/sign-in', { token });
        return page;
      } catch (error) {
        // Used by an attempt whose answer was lost: the next link is a new one.
        if (!(error instanceof Refused) || error.status !== 403) throw error;
      }
    }
  }

  async #readList(): Promise<{ readonly page: Page; readonly listening: Listening }> {
    const page = await this.#signIn('ana');
    const listening = page.listen('/api/desk/events', (event, data) => {
      if (event === 'cases') this.#take(JSON.parse(data) as WireCases); // what the path sends
    });
    return { page, listening };
  }

  #take({ cases }: WireCases): void {
    for (const { number, asker } of cases) {
      const known = this.#cases.get(asker.name) ?? [];
      if (!known.includes(number))
        this.#cases.set(
          asker.name,
          [...known, number].sort((a, b) => a - b),
        );
    }
  }

  #listen(page: Page, path: string, events: string): Open {
    const lines = new Lines();
    const listening = page.listen(events, (event, data) => {
      if (event === 'lines') lines.take(JSON.parse(data) as WireLines); // what the path sends
    });
    const open = { page, lines, path, listening };
    this.open.add(open);
    return open;
  }

  #page(): Page {
    const page = new Page(this.bot, this.way);
    this.#pages.add(page);
    return page;
  }

  /** Whoever is done signs out, where the bot is there to hear it. */
  async #signOut(page: Page): Promise<void> {
    const heard = page.do('POST', '/api/desk/sign-out', {}).catch(() => {});
    await Promise.race([heard, sleep(1_000, undefined, { ref: false })]);
    this.#leave(page);
  }

  #leave(page: Page): void {
    for (const open of this.open) {
      if (open.page !== page) continue;
      open.listening.end();
      this.open.delete(open);
    }
    page.close();
    this.#pages.delete(page);
  }

  /** Everything that was done is answered, and every page has what there is. */
  async settled(): Promise<void> {
    for (const page of this.#pages) await page.done();
    const list = await this.#list;
    if (list) this.#take(await list.page.ask<WireCases>('GET', '/api/desk/cases'));
    for (const open of this.#desks) open();
    const until = performance.now() + 30_000;
    for (const { page, lines, path } of this.open) {
      const { seq } = await page.ask<WireLines>('GET', path);
      while (lines.seq < seq) {
        if (performance.now() > until) throw new Error(`a page does not get what is new of ${path}`);
        await sleep(5);
      }
    }
    if (this.failed.length) throw new Error(this.failed.join('\n'));
  }

  async close(): Promise<void> {
    (await this.#list)?.listening.end();
    for (const page of [...this.#pages]) this.#leave(page);
  }
}

/** The files of lines, as the page opens them; without those that are not here yet. */
async function filesOf(page: Page, path: string, lines: readonly WireLine[]): Promise<readonly Attached[]> {
  const found: Attached[] = [];
  for (const { name, digest, refused } of lines.flatMap(({ files = [] }) => files)) {
    if (digest === undefined || refused !== undefined) continue;
    try {
      found.push({ name, data: await page.read(`${path}/${digest}`) });
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
    }
  }
  return found;
}

/** Requests that break before or after they arrive, or come again; live updates that end. */
class WebStorm implements Storm {
  #over = false;
  readonly #random: () => number;

  constructor(
    private readonly office: Office,
    private readonly way: Way,
    seed: number,
  ) {
    this.#random = seeded(seed);
  }

  over(): void {
    this.#over = true;
  }

  async rage(): Promise<void> {
    this.way.random = this.#random;
    while (!this.#over) {
      await sleep(200 + this.#random() * 800);
      // The first for certain: a short storm may have a handful of chances.
      const { counts } = this.way;
      for (const { listening } of this.office.open)
        if (this.#random() < 0.2 || counts['streams lost'] === 0) listening.cut();
    }
    this.way.random = undefined;
  }

  async ambush(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      this.way.sent = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
    this.way.sent = () => {};
    await sleep(this.#random() * 15);
  }
}
