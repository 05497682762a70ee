import type { FileRef, FileRefusal } from '../core/content.js';
import type { Effect, Receipt } from '../core/effect.js';
import { type FileRules, refusedUnseen } from '../core/file-rules.js';
import { admit } from '../core/intake.js';
import { platformOf } from '../core/place.js';
import type { Clock, Log } from '../core/ports/ambient.js';
import type { Channel, OutgoingFile } from '../core/ports/channel.js';
import type { Files } from '../core/ports/files.js';

/** A file that could not be fetched is asked for so often; then its message goes without it. */
const TRIES = 3;

/** Brings the files of an effect into the spool before it is delivered. */
export interface Carrier {
  /**
   * What became of each file of the effect, in order; undefined where one is to be asked for again later. With `last`,
   * nothing is put off any more.
   */
  bring(
    effect: Effect,
    options: {
      readonly last: boolean;
      /** Whether the other side takes files at all. Default true. */
      readonly taken?: boolean;
    },
  ): Promise<readonly FileRef[] | undefined>;
  /** Those that are in the spool, as a channel sends them. */
  outgoing(brought: readonly FileRef[]): readonly OutgoingFile[];
  /** The effect is through. */
  forget(key: string): void;
}

interface Progress {
  readonly known: Map<number, FileRef>;
  readonly began: number;
  tries: number;
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
  const underway = new Map<string, Progress>();
  const turn = createTurns(rules.concurrency);

  async function bringOne(file: FileRef, index: number, effect: Effect): Promise<FileRef | undefined> {
    const no = (refused: FileRefusal): FileRef => ({ ...file, refused });
    if (!files) return no('platform');
    if (file.refused) return file;
    const unseen = refusedUnseen(file, index, rules);
    if (unseen) return no(unseen);
    if (file.digest !== undefined && (await files.has(file.digest))) return file;
    const { from } = file;
    if (!from) return no('gone');
    const source = channels.get(platformOf(from.place));
    if (!source?.fetchFile) return no('platform');
    return turn(async () => {
      if (stopped.aborted) return undefined;
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(new Error('it took too long')), rules.timeout);
      const signal = AbortSignal.any([stopped, patience.signal]);
      try {
        // A channel that throws, against its promise, is one that did not answer.
        const fetched = await source.fetchFile?.(from, signal);
        if (!fetched) return no('platform');
        if (fetched.kind !== 'fetched') {
          log.warn({ effect: effect.key, reason: fetched.reason }, 'a file was not fetched');
          return fetched.kind === 'refused' ? no(fetched.why) : undefined;
        }
        const cut = (): unknown => fetched.bytes.destroy(new Error('it took too long, or we are stopping'));
        if (signal.aborted) cut();
        signal.addEventListener('abort', cut, { once: true });
        const admitted = await admit(files, rules, fetched);
        if (admitted.kind === 'spooled') return { ...admitted.file, from };
        log.warn(
          {
            effect: effect.key,
            err: admitted.cause,
            ...(admitted.kind === 'refused' && { why: admitted.why }),
          },
          'a file was not taken into the spool',
        );
        return admitted.kind === 'refused' ? no(admitted.why) : undefined;
      } catch (error) {
        log.warn({ effect: effect.key, err: error }, 'a file was not fetched');
        return undefined;
      } finally {
        clearTimeout(timer);
      }
    });
  }

  return {
    async bring(effect, { last, taken = true }) {
      const wanted = filesOf(effect);
      if (!wanted.length) return [];
      if (!taken) return wanted.map((file) => ({ ...file, refused: 'platform' }));
      const progress = underway.get(effect.key) ?? { known: new Map(), began: clock.now(), tries: 0 };
      underway.set(effect.key, progress);
      progress.tries += 1;
      const brought = await Promise.all(
        wanted.map(async (file, index) => {
          const known = progress.known.get(index);
          if (known && (known.digest === undefined || (await files?.has(known.digest)))) return known;
          const now = await bringOne(file, index, effect);
          if (now) progress.known.set(index, now);
          return now;
        }),
      );
      const over = last || progress.tries >= TRIES || clock.now() - progress.began >= rules.timeout;
      if (!over && brought.includes(undefined)) return undefined;
      // A stop is no reason to give a file up: the effect is tried again at the next start.
      if (stopped.aborted && brought.includes(undefined)) return undefined;
      return brought.map((file, index) => {
        const settled = file ?? { ...(wanted[index] as FileRef), refused: 'unavailable' as const }; // of the same length
        progress.known.set(index, settled);
        return settled;
      });
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
