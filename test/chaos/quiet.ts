import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from './world.js';

/** How long peace may take to come, in milliseconds. */
const PATIENCE = 120_000;
/** What could not be taken in is tried again within so many milliseconds. */
const TRIED_WITHIN = 5_000;

/** Everything that happened is heard and seen, and the outbox is empty, three times in a row. */
export async function quiet({ asking, desk, bot }: Pick<World, 'asking' | 'desk' | 'bot'>): Promise<void> {
  const until = performance.now() + PATIENCE;
  for (let empty = 0; empty < 3; await sleep(60)) {
    bot.check();
    if (performance.now() > until)
      throw new Error(`the outbox is not empty after ${PATIENCE / 1000} s in peace`);
    for (const platform of new Set([...asking, desk])) await platform.settled();
    const metrics = await (await fetch(`http://127.0.0.1:${bot.port}/metrics`)).text();
    if (performance.now() - bot.troubled < TRIED_WITHIN) continue;
    empty = /^firstline_outbox_effects 0$/m.test(metrics) ? empty + 1 : 0;
  }
}
