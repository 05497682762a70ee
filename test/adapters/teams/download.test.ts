import { createServer } from 'node:http';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { createConnector } from '../../../adapters/teams/api.js';
import { createDownload, isFileAddress } from '../../../adapters/teams/download.js';
import { NOT_FOR_BOTS } from '../../../adapters/teams/files-in.js';
import { createServices } from '../../../adapters/teams/services.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import type { Fetched } from '../../../src/core/ports/channel.js';

describe('files that people attach in Teams', () => {
  let port: number;
  let tokens: (string | undefined)[];
  const opened: Readable[] = [];
  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    const leads = /^\/to\?(.*)/.exec(request.url ?? '')?.[1];
    if (leads !== undefined) {
      response.writeHead(302, { location: decodeURIComponent(leads) }).end();
    } else if (request.url === '/gone') response.writeHead(404).end();
    else if (request.url === '/hangs')
      return; // it says nothing, ever
    else response.writeHead(200, { 'content-type': 'text/plain' }).end('the bytes');
  });
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address ? address.port : 0;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    tokens = [];
  });
  // One that nobody reads would break when its time is over, in the middle of another test.
  afterEach(() => {
    for (const bytes of opened.splice(0)) bytes.destroy();
  });

  const fetched = async (address: string): Promise<Fetched> => {
    const here = `http://127.0.0.1:${port}/`;
    const download = createDownload({
      connector: createConnector({
        token: async () => 'secret',
        log: silentLog,
        alarm: { raise() {}, clear() {} },
      }),
      services: createServices(`http://127.0.0.1:${port}/amer/`),
      trusted: (one) => one.startsWith(here),
      patience: 200,
    });
    const file = { place: 'teams:t/a%3A1', message: '1', id: address };
    const found = await download(file, AbortSignal.timeout(5_000));
    if (found.kind === 'fetched') opened.push(found.bytes);
    return found;
  };

  it('are taken from Microsoft’s hosts, under the name that the message gave', async () => {
    const found = await fetched(`http://127.0.0.1:${port}/file?tempauth=x#my%20file.txt`);
    if (found.kind !== 'fetched') throw new Error(JSON.stringify(found));
    expect(found).to.include({ name: 'my file.txt', type: 'text/plain' });
    expect(await text(found.bytes)).to.equal('the bytes');
    expect(tokens).to.deep.equal([undefined]); // the address is permission enough
    const hosts = [
      'https://contoso.sharepoint.com/x',
      'https://contoso-my.sharepoint.us/x',
      'https://a.svc.ms/x',
    ];
    for (const host of hosts)
      expect(
        isFileAddress(host, () => false),
        host,
      ).to.equal(true);
    const others = [
      'https://sharepoint.com.evil.example/x',
      'http://contoso.sharepoint.com/x',
      'https://evilsharepoint.com/x',
      'https://169.254.169.254/',
      'file:///etc/passwd',
      'x',
    ];
    for (const host of others)
      expect(
        isFileAddress(host, () => false),
        host,
      ).to.equal(false);
  });

  it('are followed to another such address, and nowhere else', async () => {
    const to = (address: string): string => `http://127.0.0.1:${port}/to?${encodeURIComponent(address)}`;
    expect(await fetched(to(`http://127.0.0.1:${port}/file`))).to.include({ kind: 'fetched' });
    expect(await fetched(to('http://169.254.169.254/latest'))).to.include({
      kind: 'refused',
      why: 'platform',
    });
    const round = to(`/to?${encodeURIComponent('/to?%2Fto%3F%252Fto%253Fx')}`);
    expect((await fetched(round)).kind).to.not.equal('later');
  });

  it('are opened with the bot’s token only where Teams itself keeps them', async () => {
    expect(await fetched(`http://127.0.0.1:${port}/amer/v3/attachments/1/views/original`)).to.include({
      kind: 'fetched',
    });
    expect(tokens).to.deep.equal(['Bearer secret']);
    tokens = [];
    expect(await fetched('https://evil.example/v3/attachments/1/views/original')).to.include({
      kind: 'refused',
    });
    expect(tokens).to.deep.equal([]);
  });

  it('are asked for again where no answer begins, while they still have time', async () => {
    const found = await fetched(`http://127.0.0.1:${port}/hangs`);
    expect(found).to.deep.equal({ kind: 'later', reason: 'there was no answer within 200 ms' });
  });

  it('are gone once their address has lived its time, and not for bots in channels', async () => {
    expect(await fetched(`http://127.0.0.1:${port}/gone`)).to.include({ kind: 'refused', why: 'gone' });
    expect(await fetched(NOT_FOR_BOTS)).to.include({ kind: 'refused', why: 'platform' });
  });
});
