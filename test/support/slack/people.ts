import type { Announcer } from './announcer.js';
import { contentType } from './content-types.js';
import type { JsonObject } from './json.js';
import type { Messages } from './messages.js';
import type { Channel, MessageRef, StoredFile } from './model.js';
import type { FileInput, PeopleFacet, SayOptions } from './surface.js';
import { richText } from './text.js';
import { homeOf, viewShape } from './views.js';
import type { Workspace } from './workspace.js';

/** What people do in Slack's own clients, and what the app hears of it. */
export class People implements PeopleFacet {
  readonly #workspace: Workspace;
  readonly #messages: Messages;
  readonly #announcer: Announcer;

  constructor(workspace: Workspace, messages: Messages, announcer: Announcer) {
    this.#workspace = workspace;
    this.#messages = messages;
    this.#announcer = announcer;
  }

  say(user: string, channel: string, text: string, options: SayOptions = {}): MessageRef {
    const { ids } = this.#workspace;
    const place = this.#entered(user, channel);
    if (options.thread && !this.#workspace.find({ channel, ts: options.thread })) {
      throw new Error(`there is no thread ${options.thread} in ${channel}`);
    }
    const files = (options.files ?? []).map((file) => this.#upload(user, file));
    const speak = () =>
      this.#messages.post({
        channel: place.id,
        user,
        text,
        blocks: text === '' ? [] : [richText(text, ids.secret(5))],
        clientMsgId: files.length > 0 ? undefined : ids.uuid(),
        subtype: files.length > 0 ? 'file_share' : undefined,
        thread: options.thread,
        broadcast: options.broadcast ?? false,
        files,
      });
    const { ts } = options.unheard ? this.#muted(speak) : speak();
    return { channel, ts };
  }

  mention(user: string, channel: string, text: string, options: SayOptions = {}): MessageRef {
    return this.say(user, channel, `<@${this.#workspace.botUser}> ${text}`, options);
  }

  dm(user: string, text: string, options: SayOptions = {}): MessageRef {
    return this.say(user, this.#workspace.dm(user), text, options);
  }

  otherBot(
    channel: string,
    text: string,
    options: { readonly thread?: string; readonly name?: string } = {},
  ): MessageRef {
    const { ts } = this.#messages.post({
      channel,
      text,
      subtype: 'bot_message',
      username: options.name ?? 'Other integration',
      botId: this.#workspace.ids.id('B'),
      thread: options.thread,
    });
    return { channel, ts };
  }

  edit(message: MessageRef, text: string, user?: string): void {
    const found = this.#workspace.message(message);
    const by = user ?? found.user;
    const blocks = text === '' ? [] : [richText(text, this.#workspace.ids.secret(5))];
    this.#messages.edit(found, { text, blocks }, by);
  }

  delete(message: MessageRef, options: { readonly unheard?: boolean } = {}): void {
    const remove = () => this.#messages.remove(this.#workspace.message(message));
    if (options.unheard) this.#muted(remove);
    else remove();
  }

  react(user: string, message: MessageRef, reaction: string): void {
    this.#entered(user, message.channel);
    this.#messages.react(this.#workspace.message(message), user, reaction);
  }

  unreact(user: string, message: MessageRef, reaction: string): void {
    this.#messages.unreact(this.#workspace.message(message), user, reaction);
  }

  noise(message: MessageRef, kind: 'unfurl' | 'thread' | 'locale'): void {
    const found = this.#workspace.message(message);
    switch (kind) {
      case 'unfurl': {
        const unfurl = {
          id: 1,
          from_url: 'https://example.com/',
          service_name: 'Example',
          title: 'Example',
          fallback: 'Example',
        };
        this.#messages.edit(found, { attachments: [...found.attachments, unfurl] });
        return;
      }
      case 'thread': // the parent's reply count, said again
        this.#messages.edit(found, {});
        return;
      case 'locale':
        this.#messages.edit(found, { extra: { language: { locale: 'en', is_reliable: true } } });
        return;
    }
    kind satisfies never;
  }

  join(user: string, channel: string): void {
    this.#messages.enter(user, this.#workspace.channel(channel));
  }

  leave(user: string, channel: string): void {
    const place = this.#workspace.channel(channel);
    this.#announcer.announce(
      {
        type: 'member_left_channel',
        user,
        channel,
        channel_type: place.kind === 'private' ? 'G' : 'C',
        team: this.#workspace.user(user).teamId,
        event_ts: this.#workspace.ids.ts(),
      },
      place,
    );
    place.members.delete(user);
  }

  inviteBot(user: string, channel: string): void {
    this.#messages.enter(this.#workspace.botUser, this.#workspace.channel(channel), user);
  }

  removeBot(user: string, channel: string): void {
    const place = this.#workspace.channel(channel);
    const { botUser, ids } = this.#workspace;
    const type = place.kind === 'private' ? 'group_left' : 'channel_left';
    const ts = ids.ts();
    this.#announcer.announce({ type, channel, actor_id: user, event_ts: ts }, place);
    place.members.delete(botUser);
  }

  archive(user: string, channel: string): void {
    this.#channelEvent('archive', channel, { channel, user });
    this.#workspace.channel(channel).archived = true;
  }

  unarchive(user: string, channel: string): void {
    this.#workspace.channel(channel).archived = false;
    this.#channelEvent('unarchive', channel, { channel, user });
  }

  rename(_user: string, channel: string, name: string): void {
    const place = this.#workspace.channel(channel);
    place.name = name;
    const { id, created } = place;
    this.#channelEvent('rename', channel, {
      channel: {
        id,
        name,
        created,
        is_channel: place.kind === 'public',
        is_mpim: false,
        name_normalized: name,
      },
    });
  }

  openHome(user: string, tab: 'home' | 'messages' = 'home'): void {
    const view = homeOf(this.#workspace, user);
    this.#announcer.announce({
      type: 'app_home_opened',
      user,
      channel: this.#workspace.dm(user),
      tab,
      ...(view && { view: viewShape(this.#workspace, view) }),
      event_ts: this.#workspace.ids.ts(),
    });
  }

  uninstall(): void {
    this.#announcer.announce(
      {
        type: 'tokens_revoked',
        tokens: { oauth: [], bot: [this.#workspace.botUser] },
        event_ts: this.#workspace.ids.ts(),
      },
      undefined,
      true,
    );
    this.#announcer.announce(
      { type: 'app_uninstalled', event_ts: this.#workspace.ids.ts() },
      undefined,
      true,
    );
    this.#workspace.setToken('inactive');
  }

  event(event: JsonObject, channel?: string): void {
    this.#announcer.announce(event, channel === undefined ? undefined : this.#workspace.channel(channel));
  }

  /** The channel, if this person can be in it; in a public one people are as soon as they speak. */
  #entered(user: string, channel: string): Channel {
    const place = this.#workspace.channel(channel);
    if (place.archived) throw new Error(`${channel} is archived: nobody can speak there`);
    if (this.#workspace.user(user).deleted) throw new Error(`${user} is deactivated`);
    if (!place.members.has(user)) {
      if (place.kind !== 'public') throw new Error(`${user} is not a member of ${channel}`);
      this.join(user, channel);
    }
    return place;
  }

  #channelEvent(what: 'archive' | 'unarchive' | 'rename', channel: string, fields: JsonObject): void {
    const place = this.#workspace.channel(channel);
    const family = place.kind === 'private' ? 'group' : 'channel';
    const event = { type: `${family}_${what}`, ...fields, event_ts: this.#workspace.ids.ts() };
    this.#announcer.announce(event, place);
  }

  #upload(user: string, { name, data, mimetype }: FileInput): StoredFile {
    const file: StoredFile = {
      id: this.#workspace.ids.id('F'),
      user,
      created: Math.floor(this.#workspace.ids.now() / 1000),
      name,
      title: name,
      mimetype: mimetype ?? contentType(name),
      data: Buffer.from(data),
      complete: true,
      deleted: false,
    };
    this.#workspace.files.set(file.id, file);
    return file;
  }

  #muted<T>(run: () => T): T {
    this.#announcer.muted = true;
    try {
      return run();
    } finally {
      this.#announcer.muted = false;
    }
  }
}
