import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { until } from '../adapters/slack/stage.js';
import { GOES_WITH_ITS_PARENT } from '../support/firstline-process.js';
import { freePort } from '../support/free-port.js';
import { startFakeSlack } from '../support/slack/fake-slack.js';
import type { FakeSlack } from '../support/slack/surface.js';

const example = new URL('../../examples/slack-bolt/', import.meta.url);

for (const over of ['socket', 'http'] as const) {
  describe(`the example of a Bolt app with Firstline in it, over ${over === 'http' ? 'HTTP' : 'a socket'}`, () => {
    let slack: FakeSlack;
    let folder: string;
    let child: ChildProcess;
    let printed = '';
    let vera: string;
    let ana: string;
    let desk: string;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'firstline-example-'));
      slack = await startFakeSlack({ rates: 'off', commands: ['/firstline', '/lunch'] });
      vera = slack.workspace.addUser('vera', { displayName: 'Vera' });
      ana = slack.workspace.addUser('ana', { displayName: 'Ana' });
      desk = slack.workspace.addChannel('desk', { members: [ana], kind: 'private' });
      // As its README says: the channel and the person are put in.
      const shipped = await readFile(new URL('firstline.yaml', example), 'utf8');
      const config = join(folder, 'firstline.yaml');
      await writeFile(
        config,
        shipped.replace('T0000000000/C0000000000', `${slack.teamId}/${desk}`).replace('U0000000000', ana),
      );
      const port = await freePort();
      if (over === 'http') slack.deliverTo({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
      child = spawn(
        process.execPath,
        [
          ...['--import', GOES_WITH_ITS_PARENT, '--import', import.meta.resolve('tsx')],
          fileURLToPath(new URL('app.ts', example)),
        ],
        {
          env: {
            PATH: process.env.PATH ?? '',
            ...slack.env,
            FIRSTLINE_CONFIG: config,
            DATA_DIR: join(folder, 'data'),
            PORT: String(port),
          },
        },
      );
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (chunk) => {
          printed += String(chunk);
        });
      }
      await until(() => /Connected to Slack|Slack may post/.test(printed), 15_000).catch(() => {
        throw new Error(`The example did not start.\n${printed}`);
      });
    });

    after(async () => {
      child.kill('SIGKILL');
      await slack.stop();
      await rm(folder, { recursive: true, force: true });
    });

    const said = (channel: string): readonly string[] =>
      slack.look
        .posted(channel)
        .map((message) => slack.look.textOf(message).join('\n') || (message.text ?? ''));

    it('the app answers its own command and message, and Firstline stays out of it', async () => {
      const dm = slack.workspace.dm(vera);
      const { body } = await slack.interact.command(vera, dm, '/lunch');
      expect(JSON.stringify(body)).to.include('soup');
      slack.people.dm(vera, 'lunch?');
      await slack.deliveries.settled();
      await until(() => said(dm).length === 1);
      expect(said(dm)).to.deep.equal(['Today there is soup.']);
    });

    it('Firstline answers a question', async () => {
      const dm = slack.workspace.dm(vera);
      slack.people.dm(vera, 'I forgot my password');
      await slack.deliveries.settled();
      await until(() => said(dm).length === 2);
      expect(said(dm)[1]).to.match(/password/i);
    });

    it('what it cannot answer opens a thread at the desk and pings the person on duty', async () => {
      slack.people.dm(vera, 'the coffee machine sings');
      await slack.deliveries.settled();
      await until(() => slack.look.notifications.some(({ id }) => id === ana));
      expect(said(desk).join('\n')).to.include('coffee machine');
      expect(slack.deliveries.redeliveries).to.equal(0);
    });

    it('ends when it is told to', async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await ended).to.deep.equal([0, null]);
    });
  });
}
