import { EVERYONE } from '../core/article.js';
import { articleMessage } from '../core/article-message.js';
import type { Case } from '../core/case.js';
import type { Draft } from '../core/draft.js';
import { mayRead, readerAt } from '../core/limits.js';
import { phrase } from '../core/phrases/phrase.js';
import type { Settings } from '../core/settings.js';
import { traceOf } from '../core/trace.js';
import { nameOf } from './dispatch.js';
import { refreshOpening } from './lifecycle.js';
import { sendReply } from './relay.js';

/** Sends an article that the bot had found, in the asker's language and under the name of who pressed. */
export function suggest(draft: Draft, found: Case, id: string, person: string, settings: Settings): void {
  const { desk } = settings;
  const article = draft.turn.article(id);
  // It may have been restricted since it was offered: the audience of an answer is the readers of the place (rule 6).
  const { asker } = found;
  const offered = found.tried.some((candidate) => candidate.article === id) && !found.sent?.includes(id);
  const content =
    article && !article.lookup && offered && mayRead(article, readerAt(asker.place, asker.guest, settings))
      ? articleMessage(article, asker.language)
      : undefined;
  if (!article || !content) {
    draft.reply({ kind: 'notice', text: phrase(desk.language, 'deskNoArticle') });
    return;
  }
  const alone = article.audience !== EVERYONE && draft.conversation(asker.place).outsiders === true;
  const reply = { person: { id: person, name: nameOf(person, desk) }, content };
  sendReply(draft, found, { ...reply, ...(alone && { to: asker.id }) }, desk);
  const current = draft.case(found.number) ?? found;
  draft.putCase({ ...current, sent: [...(current.sent ?? []), id], revision: current.revision + 1 });
  const trace = traceOf(article, asker.language);
  draft.fact({
    kind: 'replied',
    case: found.number,
    person,
    article: id,
    why: 'suggestion',
    ...(trace && { trace }),
  });
  refreshOpening(draft, found.number, desk);
}
