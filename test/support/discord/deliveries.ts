import { seeded } from '../random.js';
import type { JsonObject } from '../slack/json.js';
import type { Gateway } from './gateway.js';
import type { News, Session } from './gateway-session.js';
import type { DeliveriesFacet, Delivery, DeliveryChaos } from './surface-network.js';

class Parcel implements Delivery {
  readonly at = Date.now();
  state: Delivery['state'] = 'waiting';
  #sessions: readonly Session[] = [];
  #spreadAt = 0;

  constructor(readonly news: News) {}

  get type(): string {
    return this.news.type;
  }

  get data(): JsonObject {
    return this.news.data;
  }

  get gone(): boolean {
    return this.state !== 'waiting' && this.#sessions.every(({ over }) => over);
  }

  get wiredMs(): number {
    return Math.max(0, ...this.#sessions.map((session) => session.wiredSince(this.#spreadAt)));
  }

  spread(sessions: readonly Session[], sent: number): void {
    this.#sessions = sessions;
    this.#spreadAt = Date.now();
    this.state = sent > 0 ? 'sent' : sessions.length > 0 ? 'kept' : 'lost';
  }
}

/**
 * Brings news to the gateway, in order per channel. Nothing is acknowledged and nothing comes twice but by RESUME:
 * what happens while there is no session is never told.
 */
export class Deliveries implements DeliveriesFacet {
  readonly #gateway: Gateway;
  readonly #parcels: Parcel[] = [];
  readonly #held: Parcel[] = [];
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #naps = new Set<() => void>();
  #chaos: DeliveryChaos = {};
  #random = seeded(1);
  #paused = false;
  #stopped = false;
  /** Nothing is told meanwhile. */
  muted = false;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  get all(): readonly Delivery[] {
    return this.#parcels;
  }

  get lost(): readonly Delivery[] {
    return this.#parcels.filter(({ state }) => state === 'lost');
  }

  take(news: News): void {
    if (this.muted || this.#stopped) return;
    const parcel = new Parcel(news);
    this.#parcels.push(parcel);
    if (this.#paused) this.#held.push(parcel);
    else this.#start(parcel);
  }

  #start(parcel: Parcel): void {
    const { delayMs = 0 } = this.#chaos;
    const { lane } = parcel.news;
    const before = this.#lanes.get(lane);
    if (!before && delayMs === 0) {
      this.#spread(parcel);
      return;
    }
    const nap = delayMs > 0 ? this.#random() * delayMs : 0;
    const turn = (before ?? Promise.resolve()).then(async () => {
      if (nap > 0) await this.#nap(nap);
      this.#spread(parcel);
      if (this.#lanes.get(lane) === turn) this.#lanes.delete(lane);
    });
    this.#lanes.set(lane, turn);
  }

  #spread(parcel: Parcel): void {
    if (this.#stopped) return;
    const { sent, sessions } = this.#gateway.spread(parcel.news);
    parcel.spread(sessions, sent);
    const { cut = 0 } = this.#chaos;
    if (cut > 0 && this.#random() < cut) this.#gateway.drop();
  }

  async settled(ms = 10_000): Promise<void> {
    const deadline = Date.now() + ms;
    for (;;) {
      const busy = this.#lanes.size + this.#held.length;
      if (busy === 0) {
        const seen = this.#parcels.length;
        await inTime(this.#gateway.read(), deadline);
        await new Promise((resolve) => setImmediate(resolve)); // the client's own queue
        if (this.#parcels.length === seen) return;
      } else if (Date.now() > deadline) {
        throw new Error(`${busy} channels have news that are still on their way after ${ms} ms`);
      } else await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  again(delivery: Delivery): void {
    const parcel = this.#parcels.find((one) => one === delivery);
    if (!parcel) throw new Error(`no ${delivery.type} like this was ever delivered`);
    this.#gateway.spread(parcel.news);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(order: 'same' | 'reverse' = 'same'): void {
    this.#paused = false;
    const held = this.#held.splice(0);
    const lanes = [...new Set(held.map(({ news }) => news.lane))];
    if (order === 'reverse') lanes.reverse();
    const sorted =
      order === 'same' ? held : lanes.flatMap((lane) => held.filter(({ news }) => news.lane === lane));
    for (const parcel of sorted) this.#start(parcel);
  }

  chaos(chaos: DeliveryChaos | undefined): void {
    this.#chaos = chaos ?? {};
    this.#random = seeded(chaos?.seed ?? 1);
    this.#gateway.overlap = chaos?.overlap ?? 0;
  }

  #nap(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#naps.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#naps.add(wake);
    });
  }

  stop(): void {
    this.#stopped = true;
    for (const wake of [...this.#naps]) wake();
  }
}

function inTime(work: Promise<void>, deadline: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error('a client does not read what was sent to it'));
    const timer = setTimeout(late, Math.max(1, deadline - Date.now()));
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
