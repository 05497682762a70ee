import type { FileRef } from '../core/content.js';
import type { Conversation } from '../core/conversation.js';
import type { Effect, MessageRef, PlaceTarget, Receipt, Undelivered } from '../core/effect.js';
import { DEFAULT_FILE_RULES, type FileRules } from '../core/file-rules.js';
import { NotNow } from '../core/not-now.js';
import { type PlaceKey, platformOf } from '../core/place.js';
import type { Clock, Log } from '../core/ports/ambient.js';
import type { Channel, Door, Lookup, Outcome, Outgoing } from '../core/ports/channel.js';
import type { Files } from '../core/ports/files.js';
import type { Leased, Store } from '../core/ports/store.js';
import type { Worker } from '../core/ports/worker.js';
import type { OutboxSettings } from '../core/settings.js';
import { timeLimit } from '../core/time-limit.js';
import { createCarrier, withFiles } from './carry.js';
import { showTyping } from './typing.js';

/** A stopping outbox waits so long for the attempts under way. */
const STOP_WITHIN = 3_000;
/** Effects whose files are being fetched, or wait for that, beside those that are being delivered. */
const FETCHING = 256;
/** Work under way beside the messages: a slow service must not hold up what is to be said. */
const WORKING = 64;

/** Delivers effects: in order for each lane, many lanes at once, each once. */
export interface Outbox {
  /** Something may be due: look. Cheap, and may be called any number of times. */
  wake(): void;
  /** No file is fetched any more: what waits for one stays for the next start. Comes before channels are stopped. */
  stopFetching(): void;
  /** No new attempts; resolves when those under way are through, or have had their time. */
  stop(): Promise<void>;
}

/** An effect with its targets, or the failed effect that it depended on. */
type Resolved = { readonly outgoing: Outgoing } | { readonly missing: string };

