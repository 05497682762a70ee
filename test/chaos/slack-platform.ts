import { emojiName } from '../../adapters/slack/emoji.js';
import { startFakeSlack } from '../support/slack/fake-slack.js';
import { isObject, type Json } from '../support/slack/json.js';
import type { Message, MessageRef } from '../support/slack/model.js';
import type { FakeSlack } from '../support/slack/surface.js';
import { typed } from '../support/slack/text.js';
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
import { SlackStorm } from './slack-storm.js';

/** Slack's waits and limits, so many times faster than they are. */
const SPEED = 20;

/** Slack, over its sockets or over HTTP: askers in direct messages, mentions and a help channel, the desk in a channel. */
export const slackPlatform: OpenPlatform = async ({
  seed,
  bot,
  http,
  limited,
  patient,
}): Promise<Platform> => {
  const slack = await startFakeSlack({
    seed,
    ...(!patient && { timing: { ackMs: 1_500, redeliverMs: [0, 300, 1_500], pingMs: 500, warningMs: 300 } }),
    rates: limited ? { tiers: [20, 20, 50, 100], speed: SPEED } : 'off',
  });
  const { workspace } = slack;
  const staff = { ana: workspace.addUser('ana'), bo: workspace.addUser('bo') };
  const desk = workspace.addChannel('desk', { kind: 'private', members: Object.values(staff) });
  const channels = { mention: workspace.addChannel('general'), help: workspace.addChannel('help') };
  slack.deliverTo(http ? { requestUrl: `http://127.0.0.1:${bot.port}/slack/events` } : 'socket');
  const storms: SlackStorm[] = [];
  return {
    name: 'slack',
    env: slack.env,
    yaml: `slack: { help-channels: [{ channel: ${channels.help}, unsure: offer }] }`,
    deskPlace: `slack:${slack.teamId}/${desk}`,
    handles: staff,
    wheres: ['alone', 'mention', 'help'],
    sweeps: true,
    losesDeletions: true,
    asker: async (name, where) => asker(slack, channels, name, where),
    desk: async ({ names }) => deskSeat(slack, desk, staff, names),
    settled: () => slack.deliveries.settled(60_000),
    storm(seed) {
      const storm = new SlackStorm(slack, seed);
      storms.push(storm);
      return storm;
    },
    twice: () => twiceIn(slack),
    counts() {
      const { all, lost, redeliveries } = slack.deliveries;
      return {
        events: all.length,
        deliveries: all.reduce((sum, { attempts }) => sum + attempts.length, 0),
        redeliveries,
        'given up': lost.length,
        ...(!http && { 'connections lost': storms.reduce((sum, { losses }) => sum + losses, 0) }),
        'calls limited': slack.look.calls.filter(({ error }) => error === 'ratelimited').length,
        'calls failed': Object.values(slack.faults.played).reduce((sum, count) => sum + count, 0),
        ...slack.faults.played,
      };
    },
    calls: () =>
      slack.look.calls.map(({ method, args, status, fault }) => ({
        // Only look-ups ask for what was written beside a message.
        what: args.include_all_metadata ? `${method}, look-up` : method,
        limited: limitOf(status, fault),
      })),
    stop: () => slack.stop(),
  };
};

function asker(
  slack: FakeSlack,
  channels: Readonly<Record<'mention' | 'help', string>>,
  name: string,
  where: Where,
): AskerSeat {
  const user = slack.workspace.addUser(name);
  const channel = where === 'help' || where === 'mention' ? channels[where] : slack.workspace.dm(user);
  const isDirect = where === 'alone';
  // A joining is an event too, and a line of the channel: it comes before everything that is compared.
  if (!isDirect) slack.people.join(user, channel);
  let thread: string | undefined;
  const shown = (): readonly Message[] =>
    isDirect
      ? slack.look.messages(channel)
      : thread === undefined
        ? []
        : slack.look.messages(channel, thread);
  const speak: Speak = (text, files = []) => {
    const options = { files, ...(thread !== undefined && { thread }) };
    const first = where === 'mention' && thread === undefined;
    const said = first
      ? slack.people.mention(user, channel, text, options)
      : slack.people.say(user, channel, text, options);
    if (!isDirect) thread ??= said.ts;
    return said;
  };
  return {
    ...seat(slack, user, speak, shown),
    // Whoever asks for the first time while Slack does not say names is called by their id.
    names: [name, user],
    get place() {
      return `slack:${slack.teamId}/${channel}${thread === undefined ? '' : `/${thread}`}`;
    },
    files: async () => filesOf(slack, shown()),
    sees: () =>
      shown().length === 0 ? [] : slack.look.transcript(channel, ...(isDirect ? [] : [thread ?? ''])),
    stands: () => slack.look.posted(channel).map(({ ts }) => ts),
    leave() {},
  };
}

