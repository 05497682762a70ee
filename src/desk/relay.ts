import { ACTIONS } from '../core/actions.js';
import type { Case } from '../core/case.js';
import { bareText, type Content, plain, rewritten, written } from '../core/content.js';
import { flat, shortened } from '../core/cut.js';
import { commandIn, isNote } from '../core/desk-marks.js';
import type { Draft } from '../core/draft.js';
import type { LineRef, MessageRef } from '../core/effect.js';
import { caseStream, contentOf, type NumberedLine, placeStream } from '../core/line.js';
import type { DeleteEvent, EditEvent, MessageEvent } from '../core/message-events.js';
import { phrase } from '../core/phrases/phrase.js';
import type { PlaceKey } from '../core/place.js';
import type { DeskSettings } from '../core/settings.js';
import { changeExcerpt } from './change-excerpt.js';
import { lookAgain, nameOf } from './dispatch.js';
import { claim } from './lifecycle.js';
import { deskWords } from './opening.js';

/** An asker's message goes to the thread of their case, under their own name. `from` is its line in their place. */
export function toDesk(
  draft: Draft,
  found: Case,
  event: MessageEvent,
  from: LineRef,
  desk: DeskSettings,
): void {
  const author = { id: event.author.id, name: event.author.name };
  const thread = { stream: caseStream(found.number), place: found.threadPlace, ofDesk: true };
  const answered = answering(draft, event, thread);
  const content = { ...written(event), ...answered };
  const told = draft.tellDesk(found.number, {
    voice: 'asker',
    content,
    as: { name: event.author.name, ...(event.author.avatar && { avatar: event.author.avatar }) },
    author,
    copies: [from],
  });
  // What it answers is kept with it, for its changes.
  if (told)
    draft.changeLine(from, {
      copies: [told.line],
      relayed: told.effect,
      ...(answered.inReplyTo && { content }),
    });
  const current = draft.case(found.number);
  if (!current || current.waitingSince !== undefined) return;
  draft.putCase({ ...current, waitingSince: draft.turn.now });
  // A claimed case had nobody waiting: the look that was far away comes nearer.
  if (current.state === 'claimed') lookAgain(draft, current, draft.turn.now + desk.replyWithin);
}

/** A staff member's message in the thread: a note, or a reply to the asker. Writing is claiming. */
export function fromDesk(
  draft: Draft,
  found: Case,
  event: MessageEvent,
  desk: DeskSettings,
  limit: number,
): void {
  const person = { id: event.author.id, name: nameOf(event.author.id, desk) };
  const base = { at: draft.turn.now, author: person, message: event.message } as const;
  if (isNote(event.text)) {
    draft.addCaseLine(found.number, { ...base, voice: 'note', state: 'received', content: asTyped(event) });
    return;
  }
  const theirs = { stream: placeStream(found.asker.place), place: found.asker.place, ofDesk: false };
  const content = { ...written(event), ...answering(draft, event, theirs) };
  const refusal =
    found.state === 'resolved'
      ? phrase(desk.language, 'deskReplyToClosed')
      : event.text.length > limit
        ? phrase(desk.language, 'deskTooLong', { limit })
        : undefined;
  if (refusal !== undefined) {
    draft.addCaseLine(found.number, { ...base, voice: 'staff', state: 'failed', reason: refusal, content });
    draft.tellDesk(found.number, { voice: 'system', content: plain(refusal) });
    draft.reply({ kind: 'notice', text: refusal });
    return;
  }
  const { avatar } = event.author;
  const reply = { person, content, message: event.message, ...(avatar !== undefined && { avatar }) };
  sendReply(draft, found, reply, desk);
}

/** So much of what is answered is shown above the answer, and of who wrote it. */
const ANSWERED_LENGTH = 100;
const NAME_LENGTH = 40;

/**
 * What a message answers, as the other side reads it: where its copy stands there, and how it begins. What is internal
 * stays at the desk, and what one person alone was told stays theirs (rule 6).
 */
function answering(
  { turn }: Draft,
  { inReplyTo }: MessageEvent,
  other: { readonly stream: string; readonly place: PlaceKey | undefined; readonly ofDesk: boolean },
): Pick<Content, 'inReplyTo'> {
  const { pointed, counterpart } = turn;
  if (inReplyTo === undefined || !pointed || pointed.deleted) return {};
  const crosses = pointed.voice === 'asker' || pointed.voice === 'staff';
  if (!other.ofDesk && (!crosses || pointed.to !== undefined || counterpart?.to !== undefined)) return {};
  const stands = counterpart && !counterpart.deleted && pointed.copies?.[0]?.stream === other.stream;
  const id = stands ? counterpart.message : undefined;
  return {
    inReplyTo: {
      ...(pointed.author && { who: shortened(flat(pointed.author.name), NAME_LENGTH) }),
      text: shortened(flat(bareText(contentOf(pointed))), ANSWERED_LENGTH),
      ...(id !== undefined && other.place !== undefined && { message: { place: other.place, id } }),
    },
  };
}

