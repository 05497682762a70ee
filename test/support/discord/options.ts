/** How a fake Discord is made. Everything has a default; times are in milliseconds. */
export interface FakeDiscordOptions {
  /** Secrets and chaos follow from it. Default 1. */
  readonly seed?: number;
  /** The guild's name. Default `Vole Games`. */
  readonly guild?: string;
  /** The bot's username. Default `firstline`. */
  readonly bot?: string;
  /** The time of ids and messages. Default `Date.now`. */
  readonly now?: () => number;
  readonly timing?: Partial<Timing>;
  readonly rates?: Partial<Rates> | 'off';
  /** Identifies that are left today. Default 1000. */
  readonly identifies?: number;
}

/** How long Discord waits. */
export interface Timing {
  /** For the first answer to an interaction: 3000. */
  readonly interactionMs: number;
  /** An interaction's token is good for: 15 minutes. */
  readonly tokenMs: number;
  /** An enforced nonce is remembered for: 3 minutes. */
  readonly nonceMs: number;
  /** `heartbeat_interval`: 41,250. A connection that is silent for two of them is closed with 4009. */
  readonly heartbeatMs: number;
  /** A session without a connection can be resumed for: 60,000. */
  readonly sessionMs: number;
  /** Between two identifies; the second one gets an invalid session: 5000. */
  readonly identifyMs: number;
  /** An attachment's address is good for: 24 hours. */
  readonly attachmentMs: number;
  /** One minute of `auto_archive_duration` lasts: 60,000. */
  readonly archiveMinuteMs: number;
  /** A typing indicator lasts: 10,000. */
  readonly typingMs: number;
}

/** Rate limits: windows per route and channel, guild or webhook, and one for the whole bot. */
export interface Rates {
  /** Windows pass so many times faster; what the client is told to wait shrinks with it. Default 1. */
  readonly speed: number;
  /** Requests a second for the whole bot. Default 50. */
  readonly global: number;
}

/** How long Discord really waits. */
export const TIMING: Timing = {
  interactionMs: 3000,
  tokenMs: 900_000,
  nonceMs: 180_000,
  heartbeatMs: 41_250,
  sessionMs: 60_000,
  identifyMs: 5000,
  attachmentMs: 86_400_000,
  archiveMinuteMs: 60_000,
  typingMs: 10_000,
};
