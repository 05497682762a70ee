import type { CommonChaos, CommonRule, FaultsFacetOf } from '../faults.js';
import type { Json, JsonObject } from './json.js';
import type {
  ChannelKind,
  Ephemeral,
  Message,
  MessageRef,
  Notification,
  OpenView,
  User,
  UserKind,
} from './model.js';

/** The fake. Make one with `startFakeSlack(options)`, and `stop()` it. */
export interface FakeSlack {
  /** For `slackApiUrl`: `http://127.0.0.1:…/api/`. */
  readonly apiUrl: string;
  readonly signingSecret: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly teamId: string;
  readonly appId: string;
  /** The bot's user id (`U…`). */
  readonly botUser: string;
  /** The bot's own id (`B…`). */
  readonly botId: string;
  /** The environment of a process that is to use this Slack; `SLACK_APP_TOKEN` only while events go over sockets. */
  readonly env: Readonly<Record<string, string>>;
  readonly workspace: WorkspaceFacet;
  readonly people: PeopleFacet;
  readonly interact: InteractFacet;
  readonly look: LookFacet;
  readonly faults: FaultsFacet;
  readonly deliveries: DeliveriesFacet;
  readonly sockets: SocketsFacet;
  /** Events go by HTTP to this address from now on, or over sockets. */
  deliverTo(where: 'socket' | { readonly requestUrl: string }): void;
  /** Closes every server, socket, timer and held request. */
  stop(): Promise<void>;
}

export interface UserOptions {
  readonly id?: string;
  readonly kind?: UserKind;
  readonly realName?: string;
  readonly displayName?: string;
  readonly email?: string;
  /** Default `Europe/Berlin`. */
  readonly tz?: string;
  /** Default `en-US`. */
  readonly locale?: string;
  readonly deleted?: boolean;
  /** A stranger's organisation. */
  readonly teamId?: string;
}

export interface ChannelOptions {
  readonly id?: string;
  /** Default `public`. */
  readonly kind?: Exclude<ChannelKind, 'im'>;
  readonly members?: readonly string[];
  /** Whether the bot is a member from the start. Default true. */
  readonly bot?: boolean;
  readonly archived?: boolean;
  readonly shared?: boolean;
  readonly appInBothTeams?: boolean;
}

/** Who and what is there. Nothing here sends an event; what people do is in `PeopleFacet`. */
export interface WorkspaceFacet {
  /** Returns the user's id. */
  addUser(name: string, options?: UserOptions): string;
  /** Returns the channel's id. */
  addChannel(name: string, options?: ChannelOptions): string;
  /** Returns the user group's id (`S…`). */
  addGroup(handle: string, users: readonly string[]): string;
  /** The direct message channel of this user and the bot; opened if there is none. */
  dm(user: string): string;
  user(id: string): User;
  /** Deactivates or reactivates an account. */
  setDeleted(user: string, deleted: boolean): void;
  setKind(user: string, kind: UserKind): void;
  /** Replaces the bot's scopes, as a reinstallation would. */
  setScopes(scopes: readonly string[]): void;
  setEvents(events: readonly string[]): void;
  /** What a token is worth from now on. Default: the bot's. */
  setToken(state: 'valid' | 'revoked' | 'inactive' | 'invalid', which?: 'bot' | 'app'): void;
}

export interface FileInput {
  readonly name: string;
  readonly data: Buffer | string;
  readonly mimetype?: string;
}

export interface SayOptions {
  /** The `ts` of the thread's first message. */
  readonly thread?: string;
  readonly files?: readonly FileInput[];
  /** A reply that is also sent to the channel. */
  readonly broadcast?: boolean;
  /** No events: as if it had been said and its delivery had been lost for good. */
  readonly unheard?: boolean;
}

/**
 * What people do. A text is as it goes over the wire: `<@U…>` mentions, `&lt;` is a typed `<` (see `typed`). The world
 * changes at once, the events are delivered afterwards: wait with `deliveries.settled()`.
 */
export interface PeopleFacet {
  /** Says something; if the text mentions the bot, both `message` and `app_mention` go out, under different event ids. */
  say(user: string, channel: string, text: string, options?: SayOptions): MessageRef;
  /** `say` with `<@bot> ` before the text. */
  mention(user: string, channel: string, text: string, options?: SayOptions): MessageRef;
  /** `say` in the direct message channel with the bot. */
  dm(user: string, text: string, options?: SayOptions): MessageRef;
  /** Another integration posts. */
  otherBot(
    channel: string,
    text: string,
    options?: { readonly thread?: string; readonly name?: string },
  ): MessageRef;
  edit(message: MessageRef, text: string, user?: string): void;
  /** `unheard`: no event, as if its delivery had been lost for good. */
  delete(message: MessageRef, options?: { readonly unheard?: boolean }): void;
  react(user: string, message: MessageRef, reaction: string): void;
  unreact(user: string, message: MessageRef, reaction: string): void;
  /** A `message_changed` that changes nothing a person said. */
  noise(message: MessageRef, kind: 'unfurl' | 'thread' | 'locale'): void;
  join(user: string, channel: string): void;
  leave(user: string, channel: string): void;
  inviteBot(user: string, channel: string): void;
  removeBot(user: string, channel: string): void;
  archive(user: string, channel: string): void;
  unarchive(user: string, channel: string): void;
  rename(user: string, channel: string, name: string): void;
  openHome(user: string, tab?: 'home' | 'messages'): void;
  /** `app_uninstalled` and `tokens_revoked`; the token is worth nothing afterwards. */
  uninstall(): void;
  /** Any other event, as is; `channel` decides whether the app may hear it. */
  event(event: JsonObject, channel?: string): void;
}

