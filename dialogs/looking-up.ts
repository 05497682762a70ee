import { hash } from 'node:crypto';
import { ACTIONS } from '../src/core/actions.js';
import { type Article, inLanguage } from '../src/core/article.js';
import { markdown } from '../src/core/content.js';
import type { DialogState } from '../src/core/conversation.js';
import type { DialogContext, Step } from '../src/core/dialog.js';
import { LANGUAGES } from '../src/core/language.js';
import { LOOKUP_WORKER, type Lookup, type LookupFailure, type Slot } from '../src/core/lookup.js';
import { callOf, originOf } from '../src/core/lookup-call.js';
import { phrase } from '../src/core/phrases/phrase.js';
import { parsePlace } from '../src/core/place.js';
import { stillFits, valueIn } from './slot-value.js';

/** Name of the dialog that fills the slots. */
export const LOOKUP_DIALOG = 'lookup';

/** Lookups under way for one asker in one place. */
const MOST_PENDING = 5;

/** What a lookup knows so far. */
export interface Filling {
  readonly article: Article;
  readonly lookup: Lookup;
  readonly question: string;
  /** Platform id of the message that asked. */
  readonly message: string;
  readonly confidence?: number;
  /** By slot, as the service is sent them. */
  readonly values: Readonly<Record<string, string>>;
  /** By slot, the platform id of the message in which its value stands; none where a button was pressed. */
  readonly said: Readonly<Record<string, string>>;
}

/** An article with a lookup is the answer: asks for the first slot that the question leaves open, or looks it up. */
export function beginLookup(
  context: DialogContext,
  article: Article,
  lookup: Lookup,
  question: string,
  confidence?: number,
): Step {
  const { message } = context;
  const asked = { article, lookup, question: '', message, values: {}, said: {} };
  return goOn(context, withQuestion(asked, question, confidence));
}

/** The same lookup for a question in other words: what was said in other messages still holds. */
export function withQuestion(filling: Filling, question: string, confidence?: number): Filling {
  const { article, lookup, message, values, said } = filling;
  const slots = lookup.slots.flatMap((slot) => {
    const found = valueIn(slot, article, question);
    if (found !== undefined) return [[slot.name, found, message] as const];
    const [value, by] = [own(values, slot.name), own(said, slot.name)];
    return value !== undefined && by !== message ? [[slot.name, value, by] as const] : [];
  });
  const { confidence: _, ...rest } = filling;
  return {
    ...rest,
    question,
    values: Object.fromEntries(slots.map(([name, value]) => [name, value])),
    said: Object.fromEntries(slots.flatMap(([name, , by]) => (by === undefined ? [] : [[name, by]]))),
    ...(confidence !== undefined && { confidence }),
  };
}

/** With a value for a slot, or without one. `by`: the message in which it stands. */
export function withValue(filling: Filling, { name }: Slot, value?: string, by?: string): Filling {
  const { [name]: _value, ...values } = filling.values;
  const { [name]: _by, ...said } = filling.said;
  return {
    ...filling,
    values: value === undefined ? values : { ...values, [name]: value },
    said: by === undefined ? said : { ...said, [name]: by },
  };
}

/** The first slot that has no value. */
export function missingOf({ lookup, values }: Filling): Slot | undefined {
  return lookup.slots.find(({ name }) => !Object.hasOwn(values, name));
}

/** A filling as plain data, for a state of the dialog and for work. */
export function slotsOf({
  article,
  question,
  message,
  values,
  said,
  confidence,
}: Filling): DialogState['slots'] {
  return {
    article: article.id,
    question,
    message,
    values,
    said,
    ...(confidence !== undefined && { confidence }),
  };
}

/**
 * The filling that {@link slotsOf} wrote down. Undefined where its article is gone, or is not looked up any more; without
 * the values that do not fit any more.
 */
export function fillingOf(context: DialogContext, slots: DialogState['slots']): Filling | undefined {
  const { article: id, question, message, confidence } = slots;
  const article = typeof id === 'string' ? context.article(id) : undefined;
  if (!article?.lookup) return undefined;
  const { lookup } = article;
  const values = textsOf(slots.values);
  const fits = lookup.slots.filter(({ name }) => Object.hasOwn(values, name));
  const kept = fits.filter((slot) => stillFits(slot, values[slot.name] ?? '')).map(({ name }) => name);
  const only = (all: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(all).filter(([name]) => kept.includes(name)));
  return {
    article,
    lookup,
    question: typeof question === 'string' ? question : '',
    message: typeof message === 'string' ? message : '',
    values: only(values),
    said: only(textsOf(slots.said)),
    ...(typeof confidence === 'number' && { confidence }),
  };
}

/** What stands under a name, and is not everybody's, such as `constructor`. */
export function own(from: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(from, name) ? from[name] : undefined;
}

