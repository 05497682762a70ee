import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';
import type { Figure, Measure } from './figure.js';
import { ofRounds } from './percentiles.js';

/** A start that takes longer has failed. */
const PATIENCE = 30_000;

/** From the start of the process until it is ready, and what it holds at rest, with nothing configured. */
export const measureStart: Measure = async ({ scale, folder, build }): Promise<Figure> => {
  const ready: number[] = [];
  let memory: Memory | undefined;
  // The first start finds cold files: it is made, and not counted.
  for (let round = -1; round < scale.starts; round++) {
    const own = join(folder, `start-${round}`);
    await mkdir(own);
    await copyFile(join(build, 'firstline.yaml'), join(own, 'firstline.yaml'));
    const port = await freePort();
    const began = performance.now();
    const child = spawn(process.execPath, [join(build, 'dist/cli.js'), 'start'], {
      cwd: own,
      env: { PORT: String(port), DATA_DIR: join(own, 'data') },
      stdio: 'ignore',
    });
    try {
      await untilReady(child, port, began);
      if (round >= 0) ready.push((performance.now() - began) / 1000);
      if (round === scale.starts - 1) {
        await new Promise((resolve) => setTimeout(resolve, scale.rest));
        memory = await memoryOf(child);
      }
    } finally {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await ended;
      }
    }
  }
  return {
    title: 'Start and rest, with nothing configured',
    counted: [
      `dist/cli.js start on a new data folder, from spawn to the first 200 of /readyz: web chat, web desk and the starter articles. Median of ${scale.starts} starts after one that is not counted.`,
      `Memory: VmRSS of the process ${scale.rest / 1000} s after it was ready, nobody having asked anything but that.`,
    ],
    rows: [
      { key: 'start.ready', label: 'from spawn to ready', ...ofRounds(ready), unit: 's' },
      ...(memory
        ? ([
            { key: 'start.rss', label: 'resident memory at rest', value: memory.resident, unit: 'MB' },
            {
              key: 'start.rss.own',
              label: 'of it its own (anonymous)',
              value: memory.anonymous,
              unit: 'MB',
              note: 'the rest is mapped files, mostly the node binary',
            },
          ] as const)
        : []),
    ],
  };
};

interface Memory {
  readonly resident: number;
  readonly anonymous: number;
}

/** Megabytes (10⁶ bytes), from Linux; nothing elsewhere. */
async function memoryOf(child: ChildProcess): Promise<Memory | undefined> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
  const of = (name: string): number =>
    (Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6;
  return status === '' ? undefined : { resident: of('VmRSS'), anonymous: of('RssAnon') };
}

async function untilReady(child: ChildProcess, port: number, began: number): Promise<void> {
  while (!(await answers(port))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`The bot ended with ${child.exitCode ?? child.signalCode} before it was ready.`);
    }
    if (performance.now() - began > PATIENCE) throw new Error('The bot was not ready in time.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/readyz', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}
