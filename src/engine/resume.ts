import type { Draft } from '../core/draft.js';
import type { FailureEvent, ResultEvent } from '../core/event.js';
import { apply, contextOf, type Resumed } from './converse.js';
import { currentAsker } from './flood.js';
import { askerKey } from './gather.js';
import type { Parts, Scene } from './scene.js';

/**
 * Work that an asker waits for is done, or will never be: their dialog goes on with it. What nobody waits for any more
 * is dropped: a person has taken over, the question was changed or is not needed, and the bot says nothing (rule 4).
 */
export function resume(draft: Draft, event: ResultEvent | FailureEvent, parts: Parts): void {
  const { effect, place } = event;
  if (effect.kind !== 'work' || !effect.asker) return;
  const author = effect.asker;
  const conversation = draft.conversation(place);
  const participant = conversation.participants[author.id];
  const waited = participant?.pending?.find((one) => one.effect === effect.key);
  if (!participant || !waited || conversation.owner.kind !== 'bot') {
    draft.fact({ kind: 'withdrawn', why: effect.worker });
    return;
  }
  const { pending = [], ...rest } = participant;
  const others = pending.filter((one) => one !== waited);
  draft.putConversation({
    ...conversation,
    participants: {
      ...conversation.participants,
      [author.id]: { ...rest, ...(others.length && { pending: others }) },
    },
  });
  const dialog = parts.dialogs.find(({ name, resume: goOn }) => name === waited.dialog && goOn);
  if (!dialog?.resume) return; // of another version; there is nobody who knows what it was for
  const key = askerKey(place, author.id);
  const known = draft.get(`asker/${key}`);
  const asker = currentAsker(known, author, key, draft.turn.now, parts.settings.limits);
  const { language, message, question } = waited;
  const scene: Scene = { draft, author, asker, conversation, language, parts };
  const resumed: Resumed = { kind: 'resumed', place, message };
  const context = contextOf(scene, resumed, { kind: 'text', text: question });
  const output = event.kind === 'result' ? event.output : undefined;
  const step = dialog.resume(context, waited, output);
  // The dialog that is open meanwhile, about something else, stays open.
  const next = step.handoff || step.next ? step.next : (rest.dialog ?? null);
  apply(scene, resumed, { ...step, next });
}
