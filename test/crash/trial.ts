import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FarEndReader } from './far-end-reader.js';
import { type Calm, SPEED, type TrialOptions } from './options.js';
import { Play } from './play.js';
import { type Kills, Supervisor } from './supervisor.js';
import { type Verified, verify } from './verify.js';

/** How a trial went. */
export interface TrialReport extends Verified, Kills {
  readonly calm: Calm;
  readonly waves: number;
  readonly conversations: number;
  readonly acknowledged: number;
  readonly redelivered: number;
  readonly stopMs: number;
  readonly seconds: number;
  /** Errors that the process logged on the way. */
  readonly errors: readonly string[];
}

/** Plays conversations on one data folder while the process is killed, and looks at what is left. */
export async function trial(options: TrialOptions): Promise<TrialReport> {
  const began = performance.now();
  const root = await mkdtemp(join(tmpdir(), 'firstline-crash-'));
  const dataDir = join(root, 'data');
  await mkdir(dataDir, { mode: 0o700 });
  const farEnds = { lookup: join(root, 'rec.ndjson'), blind: join(root, 'mute.ndjson') };
  const clock = { base: Date.now(), since: Date.now(), speed: SPEED };
  const supervisor = new Supervisor({
    root,
    dataDir,
    configFile: fileURLToPath(new URL('./bot.yaml', import.meta.url)),
    farEnds,
    disk: options.disk,
    fault: options.fault ?? 'none',
    seed: options.seed,
    trouble: options.kills > 0,
    clock,
  });
  const now = (): number => Math.floor(clock.base + (Date.now() - clock.since) * SPEED + supervisor.jumped);
  const run = new Play(options, supervisor, now, {
    rec: new FarEndReader(farEnds.lookup),
    mute: new FarEndReader(farEnds.blind),
  });
  let failed = true;
  try {
    await run.play();
    const stopMs = await supervisor.stop();
    const { far, played, stage, waves } = run;
    for (const reader of Object.values(far)) reader.read();
    const entries = [...far.rec.entries, ...far.mute.entries];
    const verified = await verify({ dataDir, far: entries, now: now() }, played, options.calm?.told);
    failed = verified.problems.length > 0;
    return {
      ...verified,
      ...supervisor.counts,
      calm: options.calm ?? { expected: stage.expected, told: verified.told },
      waves,
      conversations: played.length,
      acknowledged: stage.counts.acknowledged,
      redelivered: stage.counts.redelivered,
      stopMs,
      seconds: (performance.now() - began) / 1000,
      errors: supervisor.errors,
    };
  } finally {
    await supervisor.dispose();
    if (failed && options.keep) options.keep(root);
    else rmSync(root, { recursive: true, force: true });
  }
}
