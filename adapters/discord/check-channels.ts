import { ChannelFlags, PermissionFlagsBits } from 'discord.js';
import { type Check, failed, ok, warning } from '../../src/core/check.js';
import { isObject, listIn, numberIn, textIn } from '../../src/core/json.js';
import type { Api } from './api.js';
import { FORUM } from './channels.js';
import { lacking, rightsOf, type Server, unknown } from './check-server.js';
import type { DiscordConfig } from './config.js';
import { PERMISSIONS, type Permission } from './manifest.js';
import { maySeeAndWrite, permissionsIn } from './permissions.js';
import { MISSING_ACCESS, UNKNOWN_CHANNEL } from './troubles.js';

/** Text and announcements. */
const TEXTS = [0, 5];
const KINDS: Readonly<Record<number, string>> = {
  0: 'a text channel',
  1: 'a direct message',
  2: 'a voice channel',
  4: 'a category',
  5: 'an announcement channel',
  10: 'a thread',
  11: 'a thread',
  12: 'a private thread',
  13: 'a stage',
  15: 'a forum',
  16: 'a media channel',
};

/** What a channel's permissions are called where they are called otherwise in a forum. */
const IN_FORUMS: Readonly<Partial<Record<Permission, string>>> = {
  SendMessages: 'Create Posts',
  SendMessagesInThreads: 'Send Messages in Posts',
  ManageThreads: 'Manage Posts',
};

/** What is lost where a permission is missing without which the bot still works. */
const LOSSES = {
  ManageWebhooks: 'names stand above relayed words instead of being their senders',
  AddReactions: 'reactions do not cross and replies get no receipts',
  CreatePublicThreads: 'it answers in the channel instead of a thread',
  CreatePrivateThreads: 'whoever takes no direct messages cannot be answered privately',
} as const satisfies Readonly<Partial<Record<Permission, string>>>;

/** Needed to say anything in a thread or post, to look before something is repeated, and to read what was missed. */
const IN_THREADS = ['ViewChannel', 'SendMessagesInThreads', 'ReadMessageHistory'] as const;

/** How far cases are, as tags of a forum at the desk. */
const STATES = ['queued', 'pinged', 'claimed', 'resolved'];

interface Found {
  readonly channel: unknown;
  /** `#name (id)`. */
  readonly name: string;
  readonly type: number;
  readonly guild: string | undefined;
}

/** The channel or forum in which cases are worked. `channel` is as REST gives it, where the bot can work there. */
export async function checkDeskChannel(
  api: Api,
  server: Server,
  id: string,
  staffRole: string | undefined,
): Promise<{ readonly checks: readonly Check[]; readonly channel?: unknown }> {
  const about = 'desk channel';
  const found = await lookAt(api, id, about);
  if ('level' in found) return { checks: [found] };
  const { channel, name, type, guild } = found;
  if (guild !== server.id) {
    const where = guild === undefined ? 'is on no server' : `is on the server ${guild}`;
    const fix = `Write desk.place: discord:${guild ?? 'SERVER'}/${id} if that is the desk.`;
    return { checks: [failed(about, `${name} ${where}, and not on ${server.id}.`, fix)] };
  }
  if (type !== FORUM && !TEXTS.includes(type)) {
    const fix = 'Name a text channel or a forum under desk.place.';
    return { checks: [failed(about, `${name} is ${kindOf(type)}, in which no cases can be worked.`, fix)] };
  }
  const needed: readonly Permission[] =
    type === FORUM ? ['SendMessages', ...IN_THREADS] : ['SendMessages', 'CreatePublicThreads', ...IN_THREADS];
  const rights = checkRights(server, found, about, needed, ['ManageWebhooks', 'AddReactions']);
  return {
    checks: [
      ...rights,
      ...checkReaders(server, found, about, staffRole),
      ...(type === FORUM ? checkDeskTags(server, found, about) : []),
    ],
    channel,
  };
}

