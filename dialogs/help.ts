import { markdown } from '../src/core/content.js';
import type { Dialog } from '../src/core/dialog.js';
import { phrase } from '../src/core/phrases/phrase.js';
import { intentOf } from './intents.js';

/** "What can you do". Leaves an open dialog where it is. */
export const help: Dialog = {
  name: 'help',
  interrupts: true,
  opens: ({ input, addressed }) => addressed && input.kind === 'text' && intentOf(input.text) === 'help',
  step: (context) => ({
    say: [markdown(phrase(context.language, 'help', { name: context.name }))],
    next: context.state ?? null,
    fact: { kind: 'small-talk', why: 'help' },
  }),
};
