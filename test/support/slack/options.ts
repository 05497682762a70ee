/** How a fake Slack is made. Everything has a default; times are in milliseconds. */
export interface FakeSlackOptions {
  /** Ids, names of drops and chaos follow from it. Default 1. */
  readonly seed?: number;
  /** Bot scopes, as in the manifest. Default: `ALL_SCOPES` of scopes.ts. */
  readonly scopes?: readonly string[];
  /** Bot event subscriptions, as in the manifest. Default: `ALL_EVENTS` of scopes.ts. */
  readonly events?: readonly string[];
  /** Slash commands of the manifest, with the slash. Default `['/firstline']`. */
  readonly commands?: readonly string[];
  /** Callback ids of message and global shortcuts in the manifest; without it, any goes. */
  readonly shortcuts?: readonly string[];
  /** The organisation's id on an Enterprise Grid. */
  readonly enterprise?: string;
  /** Where Slack sends things. Default: Socket Mode. An HTTP address can be set later with `deliverTo`. */
  readonly delivery?: 'socket' | { readonly requestUrl: string };
  /** The time of messages and events. Default `Date.now`. Signatures always carry the real time. */
  readonly now?: () => number;
  readonly timing?: Partial<Timing>;
  readonly rates?: Partial<Rates> | 'off';
}

/** How long Slack waits. */
export interface Timing {
  /** For an acknowledgement: 3000. */
  readonly ackMs: number;
  /** Before each redelivery: at once, one minute, five minutes. */
  readonly redeliverMs: readonly number[];
  /** A trigger id is good for: 3000. */
  readonly triggerMs: number;
  /** A response URL is good for: 30 minutes (and five uses). */
  readonly responseUrlMs: number;
  /** Between pings on a socket: 5000. */
  readonly pingMs: number;
  /** A socket that was warned is closed after: 10,000. */
  readonly warningMs: number;
}

/** Rate limits: token buckets that start full and refill as `now` goes on: a clock that stands still never refills. */
export interface Rates {
  /** `chat.postMessage`, for each channel. Default 1 a second, bursts of 4. */
  readonly post: { readonly perSecond: number; readonly burst: number };
  /** Calls a minute for tiers 1 to 4, which are also the bursts. Default 1 (burst 20), 20, 50, 100. */
  readonly tiers: readonly [number, number, number, number];
  /** Time runs so many times faster for the buckets. `Retry-After` shrinks with it, down to 0. Default 1. */
  readonly speed: number;
}
