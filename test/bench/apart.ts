import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Bench, Figure } from './figure.js';

/** A figure to measure: what the other process is told. */
export interface Order {
  readonly name: string;
  readonly scale: Bench['scale'];
  readonly folder: string;
  readonly build: string;
  readonly data: string | undefined;
  readonly before: readonly (readonly [key: string, value: number])[];
}

/** Measures a figure, or some that belong together, in a process of its own, so that no figure is warmed up or weighed down by another. */
export function measureApart(
  name: string,
  { scale, folder, build, data, before }: Bench,
): Promise<readonly Figure[]> {
  const order: Order = { name, scale, folder, build, data, before: [...before] };
  const child = fork(fileURLToPath(new URL('one.ts', import.meta.url)), [JSON.stringify(order)], {
    // The young generation as the command sets it.
    execArgv: ['--expose-gc', '--semi-space-growth-factor=1', '--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    let figure: readonly Figure[] | undefined;
    child.on('message', (message) => {
      figure = message as readonly Figure[]; // what one.ts sends
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (figure) resolve(figure);
      else reject(new Error(`The figure ${name} could not be measured: it ended with ${code ?? signal}.`));
    });
  });
}
