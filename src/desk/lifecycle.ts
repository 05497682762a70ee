import { ACTIONS } from '../core/actions.js';
import { inLanguage } from '../core/article.js';
import type { Case, HandoffReason } from '../core/case.js';
import { markdown } from '../core/content.js';
import type { AnsweredWith, LookedUp } from '../core/conversation.js';
import type { Draft } from '../core/draft.js';
import type { Author } from '../core/event-base.js';
import type { Language } from '../core/language.js';
import { caseStream } from '../core/line.js';
import { type PhraseKey, phrase } from '../core/phrases/phrase.js';
import { type PlaceKey, platformOf } from '../core/place.js';
import type { Finding } from '../core/ports/knowledge.js';
import type { DeskSettings, Settings } from '../core/settings.js';
import type { Mood } from '../core/triage.js';
import { waitPhrase, whenPhrase } from '../core/when.js';
import { entered, firstPing, lookAgain, nameOf, returnToQueue, timerKey } from './dispatch.js';
import { tellEarlierFiles, tellFilesOf } from './earlier-files.js';
import { caseButtons, deskWords, NEAR, openingContent, quotes, saidSince, stateField } from './opening.js';
import { openThread } from './thread.js';

/** A question on its way to a person. */
export interface NewCase {
  readonly place: PlaceKey;
  readonly asker: Author;
  readonly askerKey: string;
  readonly language: Language;
  readonly reason: HandoffReason;
  readonly question: string;
  readonly finding?: Finding;
  /** The rule that brings it here, by its name. */
  readonly rule?: string;
  /** Of the asker's messages up to the question, oldest first. */
  readonly moods?: readonly Mood[];
  /** The article that the asker was answered with before. */
  readonly answered?: Pick<AnsweredWith, 'article' | 'trace'>;
  /** What became of a lookup for it. */
  readonly lookedUp?: LookedUp;
  readonly botName: string;
}

/**
 * Opens a case: the thread at the desk with a ping of one person, the timer, the new owner of the place, and the
 * receipt for the asker. The bot falls silent (rule 4).
 */
export function openCase(draft: Draft, wanted: NewCase, desk: DeskSettings): Case | undefined {
  const { turn } = draft;
  const number = draft.number();
  if (number === undefined) return undefined;
  const asker = draft.get(`asker/${wanted.askerKey}`);
  const thread = draft.nextKey();
  const fresh: Case = {
    number,
    state: 'queued',
    revision: 1,
    openedAt: turn.now,
    asker: {
      key: wanted.askerKey,
      id: wanted.asker.id,
      name: wanted.asker.name,
      platform: platformOf(wanted.place),
      place: wanted.place,
      language: wanted.language,
      earlier: asker?.cases ?? 0,
      ...(asker?.zone !== undefined && { zone: asker.zone }),
      ...(wanted.asker.guest && { guest: true }),
    },
    reason: wanted.reason,
    question: wanted.question,
    tried: triedFor(draft, wanted.finding),
    thread,
    lines: 0,
    pinged: [],
    everybody: false,
    waitingSince: turn.now,
    reopened: 0,
    timeline: [{ at: turn.now, what: 'opened' }],
    ...(wanted.finding && { triage: wanted.finding.triage }),
    ...(wanted.rule !== undefined && { rule: wanted.rule }),
    ...(wanted.moods?.length && { moods: wanted.moods }),
    ...(wanted.answered && { sent: [wanted.answered.article] }),
    ...(wanted.answered?.trace && { answeredFrom: wanted.answered.trace }),
    ...lookedUpFor(draft, wanted.lookedUp, desk),
  };
  const { next, ping } = firstPing(draft, fresh, desk);
  draft.putCase(next);
  openThread(draft, next, desk, {
    content: openingContent(next, turn.lines, {
      desk,
      now: turn.now,
      name: wanted.botName,
    }),
    ping,
  });
  tellEarlierFiles(draft, next);
  draft.fact({
    kind: 'handed-off',
    case: next.number,
    why: wanted.reason,
    ...(wanted.rule !== undefined && { rule: wanted.rule }),
    ...nearestOf(wanted.finding),
  });
  handOver(draft, next);
  if (asker)
    draft.put(`asker/${wanted.askerKey}`, {
      ...asker,
      cases: asker.cases + 1,
      open: [...asker.open, next.number],
    });
  draft.tell(wanted.place, { voice: 'system', content: receipt(draft, next, desk), case: next.number });
  return next;
}

/** The article that a case is about, as far as can be told: "a person, please" is about none. */
function nearestOf(finding: Finding | undefined): {
  readonly article?: string;
  readonly confidence?: number;
} {
  const [best] = finding?.candidates ?? [];
  return best && best.confidence >= NEAR ? { article: best.article, confidence: best.confidence } : {};
}

/** What the bot tried. An answer that has to be looked up cannot be sent from the desk. */
function triedFor({ turn }: Draft, finding: Finding | undefined): Case['tried'] {
  const best = finding?.candidates.slice(0, 3) ?? [];
  return best.map((candidate) =>
    turn.article(candidate.article)?.lookup ? { ...candidate, lookup: true } : candidate,
  );
}

