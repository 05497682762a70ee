import { isObject, type JsonObject } from '../slack/json.js';
import { Call, type RouteTable } from './call.js';
import { byAge } from './ids.js';
import { NOBODY } from './mentions.js';
import { refuseEmpty } from './message-form.js';
import { referenceTo } from './messages.js';
import type { Channel, Message } from './model.js';
import { asRead } from './reading.js';
import { Form, Refusal } from './refusal.js';
import { checkedTags } from './routes-channels.js';
import { channelShape, threadMemberShape, threadShape } from './wire-shapes.js';

const ARCHIVE_AFTER = [60, 1440, 4320, 10_080];
const MOST_ACTIVE = 1000;
const MOST_MEMBERS = 1000;

function checkPlan(call: Call): { readonly name: string; readonly autoArchive?: number } {
  const form = new Form();
  form.text(call.body.name, ['name'], { min: 1, max: 100, required: true });
  const after = call.body.auto_archive_duration;
  if (after !== undefined && after !== null) form.choice(after, ['auto_archive_duration'], ARCHIVE_AFTER);
  form.check();
  return { name: call.text('name') ?? '', ...(typeof after === 'number' && { autoArchive: after }) };
}

function refuseCrowd(call: Call, parent: Channel): void {
  const active = [...call.world.channels.values()].filter(
    ({ guild, thread }) => guild === parent.guild && thread && !thread.archived,
  );
  if (active.length >= MOST_ACTIVE) throw new Refusal('tooManyThreads');
}

/** A thread on a message has the message's id; there can be only one. */
function fromMessage(call: Call) {
  const { world, backend } = call;
  const parent = call.channel();
  if (parent.type !== 0 && parent.type !== 5) throw new Refusal('wrongChannelType');
  const message = call.message(parent);
  call.need(parent, 'CreatePublicThreads');
  const plan = checkPlan(call);
  if (message.thread !== undefined || world.channels.has(message.id)) throw new Refusal('threadExists');
  if (message.type === 18) throw new Refusal('systemMessage');
  refuseCrowd(call, parent);
  return { created: channelShape(world, openOn(backend, message, { ...plan, owner: world.botUser })) };
}

/** Opens a thread on a message: the message says so, and the thread begins with a pointer to it. */
export function openOn(
  { world, threads, messages }: Pick<Call['backend'], 'world' | 'threads' | 'messages'>,
  message: Message,
  plan: { readonly name: string; readonly owner: string; readonly autoArchive?: number },
): Channel {
  const parent = world.channel(message.channel);
  const thread = threads.open({
    ...plan,
    id: message.id,
    parent,
    isPrivate: false,
    members: [message.author],
  });
  message.thread = thread.id;
  message.flags |= 1 << 5;
  messages.changed(message);
  messages.post({
    channel: thread,
    author: message.author,
    type: 21,
    reference: referenceTo(message),
    ...asWebhook(message),
  });
  return thread;
}

/** The first message of a thread has the author of the message it points to. */
function asWebhook({ persona, webhookId, applicationId }: Message) {
  return {
    ...(persona && { persona }),
    ...(webhookId !== undefined && { webhookId }),
    ...(applicationId !== undefined && { applicationId }),
  };
}

function withoutMessage(call: Call) {
  const parent = call.channel();
  if (parent.type === 15) return forumPost(call, parent);
  if (parent.type !== 0 && parent.type !== 5) throw new Refusal('wrongChannelType');
  const plan = checkPlan(call);
  const isPrivate = Number(call.body.type ?? 12) === 12;
  call.need(parent, isPrivate ? 'CreatePrivateThreads' : 'CreatePublicThreads');
  refuseCrowd(call, parent);
  const { world, backend } = call;
  const thread = backend.threads.open({
    ...plan,
    parent,
    owner: world.botUser,
    isPrivate,
    ...(typeof call.body.invitable === 'boolean' && { invitable: call.body.invitable }),
  });
  if (!isPrivate) {
    backend.messages.post({
      channel: parent,
      author: world.botUser,
      type: 18,
      allowed: NOBODY,
      content: plan.name,
      reference: { type: 0, channel_id: thread.id, guild_id: thread.guild },
    });
  }
  return { created: channelShape(world, thread) };
}

/** A post in a forum: a thread and its first message, with one id. A nonce means nothing here. */
function forumPost(call: Call, forum: Channel) {
  const { world, backend } = call;
  call.need(forum, 'SendMessages');
  const plan = checkPlan(call);
  const { message: inner } = call.body;
  const request = { ...call.request, body: isObject(inner) ? inner : {} };
  const checked = new Call(backend, request, ['message']).checked('message');
  const tags = checkedTags(call, forum, call.body.applied_tags);
  refuseEmpty(checked);
  refuseCrowd(call, forum);
  const id = world.ids.next();
  const thread = backend.threads.open({
    ...plan,
    id,
    parent: forum,
    owner: world.botUser,
    isPrivate: false,
    tags,
  });
  forum.lastMessageId = id;
  const { nonce: _, enforceNonce: __, ...rest } = checked;
  const message = backend.messages.post({ ...rest, id, channel: thread, author: world.botUser });
  return { created: { ...channelShape(world, thread), message: asRead(world, message) } };
}

