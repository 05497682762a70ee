import { FaultsOf, matches, type Played as PlayedOf } from '../faults.js';
import type { ApiChaos, FaultKind, FaultRule } from './surface-network.js';

export type Played = PlayedOf<FaultKind, FaultRule>;

/** Faults of calls by route and place. */
export class Faults extends FaultsOf<FaultKind, FaultRule, ApiChaos> {
  constructor() {
    super({
      hits: ({ route, place: meant }, call, place) =>
        (route === undefined ? isConnector(call) : matches(route, call)) &&
        (meant === undefined || meant === place),
      rages: ({ routes }, call) => routes?.some((pattern) => matches(pattern, call)) ?? isConnector(call),
      nameOf: ({ code }) => code,
    });
  }
}

/** The Bot Connector's own calls: not the keys, the login and the file addresses. */
function isConnector(call: string): boolean {
  return /^(GET|POST|PUT|DELETE) (conversations|teams|attachments)/.test(call);
}
