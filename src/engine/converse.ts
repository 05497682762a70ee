import type { Article } from '../core/article.js';
import { markdown } from '../core/content.js';
import {
  type AnsweredWith,
  answersOf,
  type Participant,
  type Pending,
  REVISABLE_ANSWERS,
} from '../core/conversation.js';
import type { Dialog, DialogContext, HandoffRequest, Input, Step } from '../core/dialog.js';
import { type LineRef, workLane } from '../core/effect.js';
import type { ActionEvent } from '../core/event.js';
import { GUESTS, ruleFor } from '../core/handoff-rules.js';
import { mayRead, readerAt } from '../core/limits.js';
import { placeStream } from '../core/line.js';
import type { DeleteEvent, EditEvent, MessageEvent, ReactionEvent } from '../core/message-events.js';
import { isRecent, recentMoods, withMood } from '../core/moods.js';
import { phrase } from '../core/phrases/phrase.js';
import type { PlaceKey } from '../core/place.js';
import type { Finding } from '../core/ports/knowledge.js';
import { openCase, reopen } from '../desk/lifecycle.js';
import { editAtDesk, toDesk } from '../desk/relay.js';
import { orReopen, recentCase } from './recent-case.js';
import { isRestricted, meantForBot, participantOf, type Scene, sayToAsker } from './scene.js';

/** An offer of help that could not be shown for so long is not shown any more. */
const OFFER_FOR = 5 * 60_000;

/** A bare yes or no answers what was said so long ago at most. */
const ASKED_FOR = 3_600_000;

/** Work that was done for an asker: their dialog goes on where they asked, with the message that they asked by. */
export interface Resumed {
  readonly kind: 'resumed';
  readonly place: PlaceKey;
  readonly message: string;
}

type Spoken = MessageEvent | ActionEvent | EditEvent | DeleteEvent | ReactionEvent | Resumed;

/** Everything a dialog may know of this moment. `key` is that of the answer, if it is not the next effect. */
export function contextOf(scene: Scene, event: Spoken, input: Input, key?: string): DialogContext {
  const { draft, conversation, language, parts } = scene;
  const { turn } = draft;
  const participant = participantOf(scene);
  return {
    input,
    language,
    now: turn.now,
    participant,
    asker: { id: scene.author.id, place: event.place },
    addressed: event.kind !== 'message' || meantForBot(scene, event),
    ...(event.kind === 'message' && !event.addressed && { implied: true as const }),
    ...(wasAsked(scene, participant) && { asked: true as const }),
    offer: event.kind === 'message' && event.offer === true,
    message: event.message ?? '',
    ...(event.kind === 'message' && event.files?.length && { attached: true as const }),
    paused: turn.record('pause/all')?.paused ?? false,
    article: (id) => readableArticle(scene, id),
    version: conversation.revision + 1,
    key: key ?? draft.nextKey(),
    name: parts.settings.name,
    withPeople: conversation.owner.kind !== 'bot',
    ...(participant.dialog && { state: participant.dialog }),
    ...(turn.finding &&
      input.kind === 'text' && { finding: turn.finding, ...ruleOf(scene, turn.finding, input.text) }),
  };
}

/** Whether something that a bare yes or no may answer was said a short while ago, by the bot or by a person. */
function wasAsked(scene: Scene, { dialog, aside, pending, tried }: Participant): boolean {
  if (dialog || aside || pending?.length || recentCase(scene)) return true;
  return tried !== undefined && scene.draft.turn.now - tried.at < ASKED_FOR;
}

/** The rule of the configuration that holds for a text, if one does. */
function ruleOf(scene: Scene, { triage, candidates }: Finding, text: string): Pick<DialogContext, 'rule'> {
  const { author, draft, parts } = scene;
  const { audiences } = readerAt(draft.turn.event.place, author.guest, parts.settings);
  const { moods, tried } = participantOf(scene);
  const { now } = draft.turn;
  const rule = ruleFor(parts.settings.handoff, {
    text,
    triage,
    audiences: author.guest ? [...audiences, GUESTS] : audiences,
    moods: recentMoods(moods, now).map(({ mood }) => mood),
    failures: tried && candidates[0]?.article === tried.article && isRecent(tried.at, now) ? tried.times : 0,
  });
  return rule ? { rule } : {};
}

/** What a button names may have been restricted since, or its reader may have become a guest (rule 6). */
function readableArticle({ draft, author, parts }: Scene, id: string): Article | undefined {
  const article = draft.turn.article(id);
  const reader = readerAt(draft.turn.event.place, author.guest, parts.settings);
  return article && mayRead(article, reader) ? article : undefined;
}

