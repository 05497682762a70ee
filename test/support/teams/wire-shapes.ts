import { DateTime } from 'luxon';
import { type JsonObject, overTheWire } from '../slack/json.js';
import type { Message, Person, Place, Team } from './model.js';
import { conversationId, type World } from './world.js';

/** What every activity has: who, to whom, where, when. `by` is the person who caused it, or nobody. */
export function frame(
  world: World,
  place: Place,
  by: Person | undefined,
  more: {
    readonly root?: string | undefined;
    readonly at?: number;
    readonly channelData?: JsonObject;
    /** What people do with cards says the channel's name, too. */
    readonly named?: boolean;
  },
): JsonObject {
  const at = more.at ?? world.ids.now();
  const zone = by?.timezone ?? 'UTC';
  return overTheWire({
    timestamp: `${new Date(at).toISOString().slice(0, -1)}1234Z`,
    ...(by && {
      localTimestamp: DateTime.fromMillis(at, { zone })
        .toISO()
        ?.replace(/(\.\d{3})/, '$11234'),
    }),
    channelId: 'msteams',
    serviceUrl: world.serviceUrl,
    ...(by && { from: account(by) }),
    conversation: conversationShape(world, place, more.root, more.named ?? false),
    recipient: { id: world.bot, name: world.botName },
    ...(by && { entities: [clientInfo(by)], locale: by.locale, localTimezone: by.timezone }),
    channelData: channelData(world, place, more.channelData),
  });
}

export function account(person: Person): JsonObject {
  return { id: person.id, name: person.name, aadObjectId: person.aadId };
}

function conversationShape(world: World, place: Place, root: string | undefined, named: boolean): JsonObject {
  return {
    ...(place.kind !== 'personal' && { isGroup: true }),
    conversationType: place.kind,
    tenantId: world.tenantId,
    id: conversationId({ place: place.id, root }),
    ...(named && place.kind === 'channel' && { name: place.name }),
  };
}

function clientInfo(person: Person): JsonObject {
  return {
    locale: person.locale,
    country: person.country,
    platform: 'Web',
    timezone: person.timezone,
    type: 'clientInfo',
  };
}

function channelData(world: World, place: Place, more: JsonObject = {}): JsonObject {
  const tenant = { id: world.tenantId };
  if (place.team === undefined) return { ...more, tenant };
  return {
    teamsChannelId: place.id,
    teamsTeamId: place.team,
    channel: { id: place.id },
    team: { id: place.team },
    ...more,
    tenant,
  };
}

/** A message as the bot hears of it, when it is said and when it is edited. */
export function messageShape(world: World, message: Message): JsonObject {
  const place = world.place(message.place);
  const by = world.person(message.from);
  const base = frame(world, place, by, { root: message.root, at: message.at });
  return overTheWire({
    text: message.text,
    textFormat: message.textFormat,
    attachments: [...message.attachments, { contentType: 'text/html', content: message.html }],
    type: 'message',
    id: message.id,
    ...base,
    entities: [...message.entities, clientInfo(by)],
  });
}

export function teamShape(team: Team): JsonObject {
  return { id: team.id, aadGroupId: team.aadGroupId, name: team.name };
}

/** Somebody as the roster gives them. */
export function memberShape(person: Person): JsonObject {
  const [givenName = '', ...rest] = person.name.split(' ');
  return {
    id: person.id,
    name: person.name,
    aadObjectId: person.aadId,
    objectId: person.aadId,
    givenName,
    surname: rest.join(' '),
    email: person.email,
    userPrincipalName: person.guest
      ? `${person.email.replace('@', '_')}#EXT#@tenant.example.com`
      : person.email,
    tenantId: person.tenantId,
    userRole: person.guest ? 'guest' : 'user',
  };
}
