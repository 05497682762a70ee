import type { JsonObject } from '../slack/json.js';

/** Somebody in the tenant, or a guest from another one. */
export interface Person {
  /** `29:…`, as this bot knows them. */
  readonly id: string;
  readonly aadId: string;
  readonly name: string;
  readonly email: string;
  /** The tenant that the account is at home in. */
  readonly tenantId: string;
  guest: boolean;
  readonly locale: string;
  readonly country: string;
  readonly timezone: string;
  /** The person has blocked the bot. */
  blocked: boolean;
}

export type PlaceKind = 'personal' | 'groupChat' | 'channel';

/** A conversation. Reply chains of a channel are no places of their own: their messages have a `root`. */
export interface Place {
  /** Without `;messageid=`. */
  readonly id: string;
  readonly kind: PlaceKind;
  name: string;
  /** For a channel. */
  readonly team?: string;
  /** For a channel: a standard one has the members of its team. */
  readonly type: 'standard' | 'private' | 'shared';
  /** For a chat, and for a private or shared channel. */
  readonly people: Set<string>;
  /** The bot is installed in the chat; for a channel see its team. */
  bot: boolean;
  /** `ChatMessage.Read.Chat` was granted. */
  hearsAll: boolean;
  deleted: boolean;
  readonly messages: Message[];
}

export interface Team {
  /** The id of its general channel, as Teams has it. */
  readonly id: string;
  name: string;
  readonly aadGroupId: string;
  readonly people: Set<string>;
  bot: boolean;
  /** `ChannelMessage.Read.Group` was granted. */
  hearsAll: boolean;
  deleted: boolean;
}

export interface MessageRef {
  readonly place: string;
  readonly id: string;
}

export interface Message extends MessageRef {
  /** The first message of its reply chain; its own id for a post; nothing in a chat. */
  readonly root: string | undefined;
  /** A person's id, or the bot's. */
  readonly from: string;
  readonly at: number;
  text: string;
  textFormat: string;
  /** What people typed, with their formatting. */
  html: string;
  summary: string | undefined;
  attachments: readonly JsonObject[];
  /** Names of what people attached or pasted. */
  readonly files: readonly string[];
  entities: readonly JsonObject[];
  edited: boolean;
  deleted: boolean;
  readonly reactions: Map<string, string[]>;
  /** Cards that took the place of the message's own for one person each, after that person clicked. */
  readonly views: Map<string, JsonObject>;
}

/** A file in somebody's OneDrive or in a channel's folder, or an image that was pasted into a message. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly owner: string;
  data: Buffer;
}

/** Who a message makes look: a mention, or nothing but the message itself in a personal chat. */
export interface Notification extends MessageRef {
  readonly person: string;
  readonly how: 'mention' | 'personal';
  readonly edit: boolean;
}
