import type { Case } from '../core/case.js';
import type { Step } from '../core/dialog.js';
import type { EditEvent, MessageEvent } from '../core/message-events.js';
import { articlesOf } from '../desk/opening.js';
import { meantForBot, participantOf, type Scene } from './scene.js';

/** The last case of this place, if it was closed so recently that a reply belongs to it. */
export function recentCase({ draft, conversation, parts }: Scene): Case | undefined {
  const found = conversation.lastCase === undefined ? undefined : draft.case(conversation.lastCase);
  if (found?.state !== 'resolved' || found.resolvedAt === undefined) return undefined;
  return draft.turn.now - found.resolvedAt < parts.settings.desk.reopenWithin ? found : undefined;
}

/**
 * What a text leads to while its place has a case that was closed a short while ago: what belongs to that case opens it
 * again. An answer stays, unless the case was about its article; an offer stays where the text is a new question as well.
 */
export function orReopen(scene: Scene, event: MessageEvent | EditEvent, step: Step): Step {
  const recent = recentCase(scene);
  if (!recent || step.handoff || step.sure || (event.kind === 'message' && !meantForBot(scene, event)))
    return step;
  const { text } = event;
  const reopened: Step = {
    say: [],
    next: null,
    question: text,
    handoff: { reason: 'no-article', question: text },
  };
  const articles = step.answered ? [step.answered.article] : (step.named ?? []);
  if (articles.length === 0) return event.kind === 'message' && event.addressed ? reopened : step;
  const before = articlesOf(recent);
  if (articles.some((article) => before.includes(article))) return reopened;
  // Words in place of a choice from what was offered: the question that it was offered for is open still.
  const insists = event.kind === 'message' && participantOf(scene).dialog !== undefined;
  return step.answered || (step.anew && !insists) ? step : reopened;
}
