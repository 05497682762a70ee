import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { FirstlineProcess } from '../../support/firstline-process.js';
import { freshFolder } from '../../support/folders.js';
import { startFakeSlack } from '../../support/slack/fake-slack.js';
import type { FaultKind } from '../../support/slack/surface.js';
import { until } from './stage.js';

const PICTURE = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(2_000, 7)]);

describe('a process that is killed while a file crosses', function () {
  this.timeout(40_000);
  /** Where it is killed: while this call is under way, before or after Slack has done what it asks. */
  const moments: readonly [method: string, kind: FaultKind][] = [
    ['download', 'hang'],
    ['chat.postMessage', 'hang'],
    ['chat.postMessage', 'accept-then-hang'],
    ['files.getUploadURLExternal', 'hang'],
    ['upload', 'hang'],
    ['files.completeUploadExternal', 'hang'],
    ['files.completeUploadExternal', 'accept-then-hang'],
  ];
  for (const [method, kind] of moments) {
    it(`loses nothing and doubles nothing, at ${method}: ${String(kind)}`, async () => {
      const slack = await startFakeSlack({ rates: 'off' });
      const { root, data, dispose } = await freshFolder();
      const vera = slack.workspace.addUser('vera', { displayName: 'Vera' });
      const ana = slack.workspace.addUser('ana', { displayName: 'Ana' });
      const desk = slack.workspace.addChannel('desk', { members: [ana], kind: 'private' });
      slack.deliverTo('socket');
      const env = Object.entries({ ...slack.env, SLACK_APP_TOKEN: slack.appToken });
      await writeFile(join(root, '.env'), env.map(([name, value]) => `${name}=${value}`).join('\n'));
      await writeFile(
        join(root, 'firstline.yaml'),
        [
          `desk: { place: "slack:${slack.teamId}/${desk}", people: [{ id: ana, name: Ana, handles: { slack: ${ana} } }] }`,
          'outbox: { first-retry: 20ms, longest-retry: 200ms }',
        ].join('\n'),
      );
      let process = await FirstlineProcess.start({ folder: root, data });
      try {
        slack.people.dm(vera, 'the coffee machine sings');
        await until(() => slack.look.posted(desk).length > 0, 15_000);
        await slack.deliveries.settled();
        await new Promise((resolve) => setTimeout(resolve, 300)); // the pings of the opening are through
        const thread = slack.look.posted(desk)[0]?.ts ?? '';
        slack.faults.add({ method, kind, ...(method === 'chat.postMessage' && { channel: desk }) });
        const before = slack.look.counts()[method] ?? 0;
        slack.people.say(vera, slack.workspace.dm(vera), 'look', {
          files: [{ name: 'a.png', data: PICTURE }],
        });
        await until(() => (slack.look.counts()[method] ?? 0) > before, 15_000);
        await new Promise((resolve) => setTimeout(resolve, 50));
        await process.kill();
        slack.faults.clear();
        process = await FirstlineProcess.start({ folder: root, data });
        const lines = () => slack.look.transcript(desk, thread);
        await until(() => lines().some((line) => line.includes('<a.png>')), 15_000);
        await slack.deliveries.settled();
        await new Promise((resolve) => setTimeout(resolve, 500));
        expect(lines().filter((line) => line === 'Vera: look')).to.have.length(1);
        expect(lines().filter((line) => line.includes('<a.png>'))).to.have.length(1);
        expect(lines().filter((line) => line.includes('could not be passed on'))).to.deep.equal([]);
        const sent = slack.look.posted(desk).flatMap((message) => message.files);
        expect(slack.look.file(sent[0]?.id ?? '')).to.deep.equal(PICTURE);
      } finally {
        await process.kill();
        await slack.stop();
        await dispose();
      }
    });
  }
});
