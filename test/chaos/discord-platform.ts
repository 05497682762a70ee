import { startFakeDiscord } from '../support/discord/fake-discord.js';
import type { MessageRef } from '../support/discord/model.js';
import type { FakeDiscord, ForumOptions, Line } from '../support/discord/surface.js';
import { DiscordStorm } from './discord-storm.js';
import {
  type Act,
  type AskerSeat,
  type Attached,
  type DeskSeat,
  limitOf,
  type OpenPlatform,
  type Platform,
  type Pressed,
  type Said,
  type Seat,
} from './platform.js';
import type { Staff, Where } from './scripts.js';

/** Discord's limits pass so many times faster than they do. */
const SPEED = 20;
/**
 * A bot that was connected for so long, in milliseconds, and has an event, has taken it in: a call that hangs is given
 * up after ten seconds, and what failed is tried again for eight.
 */
const HEARD_WITHIN = 30_000;
/** A click that was answered later than this may have been answered before its commit. */
const EARLY = 1_900;

/** Discord: askers in direct messages, mentions, a help channel and a forum, the desk in a text channel or a forum. */
export const discordPlatform: OpenPlatform = async ({
  seed,
  limited,
  patient,
  forum = false,
}): Promise<Platform> => {
  const discord = await startFakeDiscord({
    seed,
    rates: limited ? { speed: SPEED, global: 50 } : 'off',
    identifies: 1_000_000,
    timing: { identifyMs: 0, heartbeatMs: 2_000, ...(!patient && { sessionMs: 2_000 }) },
  });
  const { world } = discord;
  const role = world.addRole('staff');
  const staff = {
    ana: world.addUser('ana', { globalName: 'Ana', roles: [role] }),
    bo: world.addUser('bo', { globalName: 'Bo', roles: [role] }),
  };
  const options: ForumOptions = {
    overwrites: [
      { id: discord.guildId, deny: ['ViewChannel'] },
      { id: role, allow: ['ViewChannel'] },
      { id: discord.botUser, allow: ['ViewChannel'] },
    ],
  };
  const desk = forum ? world.addForum('desk', options) : world.addChannel('desk', options);
  const channels = {
    mention: world.addChannel('general'),
    help: world.addChannel('help'),
    forum: world.addForum('questions'),
  };
  const storms: DiscordStorm[] = [];
  return {
    name: 'discord',
    env: discord.env,
    yaml: `discord: { help-channels: [{ channel: "${channels.help}" }], forums: [{ channel: "${channels.forum}", unsure: person }] }`,
    deskPlace: `discord:${discord.guildId}/${desk}`,
    handles: staff,
    wheres: ['alone', 'mention', 'help', 'forum'],
    sweeps: true,
    losesDeletions: true,
    asker: async (name, where) => asker(discord, channels, name, where),
    desk: async ({ names }) => (forum ? forumSeat : deskSeat)(discord, desk, staff, names),
    settled: () => discord.deliveries.settled(60_000),
    storm(seed) {
      const storm = new DiscordStorm(discord, seed);
      storms.push(storm);
      return storm;
    },
    twice: () => twiceIn(discord),
    counts() {
      const { all } = discord.deliveries;
      return {
        events: all.length,
        deliveries: all.filter(({ state }) => state === 'sent').length,
        redeliveries: discord.gateway.resumes,
        'given up': all.filter(({ state }) => state === 'lost').length,
        'connections lost': storms.reduce((sum, { losses }) => sum + losses, 0),
        'calls limited': discord.look.calls.filter(({ status }) => status === 429).length,
        'calls failed': Object.values(discord.faults.played).reduce((sum, count) => sum + count, 0),
        identifies: discord.gateway.identified,
        resumes: discord.gateway.resumes,
        ...discord.faults.played,
      };
    },
    calls: () =>
      discord.look.calls.map(({ route, status, fault }) => ({
        what: route,
        limited: limitOf(status, fault),
      })),
    stop: () => discord.stop(),
  };
};

