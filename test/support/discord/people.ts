import { contentType } from '../slack/content-types.js';
import type { Announcer } from './announcer.js';
import type { Deliveries } from './deliveries.js';
import { NOBODY } from './mentions.js';
import type { Messages } from './messages.js';
import { type Attachment, type Channel, MESSAGE_FLAGS as FLAGS, isThread, type MessageRef } from './model.js';
import type { PermissionName } from './permissions.js';
import { openOn } from './routes-threads.js';
import type { FileInput, PeopleFacet, PostOptions, SayOptions, ThreadOptions, Unheard } from './surface.js';
import type { Threads } from './threads.js';
import type { World } from './world.js';

const LONGEST = 2000;

/** What people do in Discord's own client, and what the bot hears of it. */
export class People implements PeopleFacet {
  readonly #world: World;
  readonly #messages: Messages;
  readonly #threads: Threads;
  readonly #announcer: Announcer;
  readonly #deliveries: Deliveries;

  constructor(
    world: World,
    messages: Messages,
    threads: Threads,
    announcer: Announcer,
    deliveries: Deliveries,
  ) {
    this.#world = world;
    this.#messages = messages;
    this.#threads = threads;
    this.#announcer = announcer;
    this.#deliveries = deliveries;
  }

  say(user: string, channel: string, text: string, options: SayOptions = {}): MessageRef {
    const place = this.#world.channel(channel);
    this.#mayWrite(user, place, text);
    return this.#heard(options.unheard, () => this.#speak(user, place, text, options));
  }

