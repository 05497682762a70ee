import type { Conversation } from '../../src/core/conversation.js';
import type { Event } from '../../src/core/event.js';
import type { Log } from '../../src/core/ports/ambient.js';
import type { Door, Submitted } from '../../src/core/ports/channel.js';
import type { Records } from '../../src/core/ports/store.js';
import type { Api } from './api.js';
import type { Channels } from './channels.js';
import type { DiscordConfig } from './config.js';
import { createDeskThreads } from './desk-threads.js';
import { type Seen, type Self, toEvent } from './parse.js';
import type { People } from './people.js';
import { DIRECT, placeOf, type Spot, standsIn, timeOf } from './places.js';
import type { Writers } from './writers.js';

/** Takes in what people did. Rejects where it could not be committed. */
export interface Ears {
  /** Takes what was seen, if it is for us. */
  take(seen: Seen): Promise<Submitted | undefined>;
  /** Submits an event that is for us in any case. */
  submit(event: Event): Promise<Submitted>;
  /**
   * Resolves once a thread of the desk is known as that of its case; with false where it is that of somebody else, who
   * may be another bot of our kind. Waits at most so many milliseconds.
   */
  untilKnown(spot: Spot, patience?: number): Promise<boolean>;
  /** Shows for ten seconds that the bot is at it, where it is the one who answers. */
  showTyping(spot: Spot, signal?: AbortSignal): Promise<void>;
  isDesk(spot: Spot): boolean;
}

/** An edit that comes later than this does not ask what was never asked: nobody remembers for long what was. */
const REMEMBERED = 86_400_000;
/** A turn that takes longer shows that the bot is typing, in milliseconds. */
const TYPING_AFTER = 700;

