import type { JsonObject } from '../slack/json.js';
import type { Channel, Guild, Message, MessageRef, Notification, User, Webhook } from './model.js';
import type { PermissionName } from './permissions.js';
import type { DeliveriesFacet, FaultsFacet, GatewayFacet } from './surface-network.js';

/**
 * The fake. Make one with `startFakeDiscord(options)`, and `stop()` it. What it does not know it refuses (components of
 * version 2, polls, stickers, forwarded messages) or answers with 404 (pins, bulk deletion, moderation, voice, events,
 * autocompletion). Slow mode, the bans of who makes too many invalid requests, and THREAD_LIST_SYNC are missing.
 */
export interface FakeDiscord {
  /** For `rest.api` of a client: `http://127.0.0.1:…/api`, without the version. */
  readonly apiUrl: string;
  /** For `rest.cdn`. */
  readonly cdnUrl: string;
  /** The bot's token; another one after `world.resetToken()`. */
  readonly token: string;
  readonly applicationId: string;
  readonly botUser: string;
  /** The guild that is there from the start. */
  readonly guildId: string;
  /** The environment of a process that is to use this Discord. */
  readonly env: Readonly<Record<string, string>>;
  readonly world: WorldFacet;
  readonly people: PeopleFacet;
  readonly interact: InteractFacet;
  readonly look: LookFacet;
  readonly faults: FaultsFacet;
  readonly deliveries: DeliveriesFacet;
  readonly gateway: GatewayFacet;
  /**
   * Another application with its own token, gateway and REST API, whose bot is in the first guild: whatever one bot does
   * the other one sees, too. `world`, `people` and `interact` stay those of the first.
   */
  addBot(name: string): Promise<OtherBot>;
  /** Closes every server, connection, timer and held request. */
  stop(): Promise<void>;
}

/** What belongs to a bot of its own. */
export type OtherBot = Pick<
  FakeDiscord,
  'apiUrl' | 'token' | 'applicationId' | 'botUser' | 'env' | 'look' | 'deliveries' | 'gateway' | 'faults'
>;

/** How a user is. */
export interface UserOptions {
  readonly id?: string;
  /** The name on the screen; the username if there is none. */
  readonly globalName?: string;
  readonly nick?: string;
  readonly bot?: boolean;
  readonly roles?: readonly string[];
  /** The guilds that the user is a member of. Default: the one that is there from the start. */
  readonly guilds?: readonly string[];
  readonly dmsClosed?: boolean;
}

/** How a role is. */
export interface RoleOptions {
  readonly permissions?: readonly PermissionName[];
  /** Anybody may ping it. Default false: only who has MentionEveryone. */
  readonly mentionable?: boolean;
  readonly guild?: string;
}

/** What a channel allows and denies to a role, a member or, by the guild's id, to everyone. */
export interface OverwriteInput {
  readonly id: string;
  readonly allow?: readonly PermissionName[];
  readonly deny?: readonly PermissionName[];
}

/** How a channel is. */
export interface ChannelOptions {
  readonly id?: string;
  readonly guild?: string;
  /** Default `text`. */
  readonly kind?: 'text' | 'announcement' | 'category';
  readonly category?: string;
  readonly topic?: string;
  readonly overwrites?: readonly OverwriteInput[];
}

/** How a forum is. */
export interface ForumOptions extends Omit<ChannelOptions, 'kind'> {
  readonly tags?: readonly string[];
  /** A post without a tag is refused: 40067. */
  readonly requireTag?: boolean;
}

/** Who and what is there. What changes here while a client is connected is said on the gateway, as Discord does. */
export interface WorldFacet {
  /** Returns the user's id. */
  addUser(name: string, options?: UserOptions): string;
  /** Returns the role's id; it stands above the roles that were there. */
  addRole(name: string, options?: RoleOptions): string;
  /** Returns the channel's id. */
  addChannel(name: string, options?: ChannelOptions): string;
  addForum(name: string, options?: ForumOptions): string;
  /** Another guild with the bot in it; returns its id. */
  addGuild(name: string): string;
  /** The direct message channel of this user and the bot; opened if there is none. */
  dm(user: string): string;
  user(id: string): User;
  channel(id: string): Channel;
  guild(id?: string): Guild;
  setRoles(user: string, roles: readonly string[], guild?: string): void;
  setNick(user: string, nick: string | null, guild?: string): void;
  /** Replaces what the bot's own role allows. */
  setBotPermissions(permissions: readonly PermissionName[], guild?: string): void;
  setRolePermissions(role: string, permissions: readonly PermissionName[], guild?: string): void;
  /** Roles from the lowest to the highest; `@everyone` stays at the bottom. */
  orderRoles(roles: readonly string[], guild?: string): void;
  /** Replaces the channel's overwrites. */
  setOverwrites(channel: string, overwrites: readonly OverwriteInput[]): void;
  /** What a user may do in a channel. */
  permissions(user: string, channel: string): readonly PermissionName[];
  deleteChannel(channel: string): void;
  renameChannel(channel: string, name: string): void;
  /** The bot is kicked from a guild. */
  kickBot(guild?: string): void;
  removeMember(user: string, guild?: string): void;
  /** The privileged intents of the developer portal; all are granted from the start. */
  setIntents(intents: { readonly messageContent?: boolean; readonly members?: boolean }): void;
  /** Other switches of the developer portal, which are only shown: nothing else changes with them. */
  setPortal(switches: { readonly interactionsUrl?: string; readonly codeGrant?: boolean }): void;
  closeDms(user: string, closed?: boolean): void;
  /** Refused by REST and gateway from now on; whoever is connected is closed with 4004. */
  setToken(state: 'valid' | 'invalid'): void;
  /** A new token takes the place of the old one, which is worth nothing any more. */
  resetToken(): void;
  webhooks(channel: string): readonly Webhook[];
  /** Somebody else's webhook in the channel; counts among the 15. */
  addWebhook(channel: string, name: string): string;
}

