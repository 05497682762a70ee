import { seeded } from '../random.js';

const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789';
const MIXED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Ids and times as Slack makes them; the same seed gives the same ones. */
export class Ids {
  readonly #random: () => number;
  readonly #now: () => number;
  #lastMicros = 0;

  constructor(seed: number, now: () => number) {
    this.#random = seeded(seed);
    this.#now = now;
  }

  now(): number {
    return this.#now();
  }

  /** Below `limit`. */
  number(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** `C0ABCDEFGHI`: eleven characters, as long as the real ones. */
  id(prefix: string): string {
    return `${prefix}0${this.#letters(UPPER, 10 - prefix.length)}`;
  }

  secret(length: number): string {
    return this.#letters(MIXED, length);
  }

  hex(length: number): string {
    return this.#letters('0123456789abcdef', length);
  }

  digits(length: number): string {
    return `1${this.#letters('0123456789', length - 1)}`;
  }

  uuid(): string {
    return [8, 4, 4, 4, 12].map((length) => this.hex(length)).join('-');
  }

  /** A time that no other message or event has. */
  ts(): string {
    this.#lastMicros = Math.max(this.#now() * 1000 + this.number(1000), this.#lastMicros + 1);
    const seconds = Math.floor(this.#lastMicros / 1_000_000);
    return `${seconds}.${String(Math.floor(this.#lastMicros) % 1_000_000).padStart(6, '0')}`;
  }

  #letters(alphabet: string, length: number): string {
    let letters = '';
    for (let i = 0; i < length; i++) letters += alphabet[this.number(alphabet.length)] ?? '';
    return letters;
  }
}
