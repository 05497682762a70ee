/** A heap: the entry with the smallest rank first, equal ranks in the order in which they came. */
export class Heap<T> {
  readonly #entries: { readonly rank: number; readonly order: number; readonly item: T }[] = [];
  #order = 0;

  get size(): number {
    return this.#entries.length;
  }

  push(rank: number, item: T): void {
    const entries = this.#entries;
    let index = entries.length;
    const entry = { rank, order: this.#order++, item };
    entries.push(entry);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#before(index, parent)) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  peek(): { readonly rank: number; readonly item: T } | undefined {
    return this.#entries[0];
  }

  pop(): { readonly rank: number; readonly item: T } | undefined {
    const entries = this.#entries;
    const top = entries[0];
    const last = entries.pop();
    if (top === undefined || last === undefined || entries.length === 0) return top;
    entries[0] = last;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      let least = index;
      if (this.#before(left, least)) least = left;
      if (this.#before(left + 1, least)) least = left + 1;
      if (least === index) return top;
      this.#swap(index, least);
      index = least;
    }
  }

  #before(a: number, b: number): boolean {
    const first = this.#entries[a];
    const second = this.#entries[b];
    if (first === undefined || second === undefined) return false;
    return first.rank === second.rank ? first.order < second.order : first.rank < second.rank;
  }

  #swap(a: number, b: number): void {
    const first = this.#entries[a];
    const second = this.#entries[b];
    if (first === undefined || second === undefined) return;
    this.#entries[a] = second;
    this.#entries[b] = first;
  }
}
