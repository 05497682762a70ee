import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { startFakeDiscord } from '../../support/discord/fake-discord.js';
import type { FakeDiscord } from '../../support/discord/surface.js';
import { GOES_WITH_ITS_PARENT } from '../../support/firstline-process.js';
import type { Printed } from './gateway-child.js';
import { until } from './stage.js';

const CHILD = fileURLToPath(new URL('./gateway-child.ts', import.meta.url));
/** So long after an IDENTIFY there may be the next one; a little more. */
const BETWEEN_IDENTIFIES = 6_000;

/** The line to Discord in a process of its own. */
class Line {
  readonly printed: Printed[] = [];
  errors = '';
  /** Its exit code, once it has ended. */
  ended: number | null | undefined;
  readonly #child: ChildProcess;

  constructor({ env }: FakeDiscord, more: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, ['--import', 'tsx/esm', '--import', GOES_WITH_ITS_PARENT, CHILD], {
      env: { PATH: process.env.PATH ?? '', ...env, ...more },
    });
    const { stdout, stderr } = this.#child;
    if (stdout)
      createInterface({ input: stdout }).on('line', (line) => {
        this.printed.push(JSON.parse(line) as Printed); // it is our own child that wrote it
      });
    stderr?.on('data', (chunk) => {
      this.errors += String(chunk);
    });
    this.#child.on('close', (code) => {
      this.ended = code;
    });
  }

  count(what: Printed['what']): number {
    return this.printed.filter((each) => each.what === what).length;
  }

  get logged(): readonly string[] {
    return this.printed.flatMap((each) => (each.what === 'log' ? [each.words] : []));
  }

  stop(): void {
    this.#child.stdin?.write('stop\n');
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await until(() => this.ended !== undefined);
  }
}

describe('the line to Discord', function () {
  this.timeout(60_000);
  let discord: FakeDiscord;
  let line: Line;

  async function start(heartbeatMs = 41_250, more: Readonly<Record<string, string>> = {}): Promise<void> {
    discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0, heartbeatMs } });
    line = new Line(discord, more);
    await until(() => line.count('fresh') === 1);
    // The child looks now and then; what it has not seen begin, it does not see end.
    await until(() => line.printed.some((each) => each.what === 'connected' && each.connected));
  }

  /** Its session is no longer valid; it has a new connection, has read HELLO, and waits until it may identify. */
  async function waiting(): Promise<void> {
    const { opened } = discord.gateway;
    discord.gateway.invalidate(false);
    await until(() => discord.gateway.opened === opened + 1);
    await sleep(100);
  }

  afterEach(async () => {
    await line.kill();
    await discord.stop();
  });

  for (const [why, end] of [
    ['op 9', ({ gateway }) => gateway.invalidate(false)],
    ['op 7', ({ gateway }) => gateway.reconnect()],
    ['a close', ({ gateway }) => gateway.drop(4000)],
    [
      'heartbeats without an answer',
      async ({ gateway }) => {
        gateway.freeze(true);
        await sleep(2_100);
        gateway.drop(); // the system ends the dead connection
      },
    ],
  ] satisfies [string, (discord: FakeDiscord) => unknown][]) {
    it(`survives ${why} while it waits to identify, and comes back by itself`, async () => {
      await start(1_000);
      const { gateway } = discord;
      await waiting();
      gateway.stall(true);
      await end(discord);
      await sleep(BETWEEN_IDENTIFIES);
      expect(line.ended, line.errors).to.equal(undefined);
      gateway.stall(false);
      await until(() => line.count('fresh') === 2);
      expect(gateway).to.include({ ready: 1, open: 1 });
      expect(line.logged).to.deep.equal([]);
    });
  }

  it('identifies once on a connection, however often it was given up before', async () => {
    await start();
    const { gateway } = discord;
    const { identified } = gateway;
    await waiting();
    for (let n = 0; n < 2; n++) await waiting();
    await until(() => line.count('fresh') === 2);
    await sleep(BETWEEN_IDENTIFIES);
    expect(gateway.identified).to.equal(identified + 1);
    expect(gateway.closes).to.not.include(4005);
    expect(line.ended, line.errors).to.equal(undefined);
  });

  it('is not connected while Discord cannot be reached, and is again afterwards', async () => {
    await start();
    const { gateway } = discord;
    const last = () => line.printed.findLast(({ what }) => what === 'connected');
    await until(() => last() !== undefined);
    gateway.refuse(true);
    gateway.drop();
    await until(() => line.count('connected') === 2);
    expect(last()).to.include({ connected: false });
    gateway.refuse(false);
    await until(() => line.count('connected') === 3);
    expect(last()).to.include({ connected: true });
  });

  it('is made anew with another client where the first one stays without an answer', async () => {
    await start(41_250, { STUCK_AFTER: '1500' });
    const { gateway } = discord;
    gateway.stall(true);
    gateway.drop();
    await until(() => line.logged.length > 0);
    expect(line.logged[0]).to.equal('Discord’s gateway cannot be reached; it is tried again');
    gateway.stall(false);
    await until(() => line.count('fresh') === 2);
    await sleep(500);
    expect(gateway).to.include({ ready: 1, open: 1 });
    expect(line.ended, line.errors).to.equal(undefined);
  });

  it('ends in good order between two connections', async () => {
    await start();
    const { gateway } = discord;
    const { opened } = gateway;
    gateway.drop();
    await until(() => line.printed.some((each) => each.what === 'connected' && !each.connected));
    line.stop();
    await until(() => line.ended !== undefined);
    expect(line.ended, line.errors).to.equal(0);
    expect(gateway.opened).to.equal(opened);
  });

  it('ends in good order while it connects, even if that fails afterwards', async () => {
    await start();
    const { gateway } = discord;
    gateway.stall(true);
    gateway.drop();
    await sleep(1_000); // half a second later it connects
    line.stop();
    await until(() => line.count('stopped') === 1);
    gateway.refuse(true);
    gateway.stall(false);
    await until(() => line.ended !== undefined);
    expect(line.ended, line.errors).to.equal(0);
  });

  it('ends in good order while it waits for READY', async () => {
    await start();
    const { gateway } = discord;
    await waiting();
    const { opened } = gateway;
    gateway.freeze(true);
    await sleep(BETWEEN_IDENTIFIES); // it identifies, and nobody answers
    line.stop();
    await sleep(200);
    gateway.drop();
    await until(() => line.ended !== undefined);
    expect(line.ended, line.errors).to.equal(0);
    expect(line.count('stopped')).to.equal(1);
    expect(gateway.opened).to.equal(opened);
  });
});
