import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { Hono } from 'hono';
import { silentLog } from '../../../src/core/ports/ambient.js';
import { prometheus } from '../../../src/server/metrics.js';
import { createServer, type Health, type Server, type ServerOptions } from '../../../src/server/server.js';

describe('the server', () => {
  const running: Server[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.close()));
  });

  async function listen(options: Partial<ServerOptions> = {}): Promise<{ server: Server; url: string }> {
    const server = createServer({
      host: '127.0.0.1',
      port: 0,
      mounts: [],
      health: async () => ({ live: true, ready: true }),
      metrics: async () => '',
      log: silentLog,
      ...options,
    });
    running.push(server);
    return { server, url: `http://127.0.0.1:${await server.listen()}` };
  }

  const failure = (promise: Promise<unknown>): Promise<{ code?: string; message: string; hint?: string }> =>
    promise.then(
      () => ({ message: 'it listened' }),
      (error: { code?: string; message: string; hint?: string }) => error,
    );

  it('tells how the process is', async () => {
    let health: Health = { live: true, ready: false, reason: 'starting' };
    const { url } = await listen({ health: async () => health });
    expect((await fetch(`${url}/healthz`)).status).to.equal(200);
    const starting = await fetch(`${url}/readyz`);
    expect([starting.status, await starting.json()]).to.deep.equal([503, { ok: false, reason: 'starting' }]);
    health = { live: true, ready: true };
    expect((await fetch(`${url}/readyz`)).status).to.equal(200);
    health = { live: false, ready: false, reason: 'fsync failed' };
    expect((await fetch(`${url}/healthz`)).status).to.equal(503);
  });

  it('is not well where its health cannot be told', async () => {
    const { url } = await listen({ health: () => Promise.reject(new Error('secret')) });
    const response = await fetch(`${url}/healthz`);
    expect(response.status).to.equal(503);
    expect(await response.text()).to.not.include('secret');
  });

  it('gives figures as Prometheus reads them', async () => {
    const status = { seq: 12, effects: 2, oldestEffectAt: 4_000, timers: 3, openCases: 4, facts: 5 };
    const { url } = await listen({ metrics: async () => prometheus(status, 10_000) });
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).to.match(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    expect(text)
      .to.include('\nfirstline_open_cases 4\n')
      .and.include('\nfirstline_outbox_oldest_seconds 6\n');
    for (const line of text.trimEnd().split('\n')) {
      expect(line).to.match(/^(# (HELP|TYPE) firstline_\w+ .+|firstline_\w+ \d+(\.\d+)?)$/);
    }
  });

  it('serves what is mounted, and nothing where nothing is', async () => {
    const mount = new Hono();
    mount.get('/hello', (c) => c.text('hello'));
    mount.get('/broken', () => {
      throw new Error('secret');
    });
    const { url } = await listen({ mounts: [mount] });
    expect(await (await fetch(`${url}/hello`)).text()).to.equal('hello');
    expect((await fetch(`${url}/nothing`)).status).to.equal(404);
    const broken = await fetch(`${url}/broken`);
    expect(broken.status).to.equal(500);
    expect(await broken.text()).to.not.include('secret');
  });

  it('says what to do when the port is taken', async () => {
    const { url } = await listen();
    const error = await failure(createServer(optionsOf(Number(new URL(url).port))).listen());
    expect(error).to.include({ code: 'config.invalid' });
    expect(error.message).to.include(new URL(url).port).and.include('taken');
    expect(error.hint).to.include('PORT');
  });

  it('says what to do when the host is none of this machine', async () => {
    const error = await failure(createServer({ ...optionsOf(0), host: '203.0.113.7' }).listen());
    expect(error).to.include({ code: 'config.invalid' });
    expect(error.hint).to.include('HOST');
  });

  it('lets a request under way finish before it has closed', async () => {
    let arrived = (): void => {};
    const underway = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const mount = new Hono();
    mount.get('/slow', async (c) => {
      arrived();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return c.text('done');
    });
    const { server, url } = await listen({ mounts: [mount] });
    const response = fetch(`${url}/slow`);
    await underway;
    const before = performance.now();
    const closed = server.close();
    expect(await (await response).text()).to.equal('done');
    await closed;
    expect(performance.now() - before).to.be.below(1_500);
    expect(await failure(fetch(url)))
      .to.have.property('message')
      .that.includes('fetch failed');
  });

  it('ends live updates at once, and idle connections with them', async () => {
    const mount = new Hono();
    mount.get('/events', () => {
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('data: 0\n\n')),
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    });
    const { server, url } = await listen({ mounts: [mount] });
    const live = await fetch(`${url}/events`);
    const idle = connect(Number(new URL(url).port), '127.0.0.1');
    await new Promise((resolve) => idle.once('connect', resolve));
    const before = performance.now();
    await server.close();
    expect(performance.now() - before).to.be.below(1_000);
    await live.text().catch(() => 'cut');
    idle.destroy();
  });

  it('takes no more connections than it may have, so that files of the store can still be opened', async () => {
    const { url } = await listen({ connections: 1 });
    const first = connect(Number(new URL(url).port), '127.0.0.1');
    await once(first, 'connect');
    const second = connect(Number(new URL(url).port), '127.0.0.1');
    await once(second, 'close'); // it is turned away, the first one is not
    expect(first.closed).to.equal(false);
    first.destroy();
    await once(first, 'close');
  });

  it('can be closed twice, and before it listens', async () => {
    const { server } = await listen();
    await server.close();
    await server.close();
    await createServer(optionsOf(0)).close();
  });

  function optionsOf(port: number): ServerOptions {
    return {
      host: '127.0.0.1',
      port,
      mounts: [],
      health: async () => ({ live: true, ready: true }),
      metrics: async () => '',
      log: silentLog,
    };
  }
});
