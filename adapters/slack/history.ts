import { listIn, objectIn, textIn } from '../../src/core/json.js';
import { NotNow } from '../../src/core/not-now.js';
import type { Api } from './api.js';
import type { Spot } from './places.js';

const PAGE = 200;
/** Pages that are looked through; a channel in which more was said since cannot tell. */
const PAGES = 50;

/**
 * The messages of a channel or thread from a time on, page by page; at last undefined where there is more, or nobody
 * can tell. Rejects with {@link NotNow} where Slack does not say now.
 */
export async function* pagesOf(
  api: Api,
  { channel, thread }: Spot,
  oldest: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly unknown[] | undefined> {
  let cursor: string | undefined;
  const method = thread === undefined ? 'conversations.history' : 'conversations.replies';
  for (let page = 0; page < PAGES; page++) {
    const asked = {
      channel,
      ...(thread !== undefined && { ts: thread }),
      oldest,
      limit: PAGE,
      include_all_metadata: true,
      ...(cursor !== undefined && { cursor }),
    };
    const called = await api.call(method, asked, signal);
    if (!called.ok) {
      if (called.outcome.kind !== 'refused') throw new NotNow(called.outcome);
      yield undefined;
      return;
    }
    yield listIn(called.answer, 'messages');
    cursor = textIn(objectIn(called.answer, 'response_metadata'), 'next_cursor') || undefined;
    if (cursor === undefined) return;
  }
  yield undefined;
}
