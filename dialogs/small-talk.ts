import { markdown } from '../src/core/content.js';
import type { Dialog, DialogContext } from '../src/core/dialog.js';
import { type PhraseKey, phrase } from '../src/core/phrases/phrase.js';
import { type Intent, intentOf } from './intents.js';

const replies: Readonly<Partial<Record<Intent, PhraseKey>>> = {
  hello: 'hello',
  thanks: 'thanks',
  okay: 'okay',
  declined: 'okay',
  yes: 'nothingAsked',
  no: 'nothingAsked',
  laugh: 'okay',
  helped: 'thanks',
  bye: 'bye',
  who: 'whoAreYou',
  'how-are-you': 'howAreYou',
};

/** Said to whatever was said last, so in a dialog they are answers to what was asked there. */
export const ANSWERS: readonly (Intent | undefined)[] = ['okay', 'declined', 'yes', 'no'];

/** Greetings and thanks, and yes, no and laughter where nothing was asked. They open no case and end no dialog. */
export const smallTalk: Dialog = {
  name: 'small-talk',
  interrupts: true,
  opens(context) {
    const { input, addressed, state } = context;
    return (
      addressed &&
      input.kind === 'text' &&
      replyTo(input.text) !== undefined &&
      !(state && ANSWERS.includes(intentOf(input.text))) &&
      !asksFor(context, input.text)
    );
  },
  step(context) {
    const { input, language, name, state, implied } = context;
    const intent = input.kind === 'text' ? intentOf(input.text) : undefined;
    // Among people these are said to each other.
    if (implied && (ANSWERS.includes(intent) || intent === 'laugh'))
      return { say: [], next: state ?? null, fact: { kind: 'silent' } };
    const key = intent && replies[intent];
    return {
      say: key ? [markdown(phrase(language, key, { name }))] : [],
      next: state ?? null,
      fact: { kind: 'small-talk' },
    };
  },
};

/** Whether there is more in it than a bare yes, no or laughter. */
function asksFor({ attached, asked, finding, implied }: DialogContext, text: string): boolean {
  const intent = intentOf(text);
  const isAnswer = intent === 'yes' || intent === 'no';
  if (!isAnswer && intent !== 'laugh') return false;
  return attached === true || finding?.outcome === 'answer' || (isAnswer && asked === true && !implied);
}

function replyTo(text: string): PhraseKey | undefined {
  const intent = intentOf(text);
  return intent && replies[intent];
}
