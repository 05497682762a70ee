import { seeded } from '../random.js';

const MIXED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Ids as Teams makes them; the same seed gives the same ones. */
export class Ids {
  readonly #random: () => number;
  readonly now: () => number;

  constructor(seed: number, now: () => number) {
    this.#random = seeded(seed);
    this.now = now;
  }

  uuid(): string {
    return [8, 4, 4, 4, 12].map((length) => this.#letters('0123456789abcdef', length)).join('-');
  }

  secret(length: number): string {
    return this.#letters(MIXED, length);
  }

  /** `29:1…`: a person as one bot knows them. */
  person(): string {
    return `29:1${this.secret(72)}`;
  }

  /** `19:…@thread.tacv2`: a channel; `19:…@thread.v2`: a group chat. */
  thread(kind: 'tacv2' | 'v2'): string {
    return `19:${this.#letters('0123456789abcdef', 32)}@thread.${kind}`;
  }

  /** `a:1…`: a personal chat with one bot. */
  personal(): string {
    return `a:1${this.secret(120)}`;
  }

  #letters(alphabet: string, length: number): string {
    let letters = '';
    for (let i = 0; i < length; i++) letters += alphabet[Math.floor(this.#random() * alphabet.length)] ?? '';
    return letters;
  }
}
