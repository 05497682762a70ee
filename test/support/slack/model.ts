import type { JsonObject } from './json.js';

/** `guest` and `single-channel-guest` are restricted accounts; a `stranger` belongs to another organisation. */
export type UserKind = 'member' | 'admin' | 'guest' | 'single-channel-guest' | 'stranger' | 'bot';

export interface User {
  readonly id: string;
  readonly teamId: string;
  readonly kind: UserKind;
  name: string;
  realName: string;
  displayName: string;
  email: string;
  tz: string;
  tzOffset: number;
  locale: string;
  deleted: boolean;
  updated: number;
}

export type ChannelKind = 'public' | 'private' | 'im' | 'mpim';

export interface Channel {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly created: number;
  name: string;
  archived: boolean;
  /** Shared with another organisation by Slack Connect. */
  shared: boolean;
  /** The app is installed in the other organisation too: every event of the channel arrives twice. */
  appInBothTeams: boolean;
  readonly members: Set<string>;
  /** Oldest first, replies and tombstones included. */
  readonly messages: Message[];
}

/** A message's address: `ts` is its id within the channel. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

export interface Message extends MessageRef {
  /** The author; none for a bot's message under another name. */
  user: string | undefined;
  subtype: string | undefined;
  text: string;
  blocks: readonly JsonObject[];
  attachments: readonly JsonObject[];
  readonly threadTs: string | undefined;
  /** Of the app, or of another integration. */
  readonly botId: string | undefined;
  readonly appId: string | undefined;
  readonly clientMsgId: string | undefined;
  readonly username: string | undefined;
  readonly iconUrl: string | undefined;
  readonly broadcast: boolean;
  metadata: JsonObject | undefined;
  edited: { readonly user: string; readonly ts: string } | undefined;
  /** The parent of a thread that was deleted: "This message was deleted." stands in its place. */
  tombstone: boolean;
  readonly files: StoredFile[];
  readonly reactions: Map<string, string[]>;
  /** Extra fields that some noise left behind (a locale, an unfurl). */
  extra: JsonObject;
}

export interface StoredFile {
  readonly id: string;
  readonly user: string;
  readonly created: number;
  name: string;
  title: string;
  mimetype: string;
  data: Buffer;
  /** Uploaded with `files.getUploadURLExternal` and completed. */
  complete: boolean;
  deleted: boolean;
}

/** A message that one person saw once; it is in no history. */
export interface Ephemeral extends MessageRef {
  readonly user: string;
  readonly threadTs: string | undefined;
  readonly username: string | undefined;
  text: string;
  blocks: readonly JsonObject[];
  deleted: boolean;
}

/** A modal or an App Home as its viewer sees it. */
export interface OpenView {
  readonly id: string;
  readonly user: string;
  readonly type: 'modal' | 'home';
  readonly rootId: string;
  readonly previousId: string | undefined;
  hash: string;
  /** As the app sent it, with block ids filled in. */
  payload: JsonObject;
}

/** Somebody whose phone a message of the app would have made ring. */
export interface Notification extends MessageRef {
  readonly target: 'user' | 'here' | 'channel' | 'everyone' | 'group';
  /** The user or the group; empty for the broadcasts. */
  readonly id: string;
  /** `markup` for `<@U…>`; `parsed` for plain text such as `@here` that Slack was asked, or not forbidden, to link. */
  readonly how: 'markup' | 'parsed';
  readonly where: 'text' | 'blocks';
  readonly edit: boolean;
}
