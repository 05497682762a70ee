import type { Json } from '../slack/json.js';
import type { Call, Reply, Route } from './call.js';
import type { Place, Team } from './model.js';
import { bad, noConversation, notInRoster, Refusal } from './refusal.js';
import { placeOf } from './routes-conversations.js';
import { memberShape } from './wire-shapes.js';
import type { World } from './world.js';

/** Who is where. */
export const memberRoutes: readonly Route[] = [
  { method: 'GET', path: 'conversations/{}/members', limit: 'members', run: all },
  { method: 'GET', path: 'conversations/{}/pagedmembers', limit: 'members', run: paged },
  { method: 'GET', path: 'conversations/{}/members/{}', limit: 'members', run: one },
  { method: 'GET', path: 'conversations/{}/activities/{}/members', limit: 'members', run: all },
  { method: 'GET', path: 'teams/{}', limit: 'conversations', run: team },
  { method: 'GET', path: 'teams/{}/conversations', limit: 'conversations', run: channels },
];

function people(world: World, conversation: string) {
  const { place } = placeOf(world, conversation);
  return [...world.membersOf(place)].map((id) => world.person(id));
}

function all({ world, args }: Call): Reply {
  return { status: 200, body: people(world, args[0] ?? '').map(memberShape) };
}

function paged({ world, args, query }: Call): Reply {
  const asked = Number(query.get('pageSize') ?? 200);
  if (!Number.isInteger(asked) || asked < 1) throw bad('pageSize is no number');
  const size = Math.min(500, Math.max(50, asked)); // Teams gives fifty at least
  const token = query.get('continuationToken');
  const start = token ? Number(Buffer.from(token, 'base64').toString()) : 0;
  if (!Number.isInteger(start)) throw bad('the continuation token is unknown');
  const found = people(world, args[0] ?? '');
  const next = start + size;
  const body: Json = {
    members: found.slice(start, next).map(memberShape),
    ...(next < found.length && { continuationToken: Buffer.from(String(next)).toString('base64') }),
  };
  return { status: 200, body };
}

function one({ world, args }: Call): Reply {
  const found = people(world, args[0] ?? '').find(({ id, aadId }) => id === args[1] || aadId === args[1]);
  if (!found)
    throw new Refusal(404, 'MemberNotFoundInConversation', 'The member was not found in the conversation.');
  return { status: 200, body: memberShape(found) };
}

function teamOf(world: World, id: string): Team {
  const found = world.teams.get(id);
  if (!found || found.deleted) throw noConversation();
  if (!found.bot) throw notInRoster();
  return found;
}

const channelsOf = (world: World, id: string): readonly Place[] =>
  [...world.places.values()].filter((place) => place.team === id && !place.deleted);

function team({ world, args }: Call): Reply {
  const { id, name, aadGroupId, people } = teamOf(world, args[0] ?? '');
  const body = { id, name, aadGroupId, channelCount: channelsOf(world, id).length, memberCount: people.size };
  return { status: 200, body };
}

function channels({ world, args }: Call): Reply {
  const { id } = teamOf(world, args[0] ?? '');
  const conversations = channelsOf(world, id).map((place) => ({
    id: place.id,
    ...(place.id !== id && { name: place.name }), // the general channel has none: each client says it in its language
    type: place.type,
  }));
  return { status: 200, body: { conversations } };
}
