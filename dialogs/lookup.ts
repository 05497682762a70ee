import { ACTIONS } from '../src/core/actions.js';
import { type Article, inLanguage } from '../src/core/article.js';
import type { Pending } from '../src/core/conversation.js';
import type { Dialog, DialogContext, HandoffRequest, Step } from '../src/core/dialog.js';
import { readOutput, type Slot } from '../src/core/lookup.js';
import { lookedUpAnswer } from '../src/core/lookup-answer.js';
import { phrase } from '../src/core/phrases/phrase.js';
import { answeredFrom, answerText, articleContent } from './answer.js';
import { askFor, type Filling, failed, goOn, LOOKUP_DIALOG, labelOf, valueSaid } from './looking-up.js';

/** So many answers to one question of the bot may not fit; then a person. */
const TRIES = 3;

/** The answer of an article has to be looked up: asks for what is missing, and answers with what came back. */
export const lookup: Dialog = {
  name: LOOKUP_DIALOG,
  interrupts: false,
  opens: () => false, // begun by the answer dialog
  step(context) {
    const { input } = context;
    const open = openOf(context);
    if (!open) return leave('no-article', questionOf(context));
    const { filling, slot, tries, version } = open;
    const { article, question } = filling;
    if (context.paused) return leave('paused', question);
    if (input.kind === 'button') {
      const choice = slot.choices?.[Number(input.value)];
      if (input.action !== ACTIONS.choose || input.version !== version || choice === undefined)
        return stay(context, phrase(context.language, 'chooseAgain'));
      const chosen = labelOf(article, slot, choice, context);
      return { ...goOn(context, withValue(filling, slot, choice)), chosen };
    }
    // They changed what they had asked.
    if (context.message === filling.message) return answerText(context, input.text, 0);
    const value = valueSaid(slot, article, input.text);
    if (value !== undefined) return goOn(context, withValue(filling, slot, value));
    if (isAnother(context, article)) return answerText(context, input.text, 0);
    if (tries + 1 >= TRIES) return leave('failed-dialog', question);
    return askFor(context, filling, slot, tries + 1);
  },
  resume(context, pending, output) {
    const { question } = pending;
    const article = context.article(pending.article);
    if (!article?.lookup) return leave('no-article', question);
    if (context.paused) return leave('paused', question);
    const read = readOutput(output);
    if (!read.ok) return failed(context, article, question, read.why, read.note);
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
    if (body === undefined) return failed(context, article, question, 'unusable', 'a value is missing');
    const { confidence } = pending.slots;
    return {
      say: [articleContent(context, article, body)],
      next: null,
      question,
      ...(article.lookup.personal && { personal: true }),
      lookedUp: { article: article.id, outcome: 'answered' },
      ...answeredFrom(context, article, {
        why: 'lookup',
        ...(typeof confidence === 'number' && { confidence }),
      }),
    };
  },
};

interface Open {
  readonly filling: Filling;
  readonly slot: Slot;
  readonly tries: number;
  readonly version: number;
}

/** Where the dialog stands; undefined where its article is gone, or has no such slot any more. */
function openOf(context: DialogContext): Open | undefined {
  const { state } = context;
  const { article: id, values, message, tries, version, confidence } = state?.slots ?? {};
  const article = typeof id === 'string' ? context.article(id) : undefined;
  const slot = article?.lookup?.slots.find(({ name }) => name === state?.step);
  if (!article?.lookup || !slot) return undefined;
  return {
    filling: {
      article,
      lookup: article.lookup,
      question: questionOf(context),
      message: typeof message === 'string' ? message : '',
      values: textsOf(values),
      ...(typeof confidence === 'number' && { confidence }),
    },
    slot,
    tries: typeof tries === 'number' ? tries : 0,
    version: typeof version === 'number' ? version : -1,
  };
}

function questionOf({ state }: DialogContext): string {
  const question = state?.slots.question;
  return typeof question === 'string' ? question : '';
}

function textsOf(values: unknown): Readonly<Record<string, string>> {
  if (typeof values !== 'object' || values === null) return {};
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function withValue(filling: Filling, slot: Slot, value: string): Filling {
  return { ...filling, values: { ...filling.values, [slot.name]: value } };
}

/** What does not fit may be something else: another question that has its answer, or an asker who has had enough. */
function isAnother({ finding }: DialogContext, article: Article): boolean {
  if (!finding) return false;
  const { urgency, mood } = finding.triage;
  if (urgency === 'high' || urgency === 'critical' || mood === 'angry') return true;
  return finding.outcome === 'answer' && finding.candidates[0]?.article !== article.id;
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