/** What a staff member says to the asker: a line on both sides, with a receipt. Writing is claiming. */
export function sendReply(
  draft: Draft,
  found: Case,
  reply: {
    readonly person: { readonly id: string; readonly name: string };
    readonly content: Content;
    /** The address of their picture, where the desk's platform shows one to everybody. */
    readonly avatar?: string;
    /** The message in the thread that it was written as, if it was. */
    readonly message?: string;
    /** The one person who may see it, where others read the asker's place. */
    readonly to?: string;
  },
  desk: DeskSettings,
): void {
  const { person, content, avatar, message, to } = reply;
  const { place } = draft.turn.event;
  if (found.state !== 'claimed') claim(draft, found, person.id, desk, true);
  const from = draft.addCaseLine(found.number, {
    at: draft.turn.now,
    author: person,
    voice: 'staff',
    state: 'pending',
    content,
    ...(message !== undefined && { message }),
    ...(to !== undefined && { to }),
  });
  if (!from) return;
  const told = draft.tell(found.asker.place, {
    voice: 'staff',
    content,
    as: { name: person.name, ...(avatar !== undefined && { avatar }) },
    author: person,
    case: found.number,
    copies: [from],
    ...(to !== undefined && { to }),
    reportTo: { ...from, ...(message !== undefined && { message: { place, id: message } }) },
  });
  draft.changeLine(from, { copies: [told.line], relayed: told.effect });
  const current = draft.case(found.number) ?? found;
  const { waitingSince: _waiting, askedHolderAt: _asked, ...rest } = current;
  draft.putCase({ ...rest, firstReplyAt: current.firstReplyAt ?? draft.turn.now });
  draft.fact({ kind: 'replied', case: found.number, person: person.id });
}

/**
 * A reply that did not arrive is sent again, as a new effect for the same two lines. The button is used up: its line
 * says who pressed it.
 */
export function retry(
  draft: Draft,
  found: Case,
  line: NumberedLine | undefined,
  person: string,
  desk: DeskSettings,
): void {
  const copy = line?.copies?.[0];
  if (line?.voice !== 'staff' || line.state !== 'failed' || line.deleted || !copy) {
    draft.reply({ kind: 'notice', text: phrase(desk.language, 'deskNothingToRetry') });
    return;
  }
  const from = { stream: caseStream(found.number), n: line.n };
  const written =
    line.message !== undefined && found.threadPlace !== undefined
      ? { message: { place: found.threadPlace, id: line.message } }
      : {};
  const effect = draft.effect({
    ...(line.to === undefined ? { kind: 'say' } : { kind: 'whisper', to: line.to }),
    lane: found.asker.place,
    voice: 'staff',
    target: { place: found.asker.place },
    content: contentOf(line),
    line: copy,
    case: found.number,
    ...(line.author && { as: { name: line.author.name } }),
    ...(line.content.files?.length && { copyOf: from }),
    reportTo: { ...from, ...written },
  });
  if (written.message) unmark(draft, written.message);
  draft.changeLine(from, { state: 'pending', reason: '', relayed: effect });
  draft.changeLine(copy, { state: 'pending', effect, reason: '' });
  const { notice } = draft.turn;
  if (!notice) return;
  const words = { reason: line.reason ?? '', person: nameOf(person, desk) };
  const said = { content: plain(phrase(desk.language, 'deskSentAgain', words)) };
  const at = { stream: caseStream(found.number), n: notice.n };
  draft.changeLine(at, said);
  if (notice.message === undefined || found.threadPlace === undefined) return;
  draft.effect({
    kind: 'revise',
    lane: `thread:${found.thread}`,
    voice: 'system',
    message: { message: { place: found.threadPlace, id: notice.message } },
    ...said,
    line: at,
    case: found.number,
  });
}

/** The mark of a failure goes, since the words are on their way again. */
function unmark(draft: Draft, message: MessageRef): void {
  mark(draft, message, false);
}

function mark(draft: Draft, message: MessageRef, added: boolean): void {
  draft.effect({
    kind: 'react',
    lane: message.place,
    voice: 'system',
    message: { message },
    emoji: '⚠️',
    added,
  });
}

