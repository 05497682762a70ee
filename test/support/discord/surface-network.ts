import type { CommonChaos, CommonRule, FaultsFacetOf } from '../faults.js';
import type { JsonObject } from '../slack/json.js';

/**
 * `error-500`, `error-502`: an answer without effect. `hang`: no effect, no answer until the client gives up.
 * `drop`: no effect, connection cut. `accept-then-hang`, `accept-then-drop`, `accept-then-500`: it happened, but the
 * client cannot know. `rate-limit`: 429. `slow`: late by `ms`. `{ status, code }`: an error of Discord's.
 */
export type FaultKind =
  | 'error-500'
  | 'error-502'
  | 'hang'
  | 'drop'
  | 'accept-then-hang'
  | 'accept-then-drop'
  | 'accept-then-500'
  | 'rate-limit'
  | 'slow'
  | { readonly status: number; readonly code: number; readonly message?: string };

/** A fault for chosen calls. */
export interface FaultRule extends CommonRule<FaultKind> {
  /** As in `ApiCall.route`; default: any. A trailing `*` stands for anything. */
  readonly route?: string;
  /** As in `ApiCall.channel`. */
  readonly channel?: string;
  /** For `rate-limit`. Default `user`. */
  readonly scope?: 'user' | 'shared' | 'global';
}

/** The probability of each fault, for every call but `GET /gateway/bot` (or for `routes` only). */
export interface ApiChaos extends CommonChaos<FaultKind> {
  readonly routes?: readonly string[];
}

/** What goes wrong between the bot and the REST API. */
export type FaultsFacet = FaultsFacetOf<FaultRule, ApiChaos>;

/** An event, and what became of it. */
export interface Delivery {
  readonly type: string;
  readonly data: JsonObject;
  readonly at: number;
  /** `kept`: nobody is connected, a RESUME brings it. `lost`: there is no session, or none with the intent for it. */
  readonly state: 'waiting' | 'sent' | 'kept' | 'lost';
  /** There was no session for it, or they are over: it is not told again. */
  readonly gone: boolean;
  /** For how many milliseconds since then a client was connected that had it, or was about to get it by RESUME. */
  readonly wiredMs: number;
}

/** Discord drops no event of a living session; it only makes them late, and repeats some after a RESUME. */
export interface DeliveryChaos {
  readonly seed?: number;
  /** Each is late by up to so many milliseconds; channels overtake each other, within one the order stays. */
  readonly delayMs?: number;
  /** The chance that the connection is cut right after an event. */
  readonly cut?: number;
  /** How many events before the ones that were missed a RESUME repeats. Default 0. */
  readonly overlap?: number;
}

/** Events on their way to the gateway's clients. */
export interface DeliveriesFacet {
  readonly all: readonly Delivery[];
  readonly lost: readonly Delivery[];
  /** When every event is out and every connected client has read it. Rejects after `ms` (default 10,000). */
  settled(ms?: number): Promise<void>;
  /** Tells an event once more, under a new sequence number. */
  again(delivery: Delivery): void;
  /** Holds everything back, until `resume`. */
  pause(): void;
  /** Lets go what was held back; `reverse` turns the order of the channels, not of the events in them. */
  resume(order?: 'same' | 'reverse'): void;
  chaos(chaos: DeliveryChaos | undefined): void;
}

/** Gateway connections and sessions. */
export interface GatewayFacet {
  /** Open connections. */
  readonly open: number;
  /** How many there have been. */
  readonly opened: number;
  /** Open connections that have identified or resumed. */
  readonly ready: number;
  readonly identified: number;
  readonly resumes: number;
  /** Sessions that exist, connected or waiting for a RESUME. */
  readonly sessions: number;
  /** The code of every close, oldest first; 1006: without a close frame. */
  readonly closes: readonly number[];
  /** When at least so many (default 1) clients are ready. Rejects after `ms` (default 10,000). */
  connected(count?: number, ms?: number): Promise<void>;
  /** Ends every connection: with this close code, or without a word. */
  drop(code?: number): void;
  /** Sends op 7. */
  reconnect(): void;
  /** Sends op 9 to every connection, those that have no session yet included; one that is not resumable is gone. */
  invalidate(resumable: boolean): void;
  /** Sends op 1: the client is to send a heartbeat now. */
  askForHeartbeat(): void;
  /** Forgets every session that nobody is connected to. */
  expireSessions(): void;
  /** Connections stay, but nothing more is read from them or written to them: zombies. */
  freeze(frozen: boolean): void;
  /** New connections are cut at once. */
  refuse(refused: boolean): void;
  /** New connections are left without an answer until this ends. */
  stall(stalled: boolean): void;
}
