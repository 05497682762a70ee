import { type PlaceKey, parsePlace, placeKey } from '../../src/core/place.js';

/** The first part of every place of the web. */
export const PLATFORM = 'web';

/** The place of the web desk, in which cases are threads. */
export const DESK_PLACE: PlaceKey = placeKey({ platform: PLATFORM, workspace: 'desk', channel: 'cases' });

/** The turns that forget expired sessions; nobody writes or reads there. */
export const SESSIONS: PlaceKey = placeKey({ platform: PLATFORM, workspace: 'sessions', channel: 'all' });

/** Where one visitor and the bot talk. */
export function visitorPlace(visitor: string): PlaceKey {
  return placeKey({ platform: PLATFORM, workspace: 'visitors', channel: visitor });
}

/** The thread of a case at the web desk. */
export function casePlace(number: number): PlaceKey {
  return placeKey({ platform: PLATFORM, workspace: 'desk', channel: 'cases', thread: String(number) });
}

/** What a place of ours is: a visitor's, the desk or one of its threads. Undefined for anybody else's. */
export function kindOfPlace(key: PlaceKey): 'visitor' | 'desk' | undefined {
  const place = parsePlace(key);
  if (place?.platform !== PLATFORM) return undefined;
  if (place.workspace === 'visitors') return 'visitor';
  return place.workspace === 'desk' && place.channel === 'cases' ? 'desk' : undefined;
}
