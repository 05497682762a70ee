import type { Case } from '../../core/case.js';

/** What is known of a case without reading it. */
export interface CaseCard {
  readonly asker: string;
  readonly open: boolean;
}

/** Which cases there are, by number, so that resolved ones can leave memory and still be listed. */
export class CaseIndex {
  readonly #cards = new Map<number, CaseCard>();
  readonly #all: number[] = [];
  readonly #open: number[] = [];
  readonly #byAsker = new Map<string, number[]>();

  get open(): number {
    return this.#open.length;
  }

  card(number: number): CaseCard | undefined {
    return this.#cards.get(number);
  }

  put(value: Pick<Case, 'number'> & CaseCard): void {
    const { number, asker, open } = value;
    const before = this.#cards.get(number);
    if (before?.asker === asker && before.open === open) return;
    if (before !== undefined) this.remove(number);
    this.#cards.set(number, { asker, open });
    insert(this.#all, number);
    if (open) insert(this.#open, number);
    let own = this.#byAsker.get(asker);
    if (own === undefined) {
      own = [];
      this.#byAsker.set(asker, own);
    }
    insert(own, number);
  }

  remove(number: number): void {
    const card = this.#cards.get(number);
    if (card === undefined) return;
    this.#cards.delete(number);
    drop(this.#all, number);
    drop(this.#open, number);
    const own = this.#byAsker.get(card.asker);
    if (own === undefined) return;
    drop(own, number);
    if (own.length === 0) this.#byAsker.delete(card.asker);
  }

  /** Numbers of the cases that match, newest first. */
  find(query: {
    readonly limit: number;
    readonly open?: boolean;
    readonly asker?: string;
    readonly before?: number;
  }): number[] {
    const source =
      query.asker !== undefined
        ? (this.#byAsker.get(query.asker) ?? [])
        : query.open
          ? this.#open
          : this.#all;
    const found: number[] = [];
    let index = query.before === undefined ? source.length : position(source, query.before);
    while (found.length < query.limit && index > 0) {
      index -= 1;
      const number = source[index];
      if (number === undefined) break;
      if (query.open === undefined || this.#cards.get(number)?.open === query.open) found.push(number);
    }
    return found;
  }
}

/** The first index whose number is not below this one. */
function position(sorted: readonly number[], number: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insert(sorted: number[], number: number): void {
  sorted.splice(position(sorted, number), 0, number);
}

function drop(sorted: number[], number: number): void {
  const index = position(sorted, number);
  if (sorted[index] === number) sorted.splice(index, 1);
}
