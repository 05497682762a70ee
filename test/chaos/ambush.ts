import { setTimeout as sleep } from 'node:timers/promises';

/** How often it is looked whether the moment has come, in milliseconds. */
const LOOK = 2;

/** Waits for one of two moments: something was told to the bot, or something was done for it and not answered. */
export async function ambushOf(options: {
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** How much has been told. */
  readonly told: () => number;
  /** How often something was done without an answer. */
  readonly done: () => number;
  /** Has the next thing done without an answer; returns what takes that back. */
  readonly arm: () => () => void;
}): Promise<void> {
  const { random, signal, told, done, arm } = options;
  const count = random() < 0.5 ? told : done;
  const disarm = count === done ? arm() : (): void => {};
  const before = count();
  while (count() === before && !signal.aborted) await sleep(LOOK);
  disarm();
  // What was told is on its way: it dies before, in or after the commit.
  if (count === told) await sleep(random() * 25);
}
