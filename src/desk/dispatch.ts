import { ACTIONS } from '../core/actions.js';
import type { Case, TimelineEntry } from '../core/case.js';
import type { Content } from '../core/content.js';
import type { Draft } from '../core/draft.js';
import type { Ping } from '../core/effect.js';
import { caseStream } from '../core/line.js';
import { type PhraseKey, phrase } from '../core/phrases/phrase.js';
import { platformOf } from '../core/place.js';
import type { Person } from '../core/roster.js';
import type { DeskSettings } from '../core/settings.js';
import { waitPhrase } from '../core/when.js';
import { deskWords } from './opening.js';

const HOUR = 3_600_000;

/** A mention of a person, as the desk's platform knows them. */
export function pingOf(person: Person, desk: DeskSettings): Ping {
  const handle = person.handles[platformOf(desk.place)];
  return { person: person.id, name: person.name, ...(handle !== undefined && { handle }) };
}

/** The name of a person of the desk, or the id of one who has left it. */
export function nameOf(id: string, desk: DeskSettings): string {
  return desk.roster.people.find((person) => person.id === id)?.name ?? id;
}

/** Sets the time at which an open case is looked at again. Every open case has exactly one such timer. */
export function lookAgain(draft: Draft, found: Case, at: number): void {
  draft.timer({
    set: {
      key: timerKey(found.number),
      at,
      place: found.threadPlace ?? draft.turn.event.place,
      purpose: { kind: 'case', case: found.number },
    },
  });
}

/** The key of a case's timer. */
export function timerKey(number: number): string {
  return `case/${number}`;
}

/** A case with one more step in its timeline. */
export function entered(found: Case, entry: TimelineEntry): Case {
  return { ...found, timeline: [...found.timeline, entry] };
}

/**
 * Whom to ask first for a new or returned case, and when to look again. While the desk is closed nobody is pinged:
 * the timer wakes the case at the opening (rule 5).
 */
export function firstPing(
  draft: Draft,
  found: Case,
  desk: DeskSettings,
  preferred?: string,
): { readonly next: Case; readonly ping: readonly Ping[] } {
  const { duty, now } = draft.turn;
  const free = duty.order.filter((candidate) => !found.pinged.includes(candidate.id));
  const person = free.find((candidate) => candidate.id === preferred) ?? free[0];
  if (!duty.open || !person) {
    lookAgain(draft, found, duty.open ? now + desk.claimWithin : (duty.opensAt ?? now + HOUR));
    return { next: { ...found, state: 'queued' }, ping: [] };
  }
  lookAgain(draft, found, now + desk.claimWithin);
  draft.fact({ kind: 'pinged', case: found.number, person: person.id });
  return {
    next: entered(
      { ...found, state: 'pinged', pinged: [...found.pinged, person.id] },
      { at: now, what: 'pinged', person: person.id },
    ),
    ping: [pingOf(person, desk)],
  };
}

/** Opens the thread of a case at the desk: first for a new case, and again where the first attempt was given up. */
export function openThread(
  draft: Draft,
  found: Case,
  desk: DeskSettings,
  first?: { readonly content: Content; readonly ping: readonly Ping[] },
): void {
  const content = first?.content ?? draft.turn.opening?.content;
  if (!content) return;
  const key = draft.nextKey();
  const { threadFailed: _failed, ...rest } = found;
  draft.putCase({ ...rest, thread: key });
  const line = first
    ? draft.addCaseLine(found.number, {
        at: draft.turn.now,
        voice: 'system',
        content,
        state: 'pending',
        effect: key,
      })
    : { stream: caseStream(found.number), n: 0 };
  draft.effect({
    kind: 'open',
    lane: `thread:${key}`,
    voice: 'system',
    target: { place: desk.place },
    title: content.title ?? `#${found.number}`,
    content,
    case: found.number,
    ...(line && { line }),
    ...(first?.ping.length && { ping: first.ping }),
  });
}

/** What happens when the timer of a case fires. Who is pinged is read from the roster now, not when it was set. */
export function wake(draft: Draft, number: number, desk: DeskSettings): void {
  const found = draft.case(number);
  if (!found || found.state === 'resolved') return;
  if (found.threadFailed) openThread(draft, found, desk);
  const current = draft.case(number) ?? found;
  if (current.state === 'claimed') wakeClaimed(draft, current, desk);
  else wakeWaiting(draft, current, desk);
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

/** Takes a case from its holder and asks the next person; the holder comes last. */
export function returnToQueue(
  draft: Draft,
  found: Case,
  desk: DeskSettings,
  holder: string | undefined,
  words: PhraseKey = 'deskReturned',
): void {
  const { now } = draft.turn;
  const { holder: _holder, askedHolderAt: _asked, ...rest } = found;
  const freed: Case = entered(
    {
      ...rest,
      state: 'queued',
      revision: found.revision + 1,
      pinged: holder === undefined ? [] : [holder],
      everybody: false,
    },
    { at: now, what: 'returned', ...(holder !== undefined && { person: holder }) },
  );
  const conversation = draft.conversation(found.asker.place);
  draft.putConversation({ ...conversation, owner: { kind: 'queue', case: found.number } });
  const { next, ping } = firstPing(draft, freed, desk);
  draft.putCase(next);
  draft.tellDesk(found.number, { voice: 'system', content: deskWords(desk.language, words), ping });
}

/** Tells the owner by the second route (rule 5). Durable like any effect. */
export function raiseAlarm(draft: Draft, key: string, message: string): void {
  draft.effect({
    kind: 'work',
    lane: `alarm:${key}`,
    voice: 'system',
    worker: 'alarm',
    input: { key, message },
  });
}
