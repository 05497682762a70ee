import type { Content } from '../../src/core/content.js';
import { textIn } from '../../src/core/json.js';
import type { Api, NoAnswer } from './api.js';
import { type Channels, isForum, isThread } from './channels.js';

/** A post has at most so many tags. */
const MOST = 5;

/** The tags of forums: what a case is at a forum's desk, and what is solved. Only tags that the forum has are used. */
export function createTags(api: Api, channels: Channels) {
  /** The tags of a case, as ids, by what its fields say in one word. */
  async function tagsOf(forum: string, content: Content): Promise<readonly string[]> {
    const info = await channels.info(forum);
    const words = (content.fields ?? []).flatMap(({ tag }) => (tag === undefined ? [] : [tag.toLowerCase()]));
    return [...(info?.tags ?? [])]
      .filter(([, name]) => words.includes(name.toLowerCase()))
      .map(([id]) => id)
      .slice(0, MOST);
  }

  async function put(
    post: string,
    tags: readonly string[],
    signal?: AbortSignal,
  ): Promise<NoAnswer | undefined> {
    const called = await api.call('PATCH', `/channels/${post}`, { body: { applied_tags: tags }, signal });
    if (!called.ok) return called;
    channels.put(called.answer);
    return undefined;
  }

  return {
    tagsOf,

    /** Makes the tags of a case's post those of its present fields; others that people put there stay. */
    async refresh(post: string, content: Content, signal?: AbortSignal): Promise<NoAnswer | undefined> {
      if (!content.fields?.length) return undefined;
      const info = await channels.info(post);
      const forum = info?.parent === undefined ? undefined : await channels.info(info.parent);
      if (!info || !forum || !isThread(info) || !isForum(forum)) return undefined;
      const wanted = await tagsOf(forum.id, content);
      const states = new Set(['queued', 'pinged', 'claimed', 'resolved']);
      const kept = info.applied.filter((id) => !states.has(forum.tags.get(id)?.toLowerCase() ?? ''));
      const next = [...new Set([...wanted, ...kept])].slice(0, MOST);
      if (next.length === info.applied.length && next.every((id) => info.applied.includes(id)))
        return undefined;
      return put(post, next, signal);
    },

    /** Marks somebody's post with the tag of this name. */
    async solve(post: string, name: string, signal?: AbortSignal): Promise<NoAnswer | undefined> {
      const info = await channels.info(post);
      const forum = info?.parent === undefined ? undefined : await channels.info(info.parent);
      const tag = [...(forum?.tags ?? [])].find(
        ([, tagName]) => tagName.toLowerCase() === name.toLowerCase(),
      )?.[0];
      if (!info || tag === undefined) {
        return { ok: false, outcome: { kind: 'refused', reason: `The forum has no tag “${name}”.` } };
      }
      if (info.applied.includes(tag)) return undefined;
      return put(post, [tag, ...info.applied].slice(0, MOST), signal);
    },
  };
}

/** What sets tags. */
export type Tags = ReturnType<typeof createTags>;

/** The id of a forum's post that Discord has made, and of its first message. */
export function postIn(answer: unknown): string | undefined {
  return textIn(answer, 'id');
}