function asker(
  discord: FakeDiscord,
  channels: Readonly<Record<'mention' | 'help' | 'forum', string>>,
  name: string,
  where: Where,
): AskerSeat {
  const { people, look, world } = discord;
  const user = world.addUser(name.toLowerCase(), { globalName: name });
  const parent = where === 'alone' ? world.dm(user) : channels[where];
  /** The thread below the question, which has its id, once the bot has opened it. */
  let question: string | undefined;
  const isOpen = (): boolean => look.threads(parent).some(({ id }) => id === question);
  const here = (): string => (where !== 'alone' && question !== undefined && isOpen() ? question : parent);
  const shown = (): readonly Found[] => {
    if (where === 'alone') return linesOf(discord, parent);
    if (question === undefined) return [];
    const first = linesOf(discord, parent).filter(({ line }) => line.id === question);
    return [...first, ...(isOpen() ? linesOf(discord, question) : [])];
  };
  const speak: Speak = (text, files = []) => {
    if (question !== undefined || where === 'alone') {
      question ??= 'alone';
      return people.say(user, here(), text, { files });
    }
    if (where === 'forum') {
      question = people.newPost(user, parent, text, text, { files });
      return { channel: question, id: question };
    }
    const said =
      where === 'mention'
        ? people.mention(user, parent, text, { files })
        : people.say(user, parent, text, { files });
    question = said.id;
    return said;
  };
  const own = seat(discord, user, speak, shown);
  let before = 0;
  return {
    ...own,
    say(text) {
      const said = own.say(text);
      // Bots cannot list their direct messages: until the bot has heard something there, it does not know of them.
      const first = where === 'alone' && ++before > 0 && !look.lines(parent).some(({ bot }) => bot);
      return first ? { ...said, loss: 'first direct message' } : said;
    },
    names: [name],
    get place() {
      if (where === 'alone') return `discord:dm/${parent}`;
      return `discord:${discord.guildId}/${parent}/${question}`;
    },
    sees: () => shown().map(({ text }) => text),
    files: async () => filesOf(discord, shown()),
    stands: () => look.posted(here()).map(({ id }) => id),
    leave() {},
  };
}

function deskSeat(
  discord: FakeDiscord,
  desk: string,
  staff: Readonly<Record<Staff, string>>,
  names: readonly string[],
): DeskSeat {
  const { look } = discord;
  const about = new RegExp(`(${names.join('|')})\\b`);
  const openings: string[] = [];
  let scanned = 0n;
  /** The opening messages of the asker's cases; the threads below them have their ids. */
  const cases = (): readonly string[] => {
    // By their ids: what is deleted leaves the list, and what follows moves up.
    const messages = look.messages(desk);
    for (const { id, content } of messages.slice(
      messages.findLastIndex(({ id }) => BigInt(id) <= scanned) + 1,
    )) {
      scanned = BigInt(id);
      if (about.test(content)) openings.push(id);
    }
    return openings;
  };
  const threadsOf = (): ReadonlySet<string> => new Set(look.threads(desk).map(({ id }) => id));
  const shown = (opening: string): readonly Found[] => [
    ...linesOf(discord, desk, opening),
    ...(threadsOf().has(opening) ? linesOf(discord, opening) : []),
  ];
  return threadsSeat(discord, staff, names, {
    newest: () => cases().at(-1),
    cases: () => cases().map(shown),
  });
}

/** The posts of the asker's cases. */
function forumSeat(
  discord: FakeDiscord,
  desk: string,
  staff: Readonly<Record<Staff, string>>,
  names: readonly string[],
): DeskSeat {
  const about = new RegExp(`(${names.join('|')})\\b`);
  const posts = (): readonly string[] =>
    discord.look
      .threads(desk)
      .filter(({ name }) => about.test(name))
      .map(({ id }) => id);
  return threadsSeat(discord, staff, names, {
    newest: () => posts().at(-1),
    cases: () => posts().map((post) => linesOf(discord, post)),
  });
}

