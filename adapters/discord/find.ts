import type { Effect } from '../../src/core/effect.js';
import { listIn, objectIn, textIn } from '../../src/core/json.js';
import type { Lookup } from '../../src/core/ports/channel.js';
import type { Api } from './api.js';
import type { Self } from './parse.js';
import { type Spot, snowflakeAt, timeOf } from './places.js';
import { filesOf, type Landed, nonceOf, type Poster, type Posting } from './post.js';
import type { Rendered } from './render.js';
import { threadName } from './threads.js';
import { senderName } from './webhooks.js';

/** Clocks differ by this much at most, in milliseconds. */
const SKEW = 5_000;
const PAGE = 100;
/** Pages of history that are looked through, oldest first; a channel in which more was said since cannot tell. */
const PAGES = 20;

/**
 * Builds the look-ups. A message of the bot carries its effect's key as its nonce; where Discord does not show that any
 * more, and for webhooks and posts, which have none, the message that says the same, is ours, is not known to be
 * another effect's and is no older than the effect, is it. Two effects of one place with the very same words that were
 * decided within seconds, of which the first arrived before a crash, could be taken for each other.
 */
export function createFinder(options: {
  readonly api: Api;
  readonly self: () => Self;
  readonly poster: Poster;
}) {
  const { api, self, poster } = options;

  /** The parts that stand in a channel; undefined where nobody can tell. Rejects where Discord does not say now. */
  async function look(
    effect: Effect,
    channel: string,
    parts: readonly Rendered[],
    as: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Map<number, Landed> | undefined> {
    const found = new Map<number, Landed>();
    let after = snowflakeAt(effect.at - SKEW);
    for (let page = 0; page < PAGES; page++) {
      const called = await api.call('GET', `/channels/${channel}/messages`, {
        query: { after, limit: String(PAGE) },
        signal,
      });
      if (!called.ok) {
        if (called.outcome.kind === 'refused') return undefined;
        throw new Error(called.outcome.reason);
      }
      // A page after an id is the oldest of what follows, and stands newest first.
      const messages = (Array.isArray(called.answer) ? called.answer : []).toReversed();
      for (const message of messages) {
        const id = textIn(message, 'id');
        const part = partOf(message, effect, parts, as, found);
        if (id !== undefined && part !== undefined) found.set(part, { channel, id });
      }
      const last = textIn(messages.at(-1), 'id');
      if (messages.length < PAGE || last === undefined) return found;
      after = last;
    }
    return undefined;
  }

  function partOf(
    message: unknown,
    { key, at }: Effect,
    parts: readonly Rendered[],
    as: string | undefined,
    found: ReadonlyMap<number, Landed>,
  ): number | undefined {
    const id = textIn(message, 'id') ?? '';
    const { user, application } = self();
    const byUs = textIn(objectIn(message, 'author'), 'id') === user;
    const byOurWebhook =
      textIn(message, 'application_id') === application && textIn(message, 'webhook_id') !== undefined;
    if (as === undefined ? !byUs : !byOurWebhook) return undefined;
    if (as !== undefined && textIn(objectIn(message, 'author'), 'username') !== senderName(as))
      return undefined;
    const known = poster.effectOf(id);
    if (known !== undefined && known !== key) return undefined;
    const nonce = textIn(message, 'nonce');
    for (const [part, { content }] of parts.entries()) {
      if (found.has(part)) continue;
      if (nonce !== undefined) {
        if (nonce === nonceOf(key, part)) return part;
        continue;
      }
      if (timeOf(id) >= at - SKEW && textIn(message, 'content') === content.trim()) return part;
    }
    return undefined;
  }

  function conclude(
    effect: Effect,
    spot: Spot,
    found: Map<number, Landed> | undefined,
    wanted: number,
    opened?: Spot,
  ): Lookup {
    if (found === undefined) return { kind: 'cannot-tell' };
    if (found.size < wanted) {
      if (found.size) poster.remember(effect.key, found);
      return { kind: 'absent' };
    }
    return { kind: 'found', receipt: poster.receipt(effect, spot, found, opened) };
  }

  return {
    /** Something that was said. */
    async said(
      effect: Effect,
      { spot, standing, parts, files = [], as }: Posting,
      signal?: AbortSignal,
    ): Promise<Lookup> {
      const found = await look(effect, standing.channel, parts, as?.name, signal);
      const lookup = conclude(effect, spot, found, parts.length);
      // They stand in the last part, or nowhere where Discord did not take them.
      return lookup.kind === 'found'
        ? { kind: 'found', receipt: { ...lookup.receipt, ...filesOf({ files }) } }
        : lookup;
    },

    /** A message of the desk's channel, with its thread. */
    async opened(
      effect: Effect,
      desk: Spot,
      parts: readonly Rendered[],
      signal?: AbortSignal,
    ): Promise<Lookup> {
      const found = await look(effect, desk.channel, parts.slice(0, 1), undefined, signal);
      const first = found?.get(0);
      if (!found || !first) return conclude(effect, desk, found, 1);
      const thread = await api.call('GET', `/channels/${first.id}`, { signal });
      if (!thread.ok && thread.outcome.kind !== 'refused') throw new Error(thread.outcome.reason);
      const rest =
        thread.ok && parts.length > 1 ? await look(effect, first.id, parts, undefined, signal) : undefined;
      for (const [part, landed] of rest ?? []) if (part > 0) found.set(part, landed);
      // Without its thread it is half done: what is there is remembered, and the rest is made.
      return conclude(effect, desk, found, thread.ok ? parts.length : Number.POSITIVE_INFINITY, {
        ...desk,
        thread: first.id,
      });
    },

    /** A post of the desk's forum: its name has the number of its case. */
    async post(
      effect: Extract<Effect, { kind: 'open' }>,
      desk: Spot,
      parts: readonly Rendered[],
      signal?: AbortSignal,
    ): Promise<Lookup> {
      const called = await api.call('GET', `/guilds/${desk.guild}/threads/active`, { signal });
      if (!called.ok) {
        if (called.outcome.kind === 'refused') return { kind: 'cannot-tell' };
        throw new Error(called.outcome.reason);
      }
      const name = threadName(effect.title);
      const id = listIn(called.answer, 'threads')
        .filter((one) => textIn(one, 'parent_id') === desk.channel && textIn(one, 'name') === name)
        .filter((one) => textIn(one, 'owner_id') === self().user)
        .map((one) => textIn(one, 'id') ?? '')
        .find(
          (one) => timeOf(one) >= effect.at - SKEW && (poster.effectOf(one) ?? effect.key) === effect.key,
        );
      if (id === undefined) return { kind: 'absent' };
      const found = (await look(effect, id, parts, undefined, signal)) ?? new Map<number, Landed>();
      found.set(0, { channel: id, id });
      return conclude(effect, desk, found, parts.length, { ...desk, thread: id });
    },
  };
}
