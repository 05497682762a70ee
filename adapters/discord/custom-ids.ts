import type { PlaceKey } from '../../src/core/place.js';
import { DIRECT, isSnowflake, placeOf, spotOf } from './places.js';

/** What a button carries: what it acts on, its version, and the place it belongs to where it stands elsewhere. */
export interface Carried {
  readonly action: string;
  readonly value: string;
  readonly version: number;
  readonly origin?: PlaceKey;
}

/** Ours begin like this; a host's own buttons do not. */
const PREFIX = 'firstline';
/** Discord allows so many characters. */
const LONGEST = 100;

/**
 * Writes what a button carries as its `custom_id`; `n` tells apart those of one message. Undefined where it is too
 * long, so that the button cannot be drawn.
 *
 * @example writeCustomId({ action: 'claim', value: '7', version: 2 }, 0) // 'firstline|claim|2|0||7'
 */
export function writeCustomId({ action, value, version, origin }: Carried, n: number): string | undefined {
  const text = [PREFIX, action, version, n, origin === undefined ? '' : pack(origin), value].join('|');
  return text.length <= LONGEST ? text : undefined;
}

/** Reads a `custom_id`; nothing where it is none of ours. */
export function readCustomId(text: string): Carried | undefined {
  const found = /^firstline\|([a-z-]+)\|(\d+)\|\d+\|([\w.-]*)\|(.*)$/s.exec(text);
  const [, action, version, packed, value] = found ?? [];
  if (action === undefined || value === undefined || packed === undefined) return undefined;
  const origin = packed === '' ? undefined : unpack(packed);
  if (packed !== '' && origin === undefined) return undefined;
  return { action, value, version: Number(version), ...(origin !== undefined && { origin }) };
}

/** A place in a few characters: three ids would leave no room. */
function pack(place: PlaceKey): string {
  const spot = spotOf(place);
  if (!spot) return '';
  const ids = [spot.guild, spot.channel, ...(spot.thread === undefined ? [] : [spot.thread])];
  return ids.map((id) => (id === DIRECT ? DIRECT : BigInt(id).toString(36))).join('.');
}

function unpack(text: string): PlaceKey | undefined {
  const ids = text.split('.').map((part) => (part === DIRECT ? DIRECT : fromBase36(part)));
  const [guild, channel, thread] = ids;
  if (guild === undefined || channel === undefined || ids.length > 3) return undefined;
  if (ids.some((id) => id !== DIRECT && !isSnowflake(id))) return undefined;
  return placeOf({ guild, channel, ...(thread !== undefined && { thread }) });
}

function fromBase36(text: string): string {
  let number = 0n;
  for (const digit of text) number = number * 36n + BigInt(Number.parseInt(digit, 36) || 0);
  return number.toString();
}
