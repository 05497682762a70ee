import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../support/random.js';
import type { Storm } from './platform.js';
import type { BotProcess } from './process.js';

/**
 * After so long a process lives until it has read all of history: what a platform gave up is found there only, and a
 * bot that never lives so long never comes so far.
 */
const SWEPT_WITHIN = 20_000;
/** But no longer: what was found until then is kept. */
const SWEPT_AT_LAST = 60_000;
/** The longest wait for a moment at which a kill hurts. */
const AMBUSH_WITHIN = 3_000;

/** The death of the bot, again and again, until it is told to end: at random, at placed moments, while it starts. */
export class Killing {
  over = false;
  /** Kills at placed moments. */
  placed = 0;
  readonly #random: () => number;

  constructor(
    private readonly bot: BotProcess,
    private readonly storms: readonly Storm[],
    private readonly options: { readonly seed: number; readonly kills: number },
  ) {
    this.#random = seeded(options.seed);
  }

  /** Resolves when it is over; then a process runs that nobody killed. */
  async rage(): Promise<void> {
    let swept = performance.now();
    while (!this.over) {
      if (this.options.kills === 0) {
        await sleep(50);
        this.bot.check();
        continue;
      }
      await this.#until(performance.now() + this.#lifetime() / this.options.kills);
      if (performance.now() - swept > SWEPT_WITHIN) {
        await Promise.race([this.bot.swept(), this.#until(performance.now() + SWEPT_AT_LAST)]);
        swept = performance.now();
      }
      if (this.#random() < 0.7) await this.#ambush();
      if (this.over) return;
      await this.bot.kill();
      while (!(await this.bot.start(this.#random() < 0.25 ? this.#random() * 500 : undefined)));
    }
  }

  async #until(time: number): Promise<void> {
    while (!this.over && performance.now() < time) {
      await sleep(20);
      this.bot.check();
    }
  }

  /** Waits for the first such moment on any platform. */
  async #ambush(): Promise<void> {
    const found = new AbortController();
    const late = AbortSignal.timeout(AMBUSH_WITHIN);
    const signal = AbortSignal.any([found.signal, late]);
    await Promise.race(this.storms.map((storm) => storm.ambush(signal)));
    if (!late.aborted) this.placed += 1;
    found.abort();
  }

  /** Mostly short; now and then long enough for all of history to be read. */
  #lifetime(): number {
    const random = this.#random;
    const what = random();
    if (what < 0.5) return 200 + random() * 1_500;
    return what < 0.85 ? 1_500 + random() * 5_000 : 8_000 + random() * 6_000;
  }
}
