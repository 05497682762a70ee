import { ACTIONS } from '../src/core/actions.js';
import { type Article, inLanguage } from '../src/core/article.js';
import type { DialogState, Pending } from '../src/core/conversation.js';
import type { Dialog, DialogContext, HandoffRequest, Step } from '../src/core/dialog.js';
import { readOutput, type Slot } from '../src/core/lookup.js';
import { lookedUpAnswer } from '../src/core/lookup-answer.js';
import { phrase } from '../src/core/phrases/phrase.js';
import { answeredFrom, answerText, answerWith, articleContent } from './answer.js';
import { intentOf } from './intents.js';
import {
  askFor,
  type Filling,
  failed,
  fillingOf,
  formOf,
  goOn,
  LOOKUP_DIALOG,
  labelOf,
  textsOf,
  withValue,
} from './looking-up.js';
import { amendLookup, idsOf, isAnother } from './lookup-amended.js';
import { valueInAnswer, valueSaid, wholeValue } from './slot-value.js';

/** So many answers to one question of the bot may not fit; then a person. */
const TRIES = 3;
/** A pattern may fit whole sentences. After something else was said, these are about something else, too. */
const FEW_WORDS = 3;

/** The answer of an article has to be looked up: asks for what is missing, and answers with what came back. */
export const lookup: Dialog = {
  name: LOOKUP_DIALOG,
  interrupts: false,
  opens: fitsAside, // begun by the answer dialog
  step(context) {
    const state = context.state ?? context.participant.aside?.dialog;
    // What was left and is taken up again is not aside any more.
    const again = context.state ? {} : { aside: null };
    return { ...stepFrom(context, state), ...again };
  },
  amend: amendLookup,
  resume(context, pending, output) {
    const { question, slots } = pending;
    const article = context.article(pending.article);
    if (!article) return leave('no-article', question);
    if (context.paused) return leave('paused', question);
    const confidence = typeof slots.confidence === 'number' ? slots.confidence : undefined;
    const filling = fillingOf(context, slots);
    if (!filling) return answerWith(context, article, question, confidence);
    // The owner has changed how it is looked up, or what is said of it: this result was for other words.
    if (slots.form !== formOf(article)) return goOn(context, filling);
    const read = readOutput(output);
    if (!read.ok) return failed(context, article, question, slots, read.why, read.note);
    const found = inLanguage(article, context.language);
    const body =
      found &&
      lookedUpAnswer({
        body: found.translation.body,
        words: found.translation.lookup,
        language: found.language,
        values: read.values,
        slots: said(context, article, pending),
      });
    if (body === undefined)
      return failed(context, article, question, slots, 'unusable', 'a value is missing');
    const { answered, fact } = answeredFrom(context, article, {
      why: 'lookup',
      ...(confidence !== undefined && { confidence }),
    });
    return {
      say: [articleContent(context, article, body)],
      next: null,
      question,
      ...(filling.lookup.personal && { personal: true }),
      lookedUp: { article: article.id, outcome: 'answered' },
      ...(answered && { answered: { ...answered, by: { dialog: LOOKUP_DIALOG, slots } } }),
      ...(fact && { fact }),
    };
  },
};

function stepFrom(context: DialogContext, state: DialogState | undefined): Step {
  const { input, message } = context;
  const open = openOf(context, state);
  if (!open) return stepWithout(context, state);
  const { filling, slot, missed, version } = open;
  const { article, question } = filling;
  if (context.paused) return leave('paused', question);
  if (input.kind === 'button') {
    const choice = slot.choices?.[Number(input.value)];
    if (input.action !== ACTIONS.choose || input.version !== version || choice === undefined)
      return stay(context, phrase(context.language, 'chooseAgain'));
    const chosen = labelOf(article, slot, choice, context);
    return { ...goOn(context, withValue(filling, slot, choice)), chosen };
  }
  const whole = wholeValue(slot, article, input.text);
  if (whole !== undefined) return goOn(context, withValue(filling, slot, whole, message));
  if (isAnother(context, article))
    return { ...answerText(context, input.text, 0), ...(state && { aside: state }) };
  const value = valueInAnswer(slot, article, input.text);
  if (value !== undefined) return goOn(context, withValue(filling, slot, value, message));
  if (missed.length + 1 >= TRIES) return leave('failed-dialog', question);
  return askFor(context, filling, slot, [...missed, message]);
}

