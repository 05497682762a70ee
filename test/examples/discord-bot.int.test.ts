import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { until } from '../adapters/discord/stage.js';
import { startFakeDiscord } from '../support/discord/fake-discord.js';
import type { FakeDiscord } from '../support/discord/surface.js';
import { GOES_WITH_ITS_PARENT } from '../support/firstline-process.js';

const example = new URL('../../examples/discord-bot/', import.meta.url);

describe('the example of a discord.js bot with Firstline in it', () => {
  let discord: FakeDiscord;
  let folder: string;
  let child: ChildProcess;
  let printed = '';
  let vera: string;
  let ana: string;
  let desk: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstline-example-'));
    discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
    const { world } = discord;
    const staff = world.addRole('staff');
    vera = world.addUser('vera', { globalName: 'Vera' });
    ana = world.addUser('ana', { globalName: 'Ana', roles: [staff] });
    desk = world.addChannel('desk', {
      overwrites: [
        { id: discord.guildId, deny: ['ViewChannel'] },
        { id: staff, allow: ['ViewChannel'] },
        { id: discord.botUser, allow: ['ViewChannel'] },
      ],
    });
    // As its README says: the channel and the person are put in.
    const shipped = await readFile(new URL('firstline.yaml', example), 'utf8');
    const config = join(folder, 'firstline.yaml');
    await writeFile(
      config,
      shipped
        .replace('100000000000000000/200000000000000000', `${discord.guildId}/${desk}`)
        .replace('300000000000000000', ana),
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
          ...discord.env,
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
    await until(() => /Connected to Discord/.test(printed), 15_000).catch(() => {
      throw new Error(`The example did not start.\n${printed}`);
    });
  });

  after(async () => {
    child.kill('SIGKILL');
    await discord.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const said = (channel: string): readonly string[] =>
    discord.look.posted(channel).map(({ content }) => content);

  it('the bot answers its own command and message, and Firstline stays out of it', async () => {
    const dm = discord.world.dm(vera);
    await until(() => discord.look.commands().length === 5);
    expect(discord.look.commands()).to.have.members(['lunch', 'ask', 'cases', 'desk', 'Ask Firstline']);
    const { text } = await discord.interact.slash(vera, dm, 'lunch');
    expect(text).to.equal('Today there is soup.');
    discord.people.dm(vera, 'lunch?');
    await until(() => said(dm).length === 2);
    expect(said(dm)).to.deep.equal(['Today there is soup.', 'Today there is soup.']);
  });

  it('Firstline answers a question', async () => {
    const dm = discord.world.dm(vera);
    discord.people.dm(vera, 'I forgot my password');
    await until(() => said(dm).length === 3);
    expect(said(dm)[2]).to.match(/password/i);
  });

  it('what it cannot answer opens a thread at the desk and pings the person on duty', async () => {
    discord.people.dm(vera, 'the coffee machine sings');
    await until(() => discord.look.notifications.some(({ id }) => id === ana));
    await until(() => discord.look.threads(desk).length === 1);
    expect(said(desk).join('\n')).to.include('coffee machine');
  });

  it('ends when it is told to', async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).to.deep.equal([0, null]);
  });
});
