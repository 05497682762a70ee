import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Firstline, type FirstlineConfig, loadConfig, sections, startFirstline } from '../../../main.js';
import { type Clock, type Log, silentLog } from '../../../src/core/ports/ambient.js';
import type { FakeTeams } from '../../support/teams/surface.js';
import { until, writeArticles } from '../slack/stage.js';

/** A running Firstline beside a fake Teams. */
export interface Stage {
  readonly firstline: Firstline;
  readonly folder: string;
  /** Stops it, lets something happen while it is away, and starts it again on the same data. */
  restart(meanwhile?: () => void): Promise<void>;
  close(): Promise<void>;
}

/** Starts Firstline with Teams on. `yaml` is added to the configuration. */
export async function openStage(
  teams: FakeTeams,
  options: { readonly yaml?: string; readonly log?: Log; readonly clock?: Clock } = {},
): Promise<Stage> {
  const { log = silentLog, clock } = options;
  const folder = await mkdtemp(join(tmpdir(), 'firstline-teams-'));
  await writeArticles(folder);
  const file = join(folder, 'firstline.yaml');
  await writeFile(
    file,
    `knowledge: { folders: [${JSON.stringify(folder)}], readers: { teams: [everyone, employees] } }\n${options.yaml ?? ''}`,
  );
  const start = async (): Promise<Firstline> => {
    const env = { ...teams.env, PORT: '0', DATA_DIR: join(folder, 'data') };
    const config: FirstlineConfig = await loadConfig({ file, env, sections });
    const firstline = await startFirstline({ config, log, ...(clock && { clock }) });
    teams.deliverTo(`http://127.0.0.1:${firstline.port}/api/messages`);
    return firstline;
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