/** What an asker changes while a person works on it is shown at the desk; what changed is said. */
export function editAtDesk(
  draft: Draft,
  found: Case,
  event: EditEvent,
  line: NumberedLine,
  desk: DeskSettings,
): void {
  draft.tellDesk(found.number, {
    voice: 'system',
    content: plain(phrase(desk.language, 'deskEdited', changeExcerpt(bareText(line.content), event.text))),
  });
  const copy = line.copies?.[0];
  if (!copy || line.relayed === undefined) return;
  draft.effect({
    kind: 'revise',
    ...copyAtDesk(found, copy, line.relayed),
    content: rewritten(contentOf(line), event),
    as: { name: event.author.name },
  });
}

function copyAtDesk(found: Case, copy: LineRef, relayed: string) {
  return {
    lane: `thread:${found.thread}`,
    voice: 'asker',
    message: { effect: relayed },
    line: copy,
    case: found.number,
  } as const;
}

/** An asker's deletion is shown at the desk. */
export function deleteAtDesk(draft: Draft, found: Case, line: NumberedLine, desk: DeskSettings): void {
  draft.tellDesk(found.number, {
    voice: 'system',
    content: plain(phrase(desk.language, 'deskDeleted', { before: bareText(line.content) })),
  });
  const copy = line.copies?.[0];
  if (copy && line.relayed !== undefined)
    draft.effect({ kind: 'retract', ...copyAtDesk(found, copy, line.relayed) });
}

/** A staff member changed or deleted a line of their own; the copy of a reply follows, a note stays a note. */
export function staffChanged(
  draft: Draft,
  found: Case,
  event: EditEvent | DeleteEvent,
  line: NumberedLine,
  desk: DeskSettings,
  limit: number,
): void {
  if (event.author && line.author?.id !== event.author.id) return; // a moderator's doing does not speak for the writer
  const copy = line.copies?.[0];
  const here = { stream: caseStream(found.number), n: line.n };
  const relayed = line.voice === 'staff' && copy !== undefined && line.relayed !== undefined;
  const base = {
    lane: found.asker.place,
    voice: 'staff',
    message: { effect: line.relayed ?? '' },
    line: copy ?? here,
    case: found.number,
  } as const;
  if (event.kind === 'delete') {
    draft.changeLine(here, { deleted: true });
    if (relayed) draft.effect({ kind: 'retract', ...base });
    return;
  }
  const refusal = relayed ? whyNotPassedOn(event, desk, limit) : undefined;
  if (refusal !== undefined) {
    keepAsSent(draft, found, event, here, refusal, desk);
    return;
  }
  const content =
    line.voice === 'note' ? { ...contentOf(line), ...asTyped(event) } : rewritten(contentOf(line), event);
  draft.changeLine(here, { content, edited: draft.turn.now, ...(line.outdated && { outdated: false }) });
  if (line.outdated) unmark(draft, { place: event.place, id: event.message });
  if (relayed)
    draft.effect({
      kind: 'revise',
      ...base,
      content,
      ...(line.author && { as: { name: line.author.name } }),
    });
}

/** Why a reply that was sent cannot become what it was changed to. */
function whyNotPassedOn(event: EditEvent, { language }: DeskSettings, limit: number): string | undefined {
  if (isNote(event.text)) return phrase(language, 'deskChangeToNote');
  if (commandIn(event.text)) return phrase(language, 'deskChangeToCommand');
  return event.text.length > limit ? phrase(language, 'deskChangeTooLong', { limit }) : undefined;
}

/**
 * The asker goes on seeing the reply as it was sent, and so does its line; whoever changed it sees a mark on their
 * message and reads why in the thread.
 */
function keepAsSent(
  draft: Draft,
  found: Case,
  event: EditEvent,
  here: LineRef,
  why: string,
  { language }: DeskSettings,
): void {
  draft.changeLine(here, { outdated: true });
  mark(draft, { place: event.place, id: event.message }, true);
  draft.tellDesk(found.number, {
    voice: 'system',
    content: plain(phrase(language, 'deskChangeKept', { why })),
  });
}

/** Notes stay as they were typed: marks of formatting in them mean nothing. */
function asTyped(event: MessageEvent | EditEvent): Content {
  return plain(event.text, event.kind === 'message' && event.files?.length ? { files: event.files } : {});
}

/** A reply that cannot be delivered is said where its writer sees it, with a way to send it again (rule 8). */
export function undelivered(
  draft: Draft,
  found: Case,
  line: LineRef,
  reason: string,
  desk: DeskSettings,
): void {
  const told = draft.tellDesk(found.number, {
    voice: 'system',
    content: deskWords(desk.language, 'deskNotDelivered', { reason }, [
      {
        action: ACTIONS.retry,
        label: phrase(desk.language, 'buttonRetry'),
        value: `${found.number}:${line.n}`,
        version: found.revision,
      },
    ]),
  });
  if (told) draft.changeLine(line, { notice: told.line.n });
}
