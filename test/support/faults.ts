import { seeded } from './random.js';

/** What every rule of a fake says of the calls that it hits; which calls these are, each fake names in its own words. */
export interface CommonRule<Kind> {
  readonly kind: Kind;
  /** How many calls it hits. Default 1; `Infinity` until removed. */
  readonly times?: number;
  /** Calls that match and pass unharmed first. Default 0. */
  readonly skip?: number;
  /** For `rate-limit`, in seconds. Default 1. */
  readonly retryAfter?: number;
  /** For `slow`. Default 1000. */
  readonly ms?: number;
}

/** The probability of each fault, for every call that a fake means by default (or those it is limited to). */
export interface CommonChaos<Kind> {
  readonly seed?: number;
  readonly rates: Readonly<Partial<Record<Extract<Kind, string>, number>>>;
  readonly retryAfter?: number;
  /** The latest a `slow` answer is. Default 200. */
  readonly ms?: number;
}

/** What goes wrong between the bot and the API of a fake. */
export interface FaultsFacetOf<Rule, Chaos> {
  /** Adds a rule; rules are tried in order. Returns what takes it away again. */
  add(rule: Rule): () => void;
  chaos(chaos: Chaos | undefined): void;
  /** No more rules, no more chaos; requests that hang are cut. */
  clear(): void;
  /** How often each kind was played. */
  readonly played: Readonly<Record<string, number>>;
}

/** A fault that is to be played on one call. `rule`: what chose it, where it was a rule. */
export interface Played<Kind, Rule> {
  readonly kind: Kind;
  readonly name: string;
  readonly retryAfter: number;
  readonly ms: number;
  readonly rule?: Rule;
}

/** How a fake names its calls. */
export interface Naming<Kind, Rule, Chaos> {
  /** Whether a rule means this call. */
  readonly hits: (rule: Rule, call: string, place: string | undefined) => boolean;
  /** Whether chaos means it. */
  readonly rages: (chaos: Chaos, call: string) => boolean;
  /** What a kind that is no word is counted as. */
  readonly nameOf: (kind: Extract<Kind, object>) => string;
}

/** Rules that hit chosen calls, and chaos that hits any. */
export class FaultsOf<Kind, Rule extends CommonRule<Kind>, Chaos extends CommonChaos<Kind>>
  implements FaultsFacetOf<Rule, Chaos>
{
  readonly played: Record<string, number> = {};
  readonly #rules: { readonly rule: Rule; skip: number; left: number }[] = [];
  readonly #held = new Set<() => void>();
  #chaos: Chaos | undefined;
  #random = seeded(1);

  constructor(private readonly naming: Naming<Kind, Rule, Chaos>) {}

  add(rule: Rule): () => void {
    const standing = { rule, skip: rule.skip ?? 0, left: rule.times ?? 1 };
    this.#rules.push(standing);
    return () => {
      standing.left = 0;
    };
  }

  chaos(chaos: Chaos | undefined): void {
    this.#chaos = chaos;
    this.#random = seeded(chaos?.seed ?? 1);
  }

  clear(): void {
    this.#rules.length = 0;
    this.#chaos = undefined;
    this.release();
  }

  /** What happens to this call, if anything. */
  pick(call: string, place: string | undefined): Played<Kind, Rule> | undefined {
    const played = this.#byRule(call, place) ?? this.#byChance(call);
    if (played) this.played[played.name] = (this.played[played.name] ?? 0) + 1;
    return played;
  }

  #byRule(call: string, place: string | undefined): Played<Kind, Rule> | undefined {
    for (const standing of this.#rules) {
      const { rule } = standing;
      if (standing.left <= 0 || !this.naming.hits(rule, call, place)) continue;
      if (standing.skip > 0) {
        standing.skip--;
        continue;
      }
      standing.left--;
      const { kind, retryAfter = 1, ms = 1000 } = rule;
      return { kind, name: this.#nameOf(kind), retryAfter, ms, rule };
    }
    return undefined;
  }

  #byChance(call: string): Played<Kind, Rule> | undefined {
    const chaos = this.#chaos;
    if (!chaos || !this.naming.rages(chaos, call)) return undefined;
    const { rates, retryAfter = 1, ms = 200 } = chaos;
    let chance = this.#random();
    for (const [name, rate] of Object.entries<number | undefined>(rates)) {
      chance -= rate ?? 0;
      // the keys of `rates` are kinds
      if (chance < 0) return { kind: name as Kind, name, retryAfter, ms: this.#random() * ms };
    }
    return undefined;
  }

  #nameOf(kind: Kind): string {
    return typeof kind === 'string' ? kind : this.naming.nameOf(kind as Extract<Kind, object>); // a word or an object
  }

  /** Keeps a request open until the client gives up or the fake stops; `cut` ends it. */
  hold(cut: () => void, closed: (forget: () => void) => void): void {
    this.#held.add(cut);
    closed(() => this.#held.delete(cut));
  }

  release(): void {
    for (const cut of this.#held) cut();
    this.#held.clear();
  }
}

/** Whether a call is meant by a pattern. A trailing `*` stands for anything. */
export function matches(pattern: string, call: string): boolean {
  return pattern.endsWith('*') ? call.startsWith(pattern.slice(0, -1)) : pattern === call;
}
