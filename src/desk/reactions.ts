import type { Case } from '../core/case.js';
import { plain } from '../core/content.js';
import type { Draft } from '../core/draft.js';
import type { LineRef, MessageTarget } from '../core/effect.js';
import { caseStream, type NumberedLine, placeStream, type Reaction, standing } from '../core/line.js';
import type { ReactionEvent } from '../core/message-events.js';
import { phrase } from '../core/phrases/phrase.js';
import { type PlaceKey, platformOf } from '../core/place.js';
import type { DeskSettings } from '../core/settings.js';

/** The bot's own marks on a reply of the staff: nobody else's may take them off. */
const RECEIPTS = ['✅', '⚠️', '⚠'];

/** A platform tells again within so long what was not taken in, milliseconds; Slack does for an hour. */
const OVERTAKEN_FOR = 2 * 3_600_000;
/** So many that were taken back are kept on a line, whoever plays with them. */
const MOST_GONE = 50;

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

/**
 * Keeps who reacted how. Says whether the other side sees a difference: the first of a kind, or the last one gone. What
 * the same person has done with the same emoji since then stands: the event was only late.
 */
function noted(draft: Draft, ref: LineRef, line: NumberedLine, event: ReactionEvent): boolean {
  const { emoji, added, at } = event;
  const before = line.reactions ?? [];
  const isMine = (one: Reaction): boolean => one.emoji === emoji && one.by === event.author.id && !one.across;
  const known = before.find(isMine);
  if (known?.at !== undefined && known.at > at) return false;
  const others = before.filter((one) => !isMine(one));
  const mine: Reaction = { emoji, by: event.author.id, at, ...(!added && { gone: true }) };
  draft.changeLine(ref, { reactions: [...standing(others), ...recentlyGone(others, at), mine] });
  const stood = known !== undefined && !known.gone;
  return stood !== added && !standing(others).some((one) => one.emoji === emoji && !one.across);
}

/** What was taken back and may still be overtaken. */
function recentlyGone(reactions: readonly Reaction[], now: number): readonly Reaction[] {
  return reactions.filter(({ gone, at = 0 }) => gone && at > now - OVERTAKEN_FOR).slice(-MOST_GONE);
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
  const isThis = (each: Reaction): boolean => each.across === true && each.emoji === emoji;
  const before = counterpart.reactions ?? [];
  const undoes = added ? undefined : before.find(isThis)?.effect;
  const across: Reaction = { emoji, by: event.author.id, across: true, effect: draft.nextKey() };
  const others = before.filter((each) => !isThis(each));
  draft.changeLine(copy, { reactions: added ? [...others, across] : others });
  draft.effect({
    kind: 'react',
    lane: side === 'asker' ? found.asker.place : `thread:${found.thread}`,
    voice: side === 'asker' ? 'staff' : 'asker',
    message,
    emoji,
    added,
    case: found.number,
    ...(undoes !== undefined && { undoes }),
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
