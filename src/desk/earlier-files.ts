import type { Case } from '../core/case.js';
import { plain, wordsOfFiles } from '../core/content.js';
import type { Draft } from '../core/draft.js';
import { contentOf, type NumberedLine, placeStream } from '../core/line.js';
import { QUOTED_LINES } from './opening.js';

/** Files that stand in lines of an asker's place, for a case that quotes their words. */
export function tellFilesOf(draft: Draft, { number, asker }: Case, lines: readonly NumberedLine[]): void {
  for (const line of lines) {
    const { files } = contentOf(line);
    if (line.voice !== 'asker' || line.deleted || !files?.length) continue;
    const { id, name } = line.author ?? asker;
    draft.tellDesk(number, {
      voice: 'asker',
      content: plain(wordsOfFiles(files), { files }),
      as: { name },
      author: { id, name },
      copies: [{ stream: placeStream(asker.place), n: line.n }],
    });
  }
}

/**
 * What had been sent along before a person was asked follows the opening message, which quotes the words: so neither
 * the message nor its ping waits for a file.
 */
export function tellEarlierFiles(draft: Draft, found: Case): void {
  const { number, asker } = found;
  const { event, lines } = draft.turn;
  // What stands before the end of the case before belongs to that one, whose thread has the files.
  const { lastCase } = draft.conversation(asker.place);
  const since = (lastCase === undefined ? undefined : draft.case(lastCase)?.resolvedAt) ?? 0;
  tellFilesOf(
    draft,
    found,
    lines.slice(-QUOTED_LINES).filter(({ at }) => at > since),
  );
  const files = event.kind === 'message' ? event.files : undefined;
  if (!files?.length) return;
  draft.tellDesk(number, {
    voice: 'asker',
    content: plain(wordsOfFiles(files), { files }),
    as: { name: asker.name },
    author: { id: asker.id, name: asker.name },
  });
}
