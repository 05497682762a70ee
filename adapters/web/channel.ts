import type { Receipt } from '../../src/core/effect.js';
import type { Clock } from '../../src/core/ports/ambient.js';
import type { Capabilities, Channel, Door, Outcome, Outgoing } from '../../src/core/ports/channel.js';
import type { Person } from '../../src/core/roster.js';
import { casePlace, kindOfPlace, PLATFORM } from './places.js';

/** What the channel of the web needs from the rest of it. */
export interface WebChannelOptions {
  readonly people: readonly Person[];
  readonly clock: Clock;
  /** Pages may submit from now on. */
  readonly opened: (door: Door) => void;
  /** No more events; resolves when those under way are through and the live updates have ended. */
  readonly closed: () => Promise<void>;
}

const capabilities: Capabilities = {
  edit: true,
  delete: true,
  react: true,
  threads: true,
  whisper: true,
  buttons: true,
  lookup: true,
  files: true,
};

/**
 * The web as a channel. Pages show the transcripts of the store, so there is nothing to send: an attempt only says
 * which message the effect is, and the turn of its receipt makes it visible. Hence repeating one is harmless.
 */
export function createWebChannel({ people, clock, opened, closed }: WebChannelOptions): Channel {
  return {
    platform: PLATFORM,
    capabilities,
    start: async (door) => opened(door),
    deliver: async (outgoing) => receiptFor(outgoing, clock.now()),
    find: async () => ({ kind: 'absent' }),
    // A page gets no acknowledgement before the commit and keeps what it could not send: nothing is missed.
    catchUp: async () => {},
    isStaff: async (user, place) =>
      kindOfPlace(place) === 'desk' && people.some((person) => person.id === user),
    stop: () => closed(),
  };
}

function receiptFor({ effect, place, message, files: sent = [] }: Outgoing, at: number): Outcome {
  // They are shown from the spool, where they are.
  const files = sent.map(({ read: _read, ...file }) => file);
  const delivered = (rest: Pick<Receipt, 'message' | 'opened'>): Outcome => ({
    kind: 'delivered',
    receipt: { effect: effect.key, at, ...rest, ...(files.length > 0 && { files }) },
  });
  switch (effect.kind) {
    case 'say':
    case 'whisper':
      if (!isOurs(place)) return unreachable;
      return delivered({ message: { place, id: effect.key } });
    case 'open': {
      if (!isOurs(place)) return unreachable;
      if (effect.case === undefined) return unsupported('the web desk opens threads for cases only');
      const opened = casePlace(effect.case);
      return delivered({ message: { place: opened, id: effect.key }, opened });
    }
    case 'revise':
    case 'retract':
    case 'react':
      if (!message || !isOurs(message.place)) return unreachable;
      return delivered({ message });
    case 'work':
      return unsupported('the web does not run work');
    default:
      return effect satisfies never;
  }
}

function isOurs(place: string | undefined): place is string {
  return place !== undefined && kindOfPlace(place) !== undefined;
}

const unreachable: Outcome = { kind: 'refused', code: 'unreachable', reason: 'this is no place of the web' };

function unsupported(reason: string): Outcome {
  return { kind: 'refused', code: 'unsupported', reason };
}
