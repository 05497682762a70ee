import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs a module of this folder in a process of its own and takes the one message it sends; undefined: it took too long. */
export async function inProcess<T>(file: string, order: object, seconds: number): Promise<T | undefined> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(order)], {
    execArgv: ['--expose-gc', '--max-old-space-size=6000', '--import', import.meta.resolve('tsx')],
    // Some libraries tell on standard output how they are getting on.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, seconds * 1000);
  return new Promise((resolve, reject) => {
    let message: T | undefined;
    child.on('message', (sent) => {
      message = sent as T; // what that module sends
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (message !== undefined) resolve(message);
      else if (late) resolve(undefined);
      else reject(new Error(`${file} ended with ${code ?? signal}.`));
    });
  });
}

/** Megabytes on the heap and beside it, after garbage collection. */
export function heldMegabytes(): number {
  if (!global.gc) throw new Error('Run it with node --expose-gc.');
  global.gc();
  global.gc();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}
