import { ACTIONS } from '../src/core/actions.js';
import { type Article, inLanguage } from '../src/core/article.js';
import { markdown } from '../src/core/content.js';
import type { DialogContext, Step } from '../src/core/dialog.js';
import { LANGUAGES } from '../src/core/language.js';
import { LOOKUP_WORKER, type Lookup, type LookupFailure, type Slot } from '../src/core/lookup.js';
import { callOf, originOf } from '../src/core/lookup-call.js';
import { findPattern, matchesPattern } from '../src/core/pattern.js';
import { phrase } from '../src/core/phrases/phrase.js';
import { parsePlace } from '../src/core/place.js';
import { bare } from './intents.js';

/** Name of the dialog that fills the slots. */
export const LOOKUP_DIALOG = 'lookup';

/** Characters of what an asker fills in. */
const LONGEST_VALUE = 100;
/** Characters of a question in which values are looked for. */
const LOOKED_THROUGH = 500;
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
}

/** An article with a lookup is the answer: asks for the first slot that the question leaves open, or looks it up. */
export function beginLookup(
  context: DialogContext,
  article: Article,
  lookup: Lookup,
  question: string,
  confidence?: number,
): Step {
  const values: Record<string, string> = {};
  for (const slot of lookup.slots) {
    const found = slot.find ? findValue(slot, article, question.slice(0, LOOKED_THROUGH)) : undefined;
    if (found !== undefined) values[slot.name] = found;
  }
  const { message } = context;
  return goOn(context, {
    article,
    lookup,
    question,
    message,
    values,
    ...(confidence !== undefined && { confidence }),
  });
}

/** Asks for the next slot, or looks up where all are known. */
export function goOn(context: DialogContext, filling: Filling): Step {
  const { article, lookup, question, values, confidence } = filling;
  const missing = lookup.slots.find(({ name }) => !Object.hasOwn(values, name));
  // Among people the bot speaks to answer, not to ask.
  if (missing && !context.addressed) return { say: [], next: null, fact: { kind: 'silent' } };
  if (missing) return askFor(context, filling, missing, 0);
  const { language } = context;
  if ((context.participant.pending?.length ?? 0) >= MOST_PENDING)
    return { say: [markdown(phrase(language, 'lookupBusy'))], next: null, sure: true };
  const { platform = '', workspace = '' } = parsePlace(context.asker.place) ?? {};
  const call = callOf(article.id, lookup, { id: context.asker.id, platform, workspace, language }, values);
  if (!call) return failed(context, article, question, 'refused', 'a value that cannot be sent');
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
      slots: { values, ...because },
    },
    fact: { kind: 'looked-up', article: article.id, why: originOf(lookup.url) ?? '', ...because },
  };
}

/** Asks for one slot; `tries` counts the answers that did not fit. */
export function askFor(context: DialogContext, filling: Filling, slot: Slot, tries: number): Step {
  const { article, question, message, values, confidence } = filling;
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
    say: [markdown(tries > 0 ? `${again}\n\n${ask}` : ask, buttons ? { buttons } : {})],
    next: {
      dialog: LOOKUP_DIALOG,
      step: slot.name,
      slots: { question, message, values, tries, version, ...because },
    },
    sure: true,
    question,
    fact: { kind: 'clarified', why: `slot ${slot.name}`, ...because },
  };
}

/** What a choice is called in the language of the conversation. */
export function labelOf(article: Article, slot: Slot, choice: string, { language }: DialogContext): string {
  return inLanguage(article, language)?.translation.lookup?.slots[slot.name]?.choices?.[choice] ?? choice;
}

/** There is no answer: said in the owner's words, with a person on offer or on the way. */
export function failed(
  context: DialogContext,
  article: Article,
  question: string,
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
  return { say: [markdown(words, { buttons: [button] })], ...rest, sure: true };
}

/** The value that an asker wrote for a slot; undefined where it does not fit. */
export function valueSaid(slot: Slot, article: Article, text: string): string | undefined {
  const said = text.normalize('NFKC').trim();
  if (said === '' || said.length > LONGEST_VALUE) return undefined;
  if (slot.pattern !== undefined) return matchesPattern(slot.pattern, said) ? said : undefined;
  const { choices = [] } = slot;
  const named = choices.find((choice) => namesFor(article, slot, choice).includes(bare(said)));
  return named ?? (/^\d{1,2}$/.test(said) ? choices[Number(said) - 1] : undefined);
}

/** The one value for a slot that stands in a question. */
function findValue(slot: Slot, article: Article, question: string): string | undefined {
  const text = question.normalize('NFKC');
  if (slot.pattern !== undefined) {
    const found = findPattern(slot.pattern, text);
    return found === undefined || found.length > LONGEST_VALUE ? undefined : found;
  }
  const said = ` ${bare(text)} `;
  const named = (slot.choices ?? []).filter((choice) =>
    namesFor(article, slot, choice).some((name) =>
      // Chinese has no spaces between its words.
      /^[\x20-\x7e]+$/.test(name) ? said.includes(` ${name} `) : said.includes(name),
    ),
  );
  return named.length === 1 ? named[0] : undefined;
}

/** Everything that a choice is called, in either language, as {@link bare} makes it. */
function namesFor(article: Article, slot: Slot, choice: string): readonly string[] {
  const labels = LANGUAGES.map(
    (one) => article.translations[one]?.lookup?.slots[slot.name]?.choices?.[choice],
  );
  return [choice, ...labels]
    .filter((label) => label !== undefined)
    .map(bare)
    .filter((name) => name !== '');
}

function anyQuestion(article: Article, slot: string): string {
  const asked = LANGUAGES.map((one) => article.translations[one]?.lookup?.slots[slot]?.ask);
  return asked.find((ask) => ask !== undefined) ?? slot;
}
