import type { Rates } from './options.js';

/** Which documented limit a call falls under. */
export type Limit = 'send' | 'create' | 'members' | 'conversations';

/** Seconds and how many calls of one bot they allow: in one conversation, by kind of call. */
const WINDOWS: Readonly<Record<Limit, readonly (readonly [seconds: number, calls: number])[]>> = {
  send: [
    [1, 7],
    [2, 8],
    [30, 60],
    [3600, 1800],
  ],
  create: [
    [1, 7],
    [2, 8],
    [30, 60],
    [3600, 1800],
  ],
  members: [
    [1, 14],
    [2, 16],
    [30, 120],
    [3600, 3600],
  ],
  conversations: [
    [1, 14],
    [2, 16],
    [30, 120],
    [3600, 3600],
  ],
};

/** One bot in one tenant: 50 a second. */
const WHOLE = [[1, 50]] as const;

/** Sliding windows for each conversation, and one for the whole bot. */
export class RateLimits {
  readonly #speed: number | undefined;
  readonly #now: () => number;
  readonly #taken = new Map<string, number[]>();

  constructor(rates: Partial<Rates> | 'off' | undefined, now: () => number) {
    this.#speed = rates === 'off' ? undefined : (rates?.speed ?? 1);
    this.#now = now;
  }

  /** Takes one call, or says after how many seconds to come again. */
  take(limit: Limit, place: string): number | undefined {
    if (this.#speed === undefined) return undefined;
    const key = `${limit} ${place}`;
    const wait = Math.max(this.#wait(key, WINDOWS[limit]), this.#wait('', WHOLE));
    if (wait > 0) {
      const seconds = wait / 1000;
      return this.#speed > 1 ? Math.floor(seconds) : Math.max(1, Math.ceil(seconds));
    }
    for (const one of [key, ''])
      this.#taken.set(one, [...(this.#taken.get(one) ?? []).slice(-1800), this.#now()]);
    return undefined;
  }

  /** Milliseconds until another call fits into every window. */
  #wait(key: string, windows: readonly (readonly [number, number])[]): number {
    const taken = this.#taken.get(key) ?? [];
    const now = this.#now();
    return windows.reduce((most, [seconds, calls]) => {
      const oldest = taken.at(-calls); // with it the window would hold one call too many
      const ms = (seconds * 1000) / (this.#speed ?? 1);
      return oldest === undefined ? most : Math.max(most, oldest + ms - now);
    }, 0);
  }
}
