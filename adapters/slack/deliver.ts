import type { Content, FileRef } from '../../src/core/content.js';
import type { Effect, MessageRef, Persona, Receipt } from '../../src/core/effect.js';
import { type Answer, isObject, objectIn, textIn } from '../../src/core/json.js';
import { NotNow } from '../../src/core/not-now.js';
import type { PlaceKey } from '../../src/core/place.js';
import type { Clock } from '../../src/core/ports/ambient.js';
import type { Lookup, Outcome, Outgoing, OutgoingFile } from '../../src/core/ports/channel.js';
import type { Api } from './api.js';
import { emojiName } from './emoji.js';
import { pagesOf } from './history.js';
import { millis, type Self } from './parse.js';
import type { People } from './people.js';
import { locate, messageId, placeOf, type Spot, spotOf } from './places.js';
import { cut, type Rendered, renderMessage } from './render.js';
import { takeFilesBack } from './take-back.js';
import { below, createUploads, sharedIn } from './upload.js';

/** The name of our metadata. What it holds is opaque: any app and person of the channel can read it. */
const METADATA = 'firstline';
/** Clocks differ by this much at most; a look-up begins so much before the effect was decided. */
const SKEW = 600;
/** Long messages of which a part has arrived that are remembered; others are looked for again. */
const MOST_ARRIVED = 1_000;

/** Carries effects to Slack, and looks for those that may have arrived. */
export interface Delivery {
  deliver(outgoing: Outgoing, signal?: AbortSignal): Promise<Outcome>;
  find(outgoing: Outgoing, signal?: AbortSignal): Promise<Lookup>;
}

/** A message to be posted, part by part. */
interface Posting {
  readonly spot: Spot;
  readonly place: PlaceKey;
  readonly parts: readonly Rendered[];
  readonly as?: Persona;
  /** The channel that it stands in where that is not the place's. */
  readonly elsewhere?: string;
  readonly files: readonly OutgoingFile[];
}

