import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Firstline, loadConfig, sections, startFirstline } from '../../main.js';
import { type Clock, silentLog } from '../../src/core/ports/ambient.js';
import { freePort } from '../support/free-port.js';
import type { Platform, RunningBot } from './sides.js';

/** A whole bot on some platforms, with its desk on one of them. */
export interface Bot extends RunningBot {
  /** Stops and starts again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts it. It knows no articles: every question goes to a person. With `patient`, nobody is asked a second time for
 * a week, so that its clock may jump.
 */
export async function startBot(
  platforms: readonly Platform[],
  desk: Platform,
  { clock, patient = false }: { readonly clock?: Clock; readonly patient?: boolean } = {},
): Promise<Bot> {
  const folder = await mkdtemp(join(tmpdir(), 'firstline-relay-'));
  const file = join(folder, 'firstline.yaml');
  const handles = desk.ana === undefined ? '' : `, handles: { ${desk.name}: "${desk.ana}" }`;
  await writeFile(
    file,
    `desk:
  place: ${desk.desk}
  people: [{ id: ana, name: Ana${handles} }]${patient ? '\n  claim-within: 7d\n  reply-within: 7d' : ''}
limits: { message-length: 30000, messages-per-minute: 1000 }
outbox: { first-retry: 20ms, longest-retry: 200ms }
${platforms.map(({ yaml = '' }) => yaml).join('\n')}
`,
  );
  const env: Record<string, string> = { PORT: String(await freePort()), DATA_DIR: join(folder, 'data') };
  for (const platform of platforms) Object.assign(env, platform.env);
  const start = async (): Promise<Firstline> => {
    const started = await startFirstline({
      config: await loadConfig({ file, env, sections }),
      log: silentLog,
      ...(clock && { clock }),
    });
    for (const platform of platforms) platform.started?.(started.port);
    return started;
  };
  let firstline = await start();

  async function waiting(): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${firstline.port}/metrics`);
    return Number(/^firstline_outbox_effects (\d+)$/m.exec(await response.text())?.[1] ?? 0);
  }
  return {
    get port() {
      return firstline.port;
    },
    signInLink: (person) => firstline.signInLink(person),
    async quiet() {
      const end = Date.now() + 15_000;
      for (let calm = 0; calm < 2; ) {
        for (const platform of platforms) await platform.settled();
        calm = (await waiting()) === 0 ? calm + 1 : 0;
        if (Date.now() > end) throw new Error('It does not become quiet.');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async restart() {
      await firstline.stop();
      firstline = await start();
    },
    async stop() {
      await firstline.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
