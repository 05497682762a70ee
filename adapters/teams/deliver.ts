import { markdown } from '../../src/core/content.js';
import type { Receipt } from '../../src/core/effect.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import type { Clock, Log } from '../../src/core/ports/ambient.js';
import type { Outcome, Outgoing } from '../../src/core/ports/channel.js';
import type { CardJson } from './card-elements.js';
import type { Connector, NoAnswer } from './connector.js';
import { textIn } from './json.js';
import type { Lines } from './lines.js';
import type { People } from './people.js';
import {
  type At,
  isChannel,
  isPersonal,
  linkTo,
  locate,
  messageId,
  placeOf,
  type Spot,
  splitConversation,
  spotOf,
  standsIn,
} from './places.js';
import { createPoster, type Posting } from './post.js';
import { languageOf, renderMessage, renderReaction } from './render.js';
import { createReviser } from './revise.js';
import type { Services } from './services.js';
import type { Twins } from './twins.js';

/** Carries effects to Teams. */
export interface Delivery {
  deliver(outgoing: Outgoing, signal?: AbortSignal): Promise<Outcome>;
}

/** Builds the delivery. */
export function createDelivery(options: {
  readonly connector: Connector;
  readonly services: Services;
  readonly people: People;
  readonly lines: Lines;
  readonly bot: string;
  /** The name of the app. */
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What a message of ours looks like from now on. */
  readonly changed: (at: At, card: CardJson | undefined) => void;
  /** A reply chain of the desk is being opened: from the call until its receipt. */
  readonly opening: (opened: Promise<string | undefined>) => void;
  /** What became of an attempt to open one. */
  readonly opened: Twins['attempted'];
}): Delivery {
  const { connector, services, people, lines, bot, name, clock, log } = options;
  const poster = createPoster({ connector, clock });
  const reviser = createReviser({
    connector,
    services,
    clock,
    speakerOf: lines.speakerOf,
    changed: options.changed,
  });

  async function say(outgoing: Outgoing, signal: AbortSignal | undefined): Promise<Outcome> {
    const { effect, place, files = [] } = outgoing;
    const spot = place === undefined ? undefined : spotOf(place);
    if (effect.kind !== 'say' || !spot) return unreachable('this is no place of Teams');
    const parts = renderMessage(effect.content, {
      ...(effect.ping && { ping: effect.ping }),
      ...(effect.as && { by: effect.as }),
    });
    return poster.post(effect, { ...here(spot), parts, files }, signal);
  }

  function here(spot: Spot): Pick<Posting, 'spot' | 'conversation' | 'service'> {
    return { spot, conversation: standsIn(spot), service: services.of(spot) };
  }

  /** What only one person may read goes to their personal chat. */
  async function whisper(outgoing: Outgoing, signal: AbortSignal | undefined): Promise<Outcome> {
    const { effect, place, files = [] } = outgoing;
    const spot = place === undefined ? undefined : spotOf(place);
    if (effect.kind !== 'whisper' || !spot) return unreachable('this is no place of Teams');
    if (effect.fleeting) return unsupported('Teams cannot show an offer to one person alone');
    const { content, as } = effect;
    const by = as ? { by: as } : {};
    if (isPersonal(spot.conversation)) {
      const parts = renderMessage(content, by);
      return poster.post(effect, { ...here(spot), parts, files }, signal);
    }
    const service = services.of(spot);
    const chat = await people.direct(effect.to, spot.tenant, service, spot.conversation);
    if (typeof chat !== 'string') return closed(chat, outgoing, spot, signal);
    const drawing = { ...by, origin: placeOf(spot), asked: linkTo(spot) };
    const posting = { spot, conversation: chat, service, parts: renderMessage(content, drawing), files };
    const outcome = await poster.post(effect, posting, signal);
    return outcome.kind === 'refused' ? closed({ ok: false, outcome }, outgoing, spot, signal) : outcome;
  }

  /** Where the bot may not write to somebody, they see at least that there is something for them, and what to do. */
  async function closed(
    { outcome }: NoAnswer,
    { effect }: Outgoing,
    spot: Spot,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    if (outcome.kind !== 'refused' || effect.kind !== 'whisper') return outcome;
    const words = phrase(languageOf(effect.content), 'personalClosed', { name });
    const [hint] = renderMessage(markdown(words));
    const told = await connector.send(services.of(spot), standsIn(spot), hint ?? {}, signal);
    if (!told.ok) log.warn({ effect: effect.key, reason: told.outcome.reason }, 'nobody could be told');
    return outcome;
  }

  /** A post of the desk's channel; the replies to it are the thread. */
  async function open(outgoing: Outgoing, signal: AbortSignal | undefined): Promise<Outcome> {
    const { effect, place } = outgoing;
    const desk = place === undefined ? undefined : spotOf(place);
    if (effect.kind !== 'open' || !desk || desk.root !== undefined || !isChannel(desk.conversation))
      return unreachable('threads are opened in channels of a team only');
    const parts = renderMessage(effect.content, {
      ...(effect.case !== undefined && { case: effect.case }),
      ...(effect.ping && { ping: effect.ping }),
    });
    const service = services.of(desk);
    const done = new Map(poster.landed(effect.key));
    let first = done.get(0);
    if (!first) {
      const body = {
        isGroup: true,
        bot: { id: bot },
        tenantId: desk.tenant,
        channelData: { channel: { id: desk.conversation }, tenant: { id: desk.tenant } },
        activity: parts[0],
      };
      const made = connector.create(service, body, signal);
      options.opening(
        made.then((called) =>
          called.ok ? splitConversation(textIn(called.answer, 'id') ?? '').root : undefined,
        ),
      );
      const called = await made;
      if (!called.ok) return called.outcome;
      const id = textIn(called.answer, 'activityId');
      const root = splitConversation(textIn(called.answer, 'id') ?? '').root ?? id;
      if (root === undefined) return { kind: 'unknown', reason: 'Teams did not say where the post stands.' };
      first = { conversation: standsIn({ ...desk, root }), id: id ?? root };
      done.set(0, first);
      poster.remember(effect.key, done);
    }
    const { root } = splitConversation(first.conversation);
    const spot = { ...desk, ...(root !== undefined && { root }) };
    const posting = { spot, conversation: first.conversation, service, parts };
    return poster.post(effect, posting, signal, { opened: placeOf(spot) });
  }

  /** Bots cannot react in Teams: a line below says it, see {@link renderReaction}. */
  async function react(
    { effect, message, standIn }: Outgoing,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    const spot = message && spotOf(message.place);
    const at = spot && locate(spot, message.id);
    if (effect.kind !== 'react' || !message || !spot || !at)
      return unreachable('this is no message of Teams');
    const receipt: Receipt = { effect: effect.key, at: clock.now(), message };
    // That something was not delivered is said by the engine itself, with its reason and a button.
    if (effect.emoji === '⚠️') return { kind: 'delivered', receipt };
    const service = services.of(spot);
    if (!effect.added) {
      const line = standIn && locate(spot, standIn.id);
      const called = line && (await connector.remove(service, line.conversation, line.id, signal));
      return !called || called.ok || called.outcome.kind === 'refused'
        ? { kind: 'delivered', receipt }
        : called.outcome;
    }
    const line = renderReaction(effect.emoji, await lines.wordsOf(message));
    const called = await connector.send(service, at.conversation, line, signal);
    if (!called.ok) return called.outcome;
    const id = textIn(called.answer, 'id');
    const place = message.place;
    return {
      kind: 'delivered',
      receipt: {
        ...receipt,
        ...(id !== undefined && { standIn: { place, id: messageId(spot, at.conversation, id) } }),
      },
    };
  }

  return {
    async deliver(outgoing, signal) {
      const { effect, attempt } = outgoing;
      if (attempt > 1)
        log.debug({ effect: effect.key, attempt }, 'sent again; Teams cannot tell about the first time');
      try {
        switch (effect.kind) {
          case 'say':
            return await say(outgoing, signal);
          case 'whisper':
            return await whisper(outgoing, signal);
          case 'open': {
            const outcome = await open(outgoing, signal);
            // It stands there, whatever becomes of what is kept about it.
            await options.opened(effect, outcome).catch((error: unknown) => {
              log.warn(
                { effect: effect.key, err: error },
                'it could not be kept that a post may stand twice',
              );
            });
            return outcome;
          }
          case 'revise':
            return await reviser.revise(outgoing, signal);
          case 'retract':
            return await reviser.retract(outgoing, signal);
          case 'react':
            return await react(outgoing, signal);
          case 'work':
            return unsupported('a channel runs no work');
          default:
            return effect satisfies never;
        }
      } catch (error) {
        return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

function unsupported(reason: string): Outcome {
  return { kind: 'refused', code: 'unsupported', reason };
}

function unreachable(reason: string): Outcome {
  return { kind: 'refused', code: 'unreachable', reason };
}
