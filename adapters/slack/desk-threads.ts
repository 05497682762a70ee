import { setTimeout as wait } from 'node:timers/promises';
import { listIn, textIn } from '../../src/core/json.js';
import type { Records } from '../../src/core/ports/store.js';
import type { Api } from './api.js';
import type { Self } from './parse.js';
import { placeOf } from './places.js';

/** The acknowledgement waits for no longer than this; then Slack sends the event again. */
const PATIENCE = 1_500;
const STEP = 50;
/** Threads that are none of ours are remembered. */
const MOST = 1_000;

/**
 * Resolves once a thread of the desk is known as that of its case. Its first message stands in Slack a moment before
 * its receipt is committed, and after a crash a longer one: what staff writes or presses meanwhile must not be taken for
 * talk beside the cases. Rejects where it is ours and still unknown: the event is sent again.
 */
export function createDeskThreads(options: {
  readonly api: Api;
  readonly records: Pick<Records, 'read'>;
  readonly self: () => Self;
}): (channel: string, thread: string) => Promise<void> {
  const { api, records, self } = options;
  const strangers = new Set<string>();

  async function isKnown(channel: string, thread: string): Promise<boolean> {
    const key = `thread/${placeOf(self().team, { channel, thread })}` as const;
    return (await records.read([key])).get(key)?.value !== undefined;
  }

  async function isOurs(channel: string, thread: string): Promise<boolean> {
    const called = await api.call('conversations.replies', { channel, ts: thread, limit: 1 });
    if (!called.ok) {
      if (called.outcome.kind === 'refused') return false;
      throw new Error(called.outcome.reason);
    }
    const first = listIn(called.answer, 'messages').find((message) => textIn(message, 'ts') === thread);
    return textIn(first, 'bot_id') === self().bot;
  }

  return async (channel, thread) => {
    if (strangers.has(thread) || (await isKnown(channel, thread))) return;
    if (!(await isOurs(channel, thread))) {
      if (strangers.size >= MOST) strangers.clear();
      strangers.add(thread);
      return;
    }
    for (let waited = 0; waited < PATIENCE; waited += STEP) {
      if (await isKnown(channel, thread)) return;
      await wait(STEP);
    }
    throw new Error('the thread of this case is not committed yet');
  };
}
