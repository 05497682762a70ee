import type { PlaceKey } from '../../src/core/place.js';
import type { Watermark } from '../../src/core/records.js';
import { placeOf, type Spot, spotOf } from './places.js';

const MOST = 50_000;

/**
 * Where each conversation is reached: Teams says it with everything that it tells, and proactive messages need it. It
 * is kept as the mark of the place, so that it survives a restart.
 */
export interface Services {
  /** Takes over what was kept. */
  load(marks: readonly Watermark[]): void;
  saw(spot: Spot, service: string): void;
  /** Whether this place has this address already. */
  knows(spot: Spot, service: string): boolean;
  /** That of the place, else of its channel, else the last one of its tenant, else the one of the configuration. */
  of(spot: Spot): string;
}

/** Builds the directory of addresses. */
export function createServices(otherwise: string): Services {
  const places = new Map<PlaceKey, string>();
  const tenants = new Map<string, string>();

  function keep(place: PlaceKey, tenant: string, service: string): void {
    if (places.size >= MOST) places.clear();
    places.set(place, service);
    tenants.set(tenant, service);
  }

  return {
    load(marks) {
      for (const { place, mark } of marks.toSorted((a, b) => a.at - b.at)) {
        const spot = spotOf(place);
        if (spot && !spotOf(mark) && URL.canParse(mark)) keep(place, spot.tenant, mark);
      }
    },
    saw: (spot, service) => keep(placeOf(spot), spot.tenant, service),
    knows: (spot, service) => places.get(placeOf(spot)) === service,
    of: ({ tenant, conversation, ...rest }) =>
      places.get(placeOf({ tenant, conversation, ...rest })) ??
      places.get(placeOf({ tenant, conversation })) ??
      tenants.get(tenant) ??
      otherwise,
  };
}
