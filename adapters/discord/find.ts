import type { Effect } from '../../src/core/effect.js';
import { listIn, numberIn, objectIn, textIn } from '../../src/core/json.js';
import { NotNow } from '../../src/core/not-now.js';
import type { Lookup, OutgoingFile } from '../../src/core/ports/channel.js';
import type { Records } from '../../src/core/ports/store.js';
import type { Api } from './api.js';
import type { Self } from './parse.js';
import { messageId, type Spot, snowflakeAt, timeOf } from './places.js';
import { filesOf, type Landed, nonceOf, type Poster, type Posting } from './post.js';
import type { Rendered } from './render.js';
import { threadName } from './threads.js';
import { senderName } from './webhooks.js';

/** Clocks differ by this much at most, in milliseconds. */
const SKEW = 5_000;
const PAGE = 100;
/** Pages of history that are looked through, oldest first; a channel in which more was said since cannot tell. */
const PAGES = 20;

/** What is looked for, and where. */
interface Wanted {
  /** The place that it belongs to. */
  readonly spot: Spot;
  readonly channel: string;
  readonly parts: readonly Rendered[];
  /** Under which name a webhook said it. */
  readonly as?: string | undefined;
  /** Uploaded with the last part. */
  readonly files?: readonly OutgoingFile[];
  /** The first part that is looked for. */
  readonly from?: number;
}

/**
 * Builds the look-ups. A message of the bot carries its effect's key as its nonce; where Discord does not show that any
 * more, and for webhooks and posts, which have none, the message that says the same with the same files, is ours, is no
 * older than the effect, and is no other line's, is it. What was said before in a place has its receipt by then, since
 * effects of a place are delivered one after the other: two equal messages are never taken for each other.
 */
export function createFinder(options: {
  readonly api: Api;
  readonly self: () => Self;
  readonly poster: Poster;
  readonly records: Pick<Records, 'tail'>;
}) {
  const { api, self, poster, records } = options;

  /** The parts that stand in a channel; undefined where nobody can tell. Rejects where Discord does not say now. */
  async function look(
    effect: Effect,
    wanted: Wanted,
    signal: AbortSignal | undefined,
  ): Promise<Map<number, Landed> | undefined> {
    const { spot, channel } = wanted;
    const found = new Map<number, Landed>();
    let after = snowflakeAt(effect.at - SKEW);
    for (let page = 0; page < PAGES; page++) {
      const called = await api.call('GET', `/channels/${channel}/messages`, {
        query: { after, limit: String(PAGE) },
        signal,
      });
      if (!called.ok) {
        if (called.outcome.kind === 'refused') return undefined;
        throw new NotNow(called.outcome);
      }
      // A page after an id is the oldest of what follows, and stands newest first.
      const messages = (Array.isArray(called.answer) ? called.answer : []).toReversed();
      for (const message of messages) {
        const id = textIn(message, 'id');
        const part = partOf(message, effect, wanted, found);
        if (id === undefined || part === undefined) continue;
        if (textIn(message, 'nonce') === undefined && (await isOthers(effect, messageId(spot, channel, id))))
          continue;
        found.set(part, { channel, id, bare: listIn(message, 'attachments').length === 0 });
      }
      const last = textIn(messages.at(-1), 'id');
      if (messages.length < PAGE || last === undefined) return found;
      after = last;
    }
    return undefined;
  }

  /** Whether a line has this message as its own already, and not the line that the effect puts into the world. */
  async function isOthers({ line }: Effect, message: string): Promise<boolean> {
    if (!line) return false;
    const [there] = await records.tail({ stream: line.stream, message, limit: 1 });
    return there !== undefined && there.n !== line.n;
  }

  function partOf(
    message: unknown,
    effect: Effect,
    { parts, as, files = [], from = 0 }: Wanted,
    found: ReadonlyMap<number, Landed>,
  ): number | undefined {
    const { key, at } = effect;
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
      if (part < from || found.has(part)) continue;
      if (nonce !== undefined) {
        if (nonce === nonceOf(key, part)) return part;
        continue;
      }
      const same = (textIn(message, 'content') ?? '') === content.trim();
      if (timeOf(id) < at - SKEW || !same) continue;
      if (haveCome(message, part === parts.length - 1 ? files : [])) return part;
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
      const wanted = { spot, channel: standing.channel, parts, as: as?.name, files };
      const found = await look(effect, wanted, signal);
      const lookup = conclude(effect, spot, found, parts.length);
      // They stand in the last part, or nowhere where Discord did not take them.
      const refused = found?.get(parts.length - 1)?.bare ?? false;
      return lookup.kind === 'found'
        ? { kind: 'found', receipt: { ...lookup.receipt, ...filesOf({ files }, refused) } }
        : lookup;
    },

    /** The parts that have come, `from` a given one, of a message that grew; by their numbers. */
    async grown(
      effect: Effect,
      { spot, standing, parts, as }: Posting,
      from: number,
      signal?: AbortSignal,
    ): Promise<ReadonlyMap<number, Landed>> {
      const wanted = { spot, channel: standing.channel, parts, as: as?.name, from };
      return (await look(effect, wanted, signal)) ?? new Map<number, Landed>();
    },

    /** A message of the desk's channel, with its thread. */
    async opened(
      effect: Effect,
      desk: Spot,
      parts: readonly Rendered[],
      signal?: AbortSignal,
    ): Promise<Lookup> {
      const found = await look(
        effect,
        { spot: desk, channel: desk.channel, parts: parts.slice(0, 1) },
        signal,
      );
      const first = found?.get(0);
      if (!found || !first) return conclude(effect, desk, found, 1);
      const thread = await api.call('GET', `/channels/${first.id}`, { signal });
      if (!thread.ok && thread.outcome.kind !== 'refused') throw new NotNow(thread.outcome);
      const rest =
        thread.ok && parts.length > 1
          ? await look(effect, { spot: desk, channel: first.id, parts }, signal)
          : undefined;
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
        throw new NotNow(called.outcome);
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
      const found =
        (await look(effect, { spot: { ...desk, thread: id }, channel: id, parts }, signal)) ??
        new Map<number, Landed>();
      found.set(0, { channel: id, id });
      return conclude(effect, desk, found, parts.length, { ...desk, thread: id });
    },
  };
}

/** What looks for messages. */
export type Finder = ReturnType<typeof createFinder>;

/** Whether these are the files of a message. None of them is as good: Discord may not have taken them. */
function haveCome(message: unknown, files: readonly OutgoingFile[]): boolean {
  const there = listIn(message, 'attachments');
  if (there.length === 0) return true;
  return there.length === files.length && files.every((file, index) => isFile(there[index], file));
}

/** Discord changes letters of names that are unusual in an address. */
function isFile(attachment: unknown, { name, size }: OutgoingFile): boolean {
  const same = textIn(attachment, 'filename') === name || !/^[\w.-]+$/.test(name);
  return same && numberIn(attachment, 'size') === size;
}
