import type { PlaceKey } from './place.js';

/** Who did something, from the platform's own ids. */
export interface Author {
  /** The platform's id of the person. */
  readonly id: string;
  readonly name: string;
  /** The address of their picture, where the platform shows one to everybody. */
  readonly avatar?: string;
  /** True for bots and webhooks: never answered. */
  readonly bot?: boolean;
  /** IANA time zone, where the platform tells it. */
  readonly zone?: string;
  /** The language of the person's client, where the platform tells it. */
  readonly locale?: string;
  /** Does not belong to the organisation: a guest, or somebody of another one. Reads what everyone may read. */
  readonly guest?: boolean;
}

/** What every event has. */
export interface EventBase {
  /**
   * Stable, and the same whether the event arrives live, again, or from history: platform, workspace, conversation,
   * message, kind and revision. It is the key of the seen-mark.
   */
  readonly id: string;
  /** When it happened, milliseconds since 1970, by the platform's clock. */
  readonly at: number;
  readonly place: PlaceKey;
}
