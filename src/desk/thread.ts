import type { Case } from '../core/case.js';
import { type Content, markdown } from '../core/content.js';
import type { Draft } from '../core/draft.js';
import type { Effect, LineRef, Ping } from '../core/effect.js';
import { caseStream, type NumberedLine } from '../core/line.js';
import { phrase } from '../core/phrases/phrase.js';
import type { PlaceKey } from '../core/place.js';
import type { DeskSettings } from '../core/settings.js';
import { firstPing, lookAgain, pingOf } from './dispatch.js';
import { caseButtons, stateField } from './opening.js';

/** A thread that could not be opened is tried again after this time. */
const OPEN_AGAIN = 5 * 60_000;

/** Opens the thread of a new case at the desk. */
export function openThread(
  draft: Draft,
  found: Case,
  desk: DeskSettings,
  first: { readonly content: Content; readonly ping: readonly Ping[] },
): void {
  const key = draft.nextKey();
  draft.putCase({ ...found, thread: key });
  const line = draft.addCaseLine(found.number, {
    at: draft.turn.now,
    voice: 'system',
    content: first.content,
    state: 'pending',
    effect: key,
  });
  if (line) opening(draft, found, desk, { ...first, line });
}

/**
 * Tries again to open the thread of a case, under a new key: with the ping of one person, and with what was held back
 * meanwhile, in order.
 */
export function reopenThread(draft: Draft, found: Case, desk: DeskSettings): void {
  const { turn } = draft;
  const content = turn.opening?.content;
  if (!content) return;
  const { next, ping } = askedAgain(draft, found, desk);
  const { threadFailed: _failed, held: _held, ...rest } = next;
  const current: Case = { ...rest, thread: draft.nextKey() };
  draft.putCase(current);
  const line = { stream: caseStream(found.number), n: 0 };
  draft.changeLine(line, { state: 'pending', effect: current.thread, reason: '' });
  const buttons = caseButtons(current, desk.language);
  const state = stateField(current, desk);
  const fields = content.fields?.map((field) => (field.label === state.label ? state : field)) ?? [];
  opening(draft, current, desk, { content: { ...content, fields, buttons }, ping, line });
  for (const held of turn.held ?? []) sayAgain(draft, current, held);
}

function askedAgain(
  draft: Draft,
  found: Case,
  desk: DeskSettings,
): { readonly next: Case; readonly ping: readonly Ping[] } {
  if (found.state === 'claimed') {
    lookAgain(draft, found, draft.turn.now + desk.replyWithin);
    const holder = desk.roster.people.find((person) => person.id === found.holder);
    return { next: found, ping: holder ? [pingOf(holder, desk)] : [] };
  }
  const asked = firstPing(draft, found, desk);
  // The same person, asked in vain each time, is one step of the timeline.
  const again = found.timeline.at(-1)?.person === asked.next.timeline.at(-1)?.person;
  return again ? { ...asked, next: { ...asked.next, timeline: found.timeline } } : asked;
}

function opening(
  draft: Draft,
  found: Case,
  desk: DeskSettings,
  first: { readonly content: Content; readonly ping: readonly Ping[]; readonly line: LineRef },
): void {
  const { content, ping, line } = first;
  draft.effect({
    kind: 'open',
    lane: `thread:${draft.nextKey()}`,
    voice: 'system',
    target: { place: desk.place },
    title: content.title ?? `#${found.number}`,
    content,
    case: found.number,
    line,
    ...(ping.length && { ping }),
  });
}

/**
 * The thread could not be opened: it is tried again while the case is open. Nobody was reached, so nobody counts as
 * pinged. The asker hears of it once.
 */
export function threadFailed(draft: Draft, found: Case): void {
  const { threadPlace: _place, ...rest } = found;
  const open = found.state !== 'resolved';
  draft.putCase({
    ...rest,
    state: found.state === 'pinged' ? 'queued' : found.state,
    pinged: [],
    everybody: false,
    threadFailed: true,
    ...(open && { unreachable: true }),
  });
  if (!open) return;
  lookAgain(draft, found, draft.turn.now + OPEN_AGAIN);
  if (!found.unreachable) tellAsker(draft, found, 'deskUnreachable');
}

/** The thread is open. An asker who was told that the desk cannot be reached hears that it has their words now. */
export function threadOpened(draft: Draft, found: Case, place: PlaceKey): void {
  const { unreachable, ...rest } = found;
  draft.putCase({ ...rest, threadPlace: place });
  if (unreachable && found.state !== 'resolved') tellAsker(draft, found, 'deskReached');
}

/**
 * What waited for a thread that could not be opened is not lost: it is said in the next one. True where it is kept.
 * A ping is not; whom to ask is read from the roster when the thread is tried again.
 */
export function holdForThread(draft: Draft, found: Case, effect: Effect): boolean {
  const line = draft.turn.pointed;
  if (effect.kind !== 'say' || !('opened' in effect.target) || effect.ping || !line) return false;
  if (found.threadFailed) {
    draft.putCase({ ...found, held: [...(found.held ?? []), line.n] });
    return true;
  }
  if (found.thread === effect.target.opened) return false; // the thread is there: something else is wrong
  sayAgain(draft, found, line); // the next one is on its way already
  return true;
}

function sayAgain(draft: Draft, found: Case, line: NumberedLine): void {
  const here = { stream: caseStream(found.number), n: line.n };
  const [from] = line.copies ?? [];
  const effect = draft.effect({
    kind: 'say',
    lane: `thread:${found.thread}`,
    voice: line.voice === 'asker' ? 'asker' : 'system',
    target: { opened: found.thread },
    content: line.content,
    line: here,
    case: found.number,
    ...(line.voice === 'asker' && line.author && { as: { name: line.author.name } }),
    ...(from && line.content.files?.length && { copyOf: from }),
  });
  draft.changeLine(here, { state: 'pending', effect });
  if (from) draft.changeLine(from, { relayed: effect }); // a later edit revises this one
}

function tellAsker(draft: Draft, { asker, number }: Case, key: 'deskUnreachable' | 'deskReached'): void {
  const content = markdown(phrase(asker.language, key));
  draft.tell(asker.place, { voice: 'system', case: number, content });
}
