import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../support/random.js';
import type { FakeTeams } from '../support/teams/surface.js';
import type { FaultKind } from '../support/teams/surface-network.js';
import { ambushOf } from './ambush.js';
import type { Storm } from './platform.js';

/**
 * Calls that carry a message: everything goes wrong with them. A file that could not be fetched three times is named
 * instead, which is no part of this: fetching goes well.
 */
const CARRYING = ['POST conversations*', 'PUT conversations*', 'DELETE conversations*'];
/** What else is asked goes wrong now and then. */
const ASKING = ['GET conversations*', 'GET teams*', 'token'];
const FAULTS: readonly FaultKind[] = [
  'error-500',
  'error-502',
  'error-503',
  'error-504',
  'drop',
  'rate-limit',
];
/** Where a kill leaves something done of which the bot does not know. */
const POSTING = ['POST conversations', 'POST conversations/{}/activities'];

/** Activities that come late, again, out of order, under new ids or not at all; calls that fail, are limited, or say nothing; tokens that end. */
export class TeamsStorm implements Storm {
  #over = false;
  readonly #random: () => number;

  constructor(
    private readonly teams: FakeTeams,
    private readonly seed: number,
  ) {
    this.#random = seeded(seed);
  }

  over(): void {
    this.#over = true;
  }

  async rage(): Promise<void> {
    const { teams, seed } = this;
    teams.deliveries.chaos({ seed, drop: 0.12, repeat: 0.1, repeats: 10, repeatInvokes: 0.1, delayMs: 150 });
    teams.faults.chaos({
      seed,
      routes: CARRYING,
      retryAfter: 0,
      ms: 200,
      rates: {
        'error-500': 0.02,
        'error-502': 0.02,
        precondition: 0.02,
        unauthorized: 0.01,
        hang: 0.003,
        drop: 0.02,
        'accept-then-hang': 0.006,
        'accept-then-drop': 0.015,
        'accept-then-502': 0.015,
        'rate-limit': 0.02,
        slow: 0.05,
      },
    });
    await Promise.all([this.#asks(), this.#tokens()]);
    teams.deliveries.chaos(undefined);
    teams.faults.clear();
  }

  ambush(signal: AbortSignal): Promise<void> {
    const { faults, deliveries } = this.teams;
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
      const over = this.teams.faults.add({ route, kind });
      await sleep(300 + this.#random() * 600);
      over();
    }
  }

  /** Now and then a token is worth nothing any more, before its time. */
  async #tokens(): Promise<void> {
    while (!this.#over) {
      await sleep(1_000 + this.#random() * 4_000);
      if (this.#random() < 0.5) this.teams.revokeTokens();
      else this.teams.expireTokens();
    }
  }
}