  dm(user: string, text: string, options: SayOptions = {}): MessageRef {
    return this.say(user, this.#world.dm(user).id, text, options);
  }

  mention(user: string, channel: string, text: string, options: SayOptions = {}): MessageRef {
    return this.say(user, channel, `<@${this.#world.botUser}> ${text}`, options);
  }

  reply(user: string, to: MessageRef, text: string, options: SayOptions = {}): MessageRef {
    return this.say(user, to.channel, text, { ...options, reply: to });
  }

  #speak(user: string, place: Channel, text: string, options: SayOptions, id?: string): MessageRef {
    const { reply, ping = true } = options;
    const message = this.#messages.post({
      channel: place,
      author: user,
      content: text.trim(),
      ...(id !== undefined && { id }),
      attachments: (options.files ?? []).map((file) => this.#upload(file)),
      allowed: { everyone: true, users: 'all', roles: 'all', repliedUser: ping },
      ...(reply && { repliedTo: this.#world.message(reply) }),
      ...(options.silent && { flags: FLAGS.suppressNotifications }),
      nonce: this.#world.ids.next(),
    });
    return { channel: message.channel, id: message.id };
  }

  edit(ref: MessageRef, text: string, { unheard }: Unheard = {}): void {
    const message = this.#world.message(ref);
    this.#changeable(this.#world.channel(ref.channel), message.author);
    this.#heard(unheard, () => this.#messages.edit(message, { content: text.trim() }));
  }

  delete(ref: MessageRef, { unheard }: Unheard = {}): void {
    const message = this.#world.message(ref);
    this.#heard(unheard, () => this.#messages.remove(message));
  }

  react(user: string, ref: MessageRef, emoji: string, { unheard }: Unheard = {}): void {
    this.#need(user, this.#world.channel(ref.channel), 'ViewChannel');
    this.#heard(unheard, () => this.#messages.react(this.#world.message(ref), user, emoji));
  }

  unreact(user: string, ref: MessageRef, emoji: string, { unheard }: Unheard = {}): void {
    this.#heard(unheard, () => this.#messages.unreact(this.#world.message(ref), user, emoji));
  }

  newThread(user: string, channel: string, name: string, options: ThreadOptions = {}): string {
    const parent = this.#world.channel(channel);
    if (parent.type !== 0 && parent.type !== 5) throw new Error(`${channel} takes no threads`);
    this.#need(user, parent, options.private ? 'CreatePrivateThreads' : 'CreatePublicThreads');
    return this.#heard(options.unheard, () => {
      if (options.from) {
        const message = this.#world.message(options.from);
        if (message.thread !== undefined) throw new Error(`${message.id} has a thread already`);
        const backend = { world: this.#world, threads: this.#threads, messages: this.#messages };
        return openOn(backend, message, { name, owner: user }).id;
      }
      const isPrivate = options.private ?? false;
      const thread = this.#threads.open({ parent, owner: user, name, isPrivate });
      if (!isPrivate) {
        const reference = { type: 0, channel_id: thread.id, guild_id: thread.guild };
        this.#messages.post({
          channel: parent,
          author: user,
          type: 18,
          allowed: NOBODY,
          content: name,
          reference,
        });
      }
      return thread.id;
    });
  }

  newPost(user: string, forum: string, title: string, text: string, options: PostOptions = {}): string {
    const parent = this.#world.channel(forum);
    if (parent.type !== 15) throw new Error(`${forum} is no forum`);
    this.#need(user, parent, 'SendMessages');
    const tags = (options.tags ?? []).map((name) => {
      const tag = parent.tags.find((one) => one.name === name);
      if (!tag) throw new Error(`the forum has no tag ${name}`);
      return tag.id;
    });
    if (parent.requireTag && tags.length === 0) throw new Error('the forum wants a tag');
    return this.#heard(options.unheard, () => {
      const id = this.#world.ids.next();
      const thread = this.#threads.open({ id, parent, owner: user, name: title, isPrivate: false, tags });
      parent.lastMessageId = id;
      this.#speak(user, thread, text, options, id);
      return id;
    });
  }

  archive(user: string, thread: string): void {
    this.#change(user, thread, { archived: true });
  }

  unarchive(user: string, thread: string): void {
    this.#change(user, thread, { archived: false });
  }

  lock(user: string, thread: string): void {
    this.#need(user, this.#world.channel(thread), 'ManageThreads');
    this.#change(user, thread, { locked: true });
  }

  unlock(user: string, thread: string): void {
    this.#need(user, this.#world.channel(thread), 'ManageThreads');
    this.#change(user, thread, { locked: false });
  }

  #change(
    user: string,
    id: string,
    change: { readonly archived?: boolean; readonly locked?: boolean },
  ): void {
    const channel = this.#world.channel(id);
    if (!isThread(channel)) throw new Error(`${id} is no thread`);
    const manager = this.#world.can(user, channel, 'ManageThreads');
    if (channel.thread.locked && !manager) throw new Error(`${id} is locked`);
    const owns = channel.thread.owner === user;
    if (change.archived && !owns && !manager) throw new Error(`${user} may not archive ${id}`);
    this.#threads.set(channel, change);
  }

  renameThread(user: string, thread: string, name: string): void {
    const channel = this.#world.channel(thread);
    if (channel.thread?.owner !== user) this.#need(user, channel, 'ManageThreads');
    channel.name = name;
    this.#threads.changed(channel);
  }

  deleteThread(user: string, thread: string): void {
    const channel = this.#world.channel(thread);
    this.#need(user, channel, 'ManageThreads');
    this.#threads.remove(channel);
  }

  joinThread(user: string, thread: string): void {
    this.#need(user, this.#world.channel(thread), 'ViewChannel');
    this.#threads.join(this.#world.channel(thread), [user]);
  }

  leaveThread(user: string, thread: string): void {
    this.#threads.leave(this.#world.channel(thread), user);
  }

  join(user: string, guild?: string): void {
    const place = this.#world.guild(guild);
    this.#world.join(place, user);
    this.#announcer.member('GUILD_MEMBER_ADD', place, user);
  }

  leave(user: string, guild?: string): void {
    const place = this.#world.guild(guild);
    this.#announcer.member('GUILD_MEMBER_REMOVE', place, user);
    place.members.delete(user);
    for (const channel of this.#world.channels.values()) {
      if (channel.guild === place.id) channel.thread?.members.delete(user);
    }
  }

  typing(user: string, channel: string): void {
    this.#announcer.typing(this.#world.channel(channel), user);
  }

  unfurl(ref: MessageRef): void {
    const message = this.#world.message(ref);
    const embed = { type: 'link', url: 'https://example.com/', title: 'Example', content_scan_version: 0 };
    this.#messages.edit(message, { embeds: [...message.embeds, embed] }, true);
  }

  #mayWrite(user: string, place: Channel, text: string): void {
    if ([...text].length > LONGEST) throw new Error(`nobody can say more than ${LONGEST} characters`);
    if (place.type === 15 || place.type === 4)
      throw new Error(`${place.id} takes posts or channels, no messages`);
    this.#need(user, place, 'SendMessages');
    if (place.thread?.locked && !this.#world.can(user, place, 'ManageThreads'))
      throw new Error(`${place.id} is locked`);
  }

  #changeable(channel: Channel, user: string): void {
    if (channel.thread?.archived) throw new Error(`${channel.id} is archived: nothing in it can be changed`);
    const locked = channel.thread?.locked && !this.#world.can(user, channel, 'ManageThreads');
    if (locked) throw new Error(`${channel.id} is locked`);
  }

  #need(user: string, channel: Channel, permission: PermissionName): void {
    if (!this.#world.can(user, channel, permission))
      throw new Error(`${user} lacks ${permission} in ${channel.id}`);
  }

  #upload({ name, data, contentType: type }: FileInput): Attachment {
    return {
      id: this.#world.ids.next(),
      filename: name,
      description: undefined,
      contentType: type ?? contentType(name),
      data: Buffer.from(data),
    };
  }

  #heard<T>(unheard: boolean | undefined, run: () => T): T {
    if (!unheard) return run();
    this.#deliveries.muted = true;
    try {
      return run();
    } finally {
      this.#deliveries.muted = false;
    }
  }
}
