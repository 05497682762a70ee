import { ACTIONS } from '../src/core/actions.js';
import { markdown } from '../src/core/content.js';
import type { Dialog, DialogContext, Step } from '../src/core/dialog.js';
import { phrase } from '../src/core/phrases/phrase.js';
import { intentOf } from './intents.js';

/** What becomes of an answer: "That helped" by its button, by a reaction or in words, and "Ask a person". */
export const feedback: Dialog = {
  name: 'feedback',
  interrupts: true,
  opens: (context) =>
    context.input.kind === 'button'
      ? context.input.action === ACTIONS.helped || context.input.action === ACTIONS.person
      : saysItHelped(context, context.input.text),
  step(context) {
    const { input, language, participant } = context;
    const answered = participant.answered;
    if (input.kind === 'text') return helped(context);
    // The button carries the key of its answer: one that is not the last answer is over.
    const current = answered !== undefined && answered.effect === input.value && !answered.rated;
    if (input.action === ACTIONS.person) {
      const question = participant.question ?? '';
      const { lookedUp } = participant;
      const nothing = !current && lookedUp !== undefined && lookedUp.outcome !== 'answered';
      return {
        say: [],
        next: null,
        handoff: { reason: nothing ? 'lookup-failed' : 'not-helped', question },
        ...(nothing && { chosen: phrase(language, 'buttonPerson') }),
        ...(current && {
          chosen: phrase(language, 'buttonPerson'),
          rated: true,
          fact: { kind: 'not-helped', article: answered.article },
        }),
      };
    }
    if (!current) return { say: [markdown(phrase(language, 'staleButton'))], next: context.state ?? null };
    return helped(context);
  },
};

/**
 * The last answer helped. The words take the tag of the post along, so that both are delivered or neither; nothing is
 * solved yet where something else is on the table and the button was pressed.
 */
function helped({ language, participant, input, state }: DialogContext): Step {
  const open = input.kind === 'button' ? state : undefined;
  return {
    say: [markdown(phrase(language, 'helped'), open ? {} : { tag: 'solved' })],
    next: open ?? null,
    chosen: phrase(language, 'buttonHelped'),
    rated: true,
    fact: { kind: 'helped', article: participant.answered?.article ?? '' },
  };
}

/** “That helped”, “解决了”, of an answer that nothing was said of yet. With a question mark it asks something. */
function saysItHelped({ addressed, participant, withPeople }: DialogContext, text: string): boolean {
  const { answered } = participant;
  if (!addressed || withPeople || !answered || answered.rated || /[?？]/.test(text)) return false;
  const intent = intentOf(text);
  return intent === 'helped' || intent === 'solved';
}
