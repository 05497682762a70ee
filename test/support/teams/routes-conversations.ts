import { type JsonObject, listOf, objectOf, textOf } from '../slack/json.js';
import { contentOf } from './activity-form.js';
import type { Call, Reply, Route } from './call.js';
import type { Message, Place } from './model.js';
import { bad, noActivity, noConversation, notInRoster, Refusal } from './refusal.js';
import { baseOf, conversationId, type World } from './world.js';

/** Conversations and the activities in them. */
export const conversationRoutes: readonly Route[] = [
  { method: 'POST', path: 'conversations', limit: 'create', run: create },
  { method: 'POST', path: 'conversations/{}/activities', limit: 'send', run: send },
  { method: 'POST', path: 'conversations/{}/activities/{}', limit: 'send', run: send },
  { method: 'PUT', path: 'conversations/{}/activities/{}', limit: 'send', run: update },
  { method: 'DELETE', path: 'conversations/{}/activities/{}', limit: 'send', run: remove },
];

/** The place of a call: there, with the bot in it, and not closed to it. */
export function placeOf(
  world: World,
  conversation: string,
): { readonly place: Place; readonly root: string | undefined } {
  const { id, root } = baseOf(conversation);
  const place = world.places.get(id);
  if (!place || place.deleted) throw noConversation();
  if (!world.botIn(place)) throw notInRoster();
  if (root !== undefined) {
    const first = world.find({ place: id, id: root });
    if (place.kind !== 'channel' || first?.root !== root) throw noConversation();
  }
  return { place, root };
}

function refuseBlocked(world: World, place: Place): void {
  if (place.kind === 'personal' && [...place.people].some((id) => world.person(id).blocked)) {
    throw new Refusal(403, 'ConversationBlockedByUser', 'User blocked the conversation with the bot.');
  }
}

function create({ world, messages, body }: Call): Reply {
  const channelData = objectOf(body.channelData);
  const channel = textOf(objectOf(channelData.channel).id) ?? textOf(channelData.teamsChannelId);
  if (channel !== undefined) {
    const { place, root } = placeOf(world, channel);
    if (place.kind !== 'channel' || root !== undefined) throw bad('channelData.channel.id is no channel');
    if (!body.activity) throw bad('a new reply chain needs an activity', 'BadSyntax');
    const activity = objectOf(body.activity);
    refuseOtherTypes(activity);
    if (activity.type === 'typing') throw bad('a reply chain does not begin with typing');
    const message = messages.post({ place, from: world.bot, ...contentOf(world, place, activity) });
    return { status: 201, body: { id: conversationId(message), activityId: message.id } };
  }
  const members = listOf(body.members).map((member) => textOf(objectOf(member).id) ?? '');
  if (members.length !== 1 || body.isGroup === true) {
    throw bad('a bot makes conversations with one person, or in a channel', 'BadSyntax');
  }
  const tenant = textOf(body.tenantId) ?? textOf(objectOf(channelData.tenant).id);
  if (tenant === undefined) throw bad('tenantId is missing');
  if (tenant !== world.tenantId) throw new Refusal(403, 'NotEnoughPermissions', 'The tenant is another one.');
  const person = [...world.persons.values()].find(
    ({ id, aadId }) => id === members[0] || aadId === members[0],
  );
  if (!person) throw bad(`the member ${members[0]} is unknown`);
  const known = world.findPersonal(person.id);
  const shared = [...world.places.values()].some(
    (place) => world.botIn(place) && world.membersOf(place).has(person.id),
  );
  if (!shared) {
    throw new Refusal(403, 'ForbiddenOperationException', "Bot is not installed in user's personal scope");
  }
  const place = known ?? world.openPersonal(person.id);
  place.bot = true;
  if (person.blocked) refuseBlocked(world, place);
  const activity = body.activity === undefined ? undefined : objectOf(body.activity);
  const message = activity && messages.post({ place, from: world.bot, ...contentOf(world, place, activity) });
  return { status: 201, body: { id: place.id, ...(message && { activityId: message.id }) } };
}

function send({ world, messages, args, body }: Call): Reply {
  const { place, root } = placeOf(world, args[0] ?? '');
  refuseBlocked(world, place);
  refuseOtherTypes(body);
  // an id that nobody knows does not matter: a proactive message of the SDK has one that it made up
  const replyTo = args[1] ?? textOf(body.replyToId);
  const parent = replyTo === undefined ? undefined : world.find({ place: place.id, id: replyTo });
  if (body.type === 'typing') {
    world.typing.push({ place: place.id, at: world.ids.now() });
    return { status: 201, body: { id: `1:${world.ids.secret(30)}` } };
  }
  const message = messages.post({
    place,
    from: world.bot,
    root: root ?? (place.kind === 'channel' ? parent?.root : undefined),
    ...contentOf(world, place, body),
  });
  return { status: 201, body: { id: message.id } };
}

function update({ world, messages, args, body }: Call): Reply {
  const message = own(world, args);
  refuseOtherTypes(body);
  if (body.type === 'typing') throw bad('typing is no message');
  messages.edit(message, contentOf(world, world.place(message.place), body));
  return { status: 200, body: { id: message.id } };
}

function remove({ world, messages, args }: Call): Reply {
  messages.remove(own(world, args));
  return { status: 200 };
}

/** A message of the bot's own that is still there. */
function own(world: World, args: readonly string[]): Message {
  const { place, root } = placeOf(world, args[0] ?? '');
  refuseBlocked(world, place);
  const message = world.find({ place: place.id, id: args[1] ?? '' });
  if (!message || message.deleted || (root !== undefined && message.root !== root)) throw noActivity();
  if (message.from !== world.bot) {
    throw new Refusal(403, 'NotEnoughPermissions', 'The bot can change its own messages only.');
  }
  return message;
}

function refuseOtherTypes({ type }: JsonObject): void {
  if (type !== 'message' && type !== 'typing') {
    throw bad(`an activity of type ${String(type)} cannot be sent`, 'BadSyntax');
  }
}