/** The article has changed since a slot of it was asked for: there is no such slot, no lookup, or no article any more. */
function stepWithout(context: DialogContext, state: DialogState | undefined): Step {
  const { article: id, confidence } = state?.slots ?? {};
  const question = questionOf(state);
  const article = typeof id === 'string' ? context.article(id) : undefined;
  if (!state || !article) return leave('no-article', question);
  if (context.paused) return leave('paused', question);
  const { input } = context;
  if (input.kind === 'text' && isAnother(context, article)) return answerText(context, input.text, 0);
  const filling = fillingOf(context, state.slots);
  if (filling) return goOn(context, filling);
  return answerWith(context, article, question, typeof confidence === 'number' ? confidence : undefined);
}

/** Whether this is what was asked last, before the asker asked something else or gave up. */
function fitsAside(context: DialogContext): boolean {
  const { input, participant, addressed, finding, paused } = context;
  const state = participant.aside?.dialog;
  if (state?.dialog !== LOOKUP_DIALOG || !addressed || paused) return false;
  const open = openOf(context, state);
  if (!open) return false;
  if (input.kind === 'button') return input.action === ACTIONS.choose && input.version === open.version;
  if (isAnother(context, open.filling.article)) return false;
  const intent = intentOf(input.text);
  const isAnswer = intent === undefined || intent === 'yes' || intent === 'no';
  if (!isAnswer || /[?？]/.test(input.text)) return false;
  const { slot, filling } = open;
  if (slot.pattern !== undefined && wordsIn(input.text) > FEW_WORDS) return false;
  // A sentence that an article may answer is taken for one, whatever stands in it.
  const read = finding?.outcome === 'none' ? valueSaid : wholeValue;
  return read(slot, filling.article, input.text) !== undefined;
}

/** Words of a text, two Chinese characters for one. */
function wordsIn(text: string): number {
  const words = text.match(/[\p{L}\p{N}\p{M}\p{Pc}\p{Pd}./:@]+/gu) ?? [];
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return words.filter((word) => !/\p{Script=Han}/u.test(word)).length + han / 2;
}

interface Open {
  readonly filling: Filling;
  readonly slot: Slot;
  readonly missed: readonly string[];
  readonly version: number;
}

/** Where the dialog stands; undefined where its article is gone, or has no such slot any more. */
function openOf(context: DialogContext, state: DialogState | undefined): Open | undefined {
  const filling = state && fillingOf(context, state.slots);
  const slot = filling?.lookup.slots.find(({ name }) => name === state?.step);
  if (!filling || !slot) return undefined;
  const { missed, version } = state?.slots ?? {};
  return { filling, slot, missed: idsOf(missed), version: typeof version === 'number' ? version : -1 };
}

function questionOf(state: DialogState | undefined): string {
  const question = state?.slots.question;
  return typeof question === 'string' ? question : '';
}

/** The slots as the asker knows them: choices by their names. */
function said(
  context: DialogContext,
  article: Article,
  { slots }: Pending,
): Readonly<Record<string, string>> {
  const named = Object.entries(textsOf(slots.values)).map(([name, value]) => {
    const slot = article.lookup?.slots.find((one) => one.name === name);
    return [name, slot?.choices ? labelOf(article, slot, value, context) : value] as const;
  });
  return Object.fromEntries(named);
}

function leave(reason: HandoffRequest['reason'], question: string): Step {
  return { say: [], next: null, question, handoff: { reason, question } };
}

function stay(context: DialogContext, words: string): Step {
  return { say: [{ text: words, format: 'markdown' }], next: context.state ?? null, sure: true };
}
