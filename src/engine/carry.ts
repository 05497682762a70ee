import type { FileRef, FileRefusal } from '../core/content.js';
import type { Effect, Receipt } from '../core/effect.js';
import { type FileRules, refusedUnseen } from '../core/file-rules.js';
import { admit } from '../core/intake.js';
import { platformOf } from '../core/place.js';
import type { Clock, Log } from '../core/ports/ambient.js';
import type { Channel, OutgoingFile } from '../core/ports/channel.js';
import type { Files } from '../core/ports/files.js';

/** Brings the files of an effect into the spool before it is delivered. */
export interface Carrier {
  /**
   * What became of each file of the effect, in order, as far as that is known without fetching; undefined where one
   * has to be fetched first.
   */
  ready(
    effect: Effect,
    options?: {
      /** Whether the other side takes files at all. Default true. */
      readonly taken?: boolean;
    },
  ): Promise<readonly FileRef[] | undefined>;
  /**
   * Fetches what is missing. Done: each file is there or given up, which only time does. Otherwise it is to be asked
   * for again, `retryAfter` milliseconds from now at the earliest. With `last`, nothing is put off any more.
   */
  fetch(effect: Effect, options: { readonly last: boolean }): Promise<Fetching>;
  /** Those that are in the spool, as a channel sends them. */
  outgoing(brought: readonly FileRef[]): readonly OutgoingFile[];
  /** The effect is through. */
  forget(key: string): void;
}

/** How far the files of an effect are. */
export type Fetching = { readonly done: true } | { readonly done: false; readonly retryAfter?: number };

/** What is known of one file that has to be fetched. */
interface Progress {
  known?: FileRef;
  /** When it was asked for first: waiting for its turn is not its fault. */
  began?: number;
  /** So long the platform had us wait; that is no part of its time. */
  waited: number;
  /** Not to be asked for before this time. */
  notBefore: number;
}

