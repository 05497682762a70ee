import { plain } from '../../src/core/content.js';
import type { Language } from '../../src/core/language.js';
import { type PlaceKey, parsePlace } from '../../src/core/place.js';
import type { Alarm, Clock, Log } from '../../src/core/ports/ambient.js';
import type { Capabilities, Channel, Door } from '../../src/core/ports/channel.js';
import type { Files } from '../../src/core/ports/files.js';
import type { Reader, Records } from '../../src/core/ports/store.js';
import { type Activity, readActivity } from './activity.js';
import { createConnector } from './api.js';
import { createAsking } from './asking.js';
import type { TeamsConfig } from './config.js';
import type { Answered, Take } from './connector.js';
import { createDelivery } from './deliver.js';
import { createDeskThreads } from './desk-threads.js';
import { createDownload } from './download.js';
import { createEars } from './hear.js';
import { createLines } from './lines.js';
import { createNews } from './news.js';
import { createOffers } from './offers.js';
import { parseActivity, type Seen } from './parse.js';
import { createPeople } from './people.js';
import { isChannel, PLATFORM, spotOf, standsIn } from './places.js';
import { createPresses } from './presses.js';
import { renderMessage } from './render.js';
import { createServices } from './services.js';
import { readTeams } from './text-in.js';
import { createTwins } from './twins.js';

/** A message as a host's `except` sees it; ids are Teams' own. */
export interface TeamsMessage {
  /** The conversation; of a reply chain with its root. */
  readonly conversation: string;
  readonly kind: 'personal' | 'groupChat' | 'channel';
  readonly user: string;
  readonly text: string;
}

/** What Teams needs from the rest of Firstline. */
export interface TeamsParts {
  readonly config: TeamsConfig;
  readonly desk: PlaceKey;
  readonly language: Language;
  readonly deskLanguage: Language;
  /** The bot's name. */
  readonly name: string;
  readonly records: Pick<Records, 'read' | 'tail'>;
  readonly reader: Pick<Reader, 'watermarks'>;
  readonly files: Pick<Files, 'get'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly alarm: Alarm;
}

/** Who we are, and who vouches for us. */
export interface TeamsIdentity {
  readonly appId: string;
  /** The tenants whose members belong here, where the configuration names none. */
  readonly tenant?: string;
  readonly token: (fresh?: boolean) => Promise<string>;
  /** Whether a file may be fetched from an address that is not Microsoft's: a test server's. */
  readonly trusted: (address: string) => boolean;
  readonly except?: (message: TeamsMessage) => boolean;
  /** The bot is a host's, who posts under the same name. */
  readonly shared?: boolean;
}

/** Teams without its SDK: a channel, and what is done with an activity whose sender was checked. */
export interface Teams {
  readonly channel: Channel;
  readonly take: Take;
}

const capabilities: Capabilities = {
  edit: true,
  delete: true,
  react: false,
  threads: true,
  whisper: true,
  buttons: true,
  lookup: false,
  files: true,
};

