import type { Case } from '../core/case.js';
import { type FileRef, plain, wordsOfFiles } from '../core/content.js';
import type { Draft } from '../core/draft.js';
import { contentOf, placeStream } from '../core/line.js';
import { QUOTED_LINES } from './opening.js';

/**
 * What had been sent along before a person was asked follows the opening message, which quotes the words: so neither
 * the message nor its ping waits for a file.
 */
export function tellEarlierFiles(draft: Draft, { number, asker }: Case): void {
  const { event, lines } = draft.turn;
  // What stands before the end of the case before belongs to that one, whose thread has the files.
  const { lastCase } = draft.conversation(asker.place);
  const since = (lastCase === undefined ? undefined : draft.case(lastCase)?.resolvedAt) ?? 0;
  const tell = (
    files: readonly FileRef[] | undefined,
    author: { readonly id: string; readonly name: string },
    n?: number,
  ): void => {
    if (!files?.length) return;
    draft.tellDesk(number, {
      voice: 'asker',
      content: plain(wordsOfFiles(files), { files }),
      as: { name: author.name },
      author: { id: author.id, name: author.name },
      ...(n !== undefined && { copies: [{ stream: placeStream(asker.place), n }] }),
    });
  };
  for (const line of lines.slice(-QUOTED_LINES)) {
    if (line.voice === 'asker' && !line.deleted && line.at > since)
      tell(contentOf(line).files, line.author ?? asker, line.n);
  }
  if (event.kind === 'message') tell(event.files, asker);
}
