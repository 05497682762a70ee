import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';

/** A start that takes longer has failed. */
const PATIENCE = 30_000;

/** What a process holds, in megabytes (10⁶ bytes). */
export interface Memory {
  readonly resident: number;
  readonly anonymous: number;
}

/** A process that serves HTTP, ready. */
export interface Bot {
  readonly port: number;
  /** Seconds from spawn to the first 200. */
  readonly ready: number;
  /** From Linux; undefined elsewhere. */
  memory(): Promise<Memory | undefined>;
  /** How long its main thread was ready to run and did not get a processor, in milliseconds; Linux again. */
  waited(): Promise<number | undefined>;
  stop(): Promise<void>;
}

/** `dist/cli.js start` of a build in a folder with its `firstline.yaml`; ready when `/readyz` says so. */
export function startFirstlineBot(
  build: string,
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Bot> {
  return startBot([join(build, 'dist/cli.js'), 'start'], '/readyz', {
    cwd: folder,
    env: { DATA_DIR: join(folder, 'data'), ...env },
  });
}

/** Starts Node with these arguments and a `PORT` that is free, and asks for a path until the answer is 200. */
export async function startBot(
  args: readonly string[],
  path: string,
  options: { readonly cwd?: string; readonly env: Readonly<Record<string, string>> },
): Promise<Bot> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    ...options,
    env: { PORT: String(port), ...options.env },
    stdio: 'ignore',
  });
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit');
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await ended;
    }
  };
  try {
    await untilReady(child, port, path, began);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    port,
    ready: (performance.now() - began) / 1000,
    memory: () => memoryOf(child),
    waited: () => waitedOf(child),
    stop,
  };
}

async function memoryOf(child: ChildProcess): Promise<Memory | undefined> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
  const of = (name: string): number =>
    (Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6;
  return status === '' ? undefined : { resident: of('VmRSS'), anonymous: of('RssAnon') };
}

async function waitedOf({ pid }: ChildProcess): Promise<number | undefined> {
  const told = await readFile(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').catch(() => undefined);
  return told === undefined ? undefined : Number(told.split(' ')[1]) / 1e6;
}

async function untilReady(child: ChildProcess, port: number, path: string, began: number): Promise<void> {
  while (!(await answers(port, path))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`The bot ended with ${child.exitCode ?? child.signalCode} before it was ready.`);
    }
    if (performance.now() - began > PATIENCE) throw new Error('The bot was not ready in time.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function answers(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}
