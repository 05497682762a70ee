import type { WireLine, WireLines } from './wire.js';

/** The lines that a page knows, whatever order and how often they arrive in. */
export class Fold {
  readonly #lines = new Map<number, WireLine>();
  #oldest = 0;

  /** The number of the first line that is known. */
  get oldest(): number {
    return this.#oldest;
  }

  /** In order. */
  get lines(): readonly WireLine[] {
    return [...this.#lines.values()].sort((one, other) => one.n - other.n);
  }

  /** Takes in what is new. Of two versions of a line the later one stays. */
  apply({ reset, lines }: WireLines): void {
    const empty = this.#lines.size === 0;
    if (reset) this.#lines.clear();
    if (reset || empty)
      this.#oldest = lines.reduce((least, line) => Math.min(least, line.n), lines[0]?.n ?? 0);
    for (const line of lines) {
      // A change to a line from before the first one known would stand alone, with a gap after it.
      if (line.n >= this.#oldest) this.#put(line);
    }
  }

  /** Takes in earlier lines. */
  prepend(lines: readonly WireLine[]): void {
    for (const line of lines) {
      this.#put(line);
      this.#oldest = Math.min(this.#oldest, line.n);
    }
  }

  #put(line: WireLine): void {
    const known = this.#lines.get(line.n);
    if (!known || known.seq <= line.seq) this.#lines.set(line.n, line);
  }
}
