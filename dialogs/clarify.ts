import { ACTIONS } from '../src/core/actions.js';
import type { Dialog, DialogContext, Step } from '../src/core/dialog.js';
import { phrase } from '../src/core/phrases/phrase.js';
import { answerText, answerWith } from './answer.js';
import { noneOf } from './clarifying.js';
import { bare, intentOf } from './intents.js';
import { isWordless } from './wordless.js';

interface Slots {
  readonly question: string;
  readonly articles: readonly string[];
  readonly titles: readonly string[];
  readonly round: number;
  readonly version: number;
  /** Platform id of the message that asked. */
  readonly message: string;
  /** Whether it was said how to choose, to somebody who wrote no words. */
  readonly told: boolean;
}

/** One candidate, two or three are on the table: a button, a number, a title, or other words. */
export const clarifyDialog: Dialog = {
  name: 'clarify',
  interrupts: false,
  opens: () => false, // begun by the answer dialog
  step(context) {
    const slots = slotsOf(context);
    const { input, language } = context;
    if (input.kind === 'button') {
      // A button of an earlier clarification: its list is not the one on the table.
      if (input.version !== slots.version) return stay(context, phrase(language, 'chooseAgain'));
      if (input.action === ACTIONS.none) {
        return { ...toPerson(slots), chosen: phrase(language, noneOf(slots.articles.length)) };
      }
      if (input.action === ACTIONS.choose) return choose(context, slots, slots.articles.indexOf(input.value));
      return stay(context, phrase(language, 'chooseAgain'));
    }
    const said = bare(input.text);
    const isSingle = slots.articles.length === 1;
    const intent = intentOf(input.text);
    if (isSingle && (yesWords.has(said) || intent === 'yes' || intent === 'okay'))
      return choose(context, slots, 0);
    if (noneWords.has(said) || (isSingle && (noWords.has(said) || intent === 'no'))) return toPerson(slots);
    if (intent === 'declined') return { ...stay(context, phrase(language, 'okay')), next: null, sure: true };
    const index = ordinal(said) ?? slots.titles.findIndex((title) => bare(title) === said);
    if (index >= 0 && index < slots.articles.length) return choose(context, slots, index);
    if (isWordless(input.text) && !context.attached) return withoutWords(context, slots);
    return answerText(context, input.text, slots.round);
  },
  // The changed question is asked anew.
  amend: (context, slots) =>
    context.message === slots.message && context.input.kind === 'text' && context.input.text !== ''
      ? clarifyDialog.step(context)
      : undefined,
};

const noneWords = new Set([
  'none',
  'none of these',
  'none of them',
  'neither',
  '都不是',
  '都不对',
  '没有',
  '没有一个',
]);

/** Beside yes and no, where one article is offered, as the question whether it is meant. */
const yesWords = new Set([
  ...['that one', 'yes it is', 'yes thats it', 'thats it', 'that is it', 'yes that one', 'thats the one'],
  ...['嗯', '就是这个', '是这个'],
]);
const noWords = new Set([
  ...['something else', 'no something else', 'not this', 'not that'],
  ...['不 不是', '不是这个', '别的', '不是 是别的'],
]);

function choose(context: DialogContext, slots: Slots, index: number): Step {
  const article = context.article(slots.articles[index] ?? '');
  // The article was deleted while its button was on the screen.
  if (!article) return { say: [], next: null, handoff: { reason: 'no-article', question: slots.question } };
  const asked = { ...context, message: slots.message };
  return { ...answerWith(asked, article, slots.question), chosen: slots.titles[index] ?? article.id };
}

function toPerson({ question }: Slots): Step {
  return { say: [], next: null, question, handoff: { reason: 'none-of-these', question } };
}

/** "?" is told once how to choose; the second time a person is asked. */
function withoutWords(context: DialogContext, slots: Slots): Step {
  const { state, language } = context;
  if (slots.told || !state) return toPerson(slots);
  const told = stay(context, phrase(language, 'chooseAgain'));
  return { ...told, next: { ...state, slots: { ...state.slots, told: true } } };
}

function stay(context: DialogContext, words: string): Step {
  return { say: [{ text: words, format: 'markdown' }], next: context.state ?? null };
}

const ordinals: readonly (readonly string[])[] = [
  ['1', 'one', 'first', 'the first', 'the first one', 'first one', '一', '第一', '第一个', '一个'],
  ['2', 'two', 'second', 'the second', 'the second one', 'second one', '二', '第二', '第二个'],
  ['3', 'three', 'third', 'the third', 'the third one', 'third one', 'the last one', '三', '第三', '第三个'],
];

function ordinal(said: string): number | undefined {
  const index = ordinals.findIndex((words) => words.includes(said));
  return index < 0 ? undefined : index;
}

/** Slots of any earlier version of this dialog are read with care: what is missing gets a harmless value. */
function slotsOf(context: DialogContext): Slots {
  const slots = context.state?.slots ?? {};
  const strings = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  return {
    question: typeof slots.question === 'string' ? slots.question : '',
    articles: strings(slots.articles),
    titles: strings(slots.titles),
    round: typeof slots.round === 'number' ? slots.round : 1,
    version: typeof slots.version === 'number' ? slots.version : -1,
    message: typeof slots.message === 'string' ? slots.message : context.message,
    told: slots.told === true,
  };
}
