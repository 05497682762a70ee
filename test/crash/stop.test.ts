import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { visitorPlace } from '../../adapters/web/places.js';
import { placeStream } from '../../src/core/line.js';
import { silentLog, systemClock } from '../../src/core/ports/ambient.js';
import { openStore } from '../../src/store/lowdb/store.js';
import { freshFolder } from '../support/folders.js';
import { call } from './browser.js';
import { Gone, sleep } from './life.js';
import { idOf } from './players.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const VISITORS = 8;

/** What one visitor got through before the door closed. */
interface Visit {
  readonly visitor: string;
  readonly acknowledged: string[];
}

describe('a stop by SIGTERM', function () {
  this.timeout(90_000);

  it('under load ends within five seconds with code 0, loses nothing and lets go of the lock', async () => {
    expect(existsSync(CLI), `${CLI} is missing: npm run build`).to.equal(true);
    const { root, data, dispose } = await freshFolder();
    try {
      await mkdir(root, { recursive: true });
      const config = join(root, 'firstline.yaml');
      await writeFile(config, 'limits:\n  messages-per-minute: 10000\n');
      const first = await start(root, data, config);
      const visits: Visit[] = [];
      const load = Array.from({ length: VISITORS }, (_, number) => visit(first.port, number, visits));
      while (visits.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0) < 40) await sleep(10);
      const began = performance.now();
      first.process.kill('SIGTERM');
      const ended = await first.ended;
      expect(ended, first.errors()).to.deep.equal({ code: 0, signal: null });
      expect(performance.now() - began).to.be.lessThan(5_000);
      await Promise.all(load);

      // It opens: the lock is gone. What was acknowledged is there, and so is its answer, said or still to be said.
      const store = await openStore({ folder: data, clock: systemClock, log: silentLog });
      try {
        for (const { visitor, acknowledged } of visits) {
          const lines = await store.lines({ stream: placeStream(visitorPlace(visitor)), limit: 10_000 });
          const heard = lines.filter(({ voice }) => voice === 'asker').map(({ content }) => content.text);
          expect(heard.slice(0, acknowledged.length)).to.deep.equal(acknowledged);
          // The answer to the last one may have been lost with its connection.
          expect(heard.length - acknowledged.length).to.be.within(0, 1);
          expect(lines.filter(({ voice }) => voice === 'bot')).to.have.length(heard.length + 1);
        }
      } finally {
        await store.close();
      }

      const second = await start(root, data, config);
      const until = performance.now() + 10_000;
      for (let waiting = true; waiting; await sleep(20)) {
        const { body } = await call(second, { method: 'GET', path: '/metrics' });
        waiting = !/^firstline_outbox_effects 0$/m.test(String(body));
        expect(performance.now(), 'the outbox is not empty after ten seconds').to.be.lessThan(until);
      }
      second.process.kill('SIGTERM');
      expect(await second.ended, second.errors()).to.deep.equal({ code: 0, signal: null });
    } finally {
      await dispose();
    }
  });
});

/** Writes one message after the other until the door is closed. */
async function visit(port: number, number: number, visits: Visit[]): Promise<void> {
  const host = { port, over: false };
  try {
    const arrived = await call(host, { method: 'POST', path: '/api/chat/session', body: {} });
    const { visitor } = arrived.body as { visitor: string }; // what the route answers
    const cookie = arrived.cookie?.split(';')[0];
    const acknowledged: string[] = [];
    visits.push({ visitor, acknowledged });
    for (let n = 0; ; n++) {
      const text = n % 2 ? 'hello' : '你好';
      const body = { id: idOf('stop', number, n), text };
      const { status } = await call(host, { method: 'POST', path: '/api/chat/messages', body, cookie });
      if (status === 200) acknowledged.push(text);
      else if (status === 503)
        return; // it says that it did not take it
      else await sleep(200);
    }
  } catch (error) {
    if (!(error instanceof Gone)) throw error;
  }
}

async function start(cwd: string, data: string, config: string) {
  const child: ChildProcess = spawn(process.execPath, [CLI, 'start'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: data, FIRSTLINE_CONFIG: config, LOG_LEVEL: 'warn' },
  });
  let said = '';
  let errors = '';
  child.stdout?.on('data', (text) => {
    said += String(text);
  });
  child.stderr?.on('data', (text) => {
    errors += String(text);
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  let over = false;
  void ended.then(() => {
    over = true;
  });
  for (let port: string | undefined; ; await sleep(20)) {
    port = /Chat +http:\/\/localhost:(\d+)/.exec(said)?.[1];
    if (port !== undefined)
      return { process: child, port: Number(port), over: false, ended, errors: () => errors };
    if (over) throw new Error(`it ended before it was ready:\n${errors}`);
  }
}