/** Builds the ears. What nobody asked the bot in places where it takes no part leaves no trace. */
export function createEars(options: {
  readonly api: Api;
  readonly people: People;
  readonly channels: Channels;
  readonly records: Pick<Records, 'read'>;
  readonly writers: Writers;
  readonly config: DiscordConfig;
  /** The channel of the desk, where that is in Discord. */
  readonly desk?: Spot;
  readonly self: () => Self;
  readonly door: () => Door;
  readonly log: Log;
}): Ears {
  const { api, people, channels, records, writers, config, desk, self, door, log } = options;
  const help = new Set(config['help-channels'].map(({ channel }) => channel));
  const forums = new Map(config.forums.map((one) => [one.channel, one]));
  const deskThread = createDeskThreads({ api, channels, records, self });

  const isDesk = (spot: Spot): boolean => desk !== undefined && spot.channel === desk.channel;

  async function conversationAt(spot: Spot): Promise<Conversation | undefined> {
    const key = `conversation/${placeOf(spot)}` as const;
    const value = (await records.read([key])).get(key)?.value;
    return value && 'participants' in value ? value : undefined;
  }

  /** The first message of a post in a forum of ours, and whether it asks for a person where the bot is not sure. */
  function postIn(seen: Seen, spot: Spot): { readonly unsure: 'silent' | 'person' } | undefined {
    return seen.id === spot.thread && seen.channel === seen.id ? forums.get(spot.channel) : undefined;
  }

  /** A new message of a help channel, or a new post. In threads, and in replies, people talk to each other. */
  function asksForHelp(seen: Seen, spot: Spot): boolean {
    if (seen.kind !== 'message') return false;
    if (postIn(seen, spot)) return true;
    return help.has(spot.channel) && seen.channel === spot.channel && !seen.toOther;
  }

  function isCalled(seen: Seen, spot: Spot): boolean {
    if (seen.kind !== 'message' && seen.kind !== 'edit') return false;
    if (isDesk(spot)) return false; // at the desk a mention of the bot asks it nothing
    return spot.guild === DIRECT || seen.called || postIn(seen, spot)?.unsure === 'person';
  }

  /**
   * An edit that calls the bot is a question that was not asked before, unless it was: then it is heard as the message
   * that it is now, under that message's id.
   */
  async function heardAnew(
    seen: Seen & { readonly kind: 'edit' },
    spot: Spot,
  ): Promise<Submitted | undefined> {
    if (!isCalled(seen, spot)) return undefined;
    if (Date.parse(seen.edited) - timeOf(seen.id) > REMEMBERED) return undefined;
    const { edited: _edited, ...rest } = seen;
    const submitted = await take({ ...rest, kind: 'message', files: [], fileIds: [] });
    return submitted?.outcome === 'done' ? submitted : undefined;
  }

  const submit = async (event: Event): Promise<Submitted> => door().submit(event);

  async function untilKnown(spot: Spot, patience?: number): Promise<boolean> {
    return isDesk(spot) ? deskThread(spot, patience) : true;
  }

  async function take(seen: Seen): Promise<Submitted | undefined> {
    const spot = await channels.spotOf(seen);
    if (!spot) return undefined;
    const called = isCalled(seen, spot);
    const asks = asksForHelp(seen, spot);
    const conversation = called || asks || isDesk(spot) ? undefined : await conversationAt(spot);
    if (!called && !asks && !isDesk(spot) && spot.guild !== DIRECT && !conversation) return undefined;
    // What is said in the desk's channel itself belongs to a thread that there will never be.
    if (isDesk(spot)) {
      const toChannel = seen.kind === 'message' && seen.channel === spot.channel;
      if (!toChannel && !(await untilKnown(spot))) return undefined;
    }
    const anew = seen.kind === 'edit' ? await heardAnew(seen, spot) : undefined;
    if (anew) return anew;
    if (seen.kind === 'message' || seen.kind === 'edit') {
      people.saw(seen.user);
      writers.saw(seen.id, seen.user.id);
      await people.meet(seen.user.id, seen.guild);
    } else if (seen.kind === 'reaction') {
      people.saw({ id: seen.user, name: seen.name ?? people.user(seen.user) ?? seen.user });
      await people.meet(seen.user, seen.guild);
    }
    const writer = seen.kind === 'delete' ? await writers.of(spot, seen.channel, seen.id) : undefined;
    if (seen.kind === 'delete' && writer === undefined) return undefined;
    const outsiders = spot.guild !== DIRECT && !people.isHome(spot.guild);
    const post = postIn(seen, spot);
    const title = post ? (await channels.info(seen.channel))?.name : undefined;
    const event = toEvent(seen, {
      self: self(),
      names: people,
      spot,
      author: (user) => people.author(user, seen.guild),
      addressed: called,
      ...(title !== undefined && { title }),
      ...(writer !== undefined && { writer }),
      ...(outsiders && { outsiders }),
      overheard: !called && !asks,
    });
    if (event.kind === 'message' && event.text.trim() === '') return undefined;
    log.debug({ event: event.id, kind: event.kind }, 'heard in Discord');
    if (event.kind !== 'message' || !called) return submit(event);
    // Most answers are there at once: a call for each would be half of what Discord allows.
    const show = (): void => void showTyping(spot, undefined, seen.channel).catch(() => {});
    const slow = setTimeout(show, TYPING_AFTER);
    return submit(event).finally(() => clearTimeout(slow));
  }

  /** That the bot is at it, where it is the one who answers. If it is lost, nothing is. */
  async function showTyping(spot: Spot, signal?: AbortSignal, channel = standsIn(spot)): Promise<void> {
    const owner = (await conversationAt(spot))?.owner.kind ?? 'bot';
    if (owner !== 'bot') return;
    const { ok } = await api.call('POST', `/channels/${channel}/typing`, signal ? { signal } : {});
    // The thread of a message is opened with the answer; until then the message stands in the channel.
    if (!ok && channel === spot.thread) await showTyping(spot, signal, spot.channel);
  }

  return { take, submit, untilKnown, showTyping, isDesk };
}
