import { bareText } from '../core/content.js';
import {
  type AnsweredWith,
  type Aside,
  answersOf,
  type DialogState,
  type Participant,
} from '../core/conversation.js';
import type { Step } from '../core/dialog.js';
import { placeStream } from '../core/line.js';
import type { DeleteEvent, EditEvent } from '../core/message-events.js';
import { apply, contextOf, dialogFor } from './converse.js';
import { orReopen } from './recent-case.js';
import { isRestricted, participantOf, type Scene } from './scene.js';

/**
 * An asker changed their message while the bot still has the conversation. A question that was answered gets its
 * answer revised, or taken back and asked anew; one that is being clarified or looked up is asked anew, and so is a
 * slot that the message was the answer to. What could not be looked up is looked up again. A message that led to nothing changes nothing.
 */
export function reanswer(scene: Scene, event: EditEvent): void {
  rephrase(scene, event);
  const { dialog: open, aside, pending = [] } = participantOf(scene);
  if (open) {
    const step = amended(scene, event, open.dialog, open.slots);
    if (step) apply(scene, event, orReopen(scene, event, step));
    if (step !== undefined) return;
  }
  const waited = pending.find(({ dialog, slots }) => amended(scene, event, dialog, slots) !== undefined);
  if (waited) {
    if (amended(scene, event, waited.dialog, waited.slots) === null) return;
    dropPending(scene, [waited.effect]);
    goOn(scene, event, waited.dialog, waited.slots);
    return;
  }
  const given = answersOf(participantOf(scene)).find((each) => concerns(scene, event, each));
  if (given) reviseAnswer(scene, event, given);
  else if (aside) amendAside(scene, event, aside);
}

/** What a person is given as the question says what the message says now, whatever becomes of its answer. */
function rephrase(scene: Scene, event: EditEvent): void {
  const { pointed } = scene.draft.turn;
  const { question, dialog } = participantOf(scene);
  if (!pointed || question === undefined || question !== bareText(pointed.content)) return;
  const isOpen = dialog?.slots.question === question;
  change(scene, {
    question: event.text,
    ...(isOpen && { dialog: { ...dialog, slots: { ...dialog.slots, question: event.text } } }),
  });
}

/**
 * What a dialog does about a changed or deleted message, as {@link Dialog.amend}; or what is done where the message now
 * calls for a person or for an end.
 */
function amended(
  scene: Scene,
  event: EditEvent | DeleteEvent,
  dialog: string,
  slots: DialogState['slots'],
  key?: string,
): Step | null | undefined {
  const { dialogs } = scene.parts;
  const text = event.kind === 'edit' ? event.text : '';
  const context = contextOf(scene, event, { kind: 'text', text }, key);
  const step = dialogs.find(({ name }) => name === dialog)?.amend?.(context, slots);
  if (step === undefined) return undefined;
  const first = dialogs.find((one) => one.interrupts && one.opens(context))?.step(context);
  return first?.handoff || first?.dropsPending ? first : step;
}

/** Goes on with a changed message where its dialog is not open. The one that is, about something else, stays open. */
function goOn(scene: Scene, event: EditEvent, dialog: string, slots: DialogState['slots']): void {
  const step = amended(scene, event, dialog, slots);
  if (step) apply(scene, event, beside(scene, step));
}

/** A step about something else than the dialog that is open, which stays open if it can. */
function beside(scene: Scene, step: Step): Step {
  const ends = step.handoff !== undefined || step.dropsPending === true;
  return ends ? step : { ...step, next: step.next ?? participantOf(scene).dialog ?? null };
}

/** A question that is answered no more is taken as if it was asked now. It is nothing for the dialog that is open. */
function takeAnew(scene: Scene, event: EditEvent): void {
  const { state: _, ...context } = contextOf(scene, event, { kind: 'text', text: event.text });
  const { dialogs } = scene.parts;
  const dialog =
    dialogs.find((one) => one.interrupts && one.opens(context)) ??
    dialogs.find(({ name }) => name === 'answer');
  if (dialog) apply(scene, event, beside(scene, orReopen(scene, event, dialog.step(context))));
}

/** Whether a message led to an answer: as its question, or as something that it was looked up with. */
function concerns(scene: Scene, event: EditEvent | DeleteEvent, { message, by }: AnsweredWith): boolean {
  return message === event.message || (by && amended(scene, event, by.dialog, by.slots)) !== undefined;
}

