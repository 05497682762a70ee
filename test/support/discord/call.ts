import { type Json, type JsonObject, textOf } from '../slack/json.js';
import type { Announcer } from './announcer.js';
import type { Interactions } from './interactions.js';
import { type CheckedMessage, checkMessage } from './message-form.js';
import type { Messages } from './messages.js';
import { type Channel, type Guild, isThread, type Message } from './model.js';
import type { PermissionName } from './permissions.js';
import type { Carried } from './read-body.js';
import { Form, invalid, Refusal } from './refusal.js';
import type { Threads } from './threads.js';
import type { World } from './world.js';

/** What the routes of the REST API work on. */
export interface Backend {
  readonly world: World;
  readonly announcer: Announcer;
  readonly messages: Messages;
  readonly threads: Threads;
  readonly interactions: Interactions;
  /** Somebody is said to be typing. */
  readonly typing: (channel: Channel) => void;
}

/** A route's answer: a body with status 200, another status, or nothing (204). */
export type Answer = JsonObject | readonly Json[] | { readonly created: JsonObject } | undefined;

/** What stands at an address. */
export interface Route {
  /** `none`: the address itself is the secret. Default: the bot's token. */
  readonly auth?: 'none';
  readonly run: (call: Call) => Answer;
}

/** `POST /channels/:channel/messages` → what it does. */
export type RouteTable = Readonly<Record<string, Route | ((call: Call) => Answer)>>;

/** One request, read. */
export interface Request extends Carried {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** One call of one route: its parts, and the checks that routes share. */
export class Call {
  readonly backend: Backend;
  readonly world: World;
  readonly request: Request;
  readonly under: readonly string[];

  /** `under`: where in the request the body stands, for the paths of errors. */
  constructor(backend: Backend, request: Request, under: readonly string[] = []) {
    this.backend = backend;
    this.under = under;
    this.world = backend.world;
    this.request = request;
  }

  get body(): JsonObject {
    return this.request.body;
  }

  get query(): Readonly<Record<string, string>> {
    return this.request.query;
  }

  param(name: string): string {
    return this.request.params[name] ?? '';
  }

  text(name: string): string | undefined {
    return textOf(this.body[name]);
  }

  /** A number of results within bounds. */
  limit(otherwise: number, most: number): number {
    const { limit } = this.query;
    if (limit === undefined) return otherwise;
    const number = Number(limit);
    if (!Number.isInteger(number))
      throw invalid(['limit'], 'NUMBER_TYPE_COERCE', `Value "${limit}" is not int.`);
    if (number < 1)
      throw invalid(['limit'], 'NUMBER_TYPE_MIN', 'int value should be greater than or equal to 1.');
    if (number > most) {
      throw invalid(['limit'], 'NUMBER_TYPE_MAX', `int value should be less than or equal to ${most}.`);
    }
    return number;
  }

  snowflake(id: string, name: string): string {
    if (/^\d{15,20}$/.test(id)) return id;
    throw invalid([name], 'NUMBER_TYPE_COERCE', `Value "${id}" is not snowflake.`);
  }

  /** The channel of the path, if the bot can see it. */
  channel(name = 'channel'): Channel {
    return this.world.reachable(this.snowflake(this.param(name), 'channel_id'));
  }

  thread(): Channel & { readonly thread: NonNullable<Channel['thread']> } {
    const channel = this.channel();
    if (!isThread(channel)) throw new Refusal('wrongChannelType');
    return channel;
  }

  guild(): Guild {
    const guild = this.world.guilds.get(this.snowflake(this.param('guild'), 'guild_id'));
    if (!guild?.members.has(this.world.botUser)) throw new Refusal('unknownGuild');
    return guild;
  }

  /** Refuses with 50013 unless the bot may do all of this in the channel. */
  need(channel: Channel, ...names: readonly PermissionName[]): void {
    if (!this.world.can(this.world.botUser, channel, ...names)) throw new Refusal('missingPermissions');
    for (const name of names) {
      const inThread = name === 'SendMessages' && channel.thread !== undefined;
      this.world.permissionsUsed.add(inThread ? 'SendMessagesInThreads' : name);
    }
  }

  message(channel: Channel, name = 'message'): Message {
    const id = this.snowflake(this.param(name), 'message_id');
    const message = channel.messages.find((one) => one.id === id);
    if (!message) throw new Refusal('unknownMessage');
    return message;
  }

  /** Nothing but sending and deleting happens in an archived thread. */
  awake(channel: Channel): void {
    if (channel.thread?.archived) throw new Refusal('threadArchived');
  }

  /** In a locked thread nobody says or changes anything without ManageThreads. */
  unlocked({ thread }: Channel, manager: boolean): void {
    if (thread?.locked && !manager) throw new Refusal(thread.archived ? 'threadArchived' : 'threadLocked');
  }

  /** A name of a channel or a thread. */
  name(required: boolean, path = ['name']): string {
    const form = new Form();
    form.text(this.body.name, path, { min: 1, max: 100, required });
    form.check();
    return this.text('name') ?? '';
  }

  checked(kind: 'message' | 'webhook' | 'reply' | 'edit', present?: Message['attachments']): CheckedMessage {
    return checkMessage(this.world, this.body, {
      uploads: this.request.uploads,
      kind,
      under: this.under,
      ...(present && { present }),
    });
  }
}
