import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import type { Order, Probe, Report, Task } from './wire.js';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILT = new URL('../../dist/', import.meta.url).href;

/** The bot in a process of its own, so that its memory is its own. */
export class SoakedBot {
  /** Errors of its log, and warnings of Node. */
  readonly errors: string[] = [];
  readonly #ended: Promise<number | string | null>;
  readonly #waiting = new Map<Report['kind'], (report: Report) => void>();
  #over = false;

  private constructor(private readonly process: ChildProcess) {
    process.on('message', (report: Report) => {
      if (report.kind === 'error') this.errors.push(report.text);
      else this.#waiting.get(report.kind)?.(report);
    });
    this.#ended = new Promise((resolve) => {
      process.once('exit', (code, signal) => {
        this.#over = true;
        resolve(code ?? signal);
      });
    });
  }

  /** `module`: where the process's module may be written, as JavaScript. */
  static async start(module: string, task: Omit<Task, 'built'>): Promise<SoakedBot> {
    const { code } = await transform(await readFile(CHILD, 'utf8'), { loader: 'ts', format: 'esm' });
    await writeFile(module, code);
    const { PATH, TMPDIR } = process.env;
    const { NODE_EXTRA_CA_CERTS } = task.env; // Node reads it before anything else
    const child = spawn(
      process.execPath,
      ['--expose-gc', module, JSON.stringify({ ...task, built: BUILT })],
      {
        cwd: ROOT,
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        env: { PATH, TMPDIR, NODE_EXTRA_CA_CERTS },
      },
    );
    const bot = new SoakedBot(child);
    await bot.#until('ready');
    return bot;
  }

  async probe(): Promise<Probe> {
    const told = this.#until('probe');
    this.#order({ kind: 'probe' });
    const report = await told;
    if (report.kind !== 'probe') throw new Error('unreachable: it was waited for');
    return report.probe;
  }

  /** Writes what its heap holds, for a comparison by hand. */
  async snapshot(file: string): Promise<void> {
    const told = this.#until('snapshot');
    this.#order({ kind: 'snapshot', file });
    await told;
  }

  /** Stops it in peace; fails where it does not end by itself. */
  async stop(): Promise<void> {
    this.#order({ kind: 'stop' });
    const late = new Promise<'late'>((resolve) => setTimeout(resolve, 20_000, 'late').unref());
    const code = await Promise.race([this.#ended, late]);
    if (code !== 0) throw new Error(`the stopped process ended with ${code}`);
  }

  async dispose(): Promise<void> {
    if (!this.#over) this.process.kill('SIGKILL');
    await this.#ended;
  }

  #order(order: Order): void {
    if (this.#over) throw new Error('the process has ended by itself');
    this.process.send(order);
  }

  async #until(kind: Report['kind']): Promise<Report> {
    const told = new Promise<Report>((resolve) => this.#waiting.set(kind, resolve));
    const gone = this.#ended.then((code) => {
      throw new Error(`the process ended (${code}) before “${kind}”`);
    });
    return Promise.race([told, gone]);
  }
}
