import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Gone, Life, sleep } from './life.js';
import { Violation } from './violation.js';
import type { Task } from './wire.js';

/** How often what happened. */
export interface Kills {
  kills: number;
  duringStart: number;
  duringSnapshot: number;
  restarts: number;
  snapshots: number;
  lookedUp: number;
  startMs: number[];
}

/** Keeps one process running on a data folder, kills it, and starts the next one on the same folder. */
export class Supervisor {
  readonly counts: Kills = {
    kills: 0,
    duringStart: 0,
    duringSnapshot: 0,
    restarts: 0,
    snapshots: 0,
    lookedUp: 0,
    startMs: [],
  };
  /** What went wrong in the process itself. */
  readonly errors: string[] = [];
  jumped = 0;
  /** Nobody is killed any more: what does not happen now does not happen. */
  peaceful = false;
  hangAt: string | undefined;
  #spare: Life | undefined;
  #lives = 0;
  #current: Promise<Life> = new Promise(() => {});
  #announce: (life: Life) => void = () => {};
  #running: Life | undefined;
  #waitedFor = false;
  #opening: Life | undefined;

  constructor(
    private readonly task: Omit<Task, 'shadow' | 'seed'> & { readonly root: string; readonly seed: number },
  ) {
    this.#renew();
  }

  /** The life that is ready, or will be next. */
  get current(): Promise<Life> {
    return this.#current;
  }

  /** The life that is ready now. */
  get running(): Life | undefined {
    return this.#running;
  }

  /** Opens the folder in a fresh process. Resolves with it; with undefined where it was killed on the way. */
  async start(killAfter?: number): Promise<Life | undefined> {
    const life = this.#spare ?? this.#spawn();
    this.#spare = undefined;
    await life.warm.catch((error) => this.#broken(life, error));
    this.#opening = life;
    const ready = life.report('ready');
    ready.catch(() => {});
    const began = performance.now();
    life.order({
      kind: 'go',
      jumped: this.jumped,
      ...(this.hangAt !== undefined && { hangAt: this.hangAt }),
    });
    if (killAfter !== undefined) {
      const first = await Promise.race([
        ready.then(
          () => 'ready',
          () => 'gone',
        ),
        sleep(killAfter).then(() => 'late'),
      ]);
      if (first === 'late') {
        this.counts.duringStart += 1;
        await this.kill(life);
        return undefined;
      }
    }
    const { port } = await ready.catch((error) => this.#broken(life, error));
    this.counts.startMs.push(performance.now() - began);
    this.counts.restarts += 1;
    life.port = port;
    this.#opening = undefined;
    this.#running = life;
    this.#announce(life);
    return life;
  }

  /** Loads the next process ahead of time, so that a restart is the start of the bot and not of Node. */
  prepare(): void {
    this.#spare ??= this.#spawn();
  }

  async kill(life: Life): Promise<void> {
    if (life.over) await this.#broken(life, new Gone());
    if (life.snapshotting) this.counts.duringSnapshot += 1;
    life.kill();
    this.counts.kills += 1;
    await life.ended;
    this.#renew();
    rmSync(this.#shadow(life), { recursive: true, force: true });
  }

  /** Moves the clock of this process and of all that come after. */
  jump(by: number): void {
    this.jumped += by;
    (this.#running ?? this.#opening)?.order({ kind: 'jump', by });
  }

  /** Stops the process in peace; it must end by itself, with code 0, within five seconds. */
  async stop(): Promise<number> {
    const life = await this.#current;
    const began = performance.now();
    life.order({ kind: 'stop' });
    const late = sleep(5_000).then(() => undefined);
    const ended = await Promise.race([life.ended, late]);
    this.#renew();
    if (!ended) {
      life.kill();
      throw new Violation('the process did not stop within five seconds');
    }
    if (ended.code !== 0) {
      throw new Violation(`the stopped process ended with ${ended.code ?? ended.signal}:\n${life.stderr}`);
    }
    return performance.now() - began;
  }

  /** Ends whatever still runs. */
  async dispose(): Promise<void> {
    for (const life of [this.#spare, this.#running, this.#opening]) {
      if (!life) continue;
      life.kill();
      await life.ended;
    }
  }

  /** Fails where the process ended although nobody killed it. */
  watch(life: Life): Promise<never> {
    return life.ended.then(async () => this.#broken(life, new Gone()));
  }

  #renew(): void {
    const announced = this.#running !== undefined;
    this.#running = undefined;
    this.#opening = undefined;
    if (!announced && this.#waitedFor) return; // whoever waits for the life that came to nothing gets the next one
    this.#waitedFor = true;
    this.#current = new Promise((resolve) => {
      this.#announce = resolve;
    });
  }

  readonly #shadows = new Map<Life, string>();

  #shadow(life: Life): string {
    return this.#shadows.get(life) ?? join(this.task.root, 'none');
  }

  #spawn(): Life {
    const { root, seed, ...task } = this.task;
    const number = ++this.#lives;
    const shadow = join(root, `shadow-${number}`);
    const life = new Life({ ...task, shadow, seed: seed * 1000 + number });
    this.#shadows.set(life, shadow);
    life.on((report) => {
      if (report.kind === 'error') this.errors.push(report.text);
      if (report.kind === 'found') this.counts.lookedUp += 1;
      if (report.kind === 'snapshot' && report.step === 'published') this.counts.snapshots += 1;
    });
    return life;
  }

  async #broken(life: Life, error: unknown): Promise<never> {
    if (!(error instanceof Gone)) throw error;
    const { code, signal } = await life.ended;
    throw new Violation(
      `the process ended by itself (${code ?? signal}) after ${this.counts.kills} kills:\n${life.stderr}\n${this.errors.slice(-3).join('\n')}`,
    );
  }
}
