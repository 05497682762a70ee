import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Work } from '../../../src/core/effect.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import { createAlarm } from '../../../src/engine/alarm.js';

const work: Work = {
  kind: 'work',
  key: 'k.0',
  lane: 'alarm:desk',
  voice: 'system',
  origin: 'web:desk/cases',
  at: 0,
  worker: 'alarm',
  input: { key: 'desk', message: 'The desk could not be reached.' },
};

describe('the alarm of the owner', () => {
  let server: Server;
  let url: string;
  let status = 200;
  const posts: { type: string | undefined; body: string }[] = [];

  beforeEach(async () => {
    posts.length = 0;
    status = 200;
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += String(chunk);
      });
      request.on('end', () => {
        posts.push({ type: request.headers['content-type'], body });
        response
          .writeHead(status, status === 302 ? { location: 'http://elsewhere.example.com/' } : {})
          .end('x');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`; // listening on a port
  });
  afterEach(() => server.close());

  const arrived = async (count: number): Promise<void> => {
    for (let i = 0; i < 200 && posts.length < count; i++)
      await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('is told once for one trouble, and again when it comes back', async () => {
    const alarm = createAlarm({ webhook: url, log: silentLog, now: () => 0 });
    alarm.raise('outbox', 'The outbox is stuck.');
    alarm.raise('outbox', 'The outbox is stuck.');
    expect(alarm.current()).to.deep.equal(['The outbox is stuck.']);
    await arrived(1);
    alarm.clear('outbox');
    expect(alarm.current()).to.deep.equal([]);
    alarm.raise('outbox', 'The outbox is stuck.');
    await arrived(2);
    expect(posts).to.have.length(2);
    expect(posts[0]).to.deep.equal({
      type: 'application/json',
      body: '{"text":"Firstline: The outbox is stuck."}',
    });
  });

  it('is tried again when it comes from a turn and the webhook is down, refuses or points elsewhere', async () => {
    const alarm = createAlarm({ webhook: url, log: silentLog, now: () => 0 });
    const run = () => alarm.worker.run(work, AbortSignal.timeout(1_000));
    for (const bad of [500, 302]) {
      status = bad;
      expect((await run()).kind).to.equal('later');
    }
    status = 204;
    expect(await run()).to.deep.equal({ kind: 'result', output: null });
    const dead = createAlarm({ webhook: 'http://127.0.0.1:1/', log: silentLog, now: () => 0 });
    expect((await dead.worker.run(work, AbortSignal.timeout(1_000))).kind).to.equal('later');
  });

  it('is on the health page for an hour, and needs no webhook for that', async () => {
    let now = 0;
    const alarm = createAlarm({ log: silentLog, now: () => now });
    expect(await alarm.worker.run(work, AbortSignal.timeout(1_000))).to.deep.equal({
      kind: 'result',
      output: null,
    });
    expect(alarm.current()).to.deep.equal(['The desk could not be reached.']);
    now = 3_600_001;
    expect(alarm.current()).to.deep.equal([]);
  });
});
