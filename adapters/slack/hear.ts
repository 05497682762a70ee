import type { Event, Reply } from '../../src/core/event.js';
import type { Author } from '../../src/core/event-base.js';
import { listIn, textIn } from '../../src/core/json.js';
import type { PlaceKey } from '../../src/core/place.js';
import type { Log } from '../../src/core/ports/ambient.js';
import type { Door, Submitted } from '../../src/core/ports/channel.js';
import type { Records } from '../../src/core/ports/store.js';
import type { Api } from './api.js';
import type { SlackConfig } from './config.js';
import { createDeskThreads } from './desk-threads.js';
import { millis, type Seen, type Self, toEvent } from './parse.js';
import type { People } from './people.js';
import { isDirect, placeOf } from './places.js';
import { mentioned } from './text.js';

/** Takes in what people did. Rejects where it could not be committed: then it must not be acknowledged. */
export interface Ears {
  /** Takes what was seen, if it is for us. */
  take(seen: Seen): Promise<Submitted | undefined>;
  /** Submits an event that is for us in any case. */
  submit(event: Event): Promise<Submitted>;
  /** Looks people up, and says who somebody is. */
  authorOf(user: string): Promise<Author>;
  /** Resolves once a thread of the desk is known as that of its case, or is none. */
  untilKnown(channel: string, thread: string | undefined): Promise<void>;
  /** The place of a message that is only known by its `ts`. */
  placeOfMessage(channel: string, ts: string): Promise<PlaceKey | undefined>;
}

/** An edit that comes later than this does not ask what was never asked: nobody remembers for long what was. */
const REMEMBERED = 86_400_000;
/** Places of recent messages that are remembered. */
const RECENT = 5_000;

/** Builds the ears. What nobody asked the bot in places where it takes no part leaves no trace. */
export function createEars(options: {
  readonly api: Api;
  readonly people: People;
  readonly records: Pick<Records, 'read'>;
  readonly config: SlackConfig;
  /** The channel of the desk, where that is in Slack. */
  readonly deskChannel?: string;
  readonly self: () => Self;
  readonly door: () => Door;
  readonly log: Log;
  /** Called after every commit, and after every one that failed. */
  readonly heard: (ok: boolean) => void;
}): Ears {
  const { api, people, records, config, deskChannel, self, door, log, heard } = options;
  const help = new Map(config['help-channels'].map((one) => [one.channel, one.unsure]));
  const recent = new Map<string, PlaceKey>();
  const deskThread = createDeskThreads({ api, records, self });

  const remember = (channel: string, ts: string, place: PlaceKey): void => {
    if (recent.size >= RECENT) recent.clear();
    recent.set(`${channel}/${ts}`, place);
  };

  async function takesPart(place: PlaceKey): Promise<boolean> {
    const key = `conversation/${place}` as const;
    return (await records.read([key])).get(key)?.value !== undefined;
  }

  async function concerns(seen: Exclude<Seen, { kind: 'reaction' }>): Promise<boolean> {
    const { channel } = seen;
    if (isDirect(channel) || channel === deskChannel) return true;
    if (seen.kind === 'message' && (seen.addressed || asksForHelp(seen))) return true;
    if (seen.kind === 'edit' && seen.addressed) return true;
    return takesPart(placeOf(self().team, seen));
  }

  /** A new message of a help channel. In its threads people talk to each other. */
  function asksForHelp({ channel, thread, ts }: Exclude<Seen, { kind: 'reaction' }>): boolean {
    return help.has(channel) && thread === ts;
  }

  /**
   * An edit that calls the bot is a question that was not asked before, unless it was: then it is heard as the message
   * that it is now, under that message's id.
   */
  async function heardAnew(seen: Seen & { readonly kind: 'edit' }): Promise<Submitted | undefined> {
    if (!seen.addressed || seen.channel === deskChannel) return undefined;
    if (millis(seen.revision) - millis(seen.ts) > REMEMBERED) return undefined;
    const { revision: _revision, ...rest } = seen;
    const submitted = await take({ ...rest, kind: 'message' });
    return submitted?.outcome === 'done' ? submitted : undefined;
  }

  async function placeOfMessage(channel: string, ts: string): Promise<PlaceKey | undefined> {
    const { team } = self();
    if (isDirect(channel)) return placeOf(team, { channel });
    const known = recent.get(`${channel}/${ts}`);
    if (known !== undefined) return known;
    const called = await api.call('conversations.replies', { channel, ts, limit: 1 });
    if (!called.ok) {
      if (called.outcome.kind === 'refused') return undefined;
      throw new Error(called.outcome.reason);
    }
    const message = listIn(called.answer, 'messages').find((one) => textIn(one, 'ts') === ts);
    if (message === undefined) return undefined;
    const place = placeOf(team, { channel, thread: textIn(message, 'thread_ts') ?? ts });
    remember(channel, ts, place);
    return place;
  }

  async function untilKnown(channel: string, thread: string | undefined): Promise<void> {
    if (channel !== deskChannel || thread === undefined) return;
    try {
      await deskThread(channel, thread);
    } catch (error) {
      heard(false);
      throw error;
    }
  }

  async function submit(event: Event): Promise<Submitted> {
    try {
      const submitted = await door().submit(event);
      // A mark is our own word: that Slack reaches us it does not prove.
      if (event.kind !== 'mark') heard(true);
      return submitted;
    } catch (error) {
      heard(false);
      throw error;
    }
  }

  const ears: Ears = {
    submit,
    placeOfMessage,
    take,
    untilKnown,
    async authorOf(user) {
      await people.meet([user]);
      return people.author(user);
    },
  };
  return ears;

  async function take(seen: Seen): Promise<Submitted | undefined> {
    if (seen.kind === 'reaction') {
      const place = await placeOfMessage(seen.channel, seen.ts);
      if (place === undefined || !(seen.channel === deskChannel || (await takesPart(place))))
        return undefined;
      await people.meet([seen.user]);
      return submit(toEvent(seen, { self: self(), names: people, author: people.author, place }));
    }
    if (!(await concerns(seen))) return undefined;
    if (seen.thread !== seen.ts) await untilKnown(seen.channel, seen.thread);
    const anew = seen.kind === 'edit' ? await heardAnew(seen) : undefined;
    if (anew) return anew;
    const words = seen.kind === 'delete' ? '' : seen.text;
    const who = seen.user === undefined ? [] : [seen.user];
    await people.meet([...who, ...mentioned(words)]);
    const channelOfPeople = !isDirect(seen.channel) && seen.channel !== deskChannel;
    const outsiders = seen.kind === 'message' && channelOfPeople && (await people.hasOutsiders(seen.channel));
    const called = seen.kind !== 'message' || seen.addressed;
    const overheard = !called && !asksForHelp(seen);
    const offer = !called && !overheard && help.get(seen.channel) === 'offer';
    const atDesk = seen.channel === deskChannel;
    // At the desk a mention of the bot asks it nothing.
    const event = toEvent(atDesk && seen.kind === 'message' ? { ...seen, addressed: false } : seen, {
      self: self(),
      names: people,
      author: people.author,
      outsiders,
      overheard,
      offer,
    });
    if (event.kind === 'message' && event.text.trim() === '') return undefined;
    remember(seen.channel, seen.ts, event.place);
    log.debug({ event: event.id, kind: event.kind }, 'heard in Slack');
    return submit(event);
  }
}

/** What an acknowledgement of a press or a command says to the one who did it. */
export function noticeOf(reply: Reply | undefined): string | undefined {
  return reply?.kind === 'notice' ? reply.text : undefined;
}