/** The dialog that takes this input: one that interrupts, the open one, or the first that begins. */
export function dialogFor(
  scene: Scene,
  event: Spoken,
  input: Input,
  duringCase = false,
): { readonly dialog: Dialog; readonly step: Step } | undefined {
  const context = contextOf(scene, event, input);
  const dialogs = duringCase
    ? scene.parts.dialogs.filter((dialog) => dialog.duringCase)
    : scene.parts.dialogs;
  const dialog =
    dialogs.find((candidate) => candidate.interrupts && candidate.opens(context)) ??
    (context.state && dialogs.find((candidate) => candidate.name === context.state?.dialog)) ??
    dialogs.find((candidate) => !candidate.interrupts && candidate.opens(context));
  return dialog && { dialog, step: dialog.step(context) };
}

/** One step of the conversation between an asker and the bot. `line` is the asker's line in the place. */
export function converse(
  scene: Scene,
  event: MessageEvent | ActionEvent | ReactionEvent,
  input: Input,
  line?: LineRef,
): void {
  const { draft, language } = scene;
  const chosen = dialogFor(scene, event, input);
  if (!chosen) {
    draft.reply({ kind: 'notice', text: phrase(language, 'staleButton') });
    return;
  }
  const { dialog, step } = chosen;
  const isReply = event.kind === 'message' && !dialog.interrupts;
  apply(scene, event, isReply ? orReopen(scene, event, step) : step, line);
}

/** Puts a step into effect: what is said, where the dialog stands, and whether a person takes over. */
export function apply(scene: Scene, event: Spoken, step: Step, line?: LineRef): void {
  const { draft, author } = scene;
  const { place } = event;
  const before = participantOf(scene);
  const version = scene.conversation.revision + 1;
  const restricted = isRestricted(scene, [step.answered?.article, ...(step.named ?? [])]);
  const readers = { restricted, ...(step.personal && { personal: true }) };
  const told = step.say.map((content) => sayToAsker(scene, { voice: 'bot', content }, readers));
  const first = told[0];
  const pending = pendingAfter(scene, event, step);
  const { dialog: _dialog, aside, pending: _pending, lookedUp, tried, moods, ...rest } = before;
  const lately = step.lookedUp ?? (step.question === undefined ? lookedUp : undefined);
  const led = step.answered ?? step.unanswered;
  const oldest = led && first ? answersOf(before)[REVISABLE_ANSWERS - 1] : undefined;
  if (oldest) draft.put(`receipt/${oldest.effect}`, undefined);
  const said: AnsweredWith | undefined = led &&
    first && { ...led, message: event.message ?? '', effect: first.effect, n: first.line.n, version };
  const participant: Participant = {
    ...rest,
    name: author.name,
    ...(step.next && { dialog: step.next }),
    ...asideAfter(scene, event, step, aside),
    ...(pending.length && { pending }),
    ...triedAfter(step, tried, draft.turn.now),
    ...moodsAfter(scene, event, moods),
    ...(lately && { lookedUp: lately }),
    ...(step.question !== undefined && { question: step.question }),
    ...(step.rated && before.answered && { answered: { ...before.answered, rated: true } }),
    ...(said && withAnswer(before, said, step.answered !== undefined)),
  };
  const conversation = draft.conversation(place);
  const drewButtons = step.say.some((content) => content.buttons?.length);
  draft.putConversation({
    ...conversation,
    revision: drewButtons ? version : conversation.revision,
    participants: { ...conversation.participants, [author.id]: participant },
  });
  if (step.fact) draft.fact(step.fact);
  if (step.offer) {
    draft.effect({
      kind: 'whisper',
      lane: place,
      voice: 'bot',
      target: { place },
      to: author.id,
      content: step.offer,
      fleeting: true,
      deadline: draft.turn.now + OFFER_FOR,
    });
  }
  if (step.chosen !== undefined && (event.kind === 'action' || event.kind === 'reaction'))
    draft.showChosen(event, placeStream(event.place), step.chosen);
  if (step.handoff) handOff(scene, event, step.handoff, line);
}

/** The answers of somebody with one more, or with words that there is none, which feedback is not about. */
function withAnswer(
  before: Participant,
  said: AnsweredWith,
  isAnswer: boolean,
): Pick<Participant, 'answered' | 'earlier'> {
  const { answered, earlier = [] } = before;
  if (isAnswer) return { answered: said, earlier: answersOf(before).slice(0, REVISABLE_ANSWERS - 1) };
  return { earlier: [said, ...earlier].slice(0, REVISABLE_ANSWERS - (answered ? 1 : 0)) };
}

