import { DateTime } from 'luxon';
import { Ids } from './ids.js';
import type {
  Channel,
  Ephemeral,
  Message,
  MessageRef,
  Notification,
  OpenView,
  StoredFile,
  User,
  UserKind,
} from './model.js';
import type { FakeSlackOptions } from './options.js';
import { ALL_EVENTS, ALL_SCOPES } from './scopes.js';
import type { ChannelOptions, UserOptions, WorkspaceFacet } from './surface.js';

export type TokenState = 'valid' | 'revoked' | 'inactive' | 'invalid';

/** Everything that the fake knows: who, what, where. It answers nobody and tells nobody. */
export class Workspace implements WorkspaceFacet {
  readonly ids: Ids;
  readonly domain = 'fakeworkspace';
  /** `http://127.0.0.1:…`, once the server listens. */
  origin = '';
  readonly enterprise: string | null;
  readonly teamId: string;
  readonly otherTeamId: string;
  readonly appId: string;
  readonly botUser: string;
  readonly botId: string;
  readonly botName = 'Firstline';
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly verificationToken: string;
  readonly commands: readonly string[];
  readonly shortcuts: readonly string[] | undefined;
  readonly users = new Map<string, User>();
  readonly channels = new Map<string, Channel>();
  readonly groups = new Map<string, { readonly handle: string; readonly users: readonly string[] }>();
  readonly files = new Map<string, StoredFile>();
  readonly ephemerals: Ephemeral[] = [];
  readonly views = new Map<string, OpenView>();
  readonly notifications: Notification[] = [];
  scopes: ReadonlySet<string>;
  events: ReadonlySet<string>;
  tokenState: TokenState = 'valid';
  appTokenState: TokenState = 'valid';
  /** What delivered events, commands and shortcuts needed. */
  readonly scopesUsed = new Set<string>();

  constructor(options: FakeSlackOptions) {
    this.ids = new Ids(options.seed ?? 1, options.now ?? Date.now);
    this.enterprise = options.enterprise ?? null;
    this.teamId = this.ids.id('T');
    this.otherTeamId = this.ids.id('T');
    this.appId = this.ids.id('A');
    this.botId = this.ids.id('B');
    this.botToken = `xoxb-${this.ids.digits(12)}-${this.ids.digits(13)}-${this.ids.secret(24)}`;
    this.appToken = `xapp-1-${this.appId}-${this.ids.digits(13)}-${this.ids.hex(64)}`;
    this.signingSecret = this.ids.hex(32);
    this.verificationToken = this.ids.secret(24);
    this.commands = options.commands ?? ['/firstline'];
    this.shortcuts = options.shortcuts;
    this.scopes = new Set(options.scopes ?? ALL_SCOPES);
    this.events = new Set(options.events ?? ALL_EVENTS);
    this.botUser = this.addUser('firstline', {
      kind: 'bot',
      realName: this.botName,
      displayName: '',
    });
  }

  addUser(name: string, options: UserOptions = {}): string {
    const id = options.id ?? this.ids.id('U');
    const kind = options.kind ?? 'member';
    const tz = options.tz ?? 'Europe/Berlin';
    const now = this.ids.now();
    this.users.set(id, {
      id,
      kind,
      name,
      tz,
      teamId: options.teamId ?? (kind === 'stranger' ? this.otherTeamId : this.teamId),
      realName: options.realName ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      displayName: options.displayName ?? name,
      email: options.email ?? `${name}@example.com`,
      tzOffset: DateTime.fromMillis(now, { zone: tz }).offset * 60,
      locale: options.locale ?? 'en-US',
      deleted: options.deleted ?? false,
      updated: Math.floor(now / 1000),
    });
    return id;
  }

  addChannel(name: string, options: ChannelOptions = {}): string {
    const kind = options.kind ?? 'public';
    const channel = this.newChannel(options.id ?? this.ids.id('C'), kind, name);
    for (const member of options.members ?? []) channel.members.add(this.user(member).id);
    if (options.bot ?? true) channel.members.add(this.botUser);
    channel.archived = options.archived ?? false;
    channel.shared = options.shared ?? false;
    channel.appInBothTeams = options.appInBothTeams ?? false;
    return channel.id;
  }

  newChannel(id: string, kind: Channel['kind'], name: string): Channel {
    const channel: Channel = {
      id,
      kind,
      name,
      created: Math.floor(this.ids.now() / 1000),
      archived: false,
      shared: false,
      appInBothTeams: false,
      members: new Set(),
      messages: [],
    };
    this.channels.set(id, channel);
    return channel;
  }

  addGroup(handle: string, users: readonly string[]): string {
    const id = this.ids.id('S');
    this.groups.set(id, { handle, users });
    return id;
  }

  dm(user: string): string {
    return (this.findDm([user]) ?? this.openDm([user])).id;
  }

  /** The direct message channel of the bot and exactly these people. */
  findDm(users: readonly string[]): Channel | undefined {
    const kind = users.length > 1 ? 'mpim' : 'im';
    for (const channel of this.channels.values()) {
      if (channel.kind !== kind || channel.members.size !== users.length + 1) continue;
      if (users.every((user) => channel.members.has(user))) return channel;
    }
    return undefined;
  }

  openDm(users: readonly string[]): Channel {
    const kind = users.length > 1 ? 'mpim' : 'im';
    const names = users.map((user) => this.user(user).name);
    const channel = this.newChannel(
      this.ids.id(kind === 'im' ? 'D' : 'C'),
      kind,
      kind === 'im' ? 'directmessage' : `mpdm-${names.join('--')}--firstline-1`,
    );
    for (const user of [...users, this.botUser]) channel.members.add(user);
    return channel;
  }

  user(id: string): User {
    const user = this.users.get(id);
    if (!user) throw new Error(`the fake Slack has no user ${id}`);
    return user;
  }

  channel(id: string): Channel {
    const channel = this.channels.get(id);
    if (!channel) throw new Error(`the fake Slack has no channel ${id}`);
    return channel;
  }

  /** The message, or nothing when it is not there or was deleted without a trace. */
  find(ref: MessageRef): Message | undefined {
    return this.channels.get(ref.channel)?.messages.findLast((message) => message.ts === ref.ts);
  }

  message(ref: MessageRef): Message {
    const message = this.find(ref);
    if (!message) throw new Error(`the fake Slack has no message ${ref.ts} in ${ref.channel}`);
    return message;
  }

  replies(parent: MessageRef): readonly Message[] {
    const messages = this.channels.get(parent.channel)?.messages ?? [];
    return messages.filter((message) => message.threadTs === parent.ts && message.ts !== parent.ts);
  }

  setDeleted(user: string, deleted: boolean): void {
    this.user(user).deleted = deleted;
    this.user(user).updated = Math.floor(this.ids.now() / 1000);
  }

  setKind(user: string, kind: UserKind): void {
    const was = this.user(user);
    this.users.set(user, { ...was, kind, teamId: kind === 'stranger' ? this.otherTeamId : this.teamId });
  }

  setScopes(scopes: readonly string[]): void {
    this.scopes = new Set(scopes);
  }

  setEvents(events: readonly string[]): void {
    this.events = new Set(events);
  }

  setToken(state: TokenState, which: 'bot' | 'app' = 'bot'): void {
    if (which === 'bot') this.tokenState = state;
    else this.appTokenState = state;
  }
}
