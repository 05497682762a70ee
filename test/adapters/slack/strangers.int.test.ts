import { request } from 'node:http';
import { expect } from 'chai';
import { FaultStage, QUESTION } from './fault-stage.js';
import { until } from './stage.js';

describe('what strangers post to the address for Slack', function () {
  this.timeout(30_000);
  let stage: FaultStage;
  beforeEach(async () => {
    stage = await FaultStage.open({ over: 'http' });
    await until(() => stage.told.some((line) => line.startsWith('caught up')));
  });
  afterEach(() => stage.close());

  const question = () => ({
    type: 'message',
    channel: stage.dm,
    channel_type: 'im',
    user: stage.vera,
    ts: `${Math.floor(Date.now() / 1000)}.000100`,
    text: QUESTION,
  });

  /** Posts without a content length, as a client that streams does, until it is told to stop. */
  function pour(bytes: number): Promise<number> {
    return new Promise((resolve) => {
      const url = `http://127.0.0.1:${stage.firstline?.port}/slack/events`;
      const outgoing = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } });
      outgoing.on('response', (response) => {
        resolve(response.statusCode ?? 0);
        response.resume();
        outgoing.destroy();
      });
      outgoing.on('error', () => resolve(0));
      const block = Buffer.alloc(64 * 1024, 32);
      let sent = 0;
      const more = (): void => {
        while (sent < bytes && !outgoing.destroyed) {
          sent += block.length;
          if (!outgoing.write(block)) {
            outgoing.once('drain', more);
            return;
          }
        }
        outgoing.end();
      };
      more();
    });
  }

  it('is refused without the right signature, and where it is an old one that is shown again', async () => {
    const { deliveries } = stage.slack;
    const body = deliveries.envelope(question());
    const now = Math.floor(Date.now() / 1000);
    const refused = [
      await deliveries.forge(body, { secret: 'guessed' }),
      await deliveries.forge(body, { signature: '' }),
      await deliveries.forge(body, { signature: 'v0=' }),
      await deliveries.forge(body, { timestamp: now - 6 * 60 }),
      await deliveries.forge(`ssl_check=1&payload=${encodeURIComponent(JSON.stringify(body))}`, {
        secret: 'guessed',
      }),
    ];
    expect(refused.slice(0, 4).map(({ ok }) => ok)).to.deep.equal([false, false, false, false]);
    // The right one, so that what was refused would have been answered.
    expect((await deliveries.forge(body)).status).to.equal(200);
    await until(() => stage.said('Open the VPN client') > 0);
    expect(stage.said('Open the VPN client')).to.equal(1);
    expect((await deliveries.verifyUrl()).ok).to.equal(true);
  });

  it('is not read on and on: there is an end to a body', async () => {
    // One that was read to its end gets 401.
    expect(await pour(3 * 1024 * 1024)).to.be.oneOf([0, 413]);
    expect((await stage.slack.deliveries.forge(stage.slack.deliveries.envelope(question()))).ok).to.equal(
      true,
    );
    await until(() => stage.said('Open the VPN client') > 0);
  });
});
