import { seeded } from '../random.js';
import { type Json, type JsonObject, objectOf, textOf } from '../slack/json.js';
import { forgedActivity, forgedToken } from './forged.js';
import type { Timing } from './options.js';
import type { Answer, DeliveriesFacet, Delivery, DeliveryChaos, Forgery } from './surface-network.js';
import type { Tokens } from './tokens.js';
import type { World } from './world.js';

interface Parcel extends Delivery {
  readonly attempts: Delivery['attempts'][number][];
  state: Delivery['state'];
  /** Called with the last answer, once it is answered or lost. */
  readonly done: (answer: Answer) => void;
}

/** Brings activities to the bot, again and again until it answers with 2xx or Teams gives up. */
export class Deliveries implements DeliveriesFacet {
  readonly #world: World;
  readonly #timing: Timing;
  readonly #tokens: Tokens;
  readonly #parcels: Parcel[] = [];
  readonly #held: Parcel[] = [];
  readonly #naps = new Set<() => void>();
  readonly #watchers = new Set<() => void>();
  readonly #abort = new AbortController();
  #busy = 0;
  #paused = false;
  #stopped = false;
  #chaos: DeliveryChaos = {};
  #random = seeded(1);
  endpoint: string | undefined;

  constructor(world: World, timing: Timing, tokens: Tokens, endpoint: string | undefined) {
    this.#world = world;
    this.#timing = timing;
    this.#tokens = tokens;
    this.endpoint = endpoint;
  }

  get all(): readonly Delivery[] {
    return this.#parcels;
  }

  get lost(): readonly Delivery[] {
    return this.#parcels.filter(({ state }) => state === 'lost');
  }

  get redeliveries(): number {
    return this.#parcels.reduce((sum, { attempts }) => sum + Math.max(0, attempts.length - 1), 0);
  }

  /** Takes an activity and sends it at once, beside those that are still under way. */
  deliver(activity: JsonObject): Promise<Answer> {
    return new Promise((resolve) => {
      const parcel: Parcel = {
        type: typeOf(activity),
        activity,
        attempts: [],
        state: 'waiting',
        done: resolve,
      };
      this.#parcels.push(parcel);
      if (this.#paused) this.#held.push(parcel);
      else this.#track(this.#carry(parcel));
    });
  }

  #track(work: Promise<void>): void {
    this.#busy++;
    void work.finally(() => {
      this.#busy--;
      for (const watcher of [...this.#watchers]) watcher();
    });
  }

  /** One after the other, so that they arrive in this order. */
  async #carryAll(parcels: readonly Parcel[]): Promise<void> {
    for (const parcel of parcels) await this.#carry(parcel);
  }

  async #carry(parcel: Parcel): Promise<void> {
    let answer: Answer = { ok: false, status: 0, body: null, ms: 0, problem: 'the fake has stopped' };
    for (const wait of [0, ...this.#timing.redeliverMs]) {
      if (wait > 0) await this.#nap(wait);
      if (this.#stopped) break;
      answer = await this.#attempt(parcel);
      const { status } = answer;
      if (status >= 200 && status < 300) {
        parcel.state = 'acked';
        break;
      }
      if (status >= 300 && status < 500 && status !== 429 && status !== 408) break; // the bot said no
    }
    if (parcel.state !== 'acked') parcel.state = 'lost';
    parcel.done(answer);
    const { repeat = 0, repeats = 1 } = this.#chaos;
    if (parcel.state === 'acked' && this.#random() < repeat) {
      await Promise.all(Array.from({ length: repeats }, () => this.#attempt(parcel)));
    }
  }

  async #attempt(parcel: Parcel): Promise<Answer> {
    const { drop = 0, delayMs = 0 } = this.#chaos;
    if (delayMs > 0) await this.#nap(this.#random() * delayMs);
    const answer: Answer =
      this.#random() < drop
        ? { ok: false, status: 0, body: null, ms: 0, problem: 'dropped on the way' }
        : await this.forge(parcel.activity);
    parcel.attempts.push({
      at: this.#world.ids.now(),
      ok: answer.ok,
      status: answer.status,
      ms: answer.ms,
      ...(answer.problem && { problem: answer.problem }),
    });
    return answer;
  }

  /** An activity that is sent once and waited for, as invokes are. */
  async send(activity: JsonObject): Promise<Answer> {
    const { drop = 0, delayMs = 0 } = this.#chaos;
    if (delayMs > 0) await this.#nap(this.#random() * delayMs);
    if (this.#random() < drop)
      return { ok: false, status: 0, body: null, ms: 0, problem: 'dropped on the way' };
    return this.forge(activity);
  }

  /** Whether chaos wants this invoke to come again, under a new id. */
  sendsAgain(): boolean {
    return this.#random() < (this.#chaos.repeatInvokes ?? 0);
  }

  async forge(activity: JsonObject | string, how: Forgery = {}): Promise<Answer> {
    const started = Date.now();
    const answer = (status: number, body: Json, problem?: string): Answer => ({
      ok: status >= 200 && status < 300 && problem === undefined,
      status,
      body,
      ms: Date.now() - started,
      ...(problem && { problem }),
    });
    if (this.endpoint === undefined) return answer(0, null, 'nobody listens: call deliverTo');
    const token = forgedToken(this.#world, this.#tokens, how);
    try {
      const response = await fetch(this.endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...how.headers,
        },
        body:
          typeof activity === 'string'
            ? activity
            : JSON.stringify(forgedActivity(this.#world, activity, how)),
        signal: AbortSignal.any([this.#abort.signal, AbortSignal.timeout(Math.ceil(this.#timing.answerMs))]),
      });
      const text = await response.text();
      const problem = response.ok ? undefined : `HTTP ${response.status}`;
      return answer(response.status, parsed(text), problem);
    } catch (error) {
      const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
      return answer(0, null, timedOut ? 'no answer in time' : 'the connection failed');
    }
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
        const names = waiting.slice(0, 5).map(({ type, activity, attempts }) => {
          return `${type} ${textOf(activity.id) ?? ''} (${attempts.length} attempts, last: ${attempts.at(-1)?.problem ?? 'none'})`;
        });
        reject(
          new Error(`${waiting.length} activities are on their way after ${ms} ms: ${names.join(', ')}`),
        );
      }, ms);
      this.#watchers.add(look);
      look();
    });
  }

  redeliverNow(): void {
    for (const wake of [...this.#naps]) wake();
  }

  async again(delivery: Delivery, times = 1): Promise<void> {
    const parcel = this.#parcels.find((one) => one === delivery);
    if (!parcel) throw new Error('this activity was never delivered');
    await Promise.all(Array.from({ length: times }, () => this.#attempt(parcel)));
  }

  pause(): void {
    this.#paused = true;
  }

  resume(order: 'same' | 'reverse' = 'same'): void {
    this.#paused = false;
    const held = this.#held.splice(0);
    this.#track(this.#carryAll(order === 'same' ? held : held.reverse()));
  }

  chaos(chaos: DeliveryChaos | undefined): void {
    this.#chaos = chaos ?? {};
    this.#random = seeded(chaos?.seed ?? 1);
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
    this.#abort.abort();
  }
}

function typeOf(activity: JsonObject): string {
  const event = textOf(objectOf(activity.channelData).eventType) ?? textOf(activity.name);
  return [textOf(activity.type) ?? '', ...(event === undefined ? [] : [event])].join(' ');
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json; // JSON text is JSON
  } catch {
    return text;
  }
}
