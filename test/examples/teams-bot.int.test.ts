import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { until } from '../adapters/teams/stage.js';
import { GOES_WITH_ITS_PARENT } from '../support/firstline-process.js';
import { startFakeTeams } from '../support/teams/fake-teams.js';
import type { FakeTeams } from '../support/teams/surface.js';

const example = new URL('../../examples/teams-bot/', import.meta.url);

describe('the example of a botbuilder bot with Firstline in it', function () {
  this.timeout(30_000);
  let teams: FakeTeams;
  let folder: string;
  let child: ChildProcess;
  let printed = '';
  let vera: string;
  let ana: string;
  let desk: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstline-example-'));
    teams = await startFakeTeams({ rates: 'off', timing: { redeliverMs: [0, 100] } });
    const { world } = teams;
    vera = world.addPerson('Vera', { personal: true });
    ana = world.addPerson('Ana');
    desk = world.addChannel(world.addTeam('Support', { people: [ana] }), 'Desk');
    // As its README says: the tenant, the channel and the person are put in.
    const shipped = await readFile(new URL('firstline.yaml', example), 'utf8');
    const config = join(folder, 'firstline.yaml');
    await writeFile(
      config,
      shipped
        .replace('00000000-0000-4000-8000-000000000000', teams.tenantId)
        .replace('19:1a2b3c@thread.tacv2', desk)
        .replace('00000000-0000-4000-8000-000000000001', world.person(ana).aadId)
        .concat(`\nteams: { service-url: ${teams.serviceUrl} }\n`),
    );
    child = spawn(
      process.execPath,
      [
        ...['--import', GOES_WITH_ITS_PARENT, '--import', import.meta.resolve('tsx')],
        fileURLToPath(new URL('app.ts', example)),
      ],
      {
        env: {
          PATH: process.env.PATH ?? '',
          ...teams.env,
          PORT: '0',
          FIRSTLINE_CONFIG: config,
          DATA_DIR: join(folder, 'data'),
        },
      },
    );
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        printed += String(chunk);
      });
    }
    await until(() => /Listening on port \d+/.test(printed), 20_000).catch(() => {
      throw new Error(`The example did not start.\n${printed}`);
    });
    teams.deliverTo(`http://127.0.0.1:${/Listening on port (\d+)/.exec(printed)?.[1]}/api/messages`);
  });

  after(async () => {
    child.kill('SIGKILL');
    await teams.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const said = (): string => teams.look.transcript(teams.world.personal(vera)).join('\n');

  it('the bot answers its own message, and Firstline stays out of it', async () => {
    teams.people.dm(vera, 'lunch?');
    await until(() => /soup/.test(said())).catch(() => {
      throw new Error(printed);
    });
    await teams.deliveries.settled();
    expect(said()).to.equal('Vera: lunch?\nFirstline: Today there is soup.');
  });

  it('Firstline answers a question', async () => {
    teams.people.dm(vera, 'I forgot my password');
    await until(() => /That helped/.test(said()));
    expect(said()).to.match(/password/i);
  });

  it('what it cannot answer opens a post at the desk and pings the person on duty', async () => {
    teams.people.dm(vera, 'the coffee machine sings');
    await until(() =>
      teams.look.notifications.some(({ person, how }) => person === ana && how === 'mention'),
    );
    expect(teams.look.transcript(desk).join('\n')).to.include('coffee machine');
    const post = teams.look.posted(desk).find(({ root, id }) => root === id);
    if (!post) throw new Error('there is no post');
    const answer = await teams.interact.click(ana, post, 'Claim');
    expect(answer).to.include({ ok: true });
    await until(() => /Ana Weber has taken over/.test(said()));
  });

  it('nobody but Teams is let in', async () => {
    const sent = teams.deliveries.all.find(({ type }) => type === 'message')?.activity ?? {};
    const forged = await teams.deliveries.forge({ ...sent, id: '1' }, { token: 'wrong-audience' });
    expect(forged).to.include({ status: 401 });
  });

  it('ends when it is told to', async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).to.deep.equal([0, null]);
  });
});
