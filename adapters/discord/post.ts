import { buffer } from 'node:stream/consumers';
import type { RawFile } from 'discord.js';
import type { Content, FileRef } from '../../src/core/content.js';
import type { Effect, MessageRef, Persona, Receipt } from '../../src/core/effect.js';
import { textIn } from '../../src/core/json.js';
import type { Clock } from '../../src/core/ports/ambient.js';
import type { Outcome, OutgoingFile } from '../../src/core/ports/channel.js';
import type { Api, Called } from './api.js';
import { digest } from './parse.js';
import { locate, messageId, placeOf, type Spot, spotOf, timeOf } from './places.js';
import type { Rendered } from './render.js';
import type { Standing, Threads } from './threads.js';
import { ARCHIVED } from './troubles.js';
import { senderOf, type Webhooks } from './webhooks.js';

/** A message to be posted, part by part. */
export interface Posting {
  /** The place it belongs to. */
  readonly spot: Spot;
  /** Where it stands. */
  readonly standing: Standing;
  readonly content: Content;
  readonly parts: readonly Rendered[];
  /** Uploaded with the last part. */
  readonly files?: readonly OutgoingFile[];
  /** Who speaks, through a webhook. */
  readonly as?: Persona;
  readonly replyTo?: string;
}

/** Long messages of which a part has arrived that are remembered; others are looked for again. */
const MOST = 1_000;
/** Messages of ours that are remembered with their effect. */
const SPOKEN = 10_000;

/** Where a part of an effect stands: its channel, and its id. */
export interface Landed {
  readonly channel: string;
  readonly id: string;
  /** Without any file. */
  readonly bare?: boolean;
}

