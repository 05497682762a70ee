import type { Outcome } from '../../src/core/ports/channel.js';

/** What became of a call that did not work. */
export type NotCalled = Exclude<Outcome, { kind: 'delivered' }>;

/** A call that did not work. `status` and `code` are what Teams answered. */
export interface NoAnswer {
  readonly ok: false;
  readonly status?: number;
  readonly code?: string;
  readonly outcome: NotCalled;
}

/** What became of a call. */
export type Called = { readonly ok: true; readonly answer: unknown } | NoAnswer;

/**
 * The Bot Connector: calls to Teams, each once, since the outbox decides about repeating. None throws and none sleeps
 * through a limit. `service` is the service URL that the conversation was heard from.
 */
export interface Connector {
  /** A new reply chain, or the personal chat with somebody. */
  create(service: string, body: object, signal?: AbortSignal): Promise<Called>;
  send(service: string, conversation: string, activity: object, signal?: AbortSignal): Promise<Called>;
  update(
    service: string,
    conversation: string,
    id: string,
    activity: object,
    signal?: AbortSignal,
  ): Promise<Called>;
  remove(service: string, conversation: string, id: string, signal?: AbortSignal): Promise<Called>;
  member(service: string, conversation: string, user: string): Promise<Called>;
  /** A page of the members: `members`, and `continuationToken` where there are more. */
  members(service: string, conversation: string, from?: string): Promise<Called>;
  /** A picture that was pasted into a message, which only the bot may open. */
  open(address: string, signal: AbortSignal): Promise<Response>;
}

/** What was posted to us. */
export interface Posted {
  readonly authorization: string;
  /** The activity, as JSON reads it. */
  readonly body: unknown;
}

/** What Teams is answered: a status, and for an invoke what it asked for. */
export interface Answered {
  readonly status: number;
  readonly body?: unknown;
}

/** What we do with an activity whose sender was checked. Rejects where it could not be committed. */
export type Take = (activity: unknown) => Promise<Answered | undefined>;

/** What the SDK does for us: it checks who posts, and vouches for us. Only channel.ts knows how. */
export interface Gate {
  /** Checks the sender and hands the activity over. Never throws: a refusal is 401, a failure 500. */
  receive(posted: Posted, take: Take): Promise<Answered>;
  /** A token with which we call Teams; `fresh` where Teams has refused the last one. Rejects with the reason. */
  token(fresh?: boolean): Promise<string>;
}
