import { FaultsOf, matches, type Played as PlayedOf } from '../faults.js';
import type { ApiChaos, FaultKind, FaultRule } from './surface-network.js';

export type Played = PlayedOf<FaultKind, FaultRule>;

/** Faults of calls by route and channel. */
export class Faults extends FaultsOf<FaultKind, FaultRule, ApiChaos> {
  constructor() {
    super({
      hits: ({ route = '*', channel }, call, place) =>
        matches(route, call) && (channel === undefined || channel === place),
      rages: ({ routes }, call) =>
        routes?.some((pattern) => matches(pattern, call)) ?? call !== 'GET /gateway/bot',
      nameOf: ({ code }) => String(code),
    });
  }
}
