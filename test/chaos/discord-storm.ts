import { setTimeout as sleep } from 'node:timers/promises';
import type { FakeDiscord } from '../support/discord/surface.js';
import type { FaultKind } from '../support/discord/surface-network.js';
import { seeded } from '../support/random.js';
import { ambushOf } from './ambush.js';
import type { Storm } from './platform.js';

/** Routes on which a message or its look-up depends: everything goes wrong with them. */
const CARRYING = [
  'POST /channels/*',
  'PATCH /channels/*',
  'DELETE /channels/*',
  'PUT /channels/*',
  'GET /channels/*',
  'POST /webhooks/*',
  'PATCH /webhooks/*',
  'DELETE /webhooks/*',
  'POST /interactions/*',
  'GET /guilds/:guild/channels',
  'GET /guilds/:guild/threads/active',
  'POST /users/@me/channels',
  'GET /attachments/*',
];
/** What else is asked goes wrong now and then. */
const ASKING = [
  'GET /gateway/bot',
  'GET /users/@me',
  'GET /guilds/*',
  'GET /applications/*',
  'PUT /applications/*',
];
const FAULTS: readonly FaultKind[] = ['error-500', 'error-502', 'drop', 'rate-limit', 'accept-then-drop'];
/** Where a kill leaves something done of which the bot does not know. */
const POSTING = [
  'POST /channels/:channel/messages',
  'POST /webhooks/:webhook/:token',
  'POST /channels/:channel/messages/:message/threads',
  'POST /channels/:channel/threads',
];

/** A gateway that breaks, makes things late, repeats and forgets; calls that fail, are limited, or say nothing. */
export class DiscordStorm implements Storm {
  losses = 0;
  #over = false;
  readonly #random: () => number;

  constructor(
    private readonly discord: FakeDiscord,
    private readonly seed: number,
  ) {
    this.#random = seeded(seed);
  }

  over(): void {
    this.#over = true;
  }

  async rage(): Promise<void> {
    const { discord, seed } = this;
    discord.deliveries.chaos({ seed, delayMs: 150, cut: 0.02, overlap: 10 });
    discord.faults.chaos({
      seed,
      routes: CARRYING,
      retryAfter: 0.3,
      ms: 200,
      rates: {
        'error-500': 0.02,
        'error-502': 0.02,
        hang: 0.003,
        drop: 0.02,
        'accept-then-hang': 0.012,
        'accept-then-drop': 0.02,
        'accept-then-500': 0.02,
        'rate-limit': 0.02,
        slow: 0.05,
      },
    });
    await Promise.all([this.#asks(), this.#limits(), this.#line(), this.#echo()]);
    discord.deliveries.chaos(undefined);
    discord.faults.clear();
    discord.gateway.refuse(false);
    discord.gateway.freeze(false);
  }

  ambush(signal: AbortSignal): Promise<void> {
    const { faults, deliveries } = this.discord;
    const route = POSTING[Math.floor(this.#random() * POSTING.length)] ?? '';
    return ambushOf({
      random: this.#random,
      signal,
      told: () => deliveries.all.length,
      done: () => faults.played['accept-then-hang'] ?? 0,
      arm: () => faults.add({ route, kind: 'accept-then-hang' }),
    });
  }

  async #asks(): Promise<void> {
    while (!this.#over) {
      const route = ASKING[Math.floor(this.#random() * ASKING.length)] ?? '';
      const kind = FAULTS[Math.floor(this.#random() * FAULTS.length)] ?? 'drop';
      const over = this.discord.faults.add({ route, kind });
      await sleep(300 + this.#random() * 600);
      over();
    }
  }

  /** Now and then the whole bot has to wait, whatever it asks; for half a second, not until it asks next. */
  async #limits(): Promise<void> {
    while (!this.#over) {
      await sleep(2_000 + this.#random() * 4_000);
      const over = this.discord.faults.add({ kind: 'rate-limit', scope: 'global', retryAfter: 0.5 });
      await sleep(500);
      over();
    }
  }

  async #line(): Promise<void> {
    const { gateway } = this.discord;
    while (!this.#over) {
      await sleep(400 + this.#random() * 2_500);
      const what = this.#random();
      this.losses += gateway.ready;
      if (what < 0.25) gateway.drop();
      else if (what < 0.4) gateway.drop(4000);
      else if (what < 0.5) gateway.reconnect();
      else if (what < 0.6) gateway.invalidate(true);
      else if (what < 0.75) gateway.invalidate(false);
      else if (what < 0.9) {
        gateway.refuse(true);
        gateway.drop();
        // Sometimes for longer than a session lasts.
        await sleep(200 + this.#random() * 1_500);
        if (this.#random() < 0.5) gateway.expireSessions();
        gateway.refuse(false);
      } else {
        gateway.freeze(true);
        await sleep(this.#random() * 800);
        gateway.freeze(false);
        gateway.drop();
      }
    }
  }

  /** What was told is told again, long after. */
  async #echo(): Promise<void> {
    const { deliveries } = this.discord;
    while (!this.#over) {
      await sleep(200 + this.#random() * 800);
      const recent = deliveries.all.slice(-40).filter(({ type, gone }) => !gone && REPEATED.has(type));
      const one = recent[Math.floor(this.#random() * recent.length)];
      if (one) deliveries.again(one);
    }
  }
}

/** Told again under a new number: a reaction or an interaction that is made again looks just like that. */
const REPEATED = new Set(['MESSAGE_CREATE', 'MESSAGE_UPDATE', 'MESSAGE_DELETE']);
