import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { FileRef, FileRefusal } from '../../src/core/content.js';
import type { Effect } from '../../src/core/effect.js';
import { FirstlineError } from '../../src/core/error.js';
import { isObject, listIn, textIn } from '../../src/core/json.js';
import type { Clock } from '../../src/core/ports/ambient.js';
import type { Outcome, OutgoingFile } from '../../src/core/ports/channel.js';
import type { Api, NoAnswer } from './api.js';
import type { Self } from './parse.js';
import type { Spot } from './places.js';

/** An upload that does not work is tried for so long, in milliseconds; then the message stays without it. */
const TRIED_FOR = 60_000;
/** Messages whose upload is under way that are remembered. */
const MOST = 1_000;

/** Sends files after the words that they belong to. */
export interface Uploads {
  /**
   * Uploads the files and shares them in one message, so that either all of them are there or none. What became of
   * each, in order; an outcome where that is to be tried again.
   */
  send(
    key: string,
    files: readonly OutgoingFile[],
    spot: Spot,
    signal: AbortSignal | undefined,
  ): Promise<readonly FileRef[] | Outcome>;
}

/** Builds the uploads, with the external upload flow: an address for each file, its bytes, and one call that shares. */
export function createUploads(options: { readonly api: Pick<Api, 'call'>; readonly clock: Clock }): Uploads {
  const { api, clock } = options;
  /** When each first failed. */
  const failing = new Map<string, number>();

  /** Whether it is to be tried again; a limit that Slack names costs nothing. */
  function again(key: string, failed: NoAnswer): boolean {
    if (failed.code === 'ratelimited') return true;
    if (failed.code === 'missing_scope' || failed.outcome.kind === 'refused') return false;
    const now = clock.now();
    const since = failing.get(key) ?? now;
    if (failing.size >= MOST) failing.clear();
    failing.set(key, since);
    return now - since < TRIED_FOR;
  }

  return {
    async send(key, files, spot, signal) {
      const ids = new Map<number, string>();
      const refused = new Map<number, FileRefusal>();
      for (const [index, file] of files.entries()) {
        if (file.size === 0) {
          refused.set(index, 'empty');
          continue;
        }
        const asked = { filename: file.name, length: file.size };
        const called = await api.call('files.getUploadURLExternal', asked, signal);
        if (!called.ok) {
          if (again(key, called)) return called.outcome;
          refused.set(index, 'platform');
          continue;
        }
        const address = textIn(called.answer, 'upload_url');
        const id = textIn(called.answer, 'file_id');
        const failed =
          address === undefined || id === undefined ? 'refused' : await put(address, file, signal);
        if (failed === undefined && id !== undefined) ids.set(index, id);
        else if (failed === 'gone') refused.set(index, 'gone');
        else if (typeof failed === 'object' && again(key, failed)) return failed.outcome;
        else refused.set(index, 'platform');
      }
      if (ids.size > 0) {
        const shared = {
          files: [...ids].map(([index, id]) => ({ id, title: files[index]?.name ?? 'file' })),
          channel_id: spot.channel,
          ...(spot.thread !== undefined && { thread_ts: spot.thread }),
        };
        const called = await api.call('files.completeUploadExternal', shared, signal);
        if (!called.ok) {
          // It may be there, however often it was tried: only a look can tell.
          if (called.outcome.kind === 'unknown' || again(key, called)) return called.outcome;
          for (const index of ids.keys()) refused.set(index, 'platform');
        }
      }
      failing.delete(key);
      return files.map((file, index) => told(file, refused.get(index)));
    },
  };
}

/** What became of each file, if this message holds them: each of its files is one of ours, by name and size. */
export function sharedIn(
  message: unknown,
  files: readonly (FileRef | OutgoingFile)[],
  self: Self,
): readonly FileRef[] | undefined {
  const there = listIn(message, 'files');
  if (!isOurs(message, self) || there.length === 0 || there.length > files.length) return undefined;
  const left = new Set(files.keys());
  for (const one of there) {
    // In a channel that is shared with others Slack names no file; their number has to do.
    const nameless = textIn(one, 'mode') === 'file_access';
    const found = [...left].find((index) => {
      const file = files[index];
      return nameless || (isObject(one) && one.name === file?.name && one.size === file?.size);
    });
    if (found === undefined) return undefined;
    left.delete(found);
  }
  return files.map((file, index) => told(file, left.has(index) ? 'platform' : undefined));
}

/** Whether the bot posted it. */
export function isOurs(message: unknown, self: Self): boolean {
  return textIn(message, 'user') === self.user || textIn(message, 'bot_id') === self.bot;
}

function told(
  { read: _read, ...file }: FileRef & Partial<Pick<OutgoingFile, 'read'>>,
  refused: FileRefusal | undefined,
): FileRef {
  return refused === undefined ? file : { ...file, refused };
}

/** Sends the bytes of a file. Their address needs no token. */
async function put(
  address: string,
  file: OutgoingFile,
  signal: AbortSignal | undefined,
): Promise<'gone' | 'refused' | NoAnswer | undefined> {
  try {
    const bytes = await file.read();
    const url = new URL(address);
    const send = url.protocol === 'http:' ? requestHttp : requestHttps;
    const request = send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'content-length': file.size },
      ...(signal && { signal }),
    });
    const answered = new Promise<number>((resolve, reject) => {
      request.on('error', reject);
      request.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
    });
    const [status] = await Promise.all([answered, pipeline(bytes, request)]);
    if (status === 200) return undefined;
    if (status < 500 && status !== 429) return 'refused';
    return later(`Slack answered ${status} to an upload.`);
  } catch (error) {
    if (error instanceof FirstlineError) return 'gone'; // the spool lost it
    return later(error instanceof Error ? error.message : String(error));
  }
}

function later(reason: string): NoAnswer {
  return { ok: false, outcome: { kind: 'later', reason } };
}

/** Where the files of a message go: into its thread, or the one that it opens. */
export function below(effect: Effect, spot: Spot, done: ReadonlyMap<number, string>): Spot {
  const first = done.get(0);
  return effect.kind === 'open' && first !== undefined ? { ...spot, thread: first } : spot;
}
