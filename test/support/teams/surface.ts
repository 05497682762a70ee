import type { Json, JsonObject } from '../slack/json.js';
import type { Message, MessageRef, Notification, Person } from './model.js';
import type { Answer, DeliveriesFacet, FaultsFacet } from './surface-network.js';

/** The fake. Make one with `startFakeTeams(options)`, and `stop()` it. */
export interface FakeTeams {
  /** For `TEAMS_AUTH_URL`: issuer, metadata (`/v1/.well-known/openidconfiguration`) and login (`/TENANT`) lie under it. */
  readonly authUrl: string;
  /** `https://127.0.0.1:…/amer/TENANT/`. */
  readonly serviceUrl: string;
  readonly appId: string;
  readonly appPassword: string;
  readonly tenantId: string;
  readonly otherTenantId: string;
  /** The bot's id in conversations: `28:…`. */
  readonly bot: string;
  /** The environment of a process that is to use this Teams, the certificate included. */
  readonly env: Readonly<Record<string, string>>;
  readonly world: WorldFacet;
  readonly people: PeopleFacet;
  readonly interact: InteractFacet;
  readonly look: LookFacet;
  readonly faults: FaultsFacet;
  readonly deliveries: DeliveriesFacet;
  /** Activities go to this address from now on: `http://127.0.0.1:3978/api/messages`. */
  deliverTo(endpoint: string): void;
  /** The tokens that the bot was given so far are worth nothing from now on: revoked, or past their time. */
  revokeTokens(): void;
  expireTokens(): void;
  /** The addresses of downloads and uploads that were given so far have expired. */
  expireFiles(): void;
  /** Resolves when no bot is connected: what a dead one called for has been done. After `ms` at the latest. */
  hungUp(ms: number): Promise<void>;
  /** Closes the server, timers and held requests. */
  stop(): Promise<void>;
}

export interface PersonOptions {
  readonly id?: string;
  readonly aadId?: string;
  readonly email?: string;
  /** A guest from another organisation. Default false. */
  readonly guest?: boolean;
  /** Another tenant without being a guest: somebody of another organisation in a shared channel. */
  readonly tenantId?: string;
  readonly locale?: string;
  readonly country?: string;
  readonly timezone?: string;
  /** The bot is installed for this person from the start. */
  readonly personal?: boolean;
}

export interface TeamOptions {
  readonly id?: string;
  readonly people?: readonly string[];
  /** Whether the bot is installed. Default true. */
  readonly bot?: boolean;
  /** `ChannelMessage.Read.Group` was granted. Default false: the bot hears what mentions it. */
  readonly hearsAll?: boolean;
}

export interface ChannelOptions {
  readonly id?: string;
  /** Default `standard`: everybody of the team is in it. Others have people of their own. */
  readonly type?: 'standard' | 'private' | 'shared';
  readonly people?: readonly string[];
}

export interface ChatOptions {
  readonly id?: string;
  readonly name?: string;
  readonly bot?: boolean;
  /** `ChatMessage.Read.Chat` was granted. Default false. */
  readonly hearsAll?: boolean;
}

/** Who and what is there. Nothing here sends an activity; what people do is in `PeopleFacet`. */
export interface WorldFacet {
  /** Returns the person's id (`29:…`). */
  addPerson(name: string, options?: PersonOptions): string;
  /** Returns the team's id, which is also that of its general channel. */
  addTeam(name: string, options?: TeamOptions): string;
  addChannel(team: string, name: string, options?: ChannelOptions): string;
  addChat(people: readonly string[], options?: ChatOptions): string;
  /** The personal chat of this person and the bot; installed if it was not. */
  personal(person: string): string;
  person(id: string): Person;
  /** The person has blocked the bot. */
  setBlocked(person: string, blocked: boolean): void;
  setGuest(person: string, guest: boolean): void;
  /** Another client secret from now on. */
  setSecret(secret: string): void;
  setState(state: 'good' | 'not-registered' | 'disabled'): void;
  /** Grants or takes the resource-specific consent of a channel's team or a chat. */
  grant(place: string, hearsAll: boolean): void;
}

export interface FileInput {
  readonly name: string;
  readonly data: Buffer | string;
  /** `image` is pasted into the message; default `file`, as it is attached. */
  readonly as?: 'file' | 'image';
}

export interface SayOptions {
  /** The first message of the reply chain, in a channel. */
  readonly root?: string;
  /** People (or the bot) that are mentioned: where the text says `@Name`, else before it. */
  readonly mentions?: readonly string[];
  readonly files?: readonly FileInput[];
  /** The text's HTML, where it is not simply the text. */
  readonly html?: string;
  /** What the bot gets as text, where Teams makes something else of it: `&nbsp;`, a trailing line break, tags. */
  readonly wireText?: string;
  /** The message's id: two places may have the same. */
  readonly id?: string;
  /** No activity: as if its delivery had been lost for good. */
  readonly unheard?: boolean;
}

/**
 * What people do. A text is as they type it. The world changes at once, the activities are delivered afterwards: wait
 * with `deliveries.settled()`.
 */