/** The texts of an object that was written down. */
export function textsOf(values: unknown): Readonly<Record<string, string>> {
  if (typeof values !== 'object' || values === null) return {};
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** What an answer is made with, in short: the lookup, its words and the template. */
export function formOf({ lookup, translations }: Article): string {
  const texts = LANGUAGES.map((one) => [translations[one]?.body, translations[one]?.lookup]);
  return hash('sha256', JSON.stringify([lookup, texts]), 'base64url').slice(0, 12);
}

/** Asks for the next slot, or looks up where all are known. */
export function goOn(context: DialogContext, filling: Filling): Step {
  const { article, lookup, question, message, values, confidence } = filling;
  const missing = missingOf(filling);
  // Among people the bot speaks to answer, not to ask.
  if (missing && !context.addressed) return { say: [], next: null, fact: { kind: 'silent' } };
  if (missing) return askFor(context, filling, missing);
  const { language } = context;
  if ((context.participant.pending?.length ?? 0) >= MOST_PENDING)
    return { say: [markdown(phrase(language, 'lookupBusy'))], next: null, sure: true };
  const { platform = '', workspace = '' } = parsePlace(context.asker.place) ?? {};
  const call = callOf(article.id, lookup, { id: context.asker.id, platform, workspace, language }, values);
  const slots = { ...slotsOf(filling), form: formOf(article) };
  if (!call) return failed(context, article, question, slots, 'refused', 'a value that cannot be sent');
  const because = confidence === undefined ? {} : { confidence };
  return {
    say: [],
    next: null,
    sure: true,
    question,
    work: {
      dialog: LOOKUP_DIALOG,
      article: article.id,
      worker: LOOKUP_WORKER,
      input: call,
      question,
      message,
      slots,
    },
    fact: { kind: 'looked-up', article: article.id, why: originOf(lookup.url) ?? '', ...because },
  };
}

/** Asks for one slot; `missed` are the platform ids of the messages that did not fit it. */
export function askFor(
  context: DialogContext,
  filling: Filling,
  slot: Slot,
  missed: readonly string[] = [],
): Step {
  const { article, question, confidence } = filling;
  const { language, version } = context;
  const words = inLanguage(article, language)?.translation.lookup?.slots[slot.name];
  const ask = words?.ask ?? anyQuestion(article, slot.name);
  const again = words?.again ?? phrase(language, slot.choices ? 'slotChoose' : 'slotAgain');
  const buttons = slot.choices?.map((choice, index) => ({
    action: ACTIONS.choose,
    label: labelOf(article, slot, choice, context),
    value: String(index),
    version,
  }));
  const because = { article: article.id, ...(confidence !== undefined && { confidence }) };
  return {
    say: [markdown(missed.length > 0 ? `${again}\n\n${ask}` : ask, buttons ? { buttons } : {})],
    next: {
      dialog: LOOKUP_DIALOG,
      step: slot.name,
      slots: { ...slotsOf(filling), missed, version },
    },
    sure: true,
    question,
    fact: { kind: 'clarified', why: `slot ${slot.name}`, ...because },
  };
}

/** What a choice is called in the language of the conversation. */
export function labelOf(article: Article, slot: Slot, choice: string, { language }: DialogContext): string {
  const names = inLanguage(article, language)?.translation.lookup?.slots[slot.name]?.choices;
  return (names && own(names, choice)) ?? choice;
}

/**
 * There is no answer: said in the owner's words, with a person on offer or on the way. A change of a message that the
 * `slots` know something from looks it up again.
 */
export function failed(
  context: DialogContext,
  article: Article,
  question: string,
  slots: DialogState['slots'],
  why: LookupFailure,
  note: string,
): Step {
  const { language } = context;
  const translation = inLanguage(article, language)?.translation;
  const words = translation?.lookup?.fails ?? phrase(language, 'lookupFailed');
  const rest = {
    next: null,
    question,
    lookedUp: { article: article.id, outcome: why },
    fact: { kind: 'lookup-failed', article: article.id, why: note },
  } as const;
  if (article.lookup?.onFailure === 'handoff')
    return { say: [], ...rest, handoff: { reason: 'lookup-failed', question, words } };
  const button = {
    action: ACTIONS.person,
    label: phrase(language, 'buttonPerson'),
    value: context.key,
    version: context.version,
  };
  const by = { dialog: LOOKUP_DIALOG, slots: { ...slots, failed: true } };
  return {
    say: [markdown(words, { buttons: [button] })],
    ...rest,
    sure: true,
    unanswered: { article: article.id, by },
  };
}

function anyQuestion(article: Article, slot: string): string {
  const asked = LANGUAGES.map((one) => article.translations[one]?.lookup?.slots[slot]?.ask);
  return asked.find((ask) => ask !== undefined) ?? slot;
}
