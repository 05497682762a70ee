import { objectIn, textIn } from '../../src/core/json.js';
import type { Language } from '../../src/core/language.js';
import { NotNow } from '../../src/core/not-now.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import type { Clock, Log } from '../../src/core/ports/ambient.js';
import type { Lookup, Outcome, Outgoing } from '../../src/core/ports/channel.js';
import type { Records } from '../../src/core/ports/store.js';
import type { Api, NoAnswer } from './api.js';
import { type Channels, isForum } from './channels.js';
import type { DiscordConfig } from './config.js';
import { emojiPath } from './emoji.js';
import { createFinder } from './find.js';
import { createTags, postIn } from './forum.js';
import type { Self } from './parse.js';
import type { People } from './people.js';
import { DIRECT, locate, type Spot, spotOf } from './places.js';
import { createPoster, type Posting, repliesTo } from './post.js';
import { languageOf, renderMessage } from './render.js';
import { createReviser } from './revise.js';
import { createThreads, type Standing, threadName } from './threads.js';
import { ARCHIVED, CLOSED, NO_MUTUAL_SERVER, troubleOf, UNKNOWN_EMOJI, UNKNOWN_MESSAGE } from './troubles.js';
import { createWebhooks } from './webhooks.js';

/** Clocks differ by this much at most, in milliseconds. */
const SKEW = 5_000;

/** Carries effects to Discord, and looks for those that may have arrived. */
export interface Delivery {
  deliver(outgoing: Outgoing, signal?: AbortSignal): Promise<Outcome>;
  find(outgoing: Outgoing, signal?: AbortSignal): Promise<Lookup>;
}

