const KEPT = 'firstline-seen';
/** Numbers kept; the smallest go first. */
const MOST = 500;

/** How many lines of each case were looked at in this browser. */
export class Seen {
  #counts: Record<string, number> = {};

  constructor() {
    try {
      this.#counts = JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Record<string, number>; // our own writing
    } catch {} // a browser may forbid storage
  }

  /** Whether there is something new in a case with so many lines. */
  isNew(number: number, lines: number): boolean {
    return lines > (this.#counts[number] ?? 0);
  }

  mark(number: number, lines: number): void {
    if (!this.isNew(number, lines)) return;
    this.#counts[number] = lines;
    const numbers = Object.keys(this.#counts);
    if (numbers.length > MOST) delete this.#counts[Math.min(...numbers.map(Number))];
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.#counts));
    } catch {}
  }
}
