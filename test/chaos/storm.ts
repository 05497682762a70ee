import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../support/random.js';
import type { FakeSlack, FaultKind } from '../support/slack/surface.js';
import type { BotProcess } from './process.js';

/** Calls on which a message or its look-up depends: everything goes wrong with them. */
const CARRYING = [
  'chat.*',
  'reactions.*',
  'conversations.history',
  'conversations.replies',
  'conversations.open',
];
/** What else is asked goes wrong now and then. */
const ASKING = [
  'auth.test',
  'bots.info',
  'users.info',
  'users.conversations',
  'conversations.info',
  'conversations.members',
  'apps.connections.open',
];
const FAULTS: readonly FaultKind[] = [
  'error-500',
  'error-503',
  'drop',
  'rate-limit',
  { error: 'internal_error' },
  'accept-then-drop',
];

/**
 * After so long a process lives until it has read all of history: what Slack gave up is found there only, and a bot
 * that never lives so long never comes so far.
 */
const SWEPT_WITHIN = 20_000;

/** Everything that goes wrong at once, until it is told to end. */
export class Storm {
  over = false;
  socketLosses = 0;
  refusals = 0;
  readonly #random: () => number;

  constructor(
    private readonly slack: FakeSlack,
    private readonly bot: BotProcess,
    private readonly options: { readonly seed: number; readonly kills: number },
  ) {
    this.#random = seeded(options.seed);
  }

  /** Resolves when it is over; then a process runs that nobody killed. */
  async rage(): Promise<void> {
    const { slack, options } = this;
    slack.deliveries.chaos({ seed: options.seed, drop: 0.12, repeat: 0.1, repeats: 10, delayMs: 150 });
    slack.faults.chaos({
      seed: options.seed,
      methods: CARRYING,
      retryAfter: 1,
      ms: 200,
      rates: {
        'error-500': 0.02,
        'error-503': 0.02,
        hang: 0.003,
        drop: 0.02,
        'accept-then-hang': 0.012,
        'accept-then-drop': 0.02,
        'accept-then-500': 0.02,
        'rate-limit': 0.02,
        slow: 0.05,
      },
    });
    await Promise.all([this.#asks(), this.#sockets(), this.#kills()]);
    slack.deliveries.chaos(undefined);
    slack.faults.clear();
    slack.sockets.refuse(false);
    slack.sockets.freeze(false);
  }

  async #asks(): Promise<void> {
    let last = '';
    while (!this.over) {
      // Never the same twice in a row: what lasts longer than the bot may wait shows in the texts, as an id for a name.
      const others = ASKING.filter((each) => each !== last);
      const method = others[Math.floor(this.#random() * others.length)] ?? '';
      last = method;
      const kind = FAULTS[Math.floor(this.#random() * FAULTS.length)] ?? 'drop';
      const over = this.slack.faults.add({ method, kind });
      await sleep(300 + this.#random() * 600);
      over();
    }
  }

  async #sockets(): Promise<void> {
    const { sockets } = this.slack;
    while (!this.over) {
      await sleep(400 + this.#random() * 2_500);
      const what = this.#random();
      this.socketLosses += sockets.open;
      if (what < 0.35) sockets.drop();
      else if (what < 0.55) sockets.disconnect('warning');
      else if (what < 0.7) sockets.disconnect('refresh_requested');
      else if (what < 0.85) {
        sockets.refuse(true);
        this.refusals += 1;
        sockets.drop();
        await sleep(200 + this.#random() * 1_500);
        sockets.refuse(false);
      } else {
        sockets.freeze(true);
        await sleep(this.#random() * 800);
        sockets.freeze(false);
        sockets.drop();
      }
    }
  }

  async #kills(): Promise<void> {
    let swept = performance.now();
    while (!this.over) {
      if (this.options.kills === 0) {
        await sleep(50);
        this.bot.check();
        continue;
      }
      const until = performance.now() + this.#lifetime() / this.options.kills;
      while (!this.over && performance.now() < until) await sleep(20);
      if (performance.now() - swept > SWEPT_WITHIN) {
        await Promise.race([this.bot.swept(), this.#ending()]);
        swept = performance.now();
      }
      if (this.over) return;
      await this.bot.kill();
      while (!(await this.bot.start(this.#random() < 0.25 ? this.#random() * 500 : undefined)));
    }
  }

  async #ending(): Promise<void> {
    while (!this.over) await sleep(50);
  }

  /** Mostly short; now and then long enough for all of history to be read. */
  #lifetime(): number {
    const random = this.#random;
    const what = random();
    if (what < 0.5) return 200 + random() * 1_500;
    return what < 0.85 ? 1_500 + random() * 5_000 : 8_000 + random() * 6_000;
  }
}
