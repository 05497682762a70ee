import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../support/random.js';
import type { FakeSlack, FaultKind } from '../support/slack/surface.js';
import { ambushOf } from './ambush.js';
import type { Storm } from './platform.js';

/** Calls on which a message or its look-up depends: everything goes wrong with them. */
const CARRYING = [
  'chat.*',
  'reactions.*',
  'conversations.history',
  'conversations.replies',
  'conversations.open',
  'files.*',
  'upload',
  'download',
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

/** Events that come late, again, out of order or not at all; calls that fail, are limited, or say nothing; lost sockets. */
export class SlackStorm implements Storm {
  losses = 0;
  #over = false;
  readonly #random: () => number;

  constructor(
    private readonly slack: FakeSlack,
    private readonly seed: number,
  ) {
    this.#random = seeded(seed);
  }

  over(): void {
    this.#over = true;
  }

  async rage(): Promise<void> {
    const { slack, seed } = this;
    slack.deliveries.chaos({ seed, drop: 0.12, repeat: 0.1, repeats: 10, delayMs: 150 });
    slack.faults.chaos({
      seed,
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
    await Promise.all([this.#asks(), this.#sockets()]);
    slack.deliveries.chaos(undefined);
    slack.faults.clear();
    slack.sockets.refuse(false);
    slack.sockets.freeze(false);
  }

  ambush(signal: AbortSignal): Promise<void> {
    const { faults, deliveries } = this.slack;
    const method = this.#random() < 0.1 ? 'files.completeUploadExternal' : 'chat.postMessage';
    return ambushOf({
      random: this.#random,
      signal,
      told: () => deliveries.all.length,
      done: () => faults.played['accept-then-hang'] ?? 0,
      arm: () => faults.add({ method, kind: 'accept-then-hang' }),
    });
  }

  async #asks(): Promise<void> {
    let last = '';
    while (!this.#over) {
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
    while (!this.#over) {
      await sleep(400 + this.#random() * 2_500);
      const what = this.#random();
      this.losses += sockets.open;
      if (what < 0.35) sockets.drop();
      else if (what < 0.55) sockets.disconnect('warning');
      else if (what < 0.7) sockets.disconnect('refresh_requested');
      else if (what < 0.85) {
        sockets.refuse(true);
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
}