/** A channel in which the bot answers without being mentioned. */
export async function checkHelpChannel(
  api: Api,
  serverOf: (id: string) => Promise<Server | undefined>,
  homes: readonly string[],
  id: string,
): Promise<readonly Check[]> {
  const about = 'help channel';
  const found = await lookAt(api, id, about);
  if ('level' in found) return [found];
  if (!TEXTS.includes(found.type)) {
    const fix =
      found.type === FORUM ? 'Name it under discord.forums instead.' : 'Name a text channel instead.';
    return [failed(about, `${found.name} is ${kindOf(found.type)}.`, fix)];
  }
  const server = await serverOf(found.guild ?? '');
  if (!server) return [];
  const wanted = ['CreatePublicThreads', 'CreatePrivateThreads', 'ManageWebhooks', 'AddReactions'] as const;
  return [
    ...checkRights(server, found, about, ['SendMessages', ...IN_THREADS], wanted),
    ...checkHome(server, found, about, homes),
  ];
}

/** A forum whose posts are questions, and its tag for what is solved. */
export async function checkForum(
  api: Api,
  serverOf: (id: string) => Promise<Server | undefined>,
  homes: readonly string[],
  { channel: id, 'solved-tag': solved }: DiscordConfig['forums'][number],
): Promise<readonly Check[]> {
  const about = 'forum';
  const found = await lookAt(api, id, about);
  if ('level' in found) return [found];
  if (found.type !== FORUM) {
    const fix = TEXTS.includes(found.type)
      ? 'Name it under discord.help-channels instead.'
      : 'Name a forum instead.';
    return [failed(about, `${found.name} is ${kindOf(found.type)}.`, fix)];
  }
  const server = await serverOf(found.guild ?? '');
  if (!server) return [];
  // The tags of a post are its author's to change, and those of whoever manages the posts.
  const needed: readonly Permission[] = [...IN_THREADS, ...(solved ? (['ManageThreads'] as const) : [])];
  const checks = [
    ...checkRights(server, found, about, needed, ['ManageWebhooks', 'AddReactions']),
    ...checkHome(server, found, about, homes),
  ];
  const tags = tagsOf(found);
  if (solved !== undefined && !tags.has(solved.toLowerCase())) {
    const has = tags.size > 0 ? `only ${[...tags.keys()].map((tag) => `“${tag}”`).join(', ')}` : 'none';
    const fix = 'Make the tag in the forum’s settings, or correct solved-tag.';
    checks.push(failed(about, `${found.name} has no tag “${solved}”, ${has}.`, fix));
  }
  return checks;
}

async function lookAt(api: Api, id: string, about: string): Promise<Found | Check> {
  const called = await api.call('GET', `/channels/${id}`);
  if (called.ok) {
    const type = numberIn(called.answer, 'type') ?? -1;
    const name = `#${textIn(called.answer, 'name') ?? id} (${id})`;
    return { channel: called.answer, name, type, guild: textIn(called.answer, 'guild_id') };
  }
  if (called.code === UNKNOWN_CHANNEL) {
    const fix = 'Switch on Developer Mode in Discord’s settings, then “Copy Channel ID” on the channel.';
    return failed(about, `there is no channel ${id}.`, fix);
  }
  if (called.code === MISSING_ACCESS) {
    const fix = 'In its settings, “Permissions”, add the bot’s role and allow “View Channel”.';
    return failed(about, `the bot cannot see the channel ${id}.`, fix);
  }
  return unknown(about, called);
}