/** Puts the channel together; nothing is asked before `start`. */
export function assembleTeams(options: TeamsParts & TeamsIdentity): Teams {
  const { config, records, reader, files, clock, log, alarm, language, name, trusted, except } = options;
  const bot = `28:${options.appId}`;
  const desk = deskSpot(options.desk);
  const homes = config.tenants.length ? config.tenants : options.tenant === undefined ? [] : [options.tenant];

  let door: Door | undefined;
  const turns = new Set<Promise<unknown>>();
  const background = new Set<Promise<unknown>>();
  const openDoor = (): Door => {
    if (!door) throw new Error('The channel is stopping; Teams sends it again.');
    return door;
  };
  /** What is under way: a stop waits for it. */
  const counted = <T>(work: Promise<T>, among = turns): Promise<T> => {
    const done: Promise<unknown> = work.catch(() => {}).finally(() => among.delete(done));
    among.add(done);
    return work;
  };
  const later = (work: Promise<unknown>): void => {
    const told = work.catch((error: unknown) =>
      log.warn({ err: error }, 'Teams: a task in the background failed'),
    );
    void counted(told, background);
  };

  const services = createServices(config['service-url']);
  const connector = createConnector({ token: options.token, log, alarm });
  const people = createPeople({ connector, services, homes, bot, clock });
  const lines = createLines(records);
  const threads = createDeskThreads(records);
  const twins = createTwins({
    connector,
    services,
    records,
    lines,
    language: options.deskLanguage,
    shared: options.shared ?? false,
    door: openDoor,
    clock,
    log,
  });
  const ears = createEars({
    people,
    services,
    records,
    threads,
    twins,
    language: options.deskLanguage,
    config,
    door: openDoor,
    clock,
    log,
    ...(desk && { desk }),
  });
  const presses = createPresses({ ears, threads, twins, people, lines, clock });
  const delivery = createDelivery({
    connector,
    services,
    people,
    lines,
    bot,
    name,
    clock,
    log,
    changed: presses.changed,
    opening: threads.opening,
    opened: twins.attempted,
  });
  const asking = createAsking({ connector, ears, people, services, bot, language, name });
  const offers = createOffers({ connector, files, trusted, log });
  const news = createNews({ connector, services, people, ears, bot, alarm, ...(desk && { desk }) });

  async function hear(seen: Seen): Promise<void> {
    if (except && (seen.what === 'message' || seen.what === 'edit')) {
      const { conversation, kind, user, written } = seen;
      if (except({ conversation, kind, user: user.id, text: readTeams(written).text })) return;
    }
    const submitted = await ears.take(seen);
    if (submitted?.outcome === 'done' && submitted.reply?.kind === 'notice')
      await refuse(seen, submitted.reply.text);
  }

  /** What was refused at the desk is said below it. If that is lost, nothing is: it stays without its receipt. */
  async function refuse(seen: Seen, words: string): Promise<void> {
    if ((seen.what !== 'message' && seen.what !== 'edit') || !ears.isDesk(seen.spot)) return;
    const begins = seen.id === seen.spot.root;
    if (begins && !readTeams(seen.written).text.startsWith('!')) return;
    const [message] = renderMessage(plain(words));
    await connector.send(seen.service, standsIn(seen.spot), message ?? {});
  }

  async function act(activity: Activity): Promise<Answered | undefined> {
    switch (activity.type) {
      case 'invoke':
        return (
          (activity.name === 'adaptiveCard/action' ? await presses.press(activity) : undefined) ??
          (await asking(activity)) ??
          (await offers(activity))
        );
      case 'conversationUpdate':
      case 'installationUpdate':
        await news.take(activity);
        return undefined;
      case 'message': {
        const pressed = activity.value == null ? undefined : await presses.press(activity);
        if (pressed) return pressed;
        break;
      }
      default:
    }
    for (const seen of parseActivity(activity, { bot })) await hear(seen);
    return undefined;
  }

  return {
    async take(body) {
      const activity = readActivity(body);
      if (!activity) throw new Error('this is no activity of Teams');
      openDoor();
      return counted(act(activity));
    },
    channel: {
      platform: PLATFORM,
      capabilities,
      async start(opened) {
        const marks = await reader.watermarks(PLATFORM);
        services.load(marks);
        twins.load(marks);
        door = opened;
        later(news.checkDesk());
      },
      deliver: (outgoing, signal) => delivery.deliver(outgoing, signal),
      async typing(place, signal) {
        const spot = spotOf(place);
        if (spot) await connector.send(services.of(spot), standsIn(spot), { type: 'typing' }, signal);
      },
      fetchFile: createDownload({ connector, services, trusted }),
      // Bots have no history in Teams that they could look into.
      find: async () => ({ kind: 'cannot-tell' }),
      // What was not acknowledged comes again by itself.
      catchUp: async () => {},
      async isStaff(user, place) {
        const parts = spotOf(place);
        if (!parts || !desk) return false;
        if (parts.tenant !== desk.tenant || parts.conversation !== desk.conversation) return false;
        return people.isStaff(user, desk.tenant, desk.conversation);
      },
      async stop() {
        door = undefined;
        await Promise.allSettled([...turns, ...background]);
      },
    },
  };
}

function deskSpot(place: PlaceKey) {
  const spot = parsePlace(place)?.platform === PLATFORM ? spotOf(place) : undefined;
  return spot && isChannel(spot.conversation) ? spot : undefined;
}