/** Builds the outbox. Outcomes come back through the door, as events of the place that made the effect. */
export function createOutbox(options: {
  readonly store: Store;
  readonly door: Door;
  readonly channels: readonly Channel[];
  readonly workers: readonly Worker[];
  readonly settings: OutboxSettings;
  /** The spool and what may enter it; without a spool no file crosses. */
  readonly files?: Files;
  readonly rules?: FileRules;
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 to 1, for the jitter. */
  readonly random: () => number;
}): Outbox {
  const { store, door, settings, clock, log, random, rules = DEFAULT_FILE_RULES } = options;
  const channels = new Map(options.channels.map((channel) => [channel.platform, channel]));
  const workers = new Map(options.workers.map((worker) => [worker.name, worker]));
  const running = new Set<Promise<void>>();
  const fetching = new Set<Promise<void>>();
  const working = new Set<Promise<void>>();
  const stopped = new AbortController();
  const noFiles = new AbortController();
  const carrier = createCarrier({
    files: options.files,
    rules,
    channels,
    clock,
    log,
    stopped: noFiles.signal,
  });
  let looking = false;
  let again = false;

  async function look(): Promise<void> {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    try {
      do {
        again = false;
        const limit = settings.concurrency - running.size;
        if (stopped.signal.aborted || limit <= 0) break;
        for (const leased of await store.lease({ now: clock.now(), limit })) run(leased);
      } while (again);
    } catch (error) {
      log.error({ err: error }, 'the outbox could not read the store');
    } finally {
      looking = false;
    }
  }

  function run(leased: Leased): void {
    const { effect, uncertain } = leased;
    if (effect.kind !== 'work') keep(running, leased, true, once(leased));
    else if (working.size < WORKING) keep(working, leased, true, once(leased));
    else {
      const notBefore = clock.now() + settings.firstRetry;
      keep(running, leased, uncertain, store.postpone(effect.key, { notBefore, uncertain }));
    }
  }

  /**
   * Keeps what is done for an effect among its kind until it is through. `uncertain`: whether it may have arrived where
   * something of ours fails.
   */
  function keep(among: Set<Promise<void>>, leased: Leased, uncertain: boolean, work: Promise<void>): void {
    const kept = work
      .catch((error: unknown) => {
        log.error({ effect: leased.effect.key, err: error }, 'an attempt could not be settled');
        return putBack(leased, uncertain);
      })
      // A store that failed or is closed takes nothing back; it hands the effect out again at the next start.
      .catch(() => {})
      .finally(() => {
        among.delete(kept);
        void look();
      });
    among.add(kept);
  }

  /**
   * Fetches the files of an effect, and gives it back: with all of them known it is delivered when it is leased next.
   * Meanwhile its lane waits and its slot is free, so that a slow download stops nobody else's words.
   */
  async function fetchFiles(leased: Leased, last: boolean): Promise<void> {
    const fetched = await carrier.fetch(leased.effect, { last });
    if (fetched.done)
      await store.postpone(leased.effect.key, { notBefore: clock.now(), uncertain: leased.uncertain });
    else await putBack(leased, leased.uncertain, fetched.retryAfter);
  }

  async function once(leased: Leased): Promise<void> {
    const { effect, attempt } = leased;
    const now = clock.now();
    // A look-up comes before giving up: what may have arrived is not called undelivered.
    const expired =
      now >= Math.min(effect.at + settings.giveUpAfter, effect.deadline ?? Number.POSITIVE_INFINITY);
    const resolved = await resolve(effect, attempt);
    if ('missing' in resolved) {
      // What was never said need not be taken back.
      const code = effect.kind === 'retract' ? 'withdrawn' : 'dependency';
      await fail(effect, code, 'The message that it belongs to was not delivered.');
      return;
    }
    const channel = channelOf(resolved.outgoing);
    const brought = await carrier.ready(effect, { taken: channel?.capabilities.files ?? true });
    if (!brought) {
      const room = fetching.size < FETCHING && !noFiles.signal.aborted;
      if (room) keep(fetching, leased, leased.uncertain, fetchFiles(leased, expired));
      else await putBack(leased, leased.uncertain, settings.firstRetry);
      return;
    }
    const files = carrier.outgoing(brought);
    const outgoing: Outgoing = { ...resolved.outgoing, ...(files.length > 0 && { files }) };
    if (leased.uncertain && channel?.capabilities.lookup) {
      const found = await lookUp(outgoing, channel);
      // A platform that does not answer is asked again, but not for ever.
      if (found instanceof NotNow) {
        if (now < effect.at + settings.giveUpAfter) {
          await putBack(leased, true, found.retryAfter);
          return;
        }
      } else if (found.kind === 'found') {
        log.info({ effect: effect.key, attempt }, 'it had arrived');
        await settle(effect, found.receipt, brought);
        return;
      } else if (found.kind === 'cannot-tell' && !expired)
        log.warn({ effect: effect.key }, 'sent again without knowing about the first time');
    }
    if (expired) {
      await fail(effect, 'expired', `It was tried for ${Math.round((now - effect.at) / 60_000)} minutes.`);
      return;
    }
    // The turn that changed the owner withdrew what waited; this catches what was just being taken out.
    if (await talksOver(effect, outgoing)) {
      await fail(effect, 'withdrawn', 'A person has taken over.');
      return;
    }
    await handle(leased, await attemptOnce(outgoing, channel), brought);
  }

  /** What the platform says, or that it does not answer. */
  async function lookUp(outgoing: Outgoing, channel: Channel): Promise<Lookup | NotNow> {
    try {
      return await inTime((signal) => channel.find(outgoing, signal));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ effect: outgoing.effect.key, reason }, 'nobody can tell yet whether it arrived');
      return error instanceof NotNow ? error : new NotNow({ reason });
    }
  }

  async function attemptOnce(outgoing: Outgoing, channel: Channel | undefined): Promise<Outcome> {
    const { effect } = outgoing;
    try {
      if (effect.kind === 'work') {
        const worker = workers.get(effect.worker);
        if (!worker)
          return { kind: 'refused', reason: `There is no worker “${effect.worker}”.`, code: 'unsupported' };
        const stopTyping = effect.asker
          ? showTyping(channels.get(platformOf(effect.origin)), effect.origin)
          : undefined;
        const done = await inTime((signal) => worker.run(effect, signal)).finally(stopTyping);
        if (done.kind !== 'result') return done;
        const result = {
          kind: 'result',
          id: `result:${effect.key}`,
          at: clock.now(),
          place: effect.origin,
          effect,
        } as const;
        await door.submit({ ...result, output: done.output });
        return { kind: 'delivered', receipt: { effect: effect.key, at: clock.now() } };
      }
      if (!channel) {
        const platform = platformOf(outgoing.place ?? outgoing.message?.place ?? '');
        return { kind: 'later', reason: `The platform “${platform}” is not connected.` };
      }
      return await inTime((signal) => channel.deliver(outgoing, signal), outgoing);
    } catch (error) {
      return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async function handle(leased: Leased, outcome: Outcome, brought: readonly FileRef[]): Promise<void> {
    const { effect, attempt } = leased;
    switch (outcome.kind) {
      case 'delivered':
        if (effect.kind !== 'work') await settle(effect, outcome.receipt, brought);
        return;
      case 'refused':
        await fail(effect, outcome.code ?? 'refused', outcome.reason);
        return;
      case 'later':
      case 'unknown': {
        log.warn(
          { effect: effect.key, attempt, outcome: outcome.kind, reason: outcome.reason },
          'not delivered yet',
        );
        await putBack(leased, outcome.kind === 'unknown', outcome.retryAfter);
        return;
      }
      default:
        outcome satisfies never;
    }
  }

  /** Waits twice as long after each failure, with jitter, and at least as long as the platform asked for. */
  async function putBack(
    { effect, attempt }: Leased,
    uncertain: boolean,
    retryAfter?: number,
  ): Promise<void> {
    const full = Math.min(settings.longestRetry, settings.firstRetry * 2 ** Math.min(attempt - 1, 30));
    // A platform that says when it takes more is asked then, not later, with some jitter.
    const wait =
      retryAfter === undefined
        ? full * (0.5 + random() / 2)
        : retryAfter + settings.firstRetry * (random() / 2);
    await store.postpone(effect.key, { notBefore: clock.now() + Math.ceil(wait), uncertain });
  }

  async function talksOver(effect: Effect, outgoing: Outgoing): Promise<boolean> {
    const place = outgoing.place ?? outgoing.message?.place;
    if (effect.voice !== 'bot' || place === undefined) return false;
    if (effect.kind !== 'say' && effect.kind !== 'whisper' && effect.kind !== 'revise') return false;
    const key = `conversation/${place}` as const;
    const { value } = (await store.read([key])).get(key) ?? {};
    const conversation = value as Conversation | undefined; // a conversation key holds a conversation
    return conversation !== undefined && conversation.owner.kind !== 'bot';
  }

  async function settle(effect: Effect, arrived: Receipt, brought: readonly FileRef[]): Promise<void> {
    const at = clock.now();
    const receipt = withFiles(arrived, brought);
    await door.submit({
      kind: 'receipt',
      id: `receipt:${effect.key}`,
      at,
      place: effect.origin,
      effect,
      receipt,
    });
    carrier.forget(effect.key);
  }

  async function fail(effect: Effect, code: Undelivered['code'], reason: string): Promise<void> {
    const at = clock.now();
    const fields = { effect: effect.key, kind: effect.kind, lane: effect.lane, code, reason };
    if (code === 'withdrawn') log.info(fields, 'withdrawn');
    else log.error(fields, 'not delivered, given up');
    const failure = { effect: effect.key, at, code, reason };
    await door.submit({
      kind: 'failure',
      id: `failure:${effect.key}`,
      at,
      place: effect.origin,
      effect,
      failure,
    });
    carrier.forget(effect.key);
  }

  async function resolve(effect: Effect, attempt: number): Promise<Resolved> {
    const receiptOf = async (key: string): Promise<Receipt | undefined> => {
      const { value } = (await store.read([`receipt/${key}`])).get(`receipt/${key}`) ?? {};
      return value as Receipt | undefined; // a receipt key holds a receipt
    };
    let place: PlaceKey | undefined;
    let message: MessageRef | undefined;
    let parts: readonly MessageRef[] = [];
    let sent: readonly FileRef[] = [];
    const placeOf = async (target: PlaceTarget): Promise<string | undefined> => {
      if ('place' in target) place = target.place;
      else {
        place = (await receiptOf(target.opened))?.opened;
        if (place === undefined) return target.opened;
      }
      return undefined;
    };
    let missing: string | undefined;
    if ('target' in effect) missing = await placeOf(effect.target);
    const to = 'message' in effect ? effect.message : undefined;
    if (to && 'message' in to) {
      message = to.message;
      parts = to.parts ?? [];
    } else if (to) {
      const receipt = await receiptOf(to.effect);
      message = receipt?.message;
      parts = receipt?.parts ?? [];
      if (effect.kind === 'retract') sent = (receipt?.files ?? []).filter(({ refused }) => !refused);
      if (!message) missing ??= to.effect;
    }
    if (missing !== undefined) return { missing };
    const undoes = effect.kind === 'react' ? effect.undoes : undefined;
    const standIn = undoes === undefined ? undefined : (await receiptOf(undoes))?.standIn;
    return {
      outgoing: {
        effect,
        attempt,
        ...(place !== undefined && { place }),
        ...(message && { message }),
        ...(parts.length > 0 && { parts }),
        ...(sent.length > 0 && { sent }),
        ...(standIn && { standIn }),
      },
    };
  }

  function channelOf({ place, message }: Outgoing): Channel | undefined {
    return channels.get(platformOf(place ?? message?.place ?? ''));
  }

  /** Gives an attempt a signal that ends it when it takes too long. */
  async function inTime<T>(
    attempt: (signal: AbortSignal) => Promise<T>,
    { files = [] }: Partial<Outgoing> = {},
  ): Promise<T> {
    const within = settings.attemptTimeout + files.length * rules.timeout;
    const limit = timeLimit(within, 'The attempt took too long.');
    try {
      return await attempt(limit.signal);
    } finally {
      limit.lift();
    }
  }

  return {
    wake() {
      void look();
    },
    stopFetching() {
      noFiles.abort();
    },
    async stop() {
      stopped.abort();
      noFiles.abort();
      const late = new Promise<void>((resolve) => setTimeout(resolve, STOP_WITHIN).unref());
      while (running.size + fetching.size + working.size) {
        const through = Promise.allSettled([...running, ...fetching, ...working]).then(
          () => 'through' as const,
        );
        if ((await Promise.race([through, late])) !== 'through') return;
      }
    },
  };
}
