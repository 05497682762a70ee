import type { Announcer } from './announcer.js';
import type { JsonObject } from './json.js';
import type { Channel, Message, StoredFile } from './model.js';
import { channelType } from './scopes.js';
import { pieces } from './text.js';
import { messageShape } from './wire-shapes.js';
import type { Workspace } from './workspace.js';

export interface Posting {
  readonly channel: string;
  readonly text: string;
  readonly user?: string | undefined;
  readonly subtype?: string | undefined;
  readonly blocks?: readonly JsonObject[];
  readonly attachments?: readonly JsonObject[];
  readonly thread?: string | undefined;
  readonly broadcast?: boolean;
  readonly botId?: string | undefined;
  readonly appId?: string | undefined;
  readonly clientMsgId?: string | undefined;
  readonly username?: string | undefined;
  readonly iconUrl?: string | undefined;
  readonly metadata?: JsonObject | undefined;
  readonly files?: readonly StoredFile[];
}

/** The life of messages, and the events that it makes. People and the Web API both go through here. */
export class Messages {
  readonly #workspace: Workspace;
  readonly #announcer: Announcer;

  constructor(workspace: Workspace, announcer: Announcer) {
    this.#workspace = workspace;
    this.#announcer = announcer;
  }

  post(posting: Posting): Message {
    const channel = this.#workspace.channel(posting.channel);
    const message: Message = {
      channel: channel.id,
      ts: this.#workspace.ids.ts(),
      user: posting.user,
      subtype: posting.subtype,
      text: posting.text,
      blocks: posting.blocks ?? [],
      attachments: posting.attachments ?? [],
      threadTs: posting.thread,
      botId: posting.botId,
      appId: posting.appId,
      clientMsgId: posting.clientMsgId,
      username: posting.username,
      iconUrl: posting.iconUrl,
      broadcast: posting.broadcast ?? false,
      metadata: posting.metadata,
      edited: undefined,
      tombstone: false,
      files: [...(posting.files ?? [])],
      reactions: new Map(),
      extra: {},
    };
    channel.messages.push(message);
    this.#announceMessage(message, channel);
    const said = message.subtype === undefined || message.subtype === 'file_share'; // joining mentions, too
    if (said && !message.botId && this.#mentionsBot(message.text)) this.#announceMention(message, channel);
    for (const file of message.files) {
      this.#announcer.announce(
        {
          type: 'file_shared',
          channel_id: channel.id,
          file_id: file.id,
          user_id: file.user,
          file: { id: file.id },
          event_ts: this.#workspace.ids.ts(),
        },
        channel,
      );
    }
    return message;
  }