/** The lookup as the desk reads of it. */
function lookedUpFor(
  { turn }: Draft,
  lookedUp: LookedUp | undefined,
  { language }: DeskSettings,
): Pick<Case, 'lookedUp'> {
  if (!lookedUp) return {};
  const { article: id, outcome } = lookedUp;
  const article = turn.article(id);
  const title = (article && inLanguage(article, language)?.translation.title) ?? id;
  return { lookedUp: { title, outcome } };
}

/** Makes a case the owner of its asker's place. */
function handOver(draft: Draft, found: Case): void {
  const conversation = draft.conversation(found.asker.place);
  draft.putConversation({
    ...conversation,
    owner: { kind: 'queue', case: found.number },
    lastCase: found.number,
  });
  draft.silence(found.asker.place);
}

function receipt(draft: Draft, found: Case, desk: DeskSettings) {
  const { duty, now } = draft.turn;
  const { language } = found.asker;
  const { number } = found;
  if (duty.open) {
    const asked = found.pinged.at(-1);
    return asked === undefined
      ? markdown(phrase(language, 'receiptTeam', { number }))
      : markdown(phrase(language, 'receiptOpen', { number, person: nameOf(asked, desk) }));
  }
  if (duty.opensAt === undefined) return markdown(phrase(language, 'receiptNobody', { number }));
  const zone = found.asker.zone ?? desk.roster.zone;
  return markdown(
    phrase(language, 'receiptClosed', {
      number,
      when: whenPhrase(duty.opensAt, now, zone, language),
      wait: waitPhrase(duty.opensAt - now, language),
    }),
  );
}

/** A staff member takes a case. Harmless for its holder; somebody else takes it over. */
export function claim(draft: Draft, found: Case, person: string, desk: DeskSettings, silently = false): Case {
  const { now } = draft.turn;
  if (found.state === 'claimed' && found.holder === person) return found;
  const { askedHolderAt: _asked, ...rest } = found;
  const next = entered(
    { ...rest, state: 'claimed', holder: person, revision: found.revision + 1 },
    { at: now, what: 'claimed', person },
  );
  draft.putCase(next);
  lookAgain(draft, next, now + desk.replyWithin);
  draft.fact({ kind: 'claimed', case: next.number, person });
  const conversation = draft.conversation(found.asker.place);
  draft.putConversation({ ...conversation, owner: { kind: 'person', case: next.number, person } });
  draft.silence(found.asker.place);
  draft.tellDesk(next.number, {
    voice: 'system',
    content: deskWords(desk.language, 'deskClaimed', { person: nameOf(person, desk) }),
  });
  refreshOpening(draft, next.number, desk);
  if (!silently) {
    draft.tell(found.asker.place, {
      voice: 'system',
      case: next.number,
      content: markdown(phrase(found.asker.language, 'claimedNotice', { person: nameOf(person, desk) })),
    });
  }
  return draft.case(next.number) ?? next;
}

/** "Not mine": the next person is asked. */
export function pass(draft: Draft, found: Case, person: string, desk: DeskSettings): void {
  draft.fact({ kind: 'passed', case: found.number, person });
  draft.tellDesk(found.number, {
    voice: 'system',
    content: deskWords(desk.language, 'deskPassed', { person: nameOf(person, desk) }),
  });
  const current = draft.case(found.number) ?? found;
  const passed = entered(
    { ...current, pinged: current.pinged.includes(person) ? current.pinged : [...current.pinged, person] },
    { at: draft.turn.now, what: 'passed', person },
  );
  if (found.state === 'claimed') {
    draft.putCase(passed);
    returnToQueue(draft, passed, desk, person, 'deskPingNext');
    refreshOpening(draft, found.number, desk);
    return;
  }
  const { next, ping } = firstPing(draft, { ...passed, revision: passed.revision + 1 }, desk);
  draft.putCase(next);
  if (ping.length) {
    draft.tellDesk(found.number, {
      voice: 'system',
      content: deskWords(desk.language, 'deskPingNext'),
      ping,
    });
  }
  refreshOpening(draft, found.number, desk);
}

