import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { PermissionsBitField } from 'discord.js';
import { startFakeDiscord } from '../../support/discord/fake-discord.js';
import type { FakeDiscord } from '../../support/discord/surface.js';
import { FirstlineProcess } from '../../support/firstline-process.js';
import { freshFolder } from '../../support/folders.js';
import { until } from './stage.js';

const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

describe('the ten minutes of the guide to Discord', function () {
  this.timeout(60_000);
  let discord: FakeDiscord;
  let fresh: Awaited<ReturnType<typeof freshFolder>>;
  let firstline: FirstlineProcess | undefined;
  let desk: string;
  let ana: string;
  let staff: string;

  before(async () => {
    discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
    fresh = await freshFolder();
    const { world } = discord;
    staff = world.addRole('staff');
    ana = world.addUser('ana', { globalName: 'Ana', roles: [staff] });
    // Nothing is granted yet, neither in the portal nor on the server.
    world.setIntents({ messageContent: false, members: false });
    world.setBotPermissions([]);
  });
  after(async () => {
    await firstline?.kill();
    await fresh.dispose();
    await discord.stop();
  });

  function run(...args: readonly string[]): Promise<string> {
    const env = { PATH: process.env.PATH ?? '', DATA_DIR: fresh.data };
    return new Promise((resolve) => {
      execFile(process.execPath, [cli, ...args], { cwd: fresh.root, env }, (_error, stdout) =>
        resolve(stdout),
      );
    });
  }

  it('begin with the token, and the link that invites the bot', async () => {
    const lines = Object.entries(discord.env).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(fresh.root, '.env'), lines.join(''));
    discord.world.setIntents({ messageContent: true });
    const [link = ''] = (await run('manifest', 'discord')).split('\n', 1);
    const { searchParams } = new URL(link);
    expect(searchParams.get('client_id')).to.equal(discord.applicationId);
    // What Discord does when somebody opens the link.
    const granted = new PermissionsBitField(BigInt(searchParams.get('permissions') ?? 0)).toArray();
    discord.world.setBotPermissions(granted);
  });

  it('go on with a private channel and the configuration, with which the doctor is content', async () => {
    const bots = [...discord.world.guild().roles.values()].find(({ botId }) => botId !== undefined)?.id ?? '';
    desk = discord.world.addChannel('helpdesk', {
      overwrites: [
        { id: discord.guildId, deny: ['ViewChannel'] },
        { id: staff, allow: ['ViewChannel'] },
        { id: bots, allow: ['ViewChannel'] },
      ],
    });
    const guide = await readFile(new URL('../../../docs/discord.md', import.meta.url), 'utf8');
    const yaml = (/^```yaml\n(.*?)^```$/ms.exec(guide)?.[1] ?? '')
      .replace('1145678901234567890/1145678901234567891', `${discord.guildId}/${desk}`)
      .replace('80351110224678912', ana);
    await writeFile(join(fresh.root, 'firstline.yaml'), yaml);
    const said = await run('doctor');
    expect(said).to.match(/\nEverything is well\.\n$/);
    expect(said).to.include(`Ana Weber (${ana}) sees the desk channel.`);
  });

  it('end with an answer, and a case that pings the person on duty', async () => {
    const { look, people, world } = discord;
    firstline = await FirstlineProcess.start({ folder: fresh.root, data: fresh.data });
    await discord.gateway.connected();
    const vera = world.addUser('vera', { globalName: 'Vera' });
    const direct = world.dm(vera);
    people.dm(vera, 'I forgot my password');
    await until(() => look.posted(direct).length > 0);
    expect(look.posted(direct)[0]?.content).to.match(/password/i);
    people.dm(vera, 'the coffee machine sings');
    await until(() => look.notifications.some(({ id }) => id === ana));
    await until(() => look.threads(desk).length === 1);
    const opening = look.posted(desk)[0];
    await discord.interact.click(ana, { channel: desk, id: opening?.id ?? '' }, 'Claim');
    const thread = look.threads(desk)[0]?.id ?? '';
    people.say(ana, thread, '// she has the blue one');
    people.say(ana, thread, 'I bring you a new one');
    await until(() => look.transcript(direct).at(-1)?.includes('a new one') ?? false);
    expect(look.transcript(direct).join('\n')).to.not.include('the blue one');
  });
});