/** Over an asker's threads: the id of the newest, and the lines of each. */
function threadsSeat(
  discord: FakeDiscord,
  staff: Readonly<Record<Staff, string>>,
  names: readonly string[],
  { newest, cases }: { newest(): string | undefined; cases(): readonly (readonly Found[])[] },
): DeskSeat {
  return {
    as(who) {
      const speak: Speak = (text, files = []) => {
        const thread = newest();
        if (thread === undefined) throw new Error(`${names[0]} has no thread at the desk in Discord`);
        return discord.people.say(staff[who], thread, text, { files });
      };
      return seat(discord, staff[who], speak, () => cases().flat());
    },
    sees: () => cases().map((lines) => lines.map(({ text }) => text)),
    files: async () => filesOf(discord, cases().flat()),
    leave() {},
  };
}

type Speak = (text: string, files?: readonly Attached[]) => MessageRef;

interface Found {
  readonly ref: MessageRef;
  readonly line: Line;
  readonly text: string;
}

function linesOf({ look }: FakeDiscord, channel: string, only?: string): readonly Found[] {
  const texts = look.transcript(channel);
  return look
    .lines(channel)
    .map((line, index) => ({ ref: { channel, id: line.id }, line, text: texts[index] ?? '' }))
    .filter(({ line }) => only === undefined || line.id === only);
}

function filesOf({ look }: FakeDiscord, shown: readonly Found[]): readonly Attached[] {
  return shown.flatMap(({ ref, line }) =>
    line.files.map((name) => ({ name, data: look.file(ref, name).toString() })),
  );
}

function seat(discord: FakeDiscord, user: string, speak: Speak, shown: () => readonly Found[]): Seat {
  const { people, deliveries, interact } = discord;
  const watched = ({ channel, id }: MessageRef, before: number, what: string, loss?: Act['loss']): Act => {
    const told = deliveries.all.slice(before);
    return {
      event: `discord:${channel}/${id}/${what}`,
      gone: () => told.every(({ gone, wiredMs }) => gone && wiredMs < HEARD_WITHIN),
      ...(loss && { loss }),
    };
  };
  const refOf = ({ ref }: Said): MessageRef => ref as MessageRef; // what `say` of this seat returned
  const newest = (on: string): Found => {
    const found = shown().findLast(({ line }) => line.text.includes(on));
    if (!found) throw new Error(`nobody said “${on}” in Discord`);
    return found;
  };
  const say = (...what: Parameters<Speak>): Said => {
    const before = deliveries.all.length;
    const ref = speak(...what);
    return { ...watched(ref, before, 'message'), ref };
  };
  return {
    longest: 2_000,
    say: (text) => say(text),
    attach: (text, file) => say(text, [file]),
    edit: (said, text) => void people.edit(refOf(said), text),
    remove(said, options) {
      const before = deliveries.all.length;
      people.delete(refOf(said), options);
      return watched(refOf(said), before, 'delete', 'deletion');
    },
    react(on, emoji, added) {
      const found = newest(on);
      const before = deliveries.all.length;
      if (added) people.react(user, found.ref, emoji);
      else people.unreact(user, found.ref, emoji);
      const event = `reaction/${user}/${emoji}/${added ? 'on' : 'off'}/`;
      return watched(found.ref, before, event, 'reaction');
    },
    press(label) {
      const found = shown().findLast(({ line }) => line.buttons.includes(label));
      if (!found) return undefined;
      return interact
        .click(user, found.ref, label)
        .then(({ ok, ms }): Pressed => (ok ? (ms < EARLY ? 'taken' : 'early') : 'refused'));
    },
  };
}

/** Webhooks and the messages of forums carry no nonce; what is there twice shows in the transcripts. */
function twiceIn({ look }: FakeDiscord): readonly string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const { channel, nonce, content } of look.posted()) {
    if (nonce === undefined) continue;
    const key = `${channel}/${nonce}`;
    if (seen.has(key)) twice.push(`${key}: ${content.slice(0, 80)}`);
    seen.add(key);
  }
  return twice;
}