function members(call: Call) {
  const channel = call.thread();
  return [...channel.thread.members.keys()].map((user) => threadMemberShape(channel, user));
}

function add(call: Call, user: string): undefined {
  const thread = call.thread();
  call.awake(thread);
  const { world } = call;
  const parent = world.parentOf(thread);
  if (!world.guildOf(thread)?.members.has(user)) throw new Refusal('unknownMember');
  if (parent && !world.can(user, parent, 'ViewChannel')) throw new Refusal('missingAccess');
  if (user !== world.botUser) {
    call.need(thread, 'SendMessages');
    const mayInvite = thread.type !== 12 || thread.thread.invitable || thread.thread.owner === world.botUser;
    if (!mayInvite) call.need(thread, 'ManageThreads');
  }
  if (thread.thread.members.size >= MOST_MEMBERS) throw new Refusal('threadFull');
  call.backend.threads.join(thread, [user]);
}

function removeMember(call: Call, user: string): undefined {
  const thread = call.thread();
  call.awake(thread);
  const own =
    user === call.world.botUser || (thread.type === 12 && thread.thread.owner === call.world.botUser);
  if (!own) call.need(thread, 'ManageThreads');
  call.backend.threads.leave(thread, user);
}

function archived(call: Call, isPrivate: boolean) {
  const parent = call.channel();
  if (parent.thread || parent.type === 1) throw new Refusal('wrongChannelType');
  call.need(parent, 'ReadMessageHistory', ...(isPrivate ? (['ManageThreads'] as const) : []));
  const before = call.query.before === undefined ? Number.POSITIVE_INFINITY : Date.parse(call.query.before);
  const found = call.world
    .threadsOf(parent)
    .filter(
      (one) =>
        one.thread?.archived && (one.type === 12) === isPrivate && one.thread.archiveChangedAt < before,
    )
    .sort((a, b) => (b.thread?.archiveChangedAt ?? 0) - (a.thread?.archiveChangedAt ?? 0));
  const limit = call.limit(50, 100);
  return { ...listed(call, found.slice(0, limit)), has_more: found.length > limit };
}

/** Private threads that the bot is in, by their age: `before` is an id here. */
function joinedArchived(call: Call) {
  const parent = call.channel();
  if (parent.thread || parent.type === 1) throw new Refusal('wrongChannelType');
  call.need(parent, 'ReadMessageHistory');
  const { before } = call.query;
  const found = call.world
    .threadsOf(parent)
    .filter(({ thread, type, id }) => {
      const own = thread?.archived && type === 12 && thread.members.has(call.world.botUser);
      return own && (before === undefined || byAge(id, call.snowflake(before, 'before')) < 0);
    })
    .sort((a, b) => byAge(b.id, a.id));
  const limit = call.limit(50, 100);
  return { ...listed(call, found.slice(0, limit)), has_more: found.length > limit };
}

function listed({ world }: Call, threads: readonly Channel[]): JsonObject {
  const own = threads.filter(({ thread }) => thread?.members.has(world.botUser));
  return {
    threads: threads.map((thread) => threadShape(world, thread)),
    members: own.map((thread) => threadMemberShape(thread, world.botUser)),
  };
}

/** Threads and forum posts: opening, membership, lists. Archiving and locking are a change of the channel. */
export const threadRoutes: RouteTable = {
  'POST /channels/:channel/messages/:message/threads': fromMessage,
  'POST /channels/:channel/threads': withoutMessage,
  'GET /channels/:channel/thread-members': members,
  'PUT /channels/:channel/thread-members/@me': (call) => add(call, call.world.botUser),
  'PUT /channels/:channel/thread-members/:user': (call) => add(call, call.param('user')),
  'DELETE /channels/:channel/thread-members/@me': (call) => removeMember(call, call.world.botUser),
  'DELETE /channels/:channel/thread-members/:user': (call) => removeMember(call, call.param('user')),
  'GET /channels/:channel/thread-members/:user': (call) => {
    const thread = call.thread();
    const user = call.param('user') === '@me' ? call.world.botUser : call.param('user');
    if (!thread.thread.members.has(user)) throw new Refusal('unknownMember');
    return threadMemberShape(thread, user);
  },
  'GET /channels/:channel/threads/archived/public': (call) => archived(call, false),
  'GET /channels/:channel/threads/archived/private': (call) => archived(call, true),
  'GET /channels/:channel/users/@me/threads/archived/private': joinedArchived,
  'GET /guilds/:guild/threads/active': (call) => {
    const { id } = call.guild();
    const { world } = call;
    const active = [...world.channels.values()].filter((one) => {
      return (
        one.guild === id && one.thread && !one.thread.archived && world.can(world.botUser, one, 'ViewChannel')
      );
    });
    return listed(
      call,
      active.sort((a, b) => byAge(b.id, a.id)),
    );
  },
};
