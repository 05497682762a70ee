import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { JsonObject } from '../../support/slack/json.js';
import { objectOf } from '../../support/slack/json.js';
import type { Forgery } from '../../support/teams/surface-network.js';
import { type Office, openOffice } from './office.js';

describe('who may post to the bot in the name of Teams', function () {
  this.timeout(20_000);
  let office: Office;
  let real: JsonObject;

  before(async () => {
    office = await openOffice();
    await office.dm(office.vera, 'how do I set up a printer');
    real = office.teams.deliveries.all.find(({ type }) => type === 'message')?.activity ?? {};
  });
  after(() => office.close());

  /** An activity that was never sent, with words that can be looked for. */
  const activity = (words: string, more: JsonObject = {}): JsonObject => ({
    ...real,
    id: String(1_700_000_000_000 + Math.floor(Math.random() * 1e9)),
    text: words,
    attachments: [],
    ...more,
  });

  /** Everything that the bot has written to its folder. */
  async function written(folder = join(office.stage.folder, 'data')): Promise<string> {
    const entries = await readdir(folder, { withFileTypes: true });
    const texts = await Promise.all(
      entries.map((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? written(path) : readFile(path, 'utf8').catch(() => '');
      }),
    );
    return texts.join('\n');
  }

  it('a real one is taken in, and once', async () => {
    const sent = activity('quite genuine words');
    expect(await office.teams.deliveries.forge(sent)).to.include({ status: 200 });
    expect(await office.teams.deliveries.forge(sent)).to.include({ status: 200 });
    await office.quiet();
    expect(await written()).to.include('quite genuine words');
  });

  const tokens: readonly NonNullable<Forgery['token']>[] = [
    'none',
    'garbage',
    'wrong-issuer',
    'wrong-audience',
    'wrong-key',
    'unknown-key',
    'unsigned',
    'expired',
    'not-yet',
    'wrong-service-url',
    'no-service-url',
  ];
  for (const token of tokens) {
    it(`a token that is “${token}” gets 401 and leaves no trace`, async () => {
      const words = `forged ${token}`;
      expect(await office.teams.deliveries.forge(activity(words), { token })).to.include({ status: 401 });
      expect(await written()).not.to.include(words);
    });
  }

  it('an activity without a service URL gets 401 and leaves no trace', async () => {
    const { serviceUrl: _serviceUrl, ...rest } = activity('from nowhere');
    for (const sent of [rest, { ...rest, serviceUrl: '' }])
      expect(await office.teams.deliveries.forge(sent, { token: 'no-service-url' })).to.include({
        status: 401,
      });
    expect(await office.teams.deliveries.forge(rest)).to.include({ status: 401 });
    expect(await written()).not.to.include('from nowhere');
  });

  it('an activity of another channel is refused', async () => {
    for (const channelId of ['emulator', 'webchat', 'directline', 'msteams ']) {
      const answer = await office.teams.deliveries.forge(activity(`by ${channelId}`, { channelId }));
      expect(answer, channelId).to.include({ status: 401 });
    }
    expect(await written()).not.to.match(/by (?:emulator|webchat|directline)/);
  });

  it('the bot’s own token, shown to it by whoever got it, is none of Teams’', async () => {
    const claims = {
      iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
      ver: '1.0',
      appid: office.teams.appId,
    };
    const answer = await office.teams.deliveries.forge(activity('replayed'), { claims });
    expect(answer).to.include({ status: 401 });
    expect(await written()).not.to.include('replayed');
  });

  it('what is no activity is refused', async () => {
    expect(await office.teams.deliveries.forge('{"type":')).to.include({ status: 400 });
    expect(await office.teams.deliveries.forge('null')).to.include({ status: 400 });
  });

  it('nothing that is far too large is read', async () => {
    const address = `http://127.0.0.1:${office.stage.firstline.port}/api/messages`;
    const body = JSON.stringify(activity('x'.repeat(600_000)));
    const headers = { connection: 'close', 'content-type': 'application/json' };
    expect((await fetch(address, { method: 'POST', body, headers })).status).to.equal(413);
  });

  it('a press that is none of ours is answered as one that nobody knows', async () => {
    const sent = activity('', {
      type: 'invoke',
      name: 'adaptiveCard/action',
      value: { action: { data: {} } },
    });
    expect(await office.teams.deliveries.forge(sent)).to.include({ status: 501 });
  });

  it('a token that Teams does not take any more is replaced by a fresh one', async () => {
    office.teams.revokeTokens();
    const lines = await office.dm(office.liu, 'how do I set up a scanner');
    expect(lines.join()).to.include('Scanners are in the basement');
    expect(objectOf(office.teams.look.counts() as JsonObject)['POST token']).to.equal(2);
  });
});