/** What was left before may be taken up again by so many messages. */
const ASIDE_FOR = 2;

/** The dialog that was left for something else, for a message or two; no more once a person takes over. */
function asideAfter(
  scene: Scene,
  event: Spoken,
  { aside, handoff }: Step,
  before: Participant['aside'],
): Pick<Participant, 'aside'> {
  if (handoff || aside === null) return {};
  if (aside) return { aside: { dialog: aside, messages: 0 } };
  if (!before) return {};
  const counts = event.kind === 'message' && meantForBot(scene, event);
  const messages = before.messages + (counts ? 1 : 0);
  return messages < ASIDE_FOR ? { aside: { ...before, messages } } : {};
}

/** The article that was tried last, and how often in a row. Said that it helped, handed over, or long ago: it starts afresh. */
function triedAfter(
  { answered, fact, named, rated, handoff }: Step,
  before: Participant['tried'],
  at: number,
): Pick<Participant, 'tried'> {
  if (rated || handoff) return {};
  const article = answered?.article ?? (fact?.kind === 'clarified' ? named?.[0] : undefined);
  if (article === undefined) return before ? { tried: before } : {};
  const again = before?.article === article && isRecent(before.at, at);
  return { tried: { article, times: again ? before.times + 1 : 1, at } };
}

/** The moods of the asker's messages, with this one if it was said to the bot. */
function moodsAfter(scene: Scene, event: Spoken, before: Participant['moods']): Pick<Participant, 'moods'> {
  const { finding, now } = scene.draft.turn;
  if (event.kind !== 'message' || !finding || !meantForBot(scene, event))
    return before ? { moods: before } : {};
  return { moods: withMood(before, finding.triage.mood, now) };
}

/** What is under way for the asker after a step, the work that it asks for among it. */
function pendingAfter(scene: Scene, event: Spoken, { work, dropsPending }: Step): readonly Pending[] {
  const { draft, author, language } = scene;
  const { pending = [] } = participantOf(scene);
  const still = dropsPending ? [] : pending;
  if (!work) return still;
  const { dialog, article, worker, input, question, message, slots } = work;
  const effect = draft.effect({
    kind: 'work',
    lane: workLane(event.place, author.id),
    voice: 'bot',
    worker,
    input,
    asker: author,
  });
  return [...still, { effect, dialog, article, message, question, language, slots }];
}

/** A person takes over: a recent case is opened again, or a new one begins. */
function handOff(scene: Scene, event: Spoken, request: HandoffRequest, line?: LineRef): void {
  const { draft, author, asker, language, parts } = scene;
  const { settings } = parts;
  const { place } = event;
  const recent = recentCase(scene);
  if (request.words !== undefined) {
    const restricted = request.reason === 'policy' && isRestricted(scene, [request.article]);
    sayToAsker(scene, { voice: 'system', content: markdown(request.words) }, { restricted });
  }
  if (recent) {
    const { pointed } = draft.turn;
    const reopened = reopen(draft, recent, settings);
    if (event.kind === 'message' && line) toDesk(draft, reopened, event, line, settings.desk);
    else if (event.kind === 'edit' && pointed) editAtDesk(draft, reopened, event, pointed, settings.desk);
    return;
  }
  if (asker.open.length >= settings.limits.openCases) {
    const words = phrase(language, 'tooManyCases', { count: asker.open.length });
    draft.tell(place, { voice: 'system', content: markdown(words) });
    draft.fact({ kind: 'limited', why: 'open cases' });
    return;
  }
  // A button or "human" sends the question that was asked before.
  const asked = 'text' in event && event.text === request.question;
  const found = asked ? draft.turn.finding : (draft.turn.earlier ?? draft.turn.finding);
  const finding = found && request.unspecific ? nothingNear(found) : found;
  const { answered, lookedUp, pending, moods } = participantOf(scene);
  const [waiting] = pending ?? [];
  const lookup = lookedUp ?? (waiting && { article: waiting.article, outcome: 'withdrawn' as const });
  openCase(
    draft,
    {
      place,
      asker: author,
      askerKey: asker.key,
      language,
      reason: request.reason,
      question: request.question,
      botName: settings.name,
      ...(finding && { finding }),
      ...(request.rule !== undefined && { rule: request.rule }),
      moods: recentMoods(moods, draft.turn.now).map(({ mood }) => mood),
      ...(answered && { answered }),
      ...(lookup && { lookedUp: lookup }),
    },
    settings.desk,
  );
}

/** A finding without the articles that were nearest. */
function nothingNear({ triage: { category: _, ...triage } }: Finding): Finding {
  return { outcome: 'none', candidates: [], triage, reasons: [] };
}
