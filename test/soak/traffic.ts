import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../support/random.js';
import { Conversation, type Counts } from './conversation.js';
import { footprintOf, type Sample } from './verdict.js';
import type { Office } from './world.js';

/** How much is done. */
export interface TrafficOptions {
  readonly conversations: number;
  /** So many cases are open all the time. */
  readonly cases: number;
  /** Acts of people in a second: messages, edits, presses and so on. */
  readonly rate: number;
  readonly seed: number;
  /** Milliseconds between two samples. */
  readonly every: number;
}

/** Everybody who asks, and what the bot held meanwhile. */
export class Traffic {
  readonly counts: Counts = { messages: 0, acts: {}, lost: [] };
  readonly samples: Sample[] = [];
  readonly #began = performance.now();
  readonly #random: () => number;
  readonly #conversations: Conversation[] = [];
  #acts = 0;

  /** `sampled` hears of every sample, and of what was lost since the one before. */
  constructor(
    private readonly office: Office,
    private readonly options: TrafficOptions,
    private readonly sampled: (sample: Sample, lost: readonly string[]) => void,
  ) {
    this.#random = seeded(options.seed);
  }

  /** Opens the conversations, as many on each platform. */
  async open(): Promise<void> {
    const { platforms, desk } = this.office;
    for (let index = 0; index < this.options.conversations; index++) {
      const asking = platforms[index % platforms.length];
      if (!asking) throw new Error('unreachable: there are platforms');
      const asker = await asking.asker(`Asker${index}z`, 'alone');
      this.#conversations.push(new Conversation(index, asking, desk, asker, this.#random, this.counts));
    }
  }

  /** Goes on for so many milliseconds. */
  async flow(ms: number): Promise<void> {
    const { every, rate } = this.options;
    const end = performance.now() + ms;
    let due = performance.now();
    let sampled = Number.NEGATIVE_INFINITY;
    for (let now = performance.now(); now < end; now = performance.now()) {
      if (now - sampled >= every) {
        sampled = now;
        await this.#sample();
      }
      // What could not be done in time is not made up for: that a machine does not hold the rate shows in the figures.
      due = Math.max(due + 1000 / rate, now - 1000);
      this.#act();
      await sleep(Math.max(1, due - performance.now()));
    }
  }

  /** Everything that was begun is seen or given up, and everything is delivered. */
  async end(): Promise<void> {
    await Promise.all(this.#conversations.map((conversation) => conversation.idle()));
    await this.office.quiet();
    await this.#sample();
    for (const conversation of this.#conversations) conversation.leave();
  }

  #act(): void {
    const free = this.#conversations.filter(({ isBusy }) => !isBusy);
    const open = this.#conversations.filter(({ hasCase }) => hasCase).length;
    const chosen = free[Math.floor(this.#random() * free.length)];
    if (!chosen) return;
    this.#acts += 1;
    chosen.next(open < this.options.cases);
  }

  async #sample(): Promise<void> {
    const { office, counts } = this;
    const metrics = await office.metrics();
    const probe = await office.bot.probe();
    const sample: Sample = {
      at: (performance.now() - this.#began) / 1000,
      ...probe,
      ...metrics,
      messages: counts.messages,
      acts: this.#acts,
      lost: counts.lost.length,
      footprint: footprintOf(counts),
    };
    const before = this.samples.at(-1)?.lost ?? 0;
    this.samples.push(sample);
    this.sampled(sample, counts.lost.slice(before));
  }
}
