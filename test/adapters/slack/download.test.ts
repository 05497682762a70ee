import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Called } from '../../../adapters/slack/api.js';
import { createDownload } from '../../../adapters/slack/download.js';
import type { Answer } from '../../../src/core/json.js';
import type { Fetched } from '../../../src/core/ports/channel.js';

const remote = { place: 'slack:T1/C1', message: '1.0', id: 'F1' };

describe('fetching a file of Slack', () => {
  let server: Server;
  let listener: RequestListener;
  let origin: string;
  const asked: { readonly path: string; readonly token: string | undefined }[] = [];

  beforeEach(async () => {
    asked.length = 0;
    server = createServer((request, response) => {
      asked.push({ path: request.url ?? '', token: request.headers.authorization });
      listener(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a port, not a pipe
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const fetchIt = (info: Answer = {}, signal = new AbortController().signal): Promise<Fetched> => {
    const file = { name: 'a.png', mimetype: 'image/png', size: 3, url_private: `${origin}/a.png`, ...info };
    const call = async (): Promise<Called> => ({ ok: true, answer: { ok: true, file } });
    const api = { call, stop() {} };
    return createDownload({ api, token: 'xoxb-secret', url: `${origin}/api/`, patience: 300 })(
      remote,
      signal,
    );
  };
  const answer = (status: number, headers: Record<string, string> = {}, body = ''): void => {
    listener = (_request, response) => {
      response.writeHead(status, headers);
      response.end(body);
    };
  };
  const textOf = async (fetched: Fetched): Promise<string> => {
    if (fetched.kind !== 'fetched') throw new Error(`not fetched: ${JSON.stringify(fetched)}`);
    const parts: Buffer[] = [];
    for await (const part of fetched.bytes) parts.push(part);
    return Buffer.concat(parts).toString();
  };

  it('asks with the token, and says what the file is called now', async () => {
    answer(200, { 'content-type': 'image/png' }, 'abc');
    const fetched = await fetchIt({ url_private_download: `${origin}/download` });
    expect(await textOf(fetched)).to.equal('abc');
    expect(fetched).to.include({ kind: 'fetched', name: 'a.png', type: 'image/png' });
    expect(asked).to.deep.equal([{ path: '/download', token: 'Bearer xoxb-secret' }]);
  });

  it('takes no sign-in page for a file, whether it is led there or gets it at once', async () => {
    answer(302, { location: '/signin' });
    expect(await fetchIt()).to.include({ kind: 'refused', why: 'platform' });
    answer(200, { 'content-type': 'text/html; charset=utf-8' }, '<!doctype html><title>Sign in</title>');
    expect(await fetchIt()).to.include({ kind: 'refused', why: 'platform' });
    expect(await fetchIt({ mimetype: 'text/html', size: 3 })).to.include({
      kind: 'refused',
      why: 'platform',
    });
    answer(200, { 'content-type': 'text/html', 'content-length': '3' }, 'abc');
    expect(await textOf(await fetchIt({ mimetype: 'text/html', size: 3 }))).to.equal('abc');
  });

  it('tells what is gone from what may come', async () => {
    for (const [status, kind] of [
      [404, 'refused'],
      [410, 'refused'],
      [403, 'refused'],
      [429, 'later'],
      [500, 'later'],
      [503, 'later'],
    ] as const) {
      answer(status);
      expect((await fetchIt()).kind, String(status)).to.equal(kind);
    }
    answer(429, { 'retry-after': '7' });
    expect(await fetchIt()).to.include({ kind: 'later', retryAfter: 7_000 });
    answer(404);
    expect(await fetchIt()).to.include({ why: 'gone' });
    expect(await fetchIt({ mode: 'tombstone' })).to.include({ why: 'gone' });
    expect(await fetchIt({ mode: 'hidden_by_limit' })).to.include({ why: 'gone' });
    server.closeAllConnections();
    server.close();
    expect((await fetchIt()).kind).to.equal('later');
  });

  it('is to be asked again soon where no answer begins, and waits for one that has begun', async () => {
    listener = () => {}; // a connection that hangs
    const hung = await fetchIt();
    expect(hung).to.deep.equal({ kind: 'later', reason: 'there was no answer within 300 ms' });
    listener = (_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png' });
      response.write('a');
      setTimeout(() => response.end('bc'), 600);
    };
    expect(await textOf(await fetchIt())).to.equal('abc');
  });

  it('sends the token to Slack and nobody else', async () => {
    const elsewhere = [
      'https://evil.example/a.png',
      'https://slack.com.evil.example/a',
      'https://evilslack.com/a',
      'http://files.slack.com/a.png',
      'javascript:alert(1)',
      'not an address',
    ];
    for (const url_private of elsewhere)
      expect(await fetchIt({ url_private }), url_private).to.include({ kind: 'refused', why: 'platform' });
    expect(await fetchIt({ is_external: true })).to.include({ kind: 'refused', why: 'platform' });
    expect(asked).to.deep.equal([]);
  });

  it('ends with the signal, also halfway', async () => {
    listener = (_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png' });
      response.write('ab');
    };
    const ended = new AbortController();
    const fetched = await fetchIt({}, ended.signal);
    setTimeout(() => ended.abort(), 20);
    expect(await textOf(fetched).catch(() => 'cut')).to.equal('cut');
    listener = () => {};
    expect((await fetchIt({}, AbortSignal.timeout(20))).kind).to.equal('later');
  });
});
