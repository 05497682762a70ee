import type { Conversation } from '../../src/core/conversation.js';
import type { Event } from '../../src/core/event.js';
import type { Author } from '../../src/core/event-base.js';
import type { Language } from '../../src/core/language.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import type { Clock, Log } from '../../src/core/ports/ambient.js';
import type { Door, Submitted } from '../../src/core/ports/channel.js';
import type { Records } from '../../src/core/ports/store.js';
import type { TeamsConfig } from './config.js';
import type { DeskThreads } from './desk-threads.js';
import { type Seeing, type Seen, toEvent } from './parse.js';
import type { People } from './people.js';
import { placeOf, type Spot } from './places.js';
import type { Services } from './services.js';
import type { Twins } from './twins.js';

/** Takes in what people did. Rejects where it could not be committed: then Teams is not told that it was. */
export interface Ears {
  /** Takes what was seen, if it is for us. */
  take(seen: Seen): Promise<Submitted | undefined>;
  /** Submits an event that is for us in any case. */
  submit(event: Event): Promise<Submitted>;
  /** Who did something, with what has to be known of them. */
  author(seeing: Seeing): Promise<Author>;
  /** Keeps where a place is reached, if that is new. */
  remember(spot: Spot, service: string): Promise<void>;
  isDesk(spot: Spot): boolean;
}

/** An edit that comes later than this does not ask what was never asked: nobody remembers for long what was. */
const REMEMBERED = 86_400_000;

/** Builds the ears. What nobody asked the bot in places where it takes no part leaves no trace. */
export function createEars(options: {
  readonly people: People;
  readonly services: Services;
  readonly records: Pick<Records, 'read'>;
  readonly threads: DeskThreads;
  readonly twins: Twins;
  /** The desk's. */
  readonly language: Language;
  readonly config: TeamsConfig;
  /** The channel of the desk, where that is in Teams. */
  readonly desk?: Spot;
  readonly door: () => Door;
  readonly clock: Clock;
  readonly log: Log;
}): Ears {
  const { people, services, records, threads, twins, config, desk, door, clock, log } = options;
  const help = new Set(config['help-channels'].map(({ channel }) => channel));

  const isDesk = (spot: Spot): boolean =>
    desk !== undefined && spot.conversation === desk.conversation && spot.tenant === desk.tenant;

  async function conversationAt(spot: Spot): Promise<Conversation | undefined> {
    const key = `conversation/${placeOf(spot)}` as const;
    const value = (await records.read([key])).get(key)?.value;
    return value && 'participants' in value ? value : undefined;
  }

  /** A new post of a help channel. In chains people talk to each other. */
  function asksForHelp(seen: Seen): boolean {
    return seen.what === 'message' && help.has(seen.spot.conversation) && seen.id === seen.spot.root;
  }

  function isCalled(seen: Seen): boolean {
    if (seen.what !== 'message' && seen.what !== 'edit') return false;
    if (isDesk(seen.spot)) return false; // at the desk a mention of the bot asks it nothing
    return seen.kind === 'personal' || seen.called;
  }

  /** An edit that calls the bot is a question, unless it was asked before: then it is heard under that message's id. */
  async function heardAnew(seen: Seen & { readonly what: 'edit' }): Promise<Submitted | undefined> {
    if (!isCalled(seen)) return undefined;
    if (seen.at - (Number(seen.id) || 0) > REMEMBERED) return undefined;
    const { what: _what, ...rest } = seen;
    const submitted = await take({ ...rest, what: 'message', files: [] });
    return submitted?.outcome === 'done' ? submitted : undefined;
  }

  /** Where what was seen at the desk counts: in another chain, where Teams has taken the post of a case twice. */
  async function homeOf(seen: Seen): Promise<Spot | 'unsure'> {
    const { spot } = seen;
    if (await threads.untilKnown(spot)) return spot;
    const known = twins.homeOf(spot);
    if (known || seen.what !== 'message' || seen.id === spot.root) return known ?? spot;
    return (await twins.replied(spot)) ?? spot;
  }

  async function take(told: Seen): Promise<Submitted | undefined> {
    const home = isDesk(told.spot) ? await homeOf(told) : told.spot;
    if (home === 'unsure')
      return { outcome: 'done', reply: { kind: 'notice', text: phrase(options.language, 'deskPostUnsure') } };
    const seen: Seen = { ...told, spot: home };
    const { spot } = seen;
    const called = isCalled(seen);
    const asks = asksForHelp(seen);
    people.saw(seen.user);
    if (!called && !asks && !isDesk(spot) && seen.kind !== 'personal' && !(await conversationAt(spot)))
      return undefined;
    services.saw(spot, seen.service);
    const anew = seen.what === 'edit' ? await heardAnew(seen) : undefined;
    if (anew) return anew;
    const author = await people.author(seen);
    const outsiders = seen.what === 'message' && !isDesk(spot) && (await people.hasOutsiders(seen));
    const event = toEvent(seen, {
      author,
      addressed: called,
      ...(outsiders && { outsiders }),
      overheard: !called && !asks,
    });
    if (event.kind === 'message' && event.text.trim() === '') return undefined;
    log.debug({ event: event.id, kind: event.kind }, 'heard in Teams');
    return door().submit(event);
  }

  return {
    take,
    isDesk,
    submit: (event) => door().submit(event),
    author: (seeing) => people.author(seeing),
    async remember(spot, service) {
      if (services.knows(spot, service)) return;
      const place = placeOf(spot);
      const at = clock.now();
      await door().submit({
        kind: 'mark',
        id: `${place}/service/${encodeURIComponent(service)}/${at}`,
        at,
        place,
        mark: service,
      });
      services.saw(spot, service);
    },
  };
}
