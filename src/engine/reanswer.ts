import { bareText } from '../core/content.js';
import { type AnsweredWith, answersOf } from '../core/conversation.js';
import { placeStream } from '../core/line.js';
import type { EditEvent } from '../core/message-events.js';
import { apply, contextOf, dialogFor, participantOf } from './converse.js';
import { isRestricted, type Scene } from './scene.js';

/**
 * An asker changed their message while the bot still has the conversation. A question that was answered gets its
 * answer revised, or taken back and asked anew; a question that is being clarified is asked anew.
 */
export function reanswer(scene: Scene, event: EditEvent): void {
  const { draft, author, parts } = scene;
  const { answered, dialog: open } = participantOf(scene);
  const waited = dropPending(scene, event.message);
  const given = answersOf(participantOf(scene)).find(({ message }) => message === event.message);
  const input = { kind: 'text', text: event.text } as const;
  if (!given) {
    if (!open && !waited) return;
    const fresh = dialogFor(scene, event, input);
    if (fresh) apply(scene, event, fresh.step);
    return;
  }
  const dialog = parts.dialogs.find((candidate) => candidate.name === 'answer');
  const step = dialog?.step(contextOf(scene, event, input, given.effect));
  const content = step?.say[0];
  if (step?.answered && content) {
    if (step.answered.article === given.article) return;
    // What is not for all who read the place cannot stand where the answer stood (rule 6).
    if (scene.conversation.outsiders && isRestricted(scene, [step.answered.article])) {
      retractAnswer(scene, event.message);
      apply(scene, event, step);
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
    const conversation = draft.conversation(event.place);
    const { earlier = [], ...participant } = participantOf(scene);
    const version = conversation.revision + 1;
    const { trace: _before, ...rest } = given;
    const revised: AnsweredWith = { ...rest, ...step.answered, version, rated: false };
    const replaced = (each: AnsweredWith): AnsweredWith => (each === given ? revised : each);
    draft.putConversation({
      ...conversation,
      revision: version,
      participants: {
        ...conversation.participants,
        [author.id]: {
          ...participant,
          ...(answered && { answered: replaced(answered) }),
          ...(given === answered && { question: event.text }),
          earlier: earlier.map(replaced),
        },
      },
    });
    if (step.fact) draft.fact(step.fact);
    return;
  }
  retractAnswer(scene, event.message);
  const fresh = dialogFor(scene, event, input);
  if (fresh) apply(scene, event, fresh.step);
}

/** Nobody waits any more for what is under way for this message. Whether something was. */
function dropPending(scene: Scene, message: string): boolean {
  const { draft, author } = scene;
  const { pending = [], ...rest } = participantOf(scene);
  const others = pending.filter((one) => one.message !== message);
  if (others.length === pending.length) return false;
  const conversation = draft.conversation(draft.turn.event.place);
  const participant = { ...rest, ...(others.length && { pending: others }) };
  const participants = { ...conversation.participants, [author.id]: participant };
  draft.putConversation({ ...conversation, participants });
  return true;
}

/** A message that nobody meant for the bot has become a question to it. */
export function askAnew(scene: Scene, event: EditEvent): void {
  const fresh = dialogFor(scene, event, { kind: 'text', text: event.text });
  if (fresh) apply(scene, event, fresh.step);
}

/** The question is gone, so its answer goes too, and nobody is asked about it any more. */
export function retractAnswer(scene: Scene, message: string): void {
  const { draft, author } = scene;
  const { place } = draft.turn.event;
  dropPending(scene, message);
  const { answered, earlier = [], question, dialog, ...participant } = participantOf(scene);
  const given = answersOf(participantOf(scene)).find((each) => each.message === message);
  const { pointed } = draft.turn;
  if (!given && question !== (pointed && bareText(pointed.content))) return;
  if (given) {
    draft.effect({
      kind: 'retract',
      lane: place,
      voice: 'system', // taking back is not talking: it goes through also when a person takes over
      message: { effect: given.effect },
      line: { stream: placeStream(place), n: given.n },
    });
  }
  const conversation = draft.conversation(place);
  const others = earlier.filter((each) => each !== given);
  const goesOn = given !== undefined && given !== answered;
  draft.putConversation({
    ...conversation,
    participants: {
      ...conversation.participants,
      [author.id]: {
        ...participant,
        ...(others.length && { earlier: others }),
        ...(answered && answered !== given && { answered }),
        ...(goesOn && question !== undefined && { question }),
        ...(goesOn && dialog && { dialog }),
      },
    },
  });
}