  /** Changes what is given; `by` marks it as edited by that user, as people and `chat.update` do. */
  edit(
    message: Message,
    change: {
      readonly text?: string;
      readonly blocks?: readonly JsonObject[];
      readonly attachments?: readonly JsonObject[];
      readonly metadata?: JsonObject | undefined;
      readonly files?: readonly StoredFile[];
      readonly extra?: JsonObject;
    },
    by?: string,
  ): void {
    const channel = this.#workspace.channel(message.channel);
    const previous = messageShape(this.#workspace, message);
    const mentioned = this.#mentionsBot(message.text);
    if (change.text !== undefined) message.text = change.text;
    if (change.blocks) message.blocks = change.blocks;
    if (change.attachments) message.attachments = change.attachments;
    if ('metadata' in change) message.metadata = change.metadata;
    if (change.files) message.files.push(...change.files);
    if (change.extra) message.extra = { ...message.extra, ...change.extra };
    if (by) {
      const seconds = this.#workspace.ids.ts().split('.')[0]; // Slack's own are whole seconds
      message.edited = { user: by, ts: `${seconds}.000000` };
    }
    this.#announceChange(message, channel, previous);
    if (by && !message.botId && !mentioned && this.#mentionsBot(message.text)) {
      this.#announceMention(message, channel);
    }
  }

  /** Takes a message away; the first of a thread with replies leaves a tombstone. */
  remove(message: Message): void {
    const channel = this.#workspace.channel(message.channel);
    const previous = messageShape(this.#workspace, message);
    if (!message.tombstone && this.#workspace.replies(message).length > 0) {
      message.tombstone = true;
      this.#announceChange(message, channel, previous);
      return;
    }
    const at = channel.messages.indexOf(message);
    if (at < 0) throw new Error(`${message.ts} of ${channel.id} was taken away before`);
    channel.messages.splice(at, 1);
    const ts = this.#workspace.ids.ts();
    this.#announcer.announce(
      {
        type: 'message',
        subtype: 'message_deleted',
        previous_message: previous,
        channel: channel.id,
        hidden: true,
        deleted_ts: message.ts,
        event_ts: ts,
        ts,
        channel_type: channelType(channel),
      },
      channel,
    );
    const parent = message.threadTs && this.#workspace.find({ channel: channel.id, ts: message.threadTs });
    if (parent && parent !== message && parent.tombstone && this.#workspace.replies(parent).length === 0) {
      this.remove(parent); // the last reply takes the tombstone with it
    }
  }

  react(message: Message, user: string, reaction: string): boolean {
    const users = message.reactions.get(reaction) ?? [];
    if (users.includes(user)) return false;
    message.reactions.set(reaction, [...users, user]);
    this.#announceReaction('reaction_added', message, user, reaction);
    return true;
  }

  unreact(message: Message, user: string, reaction: string): boolean {
    const users = message.reactions.get(reaction) ?? [];
    if (!users.includes(user)) return false;
    const left = users.filter((other) => other !== user);
    if (left.length > 0) message.reactions.set(reaction, left);
    else message.reactions.delete(reaction);
    this.#announceReaction('reaction_removed', message, user, reaction);
    return true;
  }

  /** Somebody comes into a channel, by themselves or invited; the app hears of it once it is a member. */
  enter(user: string, channel: Channel, inviter?: string): void {
    const { ids, users } = this.#workspace;
    channel.members.add(user);
    this.#announcer.announce(
      {
        type: 'member_joined_channel',
        user,
        channel: channel.id,
        channel_type: channel.kind === 'private' ? 'G' : 'C',
        team: users.get(user)?.teamId ?? '',
        ...(inviter && { inviter }),
        event_ts: ids.ts(),
      },
      channel,
    );
    const subtype = channel.kind === 'public' ? 'channel_join' : 'group_join';
    this.post({ channel: channel.id, user, subtype, text: `<@${user}> has joined the channel` });
  }

  #mentionsBot(text: string): boolean {
    return pieces(text).some(({ kind, value }) => kind === 'user' && value === this.#workspace.botUser);
  }

  #announceMessage(message: Message, channel: Channel): void {
    this.#announcer.announce(
      {
        ...messageShape(this.#workspace, message, false),
        channel: channel.id,
        event_ts: message.ts,
        channel_type: channelType(channel),
      },
      channel,
    );
  }

  /** `app_mention`: in channels only, a direct message needs no mention. */
  #announceMention(message: Message, channel: Channel): void {
    if (channel.kind === 'im') return;
    const { type: _type, subtype: _subtype, ...shape } = messageShape(this.#workspace, message, false);
    this.#announcer.announce(
      { type: 'app_mention', ...shape, channel: channel.id, event_ts: message.edited?.ts ?? message.ts },
      channel,
    );
  }

  #announceChange(message: Message, channel: Channel, previous: JsonObject): void {
    const ts = this.#workspace.ids.ts();
    this.#announcer.announce(
      {
        type: 'message',
        subtype: 'message_changed',
        message: messageShape(this.#workspace, message),
        previous_message: previous,
        channel: channel.id,
        hidden: true,
        ts,
        event_ts: ts,
        channel_type: channelType(channel),
      },
      channel,
    );
  }

  #announceReaction(type: string, message: Message, user: string, reaction: string): void {
    this.#announcer.announce(
      {
        type,
        user,
        reaction,
        item: { type: 'message', channel: message.channel, ts: message.ts },
        ...(message.user && { item_user: message.user }),
        event_ts: this.#workspace.ids.ts(),
      },
      this.#workspace.channel(message.channel),
    );
  }
}
