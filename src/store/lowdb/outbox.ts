import { type Effect, type LineRef, needs } from '../../core/effect.js';
import type { Leased } from '../../core/ports/store.js';
import { Agenda } from './agenda.js';
import type { Postponed } from './change.js';

/** An effect waiting to be delivered: its JSON, and what is needed to find its turn. */
export interface OutboxEntry {
  readonly key: string;
  readonly lane: string;
  readonly bot: boolean;
  readonly at: number;
  readonly needs: readonly string[];
  /** The line that it puts into the world; none where it changes a message that stands there. */
  readonly line: LineRef | undefined;
  readonly text: string;
  /** The commit that added it and its place therein: the order of a lane. */
  readonly seq: number;
  readonly index: number;
  attempt: number;
  notBefore: number;
  uncertain: boolean;
  /** `new`: its commit is not durable. `gone`: removed, by a commit that may not be durable yet. */
  status: 'new' | 'waiting' | 'leased' | 'gone';
}

/** An entry for an effect that a commit adds. */
export function outboxEntry(effect: Effect, text: string, seq: number, index: number): OutboxEntry {
  return {
    key: effect.key,
    lane: effect.lane,
    bot: effect.voice === 'bot',
    at: effect.at,
    needs: needs(effect),
    line: says(effect) ? effect.line : undefined,
    text,
    seq,
    index,
    attempt: 0,
    notBefore: 0,
    uncertain: false,
    status: 'new',
  };
}

function says({ kind }: Effect): boolean {
  return kind === 'say' || kind === 'whisper' || kind === 'open';
}

type Lane = Map<string, OutboxEntry>;

/**
 * Effects by lane. Adding and removing happen in two steps, when a commit is accepted and when it is durable:
 * nothing is handed out that a crash could take back, and no lane moves on because of something it could take back.
 * Every step touches only the lanes it concerns.
 */
export class Outbox {
  /** Every effect, in order; those that are gone stay until that is durable. */
  readonly entries = new Map<string, OutboxEntry>();
  readonly #lanes = new Map<string, Lane>();
  /** Lanes whose first effect can go. */
  readonly #ready = new Set<string>();
  /** Lanes whose first effect was postponed, by when it may be tried. */
  readonly #postponed = new Agenda();
  /** Lanes whose first effect needs the one with this key. */
  readonly #blocked = new Map<string, Set<string>>();
  readonly #byAge = new Agenda();

  /** Effects that are not gone. */
  get size(): number {
    return this.#byAge.size;
  }

  get oldestAt(): number | undefined {
    return this.#byAge.first()?.rank;
  }

  get nextPostponedAt(): number | undefined {
    return this.#postponed.first()?.rank;
  }

  has(key: string): boolean {
    const entry = this.entries.get(key);
    return entry !== undefined && entry.status !== 'gone';
  }

  /** An accepted commit adds it. */
  add(entry: OutboxEntry): void {
    // One of the same key that is gone, but not durably: the new one stands at the end, not in its place.
    this.entries.delete(entry.key);
    this.entries.set(entry.key, entry);
    this.#byAge.set(entry.key, entry.at);
    const lane = this.#lanes.get(entry.lane);
    if (lane === undefined) this.#lanes.set(entry.lane, new Map([[entry.key, entry]]));
    else {
      lane.delete(entry.key);
      lane.set(entry.key, entry);
    }
  }

