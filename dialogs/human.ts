import type { Dialog } from '../src/core/dialog.js';
import { intentOf, onlyWantsPerson } from './intents.js';

/** "human", "人工", "talk to someone": leaves any dialog at any step. */
export const human: Dialog = {
  name: 'human',
  interrupts: true,
  opens: ({ input, addressed }) => addressed && input.kind === 'text' && intentOf(input.text) === 'human',
  step(context) {
    const said = context.input.kind === 'text' ? context.input.text : '';
    const before = context.participant.question;
    return {
      say: [],
      next: null,
      handoff: {
        reason: 'asked-for-a-person',
        question: before ?? said,
        ...(before === undefined && onlyWantsPerson(said) && { unspecific: true }),
      },
    };
  },
};
