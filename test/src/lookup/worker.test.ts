import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { Work } from '../../../src/core/effect.js';
import type { LookupCall, LookupOutput } from '../../../src/core/lookup.js';
import type { Log } from '../../../src/core/ports/ambient.js';
import { createLookupWorker } from '../../../src/lookup/worker.js';
import {
  broken,
  endless,
  json,
  LookupService,
  raw,
  redirect,
  silence,
} from '../../support/lookup-service.js';
import { openOf } from '../../support/lookup-waiting.js';

describe('the worker of lookups', () => {
  let service: LookupService;
  let other: LookupService;
  const logged: string[] = [];
  const alarms = new Map<string, string>();
  const keep =
    (level: string) =>
    (fields: object, message: string): void =>
      void logged.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const log: Log = { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };

  before(async () => {
    service = await LookupService.start();
    other = await LookupService.start();
  });
  after(async () => {
    await service.stop();
    await other.stop();
  });
  beforeEach(() => {
    service.calls.length = 0;
    other.calls.length = 0;
    logged.length = 0;
    alarms.clear();
  });

  async function run(
    rest: Partial<LookupCall> = {},
    signal = new AbortController().signal,
  ): Promise<LookupOutput> {
    const worker = createLookupWorker({
      hosts: new Map([[service.origin, { authorization: 'Bearer s3cret', 'x-tenant': 'acme' }]]),
      timeout: 5_000,
      most: 10_000,
      log,
      alarm: {
        raise: (key, message) => void alarms.set(key, message),
        clear: (key) => void alarms.delete(key),
      },
    });
    const input: LookupCall = {
      article: 'balance',
      method: 'GET',
      url: `${service.origin}/cards/ana`,
      headers: {},
      values: { left: '$.days.left' },
      ...rest,
    };
    const effect: Work = {
      kind: 'work',
      key: 'k.0',
      lane: 'work:web:visitors/ana',
      voice: 'bot',
      origin: 'web:visitors/ana',
      at: 0,
      worker: 'lookup',
      input,
    };
    const done = await worker.run(effect, signal);
    expect(done.kind).to.equal('result');
    return (done as { output: LookupOutput }).output; // it is a result
  }

  const failed = (why: string, note: string) => ({ ok: false, why, note });

  it('takes texts, numbers and truths from where the paths say', async () => {
    service.serve = json({ days: { left: 7.5 }, open: false, names: ['a', 'b'], list: [{ n: 'x', v: 1 }] });
    const values = { left: '$.days.left', open: '$.open', names: '$.names', one: "$.list[?@.n == 'x'].v" };
    expect(await run({ values })).to.deep.equal({
      ok: true,
      values: { left: ['7.5'], open: ['false'], names: ['a', 'b'], one: ['1'] },
    });
  });

  it('sends the secrets of the host over whatever the article says, and logs none of it', async () => {
    service.serve = json({ days: { left: 7 } });
    await run({ headers: { authorization: 'mine', 'x-other': 'yes' } });
    expect(service.calls[0]?.headers).to.include({
      authorization: 'Bearer s3cret',
      'x-tenant': 'acme',
      'x-other': 'yes',
      accept: 'application/json',
    });
    service.serve = json({}, 500);
    await run();
    expect(logged).to.have.length(2);
    for (const line of logged) expect(line).not.to.match(/s3cret|acme|cards\/ana/);
  });

  it('sends a POST with the key of its effect, the same each time', async () => {
    service.serve = json({ days: { left: 7 } });
    for (let i = 0; i < 2; i++) await run({ method: 'POST', body: '{"a":1}' });
    for (const { method, body, headers } of service.calls) {
      expect({ method, body }).to.deep.equal({ method: 'POST', body: '{"a":1}' });
      expect(headers).to.include({ 'idempotency-key': 'k.0', 'content-type': 'application/json' });
    }
  });

  it('calls no host that the configuration does not name, and alarms the owner', async () => {
    expect(await run({ url: `${other.origin}/x` })).to.deep.equal(
      failed('refused', 'the host is not among lookups.hosts'),
    );
    expect(other.calls).to.have.length(0);
    expect([...alarms.keys()]).to.deep.equal([`lookup ${other.origin}`]);
  });

  it('follows redirects within the host, three at most', async () => {
    service.serve = (call, response) =>
      (call.url === '/there' ? json({ days: { left: 7 } }) : redirect('/there', 307))(call, response);
    expect((await run()).ok).to.equal(true);
    service.serve = redirect('/again');
    expect(await run()).to.deep.equal(failed('refused', 'more than 3 redirects'));
  });

  it('follows no redirect to another host, port, scheme or nowhere, and sends it nothing', async () => {
    const port = new URL(service.origin).port;
    const places = [
      other.origin,
      `//127.0.0.1:${new URL(other.origin).port}/x`,
      `http://localhost:${port}/`,
      `https://127.0.0.1:${port}/`,
      'http://[bad',
      'file:///etc/passwd',
    ];
    for (const place of places) {
      service.serve = redirect(place);
      expect(await run(), place).to.deep.equal(failed('refused', 'a redirect to another host'));
    }
    service.serve = redirect('/there', 303);
    expect(await run({ method: 'POST', body: '{}' })).to.deep.equal(
      failed('refused', 'a redirect that makes a GET of a POST'),
    );
    expect(other.calls).to.have.length(0);
  });

  it('gives up a service that is silent or never ends, in its time, and hangs up', async () => {
    for (const serve of [silence, endless]) {
      service.serve = serve;
      const began = performance.now();
      expect(await run({ timeout: 300 })).to.deep.equal(failed('timeout', 'no answer in time'));
      expect(performance.now() - began).to.be.within(250, 4_500);
      for (let i = 0; service.open > 0 && i < 500; i++)
        await new Promise((resolve) => setTimeout(resolve, 2));
      expect(service.open).to.equal(0);
    }
  });

  it('ends with the signal of its attempt', async () => {
    service.serve = silence;
    const stop = new AbortController();
    const running = run({ timeout: 15_000 }, stop.signal);
    await openOf(service, 1);
    stop.abort();
    expect(await running).to.deep.equal(failed('timeout', 'no answer in time'));
  });

  it('does not use an answer that is too large, said or not, packed or not', async () => {
    const large = JSON.stringify({ days: { left: 7 }, more: 'x'.repeat(20_000) });
    service.serve = raw(large);
    expect(await run()).to.deep.equal(failed('unusable', 'more than 10000 bytes'));
    service.serve = (_call, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(1e9) });
      response.write('{');
    };
    expect(await run()).to.deep.equal(failed('unusable', 'more than 10000 bytes'));
    service.serve = (_call, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify({ more: 'x'.repeat(5_000_000) })));
    };
    expect(await run()).to.deep.equal(failed('unusable', 'more than 10000 bytes'));
  });

  it('does not use what is no JSON, has not the value, or another kind of it', async () => {
    const inexact = 'left is a number too long to be read exactly; the service should send it as text';
    const cases: readonly (readonly [string, string, string?])[] = [
      ['{"days":', 'no JSON'],
      ['', 'no JSON'],
      ['<html>hello</html>', 'its content type is not that of JSON', 'text/html'],
      ['{"days":{"left":7}}', 'its content type is not that of JSON', 'application/jsonp'],
      ['[]', 'no value for left'],
      ['null', 'no value for left'],
      ['{"days":{}}', 'no value for left'],
      ['{"days":{"left":null}}', 'no value for left'],
      ['{"days":{"left":" \\u0000\\u202e "}}', 'no value for left'],
      ['{"days":{"left":[]}}', 'no value for left'],
      ['{"days":{"left":{"a":1}}}', 'left is neither text nor number'],
      ['{"days":{"left":[[1]]}}', 'left is neither text nor number'],
      ['{"days":{"left":12345678901234567890},"other":12345678901234567891}', inexact],
      ['{"days":{"left":1.2345678901234567890e3}}', inexact],
      ['{"days":{"left":1e999}}', inexact],
      [`${'['.repeat(4_000)}${']'.repeat(4_000)}`, 'no value for left'],
    ];
    for (const [body, note, type] of cases) {
      service.serve = raw(body, type);
      expect(await run(), body.slice(0, 40)).to.deep.equal(failed('unusable', note));
    }
    service.serve = raw('{"toString":1}');
    expect(await run({ values: { left: '$.constructor' } })).to.deep.equal(
      failed('unusable', 'no value for left'),
    );
  });

  it('does not show strange characters where an answer is in another encoding than JSON has', async () => {
    service.serve = raw(
      Buffer.from([...Buffer.from('{"days":{"left":"'), 0xb9, 0xa4, ...Buffer.from('"}}')]),
    );
    expect(await run()).to.deep.equal(failed('unusable', 'no UTF-8, as JSON has to be'));
    service.serve = raw('\uFEFF{"days":{"left":9007199254740991}}');
    expect(await run()).to.deep.equal({ ok: true, values: { left: ['9007199254740991'] } });
  });

  it('shows a number as the service wrote it, and no digit that it did not write', async () => {
    const all =
      '12.50, 0, -0.10, 1.123456789012345678, 12345678901234567890, 4503599627370497.13, 1e3, 7, 7.0';
    service.serve = raw(`{"note":"5 \\" 12.5 of 12.500","days":{"left":[${all}]}}`);
    expect(await run()).to.deep.equal({
      ok: true,
      values: {
        left: [
          '12.50',
          '0',
          '-0.10',
          '1.123456789012345678',
          '12345678901234567890',
          '4503599627370497.13',
          '1000',
          '7',
          '7',
        ],
      },
    });
  });

  it('makes one line of at most 300 characters of each value, and says how many more than twenty there are', async () => {
    service.serve = json({
      days: { left: ['a\n\u202eb\u0000\t c', 'x'.repeat(500), ...Array(40).fill('y'), null, ''] },
    });
    const output = await run();
    if (!output.ok) throw new Error(output.note);
    const { left = [] } = output.values;
    expect(left).to.have.length(21);
    expect(left.at(-1)).to.equal('… +22');
    expect(left[0]).to.equal('a b c');
    expect([...(left[1] ?? '')]).to.have.length(300);
  });

  it('leaves emoji whole that are made of several', async () => {
    service.serve = json({ days: { left: '👨‍👩‍👧 👩🏽‍🚀 ❤️‍🔥 a\u200Db\u200D' } });
    expect(await run()).to.deep.equal({ ok: true, values: { left: ['👨‍👩‍👧 👩🏽‍🚀 ❤️‍🔥 a b'] } });
  });

  it('tries a GET once more that failed in passing, and no other', async () => {
    let calls = 0;
    service.serve = (call, response) => {
      calls += 1;
      json(calls === 1 ? {} : { days: { left: 7 } }, calls === 1 ? 503 : 200)(call, response);
    };
    expect((await run({ timeout: 2_000 })).ok).to.equal(true);
    for (const [status, method, made] of [
      [503, 'GET', 2],
      [500, 'GET', 1],
      [404, 'GET', 1],
      [503, 'POST', 1],
    ] as const) {
      service.calls.length = 0;
      service.serve = json({}, status);
      expect(await run({ method, timeout: 2_000 })).to.deep.equal(failed('status', `status ${status}`));
      expect(service.calls, `${method} ${status}`).to.have.length(made);
    }
  });

  it('tells a connection that breaks or is refused', async () => {
    service.serve = broken;
    expect(await run({ timeout: 2_000 })).to.include({ ok: false, why: 'unreachable' });
    const gone = await LookupService.start();
    const { origin } = gone;
    await gone.stop();
    const worker = createLookupWorker({
      hosts: new Map([[origin, {}]]),
      timeout: 2_000,
      most: 1_000,
      log,
      alarm: { raise: () => {}, clear: () => {} },
    });
    const input = { article: 'a', method: 'GET', url: `${origin}/`, headers: {}, values: { a: '$' } };
    const base = { kind: 'work', key: 'k', lane: 'l', voice: 'bot', origin: 'web:a/b', at: 0 } as const;
    const done = await worker.run({ ...base, worker: 'lookup', input }, new AbortController().signal);
    expect(done).to.deep.equal({ kind: 'result', output: failed('unreachable', 'ECONNREFUSED') });
  });

  it('alarms the owner where the secret is refused, until it works', async () => {
    service.serve = json({}, 401);
    await run();
    expect([...alarms.values()].join()).to.match(/status 401/);
    service.serve = json({ days: { left: 1 } });
    await run();
    expect(alarms.size).to.equal(0);
  });

  it('hands back a failure for a call of another version', async () => {
    const worker = createLookupWorker({
      hosts: new Map(),
      timeout: 1,
      most: 1,
      log,
      alarm: { raise: () => {}, clear: () => {} },
    });
    const base = { kind: 'work', key: 'k', lane: 'l', voice: 'bot', origin: 'web:a/b', at: 0 } as const;
    const done = await worker.run(
      { ...base, worker: 'lookup', input: { old: 1 } },
      new AbortController().signal,
    );
    expect(done).to.deep.equal({ kind: 'result', output: failed('refused', 'a call of another version') });
  });
});
