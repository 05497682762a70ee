import { randomUUID } from 'node:crypto';
import { emojiOf } from '../../adapters/teams/emoji.js';
import { placeKey } from '../../src/core/place.js';
import { isObject, objectOf } from '../support/slack/json.js';
import { actionsOf } from '../support/teams/cards.js';
import { startFakeTeams } from '../support/teams/fake-teams.js';
import type { Message, MessageRef } from '../support/teams/model.js';
import type { FakeTeams, Line, SayOptions } from '../support/teams/surface.js';
import { conversationId } from '../support/teams/world.js';
import type { Act, AskerSeat, DeskSeat, OpenPlatform, Platform, Pressed, Said, Seat } from './platform.js';
import type { Staff, Where } from './scripts.js';
import { Fates } from './teams-fates.js';
import { TeamsStorm } from './teams-storm.js';

/** Teams' waits and limits, so many times faster than they are. */
const SPEED = 10;

/** Teams: askers in personal chats, mentions and a help channel, the desk in a channel. It has no history. */
export const teamsPlatform: OpenPlatform = async ({ seed, bot, limited }): Promise<Platform> => {
  const speed = limited ? SPEED : 1; // a busy machine answers late, also in peace
  const teams = await startFakeTeams({
    seed,
    timing: { answerMs: 15_000 / speed, redeliverMs: [0, 15_000 / speed, 30_000 / speed] },
    rates: limited ? { speed: SPEED } : 'off',
  });
  teams.deliverTo(`http://127.0.0.1:${bot.port}/api/messages`);
  const { world } = teams;
  const staff = { ana: world.addPerson('Ana'), bo: world.addPerson('Bo') };
  const team = world.addTeam('Support', { people: Object.values(staff), hearsAll: true });
  const desk = world.addChannel(team, 'Desk');
  const everybody = world.addTeam('Everybody', { people: Object.values(staff), hearsAll: true });
  const channels = {
    mention: world.addChannel(everybody, 'Talk'),
    help: world.addChannel(everybody, 'Help'),
  };
  const fates = new Fates(teams, bot.dataDir);
  return {
    name: 'teams',
    env: teams.env,
    yaml: `teams: { service-url: "${teams.serviceUrl}", help-channels: [{ channel: "${channels.help}" }] }`,
    deskPlace: `"teams:${teams.tenantId}/${desk}"`,
    handles: { ana: world.person(staff.ana).aadId, bo: world.person(staff.bo).aadId },
    wheres: ['alone', 'mention', 'help'],
    sweeps: false,
    losesDeletions: true,
    asker: async (name, where) => asker(teams, fates, channels, name, where),
    desk: async ({ names }) => deskSeat(teams, fates, desk, staff, names),
    settled: () => teams.deliveries.settled(60_000),
    storm: (storm) => new TeamsStorm(teams, storm),
    died: () => fates.buried(),
    twice: () => fates.needless,
    counts() {
      const { all, lost, redeliveries } = teams.deliveries;
      return {
        events: all.length,
        deliveries: all.reduce((sum, { attempts }) => sum + attempts.length, 0),
        redeliveries,
        'given up': lost.length,
        'calls limited': teams.look.calls.filter(({ status }) => status === 429).length,
        'calls failed': Object.values(teams.faults.played).reduce((sum, count) => sum + count, 0),
        ...teams.faults.played,
        ...fates.counts,
      };
    },
    stop: () => teams.stop(),
  };
};

type Speak = (text: string, more?: Pick<SayOptions, 'files'>) => MessageRef;

