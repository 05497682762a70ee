import { type PlaceKey, parsePlace, placeKey } from '../../src/core/place.js';

/** The first part of Slack's places. */
export const PLATFORM = 'slack';

/** Where a message stands in Slack. */
export interface Spot {
  readonly channel: string;
  /** The `ts` of the thread's first message. */
  readonly thread?: string;
}

/** Whether a channel is a direct message: its place has no threads, everything in it is one conversation. */
export function isDirect(channel: string): boolean {
  return channel.startsWith('D');
}

/** The place of a spot. A message of a channel begins a thread, which is its place; a direct message is one place. */
export function placeOf(team: string, { channel, thread }: Spot): PlaceKey {
  return placeKey({
    platform: PLATFORM,
    workspace: team,
    channel,
    ...(thread !== undefined && !isDirect(channel) && { thread }),
  });
}

/** Where a place is in Slack; undefined where it is none of this workspace. */
export function spotOf(team: string, place: PlaceKey): Spot | undefined {
  const parts = parsePlace(place);
  if (parts?.platform !== PLATFORM || parts.workspace !== team) return undefined;
  return { channel: parts.channel, ...(parts.thread !== undefined && { thread: parts.thread }) };
}

/**
 * The id of a message within its place: its `ts`. What was said privately to somebody in a thread stands in another
 * channel: then the id begins with that channel.
 */
export function messageId(ts: string, elsewhere?: string): string {
  return elsewhere === undefined ? ts : `${elsewhere}:${ts}`;
}

/** Where a message of a place really stands. */
export function locate(spot: Spot, id: string): { readonly channel: string; readonly ts: string } {
  const colon = id.indexOf(':');
  return colon < 0
    ? { channel: spot.channel, ts: id }
    : { channel: id.slice(0, colon), ts: id.slice(colon + 1) };
}
