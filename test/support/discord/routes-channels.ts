import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { isObject, type JsonObject, listOf, textOf } from '../slack/json.js';
import type { Call, RouteTable } from './call.js';
import type { Channel, ChannelKind } from './model.js';
import { Form, invalid, Refusal } from './refusal.js';
import { channelShape } from './wire-shapes.js';

const ARCHIVE_AFTER = [60, 1440, 4320, 10_080];
const CREATABLE: readonly number[] = [0, 4, 5, 15];

function modify(call: Call) {
  const channel = call.channel();
  if (channel.type === 1) throw new Refusal('wrongChannelType');
  return channel.thread ? modifyThread(call, channel) : modifyChannel(call, channel);
}

function modifyChannel(call: Call, channel: Channel) {
  call.need(channel, 'ManageChannels');
  if (call.body.name !== undefined) channel.name = call.name(true);
  if (call.body.topic !== undefined) channel.topic = call.text('topic') ?? null;
  call.backend.announcer.channel('CHANNEL_UPDATE', channel);
  return channelShape(call.world, channel);
}

/**
 * Who has ManageThreads may change everything, the thread's owner everything but the lock. Anybody who can write may
 * wake one that is not locked. An archived thread changes in nothing unless it is woken by the same call.
 */
function modifyThread(call: Call, channel: Channel) {
  const { world, body, backend } = call;
  const { thread } = channel;
  if (!thread) throw new Refusal('wrongChannelType');
  const manager = world.can(world.botUser, channel, 'ManageThreads');
  const { archived, locked, name, applied_tags, auto_archive_duration } = body;
  if (auto_archive_duration !== undefined) {
    const form = new Form();
    form.choice(auto_archive_duration, ['auto_archive_duration'], ARCHIVE_AFTER);
    form.check();
  }
  if (thread.archived && archived !== false) throw new Refusal('threadArchived');
  const onlyWakes = archived === false && Object.keys(body).length === 1;
  const locks = typeof locked === 'boolean' && locked !== thread.locked;
  const mayChange = !thread.locked && !locks && (thread.owner === world.botUser || onlyWakes);
  if (manager) call.need(channel, 'ManageThreads');
  else if (mayChange) call.need(channel, 'SendMessages');
  else throw new Refusal('missingPermissions');
  if (name !== undefined) channel.name = call.name(true);
  if (applied_tags !== undefined) {
    thread.appliedTags = checkedTags(call, world.channel(channel.parent ?? ''), applied_tags);
  }
  if (typeof auto_archive_duration === 'number') thread.autoArchive = auto_archive_duration;
  const others = name !== undefined || applied_tags !== undefined || auto_archive_duration !== undefined;
  if (others) backend.threads.changed(channel);
  backend.threads.set(channel, {
    ...(typeof archived === 'boolean' && { archived }),
    ...(typeof locked === 'boolean' && { locked }),
  });
  return channelShape(world, channel);
}

/** The tags of a new or changed post: of this forum, at most five, and one where the forum asks for one. */
export function checkedTags(call: Call, forum: Channel, value: unknown): readonly string[] {
  const tags = listOf(value).map(String);
  if (tags.length > 5)
    throw invalid(['applied_tags'], 'BASE_TYPE_MAX_LENGTH', 'Must be 5 or fewer in length.');
  for (const [index, tag] of tags.entries()) {
    const known = forum.tags.find(({ id }) => id === tag);
    if (!known) throw invalid(['applied_tags', index], 'CHANNEL_TAG_UNKNOWN', 'Unknown tag');
    if (known.moderated) call.need(forum, 'ManageThreads');
  }
  if (forum.requireTag && tags.length === 0) throw new Refusal('tagRequired');
  return tags;
}

function remove(call: Call) {
  const { world, backend } = call;
  const channel = call.channel();
  const shape = channelShape(world, channel);
  if (channel.type === 1) return shape;
  if (channel.thread) {
    call.need(channel, 'ManageThreads');
    backend.threads.remove(channel);
    return shape;
  }
  call.need(channel, 'ManageChannels');
  for (const thread of world.threadsOf(channel)) backend.threads.remove(thread);
  world.removeChannel(channel.id);
  backend.announcer.channel('CHANNEL_DELETE', channel);
  return shape;
}

function create(call: Call) {
  const { world, body } = call;
  const guild = call.guild();
  if (!(world.guildPermissions(world.botUser, guild) & P.ManageChannels))
    throw new Refusal('missingPermissions');
  const type = Number(body.type ?? 0);
  const form = new Form();
  form.text(body.name, ['name'], { min: 1, max: 100, required: true });
  form.choice(type, ['type'], CREATABLE);
  form.check();
  const tags = listOf(body.available_tags).filter(isObject);
  const channel = world.makeChannel({
    type: type as ChannelKind, // one of CREATABLE
    guild: guild.id,
    name: type === 4 ? String(body.name) : String(body.name).toLowerCase().replaceAll(' ', '-'),
    topic: textOf(body.topic) ?? null,
    ...(typeof body.parent_id === 'string' && { parent: body.parent_id }),
    overwrites: listOf(body.permission_overwrites).filter(isObject).map(overwrite),
    tags: tags.map((tag) => ({
      id: world.ids.next(),
      name: String(tag.name),
      moderated: tag.moderated === true,
    })),
  });
  call.backend.announcer.channel('CHANNEL_CREATE', channel);
  return { created: channelShape(world, channel) };
}

function overwrite({ id, type, allow, deny }: JsonObject) {
  return {
    id: String(id),
    type: Number(type) === 1 ? (1 as const) : (0 as const),
    allow: BigInt(String(allow ?? 0)),
    deny: BigInt(String(deny ?? 0)),
  };
}

/** Channels as such; threads are changed here too. */
export const channelRoutes: RouteTable = {
  'GET /channels/:channel': (call) => channelShape(call.world, call.channel()),
  'PATCH /channels/:channel': modify,
  'DELETE /channels/:channel': remove,
  'GET /guilds/:guild/channels': (call) => {
    const { id } = call.guild();
    const channels = [...call.world.channels.values()].filter(({ guild, thread }) => guild === id && !thread);
    return channels.map((channel) => channelShape(call.world, channel));
  },
  'POST /guilds/:guild/channels': create,
  'PUT /channels/:channel/permissions/:overwrite': (call) => {
    const channel = call.channel();
    call.need(channel, 'ManageRoles');
    const made = overwrite({ ...call.body, id: call.param('overwrite') });
    channel.overwrites.set(made.id, made);
    call.backend.announcer.channel('CHANNEL_UPDATE', channel);
    return undefined;
  },
};
