import { type Check, failed, ok, warning } from '../../src/core/check.js';
import { type Answer, objectIn, textIn } from '../../src/core/json.js';
import { type PlaceKey, parsePlace } from '../../src/core/place.js';
import type { Person } from '../../src/core/roster.js';
import type { Api, NoAnswer } from './api.js';
import type { SlackConfig } from './config.js';
import { membersIn, type Standing, standingOf } from './people.js';
import { PLATFORM } from './places.js';

/** Who a token is for. */
export interface Identity {
  readonly team: string;
  readonly bot: string;
  /** As people mention it. */
  readonly handle: string;
}

/** What the configuration names in the workspace. */
export interface Places {
  readonly config: SlackConfig;
  readonly desk: PlaceKey;
  readonly people: readonly Person[];
}

/** The channels that are named in the configuration, and the people of the roster. */
export async function checkPlaces(
  api: Api,
  identity: Identity,
  { config, desk, people }: Places,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const place = parsePlace(desk);
  const channel = place?.platform === PLATFORM ? place.channel : undefined;
  let reached: string | undefined;
  if (channel !== undefined && place?.workspace !== identity.team) {
    checks.push(
      failed(
        'desk channel',
        `desk.place is in the workspace ${place?.workspace}, but the token is of ${identity.team}.`,
        `Write desk.place: slack:${identity.team}/${channel} if the channel is there.`,
      ),
    );
  } else if (channel !== undefined) {
    const found = await lookAt(api, channel, 'desk channel', identity.handle);
    checks.push(...(found.channel ? checkDeskChannel(found.channel, found.check) : [found.check]));
    if (found.check.level === 'ok') reached = channel;
  }
  for (const help of config['help-channels']) {
    checks.push((await lookAt(api, help.channel, 'help channel', identity.handle)).check);
  }
  return [...checks, ...(await checkPeople(api, identity, people, reached))];
}

/** Whether the bot is in a channel, which is not archived. */
async function lookAt(
  api: Api,
  id: string,
  about: string,
  handle: string,
): Promise<{ readonly check: Check; readonly channel?: Answer }> {
  const called = await api.call('conversations.info', { channel: id });
  const invite = `Write /invite @${handle} in it.`;
  if (!called.ok) {
    if (called.code !== 'channel_not_found') return { check: unknown(about, called) };
    const text = `${id} does not exist, or it is private and the bot is not in it.`;
    return {
      check: failed(about, text, `${invite} Its id is at the end of “About” in the channel’s details.`),
    };
  }
  const channel = objectIn(called.answer, 'channel') ?? {};
  const name = `#${textIn(channel, 'name') ?? id} (${id})`;
  if (channel.is_archived === true) {
    return { check: failed(about, `${name} is archived.`, 'Unarchive it, or name another one.') };
  }
  if (channel.is_member !== true) return { check: failed(about, `the bot is not in ${name}.`, invite) };
  return { check: ok(about, `the bot is in ${name}.`), channel };
}

/** Who else reads the desk: staff are all members of the workspace who are in its channel. */
function checkDeskChannel(channel: Answer, check: Check): readonly Check[] {
  const checks = [check];
  if (channel.is_ext_shared === true || channel.is_pending_ext_shared === true) {
    checks.push(
      warning(
        'desk channel',
        'it is shared with another organisation, whose people read every case and note.',
        'Use a channel of your own for the desk.',
      ),
    );
  }
  if (channel.is_private !== true) {
    checks.push(
      warning(
        'desk channel',
        'it is public, so every member of the workspace can join it and act as staff.',
        'Make it private, or name a private one.',
      ),
    );
  }
  return checks;
}

/** Whether the handles of the roster are people of the workspace, who are in the desk channel if that is here. */
async function checkPeople(
  api: Api,
  identity: Identity,
  people: readonly Person[],
  desk: string | undefined,
): Promise<readonly Check[]> {
  const named = people.flatMap(({ name, handles }) => {
    const user = handles[PLATFORM];
    return user === undefined ? [] : [{ name, user }];
  });
  if (named.length === 0) return [];
  const members = desk === undefined ? undefined : await membersIn(api, desk);
  if (members && 'ok' in members) return [unknown('desk channel', members)];
  const checks: Check[] = [];
  for (const { name, user } of named) checks.push(await checkPerson(api, identity, { name, user }, members));
  return checks;
}

async function checkPerson(
  api: Api,
  { team }: Identity,
  { name, user }: { readonly name: string; readonly user: string },
  members: ReadonlySet<string> | undefined,
): Promise<Check> {
  const about = 'roster';
  const who = `${name} (${user})`;
  const called = await api.call('users.info', { user });
  if (!called.ok) {
    if (called.code !== 'user_not_found' && called.code !== 'user_not_visible') return unknown(about, called);
    const fix = 'In their profile choose “Copy member ID”, and put it into handles.slack.';
    return failed(about, `Slack knows nobody with the handle of ${who}.`, fix);
  }
  const standing = standingOf(objectIn(called.answer, 'user') ?? {}, team);
  if (standing !== 'member') {
    const fix = 'Take them off the roster, or give them a full account.';
    return failed(about, `${who} is ${STANDING[standing]} and cannot act as staff.`, fix);
  }
  if (members && !members.has(user)) {
    return failed(
      about,
      `${who} is not in the desk channel, so a ping does not reach them.`,
      'Invite them to it.',
    );
  }
  return ok(about, `${who} is ${members ? 'in the desk channel' : 'a member of the workspace'}.`);
}

const STANDING: Readonly<Record<Exclude<Standing, 'member'>, string>> = {
  guest: 'a guest',
  stranger: 'of another organisation',
  bot: 'a bot',
  deactivated: 'deactivated',
};

function unknown(about: string, { outcome }: NoAnswer): Check {
  return failed(about, `Slack does not say: ${outcome.reason}`);
}
