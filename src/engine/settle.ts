import { markdown } from '../core/content.js';
import type { Draft } from '../core/draft.js';
import type { Effect, MessageRef } from '../core/effect.js';
import type { FailureEvent, ReceiptEvent } from '../core/event.js';
import { contentOf } from '../core/line.js';
import { phrase } from '../core/phrases/phrase.js';
import type { Settings } from '../core/settings.js';
import { raiseAlarm } from '../desk/dispatch.js';
import { tellReaction } from '../desk/reactions.js';
import { undelivered } from '../desk/relay.js';
import { holdForThread, threadFailed, threadOpened } from '../desk/thread.js';
import { dropFiles, settleFiles } from './settle-files.js';

/** What an effect became is kept, and shown in the transcript. */
export function settleReceipt(draft: Draft, event: ReceiptEvent, settings: Settings): void {
  const { effect, receipt } = event;
  const { line } = effect;
  settleFiles(draft, event, settings);
  switch (effect.kind) {
    case 'say':
    case 'whisper':
    case 'open': {
      // Nothing ever refers to the system's own words by key; their line knows the message.
      if (effect.kind === 'open' || effect.voice !== 'system') draft.put(`receipt/${effect.key}`, receipt);
      if (line) {
        draft.changeLine(line, {
          state: 'delivered',
          ...(receipt.message && { message: receipt.message.id }),
          ...(receipt.parts?.length && { parts: idsOf(receipt.parts) }),
        });
      }
      const writer = effect.reportTo;
      if (writer) {
        draft.changeLine(writer, { state: 'delivered' });
        mark(draft, writer.message, '✅');
      }
      if (effect.kind === 'open' && receipt.opened !== undefined && effect.case !== undefined) {
        draft.put(`thread/${receipt.opened}`, { case: effect.case });
        const found = draft.case(effect.case);
        if (found && found.thread === effect.key) threadOpened(draft, found, receipt.opened);
      }
      return;
    }
    case 'revise': {
      // It may stand in more messages now, or in fewer: what changes it next must know them.
      if ('effect' in effect.message && receipt.message) {
        const { effect: key } = effect.message;
        const { message, parts = [] } = receipt;
        draft.put(`receipt/${key}`, {
          at: receipt.at,
          ...draft.get(`receipt/${key}`),
          effect: key,
          message,
          parts,
        });
      }
      if (line) {
        const rewritten = effect.voice === 'asker' || effect.voice === 'staff';
        draft.changeLine(line, {
          content: effect.content,
          ...(receipt.message && { message: receipt.message.id, parts: idsOf(receipt.parts) }),
          ...(rewritten && { edited: receipt.at }),
        });
      }
      return;
    }
    case 'retract': {
      // Nothing refers to it any more.
      if ('effect' in effect.message) draft.put(`receipt/${effect.message.effect}`, undefined);
      if (!line) return;
      draft.changeLine(line, { deleted: true });
      const { pointed } = draft.turn;
      if (pointed) dropFiles(draft, line, contentOf(pointed).files);
      return;
    }
    case 'react':
      // What stands in for a reaction that crossed is found by it when that is taken off, after a restart too.
      if (receipt.standIn && effect.case !== undefined) draft.put(`receipt/${effect.key}`, receipt);
      if (effect.undoes !== undefined) draft.put(`receipt/${effect.undoes}`, undefined);
      return;
    case 'work':
      return;
    default:
      effect satisfies never;
  }
}

/** What did not arrive is said where its writer sees it (rule 8); what no writer waits for alarms the owner. */
export function settleFailure(draft: Draft, { effect, failure }: FailureEvent, settings: Settings): void {
  if (effect.kind === 'react') {
    const { case: number, orTell, emoji } = effect;
    const told =
      orTell && number !== undefined && failure.code !== 'withdrawn' && failure.code !== 'dependency';
    if (told && draft.case(number)?.state !== 'resolved') tellReaction(draft, number, emoji, settings.desk);
    return;
  }
  if (effect.kind === 'work') return; // the log has it; a failed alarm must not raise one
  if (failure.code === 'withdrawn') {
    if (effect.line && says(effect)) draft.changeLine(effect.line, { state: 'withdrawn' });
    draft.fact({ kind: 'withdrawn' });
    return;
  }
  const found = effect.case === undefined ? undefined : draft.case(effect.case);
  if (found && failure.code === 'dependency' && holdForThread(draft, found, effect)) return;
  draft.fact({
    kind: 'undelivered',
    why: failure.code,
    ...(effect.case !== undefined && { case: effect.case }),
  });
  if (effect.line && says(effect)) {
    draft.changeLine(effect.line, { state: 'failed', reason: failure.reason });
  }
  if (effect.reportTo && found) {
    draft.changeLine(effect.reportTo, { state: 'failed', reason: failure.reason });
    mark(draft, effect.reportTo.message, '⚠️');
    undelivered(draft, found, effect.reportTo, failure.reason, settings.desk);
    return;
  }
  if (!found) return;
  const toDesk = 'target' in effect && 'opened' in effect.target;
  if (effect.kind === 'open' && found.thread === effect.key) threadFailed(draft, found);
  if (effect.kind === 'open' || toDesk) {
    raiseAlarm(draft, 'desk', `The desk could not be reached for case #${found.number}: ${failure.reason}`);
  }
  if (toDesk && effect.voice === 'asker') {
    const { language, place } = found.asker;
    draft.tell(place, {
      voice: 'system',
      case: found.number,
      content: markdown(phrase(language, 'notDelivered', { reason: failure.reason })),
    });
  }
}

function idsOf(messages: readonly MessageRef[] = []): readonly string[] {
  return messages.map(({ id }) => id);
}

function mark(
  draft: Draft,
  message: { readonly place: string; readonly id: string } | undefined,
  emoji: string,
): void {
  if (!message) return;
  draft.effect({
    kind: 'react',
    lane: message.place,
    voice: 'system',
    message: { message },
    emoji,
    added: true,
  });
}

/** Whether an effect puts its line into the world, rather than changing one that stands there. */
function says(effect: Effect): boolean {
  return effect.kind === 'say' || effect.kind === 'whisper' || effect.kind === 'open';
}
