import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Event } from '../../src/core/event.js';
import { Violation } from './violation.js';
import type { Order, Report, Task } from './wire.js';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** A start or a stop that takes longer than this is stuck. */
const PATIENCE = 60_000;

/** The process ended under an operation: whoever waits tries again with the next one. */
export class Gone extends Error {}

/** One life of the process under test. */
export class Life {
  port = 0;
  /** Resolves when the process has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** Resolves once everything is loaded. Watched from the beginning: a spare may be so long before it is needed. */
  readonly warm: Promise<unknown>;
  snapshotting = false;
  readonly #process: ChildProcess;
  readonly #waiting = new Map<
    number,
    { resolve: (report: Report) => void; reject: (error: Error) => void }
  >();
  readonly #listeners = new Set<(report: Report) => void>();
  #requests = 0;
  #over = false;
  #stderr = '';

  constructor(task: Task) {
    mkdirSync(task.shadow, { recursive: true });
    this.#process = spawn(process.execPath, ['--import', 'tsx', CHILD, JSON.stringify(task)], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR },
    });
    this.#process.stderr?.on('data', (text) => {
      this.#stderr = (this.#stderr + String(text)).slice(-4000);
    });
    this.#process.on('message', (report: Report) => this.#hear(report));
    this.#process.on('error', () => {}); // told by `ended`
    this.ended = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => {
        this.#over = true;
        for (const { reject } of this.#waiting.values()) reject(new Gone());
        this.#waiting.clear();
        resolve({ code, signal });
      });
    });
    this.warm = this.report('warm');
    this.warm.catch(() => {}); // told by whoever starts it
  }

  get over(): boolean {
    return this.#over;
  }

  /** The end of what it wrote to standard error. */
  get stderr(): string {
    return this.#stderr;
  }

  on(listener: (report: Report) => void): void {
    this.#listeners.add(listener);
  }

  /** Resolves with the first report of this kind; rejects with {@link Gone} where the process ends before. */
  report<K extends Report['kind']>(kind: K): Promise<Extract<Report, { kind: K }>> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Violation(`the process did not report “${kind}” within ${PATIENCE / 1000} s`)),
        PATIENCE,
      );
      this.#listeners.add((report) => {
        if (report.kind !== kind) return;
        clearTimeout(timer);
        resolve(report as Extract<Report, { kind: K }>); // its kind was just compared
      });
      void this.ended.then(() => {
        clearTimeout(timer);
        reject(new Gone());
      });
    });
  }

  order(order: Order): void {
    if (!this.#over && this.#process.connected) this.#process.send(order, () => {}); // a lost one shows as Gone
  }

  /** Hands an event to a recording platform; resolves with what the door said. */
  async submit(platform: string, event: Event): Promise<Extract<Report, { kind: 'done' }>> {
    const report = await this.#ask((request) => ({ kind: 'event', request, platform, event }));
    if (report.kind !== 'done') throw new Error(`an event was answered with ${report.kind}`);
    return report;
  }

  async link(person: string): Promise<string> {
    const report = await this.#ask((request) => ({ kind: 'link', request, person }));
    if (report.kind !== 'link') throw new Error(`a link was answered with ${report.kind}`);
    return report.link;
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #ask(order: (request: number) => Order): Promise<Report> {
    if (this.#over) return Promise.reject(new Gone());
    const request = ++this.#requests;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
      this.order(order(request));
    });
  }

  #hear(report: Report): void {
    if (report.kind === 'snapshot') this.snapshotting = report.step === 'began';
    if ('request' in report) {
      this.#waiting.get(report.request)?.resolve(report);
      this.#waiting.delete(report.request);
    }
    for (const listener of this.#listeners) listener(report);
  }
}

/** Waits. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
