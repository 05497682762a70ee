import { seeded } from '../random.js';
import type { ApiChaos, FaultKind, FaultRule, FaultsFacet } from './surface-network.js';

/** A fault that is to be played on one call. */
export interface Played {
  readonly kind: FaultKind;
  readonly name: string;
  readonly retryAfter: number;
  readonly scope: 'user' | 'shared' | 'global';
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
  pick(route: string, channel: string | undefined): Played | undefined {
    const played = this.#byRule(route, channel) ?? this.#byChance(route);
    if (played) this.played[played.name] = (this.played[played.name] ?? 0) + 1;
    return played;
  }

  #byRule(route: string, channel: string | undefined): Played | undefined {
    for (const standing of this.#rules) {
      const { rule } = standing;
      if (standing.left <= 0 || !matches(rule.route ?? '*', route)) continue;
      if (rule.channel !== undefined && rule.channel !== channel) continue;
      if (standing.skip > 0) {
        standing.skip--;
        continue;
      }
      standing.left--;
      return play(rule.kind, rule);
    }
    return undefined;
  }

  #byChance(route: string): Played | undefined {
    if (!this.#chaos) return undefined;
    const { routes, rates, retryAfter = 1, ms = 200 } = this.#chaos;
    const meant = routes?.some((pattern) => matches(pattern, route)) ?? route !== 'GET /gateway/bot';
    if (!meant) return undefined;
    let chance = this.#random();
    for (const [kind, rate] of Object.entries(rates)) {
      chance -= rate;
      // the keys of `rates` are kinds
      if (chance < 0) return play(kind as FaultKind, { retryAfter, ms: this.#random() * ms });
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

function matches(pattern: string, route: string): boolean {
  return pattern.endsWith('*') ? route.startsWith(pattern.slice(0, -1)) : pattern === route;
}

function play(
  kind: FaultKind,
  { retryAfter = 1, scope = 'user', ms = 1000 }: Pick<FaultRule, 'retryAfter' | 'scope' | 'ms'>,
): Played {
  return { kind, name: typeof kind === 'string' ? kind : String(kind.code), retryAfter, scope, ms };
}
