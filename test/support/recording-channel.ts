import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Content } from '../../src/core/content.js';
import type { Effect, MessageRef, Persona, Ping, Receipt } from '../../src/core/effect.js';
import type { Event } from '../../src/core/event.js';
import { type PlaceKey, parsePlace, placeKey } from '../../src/core/place.js';
import type { Channel, Door, Outcome, Outgoing, Submitted } from '../../src/core/ports/channel.js';

/** What one attempt shall come to. `accept-then-timeout`: it arrives, and nobody is told. */
export type Scripted =
  | 'deliver'
  | 'accept-then-timeout'
  | Extract<Outcome, { kind: 'refused' | 'later' | 'unknown' }>;

/** One thing that arrived, in the order of arrival. */
export interface Delivery {
  readonly key: string;
  readonly kind: Effect['kind'];
  /** The message that it made or changed. */
  readonly message: MessageRef;
  readonly content?: Content;
  readonly as?: Persona;
  readonly ping?: readonly Ping[];
  /** The one reader, of a whisper. */
  readonly to?: string;
  readonly emoji?: string;
  readonly added?: boolean;
  readonly receipt: Receipt;
}

/** A message as it stands now. */
export interface Standing {
  readonly id: string;
  readonly text: string;
}

/** How the channel is made. */
export interface RecordingOptions {
  readonly platform?: string;
  /** Everything that arrives is appended here, and read back by the next channel on the same file: the platform outlives us. */
  readonly file?: string;
  /** Decides about each attempt; without it everything is delivered. */
  readonly script?: (outgoing: Outgoing) => Scripted;
  /** Milliseconds that each attempt takes. */
  readonly delay?: number;
  readonly isStaff?: (user: string, place: PlaceKey) => boolean;
  readonly now?: () => number;
}

/** A platform that keeps everything, can look up, and comes to what a script says. */
export interface RecordingChannel extends Channel {
  /** Everything that arrived, doubles included. */
  readonly deliveries: readonly Delivery[];
  /** Attempts, whatever became of them. */
  readonly attempts: readonly Outgoing[];
  /** Replaces the script. */
  script: (outgoing: Outgoing) => Scripted;
  /** What stands in a place, in order; retracted messages are gone. */
  standing(place: PlaceKey): readonly Standing[];
  /** Something happens on the platform; resolves once it would be acknowledged. */
  receive(event: Event): Promise<Submitted>;
  /** Something happened while nobody listened: it comes with `catchUp`, to those whose mark is smaller. */
  missed(event: Event, mark: string): void;
}

/** A channel for tests of everything behind it. */
export function createRecordingChannel(options: RecordingOptions = {}): RecordingChannel {
  const { platform = 'recording', file, delay = 0, isStaff = () => false, now = Date.now } = options;
  const deliveries: Delivery[] = file === undefined ? [] : readBack(file);
  const attempts: Outgoing[] = [];
  const history: { readonly event: Event; readonly mark: string }[] = [];
  const underway = new Set<Promise<unknown>>();
  let door: Door | undefined;

  const arrive = (delivery: Delivery): Receipt => {
    deliveries.push(delivery);
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(delivery)}\n`);
    return delivery.receipt;
  };

  const apply = (outgoing: Outgoing): Outcome => {
    const { effect, place, message } = outgoing;
    const { key, kind } = effect;
    const receipt = (rest: Pick<Receipt, 'message' | 'opened'>): Receipt => ({
      effect: key,
      at: now(),
      ...rest,
    });
    const delivered = (delivery: Delivery): Outcome => ({ kind: 'delivered', receipt: arrive(delivery) });
    switch (kind) {
      case 'say':
      case 'whisper':
      case 'open': {
        const parsed = place === undefined ? undefined : parsePlace(place);
        if (place === undefined || parsed?.platform !== platform) return unreachable;
        const opened = kind === 'open' ? placeKey({ ...parsed, thread: key }) : undefined;
        const made: MessageRef = { place: opened ?? place, id: `${key}.${deliveries.length}` };
        return delivered({
          key,
          kind,
          message: made,
          content: effect.content,
          ...(kind === 'say' && effect.as ? { as: effect.as } : {}),
          ...(kind !== 'whisper' && effect.ping ? { ping: effect.ping } : {}),
          ...(kind === 'whisper' ? { to: effect.to } : {}),
          receipt: receipt({ message: made, ...(opened === undefined ? {} : { opened }) }),
        });
      }
      case 'revise':
      case 'retract':
      case 'react': {
        if (!message || parsePlace(message.place)?.platform !== platform) return unreachable;
        return delivered({
          key,
          kind,
          message,
          ...(kind === 'revise' ? { content: effect.content } : {}),
          ...(kind === 'react' ? { emoji: effect.emoji, added: effect.added } : {}),
          receipt: receipt({ message }),
        });
      }
      case 'work':
        return { kind: 'refused', code: 'unsupported', reason: 'a channel runs no work' };
      default:
        return effect satisfies never;
    }
  };

  const channel: RecordingChannel = {
    platform,
    capabilities: {
      edit: true,
      delete: true,
      react: true,
      threads: true,
      whisper: true,
      buttons: true,
      lookup: true,
      files: false,
    },
    deliveries,
    attempts,
    script: options.script ?? (() => 'deliver'),
    async start(opened) {
      door = opened;
    },
    async deliver(outgoing, signal) {
      attempts.push(outgoing);
      const scripted = channel.script(outgoing);
      if (delay > 0) await pause(delay, signal);
      if (signal.aborted) return { kind: 'unknown', reason: 'it took too long' };
      if (scripted === 'deliver') return apply(outgoing);
      if (scripted !== 'accept-then-timeout') return scripted;
      const outcome = apply(outgoing);
      return outcome.kind === 'delivered' ? { kind: 'unknown', reason: 'no answer' } : outcome;
    },
    async find({ effect }) {
      const found = deliveries.find(({ key }) => key === effect.key);
      return found ? { kind: 'found', receipt: found.receipt } : { kind: 'absent' };
    },
    async catchUp(marks) {
      for (const { event, mark } of history) {
        const read = marks.find(({ place }) => place === event.place)?.mark;
        if (read === undefined || mark > read) await channel.receive(event);
      }
    },
    isStaff: async (user, place) => parsePlace(place)?.platform === platform && isStaff(user, place),
    async stop() {
      door = undefined;
      await Promise.allSettled(underway);
    },
    standing(place) {
      const standing = new Map<string, { id: string; text: string }>();
      for (const { kind, message, content } of deliveries) {
        if (message.place !== place) continue;
        const known = standing.get(message.id);
        if (kind === 'retract') standing.delete(message.id);
        else if (kind === 'revise' && known) known.text = content?.text ?? '';
        else if (kind !== 'revise' && kind !== 'react')
          standing.set(message.id, { id: message.id, text: content?.text ?? '' });
      }
      return [...standing.values()];
    },
    async receive(event) {
      if (!door) throw new Error('the channel does not listen');
      const turn = door.submit(event);
      underway.add(turn);
      try {
        return await turn;
      } finally {
        underway.delete(turn);
      }
    },
    missed(event, mark) {
      history.push({ event, mark });
    },
  };
  return channel;
}

const unreachable: Outcome = { kind: 'refused', code: 'unreachable', reason: 'there is no such place' };

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const stop = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

function readBack(file: string): Delivery[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  // A process that was killed while it wrote leaves half a line, and the next line must not be glued to it.
  if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as Delivery]; // our own writing
    } catch {
      return [];
    }
  });
}
