import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { until } from '../../adapters/slack/stage.js';
import { type Bot, card, fetchToken, startBot } from './bots.js';
import { startFakeTeams } from './fake-teams.js';
import type { FakeTeamsOptions } from './options.js';
import type { FakeTeams } from './surface.js';

/** A client that stands still while its answer comes, and then gives the call up. */
const STANDS_STILL = `
  const { connect } = require('node:tls');
  const { workerData: { port, path, authorization, body } } = require('node:worker_threads');
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
    const head = ['POST ' + path + ' HTTP/1.1', 'host: teams', 'authorization: ' + authorization,
      'content-type: application/json', 'content-length: ' + body.length];
    socket.write(head.join('\\r\\n') + '\\r\\n\\r\\n' + body);
    setTimeout(() => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
      socket.destroy();
    }, 20);
  });
`;

/** A client that gives a call up before the fake, which stands still, has looked at it. */
const GIVES_UP = `
  const { connect } = require('node:tls');
  const { parentPort, workerData: { port, path, authorization, body } } = require('node:worker_threads');
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
    parentPort.once('message', () => {
      const head = ['POST ' + path + ' HTTP/1.1', 'host: teams', 'authorization: ' + authorization,
        'content-type: application/json', 'content-length: ' + body.length];
      setTimeout(() => {
        socket.write(head.join('\\r\\n') + '\\r\\n\\r\\n' + body);
        setTimeout(() => { socket.destroy(); parentPort.close(); }, 50);
      }, 50);
    });
    parentPort.postMessage('connected');
  });
`;

