import type { Rates } from './options.js';

/** Which limit a method falls under: one of Slack's four tiers, the one for posting, or hardly any. */
export type Tier = 1 | 2 | 3 | 4 | 'post' | 'free';

const DEFAULTS: Rates = { post: { perSecond: 1, burst: 4 }, tiers: [1, 20, 50, 100], speed: 1 };

/** Tier 1 methods are called rarely, but a reconnecting app may open a few sockets in a row. */
const TIER_1_BURST = 20;

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets for each method, and for posting for each channel. */
export class RateLimits {
  readonly #rates: Rates | undefined;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rates: Partial<Rates> | 'off' | undefined, now: () => number) {
    this.#rates = rates === 'off' ? undefined : { ...DEFAULTS, ...rates };
    this.#now = now;
  }

  /** Takes one call from the bucket, or says after how many seconds to come again. */
  take(method: string, tier: Tier, channel: string | undefined): number | undefined {
    if (!this.#rates || tier === 'free') return undefined;
    const { post, tiers, speed } = this.#rates;
    const perMinute = tier === 'post' ? post.perSecond * 60 : tiers[tier - 1];
    const size =
      tier === 'post' ? post.burst : tier === 1 ? Math.max(perMinute ?? 0, TIER_1_BURST) : perMinute;
    if (perMinute === undefined || size === undefined) return undefined;
    const perMs = (perMinute * speed) / 60_000;
    const key = tier === 'post' ? `${method} ${channel ?? ''}` : method;
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? { tokens: size, at: now };
    const tokens = Math.min(size, bucket.tokens + Math.max(0, now - bucket.at) * perMs);
    this.#buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    if (tokens >= 1) return undefined;
    const seconds = (1 - tokens) / perMs / 1000;
    return speed > 1 ? Math.floor(seconds) : Math.max(1, Math.ceil(seconds));
  }
}
