import type { Case, TimelineEntry } from '../core/case.js';
import type { Draft } from '../core/draft.js';
import type { Ping } from '../core/effect.js';
import type { PhraseKey } from '../core/phrases/phrase.js';
import { platformOf } from '../core/place.js';
import { type Person, personName } from '../core/roster.js';
import type { DeskSettings } from '../core/settings.js';
import { deskWords } from './opening.js';

/** A desk that never opens, or that did not answer at all, is looked at again after this time. */
export const HOUR = 3_600_000;

/** A mention of a person, as the desk's platform knows them. */
export function pingOf(person: Person, desk: DeskSettings): Ping {
  const handle = person.handles[platformOf(desk.place)];
  return { person: person.id, name: person.name, ...(handle !== undefined && { handle }) };
}

/** The name of a person of the desk, or the id of one who has left it. */
export function nameOf(id: string, desk: DeskSettings): string {
  return personName(desk.roster.people, id);
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
