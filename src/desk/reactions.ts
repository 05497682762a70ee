import type { Case } from '../core/case.js';
import { plain } from '../core/content.js';
import type { Draft } from '../core/draft.js';
import type { LineRef, MessageTarget } from '../core/effect.js';
import type { ReactionEvent } from '../core/event.js';
import { caseStream, type NumberedLine, placeStream, type Reaction } from '../core/line.js';
import { phrase } from '../core/phrases/phrase.js';
import { type PlaceKey, platformOf } from '../core/place.js';
import type { DeskSettings } from '../core/settings.js';

/** The bot's own marks on a reply of the staff: nobody else's may take them off. */
const RECEIPTS = ['✅', '⚠️', '⚠'];

/** A reaction of the asker crosses to the other copy of the message at the desk; without one, the desk is told. */
export function askerReacted(draft: Draft, event: ReactionEvent, desk: DeskSettings): void {
  const { pointed } = draft.turn;
  if (!pointed) return;
  const here = { stream: placeStream(event.place), n: pointed.n };
  if (!noted(draft, here, pointed, event)) return;
  const found = caseOf(draft, pointed) ?? lastOpenCase(draft, event.place);
  if (!found) return;
  guard(draft, found);
  const isAskers = found.asker.id === event.author.id;
  const shown = isShownAt(found.threadPlace ?? desk.place, event);
  const marksReceipt = pointed.voice === 'staff' && RECEIPTS.includes(event.emoji);
  if (shown && !marksReceipt && crossed(draft, found, pointed, event, 'desk')) return;
  if (isAskers && event.added && found.state !== 'resolved')
    tellReaction(draft, found.number, event.emoji, desk);
}

/** The desk is told in words of a reaction of the asker that it cannot be shown. */
export function tellReaction(draft: Draft, number: number, emoji: string, { language }: DeskSettings): void {
  const content = plain(phrase(language, 'deskAskerReacted', { emoji }));
  draft.tellDesk(number, { voice: 'system', content });
}

/** A reaction of the staff to a message that crossed: the asker sees it on theirs. What is internal stays (rule 6). */
export function staffReacted(draft: Draft, found: Case, event: ReactionEvent): void {
  const { pointed } = draft.turn;
  if (!pointed || (pointed.voice !== 'asker' && pointed.voice !== 'staff')) return;
  guard(draft, found);
  if (!noted(draft, { stream: caseStream(found.number), n: pointed.n }, pointed, event)) return;
  if (isShownAt(found.asker.place, event)) crossed(draft, found, pointed, event, 'asker');
}

/**
 * Reactions of both sides change both lines, and lines have no versions: the case is written with them, so that of two
 * turns that have read the same line the second one reads it again.
 */
function guard(draft: Draft, { number }: Case): void {
  const found = draft.case(number);
  if (found) draft.putCase(found);
}

/** Keeps who reacted how. Says whether the other side sees a difference: the first of a kind, or the last one gone. */
function noted(draft: Draft, ref: LineRef, line: NumberedLine, event: ReactionEvent): boolean {
  const before = line.reactions ?? [];
  const isMine = ({ emoji, by, across }: Reaction): boolean =>
    emoji === event.emoji && by === event.author.id && !across;
  if (before.some(isMine) === event.added) return false;
  const others = before.filter((reaction) => !isMine(reaction));
  const mine = { emoji: event.emoji, by: event.author.id };
  draft.changeLine(ref, { reactions: event.added ? [...others, mine] : others });
  return !others.some(({ emoji, across }) => emoji === event.emoji && !across);
}

/** Puts the reaction on the other copy of a message, or takes it off; false where there is no other copy. */
function crossed(
  draft: Draft,
  found: Case,
  line: NumberedLine,
  event: ReactionEvent,
  side: 'asker' | 'desk',
): boolean {
  const copy = line.copies?.[0];
  const { counterpart } = draft.turn;
  if (!copy || !counterpart || counterpart.deleted) return false;
  const place = side === 'asker' ? found.asker.place : found.threadPlace;
  const message: MessageTarget | undefined =
    line.relayed !== undefined
      ? { effect: line.relayed }
      : counterpart.message !== undefined && place !== undefined
        ? { message: { place, id: counterpart.message } }
        : undefined;
  if (!message) return false;
  const { emoji, added } = event;
  const others = (counterpart.reactions ?? []).filter((each) => !(each.across && each.emoji === emoji));
  const across: Reaction = { emoji, by: event.author.id, across: true };
  draft.changeLine(copy, { reactions: added ? [...others, across] : others });
  draft.effect({
    kind: 'react',
    lane: side === 'asker' ? found.asker.place : `thread:${found.thread}`,
    voice: side === 'asker' ? 'staff' : 'asker',
    message,
    emoji,
    added,
    case: found.number,
    ...(side === 'desk' && added && found.asker.id === event.author.id && { orTell: true }),
  });
  return true;
}

/** A platform's own emoji, `:name:`, is shown on that platform only. */
function isShownAt(place: PlaceKey, { place: from, emoji }: ReactionEvent): boolean {
  return !/^:.+:$/.test(emoji) || platformOf(place) === platformOf(from);
}

/** The case that a line crossed to. */
export function caseOf(draft: Draft, line: NumberedLine): Case | undefined {
  const number = /^case\/(\d+)$/.exec(line.copies?.[0]?.stream ?? '')?.[1];
  return number === undefined ? undefined : draft.case(Number(number));
}

function lastOpenCase(draft: Draft, place: PlaceKey): Case | undefined {
  const { owner } = draft.conversation(place);
  return owner.kind === 'bot' ? undefined : draft.case(owner.case);
}
