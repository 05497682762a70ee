import { expect } from 'chai';
import { FailingDisk, type Trouble } from '../../support/disks.js';
import { FaultStage, holdingDisk, QUESTION } from './fault-stage.js';
import { until } from './stage.js';

for (const over of ['socket', 'http'] as const) {
  describe(`acknowledging what Slack sends over ${over}`, function () {
    this.timeout(30_000);
    let stage: FaultStage;
    afterEach(() => stage.close());

    it('waits for the commit: while it hangs there is none, and the redelivery finds it done', async () => {
      const { disk, hold, release } = holdingDisk();
      stage = await FaultStage.open({ over, disk, timing: { ackMs: 400, redeliverMs: [0, 1_500] } });
      await until(() => stage.told.some((line) => line.startsWith('caught up')));
      hold();
      stage.slack.people.dm(stage.vera, QUESTION);
      const [event] = stage.slack.deliveries.all;
      await until(() => (event?.attempts.length ?? 0) >= 2);
      expect(event?.attempts.map(({ ok }) => ok)).to.deep.equal([false, false]);
      expect(stage.said('Open the VPN client')).to.equal(0);
      release();
      await stage.slack.deliveries.settled();
      await until(() => stage.said('Open the VPN client') > 0);
      expect(event?.state).to.equal('acked');
      expect(stage.said('Open the VPN client')).to.equal(1);
    });

    it('is refused where the commit fails, and the next process has the event', async () => {
      const trouble: Trouble = {};
      stage = await FaultStage.open({
        over,
        disk: new FailingDisk(trouble),
        timing: { redeliverMs: [0, 1_500, 1_500] },
      });
      await until(() => stage.told.some((line) => line.startsWith('caught up')));
      trouble.syncs = 0;
      stage.slack.people.dm(stage.vera, QUESTION);
      const [event] = stage.slack.deliveries.all;
      if (over === 'http') await until(() => (event?.attempts.length ?? 0) >= 2);
      else await until(() => stage.told.some((line) => line.includes('an event of Slack failed')));
      expect(event?.attempts.some(({ ok }) => ok)).to.equal(false);
      await stage.firstline?.stop().catch(() => {});
      await stage.up();
      await stage.slack.deliveries.settled();
      await until(() => stage.said('Open the VPN client') > 0);
      expect(stage.said('Open the VPN client')).to.equal(1);
    });

    it('comes to one answer for a mention told twice, redelivered ten times, and read again from history', async () => {
      stage = await FaultStage.open({ over });
      const { slack } = stage;
      const shared = slack.workspace.addChannel('partners', {
        members: [stage.vera],
        shared: true,
        appInBothTeams: true,
      });
      slack.people.mention(stage.vera, shared, QUESTION);
      expect(slack.deliveries.all).to.have.length(4); // message and app_mention, each for both organisations
      await slack.deliveries.settled();
      for (const { eventId } of slack.deliveries.all) await slack.deliveries.again(eventId, 10);
      await until(() => stage.said('Open the VPN client') > 0);
      const before = stage.told.length;
      await stage.away(() => {});
      await until(() => stage.told.slice(before).some((line) => line.startsWith('caught up')));
      expect(stage.said('Open the VPN client')).to.equal(1);
    });
  });
}

describe('an event that comes before Slack has said who we are', function () {
  this.timeout(30_000);

  it('is not acknowledged over HTTP, so that it is not lost', async () => {
    const stage = await FaultStage.open({
      over: 'http',
      timing: { redeliverMs: [0, 200, 3_000] },
      before: (slack) => slack.faults.add({ method: 'auth.test', kind: 'error-503', times: 2 }),
    });
    try {
      stage.slack.people.dm(stage.vera, QUESTION);
      const [event] = stage.slack.deliveries.all;
      await until(() => (event?.attempts.length ?? 0) >= 1);
      expect(event?.attempts[0]?.ok).to.equal(false);
      await stage.slack.deliveries.settled();
      await until(() => stage.said('Open the VPN client') > 0);
      expect(stage.said('Open the VPN client')).to.equal(1);
    } finally {
      await stage.close();
    }
  });
});
