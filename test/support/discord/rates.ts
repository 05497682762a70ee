import { createHash } from 'node:crypto';
import type { Rates } from './options.js';

/** How many calls a window takes. */
interface Limit {
  readonly limit: number;
  readonly windowMs: number;
}

const OTHERWISE: Limit = { limit: 10, windowMs: 5000 };

/** What has been observed; Discord documents none of it and says to read the headers. */
const LIMITS: Readonly<Record<string, Limit>> = {
  'POST /channels/:channel/messages': { limit: 5, windowMs: 5000 },
  'PATCH /channels/:channel/messages/:message': { limit: 5, windowMs: 5000 },
  'DELETE /channels/:channel/messages/:message': { limit: 5, windowMs: 1000 },
  'PUT /channels/:channel/messages/:message/reactions/:emoji/@me': { limit: 1, windowMs: 250 },
  'DELETE /channels/:channel/messages/:message/reactions/:emoji/@me': { limit: 1, windowMs: 250 },
  'POST /channels/:channel/typing': { limit: 5, windowMs: 5000 },
  'POST /channels/:channel/threads': { limit: 50, windowMs: 300_000 },
  'POST /channels/:channel/messages/:message/threads': { limit: 50, windowMs: 300_000 },
  'PATCH /channels/:channel': { limit: 10, windowMs: 15_000 },
  'POST /webhooks/:webhook/:token': { limit: 5, windowMs: 2000 },
};

/** A channel's or a thread's name changes twice in ten minutes, whatever the headers of the route say. */
const RENAMES: Limit = { limit: 2, windowMs: 600_000 };

interface Bucket {
  left: number;
  resetAt: number;
}

/** What the limits say of a call. */
export interface Verdict {
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds until the call may come again. */
  readonly retryAfter?: number;
  readonly scope?: 'user' | 'shared' | 'global';
}

/** Fixed windows per route and channel, guild or webhook, and one for the whole bot. */
export class RateLimits {
  readonly #rates: Rates | undefined;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rates: Partial<Rates> | 'off' | undefined) {
    this.#rates = rates === 'off' ? undefined : { speed: 1, global: 50, ...rates };
  }

  /**
   * Takes one call, or says when to come again. `major` is the id that the route's bucket belongs to; calls
   * without the bot's token (`free`) count for no limit of the whole bot.
   */
  take(
    route: string,
    major: string,
    { renames, free }: { readonly renames: boolean; readonly free: boolean },
  ): Verdict {
    if (!this.#rates) return { headers: {} };
    const { global } = this.#rates;
    const now = Date.now();
    if (!free) {
      const whole = this.#use('global', { limit: global, windowMs: 1000 }, now);
      if (whole.over) return this.limited((whole.resetAt - now) / 1000, 'global');
    }
    const limit = LIMITS[route] ?? OTHERWISE;
    const bucket = this.#use(`${route} ${major}`, limit, now);
    const after = Math.max(0, bucket.resetAt - now) / 1000;
    const headers = {
      'x-ratelimit-limit': String(limit.limit),
      'x-ratelimit-remaining': String(bucket.left),
      'x-ratelimit-reset': (bucket.resetAt / 1000).toFixed(3),
      'x-ratelimit-reset-after': after.toFixed(3),
      'x-ratelimit-bucket': createHash('md5').update(route).digest('hex'),
    };
    if (bucket.over) return this.limited(after, 'user', headers);
    const rename = renames ? this.#use(`rename ${major}`, RENAMES, now) : undefined;
    if (rename?.over) return this.limited((rename.resetAt - now) / 1000, 'user', headers);
    return { headers };
  }

  /** A 429, as its headers say it. */
  limited(seconds: number, scope: 'user' | 'shared' | 'global', headers: Verdict['headers'] = {}): Verdict {
    const fast = (this.#rates?.speed ?? 1) > 1 || seconds < 0.5;
    return {
      headers: {
        ...headers,
        'retry-after': fast ? seconds.toFixed(3) : String(Math.ceil(seconds)),
        'x-ratelimit-scope': scope,
        ...(scope === 'global' && { 'x-ratelimit-global': 'true' }),
      },
      retryAfter: Number(seconds.toFixed(3)),
      scope,
    };
  }

  #use(key: string, { limit, windowMs }: Limit, now: number): Bucket & { readonly over: boolean } {
    const speed = this.#rates?.speed ?? 1;
    const there = this.#buckets.get(key);
    const bucket = there && there.resetAt > now ? there : { left: limit, resetAt: now + windowMs / speed };
    this.#buckets.set(key, bucket);
    const over = bucket.left <= 0;
    if (!over) bucket.left--;
    return { ...bucket, over };
  }
}
