import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { fetchPage, isPrivateAddress } from '../../../knowledge/import/fetch-page.js';
import { readSources } from '../../../knowledge/import/sources.js';

describe('fetching a page', () => {
  let server: Server;
  let origin: string;
  let handle: RequestListener;
  before(async () => {
    server = createServer((request, response) => handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const limits = { bytes: 100_000, time: 1_000, allowPrivate: true };

  it('reads the page, follows it to where it moved, and knows its encoding', async () => {
    handle = (request, response) => {
      if (request.url === '/old') response.writeHead(301, { location: '/faq?x=1' }).end();
      else
        response
          .writeHead(200, { 'content-type': 'text/html; charset="gbk"' })
          .end(Buffer.from([0xb4, 0xf0, 0xb0, 0xb8]));
    };
    const fetched = await fetchPage(`${origin}/old`, limits);
    expect([fetched.type, fetched.charset, fetched.address]).to.deep.equal([
      'text/html',
      'gbk',
      `${origin}/faq?x=1`,
    ]);
    const read = await readSources([`${origin}/old`], { allowPrivate: true });
    expect(read.leftOut[0]?.why).to.equal('It has no title.');
  });

  it('makes articles of a page, with its links in full and where it came from', async () => {
    handle = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<title>T</title><h1>Title</h1><p>See <a href="b">b</a>.');
    };
    const { found } = await readSources([`${origin}/a/`], { allowPrivate: true });
    expect(found).to.deep.equal([
      {
        file: `${origin}/a/`,
        title: 'Title',
        questions: ['Title'],
        answer: `See [b](${origin}/a/b).`,
        source: `${origin}/a/`,
      },
    ]);
  });

  it('refuses private addresses, by number, by name and after a redirect', async () => {
    let asked = 0;
    handle = (_, response) => {
      asked += 1;
      response.end('secret');
    };
    const { port } = new URL(origin);
    for (const host of [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0',
      '2130706433',
      '0x7f.1',
      '10.1.2.3',
      '169.254.169.254',
      '[fd00::1]',
    ]) {
      const said = await fetchPage(`http://${host}:${port}/`, { ...limits, allowPrivate: false }).catch(
        String,
      );
      expect(said, host).to.contain('on this machine or in a private network');
    }
    expect(asked).to.equal(0);
    const { problems } = await readSources([`${origin}/`], {});
    expect(problems[0]?.hint).to.equal('If it is yours, say --allow-private.');
  });

  it('stops at its limits of size, time and redirects, and at anything but a page', async () => {
    const said = async (url = origin): Promise<string> => String(await fetchPage(url, limits).catch(String));
    handle = (_, response) => response.end(Buffer.alloc(200_000));
    expect(await said()).to.contain('is larger than 0 MB');
    handle = (_, response) => response.write('a');
    expect(await said()).to.contain('did not answer in 1 seconds');
    handle = () => {};
    expect(await said()).to.contain('did not answer in 1 seconds');
    handle = (_, response) => response.writeHead(302, { location: '/' }).end();
    expect(await said()).to.contain('leads on more than 5 times');
    handle = (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    expect(await said()).to.contain('is no address of a page');
    handle = (_, response) => response.writeHead(404).end();
    expect(await said()).to.contain('answered with status 404');
    handle = (request) => request.socket.destroy();
    expect(await said()).to.contain('cannot be reached');
    expect(await said('https://user:secret@example.com/')).to.contain('is no address of a page');
    handle = (_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end('x');
    const { problems } = await readSources([origin], { allowPrivate: true });
    expect(problems[0]?.message).to.contain('is image/png');
  }).timeout(20_000);

  it('knows which addresses are private', () => {
    for (const address of [
      '10.0.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '100.64.0.1',
      '169.254.1.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      'fe80::1',
      'fc00::1',
      'ff02::1',
      '64:ff9b::a00:1',
      '2002:a00:1::',
      '2001:0:1::',
      '::ffff:10.0.0.1',
      '::ffff:a00:1',
      'no address',
    ]) {
      expect(isPrivateAddress(address), address).to.equal(true);
    }
    for (const address of ['8.8.8.8', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '2a00:1450::1']) {
      expect(isPrivateAddress(address), address).to.equal(false);
    }
  });
});
