import { seeded } from '../random.js';
import type { JsonObject } from './json.js';
import type { Timing } from './options.js';
import type { RequestUrl } from './request-url.js';
import type { Sockets } from './sockets.js';
import type { Ack, DeliveriesFacet, Delivery, DeliveryChaos, Forgery } from './surface.js';
import type { Workspace } from './workspace.js';

export type Where = 'socket' | { readonly requestUrl: string };

interface Parcel extends Delivery {
  readonly attempts: Delivery['attempts'][number][];
  state: Delivery['state'];
}

/** Brings events to the app, again and again until it acknowledges them or Slack gives up. */
export class Deliveries implements DeliveriesFacet {
  readonly #workspace: Workspace;
  readonly #timing: Timing;
  readonly #sockets: Sockets;
  readonly #requestUrl: RequestUrl;
  readonly #parcels: Parcel[] = [];
  readonly #held: Parcel[] = [];
  readonly #naps = new Set<() => void>();
  readonly #watchers = new Set<() => void>();
  #busy = 0;
  #paused = false;
  #stopped = false;
  #chaos: DeliveryChaos = {};
  #random = seeded(1);
  where: Where;
  /** Puts an event in its envelope. */
  wrap: (event: JsonObject) => JsonObject = (event) => event;

  constructor(workspace: Workspace, timing: Timing, sockets: Sockets, requestUrl: RequestUrl, where: Where) {
    this.#workspace = workspace;
    this.#timing = timing;
    this.#sockets = sockets;
    this.#requestUrl = requestUrl;
    this.where = where;
  }

  get all(): readonly Delivery[] {
    return this.#parcels;
  }

  get lost(): readonly Delivery[] {
    return this.#parcels.filter(({ state }) => state === 'lost');
  }

  get redeliveries(): number {
    return this.#parcels.reduce(
      (sum, { attempts }) => sum + attempts.filter(({ retry }) => retry > 0).length,
      0,
    );
  }

  /** Takes an event and sends it at once, beside those that are still under way. */
  deliver(type: string, eventId: string, payload: JsonObject): void {
    const parcel: Parcel = { type, eventId, payload, attempts: [], state: 'waiting' };
    this.#parcels.push(parcel);
    if (this.#paused) this.#held.push(parcel);
    else this.#start(parcel);
  }

  #start(parcel: Parcel): void {
    this.#track(this.#carry(parcel));
  }

  #track(work: Promise<void>): void {
    this.#busy++;
    void work.finally(() => {
      this.#busy--;
      for (const watcher of [...this.#watchers]) watcher();
    });
  }

  async #carry(parcel: Parcel): Promise<void> {
    let reason = '';
    for (let retry = 0; retry <= this.#timing.redeliverMs.length && !this.#stopped; retry++) {
      if (retry > 0) await this.#nap(this.#timing.redeliverMs[retry - 1] ?? 0);
      if (this.#stopped) return;
      const ack = await this.#attempt(parcel, retry, reason);
      if (ack.ok) {
        parcel.state = 'acked';
        break;
      }
      if (ack.problem === 'no_retry') break;
      reason = ack.problem ?? 'unknown_error';
    }
    if (parcel.state !== 'acked') parcel.state = 'lost';
    const { repeat = 0, repeats = 1 } = this.#chaos;
    if (parcel.state === 'acked' && this.#random() < repeat) {
      await Promise.all(Array.from({ length: repeats }, () => this.#attempt(parcel, 1, 'http_timeout')));
    }
  }

  async #attempt(parcel: Parcel, retry: number, reason: string): Promise<Ack> {
    const { drop = 0, delayMs = 0 } = this.#chaos;
    if (delayMs > 0) await this.#nap(this.#random() * delayMs);
    const at = this.#workspace.ids.now();
    const ack: Ack =
      this.#random() < drop
        ? { ok: false, status: 0, body: null, ms: 0, problem: 'http_timeout' }
        : await this.#send(parcel.payload, retry, reason);
    const via = ack.problem === 'no_connection' ? 'nobody' : this.where === 'socket' ? 'socket' : 'http';
    parcel.attempts.push({
      at,
      via,
      retry,
      ok: ack.ok,
      ms: ack.ms,
      ...(ack.problem && { problem: ack.problem }),
    });
    return ack;
  }

  #send(payload: JsonObject, retry: number, reason: string): Promise<Ack> {
    if (this.where === 'socket') return this.#sockets.send('events_api', payload, { num: retry, reason });
    const headers = retry > 0 ? { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': reason } : {};
    return this.#requestUrl.post(this.where.requestUrl, 'application/json', JSON.stringify(payload), {
      headers,
    });
  }

  settled(ms = 10_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.#watchers.delete(look);
      };
      const look = () => {
        if (this.#busy > 0 || this.#held.length > 0) return;
        done();
        resolve();
      };
      const timer = setTimeout(() => {
        done();
        const waiting = this.#parcels.filter(({ state }) => state === 'waiting');
        const names = waiting.slice(0, 5).map(({ type, eventId, attempts }) => {
          return `${type} ${eventId} (${attempts.length} attempts, last: ${attempts.at(-1)?.problem ?? 'none'})`;
        });
        reject(new Error(`${waiting.length} events are on their way after ${ms} ms: ${names.join(', ')}`));
      }, ms);
      this.#watchers.add(look);
      look();
    });
  }

  redeliverNow(): void {
    for (const wake of [...this.#naps]) wake();
  }

  async again(eventId: string, times = 1): Promise<void> {
    const parcel = this.#parcels.find((one) => one.eventId === eventId);
    if (!parcel) throw new Error(`no event ${eventId} was ever delivered`);
    await Promise.all(Array.from({ length: times }, () => this.#attempt(parcel, 1, 'http_timeout')));
  }

  pause(): void {
    this.#paused = true;
  }

  resume(order: 'same' | 'reverse' = 'same'): void {
    this.#paused = false;
    const held = this.#held.splice(0);
    for (const parcel of order === 'same' ? held : held.reverse()) this.#start(parcel);
  }

  chaos(chaos: DeliveryChaos | undefined): void {
    this.#chaos = chaos ?? {};
    this.#random = seeded(chaos?.seed ?? 1);
  }

  verifyUrl(): Promise<Ack> {
    return this.forge({
      token: this.#workspace.verificationToken,
      challenge: this.#workspace.ids.secret(52),
      type: 'url_verification',
    });
  }

  forge(body: JsonObject | string, how: Forgery = {}): Promise<Ack> {
    if (this.where === 'socket') throw new Error('there is no request URL: the app is in Socket Mode');
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const contentType = text.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded';
    return this.#requestUrl.post(this.where.requestUrl, contentType, text, how);
  }

  envelope(event: JsonObject): JsonObject {
    return this.wrap(event);
  }

  /** Sends an interaction or a command: once, to where the events go. */
  interact(type: 'interactive' | 'slash_commands', payload: JsonObject): Promise<Ack> {
    if (this.where === 'socket') return this.#sockets.send(type, payload, { num: 0, reason: '' });
    const form = new URLSearchParams();
    if (type === 'interactive') form.set('payload', JSON.stringify(payload));
    else for (const [name, value] of Object.entries(payload)) form.set(name, String(value));
    return this.forge(form.toString());
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
    this.redeliverNow();
  }
}
