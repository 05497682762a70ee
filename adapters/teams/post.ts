import type { Effect, MessageRef, Receipt } from '../../src/core/effect.js';
import type { Clock } from '../../src/core/ports/ambient.js';
import type { Outcome, OutgoingFile } from '../../src/core/ports/channel.js';
import type { Connector, NotCalled } from './connector.js';
import { type Packed, packFiles } from './files-out.js';
import { textIn } from './json.js';
import { fileMessageId, messageId, placeOf, type Spot } from './places.js';
import type { Rendered } from './render.js';

/** A message to be posted, part by part. */
export interface Posting {
  /** The place it belongs to. */
  readonly spot: Spot;
  /** The conversation it stands in, as Teams names it, and the address that it is reached at. */
  readonly conversation: string;
  readonly service: string;
  readonly parts: readonly Rendered[];
  readonly files?: readonly OutgoingFile[];
}

/** Where a part of an effect stands. */
export interface Landed {
  readonly conversation: string;
  readonly id: string;
  readonly file?: true;
}

/** Long messages of which a part has arrived that are remembered. */
const MOST = 1_000;

/**
 * Builds what posts. Teams has neither a key that recognises a repeated message nor a history to look into: a part that
 * is known to have arrived is not sent again, one whose fate is unknown is.
 */
export function createPoster(options: { readonly connector: Connector; readonly clock: Clock }) {
  const { connector, clock } = options;
  const arrived = new Map<string, ReadonlyMap<number, Landed>>();

  function remember(key: string, done: ReadonlyMap<number, Landed>): void {
    if (arrived.size >= MOST) arrived.clear();
    arrived.set(key, done);
  }

  function receipt(
    effect: Effect,
    spot: Spot,
    done: ReadonlyMap<number, Landed>,
    more: Partial<Receipt> = {},
  ): Receipt {
    arrived.delete(effect.key);
    const refs = [...done].sort(([a], [b]) => a - b).map(([, landed]) => refOf(spot, landed));
    const [message, ...parts] = refs;
    return {
      effect: effect.key,
      at: clock.now(),
      ...(message && { message }),
      ...(parts.length > 0 && { parts }),
      ...more,
    };
  }

  return {
    remember,
    receipt,

    landed(key: string): ReadonlyMap<number, Landed> {
      return arrived.get(key) ?? new Map();
    },

    /** Posts what has not arrived yet. */
    async post(
      effect: Effect,
      posting: Posting,
      signal: AbortSignal | undefined,
      more: Partial<Receipt> = {},
    ): Promise<Outcome> {
      const { spot, conversation, service } = posting;
      const packed = await packFiles(posting.files ?? [], conversation);
      const messages = withFiles(posting.parts, packed);
      const done = new Map(arrived.get(effect.key));
      for (const [part, message] of messages.entries()) {
        if (done.has(part)) continue;
        const called = await connector.send(service, conversation, message, signal);
        if (!called.ok) return broken(effect.key, done, called.outcome);
        const id = textIn(called.answer, 'id');
        if (id === undefined)
          return broken(effect.key, done, {
            kind: 'unknown',
            reason: 'Teams did not say where the message stands.',
          });
        const file = part >= messages.length - packed.offers.length;
        done.set(part, { conversation, id, ...(file && { file }) });
      }
      const files = packed.files.length > 0 ? { files: packed.files } : {};
      return { kind: 'delivered', receipt: receipt(effect, spot, done, { ...files, ...more }) };
    },
  };

  /** What has arrived of it is remembered, so that only the rest is sent again. */
  function broken(key: string, done: ReadonlyMap<number, Landed>, outcome: NotCalled): Outcome {
    if (outcome.kind === 'refused') arrived.delete(key);
    else if (done.size > 0) remember(key, done);
    return outcome;
  }
}

/** What posts. */
export type Poster = ReturnType<typeof createPoster>;

/** A message of ours as the engine knows it. */
export function refOf(spot: Spot, { conversation, id, file }: Landed): MessageRef {
  const own = messageId(spot, conversation, id);
  return { place: placeOf(spot), id: file ? fileMessageId(own) : own };
}

/** Pictures hang on the last part; offers follow it. */
function withFiles(parts: readonly Rendered[], { pictures, offers }: Packed): readonly Rendered[] {
  const last = parts.at(-1);
  if (!last || pictures.length === 0) return [...parts, ...offers];
  const attachments = [...(last.attachments ?? []), ...pictures];
  return [...parts.slice(0, -1), { ...last, attachments }, ...offers];
}
