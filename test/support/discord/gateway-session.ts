import { GatewayIntentBits } from 'discord-api-types/v10';
import type { JsonObject } from '../slack/json.js';

/** Something that happened, on its way to the sessions that asked for such news. */
export interface News {
  /** `MESSAGE_CREATE`, … */
  readonly type: string;
  /** A session hears of it that has one of these intents; 0: every session. */
  readonly intents: number;
  /** News of one lane (a channel, or a guild) never overtake each other. */
  readonly lane: string;
  readonly data: JsonObject;
  /** What a session without the intent MessageContent gets instead. */
  readonly withheld?: JsonObject;
}

/** One dispatch as it goes over the wire. */
export interface Dispatch {
  readonly t: string;
  readonly s: number;
  readonly d: JsonObject;
}

/** Where a session's dispatches go while somebody is connected. */
export interface Wire {
  dispatch(dispatch: Dispatch): void;
}

/** What a client gets back by RESUME: a sequence of dispatches that outlives its connection for a while. */
export class Session {
  readonly id: string;
  readonly intents: number;
  readonly sent: Dispatch[] = [];
  wire: Wire | undefined;
  #seq = 0;
  #expiry: NodeJS.Timeout | undefined;
  /** When somebody was connected; the last one is open while somebody is. */
  readonly #wired: { readonly from: number; to: number }[] = [];
  over = false;

  constructor(id: string, intents: number) {
    this.id = id;
    this.intents = intents;
  }

  get seq(): number {
    return this.#seq;
  }

  hears({ intents }: News): boolean {
    return intents === 0 || (this.intents & intents) !== 0;
  }

  news(news: News): void {
    const open = (this.intents & GatewayIntentBits.MessageContent) !== 0;
    this.dispatch(news.type, open ? news.data : (news.withheld ?? news.data));
  }

  dispatch(t: string, d: JsonObject): void {
    this.#seq++;
    const dispatch: Dispatch = { t, s: this.#seq, d };
    this.sent.push(dispatch);
    this.wire?.dispatch(dispatch);
  }

  /** The dispatches after `seq`, and up to `overlap` before it once more. */
  after(seq: number, overlap: number): readonly Dispatch[] {
    return this.sent.filter(({ s, t }) => s > seq || (s > seq - overlap && t !== 'READY'));
  }

  attach(wire: Wire): void {
    clearTimeout(this.#expiry);
    this.#unwire();
    this.#wired.push({ from: Date.now(), to: Number.POSITIVE_INFINITY });
    this.wire = wire;
  }

  #unwire(): void {
    const last = this.#wired.at(-1);
    if (last && this.wire) last.to = Date.now();
    this.wire = undefined;
  }

  /** For how many milliseconds since a moment somebody was connected. */
  wiredSince(at: number): number {
    const now = Date.now();
    return this.#wired.reduce(
      (sum, { from, to }) => sum + Math.max(0, Math.min(now, to) - Math.max(at, from)),
      0,
    );
  }

  /** The connection is gone; `expire` is called when the session has waited for another for too long. */
  detach(ms: number, expire: () => void): void {
    this.#unwire();
    clearTimeout(this.#expiry);
    this.#expiry = setTimeout(expire, ms);
    this.#expiry.unref();
  }

  end(): void {
    clearTimeout(this.#expiry);
    this.#unwire();
    this.over = true;
  }
}