export interface PeopleFacet {
  /** A message in a chat, a new post in a channel, or with `root` a reply. */
  say(person: string, place: string, text: string, options?: SayOptions): MessageRef;
  /** `say` with the bot mentioned before the text. */
  mention(person: string, place: string, text: string, options?: SayOptions): MessageRef;
  /** `say` in the personal chat with the bot. */
  dm(person: string, text: string, options?: SayOptions): MessageRef;
  /** The activity that `say` would send, for `deliveries.forge`; nothing is said. */
  draft(person: string, place: string, text: string, options?: SayOptions): JsonObject;
  edit(message: MessageRef, text: string): void;
  /** `unheard`: no activity, as if its delivery had been lost for good. */
  delete(message: MessageRef, options?: { readonly unheard?: boolean }): void;
  undelete(message: MessageRef): void;
  react(person: string, message: MessageRef, reaction: string): void;
  unreact(person: string, message: MessageRef, reaction: string): void;
  /** Somebody installs the bot for themselves. Returns the personal chat's id. */
  install(person: string): string;
  /** The bot is added to, or removed from, a chat or a channel's team. */
  addBot(person: string, place: string): void;
  removeBot(person: string, place: string): void;
  /** Into, or out of, a chat or a channel's team. */
  join(person: string, place: string): void;
  leave(person: string, place: string): void;
  /** Returns the channel's id. */
  createChannel(team: string, name: string): string;
  renameTeam(team: string, name: string): void;
  renameChannel(channel: string, name: string): void;
  deleteChannel(channel: string): void;
  deleteTeam(team: string): void;
}

/** Values of a card's inputs, by id. */
export type Inputs = Readonly<Record<string, string>>;

export interface Client {
  /** It does not know `Action.Execute`, and shows the `fallback` of such a button. Default false. */
  readonly old?: boolean;
}

/** What people do with cards, message extensions and file consents. A click on what is not there throws. */
export interface InteractFacet {
  /**
   * Clicks a button of a card by its title. `Action.Execute` is an invoke, whose card takes the old one's place for this
   * person alone, until the bot changes the message; `Action.Submit` sends a message with a value.
   */
  click(
    person: string,
    message: MessageRef,
    title: string,
    inputs?: Inputs,
    client?: Client,
  ): Promise<Answer>;
  /** Sees a card: one with `refresh` for this person asks the bot for a newer one. */
  open(person: string, message: MessageRef): Promise<Answer | undefined>;
  /** Sends the last invoke once more, under a new id. */
  invokeAgain(): Promise<Answer>;
  /** The message extension's command on a message: opens its task, if the bot answers with one. */
  messageExtension(person: string, message: MessageRef, commandId: string): Promise<Answer>;
  /** Submits the open task of a message extension. */
  submitTask(person: string, commandId: string, data: JsonObject, message?: MessageRef): Promise<Answer>;
  /** Accepts or declines a file consent card. */
  consent(person: string, message: MessageRef, action: 'accept' | 'decline'): Promise<Answer>;
}

/** One line of a conversation as somebody sees it on the screen. */
export interface Line {
  readonly id: string;
  readonly root?: string;
  readonly sender: string;
  readonly bot: boolean;
  /** Text, then each card, one line a piece. */
  readonly text: string;
  readonly buttons: readonly string[];
  readonly files: readonly string[];
  readonly reactions: readonly string[];
  readonly edited: boolean;
  readonly deleted: boolean;
}

export interface ApiCall {
  /** `POST conversations/activities`: method and route. */
  readonly route: string;
  readonly path: string;
  readonly body: Json;
  readonly at: number;
  readonly status: number;
  readonly ok: boolean;
  /** `error.code` of the answer. */
  readonly error?: string;
  readonly message?: string;
  /** The fault that was played on it. */
  readonly fault?: string;
}

/** What is to be seen afterwards. */
export interface LookFacet {
  /** A place's messages without replies, or a whole reply chain, as everybody or as one person sees them. */
  lines(place: string, root?: string, person?: string): readonly Line[];
  /** One message as everybody sees it. */
  line(ref: MessageRef): Line;
  /** `lines` as text: `Vera: How do I …? [Reset] (edited) {like ×1}`. */
  transcript(place: string, root?: string, person?: string): readonly string[];
  /** Every chat that is not empty and every reply chain of a channel, by conversation id. */
  transcripts(): Readonly<Record<string, readonly string[]>>;
  /** The raw messages; those of one chain, or all. */
  messages(place: string, root?: string): readonly Message[];
  message(ref: MessageRef): Message;
  /** The bot's own messages, everywhere or in one place, in order. */
  posted(place?: string): readonly Message[];
  readonly notifications: readonly Notification[];
  readonly calls: readonly ApiCall[];
  /** Messages of the bot whose making was not answered: it cannot know of them. */
  readonly untold: readonly MessageRef[];
  /** Calls that Teams refused by itself, played faults and rate limits aside: there should be none. */
  readonly refused: readonly string[];
  /** How often each route was called; `{ ok: true }` counts the accepted ones only. */
  counts(filter?: { readonly ok?: boolean }): Readonly<Record<string, number>>;
  /** How often the bot has shown that it types there. */
  typing(place: string): number;
  /** The bytes of a file by name, the newest of that name. */
  file(name: string): Buffer;
}