/** What became of something that was sent to the app once and waited for. */
export interface Ack {
  /** Acknowledged in time. */
  readonly ok: boolean;
  /** The HTTP status; 0 on a socket or without an answer. */
  readonly status: number;
  /** The answer's body: parsed JSON, or text. */
  readonly body: Json;
  readonly ms: number;
  /** Why Slack does not accept it: `http_timeout`, `http_error`, `connection_failed`, or what is wrong with the answer. */
  readonly problem?: string;
}

/** Values of a view's inputs by action id, or by `block_id/action_id`: text, or the value of an option. */
export type Inputs = Readonly<Record<string, string | readonly string[]>>;

/**
 * What people do with buttons, forms, commands and shortcuts. Each is sent once (Slack does not repeat these), with a
 * fresh trigger id. The promise resolves with the answer; a click on what is not there throws.
 */
export interface InteractFacet {
  /** Clicks a button, by its action id and, where several have it, its value. Also on an ephemeral message. */
  click(user: string, message: MessageRef, actionId: string, value?: string): Promise<Ack>;
  /** Picks an option (by value) of a select, radio buttons, checkboxes or an overflow menu in a message. */
  select(
    user: string,
    message: MessageRef,
    actionId: string,
    value: string | readonly string[],
  ): Promise<Ack>;
  /** Clicks a button in a view. */
  clickInView(viewId: string, actionId: string, value?: string): Promise<Ack>;
  /** Submits a modal: required inputs must be there. Errors in the answer leave it open, as they do in Slack. */
  submit(viewId: string, inputs?: Inputs): Promise<Ack>;
  /** Closes a modal; the app hears of it only if the view asked with `notify_on_close`. */
  close(viewId: string, all?: boolean): Promise<Ack | undefined>;
  /** A shortcut on a message. */
  messageShortcut(user: string, message: MessageRef, callbackId: string): Promise<Ack>;
  globalShortcut(user: string, callbackId: string): Promise<Ack>;
  command(user: string, channel: string, command: string, text?: string): Promise<Ack>;
  /** The field errors that a submitted view shows, by block id. */
  errors(viewId: string): Readonly<Record<string, string>>;
}

/** One line of a conversation as somebody sees it on the screen. */
export interface Line {
  readonly ts: string;
  readonly threadTs?: string;
  /** The name on the screen: a user's, the bot's, or the one a message was posted under. */
  readonly sender: string;
  readonly bot: boolean;
  /** The text as displayed: from the blocks if there are any, mentions and links resolved. */
  readonly text: string;
  readonly buttons: readonly string[];
  readonly files: readonly string[];
  /** `eyes ×2`. */
  readonly reactions: readonly string[];
  readonly edited: boolean;
  readonly deleted: boolean;
}

export interface ApiCall {
  readonly method: string;
  /** Decoded: what was JSON in a form is parsed. The token is left out. */
  readonly args: JsonObject;
  readonly at: number;
  readonly token: 'bot' | 'app' | 'none' | 'unknown';
  readonly status: number;
  readonly ok: boolean;
  /** `error` of the answer. */
  readonly error?: string;
  /** The scopes that this very call needed. */
  readonly scopes: readonly string[];
  /** The fault that was played on it. */
  readonly fault?: string;
}

/** What is to be seen afterwards. */
export interface LookFacet {
  /** The channel's messages without replies, or a whole thread. */
  lines(channel: string, thread?: string): readonly Line[];
  /** `lines` as text, one line a message: `Vera Vole: How do I …? [Reset] (edited) {eyes ×1}`. */
  transcript(channel: string, thread?: string): readonly string[];
  /** The raw messages; those of one thread, or all. */
  messages(channel: string, thread?: string): readonly Message[];
  message(ref: MessageRef): Message;
  /** The app's own messages, in all channels or one, in order. */
  posted(channel?: string): readonly Message[];
  /** Ephemeral messages that are on the user's screen. */
  ephemerals(user: string, channel?: string): readonly Ephemeral[];
  /** Open modals of the user, the topmost last. */
  modals(user: string): readonly OpenView[];
  home(user: string): OpenView | undefined;
  /** A message's or view's blocks as lines of text. */
  textOf(what: { readonly blocks: readonly JsonObject[] } | OpenView): readonly string[];
  readonly notifications: readonly Notification[];
  readonly calls: readonly ApiCall[];
  /** How often each method was called; `{ ok: true }` counts the accepted ones only. */
  counts(filter?: { readonly ok?: boolean }): Readonly<Record<string, number>>;
  /** Methods called, scopes that the accepted calls and delivered events needed, event types delivered: for a manifest. */
  usage(): {
    readonly methods: readonly string[];
    readonly scopes: readonly string[];
    readonly events: readonly string[];
  };
  /** The bytes of a file by id. */
  file(id: string): Buffer;
}

