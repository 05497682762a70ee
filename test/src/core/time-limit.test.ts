import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { timeLimit } from '../../../src/core/time-limit.js';

/** A server in a thread of its own, so that it answers while this one stands still. Never, below `/never`. */
const SERVER = `
  const { createServer } = require('node:http');
  const { parentPort } = require('node:worker_threads');
  const server = createServer((request, response) => {
    if (request.url === '/never') return;
    setTimeout(() => response.end('{"id":"17"}'), 50);
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

describe('a limit in time', () => {
  let worker: Worker;
  let address: string;
  before(async () => {
    worker = new Worker(SERVER, { eval: true });
    const [port] = await once(worker, 'message');
    address = `http://127.0.0.1:${port}`;
  });
  after(() => worker.terminate());

  async function call(path: string, ms: number, standStill = 0): Promise<string> {
    const limit = timeLimit(ms);
    try {
      const response = fetch(address + path, { signal: limit.signal });
      // The call is on its way; after an immediate the timers come first.
      await new Promise((resolve) => setTimeout(resolve, 30));
      await new Promise((resolve) => setImmediate(resolve));
      if (standStill > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, standStill);
      return await (await response).text();
    } finally {
      limit.lift();
    }
  }

  it('does not end what was answered in time, although this process stood still past it', async () => {
    await call('/', 5_000); // the connection is there
    for (let n = 0; n < 5; n++) expect(await call('/', 150, 300)).to.equal('{"id":"17"}');
  });

  it('ends what is not answered', async () => {
    const began = performance.now();
    const error = await call('/never', 120).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.include({ name: 'TimeoutError' });
    expect(performance.now() - began).to.be.at.least(115);
  });

  it('is lifted', async () => {
    const limit = timeLimit(10);
    limit.lift();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(limit.signal.aborted).to.equal(false);
  });
});