/** Builds what posts. Every message carries the key of its effect, where Discord keeps it. */
export function createPoster(options: {
  readonly api: Api;
  readonly webhooks: Webhooks;
  readonly threads: Threads;
  readonly clock: Clock;
}) {
  const { api, webhooks, threads, clock } = options;
  /** Parts of a message that are known to have arrived, while the rest has not. */
  const arrived = new Map<string, ReadonlyMap<number, Landed>>();
  /** Which effect a message of ours is, for those that say the same. */
  const spoken = new Map<string, string>();

  function remember(key: string, done: ReadonlyMap<number, Landed>): void {
    if (arrived.size >= MOST) arrived.clear();
    arrived.set(key, done);
  }

  /** Posts one part. Discord recognises a nonce for some minutes, and answers with the message that is there. */
  async function postPart(
    key: string,
    part: number,
    { standing, parts, as, replyTo }: Posting,
    signal: AbortSignal | undefined,
    files: readonly RawFile[] = [],
  ): Promise<Called> {
    const body = { ...parts[part] };
    const { channel, parent } = standing;
    if (as) {
      // A webhook knows no nonce: what may have arrived is looked for before it is sent again.
      const thread = channel === parent ? '' : `&thread_id=${channel}`;
      return webhooks.call(parent, 'POST', `?wait=true${thread}`, {
        body: { ...body, ...senderOf(as) },
        files,
        signal,
      });
    }
    const reply = replyTo ?? standing.replyTo;
    return api.call('POST', `/channels/${channel}/messages`, {
      body: {
        ...body,
        nonce: nonceOf(key, part),
        enforce_nonce: true,
        ...(reply !== undefined &&
          part === 0 && { message_reference: { message_id: reply, fail_if_not_exists: false } }),
      },
      files,
      signal,
    });
  }

  return {
    remember,
    postPart,

    landed(key: string): ReadonlyMap<number, Landed> | undefined {
      return arrived.get(key);
    },

    /** The effect that a message is known to be. */
    effectOf(message: string): string | undefined {
      return spoken.get(message);
    },

    spoke(key: string, message: string): void {
      if (spoken.size >= SPOKEN) spoken.clear();
      spoken.set(message, key);
    },

    /** Posts the parts that have not arrived yet, `from` a given one. */
    async post(effect: Effect, posting: Posting, signal: AbortSignal | undefined): Promise<Outcome> {
      const { key } = effect;
      const done = new Map(arrived.get(key));
      let raw = await rawFiles(posting);
      for (const part of posting.parts.keys()) {
        if (done.has(part)) continue;
        const send = (): Promise<Called> =>
          postPart(key, part, posting, signal, part === posting.parts.length - 1 ? raw : []);
        let called = await send();
        if (!called.ok && called.code === ARCHIVED && (await threads.awaken(posting.spot, signal)))
          called = await send();
        // Words cross without files that Discord does not take.
        if (!called.ok && raw.length > 0 && called.code !== undefined && FILES_REFUSED.has(called.code)) {
          raw = [];
          called = await send();
        }
        if (!called.ok) {
          if (called.outcome.kind === 'refused') arrived.delete(key);
          // What has arrived of it is remembered, and found again in the channel after a crash.
          else if (done.size) remember(key, done);
          return done.size && called.outcome.kind === 'later'
            ? { ...called.outcome, kind: 'unknown' }
            : called.outcome;
        }
        const id = textIn(called.answer, 'id');
        if (id === undefined)
          return { kind: 'unknown', reason: 'Discord did not say where the message stands.' };
        this.spoke(key, id);
        done.set(part, { channel: textIn(called.answer, 'channel_id') ?? posting.standing.channel, id });
      }
      const files = filesOf(posting, raw.length === 0);
      return { kind: 'delivered', receipt: { ...this.receipt(effect, posting.spot, done), ...files } };
    },

    /** The same whether it was told or found. */
    receipt(effect: Effect, spot: Spot, done: ReadonlyMap<number, Landed>, opened?: Spot): Receipt {
      arrived.delete(effect.key);
      const home = opened ?? spot;
      const refs = [...done]
        .sort(([a], [b]) => a - b)
        .map(
          ([, { channel, id }]): MessageRef => ({ place: placeOf(home), id: messageId(home, channel, id) }),
        );
      const [message, ...parts] = refs;
      const first = [...done].sort(([a], [b]) => a - b)[0]?.[1];
      return {
        effect: effect.key,
        at: timeOf(first?.id ?? '') || clock.now(),
        ...(message && { message }),
        ...(parts.length > 0 && { parts }),
        ...(opened && { opened: placeOf(opened) }),
      };
    },
  };
}

/** Too large, or not allowed there: the words may be sent all the same. */
const FILES_REFUSED = new Set([40005, 50013, 20009]);

async function rawFiles({ files = [] }: Posting): Promise<readonly RawFile[]> {
  return Promise.all(
    files.map(async (file) => ({
      name: file.name,
      data: await buffer(await file.read()),
      contentType: file.type,
    })),
  );
}

/** What became of the files of a message, for its receipt. */
export function filesOf(
  { files = [] }: Pick<Posting, 'files'>,
  refused = false,
): { readonly files?: readonly FileRef[] } {
  if (files.length === 0) return {};
  return {
    files: files.map(({ read: _read, ...file }) =>
      refused ? { ...file, refused: 'platform' as const } : file,
    ),
  };
}

/** The message of a channel that a message of the bot itself replies to there. */
export function repliesTo({ inReplyTo }: Content, channel: string): string | undefined {
  const spot = inReplyTo?.message && spotOf(inReplyTo.message.place);
  const at = spot && locate(spot, inReplyTo?.message?.id ?? '');
  return at?.channel === channel ? at.id : undefined;
}

/** What posts. */
export type Poster = ReturnType<typeof createPoster>;

/** The nonce of a part of an effect: the key itself, or as much as fits. At most 25 characters. */
export function nonceOf(key: string, part: number): string {
  const nonce = part === 0 ? key : `${key}~${part}`;
  return nonce.length <= 25 ? nonce : `${digest(key)}~${part}`.slice(0, 25);
}
