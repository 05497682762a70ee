import { Readable } from 'node:stream';
import { expect } from 'chai';
import type { Api } from '../../../adapters/slack/api.js';
import { createUploads } from '../../../adapters/slack/upload.js';

describe('an upload to Slack', () => {
  it('is given up by time, not by how often it was tried, and the next one begins anew', async () => {
    let now = 5_000;
    const api: Pick<Api, 'call'> = {
      call: async () => ({ ok: false, outcome: { kind: 'later', reason: 'Slack answered 503.' } }),
    };
    const uploads = createUploads({ api, clock: { now: () => now } });
    const read = async (): Promise<Readable> => Readable.from(['a']);
    const file = { name: 'a.txt', type: 'text/plain', size: 1, digest: 'd1', read };
    const send = (key: string) => uploads.send(key, [file], { channel: 'C1' }, undefined);
    for (; now < 65_000; now += 1_000) expect(await send('one')).to.include({ kind: 'later' });
    const { read: _read, ...named } = file;
    expect(await send('one')).to.deep.equal([{ ...named, refused: 'platform' }]);
    expect(await send('one'), 'sent again by hand').to.include({ kind: 'later' });
    expect(await send('two')).to.include({ kind: 'later' });
  });
});
