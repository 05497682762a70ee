import type { Announcer } from './announcer.js';
import { type Channel, isThread, type ThreadState } from './model.js';
import type { World } from './world.js';

interface ThreadPlan {
  readonly id?: string;
  readonly parent: Channel;
  readonly owner: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly invitable?: boolean;
  readonly autoArchive?: number;
  readonly tags?: readonly string[];
  /** Who is in it from the start, beside the owner. */
  readonly members?: readonly string[];
}

type Thread = Channel & { readonly thread: ThreadState };

/** What happens to threads: they open, fill, fall asleep in the archive, wake up, are locked. */
export class Threads {
  readonly #world: World;
  readonly #announcer: Announcer;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(world: World, announcer: Announcer) {
    this.#world = world;
    this.#announcer = announcer;
  }

  open(plan: ThreadPlan): Thread {
    const now = this.#world.ids.now();
    const { parent } = plan;
    const members = new Map([plan.owner, ...(plan.members ?? [])].map((user) => [user, now] as const));
    for (const user of members.keys()) if (!this.#world.users.has(user)) members.delete(user); // a webhook's post
    const channel = this.#world.makeChannel({
      ...(plan.id !== undefined && { id: plan.id }),
      type: plan.isPrivate ? 12 : parent.type === 5 ? 10 : 11,
      ...(parent.guild !== undefined && { guild: parent.guild }),
      name: plan.name,
      parent: parent.id,
      thread: {
        owner: plan.owner,
        archived: false,
        locked: false,
        invitable: plan.invitable ?? true,
        autoArchive: plan.autoArchive ?? parent.defaultAutoArchive,
        archiveChangedAt: now,
        createdAt: now,
        members,
        appliedTags: plan.tags ?? [],
        messageCount: 0,
        totalSent: 0,
      },
    });
    const thread = asThread(channel);
    this.#announcer.thread('THREAD_CREATE', thread, { newly_created: true });
    if (thread.thread.members.has(this.#world.botUser))
      this.#announcer.threadMembers(thread, [this.#world.botUser], []);
    this.#wait(thread);
    return thread;
  }

  /** A message came: an archived thread wakes up, and the time until it archives itself begins anew. */
  touch(channel: Channel, user: string | undefined): void {
    if (!isThread(channel)) return;
    if (channel.thread.archived) this.set(channel, { archived: false });
    if (user !== undefined) this.join(channel, [user]);
    this.#wait(channel);
  }

  set(
    channel: Channel,
    { archived, locked }: { readonly archived?: boolean; readonly locked?: boolean },
  ): void {
    const { thread } = asThread(channel);
    const changed =
      (archived ?? thread.archived) !== thread.archived || (locked ?? thread.locked) !== thread.locked;
    if (!changed) return;
    if (archived !== undefined && archived !== thread.archived) {
      thread.archived = archived;
      thread.archiveChangedAt = this.#world.ids.now();
    }
    thread.locked = locked ?? thread.locked;
    this.changed(channel);
    this.#wait(asThread(channel));
  }

  /** Says that something about the thread is different now. */
  changed(channel: Channel): void {
    this.#announcer.thread('THREAD_UPDATE', channel);
  }

  join(channel: Channel, users: readonly string[]): void {
    const { thread } = asThread(channel);
    const added = users.filter((user) => this.#world.users.has(user) && !thread.members.has(user));
    if (added.length === 0) return;
    for (const user of added) thread.members.set(user, this.#world.ids.now());
    const { botUser } = this.#world;
    if (added.includes(botUser) && channel.type === 12) this.#announcer.thread('THREAD_CREATE', channel);
    this.#announcer.threadMembers(channel, added, []);
  }

  leave(channel: Channel, user: string): void {
    if (!asThread(channel).thread.members.delete(user)) return;
    this.#announcer.threadMembers(channel, [], [user]);
  }

  remove(channel: Channel): void {
    const seen = this.#world.can(this.#world.botUser, channel, 'ViewChannel');
    clearTimeout(this.#timers.get(channel.id));
    this.#world.removeChannel(channel.id);
    if (seen) this.#announcer.threadDeleted(channel);
  }

  #wait(channel: Thread): void {
    clearTimeout(this.#timers.get(channel.id));
    if (channel.thread.archived) return;
    const ms = channel.thread.autoArchive * this.#world.timing.archiveMinuteMs;
    const timer = setTimeout(() => this.set(channel, { archived: true }), Math.min(ms, 2_147_483_647));
    timer.unref();
    this.#timers.set(channel.id, timer);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}

function asThread(channel: Channel): Thread {
  if (!isThread(channel)) throw new Error(`${channel.id} is no thread`);
  return channel;
}
