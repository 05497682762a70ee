import { markdown } from '../src/core/content.js';
import type { Dialog } from '../src/core/dialog.js';
import { type PhraseKey, phrase } from '../src/core/phrases/phrase.js';
import { type Intent, intentOf } from './intents.js';

const replies: Readonly<Partial<Record<Intent, PhraseKey>>> = {
  hello: 'hello',
  thanks: 'thanks',
  okay: 'okay',
  declined: 'okay',
  helped: 'thanks',
  bye: 'bye',
  who: 'whoAreYou',
  'how-are-you': 'howAreYou',
};

/** Greetings and thanks. They open no case and end no dialog. */
export const smallTalk: Dialog = {
  name: 'small-talk',
  interrupts: true,
  // "OK" and "no thanks" in a dialog are answers to what was asked there.
  opens: ({ input, addressed, state }) =>
    addressed &&
    input.kind === 'text' &&
    replyTo(input.text) !== undefined &&
    !(state && ['okay', 'declined'].includes(intentOf(input.text) ?? '')),
  step(context) {
    const key = context.input.kind === 'text' ? replyTo(context.input.text) : undefined;
    return {
      say: key ? [markdown(phrase(context.language, key, { name: context.name }))] : [],
      next: context.state ?? null,
      fact: { kind: 'small-talk' },
    };
  },
};

function replyTo(text: string): PhraseKey | undefined {
  const intent = intentOf(text);
  return intent && replies[intent];
}
