import { isObject, type Json, type JsonObject, textOf } from './json.js';
import type { Messages } from './messages.js';
import type { Channel, Message } from './model.js';
import type { Tier } from './rates.js';
import { Refusal } from './refusal.js';
import { channelScope } from './scopes.js';
import type { Triggers } from './triggers.js';
import type { Workspace } from './workspace.js';

/** What the methods of the Web API work on. */
export interface Backend {
  readonly workspace: Workspace;
  readonly messages: Messages;
  readonly triggers: Triggers;
  /** A new socket address. */
  readonly ticket: () => string;
}

/** A method of the Web API: its rate limit, the tokens it takes, and what it does. */
export interface Method {
  readonly tier: Tier;
  readonly token?: 'bot' | 'app' | 'none';
  /** Scopes needed by every call; others are asked for by `Call.need`. */
  readonly scopes?: readonly string[];
  readonly run: (call: Call) => JsonObject;
}

export type MethodTable = Readonly<Record<string, Method>>;

/** One call of one method: its arguments, and the checks that methods share. */
export class Call {
  readonly method: string;
  readonly args: JsonObject;
  readonly backend: Backend;
  readonly workspace: Workspace;
  readonly scopes = new Set<string>();

  constructor(method: string, args: JsonObject, backend: Backend) {
    this.method = method;
    this.args = args;
    this.backend = backend;
    this.workspace = backend.workspace;
  }

  /** Refuses with `missing_scope` unless the bot has one of these. */
  need(...oneOf: readonly string[]): void {
    const granted = oneOf.find((scope) => this.workspace.scopes.has(scope));
    this.scopes.add(granted ?? oneOf[0] ?? '');
    if (granted) return;
    throw new Refusal('missing_scope', {
      needed: oneOf.join(','),
      provided: [...this.workspace.scopes].join(','),
    });
  }

  has(name: string): boolean {
    const value = this.args[name];
    return value !== undefined && value !== null;
  }

  text(name: string): string | undefined {
    const value = this.args[name];
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return textOf(value);
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') {
      throw new Refusal('invalid_arguments', {
        response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
      });
    }
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : value === 'true' || value === '1';
  }

  /** A number of results, at least 1. */
  limit(otherwise: number, most: number): number {
    const value = this.text('limit');
    if (value === undefined || value === '0') return otherwise;
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1 || number > most) throw new Refusal('invalid_limit');
    return number;
  }

  /** An object or a list, sent as JSON or as JSON text in a form. */
  json(name: string): Json | undefined {
    const value = this.args[name];
    return value === null ? undefined : value;
  }

  object(name: string, error: string): JsonObject | undefined {
    const value = this.json(name);
    if (value === undefined || isObject(value)) return value;
    throw new Refusal(error);
  }

  /** The channel of the argument, if the app may know that it exists. */
  channel(name = 'channel'): Channel {
    const channel = this.workspace.channels.get(this.required(name));
    if (!channel || (channel.kind !== 'public' && !this.isMember(channel))) {
      throw new Refusal('channel_not_found');
    }
    return channel;
  }

  isMember(channel: Channel): boolean {
    return channel.members.has(this.workspace.botUser);
  }

  needMembership(channel: Channel): void {
    if (!this.isMember(channel)) throw new Refusal('not_in_channel');
  }

  /** `needed` for the channel's kind: `channels:history`, `im:read`, … */
  needFor(channel: Channel, right: 'history' | 'read' | 'write'): void {
    this.need(channelScope(channel, right));
  }

  message(channel: Channel, name = 'ts', error = 'message_not_found'): Message {
    const message = this.workspace.find({ channel: channel.id, ts: this.required(name) });
    if (!message) throw new Refusal(error);
    return message;
  }

  /** One page of a list; the cursor is the index it goes on from. */
  page<T>(items: readonly T[], limit: number): { readonly items: readonly T[]; readonly next: string } {
    const cursor = this.text('cursor') ?? '';
    const from = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString().replace('next:', ''));
    if (!Number.isInteger(from) || from < 0) throw new Refusal('invalid_cursor');
    const more = from + limit < items.length;
    return {
      items: items.slice(from, from + limit),
      next: more ? Buffer.from(`next:${from + limit}`).toString('base64') : '',
    };
  }
}