describe('the fake Teams, its faults and limits', () => {
  let teams: FakeTeams;
  let bot: Bot;
  let help: string;
  let authorization: string;

  async function start(options: FakeTeamsOptions): Promise<void> {
    teams = await startFakeTeams(options);
    bot = await startBot(teams);
    const vera = teams.world.addPerson('Vera', { personal: true });
    help = teams.world.addChannel(teams.world.addTeam('IT', { people: [vera] }), 'Help');
    authorization = `Bearer ${await fetchToken(teams)}`;
  }

  afterEach(async () => {
    await bot.stop();
    await teams.stop();
  });

  /** Posts as any client would; `lost` when there was no answer. */
  async function post(text: string, place = help, patience = 10_000): Promise<string> {
    try {
      const response = await fetch(
        `${teams.serviceUrl}v3/conversations/${encodeURIComponent(place)}/activities`,
        {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json' },
          body: JSON.stringify({ type: 'message', text }),
          signal: AbortSignal.timeout(patience),
        },
      );
      const hint = response.headers.get('retry-after');
      return `${response.status}${hint === null ? '' : ` after ${hint}`}`;
    } catch {
      return 'lost';
    }
  }

  it('answer 500, 502, 503, 504, 412, 401 and 429 without doing anything', async () => {
    await start({ rates: 'off' });
    const kinds = [
      'error-500',
      'error-502',
      'error-503',
      'error-504',
      'precondition',
      'unauthorized',
    ] as const;
    for (const kind of kinds) teams.faults.add({ kind });
    teams.faults.add({ kind: 'rate-limit', retryAfter: 3 });
    teams.faults.add({ kind: { status: 403, code: 'MessageWritesBlocked' } });
    const answers: string[] = [];
    for (const text of 'abcdefghi') answers.push(await post(text));
    expect(answers).to.deep.equal(['500', '502', '503', '504', '412', '401', '429 after 3', '403', '201']);
    expect(teams.look.transcript(help)).to.deep.equal(['Firstline: i']);
    expect(teams.look.refused).to.deep.equal([], 'what a test plays is not held against the bot');
  });

  it('know which answers nobody read, although they went out', async () => {
    await start({ rates: 'off' });
    expect(await post('read')).to.equal('201');
    teams.faults.add({ kind: 'slow', ms: 100 });
    const address = new URL(teams.serviceUrl);
    const client = new Worker(STANDS_STILL, {
      eval: true,
      workerData: {
        port: Number(address.port),
        path: `${address.pathname}v3/conversations/${encodeURIComponent(help)}/activities`,
        authorization,
        body: JSON.stringify({ type: 'message', text: 'not read' }),
      },
    });
    await once(client, 'exit');
    await until(() => teams.look.untold.length > 0);
    expect(teams.look.calls.at(-1)).to.include({ status: 201, ok: true });
    expect(teams.look.untold.map((ref) => teams.look.message(ref).text)).to.deep.equal(['not read']);
    expect(await post('read as well')).to.equal('201');
    expect(teams.look.untold).to.have.length(1);
  });

  it('know which calls were given up before they were looked at', async () => {
    await start({ rates: 'off' });
    for (let n = 1; n <= 5; n++) {
      const address = new URL(teams.serviceUrl);
      const client = new Worker(GIVES_UP, {
        eval: true,
        workerData: {
          port: Number(address.port),
          path: `${address.pathname}v3/conversations/${encodeURIComponent(help)}/activities`,
          authorization,
          body: JSON.stringify({ type: 'message', text: `given up ${n}` }),
        },
      });
      await once(client, 'message');
      client.postMessage('now');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
      await once(client, 'exit');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const made = teams.look.messages(help).map(({ text }) => text);
    expect(made).to.have.length(5);
    expect(teams.look.untold.map((ref) => teams.look.message(ref).text)).to.deep.equal(made);
  });

  it('cut the line before anything happened, or after it did, and the client cannot tell which', async () => {
    await start({ rates: 'off' });
    teams.faults.add({ kind: 'hang' });
    teams.faults.add({ kind: 'accept-then-hang' });
    teams.faults.add({ kind: 'drop' });
    teams.faults.add({ kind: 'accept-then-drop' });
    teams.faults.add({ kind: 'accept-then-502' });
    const answers: string[] = [];
    for (const text of 'abcde') answers.push(await post(text, help, 400));
    expect(answers).to.deep.equal(['lost', 'lost', 'lost', 'lost', '502']);
    expect(teams.look.transcript(help)).to.deep.equal(['Firstline: b', 'Firstline: d', 'Firstline: e']);
    expect(teams.faults.played).to.deep.equal({
      hang: 1,
      'accept-then-hang': 1,
      drop: 1,
      'accept-then-drop': 1,
      'accept-then-502': 1,
    });
  });

  it('come late, but come', async () => {
    await start({ rates: 'off' });
    teams.faults.add({ kind: 'slow', ms: 50 });
    expect(await post('slow')).to.equal('201');
    expect(teams.look.calls.at(-1)?.fault).to.equal('slow');
    expect(teams.faults.played).to.deep.equal({ slow: 1 });
  });

  it('hit the route, the place and the call that a rule names, and neither keys nor login', async () => {
    await start({ rates: 'off' });
    const other = teams.world.addChat([]);
    const forget = teams.faults.add({
      kind: 'error-502',
      place: other,
      skip: 1,
      times: Number.POSITIVE_INFINITY,
    });
    expect([
      await post('a'),
      await post('b', other),
      await post('c', other),
      await post('d', other),
    ]).to.deep.equal(['201', '201', '502', '502']);
    forget();
    expect(await post('e', other)).to.equal('201');
    teams.faults.add({ kind: 'error-500', route: 'POST token' });
    expect(await post('f')).to.equal('201');
    expect(await fetchToken(teams).catch((error: Error) => error.message)).to.equal('HTTP 500');
  });

  it('come by chance, the same way for the same seed', async () => {
    await start({ rates: 'off' });
    const answers = async (seed: number) => {
      teams.faults.chaos({ seed, rates: { 'error-502': 0.3, 'rate-limit': 0.2 }, retryAfter: 2 });
      const all: string[] = [];
      for (let i = 0; i < 20; i++) all.push(await post('a'));
      return all;
    };
    const first = await answers(5);
    expect(new Set(first)).to.deep.equal(new Set(['201', '502', '429 after 2']));
    expect(await answers(5)).to.deep.equal(first);
    teams.faults.clear();
    expect(await post('b')).to.equal('201');
  });

  it('let a conversation have seven messages a second, eight in two and sixty in thirty, each its own', async () => {
    let now = 1_790_000_000_000;
    await start({ now: () => now });
    const burst = async () => {
      const answers: string[] = [];
      for (let i = 0; i < 9; i++) answers.push(await post(`${i}`));
      return answers.filter((answer) => answer === '201').length;
    };
    expect(await burst()).to.equal(7);
    expect(await post('too many')).to.equal('429 after 1');
    expect(await post('elsewhere', teams.world.addChat([]))).to.equal('201');
    now += 1000;
    expect(await burst()).to.equal(1);
    expect(await post('too many')).to.equal('429 after 1');
    let taken = 8;
    for (now += 1000; now < 1_790_000_000_000 + 30_000; now += 2000) taken += await burst();
    now = 1_790_000_000_000 + 29_999;
    expect(taken).to.equal(60);
    expect(await post('too many')).to.match(/^429 after \d+$/);
    expect(teams.look.refused).to.deep.equal([], 'limits are no mistakes');
  });

  it('let a channel have seven new reply chains a second, and hit them by their channel', async () => {
    await start({ now: () => 1_790_000_000_000 });
    const create = async () => {
      const response = await fetch(`${teams.serviceUrl}v3/conversations`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({
          isGroup: true,
          channelData: { channel: { id: help } },
          activity: { type: 'message', text: 'a' },
        }),
      });
      return response.status;
    };
    teams.faults.add({ kind: 'error-502', place: help, skip: 1 });
    const statuses: number[] = [];
    for (let i = 0; i < 9; i++) statuses.push(await create());
    expect(statuses).to.deep.equal([201, 502, 201, 201, 201, 201, 201, 201, 429]);
  });

  it('let the whole bot have fifty calls a second', async () => {
    await start({ now: () => 1_790_000_000_000 });
    const answers: string[] = [];
    for (let i = 0; i < 51; i++) answers.push(await post('a', teams.world.addChat([])));
    expect(answers.filter((answer) => answer === '201')).to.have.length(50);
  });

  it('pass faster on demand, and the hint with them', async () => {
    let now = 1_790_000_000_000;
    await start({ rates: { speed: 20 }, now: () => now });
    for (let i = 0; i < 7; i++) await post(`${i}`);
    expect(await post('too many')).to.equal('429 after 0');
    now += 50;
    expect(await post('later')).to.equal('201');
  });

  it('say what the bot did that Teams refused', async () => {
    await start({});
    const wrong = card('a', { type: 'Action.Execute', title: 'Go' });
    await bot.talk(help, (context) => context.sendActivity(wrong)).catch(() => {});
    expect(teams.look.refused).to.deep.equal([
      'POST conversations/{}/activities/{}: 400 BadSyntax attachments[0].content: actions[0].verb is missing',
    ]);
    expect(teams.look.counts({ ok: false })).to.deep.equal({ 'POST conversations/{}/activities/{}': 1 });
  });
});