/** What the bot may not do in a channel: what it cannot do without fails, the rest is said with what is lost. */
function checkRights(
  server: Server,
  found: Found,
  about: string,
  needed: readonly Permission[],
  wanted: readonly (keyof typeof LOSSES)[],
): readonly Check[] {
  const { channel, name, type } = found;
  const rights = rightsOf(server, listIn(channel, 'permission_overwrites'));
  const title = (one: Permission): string =>
    `“${(type === FORUM ? IN_FORUMS[one] : undefined) ?? PERMISSIONS[one].title}”`;
  const fix = 'Allow it for the bot’s role in the channel’s settings, “Permissions”.';
  const missing = lacking(rights, needed);
  const lost = wanted.filter((one) => lacking(rights, [one]).length > 0);
  const warnings = lost.map((one) =>
    warning(about, `the bot lacks ${title(one)} in ${name}: ${LOSSES[one]}.`, fix),
  );
  const first =
    missing.length > 0
      ? failed(about, `the bot lacks ${missing.map(title).join(', ')} in ${name}.`, fix)
      : ok(about, `the bot can work in ${name}.`);
  return [first, ...warnings];
}

/** Who else reads the desk: without a role of the staff, whoever sees it and may write there is staff. */
function checkReaders(
  { guild }: Server,
  { channel, name }: Found,
  about: string,
  staffRole: string | undefined,
): readonly Check[] {
  const overwrites = listIn(channel, 'permission_overwrites');
  // Somebody without any role.
  const rights = permissionsIn({ guild, user: '', roles: [], overwrites });
  if ((rights & PermissionFlagsBits.ViewChannel) === 0n) return [];
  const acts = maySeeAndWrite(rights) && staffRole === undefined;
  return [
    warning(
      about,
      `every member of the server sees ${name}, reads every case and note${acts ? ', and can act as staff' : ''}.`,
      'In its settings, “Permissions”, make it private, and add the staff’s role and the bot’s.',
    ),
  ];
}

/** Tags that show how far a case is, and a forum that wants a tag on each post. */
function checkDeskTags(server: Server, found: Found, about: string): readonly Check[] {
  const { channel, name } = found;
  const tags = tagsOf(found);
  const missing = STATES.filter((state) => !tags.has(state));
  const flags = numberIn(channel, 'flags') ?? 0;
  const titles = missing.map((state) => `“${state}”`).join(', ');
  const fix = `Make the ${missing.length === 1 ? 'tag' : 'tags'} in the forum’s settings.`;
  const checks: Check[] = [];
  if ((flags & ChannelFlags.RequireTag) !== 0 && missing.length > 0)
    checks.push(failed(about, `${name} wants a tag on each post and has no ${titles}.`, fix));
  else if (missing.length > 0)
    checks.push(warning(about, `${name} has no ${titles}: its posts do not show how far a case is.`, fix));
  const moderated = STATES.filter((state) => tags.get(state) === true);
  const rights = rightsOf(server, listIn(channel, 'permission_overwrites'));
  if (moderated.length > 0 && lacking(rights, ['ManageThreads']).length > 0) {
    const text = `only moderators may set ${moderated.map((one) => `“${one}”`).join(', ')} in ${name}.`;
    checks.push(failed(about, text, 'Let everybody set it, or allow “Manage Posts” for the bot’s role.'));
  }
  return checks;
}

/** Members of a server that is none of ours are guests. */
function checkHome(
  { id, name }: Server,
  found: Found,
  about: string,
  homes: readonly string[],
): readonly Check[] {
  if (homes.length === 0 || homes.includes(id)) return [];
  const text = `${found.name} is on “${name}”, whose members are guests: they get only what is for everyone.`;
  return [warning(about, text, `Add "${id}" to discord.guilds, with the other servers, if they are not.`)];
}

/** Names of a forum's tags in small letters, and whether only moderators may set them. */
function tagsOf({ channel }: Found): ReadonlyMap<string, boolean> {
  return new Map(
    listIn(channel, 'available_tags').map((tag) => [
      (textIn(tag, 'name') ?? '').toLowerCase(),
      isObject(tag) && tag.moderated === true,
    ]),
  );
}

function kindOf(type: number): string {
  return KINDS[type] ?? 'a channel of another kind';
}
