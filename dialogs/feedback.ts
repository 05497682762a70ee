import { ACTIONS } from '../src/core/actions.js';
import { markdown } from '../src/core/content.js';
import type { Dialog } from '../src/core/dialog.js';
import { phrase } from '../src/core/phrases/phrase.js';

/** The buttons below an answer: "That helped" and "Ask a person". */
export const feedback: Dialog = {
  name: 'feedback',
  interrupts: true,
  opens: ({ input }) =>
    input.kind === 'button' && (input.action === ACTIONS.helped || input.action === ACTIONS.person),
  step(context) {
    const { input, language, participant } = context;
    const answered = participant.answered;
    if (input.kind !== 'button') return { say: [], next: context.state ?? null };
    // The button carries the key of its answer: one that is not the last answer is over.
    const current = answered !== undefined && answered.effect === input.value && !answered.rated;
    const fact = { article: answered?.article ?? '' };
    if (input.action === ACTIONS.person) {
      const question = participant.question ?? '';
      return {
        say: [],
        next: null,
        handoff: { reason: 'not-helped', question },
        ...(current && {
          chosen: phrase(language, 'buttonPerson'),
          rated: true,
          fact: { kind: 'not-helped', ...fact },
        }),
      };
    }
    if (!current) return { say: [markdown(phrase(language, 'staleButton'))], next: context.state ?? null };
    return {
      say: [markdown(phrase(language, 'helped'), { tag: 'solved' })],
      next: null,
      chosen: phrase(language, 'buttonHelped'),
      rated: true,
      fact: { kind: 'helped', ...fact },
    };
  },
};
