import type { WireCase, WireCases } from './wire.js';

/** Which cases the list shows. */
export type Filter = 'open' | 'mine' | 'resolved';

/** The cases that the page knows. */
export class Cases {
  readonly #cases = new Map<number, WireCase>();

  get(number: number): WireCase | undefined {
    return this.#cases.get(number);
  }

  /** A snapshot replaces the open ones; resolved ones that were asked for stay. */
  apply({ reset, cases }: Pick<WireCases, 'reset' | 'cases'>): void {
    if (reset) {
      for (const known of [...this.#cases.values()]) {
        if (known.state !== 'resolved') this.#cases.delete(known.number);
      }
    }
    for (const one of cases) this.#cases.set(one.number, one);
  }

  /** Those of a filter, the most pressing first; resolved ones the newest first. */
  list(filter: Filter, me: string): readonly WireCase[] {
    const all = [...this.#cases.values()];
    if (filter === 'resolved') {
      return all.filter(({ state }) => state === 'resolved').sort((one, other) => other.number - one.number);
    }
    const open = all.filter(({ state }) => state !== 'resolved');
    const wanted = filter === 'mine' ? open.filter((one) => isMine(one, me)) : open;
    return wanted.sort(
      (one, other) =>
        urgency(other) - urgency(one) ||
        (one.waitingSince ?? Number.MAX_SAFE_INTEGER) - (other.waitingSince ?? Number.MAX_SAFE_INTEGER) ||
        one.number - other.number,
    );
  }

  /** How many cases wait for this person, or for anybody. */
  waiting(me: string): number {
    return this.list('open', me).filter((one) => waitsFor(one, me)).length;
  }
}

/** Held by this person, or asked of them. */
export function isMine(found: WireCase, me: string): boolean {
  if (found.state === 'claimed') return found.holder?.id === me;
  return found.state === 'pinged' && isAsked(found, me);
}

/** Whether the ping that is out names this person. */
export function isAsked(found: WireCase, me: string): boolean {
  return found.state === 'pinged' && (found.everybody || found.pinged.at(-1)?.id === me);
}

/** An asker waits, and this person may be the one to answer. */
export function waitsFor(found: WireCase, me: string): boolean {
  if (found.state === 'queued' || found.state === 'pinged') return true;
  return found.state === 'claimed' && found.holder?.id === me && found.waitingSince !== undefined;
}

/** Unclaimed critical ones go before everything else. */
function urgency(found: WireCase): number {
  if (found.waitingSince === undefined) return 0;
  return found.urgency === 'critical' ? 2 : found.urgency === 'high' ? 1 : 0;
}
