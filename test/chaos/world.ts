import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';
import { discordPlatform } from './discord-platform.js';
import type { OpenPlatform, Platform } from './platform.js';
import { BotProcess, writeChild } from './process.js';
import { slackPlatform } from './slack-platform.js';
import { teamsPlatform } from './teams-platform.js';
import { webPlatform } from './web-platform.js';

/** Every platform once; a further one is one more row, and its parts in child.ts. */
export const PLATFORMS: Readonly<Record<string, OpenPlatform>> = {
  web: webPlatform,
  slack: slackPlatform,
  discord: discordPlatform,
  teams: teamsPlatform,
};

/** Where a desk can be: on every platform, and in Discord also in a forum. */
export const DESKS: Readonly<Record<string, { readonly platform: string; readonly forum?: boolean }>> = {
  ...Object.fromEntries(Object.keys(PLATFORMS).map((platform) => [platform, { platform }])),
  'discord-forum': { platform: 'discord', forum: true },
};

/** A bot with its desk on one platform and askers on any, and the platforms around it, which survive every kill. */
export interface World {
  readonly desk: Platform;
  readonly asking: readonly Platform[];
  readonly bot: BotProcess;
  readonly dataDir: string;
  close(): Promise<void>;
}

/** What a world is made of. */
export interface WorldOptions {
  /** Where the desk is, of {@link DESKS}. */
  readonly desk: string;
  /** Where people ask. */
  readonly asking: readonly string[];
  readonly seed: number;
  /** Slack brings its events over HTTP. */
  readonly http: boolean;
  /** A kill is a power cut: what was not fsynced is gone. */
  readonly power?: boolean;
  /** Every line of the bot's log goes to standard error. */
  readonly loud?: boolean;
  /** The folder of the bot stays when the world is closed, and is told to this. */
  readonly keep?: (folder: string) => void;
}

/** Opens the platforms, and a folder for the bot. */
export async function openWorld(options: WorldOptions & { readonly limited: boolean }): Promise<World> {
  const { asking, seed, http, limited, power = false, loud = false } = options;
  const { platform: desk, forum = false } = DESKS[options.desk] ?? { platform: options.desk };
  const root = await mkdtemp(join(tmpdir(), 'firstline-chaos-'));
  const dataDir = join(root, 'data');
  const port = await freePort();
  const names = [...new Set([...asking, desk])];
  const platforms = new Map<string, Platform>();
  for (const name of names) {
    const open = PLATFORMS[name];
    if (!open) throw new Error(`there is no platform ${name}, but ${Object.keys(PLATFORMS).join(', ')}`);
    platforms.set(name, await open({ seed, http, limited, forum, bot: { port, dataDir } }));
  }
  const of = (name: string): Platform => {
    const found = platforms.get(name);
    if (!found) throw new Error(`unreachable: ${name} was opened`);
    return found;
  };
  const all = [...platforms.values()];
  const configFile = join(root, 'firstline.yaml');
  await writeFile(configFile, yaml(of(desk), all, limited));
  const env = Object.assign({ PORT: String(port) }, ...all.map(({ env }) => env));
  const sweeping = all.filter(({ sweeps }) => sweeps).map(({ name }) => name);
  const child = join(root, 'child.mjs');
  await writeChild(child);
  const shadow = join(root, 'shadow');
  await mkdir(shadow);
  const task = {
    dataDir,
    configFile,
    env,
    platforms: names,
    sweeping,
    loud,
    ...(power && { power: { shadow, seed } }),
  };
  const bot = new BotProcess(child, task, async () => {
    for (const platform of all) await platform.died?.();
  });
  return {
    desk: of(desk),
    asking: asking.map(of),
    bot,
    dataDir,
    async close() {
      await bot.dispose();
      for (const platform of all) await platform.stop();
      if (options.keep) options.keep(dataDir);
      else await rm(root, { recursive: true, force: true });
    },
  };
}

/**
 * A call that was answered in time, and given up all the same because the machine was busy, stands in Teams as a second
 * message that nothing excuses: in peace a call may take long.
 */
function yaml(desk: Platform, all: readonly Platform[], limited: boolean): string {
  const handles = (who: 'ana' | 'bo'): string =>
    desk.handles ? `, handles: { ${desk.name}: "${desk.handles[who]}" }` : '';
  const readers = all.map(({ name }) => `${name}: [everyone, employees, community]`);
  return [
    'limits: { messages-per-minute: 10000, open-cases: 100, message-length: 30000 }',
    `outbox: { first-retry: 100ms, longest-retry: 1s, give-up-after: 1d, attempt-timeout: ${limited ? 2 : 20}s, stuck-after: 1d }`,
    `knowledge: { starters: true, readers: { ${readers.join(', ')} } }`,
    ...all.map((platform) => platform.yaml),
    'desk:',
    `  place: ${desk.deskPlace}`,
    // Nobody else is asked, however long a storm takes.
    '  claim-within: 1d',
    '  reply-within: 1d',
    '  people:',
    `    - { id: ana, name: Ana${handles('ana')} }`,
    `    - { id: bo, name: Bo${handles('bo')} }`,
    '',
  ].join('\n');
}
