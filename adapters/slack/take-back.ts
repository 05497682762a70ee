import { listIn, textIn } from '../../src/core/json.js';
import type { Outcome, Outgoing } from '../../src/core/ports/channel.js';
import type { Api } from './api.js';
import { pagesOf } from './history.js';
import type { Self } from './parse.js';
import { locate, spotOf } from './places.js';
import { isOurs, sharedIn } from './upload.js';

/**
 * Takes the files of a message back that stand below its words. Undefined where that is done, or where they are gone; an
 * outcome where it is to be tried again. An upload carries no key, so it is the first message of ours with files after
 * the words, and only if its files have the names and sizes of these.
 */
export async function takeFilesBack(
  { message, parts = [], sent = [] }: Outgoing,
  { api, self }: { readonly api: Api; readonly self: Self },
  signal: AbortSignal | undefined,
): Promise<Outcome | undefined> {
  const own = message && spotOf(self.team, message.place);
  if (!own || !sent.length) return undefined;
  const words = [message, ...parts].map(({ id }) => locate(own, id));
  const last = words.reduce((latest, one) => (Number(one.ts) > Number(latest.ts) ? one : latest));
  const spot = last.channel === own.channel ? own : { channel: last.channel };
  let first: unknown;
  for await (const messages of pagesOf(api, spot, last.ts, signal)) {
    if (messages === undefined) return undefined; // the bot reads there no more
    for (const message of messages) {
      const at = Number(textIn(message, 'ts'));
      const follows = at > Number(last.ts) && isOurs(message, self) && listIn(message, 'files').length > 0;
      if (follows && (first === undefined || at < Number(textIn(first, 'ts')))) first = message;
    }
  }
  const ts = textIn(first, 'ts');
  if (ts === undefined || !sharedIn(first, sent, self)) return undefined;
  const called = await api.call('chat.delete', { channel: spot.channel, ts }, signal);
  return called.ok || called.code === 'message_not_found' ? undefined : called.outcome;
}
