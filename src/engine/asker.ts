import { ACTIONS } from '../core/actions.js';
import type { Case } from '../core/case.js';
import { bareText, isUnchanged, markdown, plain, rewritten, written } from '../core/content.js';
import type { Conversation, Participant } from '../core/conversation.js';
import type { Draft } from '../core/draft.js';
import type { ActionEvent, CommandEvent, Event, JoinEvent } from '../core/event.js';
import type { Author } from '../core/event-base.js';
import { replyLanguage } from '../core/language.js';
import { placeStream } from '../core/line.js';
import type { DeleteEvent, EditEvent, MessageEvent, ReactionEvent } from '../core/message-events.js';
import { phrase } from '../core/phrases/phrase.js';
import { tooEarly } from '../desk/early.js';
import { resolve } from '../desk/lifecycle.js';
import { deskWords } from '../desk/opening.js';
import { askersName } from '../desk/persona.js';
import { askerReacted, caseOf } from '../desk/reactions.js';
import { deleteAtDesk, editAtDesk, toDesk } from '../desk/relay.js';
import { converse, dialogFor } from './converse.js';
import { currentAsker, languageOf, spend } from './flood.js';
import { askerKey } from './gather.js';
import { askAnew, reanswer, takeBack } from './reanswer.js';
import { isNewHere, meantForBot, openCaseOf, type Parts, participantOf, type Scene } from './scene.js';

/** Everything that happens in a place of an asker. */
export function fromAsker(draft: Draft, told: Event, parts: Parts): void {
  if (!('author' in told) || !told.author || told.author.bot) return;
  const event = { ...told, author: askersName(told.author, parts.settings) };
  const scene = enter(draft, event, event.author, parts);
  switch (event.kind) {
    case 'message':
      hear(scene, event);
      return;
    case 'command':
      hear(scene, asMessage(event));
      return;
    case 'action':
      press(scene, event);
      return;
    case 'join':
      greet(scene, event);
      return;
    case 'edit': {
      const { pointed } = draft.turn;
      if (!pointed) waitForIt(scene, event);
      if (pointed?.voice !== 'asker' || isUnchanged(pointed.content, event)) return;
      // Before this edit, nothing that they wrote here was meant for the bot.
      const first = event.addressed === true && !openCaseOf(scene) && isNewHere(scene);
      if (event.text.length > parts.settings.limits.messageLength) {
        refuseLength(scene);
        return;
      }
      draft.changeLine(
        { stream: placeStream(event.place), n: pointed.n },
        { content: rewritten(pointed.content, event), edited: draft.turn.now },
      );
      const found = caseOf(draft, pointed) ?? openCaseOf(scene);
      if (found) editAtDesk(draft, found, event, pointed, parts.settings.desk);
      else if (first) askAnew(scene, event);
      else reanswer(scene, event);
      return;
    }
    case 'delete': {
      const { pointed } = draft.turn;
      if (!pointed) waitForIt(scene, event);
      if (pointed?.voice !== 'asker' || pointed.deleted) return;
      draft.changeLine({ stream: placeStream(event.place), n: pointed.n }, { deleted: true });
      const found = caseOf(draft, pointed) ?? openCaseOf(scene);
      if (found) deleteAtDesk(draft, found, pointed, parts.settings.desk);
      else takeBack(scene, event);
      return;
    }
    case 'reaction':
      askerReacted(draft, event, parts.settings.desk);
      if (approves(scene, event)) pressHelped(scene, event);
      return;
    default:
      return; // what the clock and the outbox report is not an asker's doing
  }
}

/** What is changed or deleted may come later than this: platforms tell again what was not taken in at once. */
function waitForIt({ draft, conversation }: Scene, event: EditEvent | DeleteEvent): void {
  if (conversation.lines > 0 || (event.kind === 'edit' && event.addressed)) tooEarly(draft, event);
}