function deskSeat(
  slack: FakeSlack,
  desk: string,
  staff: Readonly<Record<Staff, string>>,
  names: readonly string[],
): DeskSeat {
  const about = new RegExp(`(${names.join('|')})\\b`);
  const found: string[] = [];
  let scanned = '';
  const threads = (): readonly string[] => {
    // By their times: what is deleted leaves the list, and what follows moves up.
    const messages = slack.look.messages(desk);
    for (const { ts, threadTs, blocks } of messages.slice(
      messages.findLastIndex(({ ts }) => ts <= scanned) + 1,
    )) {
      scanned = ts;
      if (threadTs === undefined && about.test(JSON.stringify(blocks))) found.push(ts);
    }
    return found;
  };
  const shown = (): readonly Message[] => threads().flatMap((thread) => slack.look.messages(desk, thread));
  return {
    as(who) {
      const speak: Speak = (text, files = []) => {
        const thread = threads().at(-1);
        if (thread === undefined) throw new Error(`${names[0]} has no thread at the desk in Slack`);
        return slack.people.say(staff[who], desk, text, { thread, files });
      };
      return seat(slack, staff[who], speak, shown);
    },
    files: async () => filesOf(slack, shown()),
    sees: () => threads().map((thread) => slack.look.transcript(desk, thread)),
    leave() {},
  };
}

type Speak = (text: string, files?: readonly Attached[]) => MessageRef;

function filesOf({ look }: FakeSlack, messages: readonly Message[]): readonly Attached[] {
  return messages
    .flatMap(({ files }) => files)
    .map(({ id, name }) => ({ name, data: look.file(id).toString() }));
}

function seat(slack: FakeSlack, user: string, speak: Speak, shown: () => readonly Message[]): Seat {
  const { people, deliveries } = slack;
  /** Slack says what it has given up. */
  const watched = (message: MessageRef, before: number, what: string, loss?: Act['loss']): Act => {
    const told = deliveries.all.slice(before);
    return {
      event: `slack:${slack.teamId}/${message.channel}/${message.ts}/${what}`,
      gone: () => told.length > 0 && told.every(({ state }) => state === 'lost'),
      ...(loss && { loss }),
    };
  };
  const refOf = ({ ref }: Said): MessageRef => ref as MessageRef; // what `say` of this seat returned
  const newest = (on: string): Message => {
    const found = shown().findLast((message) => JSON.stringify(message).includes(on));
    if (!found) throw new Error(`nobody said “${on}” in Slack`);
    return found;
  };
  const say = (...what: Parameters<typeof speak>): Said => {
    const before = deliveries.all.length;
    const ref = speak(...what);
    return { ...watched(ref, before, 'message'), ref };
  };
  return {
    longest: 12_000,
    say: (text) => say(typed(text)),
    attach: (text, file) => say(typed(text), [file]),
    edit: (said, text) => void people.edit(refOf(said), typed(text)),
    remove(said, options) {
      const before = deliveries.all.length;
      people.delete(refOf(said), options);
      return watched(refOf(said), before, 'delete', 'deletion');
    },
    react(on, emoji, added) {
      const found = newest(on);
      const name = emojiName(emoji);
      if (name === undefined) throw new Error(`Slack has no ${emoji}`);
      const message = { channel: found.channel, ts: found.ts };
      const before = deliveries.all.length;
      if (added) people.react(user, message, name);
      else people.unreact(user, message, name);
      const event = `reaction/${user}/${name}/${added ? 'on' : 'off'}/`;
      return watched(message, before, event, 'reaction');
    },
    press(label) {
      for (const message of shown().toReversed()) {
        const button = buttonIn([...message.blocks], label);
        if (button)
          return slack.interact
            .click(user, message, button.action, button.value)
            .then(({ ok }): Pressed => (ok ? 'taken' : 'refused'));
      }
      return undefined;
    },
  };
}

function buttonIn(value: Json | undefined, label: string): { action: string; value: string } | undefined {
  if (Array.isArray(value)) {
    for (const one of value) {
      const found = buttonIn(one as Json, label); // a list of Json holds Json
      if (found) return found;
    }
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { type, text, action_id, value: carried, elements, accessory } = value;
  if (type === 'button' && isObject(text) && text.text === label && typeof action_id === 'string')
    return { action: action_id, value: typeof carried === 'string' ? carried : '' };
  return buttonIn(elements, label) ?? buttonIn(accessory, label);
}

function twiceIn(slack: FakeSlack): readonly string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const { metadata, text, files } of slack.look.posted()) {
    // Uploads carry no key; files are counted one by one.
    if (files.length > 0 && metadata === undefined) continue;
    const payload = metadata?.event_payload;
    const key = isObject(payload) ? `${payload.key}/${payload.part}` : `without a key: ${text}`;
    if (seen.has(key)) twice.push(`${key}: ${text.slice(0, 80)}`);
    seen.add(key);
  }
  return twice;
}
