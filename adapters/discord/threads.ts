import { isObject, listIn, numberIn, textIn } from '../../src/core/json.js';
import type { Api, NoAnswer } from './api.js';
import type { Channels } from './channels.js';
import { isForum, isThread } from './channels.js';
import { type Spot, standsIn } from './places.js';
import { cut } from './render.js';
import {
  INVALID_FORM,
  MISSING_PERMISSIONS,
  THREAD_EXISTS,
  UNKNOWN_CHANNEL,
  UNKNOWN_MESSAGE,
  WRONG_KIND,
} from './troubles.js';

/** Where the words of a place are said. */
export interface Standing {
  /** The channel or thread to say them in. */
  readonly channel: string;
  /** The channel of the webhook that speaks there. */
  readonly parent: string;
  /** The message to reply to, where no thread could be opened from it. */
  readonly replyTo?: string;
}

/** Minutes without a word until a thread of ours archives itself; a word brings it back. */
const ARCHIVE_AFTER = 1440;
const NAME = 100;
const TOO_MANY_THREADS = 160006;

/** Builds what opens threads. */
export function createThreads(api: Api, channels: Channels) {
  /** Messages from which no thread can be opened: they are replied to. */
  const threadless = new Set<string>();
  /** Private threads of this run, by channel, person and the time of what they are for. */
  const begun = new Map<string, string>();

  /** Opens a thread from a message; one that is there is as good. */
  async function openFrom(
    channel: string,
    message: string,
    title: string,
    signal?: AbortSignal,
  ): Promise<NoAnswer | undefined> {
    for (const name of [threadName(title), 'Firstline']) {
      const called = await api.call('POST', `/channels/${channel}/messages/${message}/threads`, {
        body: { name, auto_archive_duration: ARCHIVE_AFTER },
        signal,
      });
      if (called.ok) {
        channels.put(called.answer);
        return undefined;
      }
      if (called.code === THREAD_EXISTS) return undefined;
      if (called.code !== INVALID_FORM) return called;
    }
    return { ok: false, outcome: { kind: 'refused', reason: 'Discord refuses the name of the thread.' } };
  }

  /** What a thread is called that is opened from somebody's message: as it begins. Everybody there reads it anyway. */
  async function titleFrom(channel: string, message: string, signal?: AbortSignal): Promise<string> {
    const called = await api.call('GET', `/channels/${channel}/messages/${message}`, { signal });
    const words = called.ok ? (textIn(called.answer, 'content') ?? '') : '';
    return words.replace(/<[@#][!&]?\d+>/g, ' ');
  }

  return {
    openFrom,

    /** Where to say something to a place; a message that was not answered yet gets its thread. */
    async standing(spot: Spot, signal?: AbortSignal): Promise<Standing | NoAnswer> {
      const { channel: parent, thread } = spot;
      if (thread === undefined) return { channel: parent, parent };
      if (threadless.has(thread)) return { channel: parent, parent, replyTo: thread };
      const known = channels.known(thread);
      if (known && isThread(known)) return { channel: thread, parent };
      const asked = await api.call('GET', `/channels/${thread}`, { signal });
      if (asked.ok) {
        channels.put(asked.answer);
        return { channel: thread, parent };
      }
      const channel = channels.known(parent);
      if (asked.code !== UNKNOWN_CHANNEL || (channel && isForum(channel))) return asked;
      const refused = await openFrom(parent, thread, await titleFrom(parent, thread, signal), signal);
      if (!refused) return { channel: thread, parent };
      const { code } = refused;
      if (code === UNKNOWN_MESSAGE) return asked; // a thread that was deleted, or whose message was
      if (code !== MISSING_PERMISSIONS && code !== WRONG_KIND && code !== TOO_MANY_THREADS) return refused;
      if (threadless.size >= 10_000) threadless.clear();
      threadless.add(thread);
      return { channel: parent, parent, replyTo: thread };
    },

    /**
     * A thread that only the bot and one person see, below a channel; found again where it was opened for the same
     * words before. Moderators who may manage threads see it as well. Names are not unique: a thread is somebody's only
     * if they are in it, with nobody but the bot.
     */
    async privately(
      { guild, channel }: Spot,
      user: string,
      name: string,
      since: number,
      me: string,
      signal?: AbortSignal,
    ): Promise<string | NoAnswer> {
      const active = await api.call('GET', `/guilds/${guild}/threads/active`, { signal });
      const there = active.ok ? listIn(active.answer, 'threads') : [];
      const title = threadName(name);
      const named = there.filter(
        (one) =>
          isObject(one) &&
          one.type === 12 &&
          one.parent_id === channel &&
          one.owner_id === me &&
          one.name === title &&
          Date.parse(textIn(one.thread_metadata, 'create_timestamp') ?? '') >= since,
      );
      let id = begun.get(`${channel}/${user}/${since}`);
      for (const one of named) {
        if (id !== undefined) break;
        if ((numberIn(one, 'member_count') ?? 0) > 2) continue;
        const thread = textIn(one, 'id') ?? '';
        const member = await api.call('GET', `/channels/${thread}/thread-members/${user}`, { signal });
        if (member.ok) id = thread;
        else if (member.outcome.kind !== 'refused') return member;
      }
      if (id === undefined) {
        const body = { name: title, type: 12, invitable: false, auto_archive_duration: ARCHIVE_AFTER };
        const made = await api.call('POST', `/channels/${channel}/threads`, { body, signal });
        if (!made.ok) return made;
        channels.put(made.answer);
        id = textIn(made.answer, 'id');
        if (begun.size >= 1_000) begun.clear();
        // Until they are in it nothing else tells whose it is.
        if (id !== undefined) begun.set(`${channel}/${user}/${since}`, id);
      }
      if (id === undefined)
        return { ok: false, outcome: { kind: 'unknown', reason: 'The thread has no id.' } };
      const joined = await api.call('PUT', `/channels/${id}/thread-members/${user}`, { signal });
      return joined.ok ? id : joined;
    },

    /** Brings an archived thread back, unless it is locked. */
    async awaken(spot: Spot, signal?: AbortSignal): Promise<boolean> {
      const called = await api.call('PATCH', `/channels/${standsIn(spot)}`, {
        body: { archived: false },
        signal,
      });
      if (called.ok) channels.put(called.answer);
      return called.ok;
    },
  };
}

/** What opens threads, and finds them again. */
export type Threads = ReturnType<typeof createThreads>;

/** A readable name of a thread: one line, and never empty. */
export function threadName(title: string): string {
  return cut(title.replace(/\s+/g, ' ').trim() || 'Firstline', NAME);
}
