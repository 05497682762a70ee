import { ACTIONS } from '../core/actions.js';
import type { Case } from '../core/case.js';
import type { Draft } from '../core/draft.js';
import { phrase } from '../core/phrases/phrase.js';
import type { DeskSettings } from '../core/settings.js';
import { waitPhrase } from '../core/when.js';
import { entered, firstPing, HOUR, lookAgain, pingOf, raiseAlarm, returnToQueue } from './dispatch.js';
import { refreshOpening } from './lifecycle.js';
import { deskWords } from './opening.js';
import { reopenThread } from './thread.js';

/** What happens when the timer of a case fires. Who is pinged is read from the roster now, not when it was set. */
export function wake(draft: Draft, number: number, desk: DeskSettings): void {
  const found = draft.case(number);
  if (!found || found.state === 'resolved') return;
  if (found.threadFailed) {
    reopenThread(draft, found, desk);
    return;
  }
  if (found.state === 'claimed') wakeClaimed(draft, found, desk);
  else wakeWaiting(draft, found, desk);
  const now = draft.case(number);
  const moved = now?.state !== found.state || now.revision !== found.revision || now.pinged !== found.pinged;
  if (moved) refreshOpening(draft, number, desk);
}

function wakeWaiting(draft: Draft, found: Case, desk: DeskSettings): void {
  const { duty, now } = draft.turn;
  if (!duty.open) {
    // Those who were pinged before the desk closed are asked anew at the opening.
    draft.putCase({ ...found, state: 'queued', pinged: [], everybody: false });
    lookAgain(draft, found, duty.opensAt ?? now + HOUR);
    return;
  }
  if (duty.order.some((person) => !found.pinged.includes(person.id))) {
    const first = found.pinged.length === 0;
    const { next, ping } = firstPing(draft, found, desk);
    draft.putCase(next);
    draft.tellDesk(found.number, {
      voice: 'system',
      content: deskWords(desk.language, first ? 'deskPing' : 'deskPingNext'),
      ping,
    });
    return;
  }
  if (!found.everybody) {
    draft.putCase(entered({ ...found, everybody: true }, { at: now, what: 'pinged-everybody' }));
    lookAgain(draft, found, now + desk.claimWithin);
    draft.fact({ kind: 'pinged', case: found.number, why: 'everybody' });
    draft.tellDesk(found.number, {
      voice: 'system',
      content: deskWords(desk.language, 'deskPingAll'),
      ping: duty.order.map((person) => pingOf(person, desk)),
    });
    return;
  }
  // Everybody was asked: the owner hears of it by another way, and the round begins again after a while.
  raiseAlarm(
    draft,
    `case/${found.number}`,
    `Case #${found.number} is unclaimed although everybody on duty was pinged.`,
  );
  draft.putCase({ ...found, pinged: [], everybody: false });
  lookAgain(draft, found, now + Math.max(HOUR, desk.claimWithin));
}

function wakeClaimed(draft: Draft, found: Case, desk: DeskSettings): void {
  const { duty, now } = draft.turn;
  const quietSince = found.askedHolderAt ?? found.waitingSince ?? now; // nobody waits: look again after a whole while
  const dueAt = quietSince + desk.replyWithin;
  if (now < dueAt || found.waitingSince === undefined) {
    lookAgain(draft, found, dueAt);
    return;
  }
  if (!duty.open) {
    lookAgain(draft, found, duty.opensAt ?? now + HOUR);
    return;
  }
  if (found.askedHolderAt === undefined) {
    const holder = desk.roster.people.find((person) => person.id === found.holder);
    draft.putCase(
      entered(
        { ...found, askedHolderAt: now },
        { at: now, what: 'asked-holder', ...(found.holder !== undefined && { person: found.holder }) },
      ),
    );
    lookAgain(draft, found, now + desk.replyWithin);
    draft.tellDesk(found.number, {
      voice: 'system',
      content: deskWords(
        desk.language,
        'deskHolder',
        { wait: waitPhrase(now - found.waitingSince, desk.language) },
        [
          {
            action: ACTIONS.stillOnIt,
            label: phrase(desk.language, 'buttonStillOnIt'),
            value: String(found.number),
            version: found.revision,
          },
        ],
      ),
      ...(holder && { ping: [pingOf(holder, desk)] }),
    });
    return;
  }
  returnToQueue(draft, found, desk, found.holder);
}
