import { seeded } from '../random.js';
import type { ApiChaos, FaultKind, FaultRule, FaultsFacet } from './surface-network.js';

/** A fault that is to be played on one call. */
export interface Played {
  readonly kind: FaultKind;
  readonly name: string;
  readonly retryAfter: number;
  readonly ms: number;
}

interface Standing {
  readonly rule: FaultRule;
  skip: number;
  left: number;
}

/** Rules that hit chosen calls, and chaos that hits any. */
export class Faults implements FaultsFacet {
  readonly #rules: Standing[] = [];
  readonly #held = new Set<() => void>();
  #chaos: ApiChaos | undefined;
  #random = seeded(1);
  readonly played: Record<string, number> = {};

  add(rule: FaultRule): () => void {
    const standing: Standing = { rule, skip: rule.skip ?? 0, left: rule.times ?? 1 };
    this.#rules.push(standing);
    return () => {
      standing.left = 0;
    };
  }

  chaos(chaos: ApiChaos | undefined): void {
    this.#chaos = chaos;
    this.#random = seeded(chaos?.seed ?? 1);
  }

  clear(): void {
    this.#rules.length = 0;
    this.#chaos = undefined;
    this.release();
  }

  /** What happens to this call, if anything. */
  pick(route: string, place: string | undefined): Played | undefined {
    const played = this.#byRule(route, place) ?? this.#byChance(route);
    if (played) this.played[played.name] = (this.played[played.name] ?? 0) + 1;
    return played;
  }

  #byRule(route: string, place: string | undefined): Played | undefined {
    for (const standing of this.#rules) {
      const { rule } = standing;
      if (standing.left <= 0) continue;
      if (rule.route === undefined ? !isConnector(route) : !matches(rule.route, route)) continue;
      if (rule.place !== undefined && rule.place !== place) continue;
      if (standing.skip > 0) {
        standing.skip--;
        continue;
      }
      standing.left--;
      return play(rule.kind, rule.retryAfter ?? 1, rule.ms ?? 1000);
    }
    return undefined;
  }

  #byChance(route: string): Played | undefined {
    if (!this.#chaos) return undefined;
    const { routes } = this.#chaos;
    if (!(routes?.some((pattern) => matches(pattern, route)) ?? isConnector(route))) return undefined;
    let chance = this.#random();
    for (const [kind, rate] of Object.entries(this.#chaos.rates)) {
      chance -= rate;
      // the keys of `rates` are kinds
      if (chance < 0) {
        return play(kind as FaultKind, this.#chaos.retryAfter ?? 1, this.#random() * (this.#chaos.ms ?? 200));
      }
    }
    return undefined;
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

/** The Bot Connector's own calls: not the keys, the login and the file addresses. */
function isConnector(route: string): boolean {
  return /^(GET|POST|PUT|DELETE) (conversations|teams|attachments)/.test(route);
}

function matches(pattern: string, route: string): boolean {
  return pattern.endsWith('*') ? route.startsWith(pattern.slice(0, -1)) : pattern === route;
}

function play(kind: FaultKind, retryAfter: number, ms: number): Played {
  return { kind, name: typeof kind === 'string' ? kind : kind.code, retryAfter, ms };
}
