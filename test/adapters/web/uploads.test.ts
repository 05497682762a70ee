import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import type { WireUpload } from '../../../adapters/web/page/wire.js';
import type { MessageEvent } from '../../../src/core/message-events.js';
import { arrive, openWeb, signIn, type TestBrowser, type WebHarness } from './harness.js';

const PICTURE = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100, 7)]);

describe('files of the web', () => {
  let harness: WebHarness;
  beforeEach(async () => {
    harness = await openWeb();
  });

  const upload = (
    browser: TestBrowser,
    data: Buffer | string,
    { name = 'a.txt', area = 'chat', headers = {} }: { name?: string; area?: string; headers?: object } = {},
  ): Promise<Response> =>
    browser.send('POST', `/api/${area}/files`, {
      body: new Blob([new Uint8Array(Buffer.from(data))]),
      headers: {
        'content-type': 'application/octet-stream',
        'x-firstline-name': encodeURIComponent(name),
        'x-firstline-type': encodeURIComponent('text/plain'),
        ...headers,
      },
    });
  const uploaded = async (...args: Parameters<typeof upload>): Promise<WireUpload> => {
    const response = await upload(...args);
    expect(response.status).to.equal(200);
    return (await response.json()) as WireUpload; // what the path answers
  };
  const errorOf = async (response: Promise<Response>): Promise<string> =>
    ((await (await response).json()) as { error: string }).error;
  const send = (browser: TestBrowser, files: readonly string[], text = ''): Promise<Response> =>
    browser.send('POST', '/api/chat/messages', { body: { id: randomUUID(), text, files } });
  const lastMessage = (): MessageEvent => {
    const event = harness.events.at(-1);
    if (event?.kind !== 'message') throw new Error('no message was submitted');
    return event;
  };
  /** What the turn of a message would do. */
  const keep = (digest: string, ...streams: string[]) =>
    harness.store.commit({
      records: [
        { key: `file/${digest}`, version: 0, value: { lines: streams.map((stream, n) => ({ stream, n })) } },
      ],
      lines: [],
      effects: [],
      withdraw: [],
      timers: [],
      facts: [],
    });

  it('an uploaded file goes with a message, whose words are then its name', async () => {
    const { browser } = await arrive(harness);
    const file = await uploaded(browser, PICTURE, { name: 'x.png' });
    expect(file).to.deep.include({ name: 'x.png', size: PICTURE.length, picture: true });
    expect((await send(browser, [file.token])).status).to.equal(200);
    const { text, files = [] } = lastMessage();
    expect(text).to.equal('📎 x.png');
    expect(files).to.have.length(1);
    expect(files[0]).to.deep.include({ name: 'x.png', type: 'image/png', size: PICTURE.length });
    expect(await harness.store.files.has(files[0]?.digest ?? '')).to.equal(true);
  });

  it('a file belongs to who uploaded it, for some hours', async () => {
    const { browser } = await arrive(harness);
    const { browser: other } = await arrive(harness);
    const { token } = await uploaded(browser, 'mine');
    expect(await errorOf(send(other, [token]))).to.equal('invalid');
    expect(await errorOf(send(browser, [`${token}x`]))).to.equal('invalid');
    expect(await errorOf(send(browser, ['made up']))).to.equal('invalid');
  });

  it('a file that was attached too long ago is told as gone, with words that say what to do', async () => {
    const { browser } = await arrive(harness);
    const { token } = await uploaded(browser, 'mine');
    harness.now += 13 * 3_600_000;
    const response = await send(browser, [token]);
    expect(response.status).to.equal(410);
    expect(await response.json()).to.deep.equal({
      error: 'file-gone',
      message: 'A file is not there any more: it was attached too long ago. Attach it again.',
    });
  });

  it('all visitors together fill half of the spool a day; the desk is not held up by that', async () => {
    harness = await openWeb({}, { rules: { totalBytes: 100_000 } });
    const { browser } = await arrive(harness);
    const { browser: other } = await arrive(harness);
    const sized = (browser: TestBrowser, data: Buffer | string, area = 'chat') =>
      upload(browser, data, { area, headers: { 'content-length': String(Buffer.byteLength(data)) } });
    expect((await sized(browser, Buffer.alloc(30_000, 1))).status).to.equal(200);
    expect(await errorOf(sized(other, Buffer.alloc(30_000, 2)))).to.equal('file-full');
    // What is refused takes nothing of the share.
    expect(await errorOf(sized(other, 'MZ'.repeat(10_000)))).to.equal('file-type');
    expect((await sized(other, Buffer.alloc(15_000, 3))).status).to.equal(200);
    const staff = await signIn(harness, 'ana');
    expect((await sized(staff, Buffer.alloc(30_000, 4), 'desk')).status).to.equal(200);
    harness.now += 24 * 3_600_000;
    const { browser: later } = await arrive(harness);
    expect((await sized(later, Buffer.alloc(45_000, 5))).status).to.equal(200);
  });

  it('asking for the head of a file leaves no file open, nor does leaving before the first byte', async () => {
    const staff = await signIn(harness, 'ana');
    const { digest } = await harness.store.files.put(stream(PICTURE), { name: 'x', type: 'image/png' });
    await keep(digest, 'case/1');
    const opened: Readable[] = [];
    const get = harness.store.files.get.bind(harness.store.files);
    harness.store.files.get = async (wanted) => {
      const file = await get(wanted);
      opened.push(file);
      return file;
    };
    const head = await staff.send('HEAD', `/api/desk/files/${digest}`);
    expect(head.status).to.equal(200);
    const left = await staff.send('GET', `/api/desk/files/${digest}`);
    await left.body?.cancel();
    await new Promise((resolve) => setImmediate(resolve));
    expect(opened.map((file) => file.destroyed)).to.deep.equal([true, true]);
  });

  it('visitors who send byte by byte hold up neither each other for ever nor the desk at all', async () => {
    harness = await openWeb({}, { rules: { concurrency: 4 } });
    const ends: (() => void)[] = [];
    const slowly = async (): Promise<Response> => {
      const { browser } = await arrive(harness);
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new Uint8Array(Buffer.from('a'.repeat(1_000))));
          ends.push(() => controller.close());
        },
      });
      const headers = { 'content-type': 'application/octet-stream', 'x-firstline-name': 'a.txt' };
      return browser.send('POST', '/api/chat/files', { body, headers });
    };
    const slow = [slowly(), slowly()];
    const { browser } = await arrive(harness);
    let quick = await upload(browser, 'quick');
    while (quick.ok) quick = await upload(browser, 'quick'); // until both have begun
    expect(await errorOf(Promise.resolve(quick))).to.equal('unavailable');
    expect((await upload(await signIn(harness, 'ana'), 'of the desk', { area: 'desk' })).status).to.equal(
      200,
    );
    for (const end of ends) end();
    expect((await Promise.all(slow)).map(({ status }) => status)).to.deep.equal([200, 200]);
    expect((await upload(browser, 'quick')).status).to.equal(200);
  });

  it('a file that the spool has lost is told as gone', async () => {
    const { browser } = await arrive(harness);
    const { token } = await uploaded(browser, 'old');
    harness.now += 3_600_000;
    await harness.store.files.sweep({ before: harness.now, keep: new Set() });
    expect(await errorOf(send(browser, [token]))).to.equal('file-gone');
  });

  it('refuses what is too large, empty or a program, and more than go with one message', async () => {
    const { browser } = await arrive(harness);
    expect(await errorOf(upload(browser, Buffer.alloc(100_001)))).to.equal('file-too-large');
    const said = { headers: { 'content-length': '100001' } };
    expect(await errorOf(upload(browser, 'small', said))).to.equal('file-too-large');
    expect(await errorOf(upload(browser, ''))).to.equal('file-empty');
    expect(await errorOf(upload(browser, 'MZ', { name: 'letter.txt' }))).to.equal('file-type');
    expect(await errorOf(upload(browser, 'x', { name: 'run.exe' }))).to.equal('file-type');
    const { token } = await uploaded(browser, 'x');
    expect(await errorOf(send(browser, [token, token, token, token]))).to.equal('invalid');
  });

  it('hostile names become harmless', async () => {
    const { browser } = await arrive(harness);
    expect((await uploaded(browser, 'x', { name: '../../etc/passwd\u202E' })).name).to.equal('passwd');
    expect((await uploaded(browser, 'x', { name: 'C:\\temp\\"a".txt' })).name).to.equal('_a_.txt');
    expect([...(await uploaded(browser, 'x', { name: `${'é'.repeat(500)}.txt` })).name]).to.have.length(120);
    expect((await uploaded(browser, 'x', { name: '...' })).name).to.equal('file');
  });

  it('is for those who are known, from our own pages', async () => {
    expect(await errorOf(upload(harness.browser(), 'x'))).to.equal('signed-out');
    const { browser } = await arrive(harness);
    expect(await errorOf(upload(browser, 'x', { area: 'desk' }))).to.equal('signed-out');
    for (const headers of [
      { 'x-firstline': undefined },
      { origin: 'https://evil.example' },
      { 'content-type': 'text/plain' },
      { 'content-type': 'multipart/form-data; boundary=x' },
    ])
      expect(await errorOf(upload(browser, 'x', { headers })), JSON.stringify(headers)).to.equal('forbidden');
  });

  it('only who may read a line that names a file gets it', async () => {
    const { browser, visitor } = await arrive(harness);
    const { browser: other } = await arrive(harness);
    await send(browser, [(await uploaded(browser, PICTURE)).token]);
    const digest = lastMessage().files?.[0]?.digest ?? '';
    const get = (who: TestBrowser, area: string) => who.send('GET', `/api/${area}/files/${digest}`);
    expect((await get(browser, 'chat')).status).to.equal(404);
    await keep(digest, `place/web:visitors/${visitor}`);
    expect((await get(browser, 'chat')).status).to.equal(200);
    expect((await get(other, 'chat')).status).to.equal(404);
    const known = { headers: { 'if-none-match': `"${digest}"` } };
    expect((await browser.send('GET', `/api/chat/files/${digest}`, known)).status).to.equal(304);
    expect((await other.send('GET', `/api/chat/files/${digest}`, known)).status).to.equal(404);
    expect((await get(browser, 'desk')).status).to.equal(401);
    const staff = await signIn(harness, 'ana');
    expect((await get(staff, 'desk')).status).to.equal(404);
    for (const bad of ['..%2f..%2fetc%2fpasswd', 'A'.repeat(64), '0'])
      expect((await browser.send('GET', `/api/chat/files/${bad}`)).status).to.equal(404);
  });

  it('shows pictures by their bytes, and makes everything else a download', async () => {
    const staff = await signIn(harness, 'ana');
    const html = '<script>alert(1)</script>';
    for (const [data, type, how] of [
      [PICTURE, 'image/png', 'inline'],
      [html, 'application/octet-stream', 'attachment'],
      [`<svg xmlns="http://www.w3.org/2000/svg">${html}</svg>`, 'application/octet-stream', 'attachment'],
    ] as const) {
      const { digest } = await harness.store.files.put(stream(data), { name: 'x', type: 'image/png' });
      await keep(digest, 'case/1');
      const response = await staff.send(
        'GET',
        `/api/desk/files/${digest}?name=${encodeURIComponent('截"图.png')}`,
      );
      expect(response.headers.get('content-type')).to.equal(type);
      expect(response.headers.get('content-disposition')).to.equal(
        `${how}; filename="___.png"; filename*=UTF-8''%E6%88%AA_%E5%9B%BE.png`,
      );
      expect(response.headers.get('x-content-type-options')).to.equal('nosniff');
      expect(response.headers.get('cache-control')).to.equal('private, no-cache');
      expect(Buffer.from(await response.arrayBuffer())).to.deep.equal(Buffer.from(data));
    }
  });
});

function stream(data: Buffer | string): Readable {
  return Readable.from([Buffer.from(data)]);
}
