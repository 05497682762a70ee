import type { Clock } from '../../src/core/ports/ambient.js';

/** How much is let through for one key. */
export interface Rate {
  /** So many at once. */
  readonly burst: number;
  /** And so many a minute after that. */
  readonly perMinute: number;
}

/** Counts per key, in memory that does not grow beyond `keys`. */
export interface Limiter {
  /** Milliseconds to wait; 0 lets it through. `cost` is what it takes of the burst, by default one. */
  take(key: string, cost?: number): number;
  /** What was taken and not used, in the end. */
  giveBack(key: string, cost: number): void;
}

/** Token buckets. When there are too many keys, the one that was quiet for longest is forgotten. */
export function createLimiter(clock: Clock, { burst, perMinute }: Rate, keys = 10_000): Limiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const perMillisecond = perMinute / 60_000;
  return {
    giveBack(key, cost) {
      const last = buckets.get(key);
      if (last) last.tokens = Math.min(burst, last.tokens + cost);
    },
    take(key, cost = 1) {
      const now = clock.now();
      const last = buckets.get(key) ?? { tokens: burst, at: now };
      const elapsed = Math.max(0, now - last.at); // a clock may be set back
      const tokens = Math.min(burst, last.tokens + elapsed * perMillisecond);
      const allowed = tokens >= cost;
      buckets.delete(key); // put back at the end: the first key is the quietest
      buckets.set(key, { tokens: allowed ? tokens - cost : tokens, at: now });
      if (buckets.size > keys) {
        for (const quietest of buckets.keys()) {
          buckets.delete(quietest);
          break;
        }
      }
      return allowed ? 0 : Math.ceil((cost - tokens) / perMillisecond);
    },
  };
}
