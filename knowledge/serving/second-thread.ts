import type { Worker } from 'node:worker_threads';
import { startThread } from '../modules.js';
import type { Order, Request, RoundsReport } from './training-messages.js';

/** A thread that helps the training one. */
export interface SecondThread {
  send(request: Request): void;
  /** The rounds of a selection that it did; none where it failed. */
  rounds(index: number): Promise<RoundsReport['rounds']>;
  end(): Promise<unknown>;
}

/** Starts it. What goes wrong is told once, and is no failure: whoever asked for rounds does them himself. */
export function startSecond(order: Order, failed: (reason: string) => void): SecondThread | undefined {
  try {
    return follow(start(order), order.selections.length, failed);
  } catch (error) {
    failed(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function start(order: Order): Worker {
  const heap = order.second?.heap;
  return startThread('serving/validation-worker', {
    workerData: order,
    name: 'validation',
    ...(heap !== undefined && { resourceLimits: { maxOldGenerationSizeMb: heap } }),
  });
}

function follow(thread: Worker, selections: number, failed: (reason: string) => void): SecondThread {
  const done = Array.from({ length: selections }, () => {
    let resolve: (rounds: RoundsReport['rounds']) => void = () => undefined;
    const rounds = new Promise<RoundsReport['rounds']>((settle) => {
      resolve = settle;
    });
    return { rounds, resolve };
  });
  thread.on('message', ({ index, rounds }: RoundsReport) => done[index]?.resolve(rounds));
  thread.on('error', (error) => failed(error.message));
  thread.on('exit', () => {
    for (const { resolve } of done) resolve([]);
  });
  return {
    send: (request) => thread.postMessage(request),
    rounds: async (index) => (await done[index]?.rounds) ?? [],
    end: () => thread.terminate(),
  };
}
