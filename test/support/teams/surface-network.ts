import type { CommonChaos, CommonRule, FaultsFacetOf } from '../faults.js';
import type { Json, JsonObject } from '../slack/json.js';

/** What became of something that was sent to the bot once and waited for. */
export interface Answer {
  /** 2xx in time, and a body that Teams can use. */
  readonly ok: boolean;
  /** The HTTP status; 0 without an answer. */
  readonly status: number;
  readonly body: Json;
  readonly ms: number;
  /** Why Teams does not accept it. */
  readonly problem?: string;
}

/**
 * `error-500`, `error-502`, `error-503`, `error-504`: an answer without effect. `precondition`: 412. `unauthorized`:
 * 401. `hang`: no effect, no answer until the client gives up. `drop`: no effect, connection cut. `accept-then-…`: it
 * happened, but the client cannot know. `rate-limit`: 429. `slow`: late by `ms`.
 */
export type FaultKind =
  | 'error-500'
  | 'error-502'
  | 'error-503'
  | 'error-504'
  | 'precondition'
  | 'unauthorized'
  | 'hang'
  | 'drop'
  | 'accept-then-hang'
  | 'accept-then-drop'
  | 'accept-then-502'
  | 'rate-limit'
  | 'slow'
  | { readonly status: number; readonly code: string };

export interface FaultRule extends CommonRule<FaultKind> {
  /** Of `ApiCall.route`. Default: any but the keys. A trailing `*` stands for anything. */
  readonly route?: string;
  readonly place?: string;
}

/** The probability of each fault, for every call of the Bot Connector (or for `routes` only). */
export interface ApiChaos extends CommonChaos<FaultKind> {
  readonly routes?: readonly string[];
}

export type FaultsFacet = FaultsFacetOf<FaultRule, ApiChaos>;

/** Chances that a delivery goes wrong on the way to the bot. */
export interface DeliveryChaos {
  readonly seed?: number;
  /** The attempt never reaches the bot and counts as timed out; a later attempt may. */
  readonly drop?: number;
  /** Delivered once more although it was answered, `repeats` times (default 1): as after a lost answer. */
  readonly repeat?: number;
  readonly repeats?: number;
  /** An invoke comes again under a new id, at the same time. */
  readonly repeatInvokes?: number;
  /** Held back by up to so many milliseconds, so that later ones overtake it. */
  readonly delayMs?: number;
}

export interface Delivery {
  /** `message`, `messageUpdate editMessage`, `conversationUpdate teamRenamed`, … */
  readonly type: string;
  readonly activity: JsonObject;
  readonly attempts: readonly {
    readonly at: number;
    readonly ok: boolean;
    readonly status: number;
    readonly ms: number;
    readonly problem?: string;
  }[];
  readonly state: 'waiting' | 'acked' | 'lost';
}

/** What is wrong with a delivery that an attacker made. */
export interface Forgery {
  readonly token?:
    | 'good'
    | 'none'
    | 'garbage'
    | 'wrong-issuer'
    | 'wrong-audience'
    | 'wrong-key'
    | 'unknown-key'
    | 'unsigned'
    | 'expired'
    | 'not-yet'
    | 'wrong-service-url'
    | 'no-service-url';
  /** What is wrong with the activity; default nothing. */
  readonly activity?:
    | 'as-is'
    | 'no-service-url'
    | 'unknown-tenant'
    | 'other-channel'
    | 'no-channel'
    | 'other-recipient';
  /** Claims laid over the right ones. */
  readonly claims?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Activities on their way to the bot. */
export interface DeliveriesFacet {
  readonly all: readonly Delivery[];
  readonly lost: readonly Delivery[];
  /** Attempts beyond the first. */
  readonly redeliveries: number;
  /** When every activity has been answered or lost. Rejects after `ms` (default 10,000) with what is missing. */
  settled(ms?: number): Promise<void>;
  /** Makes the waits before redeliveries end now. */
  redeliverNow(): void;
  /** Sends an activity that was delivered before once more, as it was. */
  again(delivery: Delivery, times?: number): Promise<void>;
  /** Holds everything back, until `resume`. */
  pause(): void;
  /** Lets go what was held back, one after the other, in this or in the reverse order. */
  resume(order?: 'same' | 'reverse'): void;
  chaos(chaos: DeliveryChaos | undefined): void;
  /** Posts any activity (or text) to the bot, with a good token unless told otherwise. Nothing is repeated. */
  forge(activity: JsonObject | string, how?: Forgery): Promise<Answer>;
}
