import { Heap } from './heap.js';

/** Keys by rank (a time), smallest first; a key can be moved and removed. */
export class Agenda {
  readonly #ranks = new Map<string, number>();
  // Entries of keys that were moved or removed stay here until they surface or are too many.
  #heap = new Heap<string>();

  get size(): number {
    return this.#ranks.size;
  }

  set(key: string, rank: number): void {
    if (this.#ranks.get(key) === rank) return;
    this.#ranks.set(key, rank);
    if (this.#heap.size > 2 * this.#ranks.size + 64) this.#rebuild();
    else this.#heap.push(rank, key);
  }

  delete(key: string): void {
    this.#ranks.delete(key);
  }

  /** The key with the smallest rank. */
  first(): { readonly key: string; readonly rank: number } | undefined {
    for (;;) {
      const top = this.#heap.peek();
      if (top === undefined) return undefined;
      if (this.#ranks.get(top.item) === top.rank) return { key: top.item, rank: top.rank };
      this.#heap.pop();
    }
  }

  /** Keys whose rank is at most this, smallest first. They stay. */
  upTo(rank: number, limit: number): string[] {
    const found = new Map<string, number>();
    while (found.size < limit) {
      const first = this.first();
      if (first === undefined || first.rank > rank) break;
      this.#heap.pop();
      found.set(first.key, first.rank);
    }
    for (const [key, at] of found) this.#heap.push(at, key);
    return [...found.keys()];
  }

  #rebuild(): void {
    this.#heap = new Heap<string>();
    for (const [key, rank] of this.#ranks) this.#heap.push(rank, key);
  }
}
