import type { Content } from '../../src/core/content.js';
import type { MessageRef, Persona } from '../../src/core/effect.js';
import { objectIn, textIn } from '../../src/core/json.js';
import type { Clock } from '../../src/core/ports/ambient.js';
import type { Outcome, Outgoing } from '../../src/core/ports/channel.js';
import type { Api, Called, NoAnswer } from './api.js';
import type { Finder } from './find.js';
import type { Tags } from './forum.js';
import { type At, DIRECT, locate, messageId, type Spot, spotOf } from './places.js';
import { type Poster, repliesTo } from './post.js';
import { renderMessage } from './render.js';
import type { Threads } from './threads.js';
import { ARCHIVED, MISSING_PERMISSIONS, NOT_OURS, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE } from './troubles.js';
import type { Webhooks } from './webhooks.js';

/** Who wrote a message of ours, and what stands in it. */
interface Written {
  readonly content: string;
  /** The name above the words, where a person speaks through the bot itself. */
  readonly by?: string;
  /** Through a webhook, under this name. */
  readonly as?: Persona;
}

/** Builds what changes messages and takes them back. */
export function createReviser(options: {
  readonly api: Api;
  readonly webhooks: Webhooks;
  readonly threads: Threads;
  readonly poster: Poster;
  readonly finder: Finder;
  readonly tags: Tags;
  readonly clock: Clock;
}) {
  const { api, webhooks, threads, poster, finder, tags, clock } = options;

  /** What changes a message: the bot if it is its own, else the webhook that said it. */
  async function change(
    spot: Spot,
    at: At,
    method: 'PATCH' | 'DELETE',
    { body, byWebhook = false }: { readonly body?: unknown; readonly byWebhook?: boolean },
    signal: AbortSignal | undefined,
  ): Promise<Called> {
    const thread = at.channel === spot.channel ? '' : `?thread_id=${at.channel}`;
    const request = { ...(body !== undefined && { body }), signal };
    const own = () => api.call(method, `/channels/${at.channel}/messages/${at.id}`, request);
    const send = async (): Promise<Called> => {
      const called = byWebhook ? undefined : await own();
      if (called && (called.ok || spot.guild === DIRECT)) return called;
      if (called && called.code !== NOT_OURS && called.code !== MISSING_PERMISSIONS) return called;
      return webhooks.call(spot.channel, method, `/messages/${at.id}${thread}`, request);
    };
    const called = await send();
    if (called.ok || called.code !== ARCHIVED || !(await threads.awaken(spot, signal))) return called;
    return send();
  }

  /** How a message was said: what is posted beside it is said in the same way. */
  async function written(at: At, signal: AbortSignal | undefined): Promise<Written | NoAnswer | undefined> {
    const called = await api.call('GET', `/channels/${at.channel}/messages/${at.id}`, { signal });
    // Where Discord does not say it now, the name must not get lost.
    if (!called.ok) return called.outcome.kind === 'refused' ? undefined : called;
    const content = textIn(called.answer, 'content') ?? '';
    const author = objectIn(called.answer, 'author');
    if (textIn(called.answer, 'webhook_id') !== undefined)
      return { content, as: { name: textIn(author, 'username') ?? '?' } };
    return { content };
  }

  async function revise(
    { effect, message, parts = [] }: Outgoing,
    content: Content,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    const spot = message && spotOf(message.place);
    const at = spot && message && locate(spot, message.id);
    if (!message || !spot || !at) return unreachable();
    const refs = [message, ...parts];
    const elsewhere = at.channel !== (spot.thread ?? spot.channel) && at.id !== spot.thread;
    const options = {
      ...(elsewhere && { origin: message.place, alone: true }),
      replies: repliesTo(content, at.channel) !== undefined,
    };
    let rendered = renderMessage(content, options);
    let as: Persona | undefined;
    if (effect.voice === 'staff' || effect.voice === 'asker' || rendered.length > refs.length) {
      // What a person said keeps the name that stands above it, or the webhook that said it.
      const before = await written(at, signal);
      if (before && 'ok' in before) return before.outcome;
      as = before?.as;
      if (as) rendered = renderMessage(content, { ...options, replies: false });
      const named = /^\*\*(.+)\*\*\n/.exec(before?.content ?? '')?.[1];
      if (!as && named !== undefined && content.title === undefined && effect.voice !== 'bot')
        rendered = renderMessage(content, { ...options, by: { name: named.replace(/\\(.)/g, '$1') } });
    }
    const kept: MessageRef[] = [];
    for (const [index, ref] of refs.entries()) {
      const where = locate(spot, ref.id);
      if (!where) return unreachable();
      const part = rendered[index];
      const called = await change(
        spot,
        where,
        part ? 'PATCH' : 'DELETE',
        { body: part, byWebhook: as !== undefined },
        signal,
      );
      if (called.ok) {
        if (part) kept.push(ref);
        continue;
      }
      if (called.code !== UNKNOWN_MESSAGE || index === 0) return called.outcome;
      // Somebody deleted that part, or it went before: what belongs there is posted again below.
      if (part) break;
    }
    const posting = {
      spot,
      standing: inThread(spot, { channel: at.channel, parent: spot.channel }),
      content,
      parts: rendered,
      ...(as && { as }),
    };
    // What it is longer by may have come with an attempt whose outcome nobody knows.
    const come =
      kept.length < rendered.length ? await finder.grown(effect, posting, kept.length, signal) : undefined;
    for (let index = kept.length; index < rendered.length; index++) {
      const there = come?.get(index);
      if (there && !refs.some(({ id }) => id === messageId(spot, there.channel, there.id))) {
        kept.push({ place: message.place, id: messageId(spot, there.channel, there.id) });
        continue;
      }
      const called = await poster.postPart(effect.key, index, posting, signal);
      const id = called.ok ? textIn(called.answer, 'id') : undefined;
      if (!called.ok)
        return called.outcome.kind === 'later' ? { ...called.outcome, kind: 'unknown' } : called.outcome;
      if (id === undefined)
        return { kind: 'unknown', reason: 'Discord did not say where the message stands.' };
      poster.spoke(effect.key, id);
      kept.push({ place: message.place, id: messageId(spot, posting.standing.channel, id) });
    }
    if (spot.thread !== undefined && at.id === spot.thread) {
      const refused = await tags.refresh(spot.thread, content, signal);
      if (refused && refused.outcome.kind !== 'refused') return refused.outcome;
    }
    const [first = message, ...rest] = kept;
    return {
      kind: 'delivered',
      receipt: {
        effect: effect.key,
        at: clock.now(),
        message: first,
        ...(rest.length > 0 && { parts: rest }),
      },
    };
  }

  /** The rest of an opening message stands in the thread that was opened from it. */
  function inThread(spot: Spot, standing: { readonly channel: string; readonly parent: string }) {
    return standing.channel === spot.channel && spot.thread !== undefined
      ? { ...standing, channel: spot.thread }
      : standing;
  }

  async function retract({ effect, message, parts = [] }: Outgoing, signal?: AbortSignal): Promise<Outcome> {
    const spot = message && spotOf(message.place);
    if (!message || !spot) return unreachable();
    for (const ref of [...parts.toReversed(), message]) {
      const at = locate(spot, ref.id);
      if (!at) return unreachable();
      const called = await change(spot, at, 'DELETE', {}, signal);
      const gone = !called.ok && (called.code === UNKNOWN_MESSAGE || called.code === UNKNOWN_CHANNEL);
      if (!called.ok && !gone) return called.outcome;
    }
    return { kind: 'delivered', receipt: { effect: effect.key, at: clock.now(), message } };
  }

  return { revise, retract };
}

function unreachable(): Outcome {
  return { kind: 'refused', code: 'unreachable', reason: 'this is no message of Discord' };
}
