import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { discordPlatform } from '../chaos/discord-platform.js';
import type { OpenPlatform, Platform } from '../chaos/platform.js';
import { slackPlatform } from '../chaos/slack-platform.js';
import { teamsPlatform } from '../chaos/teams-platform.js';
import { webPlatform } from '../chaos/web-platform.js';
import { freePort } from '../support/free-port.js';
import { SoakedBot } from './process.js';

const PLATFORMS: Readonly<Record<string, OpenPlatform>> = {
  web: webPlatform,
  slack: slackPlatform,
  discord: discordPlatform,
  teams: teamsPlatform,
};

/** What the bot's metrics say. */
export interface Metrics {
  readonly outbox: number;
  readonly openCases: number;
  /** Timers in the store, such as those that look after a case. */
  readonly due: number;
  readonly commits: number;
}

/** A bot on every platform, in peace. */
export interface Office {
  readonly platforms: readonly Platform[];
  readonly desk: Platform;
  readonly bot: SoakedBot;
  metrics(): Promise<Metrics>;
  /** Everything that happened is heard, and everything that it led to is delivered. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

/** Starts it, with the desk on one of the platforms. */
export async function openOffice(deskOn: string): Promise<Office> {
  const root = await mkdtemp(join(tmpdir(), 'firstline-soak-'));
  const dataDir = join(root, 'data');
  const port = await freePort();
  const platforms: Platform[] = [];
  for (const open of Object.values(PLATFORMS))
    platforms.push(
      await open({ seed: 1, http: false, limited: false, patient: true, bot: { port, dataDir } }),
    );
  const desk = platforms.find(({ name }) => name === deskOn);
  if (!desk) throw new Error(`--desk takes ${Object.keys(PLATFORMS).join(', ')}; not ${deskOn}`);
  const configFile = join(root, 'firstline.yaml');
  await writeFile(configFile, yaml(desk, platforms));
  const env = Object.assign({ PORT: String(port), DATA_DIR: dataDir }, ...platforms.map(({ env }) => env));
  const bot = await SoakedBot.start(join(root, 'child.mjs'), { configFile, env });

  async function metrics(): Promise<Metrics> {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const of = (name: string): number => {
      const found = new RegExp(`^firstline_${name} (\\d+)$`, 'm').exec(text)?.[1];
      if (found === undefined) throw new Error(`the metrics do not say ${name}`);
      return Number(found);
    };
    return {
      outbox: of('outbox_effects'),
      openCases: of('open_cases'),
      due: of('timers'),
      commits: of('commits_total'),
    };
  }

  return {
    platforms,
    desk,
    bot,
    metrics,
    async quiet() {
      const until = performance.now() + 60_000;
      for (let empty = 0; empty < 3; await sleep(100)) {
        for (const platform of platforms) await platform.settled();
        empty = (await metrics()).outbox === 0 ? empty + 1 : 0;
        if (performance.now() > until) return; // the verdict says what is left
      }
    },
    async close() {
      await bot.dispose();
      for (const platform of platforms) await platform.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function yaml(desk: Platform, all: readonly Platform[]): string {
  const handles = (who: 'ana' | 'bo'): string =>
    desk.handles ? `, handles: { ${desk.name}: "${desk.handles[who]}" }` : '';
  const readers = all.map(({ name }) => `${name}: [everyone, employees, community]`);
  return [
    'limits: { messages-per-minute: 10000, open-cases: 100, message-length: 30000 }',
    `knowledge: { starters: true, readers: { ${readers.join(', ')} } }`,
    ...all.map((platform) => platform.yaml),
    'desk:',
    `  place: ${desk.deskPlace}`,
    '  people:',
    `    - { id: ana, name: Ana${handles('ana')} }`,
    `    - { id: bo, name: Bo${handles('bo')} }`,
    '',
  ].join('\n');
}