function asker(
  teams: FakeTeams,
  fates: Fates,
  channels: Readonly<Record<'mention' | 'help', string>>,
  name: string,
  where: Where,
): AskerSeat {
  const { world, people, look } = teams;
  const user = world.addPerson(name, { personal: true });
  const channel = where === 'mention' || where === 'help' ? channels[where] : undefined;
  // A joining is an event too: it comes before everything that is compared.
  if (channel !== undefined) people.join(user, channel);
  const chat = world.personal(user);
  let root: string | undefined;
  const speak: Speak = (text, more = {}) => {
    if (channel === undefined) return people.dm(user, text, more);
    // What was lost and is written again begins the chain, as it did.
    if (root !== undefined && look.message({ place: channel, id: root }).deleted) root = undefined;
    if (root !== undefined) return people.say(user, channel, text, { ...more, root });
    const said =
      where === 'mention' ? people.mention(user, channel, text, more) : people.say(user, channel, text, more);
    root = said.id;
    return said;
  };
  const shown = (): readonly Found[] => {
    if (channel === undefined) return linesOf(teams, fates, chat);
    return root === undefined ? [] : linesOf(teams, fates, channel, root);
  };
  return {
    ...seat(teams, user, speak, shown),
    names: [name],
    get place() {
      const thread = root === undefined ? {} : { thread: root };
      return placeKey({
        platform: 'teams',
        workspace: teams.tenantId,
        channel: channel ?? chat,
        ...thread,
      });
    },
    sees: () => sheetOf(fates, shown()),
    stands: () => look.posted(channel ?? chat).map(({ id }) => id),
    leave() {},
  };
}

function deskSeat(
  teams: FakeTeams,
  fates: Fates,
  desk: string,
  staff: Readonly<Record<Staff, string>>,
  names: readonly string[],
): DeskSeat {
  const { people, look } = teams;
  const about = new RegExp(`(${names.join('|')})\\b`);
  /** The posts of each of the asker's cases; where there are several, Teams had not told of the first ones. */
  const posts = new Map<string, string[]>();
  let scanned = 0;
  const scan = (): void => {
    const messages = look.messages(desk);
    for (; scanned < messages.length; scanned++) {
      const message = messages[scanned];
      if (message?.root !== message?.id || message?.from !== teams.bot) continue;
      const words = JSON.stringify([message.text, message.attachments]);
      const number = /#\d+/.exec(words)?.[0] ?? '';
      if (about.test(words)) posts.set(number, [...(posts.get(number) ?? []), message.id]);
    }
  };
  /** By case, the chains of its posts as one, without those that the bot cannot know of. */
  const cases = (): readonly (readonly Found[])[] => {
    scan();
    return [...posts.values()].flatMap((roots) => {
      const lines = roots.flatMap((root) => linesOf(teams, fates, desk, root));
      const stands = lines.some(({ ref }) => roots.includes(ref.id));
      const first = ({ ref, at }: Found): number => (roots.includes(ref.id) ? 0 : at);
      return stands ? [lines.sort((a, b) => first(a) - first(b))] : [];
    });
  };
  /** Where somebody replies: below the post that stands there for the bot, too; if there is none, below another one. */
  const root = (): string | undefined => {
    scan();
    const [roots = []] = posts.values();
    return roots.find((id) => !fates.isUnknown({ place: desk, id })) ?? roots.at(-1);
  };
  const shown = (): readonly Found[] => cases().flat();
  return {
    as(who) {
      const speak: Speak = (text, more = {}) => {
        const post = root();
        if (post === undefined) throw new Error(`${names[0]} has no case at the desk in Teams`);
        return people.say(staff[who], desk, text, { ...more, root: post });
      };
      return seat(teams, staff[who], speak, shown);
    },
    sees: () => cases().map((lines) => sheetOf(fates, lines)),
    leave() {},
  };
}

interface Found {
  readonly ref: MessageRef;
  readonly line: Line;
  readonly text: string;
  /** The id of the message in whose place it is read. */
  readonly at: number;
}