/** A file that somebody attaches. */
export interface FileInput {
  readonly name: string;
  readonly data: Buffer | string;
  readonly contentType?: string;
}

/** An option of what people do. */
export interface Unheard {
  /** No events: as if they had been lost with their session. */
  readonly unheard?: boolean;
}

/** How something is said. */
export interface SayOptions extends Unheard {
  /** A reply to this message. */
  readonly reply?: MessageRef;
  /** Whether the reply pings who wrote that message. Default true, as on the screen. */
  readonly ping?: boolean;
  readonly files?: readonly FileInput[];
  /** Without a notification for anybody (`@silent`). */
  readonly silent?: boolean;
}

/** How a thread is opened. */
export interface ThreadOptions extends Unheard {
  /** Opens it from this message. */
  readonly from?: MessageRef;
  readonly private?: boolean;
}

/** How a post in a forum is made. */
export interface PostOptions extends SayOptions {
  /** Names of the forum's tags. */
  readonly tags?: readonly string[];
}

/**
 * What people do. A text is as it goes over the wire: `<@…>` mentions. The world changes at once, the events are
 * delivered afterwards: wait with `deliveries.settled()`. What Discord's client would not let somebody do throws.
 */
export interface PeopleFacet {
  /** Says something in a channel, a thread or a direct message channel. An archived thread comes back to life. */
  say(user: string, channel: string, text: string, options?: SayOptions): MessageRef;
  /** `say` in the direct message channel with the bot. */
  dm(user: string, text: string, options?: SayOptions): MessageRef;
  /** `say` with the bot's mention before the text. */
  mention(user: string, channel: string, text: string, options?: SayOptions): MessageRef;
  reply(user: string, to: MessageRef, text: string, options?: SayOptions): MessageRef;
  edit(message: MessageRef, text: string, options?: Unheard): void;
  delete(message: MessageRef, options?: Unheard): void;
  react(user: string, message: MessageRef, emoji: string, options?: Unheard): void;
  unreact(user: string, message: MessageRef, emoji: string, options?: Unheard): void;
  /** Opens a thread; returns its id. */
  newThread(user: string, channel: string, name: string, options?: ThreadOptions): string;
  /** Posts in a forum; the post's thread and its first message have the same id, which is returned. */
  newPost(user: string, forum: string, title: string, text: string, options?: PostOptions): string;
  archive(user: string, thread: string): void;
  unarchive(user: string, thread: string): void;
  lock(user: string, thread: string): void;
  unlock(user: string, thread: string): void;
  renameThread(user: string, thread: string, name: string): void;
  deleteThread(user: string, thread: string): void;
  joinThread(user: string, thread: string): void;
  leaveThread(user: string, thread: string): void;
  join(user: string, guild?: string): void;
  leave(user: string, guild?: string): void;
  typing(user: string, channel: string): void;
  /** A MESSAGE_UPDATE that changes nothing a person said: a link got its preview. */
  unfurl(message: MessageRef): void;
}

/** A form on somebody's screen. */
export interface Modal {
  readonly customId: string;
  readonly title: string;
  readonly user: string;
  readonly inputs: readonly {
    readonly customId: string;
    readonly label: string;
    readonly required: boolean;
    /** What stands in it from the start. */
    readonly value: string;
    readonly multiline: boolean;
    readonly min: number;
    readonly max: number;
    /** Values of a menu. */
    readonly options?: readonly string[];
    /** Numbers of the component and its row or label. */
    readonly number: number;
    readonly rowNumber: number;
    readonly inLabel: boolean;
  }[];
}

