import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActivityHandler, CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { expect } from 'chai';
import express from 'express';
import { createFirstline, type MountedFirstline, type MountOptions, teamsAdapter } from '../../../main.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import { type Disk, realDisk } from '../../../src/store/disk.js';
import { startFakeTeams } from '../../support/teams/fake-teams.js';
import type { FakeTeams } from '../../support/teams/surface.js';
import { until, writeArticles } from '../slack/stage.js';

describe('Firstline mounted into a botbuilder adapter', function () {
  this.timeout(20_000);
  let teams: FakeTeams;
  let folder: string;
  let adapter: CloudAdapter;
  let server: Server;
  let firstline: MountedFirstline | undefined;
  let vera: string;
  let desk: string;
  let ana: string;
  const heard: string[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstline-mounted-'));
    await writeArticles(folder);
    teams = await startFakeTeams({ rates: 'off', timing: { redeliverMs: [] } });
    vera = teams.world.addPerson('Vera', { personal: true });
    ana = teams.world.addPerson('Ana');
    desk = teams.world.addChannel(teams.world.addTeam('Support', { people: [ana] }), 'Desk');
    heard.length = 0;
    await listen(await teamsAdapter(teams.env));
  });
  afterEach(async () => {
    await firstline?.stop().catch(() => {});
    firstline = undefined;
    server.closeAllConnections();
    server.close();
    await teams.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The host's own bot, which swallows what fails. */
  async function listen(with_: CloudAdapter): Promise<void> {
    adapter = with_;
    adapter.onTurnError = async (_context, error) => void heard.push(`error: ${error.message}`);
    const bot = new ActivityHandler();
    bot.onMessage(async ({ activity }, next) => {
      heard.push(activity.text);
      await next();
    });
    const app = express().use(express.json());
    app.post('/api/messages', (request, response) => {
      void adapter.process(request, response, (context) => bot.run(context));
    });
    server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    teams.deliverTo(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/api/messages`);
  }

  async function mount(more: Partial<MountOptions> = {}): Promise<MountedFirstline> {
    firstline = createFirstline({
      config: {
        knowledge: { folders: [folder], readers: { teams: ['everyone'] } },
        desk: {
          place: `teams:${teams.tenantId}/${desk}`,
          people: [{ id: 'ana', name: 'Ana', handles: { teams: teams.world.person(ana).aadId } }],
        },
        outbox: { 'first-retry': '20ms' },
        teams: { 'service-url': teams.serviceUrl },
      },
      dataDir: join(folder, 'data'),
      log: silentLog,
      teams: { adapter, appId: teams.appId, tenantId: teams.tenantId },
      ...more,
    });
    await firstline.start();
    return firstline;
  }

  const said = (): string => teams.look.transcript(teams.world.personal(vera)).join('\n');
  const personal = () => teams.look.posted(teams.world.personal(vera));

  it('answers beside the bot that was there, buttons included', async () => {
    await mount();
    teams.people.dm(vera, 'how do I set up a scanner');
    await until(() => said().includes('Scanners are in the basement'));
    expect(heard).to.deep.equal(['how do I set up a scanner']);
    const [answer] = personal();
    if (!answer) throw new Error('there is no answer');
    expect(await teams.interact.click(vera, answer, 'That helped')).to.include({ ok: true });
    await until(() => said().includes('Good to hear.'));
  });

  it('leaves to the bot what it answers itself', async () => {
    await mount({
      teams: { adapter, appId: teams.appId, except: ({ text }) => text.startsWith('lunch') },
    });
    teams.people.dm(vera, 'lunch?');
    await teams.deliveries.settled();
    teams.people.dm(vera, 'how do I set up a scanner');
    await until(() => said().includes('Scanners are in the basement'));
    expect(personal()).to.have.length(1);
    expect(heard[0]).to.equal('lunch?');
  });

  it('what could not be committed is no 200, although the bot swallows every error', async () => {
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
    full = true;
    teams.people.dm(vera, 'how do I set up a scanner');
    await teams.deliveries.settled();
    expect(
      teams.deliveries.all.flatMap(({ attempts }) => attempts.map(({ status }) => status)),
    ).to.deep.equal([500]);
    expect(await mounted.failed).to.have.property('code', 'store.failed');
    expect(heard).to.deep.equal([]);
  });

  it('the bot’s own errors stay the bot’s', async () => {
    await mount();
    adapter.use(async ({ activity }, next) => {
      if (activity.text === 'lunch?') throw new Error('no soup');
      await next();
    });
    teams.people.dm(vera, 'lunch?');
    await teams.deliveries.settled();
    expect(heard).to.deep.equal(['error: no soup']);
  });

  it('goes without disturbing the bot', async () => {
    const mounted = await mount();
    await mounted.stop();
    firstline = undefined;
    teams.people.dm(vera, 'how do I set up a scanner');
    await teams.deliveries.settled();
    expect(heard).to.deep.equal(['how do I set up a scanner']);
    expect(personal()).to.deep.equal([]);
  });

  it('takes nothing from an adapter that lets everybody in, and says so', async () => {
    const errors: string[] = [];
    server.close();
    await listen(new CloudAdapter(new ConfigurationBotFrameworkAuthentication({})));
    const log = { ...silentLog, error: (_fields: object, message: string) => void errors.push(message) };
    await mount({ log, teams: { adapter, appId: teams.appId } });
    teams.people.dm(vera, 'how do I set up a scanner');
    await teams.deliveries.settled();
    expect(errors.join()).to.include('has no app id');
    expect(personal()).to.deep.equal([]);
  });

  it('is not started without the id of the app', async () => {
    const refused = await mount({ teams: { adapter, appId: '' } }).catch((error: unknown) => error);
    expect(refused).to.have.property('code', 'config.missing');
    firstline = undefined;
  });
});
