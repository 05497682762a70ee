import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { createApi } from '../../../adapters/discord/api.js';
import { createDownload } from '../../../adapters/discord/download.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import { startFakeDiscord } from '../../support/discord/fake-discord.js';
import type { MessageRef } from '../../support/discord/model.js';
import type { FakeDiscord } from '../../support/discord/surface.js';

const MESSAGE = 'GET /channels/:channel/messages/:message';
const FILE = 'GET /attachments/:channel/:attachment/:name';
const alarm = { raise: () => {}, clear: () => {} };

describe('a file of Discord', function () {
  this.timeout(10_000);
  let discord: FakeDiscord;
  let ref: MessageRef;
  let fetchIt: (id?: string) => ReturnType<ReturnType<typeof createDownload>>;
  let stop: () => void;

  before(async () => {
    discord = await startFakeDiscord({ rates: 'off' });
    const vera = discord.world.addUser('vera');
    ref = discord.people.dm(vera, 'see here', { files: [{ name: 'a.txt', data: 'a chair' }] });
    const url = () => discord.apiUrl;
    const api = createApi({ token: () => discord.token, url, log: silentLog, alarm });
    stop = () => api.stop();
    const download = createDownload({ api, url, patience: 500 });
    const [file] = discord.look.message(ref).attachments;
    fetchIt = (message = ref.id) =>
      download(
        { place: `discord:dm/${ref.channel}`, message, id: file?.id ?? '' },
        AbortSignal.timeout(5_000),
      );
  });
  after(async () => {
    stop();
    await discord.stop();
  });

  async function read(): Promise<string> {
    const fetched = await fetchIt();
    if (fetched.kind !== 'fetched') throw new Error(JSON.stringify(fetched));
    return (await buffer(fetched.bytes)).toString();
  }

  it('is opened', async () => {
    expect(await read()).to.equal('a chair');
  });

  for (const [what, route, kind] of [
    ['rights that are missing', MESSAGE, { status: 403, code: 50001 }],
    ['a channel that is not there now', MESSAGE, { status: 404, code: 10003 }],
    ['an outage', MESSAGE, 'error-502'],
    ['a connection that hangs', FILE, 'hang'],
    ['an address that is not good yet', FILE, { status: 404, code: 0 }],
    ['an address that is not good any more', FILE, { status: 403, code: 0 }],
  ] as const) {
    it(`is asked for again after ${what}`, async () => {
      discord.faults.add({ route, kind });
      expect(await fetchIt()).to.have.property('kind', 'later');
      expect(await read()).to.equal('a chair');
    });
  }

  it('is gone with its message, and only then', async () => {
    expect(await fetchIt('1457536955662471180')).to.include({ kind: 'refused', why: 'gone' });
  });
});

describe('a call to Discord', function () {
  this.timeout(10_000);
  let discord: FakeDiscord;
  before(async () => {
    discord = await startFakeDiscord({ rates: 'off' });
  });
  after(() => discord.stop());

  it('may take longer where files are uploaded', async () => {
    const patience = { call: 60, upload: 5_000 };
    const url = () => discord.apiUrl;
    const api = createApi({ token: () => discord.token, url, log: silentLog, alarm, patience });
    const path = `/channels/${discord.world.addChannel('general')}/messages` as const;
    discord.faults.add({ kind: 'slow', ms: 400, times: 2 });
    const files = [{ name: 'a.txt', data: Buffer.from('a chair') }];
    const slow = await api.call('POST', path, { body: { content: 'hm' } });
    expect(slow.ok || slow.outcome.kind).to.equal('unknown');
    expect((await api.call('POST', path, { body: { content: 'hm' }, files })).ok).to.equal(true);
    api.stop();
  });

  it('is given up by a stop', async () => {
    const url = () => discord.apiUrl;
    const api = createApi({ token: () => discord.token, url, log: silentLog, alarm });
    discord.faults.add({ kind: 'hang' });
    const hanging = api.call('GET', '/users/@me');
    await new Promise((resolve) => setTimeout(resolve, 50));
    api.stop();
    const called = await hanging;
    expect(called.ok || called.outcome.kind).to.equal('unknown');
    discord.faults.clear();
  });
});
