import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Channel, Outcome, Outgoing } from '../../src/core/ports/channel.js';
import { createRecordingChannel, type RecordingChannel } from '../support/recording-channel.js';

/** What stands in a text that the far end refuses; sent again as a new effect, it is accepted. */
export const REFUSE_ONCE = '[refuse once]';

/** A platform whose memory is a file that outlives the process, at the end of a way that is as bad as they come. */
export interface FarEnd extends Channel {
  readonly receive: RecordingChannel['receive'];
}

/** Builds it. Without look-up nobody can ask it what arrived. */
export function createFarEnd(options: {
  readonly platform: string;
  readonly file: string;
  readonly lookup: boolean;
  readonly now: () => number;
  /** From 0 to 1; absent where the way is a good one. */
  readonly random?: () => number;
  /** Told when a look-up finds what an earlier attempt has left. */
  readonly found: () => void;
}): FarEnd {
  const { platform, file, lookup, now, random, found } = options;
  const channel = createRecordingChannel({ platform, file, now });
  const refusals = createRefusals(`${file}.refused`);

  async function deliver(outgoing: Outgoing, signal: AbortSignal): Promise<Outcome> {
    if (refusals.refuses(outgoing))
      return { kind: 'refused', code: 'refused', reason: 'the far end is closed' };
    const roll = random?.() ?? 1;
    if (roll < 0.03) return { kind: 'later', reason: 'busy', retryAfter: 200 };
    if (roll < 0.06) return { kind: 'later', reason: 'busy' };
    if (roll < 0.09) return { kind: 'unknown', reason: 'the connection was lost' };
    const slow = random !== undefined && roll < 0.6;
    if (slow) await pause(random() * 6, signal);
    const outcome = await channel.deliver(outgoing, signal);
    if (outcome.kind !== 'delivered') return outcome;
    if (slow) await pause(random() * 10, signal);
    if (roll < 0.1) await pause(60_000, signal);
    if (roll < 0.15 || signal.aborted) return { kind: 'unknown', reason: 'the answer was lost' };
    return outcome;
  }

  return {
    ...channel,
    capabilities: { ...channel.capabilities, lookup },
    receive: channel.receive,
    deliver,
    async find(outgoing, signal) {
      if (!lookup) return { kind: 'cannot-tell' };
      const answer = await channel.find(outgoing, signal);
      if (answer.kind === 'found') found();
      return answer;
    },
  };
}

/** Remembers what was refused, so that the same effect is refused again, and the next one is not. */
function createRefusals(file: string) {
  const known = new Map<string, string>(
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .slice(0, -1)
          .map((line): [string, string] => JSON.parse(line))
      : [],
  );
  return {
    refuses({ effect }: Outgoing): boolean {
      if (!('content' in effect) || !effect.content.text.includes(REFUSE_ONCE)) return false;
      const text = `${effect.lane} ${effect.content.text}`;
      const refused = known.get(text);
      if (refused !== undefined) return refused === effect.key;
      appendFileSync(file, `${JSON.stringify([text, effect.key])}\n`);
      known.set(text, effect.key);
      return true;
    },
  };
}

/** Waits, or until the attempt has had its time. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
