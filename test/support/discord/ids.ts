import { seeded } from '../random.js';

/** Discord's first millisecond: snowflakes count from here. */
const DISCORD_EPOCH = 1_420_070_400_000;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Snowflakes and secrets as Discord makes them; the same seed and clock give the same ones. */
export class Ids {
  readonly #random: () => number;
  readonly #now: () => number;
  #lastMs = 0;
  #step = 0;

  constructor(seed: number, now: () => number) {
    this.#random = seeded(seed);
    this.#now = now;
  }

  now(): number {
    return this.#now();
  }

  /** An id that no other thing has, greater than every one before. */
  next(): string {
    const ms = Math.max(Math.floor(this.#now()), this.#lastMs);
    this.#step = ms === this.#lastMs ? this.#step + 1 : 0;
    this.#lastMs = this.#step > 4095 ? ms + 1 : ms;
    if (this.#step > 4095) this.#step = 0;
    return String((BigInt(this.#lastMs - DISCORD_EPOCH) << 22n) | BigInt(this.#step));
  }

  /** Below `limit`. */
  number(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  secret(length: number): string {
    let letters = '';
    for (let i = 0; i < length; i++) letters += LETTERS[this.number(LETTERS.length)] ?? '';
    return letters;
  }

  hex(length: number): string {
    let digits = '';
    for (let i = 0; i < length; i++) digits += this.number(16).toString(16);
    return digits;
  }
}

/** When the thing with this id was made. */
export function timeOf(snowflake: string): number {
  return Number(BigInt(snowflake) >> 22n) + DISCORD_EPOCH;
}

/** -1, 0 or 1: the order in which two things were made. */
export function byAge(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** `2026-01-05T00:49:53.676000+00:00`, as Discord writes times. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000+00:00');
}