/** Builds the delivery. */
export function createDelivery(options: {
  readonly api: Api;
  readonly people: People;
  readonly channels: Channels;
  readonly self: () => Self;
  readonly records: Pick<Records, 'tail'>;
  readonly forums: DiscordConfig['forums'];
  readonly clock: Clock;
  readonly log: Log;
  /** The bot's name, for its webhooks. */
  readonly name: string;
}): Delivery {
  const { api, people, channels, forums, self, records, clock, log, name } = options;
  const webhooks = createWebhooks(api, self, name);
  const threads = createThreads(api, channels);
  const tags = createTags(api, channels);
  const poster = createPoster({ api, webhooks, threads, clock });
  const finder = createFinder({ api, self, poster, records });
  const reviser = createReviser({ api, webhooks, threads, poster, finder, tags, clock });
  /** People whose direct messages are closed, until a message reaches them. */
  const closed = new Map<string, number>();

  /** What is to be posted where; an outcome where it cannot be posted at all. */
  async function posting(outgoing: Outgoing, signal: AbortSignal | undefined): Promise<Posting | Outcome> {
    const { effect, place, files = [] } = outgoing;
    if (place === undefined || (effect.kind !== 'say' && effect.kind !== 'whisper'))
      return unsupported('this is nothing to post');
    const spot = spotOf(place);
    if (!spot) return unreachable('this is no place of Discord');
    const { content, as } = effect;
    if (effect.kind === 'whisper') {
      const standing = await privately(spot, effect.to, effect.at, languageOf(content), signal);
      if ('ok' in standing) return standing.outcome;
      const parts = renderMessage(content, {
        ...(spot.guild !== DIRECT && { origin: place, alone: true }),
        ...(as && { by: as }),
      });
      return { spot, standing, content, parts, files };
    }
    const standing = await threads.standing(spot, signal);
    if ('ok' in standing) return standing.outcome;
    const ping = effect.ping ? { ping: effect.ping } : {};
    if (as && (await canSpeakAs(spot, standing, signal)))
      return { spot, standing, content, parts: renderMessage(content, ping), files, as };
    const replyTo = repliesTo(content, standing.channel);
    const replies = replyTo !== undefined;
    const parts = renderMessage(content, { ...ping, replies, ...(as && { by: as }) });
    return { spot, standing, content, parts, files, ...(replies && { replyTo }) };
  }

  /** Webhooks speak in channels of a server only; without the right to make one, a name above the words has to do. */
  async function canSpeakAs(spot: Spot, { parent }: Standing, signal?: AbortSignal): Promise<boolean> {
    if (spot.guild === DIRECT) return false;
    const webhook = await webhooks.of(parent, signal);
    return !('ok' in webhook) || webhook.outcome.kind !== 'refused';
  }

  /**
   * Where only one person reads: their direct messages; where those are closed, a private thread below the channel in
   * which they asked.
   */
  async function privately(
    spot: Spot,
    user: string,
    since: number,
    language: Language,
    signal: AbortSignal | undefined,
  ): Promise<Standing | NoAnswer> {
    if (spot.guild === DIRECT) return { channel: spot.channel, parent: spot.channel };
    const shut = (closed.get(user) ?? 0) > clock.now();
    const direct = shut ? undefined : await people.direct(user);
    if (typeof direct === 'string') return { channel: direct, parent: direct };
    if (direct && direct.outcome.kind !== 'refused') return direct;
    const title = phrase(language, 'privateThread', { person: people.author(user, spot.guild).name });
    const thread = await threads.privately(spot, user, title, since - SKEW, self().user, signal);
    return typeof thread === 'string' ? { channel: thread, parent: spot.channel } : thread;
  }

  /**
   * The tag of a forum's post comes before the words that it is with: it can be put on twice, they cannot be said twice.
   * What Discord refuses keeps nobody from the words.
   */
  async function tagged({ spot, content }: Posting, signal?: AbortSignal): Promise<NoAnswer | undefined> {
    const forum = forums.find(({ channel }) => channel === spot.channel);
    const tag = content.tag === 'solved' ? forum?.['solved-tag'] : undefined;
    if (tag === undefined || spot.thread === undefined) return undefined;
    const refused = await tags.solve(spot.thread, tag, signal);
    if (refused?.outcome.kind !== 'refused') return refused;
    log.warn({ post: spot.thread, tag, reason: refused.outcome.reason }, 'the tag of a post was not set');
    return undefined;
  }

  async function say(outgoing: Outgoing, signal: AbortSignal | undefined): Promise<Outcome> {
    const { effect } = outgoing;
    const wanted = await posting(outgoing, signal);
    if ('kind' in wanted) return wanted;
    const untagged = await tagged(wanted, signal);
    if (untagged) return untagged.outcome;
    const outcome = await poster.post(effect, wanted, signal);
    if (effect.kind !== 'whisper' || wanted.spot.guild === DIRECT) return outcome;
    if (outcome.kind !== 'refused' || !isClosed(outcome)) return outcome;
    if (closed.has(effect.to) && (closed.get(effect.to) ?? 0) > clock.now()) return outcome;
    // Found closed only now: it is tried once more, where they asked.
    if (closed.size > 10_000) closed.clear();
    closed.set(effect.to, clock.now() + 10 * 60_000);
    return say(outgoing, signal);
  }

  /** A thread of the desk: a message and the thread that is opened from it, or a post of a forum. */
  async function open(outgoing: Outgoing, signal: AbortSignal | undefined): Promise<Outcome> {
    const { effect, place } = outgoing;
    const desk = place === undefined ? undefined : spotOf(place);
    if (effect.kind !== 'open' || !desk || desk.guild === DIRECT || desk.thread !== undefined)
      return unreachable('threads are opened in channels of a server only');
    const info = await channels.info(desk.channel);
    if (!info) return unreachable('the desk’s channel does not exist, or the bot cannot see it');
    const parts = renderMessage(effect.content, effect.ping ? { ping: effect.ping } : {});
    return isForum(info)
      ? openPost(outgoing, desk, parts, signal)
      : openThread(outgoing, desk, parts, signal);
  }

  async function openThread(
    { effect }: Outgoing,
    desk: Spot,
    parts: Posting['parts'],
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    if (effect.kind !== 'open') return unsupported('this opens nothing');
    const here = { channel: desk.channel, parent: desk.channel };
    const rest = { spot: desk, content: effect.content, parts };
    const done = new Map(poster.landed(effect.key));
    let first = done.get(0);
    if (!first) {
      const called = await poster.postPart(effect.key, 0, { ...rest, standing: here }, signal);
      if (!called.ok) return called.outcome;
      const id = textIn(called.answer, 'id');
      if (id === undefined)
        return { kind: 'unknown', reason: 'Discord did not say where the message stands.' };
      first = { channel: desk.channel, id };
      done.set(0, first);
      poster.spoke(effect.key, id);
      poster.remember(effect.key, done);
    }
    const refused = await threads.openFrom(desk.channel, first.id, effect.title, signal);
    if (refused)
      return refused.outcome.kind === 'later' ? { ...refused.outcome, kind: 'unknown' } : refused.outcome;
    return finish(
      effect,
      { ...desk, thread: first.id },
      { ...rest, standing: { channel: first.id, parent: desk.channel } },
      signal,
    );
  }

  async function openPost(
    { effect }: Outgoing,
    desk: Spot,
    parts: Posting['parts'],
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    if (effect.kind !== 'open') return unsupported('this opens nothing');
    let post = poster.landed(effect.key)?.get(0)?.id;
    if (post === undefined) {
      const body = {
        name: threadName(effect.title),
        message: parts[0],
        applied_tags: await tags.tagsOf(desk.channel, effect.content),
      };
      const called = await api.call('POST', `/channels/${desk.channel}/threads`, { body, signal });
      if (!called.ok) return called.outcome;
      channels.put(called.answer);
      post = postIn(called.answer);
      if (post === undefined)
        return { kind: 'unknown', reason: 'Discord did not say where the post stands.' };
      const first = textIn(objectIn(called.answer, 'message'), 'id') ?? post;
      poster.spoke(effect.key, first);
      poster.remember(effect.key, new Map([[0, { channel: post, id: first }]]));
    }
    const standing = { channel: post, parent: desk.channel };
    return finish(
      effect,
      { ...desk, thread: post },
      { spot: desk, content: effect.content, parts, standing },
      signal,
    );
  }

  /** The other parts of a long opening message stand in the thread. */
  async function finish(
    effect: Outgoing['effect'],
    opened: Spot,
    posting: Posting,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    const done = new Map(poster.landed(effect.key));
    for (const part of posting.parts.keys()) {
      if (done.has(part)) continue;
      const called = await poster.postPart(effect.key, part, posting, signal);
      const id = called.ok ? textIn(called.answer, 'id') : undefined;
      if (!called.ok || id === undefined) {
        poster.remember(effect.key, done);
        const outcome = called.ok ? undefined : called.outcome;
        return {
          kind: 'unknown',
          reason: outcome?.reason ?? 'Discord did not say where the message stands.',
        };
      }
      done.set(part, { channel: posting.standing.channel, id });
    }
    return { kind: 'delivered', receipt: poster.receipt(effect, posting.spot, done, opened) };
  }

  async function react({ effect, message }: Outgoing, signal: AbortSignal | undefined): Promise<Outcome> {
    if (effect.kind !== 'react' || !message) return unreachable('this is no message of Discord');
    const spot = spotOf(message.place);
    const at = spot && locate(spot, message.id);
    if (!spot || !at) return unreachable('this is no message of Discord');
    const emoji = emojiPath(effect.emoji);
    if (emoji === undefined) return unsupported(`Discord has no reaction ${effect.emoji}`);
    const path = `/channels/${at.channel}/messages/${at.id}/reactions/${emoji}/@me` as const;
    const send = () => api.call(effect.added ? 'PUT' : 'DELETE', path, { signal });
    let called = await send();
    if (!called.ok && called.code === ARCHIVED && (await threads.awaken(spot, signal))) called = await send();
    const gone = !called.ok && !effect.added && called.code === UNKNOWN_MESSAGE;
    if (called.ok || gone)
      return { kind: 'delivered', receipt: { effect: effect.key, at: clock.now(), message } };
    return called.code === UNKNOWN_EMOJI
      ? unsupported(`Discord has no reaction ${effect.emoji}`)
      : called.outcome;
  }

  return {
    async deliver(outgoing, signal) {
      const { effect } = outgoing;
      try {
        switch (effect.kind) {
          case 'whisper':
            // Nothing is shown to one person alone outside the answer to their own click.
            if (effect.fleeting) return unsupported('Discord cannot show an offer to one person alone');
            return await say(outgoing, signal);
          case 'say':
            return await say(outgoing, signal);
          case 'open':
            return await open(outgoing, signal);
          case 'revise':
            return await reviser.revise(outgoing, effect.content, signal);
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

    async find(outgoing, signal) {
      const { effect, place } = outgoing;
      // Changing a message twice is harmless.
      if (effect.kind === 'revise' || effect.kind === 'retract' || effect.kind === 'react')
        return { kind: 'absent' };
      if (effect.kind === 'work' || (effect.kind === 'whisper' && effect.fleeting))
        return { kind: 'cannot-tell' };
      if (effect.kind === 'open') {
        const desk = place === undefined ? undefined : spotOf(place);
        const info = desk && (await channels.info(desk.channel));
        if (!desk || !info) return { kind: 'cannot-tell' };
        const parts = renderMessage(effect.content, effect.ping ? { ping: effect.ping } : {});
        return isForum(info)
          ? finder.post(effect, desk, parts, signal)
          : finder.opened(effect, desk, parts, signal);
      }
      const wanted = await posting(outgoing, signal);
      if ('kind' in wanted) {
        // What cannot be reached at all is refused when it is sent again, with the reason.
        if (wanted.kind === 'refused') return { kind: 'cannot-tell' };
        throw new NotNow('reason' in wanted ? wanted : { reason: 'Discord could not be asked.' });
      }
      return finder.said(effect, wanted, signal);
    },
  };
}

/** Whether it was refused because the person takes no direct messages. */
function isClosed({ reason }: Extract<Outcome, { kind: 'refused' }>): boolean {
  return [CLOSED, NO_MUTUAL_SERVER].some((code) => reason === `${troubleOf(code)?.words}.`);
}

function unsupported(reason: string): Outcome {
  return { kind: 'refused', code: 'unsupported', reason };
}

function unreachable(reason: string): Outcome {
  return { kind: 'refused', code: 'unreachable', reason };
}