/** What the user saw after a click, a command or a form. */
export interface Seen {
  readonly interaction: string;
  /** `none`: "The application did not respond". A deferred reply shows as "thinking"; see `InteractFacet.filled`. */
  readonly answer: 'reply' | 'defer-reply' | 'update' | 'defer-update' | 'modal' | 'none';
  /** Answered in time. */
  readonly ok: boolean;
  readonly ms: number;
  /** What the reply says. */
  readonly text?: string;
  readonly ephemeral?: boolean;
  readonly message?: MessageRef;
  readonly modal?: Modal;
  /** In Discord's words: `This interaction failed`. */
  readonly error?: string;
}

/** Values of a form's inputs by custom id. */
export type Inputs = Readonly<Record<string, string>>;

/**
 * What people do with commands, buttons, menus and forms. Each is told once; unheard, it fails for who did it. The promise resolves with the first
 * answer, or when the time for it is over; what is not there to be clicked throws.
 */
export interface InteractFacet {
  /** A slash command; `case claim` is the subcommand claim of case. A user is given by id. */
  slash(
    user: string,
    channel: string,
    command: string,
    values?: Readonly<Record<string, string | number | boolean>>,
    options?: Unheard,
  ): Promise<Seen>;
  /** A command on a message. */
  messageCommand(user: string, message: MessageRef, command: string, options?: Unheard): Promise<Seen>;
  /** Clicks a button, by its custom id or its label. Also on an ephemeral message. */
  click(user: string, message: MessageRef, button: string, options?: Unheard): Promise<Seen>;
  /** Picks options, by value or label, of a menu. */
  select(
    user: string,
    message: MessageRef,
    customId: string,
    values: string | readonly string[],
    options?: Unheard,
  ): Promise<Seen>;
  /** Fills and sends a form. What is required must be there. */
  submitModal(user: string, modal: Modal, inputs: Inputs, options?: Unheard): Promise<Seen>;
  /** The text of a deferred reply, once it is there. Rejects after `ms` (default 5000). */
  filled(seen: Seen, ms?: number): Promise<string>;
}

/** One message as somebody sees it on the screen. */
export interface Line {
  readonly id: string;
  /** The name on the screen: a member's, the bot's, or the webhook's persona. */
  readonly sender: string;
  readonly bot: boolean;
  /** Mentions as names; embeds after the content; "thinking" for a deferred reply. */
  readonly text: string;
  readonly buttons: readonly string[];
  readonly files: readonly string[];
  /** `👀 ×2`. */
  readonly reactions: readonly string[];
  readonly edited: boolean;
  /** Who is replied to. */
  readonly replyTo?: string;
}

/** One call of the REST API or the CDN. */
export interface ApiCall {
  readonly method: string;
  /** `POST /channels/:channel/messages`. */
  readonly route: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** The channel or thread that it is about, as far as the address says. */
  readonly channel?: string;
  readonly query: Readonly<Record<string, string>>;
  /** The JSON body. */
  readonly body: JsonObject;
  readonly files: readonly string[];
  readonly at: number;
  readonly status: number;
  /** Discord's error code. */
  readonly code?: number;
  /** The fault that was played on it. */
  readonly fault?: string;
}

/** What is to be seen afterwards. */
export interface LookFacet {
  /** A channel's, a thread's or a direct message channel's messages as on the screen. */
  lines(channel: string): readonly Line[];
  /** `lines` as text: `Vera Vole: How do I …? [Reset] <log.txt> (edited) {👀 ×1}`; a reply begins with `↪ Name`. */
  transcript(channel: string): readonly string[];
  messages(channel: string): readonly Message[];
  message(ref: MessageRef): Message;
  /** A message as REST would give it. */
  shape(ref: MessageRef): JsonObject;
  /** What the application said by itself, by its webhooks or in answer to interactions, in all channels or one. */
  posted(channel?: string): readonly Message[];
  /** Ephemeral messages on the user's screen. */
  ephemerals(user: string, channel?: string): readonly Line[];
  /** Threads of a channel, or posts of a forum. */
  threads(channel: string): readonly Channel[];
  /** The form that the user has open. */
  modal(user: string): Modal | undefined;
  /** Who sees that the bot is typing there: until a message of the bot, or for ten seconds. */
  typing(channel: string): boolean;
  readonly notifications: readonly Notification[];
  readonly calls: readonly ApiCall[];
  /** How often each route was called. */
  counts(filter?: { readonly ok?: boolean }): Readonly<Record<string, number>>;
  /** Routes called, permissions that the accepted calls needed, intents that brought news: for an invitation. */
  usage(): {
    readonly routes: readonly string[];
    readonly permissions: readonly PermissionName[];
    readonly intents: readonly string[];
  };
  /** Registered commands by name, of the application or of a guild. */
  commands(guild?: string): readonly string[];
  file(message: MessageRef, name: string): Buffer;
}
