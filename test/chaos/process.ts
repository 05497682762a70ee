import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Order, Report, Task } from './wire.js';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILT = new URL('../../dist/', import.meta.url).href;

/** Writes the module of the process, as JavaScript: read as TypeScript a start takes twice as long. */
export async function writeChild(file: string): Promise<void> {
  await build({ entryPoints: [CHILD], outfile: file, bundle: true, platform: 'node', format: 'esm' });
}

/** A start that takes longer than this is stuck. */
const PATIENCE = 60_000;
/** Likewise the reading of all history, of which a long run makes much. */
const SWEPT_WITHIN = 300_000;

/** What was counted over all lives. */
export interface Lives {
  kills: number;
  duringStart: number;
  starts: number;
  lookedUp: number;
  sweeps: number;
  /** Events that came from history only. */
  caughtUp: number;
}

/** One process at a time on a data folder, killed and started again; the next one is loaded ahead of time. */
export class BotProcess {
  readonly counts: Lives = { kills: 0, duringStart: 0, starts: 0, lookedUp: 0, sweeps: 0, caughtUp: 0 };
  /** What went wrong in the process itself. */
  readonly errors: string[] = [];
  port = 0;
  /** When something that had happened could not be taken in at once. */
  troubled = Number.NEGATIVE_INFINITY;
  #spare: Life | undefined;
  #running: Life | undefined;

  /** `child`: the module that {@link writeChild} wrote. */
  constructor(
    private readonly child: string,
    private readonly task: Omit<Task, 'built'>,
    /** Called after each death, before the next process begins. */
    private readonly died: () => Promise<void> = async () => {},
  ) {}

  /** Opens the folder. Where it is killed after `killAfter` before it is ready, resolves with false. */
  async start(killAfter?: number): Promise<boolean> {
    const life = this.#spare ?? this.#spawn();
    this.#spare = undefined;
    this.#running = life;
    await life.until('warm');
    life.order({ kind: 'go' });
    const ready = life.until('ready');
    ready.catch(() => {});
    if (killAfter !== undefined) {
      const early = await Promise.race([ready.then(() => false), sleep(killAfter).then(() => true)]);
      if (early) {
        this.counts.duringStart += 1;
        await this.kill();
        return false;
      }
    }
    const { port } = await ready;
    this.port = port;
    this.counts.starts += 1;
    this.#spare = this.#spawn();
    return true;
  }

  async kill(): Promise<void> {
    const life = this.#running;
    if (!life) return;
    if (life.over) throw new Error(`the process ended by itself:\n${life.stderr}\n${this.errors.join('\n')}`);
    life.kill();
    this.counts.kills += 1;
    await life.ended;
    await this.died();
    this.#spare ??= this.#spawn();
  }

  /** Resolves when the running process has read the history of every platform to its end. */
  async swept(): Promise<void> {
    const life = this.#running;
    await Promise.all(this.task.sweeping.map((platform) => life?.until(`swept ${platform}`, SWEPT_WITHIN)));
  }

  /** Stops it in peace; resolves with how long that took. */
  async stop(): Promise<number> {
    const life = this.#running;
    if (!life) return 0;
    const began = performance.now();
    life.order({ kind: 'stop' });
    const code = await Promise.race([life.ended, sleep(5_000).then(() => 'late')]);
    if (code !== 0) throw new Error(`the stopped process ended with ${code}:\n${life.stderr}`);
    return performance.now() - began;
  }

  async dispose(): Promise<void> {
    for (const life of [this.#spare, this.#running]) {
      life?.kill();
      await life?.ended;
    }
  }

  /** Fails where the process ended although nobody killed it. */
  check(): void {
    if (this.#running?.over) throw new Error(`the process ended by itself:\n${this.#running.stderr}`);
  }

  #spawn(): Life {
    return new Life(this.child, { ...this.task, built: BUILT }, (report) => {
      if (report.kind === 'found') this.counts.lookedUp += 1;
      if (report.kind === 'trouble') this.troubled = performance.now();
      if (report.kind === 'error') this.errors.push(report.text);
      if (report.kind === 'swept') {
        this.counts.sweeps += 1;
        this.counts.caughtUp += report.found;
      }
    });
  }
}

class Life {
  over = false;
  stderr = '';
  readonly ended: Promise<number | string | null>;
  readonly #process: ChildProcess;
  readonly #seen = new Set<string>();
  readonly #listeners = new Set<(report: Report) => void>();
  #port = 0;

  constructor(child: string, task: Task, hear: (report: Report) => void) {
    this.#process = spawn(process.execPath, [child, JSON.stringify(task)], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, ...task.env },
    });
    this.#process.stderr?.on('data', (text) => {
      if (task.loud) process.stderr.write(String(text));
      this.stderr = (this.stderr + String(text)).slice(-4000);
    });
    this.#process.on('message', (report: Report) => {
      this.#seen.add(nameOf(report));
      if (report.kind === 'ready') this.#port = report.port;
      hear(report);
      for (const listener of this.#listeners) listener(report);
    });
    this.#process.on('error', () => {}); // told by `ended`
    this.ended = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => {
        this.over = true;
        resolve(code ?? signal);
      });
    });
  }

  order(order: Order): void {
    if (!this.over && this.#process.connected) this.#process.send(order, () => {});
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** Resolves once it has told of this, now or before. */
  async until(what: string, patience = PATIENCE): Promise<{ readonly port: number }> {
    if (!this.#seen.has(what)) {
      const told = new Promise<void>((resolve) => {
        this.#listeners.add((report) => {
          if (nameOf(report) === what) resolve();
        });
      });
      const gone = this.ended.then((code) => {
        throw new Error(`the process ended (${code}) before “${what}”:\n${this.stderr}`);
      });
      const late = sleep(patience, undefined, { ref: false }).then(() => {
        throw new Error(`the process did not tell “${what}” within ${patience / 1000} s:\n${this.stderr}`);
      });
      gone.catch(() => {});
      late.catch(() => {});
      await Promise.race([told, gone, late]);
    }
    return { port: this.#port };
  }
}

function nameOf(report: Report): string {
  return report.kind === 'swept' ? `swept ${report.platform}` : report.kind;
}