/** Builds the delivery. Every message carries the key of its effect, so that a repeated send is recognised. */
export function createDelivery(options: {
  readonly api: Api;
  readonly people: People;
  readonly self: () => Self;
  readonly clock: Clock;
}): Delivery {
  const { api, people, self, clock } = options;
  /** Parts of a long message that are known to have arrived, while the rest has not. */
  const arrived = new Map<string, ReadonlyMap<number, string>>();
  const uploads = createUploads({ api, clock });

  async function posting({ effect, place, files = [] }: Outgoing): Promise<Posting | Outcome> {
    if (
      place === undefined ||
      (effect.kind !== 'say' && effect.kind !== 'open' && effect.kind !== 'whisper')
    ) {
      return unsupported('this is nothing to post');
    }
    const spot = spotOf(self().team, place);
    if (!spot) return unreachable('this is no place of this workspace');
    const ping = effect.kind === 'whisper' ? undefined : effect.ping;
    if (effect.kind !== 'whisper') {
      const as = effect.kind === 'say' ? effect.as : undefined;
      const parts = renderMessage(effect.content, ping ? { ping } : {});
      return { spot, place, parts, files, ...(as && { as }) };
    }
    const direct = await people.direct(effect.to);
    if (typeof direct !== 'string') return direct;
    const parts = renderMessage(effect.content, { origin: place, alone: true });
    const { as } = effect;
    return { spot: { channel: direct }, place, parts, files, elsewhere: direct, ...(as && { as }) };
  }

  function remember(effect: Effect, done: ReadonlyMap<number, string>): void {
    if (arrived.size >= MOST_ARRIVED) arrived.clear();
    arrived.set(effect.key, done);
  }

  /** Posts what does not stand yet. `standing`: parts that do, by their number. */
  async function post(
    effect: Effect,
    wanted: Posting,
    signal: AbortSignal | undefined,
    standing: ReadonlyMap<number, string> = new Map(),
  ): Promise<Outcome> {
    const { spot, parts, as } = wanted;
    const done = new Map([...(arrived.get(effect.key) ?? []), ...standing]);
    for (const [part, { text, blocks }] of parts.entries()) {
      if (done.has(part)) continue;
      const message = {
        channel: spot.channel,
        ...(spot.thread !== undefined && { thread_ts: spot.thread }),
        text,
        blocks,
        parse: 'none',
        link_names: false,
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: METADATA, event_payload: { key: effect.key, part } },
        ...(as && { username: cut(as.name, 80), ...(as.avatar !== undefined && { icon_url: as.avatar }) }),
      };
      const called = await api.call('chat.postMessage', message, signal);
      if (!called.ok) {
        if (called.outcome.kind === 'refused') arrived.delete(effect.key);
        // What has arrived of it is remembered, and found again in the channel after a crash.
        else if (done.size) remember(effect, done);
        return done.size && called.outcome.kind === 'later'
          ? { ...called.outcome, kind: 'unknown' }
          : called.outcome;
      }
      const ts = textIn(called.answer, 'ts');
      if (ts === undefined) return { kind: 'unknown', reason: 'Slack did not say where the message stands.' };
      done.set(part, ts);
    }
    const { files } = wanted;
    if (!files.length) return { kind: 'delivered', receipt: receiptOf(effect, wanted, done) };
    const sent = await uploads.send(effect.key, files, below(effect, spot, done), signal);
    if ('kind' in sent) {
      // The words are there: what is to be tried again is looked for first.
      remember(effect, done);
      return sent.kind === 'later' ? { ...sent, kind: 'unknown' } : sent;
    }
    return { kind: 'delivered', receipt: { ...receiptOf(effect, wanted, done), files: sent } };
  }

  function receiptOf(
    effect: Effect,
    { place, spot, elsewhere }: Posting,
    done: ReadonlyMap<number, string>,
  ): Receipt {
    arrived.delete(effect.key);
    const stamps = [...done].sort(([a], [b]) => a - b).map(([, ts]) => ts);
    const [first = '', ...rest] = stamps;
    const opened =
      effect.kind === 'open' ? placeOf(self().team, { channel: spot.channel, thread: first }) : undefined;
    const ref = (ts: string): MessageRef => ({ place: opened ?? place, id: messageId(ts, elsewhere) });
    return {
      effect: effect.key,
      at: millis(first) || clock.now(), // the same whether it is told or found
      message: ref(first),
      ...(rest.length > 0 && { parts: rest.map(ref) }),
      ...(opened !== undefined && { opened }),
    };
  }

  async function ephemeral(
    to: string,
    place: PlaceKey | undefined,
    content: Content,
    signal: AbortSignal | undefined,
  ): Promise<Outcome | undefined> {
    const spot = place === undefined ? undefined : spotOf(self().team, place);
    if (place === undefined || !spot) return unreachable('this is no place of this workspace');
    for (const { text, blocks } of renderMessage(content, { origin: place })) {
      // In the channel: Slack shows it in no thread that has no replies yet.
      const message = {
        channel: spot.channel,
        user: to,
        text,
        blocks,
        parse: 'none',
        link_names: false,
      };
      const called = await api.call('chat.postEphemeral', message, signal);
      if (!called.ok) return called.outcome;
    }
    return undefined;
  }

  function target(
    message: MessageRef | undefined,
  ): { readonly channel: string; readonly ts: string } | undefined {
    const spot = message && spotOf(self().team, message.place);
    return spot && message && locate(spot, message.id);
  }

  /** Whatever is called on a message may be called twice: the second time says so, and that is as good. */
  async function change(
    outgoing: Outgoing,
    method: string,
    args: (at: { readonly channel: string; readonly ts: string }) => Answer,
    done: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    const { effect, message } = outgoing;
    const at = target(message);
    if (!message || !at) return unreachable('this is no message of this workspace');
    const called = await api.call(method, args(at), signal);
    if (called.ok || (called.code !== undefined && done.includes(called.code))) {
      return { kind: 'delivered', receipt: { effect: effect.key, at: clock.now(), message } };
    }
    return called.outcome;
  }

  /** How a change is drawn, and where; parts beyond those that there are stand below. */
  function revision({ effect, message }: Outgoing, content: Content): Posting | undefined {
    const at = target(message);
    const own = message && spotOf(self().team, message.place);
    if (!message || !at || !own) return undefined;
    // What stands elsewhere keeps buttons that know where they belong.
    const elsewhere = message.id.includes(':') ? at.channel : undefined;
    const parts = renderMessage(content, elsewhere ? { origin: message.place, alone: true } : {});
    const as = effect.kind === 'revise' ? effect.as : undefined;
    return {
      spot: elsewhere === undefined ? own : { channel: elsewhere },
      place: message.place,
      parts,
      files: [], // those of the message stand on their own
      ...(as && { as }),
      ...(elsewhere !== undefined && { elsewhere }),
    };
  }

  /** Changes all messages that the words became: what is too many goes, what is missing is added. */
  async function revise(
    outgoing: Outgoing,
    content: Content,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    const { effect, message, parts = [] } = outgoing;
    const wanted = revision(outgoing, content);
    if (!message || !wanted) return unreachable('this is no message of this workspace');
    const stamps: string[] = [];
    for (const [index, ref] of [message, ...parts].entries()) {
      const at = target(ref);
      if (!at) return unreachable('this is no message of this workspace');
      const part = wanted.parts[stamps.length];
      const called = part
        ? await api.call(
            'chat.update',
            { ...at, text: part.text, blocks: part.blocks, parse: 'none', link_names: false },
            signal,
          )
        : await api.call('chat.delete', at, signal);
      if (!called.ok && (called.code !== 'message_not_found' || index === 0)) return called.outcome;
      // A part may be gone, since the words were fewer once: the next one holds what belonged there.
      if (called.ok && part) stamps.push(at.ts);
    }
    const outcome = await post(effect, wanted, signal, new Map(stamps.entries()));
    return outcome.kind === 'delivered'
      ? { kind: 'delivered', receipt: { ...outcome.receipt, at: clock.now() } }
      : outcome;
  }

  return {
    async deliver(outgoing, signal) {
      const { effect, message, parts = [] } = outgoing;
      const remove = (one: MessageRef | undefined): Promise<Outcome> =>
        change(
          { effect, attempt: outgoing.attempt, ...(one && { message: one }) },
          'chat.delete',
          (at) => at,
          ['message_not_found'],
          signal,
        );
      switch (effect.kind) {
        case 'whisper':
          if (effect.fleeting) {
            const failed = await ephemeral(effect.to, outgoing.place, effect.content, signal);
            return failed ?? { kind: 'delivered', receipt: { effect: effect.key, at: clock.now() } };
          }
          break;
        case 'say':
        case 'open':
          break;
        case 'revise':
          return revise(outgoing, effect.content, signal);
        case 'retract': {
          const kept = await takeFilesBack(outgoing, { api, self: self() }, signal);
          if (kept) return kept;
          for (const one of parts) {
            const outcome = await remove(one);
            if (outcome.kind !== 'delivered') return outcome;
          }
          return remove(message);
        }
        case 'react': {
          const name = emojiName(effect.emoji);
          if (name === undefined) return unsupported(`Slack has no reaction ${effect.emoji}`);
          return change(
            outgoing,
            effect.added ? 'reactions.add' : 'reactions.remove',
            ({ channel, ts }) => ({ channel, timestamp: ts, name }),
            ['already_reacted', 'no_reaction'],
            signal,
          );
        }
        case 'work':
          return unsupported('a channel runs no work');
        default:
          return effect satisfies never;
      }
      const wanted = await posting(outgoing);
      return 'kind' in wanted ? wanted : post(effect, wanted, signal);
    },

    async find(outgoing, signal) {
      const { effect } = outgoing;
      if (effect.kind === 'work' || (effect.kind === 'whisper' && effect.fleeting))
        return { kind: 'cannot-tell' };
      // Changing a message twice is harmless, but not adding to it.
      if (effect.kind === 'revise') {
        const wanted = revision(outgoing, effect.content);
        if (wanted && wanted.parts.length > 1 + (outgoing.parts?.length ?? 0)) {
          const found = await lookFor(effect, wanted.spot, signal);
          if (found?.size) remember(effect, found);
        }
        return { kind: 'absent' };
      }
      if (effect.kind === 'retract' || effect.kind === 'react') return { kind: 'absent' };
      const wanted = await posting(outgoing);
      if ('kind' in wanted) {
        // What cannot be reached at all is refused when it is sent again, with the reason.
        if (wanted.kind === 'refused') return { kind: 'cannot-tell' };
        throw new NotNow('reason' in wanted ? wanted : { reason: 'Slack could not be asked.' });
      }
      const found = await lookFor(effect, wanted.spot, signal);
      if (found === undefined) return { kind: 'cannot-tell' };
      const files =
        found.size < wanted.parts.length ? undefined : await lookForFiles(effect, wanted, found, signal);
      if (files === undefined) {
        if (found.size) remember(effect, found);
        return { kind: 'absent' };
      }
      const receipt = receiptOf(effect, wanted, found);
      return { kind: 'found', receipt: { ...receipt, ...(files.length > 0 && { files }) } };
    },
  };

  /**
   * The files of an effect, whose words are there. An upload carries nothing of ours, so it is known by standing below
   * the words, and by the names and sizes of its files; what is said later is not sent before this is settled.
   */
  async function lookForFiles(
    effect: Effect,
    { spot, files }: Posting,
    done: ReadonlyMap<number, string>,
    signal: AbortSignal | undefined,
  ): Promise<readonly FileRef[] | undefined> {
    if (!files.length) return [];
    const place = below(effect, spot, done);
    const oldest = [...done.values()].sort().at(-1) ?? '0';
    for await (const messages of pagesOf(api, place, oldest, signal)) {
      if (messages === undefined) return undefined;
      for (const message of messages) {
        const shared = Number(textIn(message, 'ts')) > Number(oldest) && sharedIn(message, files, self());
        if (shared) return shared;
      }
    }
    return undefined;
  }

  /**
   * The parts of an effect that stand in its channel or thread; undefined where nobody can tell. Rejects where Slack
   * does not say now.
   */
  async function lookFor(
    effect: Effect,
    spot: Spot,
    signal: AbortSignal | undefined,
  ): Promise<Map<number, string> | undefined> {
    const found = new Map<number, string>();
    const oldest = String(Math.floor(effect.at / 1000) - SKEW);
    for await (const messages of pagesOf(api, spot, oldest, signal)) {
      if (messages === undefined) return undefined;
      for (const message of messages) {
        const part = partOf(message, effect.key);
        const ts = textIn(message, 'ts');
        if (part !== undefined && ts !== undefined && !found.has(part)) found.set(part, ts);
      }
    }
    return found;
  }

  /** Which part of an effect a message is; none where another app has copied our key. */
  function partOf(message: unknown, key: string): number | undefined {
    const { bot, app } = self();
    const ours =
      textIn(message, 'bot_id') === bot || (app !== undefined && textIn(message, 'app_id') === app);
    const metadata = objectIn(message, 'metadata');
    if (!ours || textIn(metadata, 'event_type') !== METADATA) return undefined;
    const payload = objectIn(metadata, 'event_payload');
    if (!isObject(payload) || payload.key !== key) return undefined;
    return typeof payload.part === 'number' ? payload.part : undefined;
  }
}

function unsupported(reason: string): Outcome {
  return { kind: 'refused', code: 'unsupported', reason };
}

function unreachable(reason: string): Outcome {
  return { kind: 'refused', code: 'unreachable', reason };
}
