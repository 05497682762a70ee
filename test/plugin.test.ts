import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from '@slack/bolt';
import { expect } from 'chai';
import { createFirstline, type MountedFirstline, type MountOptions, slackReceiver } from '../main.js';
import { silentLog } from '../src/core/ports/ambient.js';
import { type Disk, realDisk } from '../src/store/disk.js';
import { until, writeArticles } from './adapters/slack/stage.js';
import { startFakeSlack } from './support/slack/fake-slack.js';
import { quietLogger } from './support/slack/quiet-logger.js';
import type { FakeSlack } from './support/slack/surface.js';

describe('Firstline mounted into a Bolt app', () => {
  let slack: FakeSlack;
  let folder: string;
  let app: App;
  let vera: string;
  let ana: string;
  let desk: string;
  let firstline: MountedFirstline | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstline-plugin-'));
    await writeArticles(folder);
    slack = await startFakeSlack({ rates: 'off', timing: { redeliverMs: [0, 50, 100], ackMs: 2_000 } });
    vera = slack.workspace.addUser('vera', { displayName: 'Vera' });
    ana = slack.workspace.addUser('ana', { displayName: 'Ana' });
    desk = slack.workspace.addChannel('desk', { members: [ana], kind: 'private' });
    app = new App({
      signingSecret: slack.signingSecret,
      token: slack.botToken,
      clientOptions: { slackApiUrl: slack.apiUrl },
      logger: quietLogger,
    });
    app.error(async () => {});
  });

  afterEach(async () => {
    await app.stop().catch(() => {}); // where it was never started
    await firstline?.stop();
    firstline = undefined;
    await slack.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const config = (): Record<string, unknown> => ({
    knowledge: { folders: [folder], readers: { slack: ['everyone', 'employees'] } },
    desk: {
      place: `slack:${slack.teamId}/${desk}`,
      people: [{ id: 'ana', name: 'Ana Weber', handles: { slack: ana } }],
    },
  });

  async function mount(options: Partial<MountOptions> = {}): Promise<MountedFirstline> {
    firstline = createFirstline({
      config: config(),
      dataDir: join(folder, 'data'),
      log: silentLog,
      slack: { app },
      ...options,
    });
    await firstline.start();
    return firstline;
  }

  async function listen(): Promise<void> {
    const server = (await app.start(0)) as Server; // plain HTTP
    const { port } = server.address() as AddressInfo; // on a port
    slack.deliverTo({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
  }

  const says = (channel: string): readonly string[] =>
    slack.look.posted(channel).map(({ text }) => text ?? '');

  it('answers, and opens a case in the desk’s channel, beside what the app does', async () => {
    const lunch = slack.workspace.addChannel('lunch', { members: [vera] });
    app.message('lunch?', async ({ say }) => void (await say('Soup.')));
    const { pages } = await mount();
    await listen();
    expect(pages).to.equal(undefined);
    slack.people.say(vera, lunch, 'lunch?');
    slack.people.dm(vera, 'how do I connect to the VPN?');
    await slack.deliveries.settled();
    await until(() => says(slack.workspace.dm(vera)).length === 1);
    expect(says(slack.workspace.dm(vera))[0]).to.include('Open the VPN client');
    slack.people.dm(vera, 'the coffee machine sings');
    await slack.deliveries.settled();
    await until(() => slack.look.notifications.length > 0 && says(desk).length > 0);
    expect(slack.look.textOf(slack.look.posted(desk)[0] ?? { blocks: [] }).join('\n')).to.include(
      'coffee machine',
    );
    expect(says(lunch)).to.deep.equal(['Soup.']);
    await slack.deliveries.settled();
    expect(slack.deliveries.redeliveries).to.equal(0);
  });

  it('leaves to the app what the app answers, also when it reads the history', async () => {
    app.message('lunch?', async ({ say }) => void (await say('Soup.')));
    const options = { slack: { app, except: ({ text }: { text: string }) => text.startsWith('lunch') } };
    await mount(options);
    await listen();
    const dm = slack.workspace.dm(vera);
    slack.people.dm(vera, 'lunch?');
    await slack.deliveries.settled();
    await until(() => says(dm).length === 1);
    await firstline?.stop();
    slack.people.dm(vera, 'lunch? and why?', { unheard: true });
    slack.people.say(vera, dm, 'vpn does not work', { unheard: true });
    await mount(options);
    await until(() => says(dm).some((text) => text.includes('Open the VPN client')));
    expect(says(dm).filter((text) => !text.includes('VPN'))).to.deep.equal(['Soup.']);
  });

  it('leaves the app’s Home tab alone, unless it is asked to show itself there', async () => {
    await mount();
    await listen();
    slack.people.openHome(vera);
    await slack.deliveries.settled();
    await firstline?.stop();
    expect(slack.look.counts()).not.to.have.property('views.publish');
    await mount({ slack: { app, home: true } });
    slack.people.openHome(vera);
    await slack.deliveries.settled();
    await until(() => slack.look.home(vera) !== undefined);
  });

  it('goes without disturbing the app, and reads at the next start what it did not hear', async () => {
    const heard: string[] = [];
    app.message(async ({ message }) => void heard.push('text' in message ? (message.text ?? '') : ''));
    await mount();
    await listen();
    await firstline?.stop();
    slack.people.dm(vera, 'how do I connect to the VPN?');
    await slack.deliveries.settled();
    expect(slack.deliveries.all.map(({ state }) => state)).to.deep.equal(['acked']);
    expect(heard).to.deep.equal(['how do I connect to the VPN?']);
    await mount();
    await until(() => says(slack.workspace.dm(vera)).length === 1);
    slack.people.dm(vera, 'vpn does not work');
    await slack.deliveries.settled();
    await until(() => says(slack.workspace.dm(vera)).length === 2);
  });

  it('acknowledges nothing once its store has failed, and says so', async () => {
    let full = false;
    const disk: Disk = {
      ...realDisk,
      async open(path, mode) {
        const file = await realDisk.open(path, mode);
        const datasync = file.datasync.bind(file);
        file.datasync = async () => {
          if (full) throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
          await datasync();
        };
        return file;
      },
    };
    const mounted = await mount({ storage: { disk } });
    await listen();
    await new Promise((resolve) => setTimeout(resolve, 200)); // the first mark
    full = true;
    slack.people.dm(vera, 'how do I connect to the VPN?');
    await slack.deliveries.settled();
    expect(slack.deliveries.all.map(({ state }) => state)).to.deep.equal(['lost']);
    expect(await mounted.failed).to.have.property('code', 'store.failed');
    await mounted.stop().catch(() => {});
    firstline = undefined;
  });

  it('reads what it missed when the receiver that comes with it has a new connection', async () => {
    const { appToken, apiUrl, botToken } = slack;
    app = new App({
      receiver: await slackReceiver({ appToken, apiUrl, log: silentLog }),
      token: botToken,
      clientOptions: { slackApiUrl: apiUrl },
      logger: quietLogger,
    });
    await mount();
    slack.deliverTo('socket');
    await app.start();
    await slack.sockets.connected();
    slack.sockets.drop();
    slack.people.dm(vera, 'how do I connect to the VPN?', { unheard: true });
    await until(() => says(slack.workspace.dm(vera)).length === 1);
    slack.people.dm(vera, 'vpn does not work');
    await slack.deliveries.settled();
    await until(() => says(slack.workspace.dm(vera)).length === 2);
  });

  it('serves its pages where it is asked to, on a port of its own', async () => {
    const { pages } = await mount({ http: { port: 0 } });
    expect((await fetch(`http://127.0.0.1:${pages?.port}/readyz`)).status).to.equal(200);
    expect((await fetch(`http://127.0.0.1:${pages?.port}/`)).status).to.equal(200);
    await firstline?.stop();
    expect(firstline?.pages).to.equal(undefined);
    await fetch(`http://127.0.0.1:${pages?.port}/`).then(
      () => expect.fail('the server should be closed'),
      () => {},
    );
  });

  it('refuses a desk on the web that nobody serves, and a configuration that is wrong, and can be started then', async () => {
    const refusal = async (options: Partial<MountOptions>): Promise<string> =>
      mount(options).then(
        () => 'started',
        (error: Error & { hint?: string }) => `${error.message} ${error.hint}`,
      );
    const { desk: _, ...withoutDesk } = config();
    expect(await refusal({ config: withoutDesk })).to.match(/The desk is on the web.*desk\.place/);
    expect(await refusal({ config: { ...config(), nmae: 'x' } })).to.include('config:');
    expect(await refusal({ config: join(folder, 'none.yaml') })).to.include('does not exist');
    await mount();
  });

  it('needs the token where the app has none of its own', async () => {
    app = new App({
      signingSecret: slack.signingSecret,
      authorize: async () => ({ botToken: slack.botToken }),
      clientOptions: { slackApiUrl: slack.apiUrl },
      logger: quietLogger,
    });
    const error = await mount().then(
      () => undefined,
      (problem: Error) => problem,
    );
    expect(error?.message).to.include('no bot token of its own');
    await mount({ slack: { app, botToken: slack.botToken } });
    await listen();
    slack.people.dm(vera, 'how do I connect to the VPN?');
    await slack.deliveries.settled();
    await until(() => says(slack.workspace.dm(vera)).length === 1);
  });
});