function reviseAnswer(scene: Scene, event: EditEvent, given: AnsweredWith): void {
  const { draft, parts } = scene;
  const { answered } = participantOf(scene);
  const { by } = given;
  const input = { kind: 'text', text: event.text } as const;
  const step = by
    ? amended(scene, event, by.dialog, by.slots, given.effect)
    : parts.dialogs.find(({ name }) => name === 'answer')?.step(contextOf(scene, event, input, given.effect));
  if (by && step === null) return;
  const content = step?.say[0];
  if (step?.answered && content) {
    if (step.answered.article === given.article && !by) return;
    // What is not for all who read the place cannot stand where the answer stood (rule 6).
    if (scene.conversation.outsiders && isRestricted(scene, [step.answered.article])) {
      retract(scene, given);
      apply(scene, event, beside(scene, step));
      return;
    }
    draft.effect({
      kind: 'revise',
      lane: event.place,
      voice: 'bot',
      message: { effect: given.effect },
      content,
      line: { stream: placeStream(event.place), n: given.n },
    });
    const { earlier = [] } = participantOf(scene);
    const version = draft.conversation(event.place).revision + 1;
    const { trace: _before, by: _by, ...rest } = given;
    const revised: AnsweredWith = { ...rest, ...step.answered, version, rated: false };
    const replaced = (each: AnsweredWith): AnsweredWith => (each === given ? revised : each);
    change(
      scene,
      {
        ...(answered && { answered: replaced(answered) }),
        ...(given === answered && { question: event.text }),
        earlier: earlier.map(replaced),
      },
      version,
    );
    if (step.fact) draft.fact(step.fact);
    return;
  }
  retract(scene, given);
  if (by && step) goOn(scene, event, by.dialog, by.slots);
  else takeAnew(scene, event);
}

/** What was left for something else and may be taken up again goes by what was said last. */
function amendAside(scene: Scene, event: EditEvent, { dialog, messages }: Aside): void {
  const step = amended(scene, event, dialog.dialog, dialog.slots);
  if (!step) return;
  if (step.next && step.say.length === 0) change(scene, { aside: { dialog: step.next, messages } });
  else apply(scene, event, { ...step, aside: null });
}

/** Nobody waits any more for this work. */
function dropPending(scene: Scene, effects: readonly string[]): void {
  const { pending = [] } = participantOf(scene);
  const others = pending.filter(({ effect }) => !effects.includes(effect));
  if (others.length < pending.length) change(scene, { pending: others.length > 0 ? others : undefined });
}

/** Changes what is remembered of the asker here; what is undefined is forgotten. */
function change(
  scene: Scene,
  fields: { readonly [Key in keyof Participant]?: Participant[Key] | undefined },
  revision?: number,
): void {
  const { draft, author } = scene;
  const conversation = draft.conversation(draft.turn.event.place);
  const kept = Object.entries({ ...participantOf(scene), ...fields }).filter(
    ([, value]) => value !== undefined,
  );
  draft.putConversation({
    ...conversation,
    ...(revision !== undefined && { revision }),
    participants: {
      ...conversation.participants,
      [author.id]: Object.fromEntries(kept) as unknown as Participant, // the same without what is undefined
    },
  });
}

/** A message that nobody meant for the bot has become a question to it. */
export function askAnew(scene: Scene, event: EditEvent): void {
  const fresh = dialogFor(scene, event, { kind: 'text', text: event.text });
  if (fresh) apply(scene, event, fresh.step);
}

/**
 * An asker deleted a message. If it was a question, its answer goes too, and nobody is asked about it any more; so does an
 * answer that was looked up with it. What a dialog was told by it is asked again.
 */
export function takeBack(scene: Scene, event: DeleteEvent): void {
  const { dialog: open, aside, pending = [] } = participantOf(scene);
  const step = open && amended(scene, event, open.dialog, open.slots);
  if (step) {
    apply(scene, event, step);
    return;
  }
  const from = (dialog: string, slots: DialogState['slots']): boolean =>
    slots.message === event.message || amended(scene, event, dialog, slots) !== undefined;
  const waited = pending.filter(
    ({ message, dialog, slots }) => message === event.message || from(dialog, slots),
  );
  dropPending(
    scene,
    waited.map(({ effect }) => effect),
  );
  if (aside && from(aside.dialog.dialog, aside.dialog.slots)) change(scene, { aside: undefined });
  const given = answersOf(participantOf(scene)).find((each) => concerns(scene, event, each));
  const { pointed } = scene.draft.turn;
  const isQuestion = pointed !== undefined && participantOf(scene).question === bareText(pointed.content);
  if (given) retract(scene, given, given.message !== event.message);
  if (given ? isQuestion && !open : isQuestion || open?.slots.message === event.message)
    change(scene, { question: undefined, dialog: undefined });
}

/** Takes an answer back. What is open is about something else, and stays; the question stays where it is still asked. */
function retract(scene: Scene, given: AnsweredWith, isAsked = false): void {
  const { draft } = scene;
  const { place } = draft.turn.event;
  draft.effect({
    kind: 'retract',
    lane: place,
    voice: 'system', // taking back is not talking: it goes through also when a person takes over
    message: { effect: given.effect },
    line: { stream: placeStream(place), n: given.n },
  });
  const { answered, earlier = [], question, dialog } = participantOf(scene);
  const others = earlier.filter((each) => each !== given);
  const goesOn = isAsked || given !== answered || dialog !== undefined;
  change(scene, {
    answered: answered === given ? undefined : answered,
    earlier: others.length > 0 ? others : undefined,
    question: goesOn ? question : undefined,
  });
}