/** Builds the carrier. Without a spool no file crosses. */
export function createCarrier(options: {
  readonly files: Files | undefined;
  readonly rules: FileRules;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly clock: Clock;
  readonly log: Log;
  readonly stopped: AbortSignal;
}): Carrier {
  const { files, rules, channels, clock, log, stopped } = options;
  const underway = new Map<string, Map<number, Progress>>();
  const turn = createTurns(rules.concurrency);

  function progressOf({ key }: Effect, index: number): Progress {
    const all = underway.get(key) ?? new Map<number, Progress>();
    underway.set(key, all);
    const one = all.get(index) ?? { waited: 0, notBefore: 0 };
    all.set(index, one);
    return one;
  }

  /** What became of a file, where that can be said without fetching it. */
  async function settled(file: FileRef, index: number, { key }: Effect): Promise<FileRef | undefined> {
    const no = (refused: FileRefusal): FileRef => ({ ...file, refused });
    if (!files) return no('platform');
    if (file.refused) return file;
    const known = underway.get(key)?.get(index)?.known;
    // The spool may have lost it meanwhile.
    if (known && (known.digest === undefined || (await files.has(known.digest)))) return known;
    const unseen = refusedUnseen(file, index, rules);
    if (unseen) return no(unseen);
    if (file.digest !== undefined && (await files.has(file.digest))) return file;
    if (!file.from) return no('gone');
    return channels.get(platformOf(file.from.place))?.fetchFile ? undefined : no('platform');
  }

  /** Asks for a file once, and notes what came of it. */
  async function fetchOne(file: FileRef, index: number, effect: Effect, last: boolean): Promise<void> {
    const progress = progressOf(effect, index);
    const began = clock.now();
    progress.began ??= began;
    const left = rules.timeout - (began - progress.began - progress.waited);
    const patience = new AbortController();
    const timer = setTimeout(
      () => patience.abort(new Error('it took too long')),
      last ? rules.timeout : Math.max(left, 0),
    );
    // A signal of `AbortSignal.any` would be kept for ever, with the file's stream, while somebody listens to it.
    const stop = (): void => patience.abort(stopped.reason);
    stopped.addEventListener('abort', stop, { once: true });
    if (stopped.aborted) stop();
    try {
      const got = await ask(file, effect, patience.signal);
      // A stop is no reason to give a file up, whatever a channel that is closing says: the next start asks again.
      if (stopped.aborted && (!('file' in got) || got.file.refused !== undefined)) return;
      if ('file' in got) {
        progress.known = got.file;
        return;
      }
      const now = clock.now();
      const spent = patience.signal.aborted || now - progress.began - progress.waited >= rules.timeout;
      if (last || (spent && got.retryAfter === undefined)) {
        progress.known = { ...file, refused: 'unavailable' };
      } else if (got.retryAfter !== undefined) {
        progress.waited += got.retryAfter;
        progress.notBefore = now + got.retryAfter;
      }
    } finally {
      clearTimeout(timer);
      stopped.removeEventListener('abort', stop);
    }
  }

  async function ask(
    file: FileRef,
    effect: Effect,
    signal: AbortSignal,
  ): Promise<{ readonly file: FileRef } | { readonly retryAfter?: number }> {
    const no = (refused: FileRefusal) => ({ file: { ...file, refused } });
    const { from } = file;
    if (!files || !from) return no('gone');
    try {
      // A channel that throws, against its promise, is one that did not answer.
      const fetched = await channels.get(platformOf(from.place))?.fetchFile?.(from, signal);
      if (!fetched) return no('platform');
      if (fetched.kind !== 'fetched') {
        log.warn({ effect: effect.key, reason: fetched.reason }, 'a file was not fetched');
        return fetched.kind === 'refused' ? no(fetched.why) : fetched;
      }
      const cut = (): unknown => fetched.bytes.destroy(new Error('it took too long, or we are stopping'));
      if (signal.aborted) cut();
      signal.addEventListener('abort', cut, { once: true });
      const admitted = await admit(files, rules, fetched);
      if (admitted.kind === 'spooled') return { file: { ...admitted.file, from } };
      log.warn(
        {
          effect: effect.key,
          err: admitted.cause,
          ...(admitted.kind === 'refused' && { why: admitted.why }),
        },
        'a file was not taken into the spool',
      );
      return admitted.kind === 'refused' ? no(admitted.why) : {};
    } catch (error) {
      log.warn({ effect: effect.key, err: error }, 'a file was not fetched');
      return {};
    }
  }

  return {
    async ready(effect, { taken = true } = {}) {
      const wanted = filesOf(effect);
      if (!taken) return wanted.map((file) => ({ ...file, refused: 'platform' }));
      const all = await Promise.all(wanted.map((file, index) => settled(file, index, effect)));
      const known = all.filter((file) => file !== undefined);
      return known.length === all.length ? known : undefined;
    },
    async fetch(effect, { last }) {
      const missing = async (): Promise<[FileRef, number][]> => {
        const found: [FileRef, number][] = [];
        for (const [index, file] of filesOf(effect).entries())
          if (!(await settled(file, index, effect))) found.push([file, index]);
        return found;
      };
      await Promise.all(
        (await missing()).map(([file, index]) =>
          turn(async () => {
            if (stopped.aborted) return;
            if (!last && progressOf(effect, index).notBefore > clock.now()) return;
            await fetchOne(file, index, effect, last);
          }),
        ),
      );
      const left = (await missing()).map(([, index]) => progressOf(effect, index).notBefore - clock.now());
      if (left.length === 0) return { done: true };
      const wait = Math.min(...left);
      return { done: false, ...(wait > 0 && { retryAfter: wait }) };
    },
    outgoing(brought) {
      if (!files) return [];
      return brought.flatMap((file) => {
        const { digest, refused } = file;
        if (digest === undefined || refused) return [];
        return [{ ...file, digest, read: () => files.get(digest) }];
      });
    },
    forget: (key) => void underway.delete(key),
  };
}

/** The receipt, with what became of every file. What a channel says nothing about it did not send. */
export function withFiles(receipt: Receipt, brought: readonly FileRef[]): Receipt {
  if (!brought.length) return receipt;
  const sent = [...(receipt.files ?? [])];
  const files = brought.map((file): FileRef => {
    if (file.refused) return file;
    const told = sent.shift();
    if (!told) return { ...file, refused: 'platform' };
    return told.refused ? { ...file, refused: told.refused } : file;
  });
  return { ...receipt, files };
}

/** The files that an effect takes along. A change of a message leaves its files as they are. */
function filesOf(effect: Effect): readonly FileRef[] {
  if (effect.kind === 'say' || effect.kind === 'whisper' || effect.kind === 'open')
    return effect.content.files ?? [];
  return [];
}

/** Runs so many at once, the others in the order in which they came. */
function createTurns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
