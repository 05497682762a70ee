import { expect } from 'chai';
import { type Api, createApi } from '../../../adapters/discord/api.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import { startFakeDiscord } from '../../support/discord/fake-discord.js';
import type { FakeDiscord } from '../../support/discord/surface.js';
import { liveSignals } from '../../support/live-signals.js';

const alarm = { raise() {}, clear() {} };

describe('a call to Discord', function () {
  this.timeout(30_000);
  let discord: FakeDiscord;
  let api: Api;
  let path: `/channels/${string}/messages/${string}`;

  before(async () => {
    discord = await startFakeDiscord({ rates: 'off' });
    const { channel, id } = discord.people.dm(discord.world.addUser('vera'), 'hello');
    path = `/channels/${channel}/messages/${id}`;
    api = createApi({ token: () => discord.token, url: () => discord.apiUrl, log: silentLog, alarm });
  });
  after(async () => {
    api.stop();
    await discord.stop();
  });

  it('leaves no signal in memory once it is answered', async () => {
    const call = () => api.call('GET', path, { signal: new AbortController().signal });
    await call();
    const before = await liveSignals();
    // Fewer than the library sends in a second.
    for (let round = 0; round < 40; round++) expect(await call()).to.include({ ok: true });
    expect((await liveSignals()) - before).to.be.below(20);
  });

  it('ends with the attempt that it belongs to', async () => {
    discord.faults.add({ kind: 'hang' });
    const attempt = new AbortController();
    const called = api.call('GET', path, { signal: attempt.signal });
    attempt.abort();
    expect(await called).to.include({ ok: false });
  });
});
