/** How a fake Teams is made. Everything has a default; times are in milliseconds. */
export interface FakeTeamsOptions {
  /** Ids, secrets and chaos follow from it. Default 1. */
  readonly seed?: number;
  /** The bot's name. Default `Firstline`. */
  readonly bot?: string;
  /** Default `SingleTenant`: tokens come from the tenant; otherwise from `botframework.com`. */
  readonly appType?: 'SingleTenant' | 'MultiTenant';
  /** Where the bot listens; can be set later with `deliverTo`. */
  readonly endpoint?: string;
  /** The time of messages and of rate limits. Default `Date.now`. Tokens always carry the real time. */
  readonly now?: () => number;
  /** Every timing is divided by it. Default 1. */
  readonly speed?: number;
  readonly timing?: Partial<Timing>;
  readonly rates?: Partial<Rates> | 'off';
}

/** How long Teams waits. */
export interface Timing {
  /** For the answer to an activity or an invoke: 15,000. */
  readonly answerMs: number;
  /** Before each redelivery of an activity that was not answered with 2xx. */
  readonly redeliverMs: readonly number[];
  /** The bot's token is good for: one hour. */
  readonly tokenMs: number;
  /** A file's download address is good for: ten minutes. */
  readonly downloadMs: number;
  /** A file's upload address is good for: ten minutes. */
  readonly uploadMs: number;
}

export interface Rates {
  /** Windows pass so many times faster; `Retry-After` shrinks with it, down to 0. Default 1. */
  readonly speed: number;
}

/** How long Teams really waits. */
export const TIMING: Timing = {
  answerMs: 15_000,
  redeliverMs: [0, 15_000],
  tokenMs: 3_600_000,
  downloadMs: 600_000,
  uploadMs: 600_000,
};

/** The timings that these options ask for. */
export function timingOf({ speed = 1, timing = {} }: FakeTeamsOptions): Timing {
  const all = { ...TIMING, ...timing };
  return {
    answerMs: all.answerMs / speed,
    redeliverMs: all.redeliverMs.map((ms) => ms / speed),
    tokenMs: all.tokenMs / speed,
    downloadMs: all.downloadMs / speed,
    uploadMs: all.uploadMs / speed,
  };
}
