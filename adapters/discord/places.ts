import { type PlaceKey, parsePlace, placeKey } from '../../src/core/place.js';

/** The first part of Discord's places. */
export const PLATFORM = 'discord';

/** Stands for the server in the places of direct messages. */
export const DIRECT = 'dm';

/**
 * Where a message belongs. `guild` is the id of a server, or {@link DIRECT}. A message of a text channel begins its own
 * thread, which will have its id; a direct message channel is one place.
 */
export interface Spot {
  readonly guild: string;
  readonly channel: string;
  /** The id of a thread, of a forum's post, or of the message that a thread is opened from when it is answered. */
  readonly thread?: string;
}

/** The place of a spot: `discord:GUILD/CHANNEL/THREAD`, or `discord:dm/CHANNEL`. */
export function placeOf({ guild, channel, thread }: Spot): PlaceKey {
  return placeKey({
    platform: PLATFORM,
    workspace: guild,
    channel,
    ...(thread !== undefined && { thread }),
  });
}

/** Where a place is in Discord; undefined where it is none of Discord's. */
export function spotOf(place: PlaceKey): Spot | undefined {
  const parts = parsePlace(place);
  if (parts?.platform !== PLATFORM || !isSnowflake(parts.channel)) return undefined;
  if (parts.workspace !== DIRECT && !isSnowflake(parts.workspace)) return undefined;
  if (parts.thread !== undefined && !isSnowflake(parts.thread)) return undefined;
  return {
    guild: parts.workspace,
    channel: parts.channel,
    ...(parts.thread !== undefined && { thread: parts.thread }),
  };
}

/** The channel or thread that the messages of a place stand in. */
export function standsIn({ channel, thread }: Spot): string {
  return thread ?? channel;
}

/**
 * The id of a message within its place. What belongs to a place and stands elsewhere (the message that a thread was
 * opened from, what was said privately) has the channel that it stands in before its id.
 */
export function messageId(spot: Spot, channel: string, id: string): string {
  return channel === standsIn(spot) ? id : `${channel}:${id}`;
}

/** Where a message really stands. */
export interface At {
  readonly channel: string;
  readonly id: string;
}

/** Where a message of a place really stands; undefined where that is no id of Discord's. */
export function locate(spot: Spot, id: string): At | undefined {
  const colon = id.indexOf(':');
  const at =
    colon < 0 ? { channel: standsIn(spot), id } : { channel: id.slice(0, colon), id: id.slice(colon + 1) };
  return isSnowflake(at.channel) && isSnowflake(at.id) ? at : undefined;
}

/** Discord counts from the first second of 2015. */
const EPOCH = 1_420_070_400_000;

/** Whether a text is one of Discord's ids. */
export function isSnowflake(text: string): boolean {
  return /^\d{15,20}$/.test(text);
}

/** When the thing with this id was made, in milliseconds since 1970; 0 where it is no id. */
export function timeOf(id: string): number {
  return isSnowflake(id) ? Number(BigInt(id) >> 22n) + EPOCH : 0;
}

/** Before this nothing was made; earlier ids would be too short to be any. */
const FIRST_DAY = 86_400_000;

/** The smallest id that a thing made at this time can have. */
export function snowflakeAt(ms: number): string {
  return String(BigInt(Math.max(FIRST_DAY, Math.floor(ms) - EPOCH)) << 22n);
}

/** Ids in the order in which they were made. */
export function byAge(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