/** What stands there, without what was deleted, and without what the bot cannot know that it said. */
function linesOf(teams: FakeTeams, fates: Fates, place: string, root?: string): readonly Found[] {
  const { look } = teams;
  const texts = look.transcript(place, root);
  const found = look.lines(place, root).flatMap((line, index) => {
    const ref = { place, id: line.id };
    if (line.deleted || fates.isUnknown(ref)) return [];
    const text = (texts[index] ?? '')
      .replace(/\{\{(?:DATE|TIME)\([^)]*\)\}\}/g, 'TIME')
      .replace(/19(?::|%3A)\S*?tacv2/g, 'CHANNEL')
      .replace(/\b1\d{12}\b/g, 'ID');
    const at = Number(fates.placed(ref).id);
    return [{ ref, line, at, text }];
  });
  return found.sort((a, b) => a.at - b.at);
}

/**
 * What somebody reads. A line that stands for a reaction says what it belongs to, and reactions have no order: which
 * message it comes to stand below is chance.
 */
function sheetOf(fates: Fates, lines: readonly Found[]): readonly string[] {
  const reactions = lines.filter(({ ref }) => fates.isReaction(ref));
  const words = lines.filter((line) => !reactions.includes(line));
  return [...words.map(({ text }) => text), ...reactions.map(({ text }) => text).sort()];
}

function seat(teams: FakeTeams, user: string, speak: Speak, shown: () => readonly Found[]): Seat {
  const { people, deliveries, interact, look } = teams;
  /** Teams says what it has given up; there is no history. */
  const watched = (message: Message, before: number, what: string, loss: Act['loss']): Act => {
    const told = deliveries.all.slice(before);
    return {
      event: `teams:${teams.tenantId}/${conversationId(message)}/${message.id}/${what}`,
      gone: () => told.length > 0 && told.every(({ state }) => state === 'lost'),
      ...(loss && { loss }),
    };
  };
  const refOf = ({ ref }: Said): MessageRef => ref as MessageRef; // what `say` of this seat returned
  const say = (...what: Parameters<Speak>): Said => {
    const before = deliveries.all.length;
    const ref = speak(...what);
    return { ...watched(look.message(ref), before, 'message', 'message'), ref };
  };
  return {
    longest: 10_000,
    say: (text) => say(text),
    edit(said, text) {
      const before = deliveries.all.length;
      people.edit(refOf(said), text);
      return watched(look.message(refOf(said)), before, 'edit', 'edit');
    },
    remove(said, options) {
      const before = deliveries.all.length;
      people.delete(refOf(said), options);
      return watched(look.message(refOf(said)), before, 'delete', 'deletion');
    },
    react(on, emoji, added) {
      const found = shown().findLast(({ line }) => line.text.includes(on));
      if (!found) throw new Error(`nobody said “${on}” in Teams`);
      const before = deliveries.all.length;
      const reaction = emoji === '👍' ? 'like' : `${emoji.codePointAt(0)?.toString(16)}_chaos`;
      if (emojiOf(reaction) !== emoji) throw new Error(`${emoji} cannot be in Teams`);
      if (added) people.react(user, found.ref, reaction);
      else people.unreact(user, found.ref, reaction);
      const activity = deliveries.all[before]?.activity.id ?? randomUUID(); // nothing has an id that nobody told
      const act = watched(look.message(found.ref), before, 'reaction', 'reaction');
      return { ...act, event: `${String(activity)}/0` };
    },
    press(label) {
      const found = shown().findLast(({ line }) => line.buttons.includes(label));
      if (!found) return undefined;
      return interact.click(user, found.ref, label).then(({ ok, body }): Pressed => {
        if (!ok) return 'refused';
        const { type, value } = isObject(body) ? body : {};
        // Whoever pressed reads why nothing came of it, or gets the card that counts, with the button to press.
        if (/activity\.message$/.test(String(type))) return value ? `answered “${String(value)}”` : 'taken';
        return actionsOf(objectOf(value)).some(({ title }) => title === label) ? 'answered “anew”' : 'taken';
      });
    },
  };
}
