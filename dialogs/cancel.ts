import { markdown } from '../src/core/content.js';
import type { Dialog } from '../src/core/dialog.js';
import { phrase } from '../src/core/phrases/phrase.js';
import { intentOf } from './intents.js';
import { LOOKUP_DIALOG } from './looking-up.js';

/** "never mind", "算了": ends what is open. A case that is open is ended by the desk's part. */
export const cancel: Dialog = {
  name: 'cancel',
  interrupts: true,
  duringCase: true,
  opens: ({ input, addressed }) =>
    addressed && input.kind === 'text' && ['cancel', 'solved'].includes(intentOf(input.text) ?? ''),
  step: ({ language, participant, state, withPeople }) =>
    withPeople
      ? { say: [], next: null, closesCase: true }
      : {
          say: [
            markdown(
              phrase(language, participant.dialog || participant.pending ? 'cancelled' : 'nothingToCancel'),
            ),
          ],
          next: null,
          dropsPending: true,
          // What they say next may show that they did not mean it so.
          ...(state?.dialog === LOOKUP_DIALOG && { aside: state }),
          fact: { kind: 'small-talk', why: 'cancel' },
        },
};