/**
 * `error-500`, `error-503`: an answer without effect. `hang`: no effect, no answer until the client gives up.
 * `drop`: no effect, connection cut. `accept-then-hang`, `accept-then-drop`, `accept-then-500`: it happened, but the
 * client cannot know. `rate-limit`: 429. `slow`: late by `ms`. `{ error }`: `{ ok: false, error }`.
 */
export type FaultKind =
  | 'error-500'
  | 'error-503'
  | 'hang'
  | 'drop'
  | 'accept-then-hang'
  | 'accept-then-drop'
  | 'accept-then-500'
  | 'rate-limit'
  | 'slow'
  | { readonly error: string };

export interface FaultRule extends CommonRule<FaultKind> {
  /** Default: any method. A trailing `*` stands for anything. `upload` and `download` are the file addresses. */
  readonly method?: string;
  readonly channel?: string;
}

/** The probability of each fault, for every call but `apps.connections.open` (or for `methods` only). */
export interface ApiChaos extends CommonChaos<FaultKind> {
  readonly methods?: readonly string[];
}

export type FaultsFacet = FaultsFacetOf<FaultRule, ApiChaos>;

/** Chances that a delivery goes wrong on the way to the app. */
export interface DeliveryChaos {
  readonly seed?: number;
  /** The attempt never reaches the app and counts as timed out; a later attempt may. */
  readonly drop?: number;
  /** Delivered once more although it was acknowledged, `repeats` times (default 1): as after a lost ack. */
  readonly repeat?: number;
  readonly repeats?: number;
  /** Held back by up to so many milliseconds, so that later ones overtake it. */
  readonly delayMs?: number;
}

export interface Delivery {
  readonly eventId: string;
  /** `message`, `app_mention`, … */
  readonly type: string;
  readonly payload: JsonObject;
  readonly attempts: readonly {
    readonly at: number;
    readonly via: 'http' | 'socket' | 'nobody';
    readonly retry: number;
    readonly ok: boolean;
    readonly ms: number;
    readonly problem?: string;
  }[];
  readonly state: 'waiting' | 'acked' | 'lost';
}

/** Events on their way to the app. */
export interface DeliveriesFacet {
  readonly all: readonly Delivery[];
  readonly lost: readonly Delivery[];
  /** Attempts beyond the first. */
  readonly redeliveries: number;
  /** When every event has been acknowledged or lost. Rejects after `ms` (default 10,000) with what is missing. */
  settled(ms?: number): Promise<void>;
  /** Makes the waits before redeliveries end now. */
  redeliverNow(): void;
  /** Sends an event that was delivered before once more, under the same event id. */
  again(eventId: string, times?: number): Promise<void>;
  /** Holds everything back, until `resume`. */
  pause(): void;
  /** Lets go what was held back, in this or in the reverse order. */
  resume(order?: 'same' | 'reverse'): void;
  chaos(chaos: DeliveryChaos | undefined): void;
  /** Posts `url_verification` to the request URL and returns the answer. */
  verifyUrl(): Promise<Ack>;
  /** Posts any body to the request URL, signed rightly unless told otherwise. Nothing is repeated. */
  forge(body: JsonObject | string, how?: Forgery): Promise<Ack>;
  /** The body of an event as it would be sent, for `forge`. */
  envelope(event: JsonObject): JsonObject;
}

export interface Forgery {
  readonly secret?: string;
  /** The whole header; replaces the right one. `''` leaves the header out. */
  readonly signature?: string;
  /** Seconds; a right signature is made for it. */
  readonly timestamp?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Socket Mode connections. */
export interface SocketsFacet {
  readonly open: number;
  /** How many there have been. */
  readonly opened: number;
  /** When at least so many (default 1) are open. */
  connected(count?: number): Promise<void>;
  /** Sends `disconnect`. `warning` closes after `warningMs`, the others at once. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void;
  /** Cuts every connection, without a word. */
  drop(): void;
  /** Connections stay, but nothing more is read from them or written to them, pings included. */
  freeze(frozen: boolean): void;
  /** New connections are refused (the address is given, the connection fails). */
  refuse(refused: boolean): void;
}
