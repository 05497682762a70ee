import type { Dialog } from '../core/dialog.js';
import { Draft } from '../core/draft.js';
import type { MarkEvent } from '../core/event.js';
import { contentOf } from '../core/line.js';
import type { MessageEvent } from '../core/message-events.js';
import type { Settings } from '../core/settings.js';
import type { Timer } from '../core/timer.js';
import type { Decide } from '../core/turn.js';
import { tooEarly } from '../desk/early.js';
import { atDesk } from '../desk/staff.js';
import { wake } from '../desk/wake.js';
import { fromAsker } from './asker.js';
import { isDeskPlace } from './gather.js';
import { resume } from './resume.js';
import { settleFailure, settleReceipt } from './settle.js';
import { dropFiles, keepFiles } from './settle-files.js';

/**
 * The middle of the river: pure, synchronous, total. Everything it may depend on is in the turn, so the same turn
 * always makes the same decision.
 */
export function createDecide(parts: {
  readonly dialogs: readonly Dialog[];
  readonly settings: Settings;
}): Decide {
  const { settings } = parts;
  return (turn) => {
    const draft = new Draft(turn);
    const { event } = turn;
    if (event.kind === 'mark' || event.kind === 'message') readSoFar(draft, event);
    switch (event.kind) {
      case 'tick':
        onTimer(draft, event.timer, settings);
        break;
      case 'receipt':
        settleReceipt(draft, event, settings);
        break;
      case 'failure':
        if (event.effect.kind === 'work' && event.effect.asker) resume(draft, event, parts);
        else settleFailure(draft, event, settings);
        break;
      case 'result':
        resume(draft, event, parts);
        break;
      case 'mark':
        break;
      default:
        if (event.kind === 'reaction' && turn.early) {
          tooEarly(draft, event);
          break;
        }
        if (isDeskPlace(event.place, settings.desk.place)) {
          const number = turn.record(`thread/${event.place}`)?.case;
          const found = number === undefined ? undefined : draft.case(number);
          atDesk(draft, event, found, settings);
        } else {
          fromAsker(draft, event, parts);
        }
        keepFiles(draft, event);
        if (event.kind === 'delete') dropDeleted(draft);
    }
    return draft.done();
  };
}

/** The line that its writer has deleted keeps its files no longer. */
function dropDeleted(draft: Draft): void {
  const { pointed } = draft.turn;
  if (!pointed) return;
  for (const change of draft.done().lines) {
    if (change.kind === 'change' && change.fields.deleted)
      dropFiles(draft, { stream: change.stream, n: change.n }, contentOf(pointed).files);
  }
}

/** The place has been read up to here, with the turn that this led to. What comes late, from history, takes nothing back. */
function readSoFar(draft: Draft, { place, mark, at }: MarkEvent | MessageEvent): void {
  if (mark === undefined) return;
  const known = draft.get(`watermark/${place}`);
  if (!known || known.at < at) draft.put(`watermark/${place}`, { place, mark, at });
}

function onTimer(draft: Draft, timer: Timer, settings: Settings): void {
  const { purpose } = timer;
  switch (purpose.kind) {
    case 'case':
      wake(draft, purpose.case, settings.desk);
      return;
    case 'session': {
      const session = draft.get(purpose.session);
      if (!session) return;
      if (session.expiresAt <= draft.turn.now) draft.put(purpose.session, undefined);
      else draft.timer({ set: { ...timer, at: session.expiresAt } });
      return;
    }
    case 'early':
      return; // its turn is that of the event
    default:
      purpose satisfies never;
  }
}
