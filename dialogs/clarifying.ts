import { ACTIONS } from '../src/core/actions.js';
import { offeredOpenly } from '../src/core/article-message.js';
import { markdown } from '../src/core/content.js';
import type { DialogContext, Step } from '../src/core/dialog.js';
import { phrase } from '../src/core/phrases/phrase.js';
import type { Candidate } from '../src/core/ports/knowledge.js';
import { isNewQuestion } from './new-question.js';

/** Clarifications in a row; then a person. */
const ROUNDS = 2;
/** The button of who is offered so many articles and wants none. */
export function noneOf(offered: number): 'buttonNone' | 'buttonNotThis' {
  return offered === 1 ? 'buttonNotThis' : 'buttonNone';
}

/**
 * Asks whether this article is meant, or which of two or three. Nothing where it was asked too often, or nothing is to
 * choose from. `also`: the message asked for something else as well, which was answered.
 */
export function clarify(
  context: DialogContext,
  found: readonly Candidate[],
  question: string,
  { round, also = false }: { readonly round: number; readonly also?: boolean },
): Step | undefined {
  const candidates = found.slice(0, 3).filter(({ article }) => context.article(article));
  if (round >= ROUNDS || !candidates.length) return undefined;
  const { language, version } = context;
  const one = also ? 'alsoThis' : 'isItThis';
  const asking = phrase(language, candidates.length === 1 ? one : also ? 'alsoWhich' : 'whichOne');
  const articles = candidates.flatMap(({ article }) => context.article(article) ?? []);
  const openly = offeredOpenly(articles, language);
  return {
    say: [
      markdown(openly === undefined ? asking : `${asking}\n\n${openly}`, {
        buttons: [
          ...candidates.map((candidate) => ({
            action: ACTIONS.choose,
            label: candidate.title,
            value: candidate.article,
            version,
          })),
          {
            action: ACTIONS.none,
            label: phrase(language, noneOf(candidates.length)),
            value: context.key,
            version,
          },
        ],
      }),
    ],
    next: {
      dialog: 'clarify',
      step: 'choose',
      slots: {
        question,
        articles: candidates.map((candidate) => candidate.article),
        titles: candidates.map((candidate) => candidate.title),
        round: round + 1,
        version,
        // A change of the message goes to what was answered.
        message: also ? '' : context.message,
      },
    },
    question,
    named: candidates.map((candidate) => candidate.article),
    anew: isNewQuestion(question),
    fact: {
      kind: 'clarified',
      why: candidates.map((candidate) => candidate.article).join(' '),
      ...(candidates[0] && { confidence: candidates[0].confidence }),
    },
  };
}
