/** An address where messages stand, as opaque text: `slack:T1/C2/169.5`. Made by {@link placeKey}, read by {@link parsePlace}. */
export type PlaceKey = string;

/** The parts of a place. A thread is absent where the messages stand in the channel itself. */
export interface Place {
  readonly platform: string;
  readonly workspace: string;
  readonly channel: string;
  readonly thread?: string;
}

/**
 * Writes a place as one key. Every part is percent-encoded, so any id that a platform invents survives.
 *
 * @example placeKey({ platform: 'slack', workspace: 'T1', channel: 'C2', thread: '169.5' }) // 'slack:T1/C2/169.5'
 */
export function placeKey(place: Place): PlaceKey {
  const parts = [place.workspace, place.channel];
  if (place.thread !== undefined) parts.push(place.thread);
  return `${encodeURIComponent(place.platform)}:${parts.map(encodeURIComponent).join('/')}`;
}

/** Reads a key back into its parts; undefined where the text is no place. */
export function parsePlace(key: PlaceKey): Place | undefined {
  const colon = key.indexOf(':');
  if (colon < 1) return undefined;
  const parts = key.slice(colon + 1).split('/');
  if (parts.length < 2 || parts.length > 3) return undefined;
  try {
    const [workspace, channel, thread] = parts.map(decodeURIComponent);
    if (workspace === undefined || channel === undefined) return undefined;
    const platform = decodeURIComponent(key.slice(0, colon));
    return thread === undefined ? { platform, workspace, channel } : { platform, workspace, channel, thread };
  } catch {
    return undefined; // a stray % is no encoding of ours
  }
}

/** The platform of a place: what stands before its first colon. */
export function platformOf(key: PlaceKey): string {
  return decodeURIComponent(key.slice(0, Math.max(0, key.indexOf(':'))));
}