/** Ends a case. `by` is a person of the desk, or absent where the asker does not need it any more. */
export function resolve(draft: Draft, found: Case, desk: DeskSettings, by?: string): void {
  const { now } = draft.turn;
  const { askedHolderAt: _asked, waitingSince: _waiting, ...rest } = found;
  const next = entered(
    { ...rest, state: 'resolved', resolvedAt: now, revision: found.revision + 1 },
    { at: now, what: 'resolved', ...(by !== undefined && { person: by }) },
  );
  draft.putCase(next);
  draft.timer({ cancel: timerKey(found.number) });
  draft.fact({
    kind: 'resolved',
    case: found.number,
    ...(by === undefined ? { why: 'asker' } : { person: by }),
  });
  draft.tellDesk(found.number, {
    voice: 'system',
    content:
      by === undefined
        ? deskWords(desk.language, 'deskResolvedByAsker')
        : deskWords(desk.language, 'deskResolved', { person: nameOf(by, desk) }),
  });
  refreshOpening(draft, found.number, desk);
  const conversation = draft.conversation(found.asker.place);
  draft.putConversation({ ...conversation, owner: { kind: 'bot' } });
  const asker = draft.get(`asker/${found.asker.key}`);
  if (asker) {
    draft.put(`asker/${found.asker.key}`, {
      ...asker,
      open: asker.open.filter((open) => open !== found.number),
    });
  }
  const { language, place } = found.asker;
  if (by === undefined) {
    const content = markdown(phrase(language, 'cancelledCase', { number: found.number }));
    draft.tell(place, { voice: 'system', case: found.number, content });
    return;
  }
  const days = Math.max(1, Math.round(desk.reopenWithin / 86_400_000));
  const notice = phrase(language, 'resolvedNotice', { number: found.number, days });
  const rating = found.rated === undefined;
  draft.tell(place, {
    voice: 'system',
    case: found.number,
    content: markdown(
      rating ? notice + (language === 'zh' ? '' : ' ') + phrase(language, 'ratePrompt') : notice,
      rating
        ? {
            buttons: [1, 2, 3, 4, 5].map((stars) => ({
              action: ACTIONS.rate,
              label: String(stars),
              value: `${found.number}:${stars}`,
              version: next.revision,
            })),
          }
        : {},
    ),
  });
}

/**
 * Opens a resolved case again, with its history and what was said to the bot meanwhile. `by` is a person of the desk, or
 * absent where the asker replied.
 */
export function reopen(
  draft: Draft,
  found: Case,
  { desk, name }: Pick<Settings, 'desk' | 'name'>,
  by?: string,
): Case {
  const since = saidSince(found, draft.turn.lines);
  const quoted = since.length > 0 && { quotes: quotes(since, found.asker, name, desk.language) };
  const { now } = draft.turn;
  const { holder, resolvedAt: _resolved, ...rest } = found;
  const fresh = entered(
    {
      ...rest,
      state: 'queued',
      revision: found.revision + 1,
      pinged: [],
      everybody: false,
      reopened: found.reopened + 1,
      ...(by === undefined && { waitingSince: now }),
    },
    { at: now, what: 'reopened', ...(by !== undefined && { person: by }) },
  );
  draft.fact({ kind: 'reopened', case: found.number, ...(by !== undefined && { person: by }) });
  handOver(draft, fresh);
  const asker = draft.get(`asker/${found.asker.key}`);
  if (asker && !asker.open.includes(found.number)) {
    draft.put(`asker/${found.asker.key}`, { ...asker, open: [...asker.open, found.number] });
  }
  if (by !== undefined) {
    draft.putCase(fresh);
    draft.tellDesk(found.number, {
      voice: 'system',
      content: { ...deskWords(desk.language, 'deskReopenedBy', { person: nameOf(by, desk) }), ...quoted },
    });
    tellFilesOf(draft, found, since);
    return claim(draft, draft.case(found.number) ?? fresh, by, desk, true);
  }
  // The one who knows the case is asked first, if on duty.
  const { next, ping } = firstPing(draft, fresh, desk, holder);
  draft.putCase(next);
  const content = { ...deskWords(desk.language, 'deskReopened'), ...quoted };
  draft.tellDesk(found.number, { voice: 'system', content, ping });
  tellFilesOf(draft, found, since);
  refreshOpening(draft, found.number, desk);
  draft.tell(found.asker.place, {
    voice: 'system',
    case: found.number,
    content: markdown(phrase(found.asker.language, 'reopenedNotice', { number: found.number })),
  });
  return draft.case(found.number) ?? next;
}

/** The holder says that they are still on it: the clock starts again. */
export function stillOnIt(draft: Draft, found: Case, person: string, desk: DeskSettings): void {
  const { askedHolderAt: _asked, ...rest } = found;
  draft.putCase({ ...rest, ...(found.waitingSince !== undefined && { waitingSince: draft.turn.now }) });
  lookAgain(draft, found, draft.turn.now + desk.replyWithin);
  draft.tellDesk(found.number, {
    voice: 'system',
    content: deskWords(desk.language, 'deskStillOnIt', { person: nameOf(person, desk) }),
  });
}

/** The buttons and the words of the opening message follow the state of the case. */
export function refreshOpening(draft: Draft, number: number, desk: DeskSettings): void {
  const found = draft.case(number);
  const { opening } = draft.turn;
  if (!found || !opening) return;
  const state = stateField(found, desk);
  const fields = opening.content.fields?.map((field) => (field.label === state.label ? state : field)) ?? [];
  draft.effect({
    kind: 'revise',
    lane: `thread:${found.thread}`,
    voice: 'system',
    message: { effect: found.thread },
    content: { ...opening.content, fields, buttons: caseButtons(found, desk.language) },
    line: { stream: caseStream(number), n: opening.n },
    case: number,
  });
}

/** How a state is called at the desk. */
export const statePhrases: Readonly<Record<Case['state'], PhraseKey>> = {
  queued: 'stateQueued',
  pinged: 'statePinged',
  claimed: 'stateClaimed',
  resolved: 'stateResolved',
};
