import type { Article } from '../src/core/article.js';
import type { DialogState } from '../src/core/conversation.js';
import type { DialogContext, Step } from '../src/core/dialog.js';
import { answerText } from './answer.js';
import {
  askFor,
  type Filling,
  fillingOf,
  goOn,
  LOOKUP_DIALOG,
  missingOf,
  own,
  slotsOf,
  textsOf,
  withQuestion,
  withValue,
} from './looking-up.js';
import { valueSaid } from './slot-value.js';

/**
 * What is done where a message was changed or deleted that a lookup knows something from: its question, the answer to a
 * slot, or one that did not fit.
 */
export function amendLookup(context: DialogContext, slots: DialogState['slots']): Step | null | undefined {
  const { message, input } = context;
  const text = input.kind === 'text' ? input.text : '';
  const filling = fillingOf(context, slots);
  if (message === slots.message) {
    if (text === '') return undefined; // whatever has led to anything may be taken back
    return isAbout(context, filling)
      ? changed(
          context,
          slots,
          filling,
          withQuestion(filling, text, context.finding?.candidates[0]?.confidence),
        )
      : answerText(context, text, 0);
  }
  const [name] = Object.entries(textsOf(slots.said)).find(([, by]) => by === message) ?? [];
  const isMissed = idsOf(slots.missed).includes(message);
  if (name === undefined && !isMissed) return undefined;
  const slot =
    filling && (isMissed ? missingOf(filling) : filling.lookup.slots.find((one) => one.name === name));
  if (!filling || !slot) return null;
  const value = valueSaid(slot, filling.article, text);
  if (value === own(filling.values, slot.name)) return slots.failed === true ? goOn(context, filling) : null;
  if (value !== undefined) return changed(context, slots, filling, withValue(filling, slot, value, message));
  if (text !== '' && isAnother(context, filling.article)) return answerText(context, text, 0);
  return askFor(context, withValue(filling, slot), slot, text === '' ? [] : [message]);
}

/** What does not fit may be something else: another question that has its answer, or an asker who has had enough. */
export function isAnother({ finding, rule }: DialogContext, article: Article): boolean {
  if (!finding) return false;
  if (rule?.to === 'person' && rule.reason !== 'language') return true;
  return finding.outcome === 'answer' && finding.candidates[0]?.article !== article.id;
}

/** The ids of a list that was written down. */
export function idsOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [];
}

/** Whether a question still is about what is looked up. */
function isAbout({ finding, rule, paused }: DialogContext, filling: Filling | undefined): filling is Filling {
  if (!filling || !finding || paused || rule?.to === 'person') return false;
  return finding.outcome === 'answer' && finding.candidates[0]?.article === filling.article.id;
}

/** Goes on with what is known now. What is asked already is not asked once more. */
function changed(
  context: DialogContext,
  slots: DialogState['slots'],
  before: Filling,
  after: Filling,
): Step | null {
  const [asked, missing] = [missingOf(before), missingOf(after)];
  if (asked?.name !== missing?.name) return goOn(context, after);
  if (missing && slots.form === undefined)
    return {
      say: [],
      next: { dialog: LOOKUP_DIALOG, step: missing.name, slots: { ...slots, ...slotsOf(after) } },
      question: after.question,
    };
  const isSame = after.lookup.slots.every(({ name }) => own(before.values, name) === own(after.values, name));
  // What failed may work now.
  return isSame && slots.failed !== true ? null : goOn(context, after);
}
