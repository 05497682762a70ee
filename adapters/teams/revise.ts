import type { MessageRef, Persona } from '../../src/core/effect.js';
import type { Clock } from '../../src/core/ports/ambient.js';
import type { Outcome, Outgoing } from '../../src/core/ports/channel.js';
import type { CardJson } from './card-elements.js';
import type { Connector } from './connector.js';
import { textIn } from './json.js';
import { type At, locate, placeOf, type Spot, spotOf, standsIn } from './places.js';
import { refOf } from './post.js';
import { renderMessage } from './render.js';
import type { Services } from './services.js';
import { GONE } from './troubles.js';

/** Builds what changes messages and takes them back. */
export function createReviser(options: {
  readonly connector: Connector;
  readonly services: Services;
  readonly clock: Clock;
  /** Who spoke in a message of ours, so that their name stays above the words. */
  readonly speakerOf: (message: MessageRef) => Promise<Persona | undefined>;
  /** What a message of ours looks like from now on. */
  readonly changed: (at: At, card: CardJson | undefined) => void;
}) {
  const { connector, services, clock, speakerOf, changed } = options;

  /** Where the private words of a place are reached: at the address of that place. */
  const serviceOf = (spot: Spot, { conversation }: At): string =>
    conversation === standsIn(spot) ? services.of(spot) : services.of({ tenant: spot.tenant, conversation });

  async function revise(outgoing: Outgoing, signal: AbortSignal | undefined): Promise<Outcome> {
    const { effect, message, parts = [] } = outgoing;
    const spot = message && spotOf(message.place);
    if (effect.kind !== 'revise' || !message || !spot) return unreachable();
    const stands = [message, ...parts].map((ref) => ({ ref, at: locate(spot, ref.id) }));
    const words = stands.filter(({ at }) => !at?.file);
    const first = words[0]?.at;
    if (!first) return unreachable();
    const elsewhere = first.conversation !== standsIn(spot);
    const by = effect.as ?? (effect.voice === 'bot' ? undefined : await speakerOf(message));
    const rendered = renderMessage(effect.content, {
      ...(elsewhere && { origin: placeOf(spot) }),
      ...(by && effect.content.title === undefined && { by }),
    });
    const service = serviceOf(spot, first);
    const kept: MessageRef[] = [];
    for (const [index, { ref, at }] of words.entries()) {
      if (!at) return unreachable();
      const part = rendered[index];
      const called = part
        ? await connector.update(service, at.conversation, at.id, part, signal)
        : await connector.remove(service, at.conversation, at.id, signal);
      if (called.ok) {
        if (part) kept.push(ref);
        continue;
      }
      if (called.code !== GONE || (index === 0 && part)) return called.outcome;
      // It went before: what belongs there is posted again below.
      if (part) break;
    }
    for (const part of rendered.slice(kept.length)) {
      const called = await connector.send(service, first.conversation, part, signal);
      if (!called.ok)
        return called.outcome.kind === 'later' ? { ...called.outcome, kind: 'unknown' } : called.outcome;
      const id = textIn(called.answer, 'id') ?? '';
      kept.push(refOf(spot, { conversation: first.conversation, id }));
    }
    changed(first, rendered[0]?.attachments?.[0]?.content as CardJson | undefined); // made by render
    const files = stands.filter(({ at }) => at?.file).map(({ ref }) => ref);
    const [one = message, ...rest] = [...kept, ...files];
    return {
      kind: 'delivered',
      receipt: {
        effect: effect.key,
        at: clock.now(),
        message: one,
        ...(rest.length > 0 && { parts: rest }),
      },
    };
  }

  async function retract(
    { effect, message, parts = [] }: Outgoing,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    const spot = message && spotOf(message.place);
    if (!message || !spot) return unreachable();
    for (const ref of [...parts.toReversed(), message]) {
      const at = locate(spot, ref.id);
      if (!at) return unreachable();
      const called = await connector.remove(serviceOf(spot, at), at.conversation, at.id, signal);
      if (!called.ok && called.code !== GONE) return called.outcome;
    }
    return { kind: 'delivered', receipt: { effect: effect.key, at: clock.now(), message } };
  }

  return { revise, retract };
}

function unreachable(): Outcome {
  return { kind: 'refused', code: 'unreachable', reason: 'this is no message of Teams' };
}