  /** An accepted commit removes it. */
  remove(key: string): OutboxEntry | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined || entry.status === 'gone') return undefined;
    entry.status = 'gone';
    this.#byAge.delete(key);
    return entry;
  }

  /** The commit that added it is durable. */
  arm(entry: OutboxEntry): void {
    if (entry.status === 'new') entry.status = 'waiting';
    this.#refresh(entry.lane);
  }

  /** The commit that removed it is durable. */
  drop(entry: OutboxEntry): void {
    if (this.entries.get(entry.key) === entry) this.entries.delete(entry.key);
    const lane = this.#lanes.get(entry.lane);
    if (lane?.get(entry.key) === entry) lane.delete(entry.key);
    this.#refresh(entry.lane);
    const blocked = this.#blocked.get(entry.key);
    if (blocked === undefined) return;
    this.#blocked.delete(entry.key);
    for (const name of blocked) this.#refresh(name);
  }

  /** What the bot has in this lane that is not on its way, and has not gone out with an unknown outcome. */
  withdrawable(lane: string): OutboxEntry[] {
    const found: OutboxEntry[] = [];
    let first = true;
    for (const entry of this.#lanes.get(lane)?.values() ?? []) {
      // Only the first of a lane can have been attempted, though after a start all of it is uncertain.
      const attempted = first && entry.uncertain;
      first = false;
      if (entry.bot && !attempted && (entry.status === 'new' || entry.status === 'waiting'))
        found.push(entry);
    }
    return found;
  }

  lease(now: number, limit: number): Leased[] {
    for (const name of this.#postponed.upTo(now, Number.POSITIVE_INFINITY)) {
      this.#postponed.delete(name);
      this.#ready.add(name);
    }
    const leased: Leased[] = [];
    for (const name of this.#ready) {
      if (leased.length >= limit) break;
      this.#ready.delete(name);
      const entry = this.#head(name);
      // It may have been withdrawn, by a commit that is not durable yet: then that will refresh the lane.
      if (entry === undefined || entry.status !== 'waiting') continue;
      if (entry.notBefore > now) {
        this.#postponed.set(name, entry.notBefore);
        continue;
      }
      entry.status = 'leased';
      entry.attempt += 1;
      const effect: Effect = JSON.parse(entry.text);
      leased.push({ effect, attempt: entry.attempt, uncertain: entry.uncertain });
    }
    return leased;
  }

  /** Undefined where it is not leased: settled in the meantime. */
  postpone(
    key: string,
    options: { readonly notBefore: number; readonly uncertain: boolean },
  ): OutboxEntry | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined || entry.status !== 'leased') return undefined;
    entry.status = 'waiting';
    entry.notBefore = options.notBefore;
    entry.uncertain = options.uncertain;
    this.#refresh(entry.lane);
    return entry;
  }

  /** What a journal or a snapshot says of the attempts so far. */
  restore(postponed: Postponed): void {
    const entry = this.entries.get(postponed.key);
    if (entry === undefined) return;
    entry.attempt = postponed.attempt;
    entry.notBefore = postponed.notBefore;
    entry.uncertain = postponed.uncertain;
  }

  #head(name: string): OutboxEntry | undefined {
    return this.#lanes.get(name)?.values().next().value;
  }

  #refresh(name: string): void {
    this.#ready.delete(name);
    this.#postponed.delete(name);
    const head = this.#head(name);
    if (head === undefined) {
      this.#lanes.delete(name);
      return;
    }
    if (head.status !== 'waiting') return;
    const missing = head.needs.find((key) => this.entries.has(key));
    if (missing !== undefined) {
      const blocked = this.#blocked.get(missing);
      if (blocked === undefined) this.#blocked.set(missing, new Set([name]));
      else blocked.add(name);
    } else if (head.notBefore > 0) {
      this.#postponed.set(name, head.notBefore);
    } else {
      this.#ready.add(name);
    }
  }
}

/**
 * The outbox as it is after a start: in the order of the commits, all of it durable, and all of it uncertain,
 * since any of it may have been on its way when the process ended.
 */
export function reopenedOutbox(before: Outbox): Outbox {
  const outbox = new Outbox();
  const entries = [...before.entries.values()].filter((entry) => entry.status !== 'gone');
  entries.sort((a, b) => a.seq - b.seq || a.index - b.index);
  for (const entry of entries) {
    entry.uncertain = true;
    outbox.add(entry);
  }
  for (const entry of entries) outbox.arm(entry);
  return outbox;
}
