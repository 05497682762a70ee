import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Firstline, type FirstlineConfig, loadConfig, sections, startFirstline } from '../../../main.js';
import { type Clock, type Log, silentLog } from '../../../src/core/ports/ambient.js';
import type { FakeDiscord } from '../../support/discord/surface.js';
import { until, writeArticles } from '../slack/stage.js';

/** A running Firstline beside a fake Discord. */
export interface Stage {
  readonly firstline: Firstline;
  readonly folder: string;
  /** Stops it, lets something happen while it is away, and starts it again on the same data. */
  restart(meanwhile?: () => void): Promise<void>;
  close(): Promise<void>;
}

/** Starts Firstline with Discord on. `yaml` is added to the configuration. */
export async function openStage(
  discord: Pick<FakeDiscord, 'env'>,
  options: { readonly yaml?: string; readonly log?: Log; readonly clock?: Clock } = {},
): Promise<Stage> {
  const { log = silentLog, clock } = options;
  const folder = await mkdtemp(join(tmpdir(), 'firstline-discord-'));
  await writeArticles(folder);
  const file = join(folder, 'firstline.yaml');
  await writeFile(
    file,
    `knowledge: { folders: [${JSON.stringify(folder)}], readers: { discord: [everyone, employees] } }\n${options.yaml ?? ''}`,
  );
  const start = async (): Promise<Firstline> => {
    const env = { ...discord.env, PORT: '0', DATA_DIR: join(folder, 'data') };
    const config: FirstlineConfig = await loadConfig({ file, env, sections });
    return startFirstline({ config, log, ...(clock && { clock }) });
  };
  const stage = {
    firstline: await start(),
    folder,
    async restart(meanwhile?: () => void) {
      await stage.firstline.stop();
      meanwhile?.();
      stage.firstline = await start();
    },
    async close() {
      await stage.firstline.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return stage;
}

export { until };
