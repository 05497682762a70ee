import { FaultsOf, matches, type Played as PlayedOf } from '../faults.js';
import type { ApiChaos, FaultKind, FaultRule } from './surface.js';

export type Played = PlayedOf<FaultKind, FaultRule>;

/** Faults of calls by method and channel. */
export class Faults extends FaultsOf<FaultKind, FaultRule, ApiChaos> {
  constructor() {
    super({
      hits: ({ method = '*', channel }, call, place) =>
        matches(method, call) && (channel === undefined || channel === place),
      rages: ({ methods }, call) =>
        methods?.some((pattern) => matches(pattern, call)) ?? call !== 'apps.connections.open',
      nameOf: ({ error }) => error,
    });
  }
}
