import { markdown } from '../src/core/content.js';
import type { Dialog, DialogContext } from '../src/core/dialog.js';
import { phrase } from '../src/core/phrases/phrase.js';
import { answerText } from './answer.js';
import { intentOf } from './intents.js';
import { ANSWERS } from './small-talk.js';

/** Nothing but punctuation and symbols, or nothing but digits. An emoji says something. */
const WITHOUT_WORDS = /^(?:(?!\p{Extended_Pictographic})[\p{P}\p{S}\p{Z}\s])+$|^[\p{Nd}\s]+$/u;

/** Whether a text is nothing but punctuation, symbols or digits. */
export function isWordless(text: string): boolean {
  return WITHOUT_WORDS.test(text) && /\S/.test(text);
}

/** "?", "...", "123456" where nothing was asked: says once what can be asked, the second in a row goes to a person. */
export const wordless: Dialog = {
  name: 'wordless',
  interrupts: false,
  opens: saysNothing,
  step(context) {
    const { input, language, participant, state } = context;
    if (input.kind === 'button')
      return { say: [markdown(phrase(language, 'staleButton'))], next: state ?? null };
    if (!saysNothing(context)) {
      // To a bot that has said what it can do, "OK" or "yes" is no question either.
      return context.addressed && ANSWERS.includes(intentOf(input.text))
        ? { say: [markdown(phrase(language, 'okay'))], next: null, fact: { kind: 'small-talk' } }
        : answerText(context, input.text, 0);
    }
    if (!state) {
      return {
        say: [markdown(phrase(language, 'help', { name: context.name }))],
        next: { dialog: 'wordless', step: 'said', slots: {} },
        fact: { kind: 'small-talk', why: 'wordless' },
      };
    }
    const before = participant.question;
    return {
      say: [],
      next: null,
      handoff: {
        reason: 'no-article',
        question: before ?? input.text,
        ...(before === undefined && { unspecific: true }),
      },
    };
  },
};

/** Files, rules and articles can give such a line a meaning. */
function saysNothing({ input, addressed, paused, attached, rule, finding }: DialogContext): boolean {
  return (
    input.kind === 'text' &&
    isWordless(input.text) &&
    addressed &&
    !paused &&
    !attached &&
    rule?.to !== 'person' &&
    (finding === undefined || finding.outcome === 'none')
  );
}
