import { Worker } from 'node:worker_threads';

/** Keeps so many tasks going until all are done. Resolves with the seconds that it took. */
export async function closedLoop(
  total: number,
  atOnce: number,
  task: (index: number) => Promise<void>,
): Promise<number> {
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < total) await task(next++);
    }),
  );
  return (performance.now() - began) / 1000;
}

// Sleeps until each of the scheduled times and then wakes the thread that asked, as a socket would: a timer of that
// thread would be late by up to a millisecond, and waiting in a busy loop would take the processor from everybody.
const PACER = `
  const { parentPort, workerData: { total, perSecond } } = require('node:worker_threads');
  const never = new Int32Array(new SharedArrayBuffer(4));
  const began = performance.now();
  parentPort.postMessage(performance.timeOrigin + began);
  for (let index = 0; index < total; ) {
    const due = (index * 1000) / perSecond;
    const now = performance.now() - began;
    if (due > now) Atomics.wait(never, 0, 0, due - now);
    else { index += 1; parentPort.postMessage(0); }
  }
`;

/**
 * Begins a task at each of its scheduled times, evenly spaced, whether or not those before are done. The times
 * are counted from the schedule, so that a task which could not begin in time shows it (no coordinated omission), and
 * come back sorted.
 */
export async function openLoop(
  total: number,
  perSecond: number,
  task: (index: number) => Promise<void>,
): Promise<{ readonly times: Float64Array; readonly seconds: number }> {
  const times = new Float64Array(total);
  const tasks: Promise<void>[] = [];
  const pacer = new Worker(PACER, { eval: true, workerData: { total, perSecond } });
  let began: number | undefined;
  await new Promise<void>((resolve, reject) => {
    pacer.on('error', reject);
    pacer.on('message', (message: number) => {
      if (began === undefined) {
        began = message - performance.timeOrigin;
        return;
      }
      const index = tasks.length;
      const due = began + (index * 1000) / perSecond;
      tasks.push(
        task(index).then(() => {
          times[index] = performance.now() - due;
        }),
      );
      if (index === total - 1) resolve();
    });
  });
  await Promise.all(tasks);
  const seconds = (performance.now() - (began ?? 0)) / 1000;
  await pacer.terminate();
  return { times: times.sort(), seconds };
}
