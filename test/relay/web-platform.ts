import { randomUUID } from 'node:crypto';
import { Browser } from '../support/web-api.js';
import type { AskerSide, DeskSide, Drawn, Platform, Said, Seen } from './sides.js';

interface WebLine {
  readonly n: number;
  readonly voice: string;
  readonly author?: string | { readonly name: string };
  readonly message?: string;
  readonly title?: string;
  readonly text: string;
  readonly html?: string;
  readonly deleted?: boolean;
  readonly inReplyTo?: { readonly who?: string; readonly text: string };
  readonly reactions?: readonly string[];
  readonly files?: readonly { readonly name: string; readonly digest?: string }[];
  readonly buttons?: readonly {
    readonly label: string;
    readonly action: string;
    readonly value: string;
    readonly version: number;
  }[];
}

/** The web: Vera has the chat open, Ana the desk; both over the API of the pages. */
export async function webPlatform(): Promise<Platform> {
  const lines = async (browser: Browser, path: string): Promise<readonly WebLine[]> =>
    (await browser.json<{ lines: readonly WebLine[] }>('GET', path)).lines;
  const seen = ({ voice, author, title, text, html, reactions = [], inReplyTo }: WebLine): Seen => ({
    who: author === undefined ? voice : typeof author === 'string' ? author : author.name,
    text: [title, html === undefined ? text : textOf(html)].filter(Boolean).join('\n'),
    reactions,
    ...(inReplyTo && { answers: [inReplyTo.who, inReplyTo.text].filter(Boolean).join(': ') }),
  });
  const drawn = (all: readonly WebLine[], from: number): readonly Drawn[] =>
    all
      .filter(({ n, deleted }) => n >= from && !deleted)
      .map((line) => ({ ...seen(line), looks: looksOf(line) }));
  const count = (all: readonly WebLine[]): number => (all.at(-1)?.n ?? -1) + 1;
  const shown = (all: readonly WebLine[]): readonly Seen[] => all.filter(({ deleted }) => !deleted).map(seen);

  let desk: Browser | undefined;

  return {
    name: 'web',
    env: {},
    desk: 'web',
    settled: async () => {},
    bait: ['@Ana', '<at>Ana</at>', '<script>ring()</script>', '<img src=x onerror=ring()>', '&lt;b&gt;'],
    read: (text) => [text],
    async rings() {
      if (!desk) return [];
      const { cases } = await desk.json<{ cases: readonly { pinged: readonly { name: string }[] }[] }>(
        'GET',
        '/api/desk/cases',
      );
      return cases.flatMap(({ pinged }) => pinged.map(({ name }) => `user ${name}`));
    },
    async asker(bot): Promise<AskerSide> {
      const browser = new Browser(() => bot.port);
      await browser.json('POST', '/api/chat/session', { zone: 'Europe/Lisbon', locale: 'en' });
      const call = async (method: string, path: string, body?: object): Promise<void> => {
        await browser.json(method, `/api/chat/${path}`, body);
        await bot.quiet();
      };
      return {
        platform: 'web',
        longest: 12_000,
        async say(text) {
          const id = randomUUID();
          await call('POST', 'messages', { id, text });
          return id;
        },
        async attach(text, name, data) {
          const files = [await browser.upload('chat', name, data)];
          await call('POST', 'messages', { id: randomUUID(), text, files });
        },
        fileOf: async (name) => fileOf(browser, 'chat', await lines(browser, '/api/chat/lines'), name),
        edit: (said, text) => call('PUT', `messages/${String(said)}`, { revision: randomUUID(), text }),
        remove: (said) => call('DELETE', `messages/${String(said)}`),
        sees: async () => shown(await lines(browser, '/api/chat/lines')),
        count: async () => count(await lines(browser, '/api/chat/lines')),
        drawn: async (from) => drawn(await lines(browser, '/api/chat/lines'), from),
      };
    },
    async staff(bot): Promise<DeskSide> {
      const browser = new Browser(() => bot.port);
      desk = browser;
      const token = new URL(bot.signInLink('ana')).hash.slice(1);
      await browser.json('POST', '/api/desk/sign-in', { token });
      const call = async (method: string, path: string, body?: object): Promise<void> => {
        await browser.json(method, `/api/desk/${path}`, body);
        await bot.quiet();
      };
      const thread = (number: number) => lines(browser, `/api/desk/cases/${number}/lines`);
      return {
        platform: 'web',
        longest: 12_000,
        async write(number, text) {
          const id = randomUUID();
          await call('POST', `cases/${number}/messages`, { id, text });
          return [number, id];
        },
        async attach(number, text, name, data) {
          const files = [await browser.upload('desk', name, data)];
          await call('POST', `cases/${number}/messages`, { id: randomUUID(), text, files });
        },
        fileOf: async (number, name) => fileOf(browser, 'desk', await thread(number), name),
        edit: (said, text) => call('PUT', path(said), { revision: randomUUID(), text }),
        remove: (said) => call('DELETE', path(said)),
        async press(number, label) {
          const found = (await thread(number))
            .flatMap(({ buttons = [] }) => buttons)
            .findLast((button) => button.label === label);
          if (!found) throw new Error(`There is no button “${label}”.`);
          const { action, value, version } = found;
          await call('POST', 'actions', { id: randomUUID(), case: number, action, value, version });
        },
        thread: async (number) => shown(await thread(number)),
        count: async (number) => count(await thread(number)),
        drawn: async (number, from) => drawn(await thread(number), from),
        // A page rings by itself: for whom, says the case.
        async pings() {
          const { cases } = await browser.json<{ cases: readonly { pinged?: readonly unknown[] }[] }>(
            'GET',
            '/api/desk/cases',
          );
          return cases.length;
        },
      };
    },
    stop: async () => {},
  };
}

function fileOf(
  browser: Browser,
  area: 'chat' | 'desk',
  lines: readonly WebLine[],
  name: string,
): Promise<string> {
  const file = lines.flatMap(({ files = [] }) => files).findLast((each) => each.name === name);
  if (file?.digest === undefined) throw new Error(`There is no file ${name} on the web.`);
  return browser.text(`/api/${area}/files/${file.digest}?name=${encodeURIComponent(name)}`);
}

function path(said: Said): string {
  const [number, id] = said as [number, string]; // what `write` of this side returned
  return `cases/${number}/messages/${id}`;
}

/** What a page draws as more than letters: the tags of its HTML, each as it stands there. */
function looksOf({ html = '' }: WebLine): readonly string[] {
  return html.match(/<[^>]*>/g) ?? [];
}

/** What a page shows of HTML that the server made. */
function textOf(html: string): string {
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };
  return html
    .replace(/<br ?\/?>|<\/(?:p|li|pre|blockquote|h\d)>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&(lt|gt|amp|quot|#39);/g, (_all, name: string) => entities[name] ?? '')
    .trim();
}