/** "ok", "VPN", "Berlin": said to what the bot has asked, it is in no language of its own. */
const ONE_LATIN_WORD = /^[^\p{L}]*\p{Script=Latin}[\p{Script=Latin}\p{M}\p{N}'’.-]*[^\p{L}]*$/u;

/** Said in every language. */
const OKAY = /^[^\p{L}]*ok(?:ay)?[^\p{L}]*$/iu;

/** Brings the records of the place and the asker up to date with this event. */
function enter(draft: Draft, event: Event, author: Author, parts: Parts): Scene {
  const { settings } = parts;
  const { finding, now } = draft.turn;
  const key = askerKey(event.place, author.id);
  const known = draft.get(`asker/${key}`);
  const asker = currentAsker(known, author, key, now, settings.limits);
  const before = draft.get(`conversation/${event.place}`);
  const usual = before?.language ?? asker.language ?? languageOf(author.locale) ?? settings.language;
  const text = 'text' in event ? event.text : '';
  const { dialog, aside } = before?.participants[author.id] ?? {};
  const isAsked = dialog !== undefined || aside !== undefined || event.kind === 'edit';
  const isReply = before !== undefined && (isAsked ? ONE_LATIN_WORD : OKAY).test(text);
  const language = finding && !isReply ? replyLanguage(finding.triage.language, usual) : usual;
  const conversation: Conversation = {
    ...draft.conversation(event.place, language),
    language,
    ...(event.kind === 'message' && { outsiders: event.outsiders ?? false, shared: !event.private }),
  };
  draft.putConversation(conversation);
  draft.put(`asker/${key}`, { ...asker, language });
  return { draft, author, asker: { ...asker, language }, conversation, language, parts };
}

function asMessage(event: CommandEvent): MessageEvent {
  const { id, at, place, author } = event;
  const text = event.text.trim() || 'help';
  return { kind: 'message', id, at, place, author, message: id, text, addressed: true, private: false };
}

function greet({ draft, conversation, language, parts }: Scene, event: JoinEvent): void {
  if (conversation.lines > 0) return;
  const content = markdown(phrase(language, 'welcome', { name: parts.settings.name }));
  draft.tell(event.place, { voice: 'bot', content });
}

function hear(scene: Scene, event: MessageEvent): void {
  const { draft, asker, author, parts, language } = scene;
  const { settings } = parts;
  const found = openCaseOf(scene);
  const listening = meantForBot(scene, event) || found !== undefined;
  if (listening) {
    const spent = spend(asker);
    if (!spent) {
      if (!asker.limited)
        draft.tell(event.place, { voice: 'system', content: markdown(phrase(language, 'tooFast')) });
      draft.put(`asker/${asker.key}`, { ...asker, limited: true });
      draft.fact({ kind: 'limited' });
      return;
    }
    draft.put(`asker/${asker.key}`, spent);
  }
  if (event.text.length > settings.limits.messageLength) {
    if (listening) refuseLength(scene);
    return;
  }
  const line = draft.addPlaceLine(event.place, {
    at: event.at,
    voice: 'asker',
    author: { id: author.id, name: author.name },
    content: written(event),
    state: 'received',
    message: event.message,
  });
  if (!found && !listening && event.overheard) return;
  if (!found) {
    converse(scene, event, { kind: 'text', text: event.text }, line);
    return;
  }
  toDesk(draft, found, event, line, settings.desk);
  const dialog = dialogFor(scene, event, { kind: 'text', text: event.text }, true);
  const current = draft.case(found.number);
  if (dialog?.step.closesCase && current) resolve(draft, current, settings.desk);
}

function refuseLength({ draft, language, parts }: Scene): void {
  const { messageLength: limit } = parts.settings.limits;
  const content = markdown(phrase(language, 'tooLong', { limit }));
  draft.tell(draft.turn.event.place, { voice: 'system', content });
}

function press(scene: Scene, event: ActionEvent): void {
  const { draft, language } = scene;
  if (event.action === ACTIONS.rate || event.action === ACTIONS.comment) {
    (event.action === ACTIONS.rate ? rate : comment)(scene, event);
    return;
  }
  if (openCaseOf(scene)) {
    draft.reply({ kind: 'notice', text: phrase(language, 'staleButton') });
    return;
  }
  const { action, value, version } = event;
  const answer = action === ACTIONS.helped || action === ACTIONS.person;
  if (answer && Object.entries(scene.conversation.participants).some(isAnother)) {
    draft.reply({ kind: 'notice', text: phrase(language, 'notYours') });
    return;
  }
  if (action === ACTIONS.accept) {
    const { pointed } = draft.turn;
    const mine = pointed?.voice === 'asker' && pointed.author?.id === event.author.id && !pointed.deleted;
    if (mine) converse(scene, event, { kind: 'text', text: bareText(pointed.content) });
    else draft.reply({ kind: 'notice', text: phrase(language, 'staleButton') });
    return;
  }
  converse(scene, event, { kind: 'button', action, value, version });

  /** The answer was given to somebody else of the place. */
  function isAnother([id, { answered }]: [string, Participant]): boolean {
    return id !== event.author.id && answered?.effect === value;
  }
}

/** Reactions that say of an answer that it helped, without variants and colours of skin. */
const APPROVING = new Set(['👍', '✅', '✔', '☑', '👌', '💯', '🎉', '❤']);

/** Whether the asker says with a reaction that the last answer given to them helped. */
function approves(scene: Scene, event: ReactionEvent): boolean {
  const { pointed } = scene.draft.turn;
  const { answered } = participantOf(scene);
  if (!event.added || openCaseOf(scene) || pointed?.voice !== 'bot' || pointed.deleted) return false;
  if (!answered || answered.rated || answered.n !== pointed.n) return false;
  return APPROVING.has(event.emoji.replace(/[\u{fe0e}\u{fe0f}\u{1f3fb}-\u{1f3ff}]/gu, ''));
}

/** The same as a press of “That helped”. */
function pressHelped(scene: Scene, event: ReactionEvent): void {
  const { answered } = participantOf(scene);
  if (!answered) return;
  const { effect: value, version } = answered;
  converse(scene, event, { kind: 'button', action: ACTIONS.helped, value, version });
}

/** Whether somebody is the asker of a case, where they asked: in a thread others see its buttons. */
function isAskerOf({ asker }: Case, { place, author }: ActionEvent): boolean {
  return asker.place === place && asker.id === author.id;
}

/** Stars for a case, once. */
function rate({ draft, language, parts }: Scene, event: ActionEvent): void {
  const [number, stars] = event.value.split(':').map(Number);
  const found = number === undefined ? undefined : draft.case(number);
  const whole = stars !== undefined && Number.isInteger(stars) && stars >= 1 && stars <= 5;
  if (!whole || !found || !isAskerOf(found, event) || found.rated !== undefined) {
    draft.reply({ kind: 'notice', text: phrase(language, 'staleButton') });
    return;
  }
  draft.putCase({ ...found, rated: stars });
  draft.fact({ kind: 'rated', case: found.number, why: String(stars) });
  draft.tellDesk(found.number, {
    voice: 'system',
    content: deskWords(parts.settings.desk.language, 'deskAskerRated', { stars }),
  });
  draft.tell(event.place, {
    voice: 'system',
    content: markdown(phrase(language, 'rated'), {
      buttons: [
        {
          action: ACTIONS.comment,
          label: phrase(language, 'buttonComment'),
          value: String(found.number),
          version: found.revision,
        },
      ],
    }),
  });
  draft.showChosen(event, placeStream(event.place), String(stars));
}

/** Characters of a comment. */
const COMMENT = 500;

/** One line beside the stars, once. What is wrong with it is said in the form. */
function comment({ draft, language, parts }: Scene, event: ActionEvent): void {
  const found = draft.case(Number(event.value));
  if (!found || !isAskerOf(found, event) || found.rated === undefined || found.commented) {
    draft.reply({ kind: 'notice', text: phrase(language, 'staleButton') });
    return;
  }
  const text = event.fields?.comment?.trim() ?? '';
  if (text === '' || text.length > COMMENT) {
    const words = phrase(language, text === '' ? 'commentEmpty' : 'commentTooLong', { limit: COMMENT });
    draft.reply({ kind: 'errors', fields: { comment: words } });
    return;
  }
  draft.putCase({ ...found, commented: true });
  draft.fact({ kind: 'commented', case: found.number });
  draft.tellDesk(found.number, {
    voice: 'system',
    content: plain(phrase(parts.settings.desk.language, 'deskAskerCommented', { text })),
  });
  draft.showChosen(event, placeStream(event.place), phrase(language, 'commentSent'));
}
