import { isObject, listIn, numberIn, objectIn, textIn } from '../../src/core/json.js';
import type { Api } from './api.js';
import { DIRECT, type Spot } from './places.js';
import { UNKNOWN_CHANNEL } from './troubles.js';

/** A channel, a thread or a forum's post, as far as it matters to us. */
export interface ChannelInfo {
  readonly id: string;
  readonly type: number;
  readonly guild?: string;
  readonly name: string;
  /** Of a thread its channel. */
  readonly parent?: string;
  /** Who opened it. */
  readonly owner?: string;
  readonly archived: boolean;
  readonly locked: boolean;
  /** Of a forum: names of its tags, by id. */
  readonly tags: ReadonlyMap<string, string>;
  /** Of a forum's post: ids of its tags. */
  readonly applied: readonly string[];
  /** Who and what may do what here. */
  readonly overwrites: readonly unknown[];
}

export const FORUM = 15;
const MEDIA = 16;
const DM = 1;
const THREADS = new Set([10, 11, 12]);
const MOST = 50_000;

/** Channels and threads, as the gateway tells of them; asked for where it has not. */
export interface Channels {
  /** Reads what the gateway tells of channels. */
  hear(type: string, data: unknown): void;
  /** Undefined where there is none, or the bot cannot see it. Rejects where Discord does not say now. */
  info(id: string): Promise<ChannelInfo | undefined>;
  known(id: string): ChannelInfo | undefined;
  put(data: unknown, guild?: string): ChannelInfo | undefined;
  forget(id: string): void;
  /** Where a message belongs; undefined where its channel cannot be seen. */
  spotOf(message: {
    readonly guild?: string;
    readonly channel: string;
    readonly id: string;
  }): Promise<Spot | undefined>;
}

export function isThread({ type }: ChannelInfo): boolean {
  return THREADS.has(type);
}

export function isForum({ type }: ChannelInfo): boolean {
  return type === FORUM || type === MEDIA;
}

/** Builds the directory of channels. */
export function createChannels(api: Api): Channels {
  const known = new Map<string, ChannelInfo>();

  function put(data: unknown, guild?: string): ChannelInfo | undefined {
    const info = infoOf(data, guild);
    if (!info) return undefined;
    if (known.size >= MOST) known.clear();
    known.set(info.id, info);
    return info;
  }

  async function info(id: string): Promise<ChannelInfo | undefined> {
    const found = known.get(id);
    if (found) return found;
    const called = await api.call('GET', `/channels/${id}`);
    if (called.ok) return put(called.answer);
    if (called.outcome.kind === 'refused' || called.code === UNKNOWN_CHANNEL) return undefined;
    throw new Error(called.outcome.reason);
  }

  return {
    info,
    put,
    known: (id) => known.get(id),
    forget: (id) => void known.delete(id),
    hear(type, data) {
      switch (type) {
        case 'GUILD_CREATE': {
          const guild = textIn(data, 'id');
          for (const list of ['channels', 'threads']) {
            for (const one of listIn(data, list)) put(one, guild);
          }
          return;
        }
        case 'CHANNEL_CREATE':
        case 'CHANNEL_UPDATE':
        case 'THREAD_CREATE':
        case 'THREAD_UPDATE':
          put(data);
          return;
        case 'THREAD_LIST_SYNC':
          for (const one of listIn(data, 'threads')) put(one, textIn(data, 'guild_id'));
          return;
        case 'CHANNEL_DELETE':
        case 'THREAD_DELETE': {
          const id = textIn(data, 'id');
          if (id !== undefined) known.delete(id);
          return;
        }
        default:
          return;
      }
    },
    async spotOf({ guild, channel, id }) {
      if (guild === undefined) return { guild: DIRECT, channel };
      const found = await info(channel);
      if (!found) return undefined;
      if (found.type === DM) return { guild: DIRECT, channel };
      if (isThread(found) && found.parent !== undefined)
        return { guild, channel: found.parent, thread: channel };
      return { guild, channel, thread: id };
    },
  };
}

function infoOf(data: unknown, inGuild?: string): ChannelInfo | undefined {
  const id = textIn(data, 'id');
  const type = numberIn(data, 'type');
  if (id === undefined || type === undefined) return undefined;
  const guild = textIn(data, 'guild_id') ?? inGuild;
  const thread = objectIn(data, 'thread_metadata');
  const parent = textIn(data, 'parent_id');
  const owner = textIn(data, 'owner_id');
  const tags = listIn(data, 'available_tags').flatMap((tag): [string, string][] => {
    const tagId = textIn(tag, 'id');
    const name = textIn(tag, 'name');
    return tagId === undefined || name === undefined ? [] : [[tagId, name]];
  });
  return {
    id,
    type,
    ...(guild !== undefined && { guild }),
    name: textIn(data, 'name') ?? '',
    ...(parent !== undefined && { parent }),
    ...(owner !== undefined && { owner }),
    archived: thread?.archived === true,
    locked: thread?.locked === true,
    tags: new Map(tags),
    applied: listIn(data, 'applied_tags').filter((tag) => typeof tag === 'string'),
    overwrites: listIn(data, 'permission_overwrites').filter(isObject),
  };
}
